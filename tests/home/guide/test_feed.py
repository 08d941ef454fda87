"""The feed of changes in the guide."""

import re

import pytest
from django.test import Client

from home.models import ChapterPage
from tests.conftest import moment

pytestmark = pytest.mark.django_db


def test_the_feed_of_changes_names_the_newest_change_first(django_assert_max_num_queries):
    chapter = ChapterPage.objects.get(slug="roller", locale__language_code="nn")
    chapter.save_revision().publish()

    with django_assert_max_num_queries(8):
        response = Client().get("/nn/veileder/endringer.xml")
    items = re.findall(r'<entry><title>([^<]+)</title><link href="([^"]+)"', response.content.decode())

    assert response.headers["Content-Type"].startswith("application/atom+xml")
    assert len(items) == 15
    assert items[0] == (f"3. {chapter.title}", "http://localhost:8000/nn/veileder/roller/")


def test_news_of_a_chapter_is_dated_by_its_change():
    chapter = ChapterPage.objects.get(slug="roller", locale__language_code="nb")
    ChapterPage.objects.filter(pk=chapter.pk).update(
        first_published_at=moment("2026-01-05 12:00"), last_published_at=moment("2031-03-03 12:00")
    )

    news = Client().get("/veileder/endringer.xml").content.decode()
    item = next(item for item in news.split("<entry>") if "/veileder/roller/" in item)

    assert "<updated>2031-03-03T11:00:00+00:00</updated>" in item

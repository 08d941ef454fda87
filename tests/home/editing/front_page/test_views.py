"""The tasks on the editors' front page."""

import re

import pytest
from django.utils.html import strip_tags

from home.editing.front_page import views as front_page_views
from home.models import Helpline
from home.texts import authored_content
from portal import organisation


@pytest.mark.slow
@pytest.mark.django_db
def test_each_task_on_the_front_page_leads_to_where_it_is_done(egil, client_of):
    client = client_of(egil)
    ours = authored_content.originals(Helpline.objects.filter(kind="peer"))
    lines = [(line.name, f"/cms/snippets/home/helpline/edit/{line.pk}/") for line in ours]
    shown = tasks_of(client)

    assert shown == [
        *[(f"Endre åpningstid: {name}", url) for name, url in lines],
        *[(f"Meld stengt dag: {name}", f"{url}{SPECIAL_DAYS}") for name, url in lines],
        *[(str(task.text), task.url) for task in front_page_views.TASKS[2:]],
    ]
    assert len(lines) == 2
    assert [client.get(url, follow=True).status_code for _text, url in shown] == [200] * len(shown)
    assert f'id="{SPECIAL_DAYS[1:]}"' in client.get(lines[0][1]).content.decode()


SPECIAL_DAYS = "#panel-exceptions-section"


def tasks_of(client):
    """``[(text, address)]`` of the buttons on the front page."""
    found = re.findall(r'cms-task" href="([^"]+)">(.*?)</a>', client.get("/cms/").content.decode(), re.DOTALL)
    return [(" ".join(strip_tags(words).split()), url) for url, words in found]


@pytest.mark.slow
@pytest.mark.django_db
def test_the_only_line_of_ours_opens_at_once_and_several_are_listed(egil, client_of):
    client = client_of(egil)
    assert client.get("/cms/ga-til/opening-hours/").url == "/cms/snippets/home/helpline/"

    Helpline.objects.filter(kind="peer").exclude(code="ms-telefonen").delete()
    [ours] = authored_content.originals(Helpline.objects.filter(kind="peer"))
    address = f"/cms/snippets/home/helpline/edit/{ours.pk}/"
    assert client.get("/cms/ga-til/opening-hours/").url == address
    assert client.get("/cms/ga-til/closed-day/").url == f"{address}{SPECIAL_DAYS}"
    assert tasks_of(client)[0] == ("Endre åpningstid", "/cms/ga-til/opening-hours/")


@pytest.mark.django_db
def test_a_place_that_does_not_exist_is_not_found(egil, client_of):
    assert client_of(egil).get("/cms/ga-til/noe-annet/").status_code == 404


@pytest.mark.slow
@pytest.mark.django_db
def test_the_cms_carries_the_name_and_the_mark_of_the_organisation(egil, client_of):
    client, name = client_of(egil), organisation.current().service_name

    front, missing = (client.get(address) for address in ("/cms/", "/cms/finnes-ikke/"))

    assert missing.status_code == 404
    for text in (front.content.decode(), missing.content.decode()):
        assert f"- {name}</title>" in text
        assert '<link rel="icon" href="/static/img/mark.svg"' in text
        assert "Wagtail" not in strip_tags(re.sub(r"<script.*?</script>", "", text, flags=re.DOTALL))
    assert "Den siden finnes ikke" in missing.content.decode()

"""Drafts: answers that are saved and not sent yet."""

import datetime
from types import SimpleNamespace

import pytest
from django.db import transaction

from forms import drafts
from forms.models import Draft

NOON = datetime.datetime(2026, 6, 10, 10, tzinfo=datetime.UTC)
LATER = NOON + datetime.timedelta(hours=1)
ANSWERS = {"navn": {"name": ["Áŋŋá"]}}

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft():
    return drafts.begin("sample", "user:1", ANSWERS, now=NOON)


@pytest.mark.slow
def test_a_draft_is_begun_once(draft):
    again = drafts.begin("sample", "user:1", {"navn": {"name": ["Ola"]}}, now=LATER)

    assert (again, again.answers, again.started_at) == (draft, ANSWERS, NOON)
    assert drafts.begin("sample", "user:2", now=NOON).answers == {}


def test_a_draft_is_found_by_its_kind_and_its_key(draft):
    assert drafts.find("sample", "user:1") == draft
    assert (drafts.find("sample", "user:2"), drafts.find("other", "user:1")) == (None, None)


def test_a_saved_step_replaces_that_step_alone(draft):
    drafts.save_step(draft, "hunder", {"dogs": ["2"]}, now=LATER, page="token")
    drafts.save_step(draft, "navn", {"name": ["Ola"]}, now=LATER)

    found = drafts.find("sample", "user:1")
    assert found.answers == {"navn": {"name": ["Ola"]}, "hunder": {"dogs": ["2"]}}
    assert (found.pages, found.version, found.saved_at, found.started_at) == (
        {"navn": "", "hunder": "token"}, 2, LATER, NOON,
    )  # fmt: skip


def test_what_another_window_saved_is_not_overwritten(draft):
    other = drafts.find("sample", "user:1")
    drafts.save_step(other, "navn", {"name": ["Ola"]}, now=LATER)

    with pytest.raises(drafts.Conflict):
        drafts.save_step(draft, "navn", {"name": ["Kari"]}, now=LATER)
    assert drafts.find("sample", "user:1").answers == {"navn": {"name": ["Ola"]}}


def test_a_draft_that_is_gone_is_not_saved_again(draft):
    Draft.objects.all().delete()

    with pytest.raises(drafts.Conflict):
        drafts.save_step(draft, "navn", {"name": ["Kari"]}, now=LATER)


def test_a_draft_is_consumed_once(draft):
    assert drafts.consume("sample", "user:1").answers == ANSWERS
    assert drafts.consume("sample", "user:1") is None
    assert not Draft.objects.exists()


@pytest.mark.parametrize(("version", "is_gone"), [(None, True), (0, True), (1, False)])
def test_only_the_version_that_was_read_is_consumed(draft, version, is_gone):
    try:
        with transaction.atomic():
            drafts.consume("sample", "user:1", version)
    except drafts.Conflict:
        pass

    assert Draft.objects.exists() is not is_gone


def test_the_storage_of_the_wizard_has_the_answers_under_the_names_of_the_fields(draft):
    storage = drafts.DraftStorage("sample", SimpleNamespace(draft=draft))

    assert storage.get_step_data("navn").getlist("navn-name") == ["Áŋŋá"]
    assert storage.get_step_data("hunder") is None


def test_what_the_wizard_does_with_its_storage_does_not_change_the_draft(draft):
    storage = drafts.DraftStorage("sample", SimpleNamespace(draft=draft))
    storage.data[storage.step_data_key]["navn"]["navn-name"].append("Ola")

    assert draft.answers == {"navn": {"name": ["Áŋŋá"]}}
    assert drafts.DraftStorage("sample", SimpleNamespace(draft=None)).get_step_data("navn") is None

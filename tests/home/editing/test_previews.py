"""A page as it is seen on a coming day."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from home.editing import previews
from home.models import Helpline
from portal import clock
from tests.conftest import moment


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("now", "mode", "seen"),
    [
        ("2027-05-10 12:00", "constitution_day", "2027-05-17 12:00"),
        ("2027-05-17 12:00", "constitution_day", "2027-05-17 12:00"),
        ("2027-05-18 12:00", "constitution_day", "2028-05-17 12:00"),
        ("2027-05-16 12:00", "monday", "2027-05-17 12:00"),
        ("2027-05-17 12:00", "monday", "2027-05-24 12:00"),
        ("2027-01-01 12:00", "easter_monday", "2027-03-29 12:00"),
        ("2027-03-30 12:00", "easter_monday", "2028-04-17 12:00"),
    ],
)
def test_a_preview_looks_at_the_next_day_of_its_kind(now, mode, seen):
    with clock.at(moment(now)):
        assert previews.preview_moment(mode) == moment(seen)


def preview(client, page, mode=""):
    """The page of helplines as an editor sees it beside the form."""
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    form = {
        "title": page.title,
        "slug": page.slug,
        "description": "Her ser du hvem som svarer.",
        "about_heading": "Hvordan er det å ringe?",
        "about": streamfield([("question", {"question": "Må jeg si hva jeg heter?", "answer": "Nei."})]),
        "limits": "Vi gir ikke råd om medisin.",
        "comments": inline_formset([]),
    }
    assert client.post(address, nested_form_data(form)).json() == {"is_valid": True, "is_available": True}
    return client.get(address, {"mode": mode, "in_preview_panel": "true"})


@pytest.mark.slow
@pytest.mark.django_db
def test_the_helplines_as_seen_on_17_may_are_closed_for_the_holiday(egil, client_of):
    page = Page.objects.get(slug="hjelpetelefoner", locale__language_code="nb")
    client = client_of(egil)
    Helpline.objects.update(checked=datetime.date(2027, 5, 1))

    with clock.at(moment("2027-05-10 12:00")):
        now, holiday = (
            preview(client, page).content.decode(),
            preview(client, page, "constitution_day").content.decode(),
        )

    assert "Stengt på grunn av helligdag" not in now
    assert "Stengt på grunn av helligdag" in holiday


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_a_preview_is_shown_in_a_frame_of_the_cms_and_nowhere_else(language, egil, client_of):
    page = Page.objects.get(slug="hjelpetelefoner", locale__language_code=language)
    if language != "nb":
        page.alias_of = None
        page.save()
    client = client_of(egil)
    shown = preview(client, page)
    public = client.get("/hjelpetelefoner/")

    assert shown.status_code == 200
    assert f'<html lang="{language}"' in shown.content.decode()
    assert shown.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in shown.headers["Content-Security-Policy"]
    assert "unsafe-inline" not in shown.headers["Content-Security-Policy"]
    assert public.headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in public.headers["Content-Security-Policy"]


@pytest.mark.slow
@pytest.mark.django_db
def test_editors_alone_get_the_checker_on_the_pages_themselves(egil, kari, client_of):
    seen = {who: b"wagtail-userbar" in client.get("/veileder/roller/").content for who, client in [
        ("anyone", Client()), ("kari", client_of(kari)), ("egil", client_of(egil)),
    ]}  # fmt: skip

    assert seen == {"anyone": False, "kari": False, "egil": True}

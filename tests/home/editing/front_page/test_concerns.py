"""What comes up on the editors' front page because it needs attention."""

import datetime

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Page
from wagtail_localize.models import StringTranslation, TranslationSource

from home.editing.front_page import concerns
from home.editing.front_page import views as front_page_views
from home.editing.review import rights
from home.figures.references import pages_by_figure
from home.first_content.pages import body_stream
from home.models import AdvisoryPage, ChapterPage, Figure, Helpline, LinkCheck
from home.texts import authored_content
from portal import clock, fragments
from portal.demo.first_check import check_pages
from portal.operations.setting_up import services as setting_up_services
from tests.conftest import moment
from tests.first_check import set_checked
from tests.home.chapter_forms import body_of, chapter, edit, form_of, picture

MAY = moment("2027-05-10 12:00")


def found(name):
    return next((concern.items for concern in front_page_views.concerns() if concern.name == name), [])


@pytest.mark.slow
@pytest.mark.django_db
def test_a_chapter_comes_up_when_nobody_has_checked_it_for_a_year(editor):
    ChapterPage.objects.update(checked=datetime.date(2026, 5, 11))
    ChapterPage.objects.filter(slug="roller").update(checked=datetime.date(2026, 5, 9))

    with clock.at(MAY):
        items = found("chapters")
        report = editor.get("/cms/veilederen-etter-alder/").context

    assert report["old"] == items
    assert len(report["checked"]) == ChapterPage.objects.filter(locale__language_code="nb").count() - 1
    assert [(item.title, item.sentence) for item in items] == [("Roller", "Sist sjekket 9. mai 2026.")]
    assert items[0].url == edit(chapter())


@pytest.mark.django_db
def test_a_line_comes_up_a_month_before_the_public_page_falls_silent():
    Helpline.objects.update(checked=datetime.date(2027, 5, 10))
    Helpline.objects.filter(code="ms-telefonen").update(checked=datetime.date(2026, 12, 10))
    Helpline.objects.filter(code="113").update(checked=datetime.date(2026, 12, 11))

    with clock.at(MAY):
        items = found("lines")

    assert [(item.title, item.sentence) for item in items] == [("MS-telefonen", "Sist sjekket 10. desember 2026.")]


@pytest.mark.slow
@pytest.mark.django_db
def test_a_text_comes_up_when_the_figure_that_it_names_is_gone():
    assert found("figures") == []

    Figure.objects.filter(code="antall-med-ms").delete()
    fragments.forget_cached()

    items = found("figures")
    using = pages_by_figure()["antall-med-ms"]
    assert {item.sentence for item in items} == {
        "Leserne ser {antall-med-ms}: Det finnes ikke noe nøkkeltall som heter det."
    }
    assert [(item.title, item.url) for item in items] == [(page.title, edit(page)) for page in using]


@pytest.mark.django_db
def test_a_language_is_called_what_it_is_called_in_norwegian():
    names = [concerns.language_name(code) for code in ("nb", "nn", "en", "se")]
    assert names == ["bokmål", "nynorsk", "engelsk", "nordsamisk"]


@pytest.mark.slow
@pytest.mark.django_db
def test_pages_to_translate_are_counted_for_each_language():
    assert found("translations") == []

    nynorsk = ChapterPage.objects.get(slug="roller", locale__language_code="nn")
    Page.objects.filter(pk=nynorsk.pk).update(alias_of=chapter())

    [item] = found("translations")
    assert (item.title, item.sentence) == ("Nynorsk", "1 side er ikke oversatt ennå.")


@pytest.mark.slow
@pytest.mark.django_db
def test_a_translation_comes_up_when_its_original_has_changed():
    page = chapter()
    page.save_revision().publish()
    assert found("translations") == []

    page.description = "Noe annet enn før."
    page.save_revision().publish()

    [item] = found("translations")
    assert (item.title, item.sentence) == (
        "Roller",
        "Originalen er endret etter at den ble oversatt. Ta med endringen.",
    )
    assert item.url.startswith("/cms/localize/update/")


@pytest.mark.django_db
def test_a_translation_with_gaps_comes_up():
    nynorsk = ChapterPage.objects.get(slug="roller", locale__language_code="nn")
    StringTranslation.objects.filter(locale=nynorsk.locale, context__object_id=nynorsk.translation_key).first().delete()

    [item] = found("translations")
    assert (item.title, item.sentence) == ("Roller", "Oversettelsen til nynorsk mangler noe av teksten.")
    assert item.url == edit(nynorsk)


@pytest.mark.slow
@pytest.mark.django_db
def test_a_picture_that_is_called_after_its_file_comes_up():
    picture(title="IMG_1234")
    picture(title="To kvinner drikker kaffe")

    assert [item.title for item in found("pictures")] == ["IMG_1234"]


@pytest.mark.slow
@pytest.mark.django_db
def test_the_number_of_queries_does_not_grow_with_what_is_wrong(egil, client_of):
    client = client_of(egil)
    client.get("/cms/")
    with CaptureQueriesContext(connection) as first:
        client.get("/cms/")
    ChapterPage.objects.update(checked=datetime.date(2020, 1, 1))
    chapters = ChapterPage.objects.filter(locale__language_code="nb")
    for page in chapters:
        page.body = body_stream([{"type": "text", "value": '<p>Ring kl. 11. <a href="/borte/">Borte</a></p>'}])
        page.save()
    LinkCheck.objects.create(url="/borte/", fault=LinkCheck.Fault.GONE, due=False)
    with CaptureQueriesContext(connection) as second:
        text = client.get("/cms/").content.decode()

    assert len(second) == len(first)
    assert f"Se alle {len(chapters)}" in text


@pytest.mark.slow
@pytest.mark.django_db
def test_a_time_is_published_and_comes_up_on_the_front_page(egil, client_of):
    page = chapter()

    client_of(egil).post(edit(page), form_of(page, "<p>Ring kl. 11.</p>") | {"action-publish": "1"})

    assert "kl. 11" in body_of("roller")
    assert [(item.title, item.url) for item in found("texts")] == [("Roller", edit(page))]


def settle(*, by, reviewer):
    """The demo's check of all that is dated, by this editor and this reviewer."""
    with clock.at(MAY):
        check_pages(by=by, reviewer=reviewer)


@pytest.mark.slow
@pytest.mark.django_db
def test_a_new_site_asks_for_the_first_check_of_lines_services_and_chapters(egil, client_of):
    set_checked(None)

    counts = {name: len(found(name)) for name in ("lines", "services", "chapters")}
    sentences = {item.sentence for name in counts for item in found(name)}

    assert counts == {"lines": 7, "services": 6, "chapters": 15}
    assert sentences == {"Aldri sjekket. Gjør det før noen stoler på det som står der."}
    text = client_of(egil).get("/cms/").content.decode()
    assert text.count("Aldri sjekket.") == 3 * front_page_views.MAX_SHOWN


@pytest.mark.slow
@pytest.mark.django_db
def test_a_service_comes_up_when_nobody_has_checked_it_for_a_year():
    set_checked(datetime.date(2026, 5, 11))
    page = AdvisoryPage.objects.get(locale__language_code="nb")
    page.groups[1].value["services"][0]["checked"] = datetime.date(2026, 5, 9)
    page.save()

    with clock.at(MAY):
        items = found("services")

    assert [(item.title, item.sentence, item.url) for item in items] == [
        ("FFOs Rettighetssenter", "Sist sjekket 9. mai 2026.", edit(page))
    ]


@pytest.mark.django_db
@pytest.mark.slow
def test_a_check_of_everything_leaves_no_concern_and_dates_every_language(
    egil, frida, django_capture_on_commit_callbacks
):
    set_checked(None)

    with django_capture_on_commit_callbacks(execute=True):
        settle(by=egil, reviewer=frida)

    with clock.at(MAY):
        assert [(one.name, one.items) for one in concerns.concerns() if one.name != "days"] == []
    day = MAY.date()
    assert set(Helpline.objects.values_list("checked", flat=True)) == {day}
    assert set(ChapterPage.objects.values_list("checked", flat=True)) == {day}
    services = [group.value["services"] for page in AdvisoryPage.objects.all() for group in page.groups]
    assert {service["checked"] for listed in services for service in listed} == {day}


REVIEWED = {f"{code}/{slug}" for code in ("nb", "nn", "en") for slug in setting_up_services.REVIEWED_PAGES}


def unapproved():
    pages = rights.unapproved(authored_content.published_pages())
    return {f"{page.locale.language_code}/{page.slug}" for page in pages}


@pytest.mark.slow
@pytest.mark.django_db
def test_a_new_site_asks_for_a_yes_to_the_crisis_texts_in_every_language(egil, client_of):
    assert unapproved() == REVIEWED

    text = client_of(egil).get("/cms/").content.decode()
    assert (
        "Tekster som noen med faglig kunnskap må godkjenne før nettstedet åpner (27)" in text
    )  # 6 chapters, 21 other texts
    assert found("review")[0].sentence == "Ingen har godkjent teksten slik den er nå."


@pytest.mark.slow
@pytest.mark.django_db
def test_an_approval_holds_until_the_text_is_another(egil, frida, client_of):
    page = chapter(setting_up_services.REVIEWED_PAGES[0])
    client_of(egil).post(edit(page), form_of(page) | {"action-submit": "1"})
    assert f"nb/{page.slug}" in unapproved()

    task = chapter(page.slug).current_workflow_task_state
    answer = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", task.pk])
    client_of(frida).post(answer, {"next": "/cms/"})
    assert unapproved() == REVIEWED - {f"nb/{page.slug}"}

    changed = chapter(page.slug)
    changed.description = "Noe som ingen med faglig kunnskap har lest."
    changed.save_revision(user=egil).publish()
    assert unapproved() == REVIEWED


@pytest.mark.slow
@pytest.mark.django_db
def test_a_reviewer_who_publishes_approves_and_an_administrator_does_not(egil, frida):
    page = chapter(setting_up_services.REVIEWED_PAGES[1])
    egil.groups.set(Group.objects.filter(name=setting_up_services.ADMINS))
    page.save_revision(user=egil).publish(user=egil)
    assert unapproved() == REVIEWED

    page.description = "Skrevet av en annen."
    page.save_revision(user=egil)
    page.latest_revision.publish(user=frida)
    assert unapproved() == REVIEWED
    page.save_revision(user=frida).publish(user=frida)
    assert unapproved() == REVIEWED - {f"nb/{page.slug}"}


@pytest.mark.slow
@pytest.mark.django_db
def test_a_reviewer_approves_a_translation_by_publishing_it(frida, django_capture_on_commit_callbacks):
    page = ChapterPage.objects.get(slug=setting_up_services.REVIEWED_PAGES[0], locale__language_code="nn")
    source = TranslationSource.objects.get(object_id=page.translation_key)

    with django_capture_on_commit_callbacks(execute=True):
        source.translations.get(target_locale=page.locale).save_target(user=frida)

    assert unapproved() == REVIEWED - {f"nn/{page.slug}"}

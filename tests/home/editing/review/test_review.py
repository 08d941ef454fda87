"""Reviewed chapters are published by reviewers alone, and fixed pages stay where they are."""

import json
import re

import pytest
from django.urls import reverse
from wagtail.models import Locale, Page, Workflow, WorkflowPage
from wagtail_localize.models import (
    OverridableSegment,
    SegmentOverride,
    StringTranslation,
    TranslationSource,
)

from home.editing.review import rights
from home.models import ChapterPage
from portal import fragments
from portal.operations.setting_up import services as setting_up_services
from tests.home.chapter_forms import body_of, chapter, edit, form_of, translated, words_in


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("slug", setting_up_services.REVIEWED_PAGES)
def test_an_editor_sends_crisis_and_law_to_somebody_with_knowledge(slug, egil, frida, client_of):
    page, before = chapter(slug), body_of(slug)
    client = client_of(egil)

    client.post(edit(page), form_of(page) | {"action-publish": "1"})
    assert body_of(slug) == before

    client.post(edit(page), form_of(page) | {"action-submit": "1"})
    task = chapter(slug).current_workflow_task_state
    assert body_of(slug) == before
    assert "awaiting-review" not in client.get("/cms/").content.decode()

    reviewer = client_of(frida)
    assert "awaiting-review" in reviewer.get("/cms/").content.decode()
    answer = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", task.pk])
    reviewer.post(answer, {"next": "/cms/"})
    assert "Ny tekst." in body_of(slug)


@pytest.mark.slow
@pytest.mark.django_db
def test_a_reviewer_publishes_what_others_wrote_and_never_their_own(egil, frida, gro, client_of):
    page, reviewer = chapter("taushetsplikt"), client_of(frida)

    answer = reviewer.post(edit(page), form_of(page) | {"action-publish": "1"})
    assert "Du har endret dette selv." in answer.content.decode()
    assert "Ny tekst." in answer.content.decode()
    reviewer.post(edit(page), form_of(page) | {"action-submit": "1"})
    task = chapter("taushetsplikt").current_workflow_task_state
    approval = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", task.pk])
    reviewer.post(approval, {"next": "/cms/"})
    reviewer.post(f"/cms/bulk/wagtailcore/page/publish/?id={page.pk}&next=/cms/")
    assert "Ny tekst." not in body_of("taushetsplikt")
    assert "awaiting-review" not in reviewer.get("/cms/").content.decode()

    client_of(gro).post(approval, {"next": "/cms/"})
    assert "Ny tekst." in body_of("taushetsplikt")


@pytest.mark.slow
@pytest.mark.django_db
def test_nobody_writes_over_a_version_that_another_one_has_said_yes_to(frida, gro, client_of):
    page, reviewer = chapter("taushetsplikt"), client_of(frida)
    approved = page.save_revision(user=frida)
    approved.publish(user=gro)

    reviewer.post(edit(page), form_of(page) | {"overwrite_revision_id": approved.pk})
    reviewer.post(f"/cms/bulk/wagtailcore/page/publish/?id={page.pk}&next=/cms/")
    assert "Ny tekst." not in body_of("taushetsplikt")
    draft = chapter("taushetsplikt").latest_revision
    assert ("Ny tekst." in str(draft.content), draft.pk == approved.pk) == (True, False)

    reviewer.post(edit(page), form_of(page) | {"overwrite_revision_id": draft.pk})  # as while one writes
    assert chapter("taushetsplikt").latest_revision == draft
    reviewer.post(edit(page), form_of(page) | {"overwrite_revision_id": draft.pk, "action-submit": "1"})
    sent = chapter("taushetsplikt").current_workflow_task_state.revision
    reviewer.post(edit(page), form_of(page) | {"overwrite_revision_id": sent.pk})
    assert chapter("taushetsplikt").latest_revision != sent


@pytest.mark.slow
@pytest.mark.django_db
def test_a_yes_is_to_the_version_that_was_read(egil, frida, gro, client_of):
    page, reviewer = chapter("taushetsplikt"), client_of(frida)
    client_of(egil).post(edit(page), form_of(page) | {"action-submit": "1"})
    page = chapter("taushetsplikt")
    sent, task = page.latest_revision_id, page.current_workflow_task_state
    approval = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", task.pk])
    compare = reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, "live", "latest"])
    of_sent = reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, "live", sent])
    assert f'name="version" value="{sent}"' in reviewer.get(of_sent).content.decode()

    page.title = "Taushetsplikt, skrevet om"
    later = page.save_revision(user=gro, changed=True)
    for form in ({"version": sent}, {"version": "x"}, {}):
        assert reviewer.post(approval, {"next": "/cms/"} | form).url == compare
    answer = reviewer.post(approval, headers={"X-Requested-With": "XMLHttpRequest"})
    assert answer.json() == {"step": "success", "redirect": compare}
    assert "Ny tekst." not in body_of("taushetsplikt")
    assert approval not in reviewer.get(of_sent).content.decode()

    assert f'name="version" value="{later.pk}"' in reviewer.get(compare).content.decode()
    reviewer.post(approval, {"next": "/cms/", "version": later.pk})
    assert chapter("taushetsplikt").title == "Taushetsplikt, skrevet om"


@pytest.mark.django_db
def test_a_reviewer_says_yes_to_the_first_text_by_publishing_it_as_it_is(frida):
    page = chapter("taushetsplikt")
    assert page in rights.unapproved([page])

    revision = page.save_revision(user=frida)
    revision.publish(user=frida)

    assert rights.unapproved([chapter("taushetsplikt")]) == []


@pytest.mark.slow
@pytest.mark.django_db
def test_a_list_of_pages_published_at_once_leaves_out_the_reviewed(egil, client_of):
    pages = [chapter("taushetsplikt"), chapter("roller")]
    for page in pages:
        page.unpublish()

    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    client_of(egil).post(f"{address}?{'&'.join(f'id={page.pk}' for page in pages)}&next=/cms/")

    assert [chapter(page.slug).live for page in pages] == [False, True]


CRISIS = "nar-noen-har-det-svaert-vanskelig"


def by_form(client, page, source):
    client.post(edit(page), form_of(page) | {"action-publish": "1"})


def by_form_without_the_tool(client, page, source):
    source.translations.all().delete()
    client.post(edit(page), form_of(page) | {"action-publish": "1"})


def by_tool(client, page, source):
    client.post(edit(page), {"action": "publish"})


def by_update(client, page, source):
    address = reverse("wagtail_localize:update_translations", args=[source.pk])
    client.post(address, {"publish_translations": "on"})


def by_submitting_again(client, page, source):
    source.translations.all().delete()
    original = source.get_source_instance()
    Page.objects.filter(pk=page.pk).update(alias_of=original)
    client.post(f"/cms/localize/submit/page/{original.pk}/", {"locales": [page.locale_id]})


def by_borrowing_again(client, page, source):
    client.post(f"/cms/localize/page/{page.pk}/convert_to_alias/")


def by_list(client, page, source):
    page.title = "Noe annet"
    page.save_revision()
    client.post(f"/cms/bulk/wagtailcore/page/publish/?id={page.pk}&next=/cms/")


def by_taking_it_down(client, page, source):
    client.post(f"/cms/pages/{page.pk}/unpublish/")
    client.post(f"/cms/bulk/wagtailcore/page/unpublish/?id={page.pk}&next=/cms/")


def by_deleting(client, page, source):
    client.post(f"/cms/pages/{page.pk}/delete/")
    client.post(f"/cms/bulk/wagtailcore/page/delete/?id={page.pk}&next=/cms/")


def by_reverting(client, page, source):
    page.title = "Noe annet"
    revision = page.save_revision()
    source.translations.all().delete()
    changes = {"action-publish": "1", "revision": revision.pk, "title": "Noe annet"}
    client.post(edit(page), form_of(page) | changes)


CHANGES = [
    by_form, by_form_without_the_tool, by_tool, by_update, by_submitting_again, by_borrowing_again, by_list,
    by_taking_it_down, by_deleting, by_reverting,
]  # fmt: skip


def retranslate(page):
    """Somebody has changed a sentence in the translation tool. Returns what the tool translates from."""
    mine = StringTranslation.objects.filter(locale=page.locale, context__object_id=page.translation_key)
    mine.filter(context__path="description").update(data="En setning som ingen har sett på.")
    return TranslationSource.objects.get(object_id=page.translation_key)


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["nn", "en"])
@pytest.mark.parametrize("change", CHANGES)
def test_no_way_leads_past_the_review_in_another_language(
    change, language, egil, client_of, django_capture_on_commit_callbacks
):
    page = translated(CRISIS, language)
    before, source = words_in(page), retranslate(page)

    with django_capture_on_commit_callbacks(execute=True):
        change(client_of(egil), page, source)

    assert words_in(page) == before


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("change", [by_tool, by_update])
def test_a_reviewer_publishes_a_translation(change, frida, client_of, django_capture_on_commit_callbacks):
    page = translated(CRISIS, "nn")
    source = retranslate(page)

    with django_capture_on_commit_callbacks(execute=True):
        change(client_of(frida), page, source)

    assert translated(CRISIS, "nn").description == "En setning som ingen har sett på."


@pytest.mark.slow
@pytest.mark.django_db
def test_an_editor_publishes_other_translations(egil, client_of, django_capture_on_commit_callbacks):
    page = translated("roller", "nn")
    source = retranslate(page)

    with django_capture_on_commit_callbacks(execute=True):
        by_update(client_of(egil), page, source)

    assert translated("roller", "nn").description == "En setning som ingen har sett på."


@pytest.mark.django_db
def test_the_review_holds_in_a_language_that_is_added_later(egil, frida):
    sami = Locale.objects.create(language_code="se")
    page = chapter(CRISIS).copy_for_translation(sami, copy_parents=True)

    assert not page.permissions_for_user(egil).can_publish()
    assert page.permissions_for_user(frida).can_publish()
    assert page.has_workflow


@pytest.mark.django_db
def test_a_reviewed_chapter_is_neither_taken_down_nor_copied_by_an_editor(egil, frida):
    def allowed(user, slug):
        may = chapter(slug).permissions_for_user(user)
        return [may.can_unpublish(), may.can_delete(), may.can_move(), may.can_copy()]

    assert allowed(egil, CRISIS) == [False] * 4
    assert allowed(frida, CRISIS) == [True] * 4
    assert allowed(egil, "roller") == [True] * 4


@pytest.mark.slow
@pytest.mark.django_db
def test_pages_that_others_count_on_stay_where_they_are(egil, client_of):
    client, kept = client_of(egil), Page.objects.filter(depth__gt=1).not_exact_type(ChapterPage)
    before = list(kept.order_by("pk").values_list("pk", "slug", "live", "path"))

    for page in kept.filter(locale__language_code="nb"):
        client.post(f"/cms/pages/{page.pk}/unpublish/")
        client.post(f"/cms/pages/{page.pk}/delete/")
        for action in ("unpublish", "delete"):
            client.post(f"/cms/bulk/wagtailcore/page/{action}/?id={page.pk}&next=/cms/")
        assert not page.permissions_for_user(egil).can_move()
        form = page.specific_class.get_edit_handler().get_form_class()(instance=page.specific, for_user=egil)
        assert "slug" not in form.fields

    assert list(kept.order_by("pk").values_list("pk", "slug", "live", "path")) == before


@pytest.mark.slow
@pytest.mark.django_db
def test_a_chapter_keeps_the_address_it_once_got(egil, client_of):
    page = chapter("roller")

    client_of(egil).post(edit(page), form_of(page, slug="noe-annet") | {"action-publish": "1"})

    assert "Ny tekst." in body_of("roller")


@pytest.mark.slow
@pytest.mark.django_db
def test_a_new_chapter_gets_an_address_of_its_own(egil, client_of):
    guide, client = chapter().get_parent(), client_of(egil)
    draft = ChapterPage(title="Å sørge på Sørøya: Đorvvu, čáppa, ŋuohta", part="supporters", description="Om sorg.")
    values = form_of(draft, slug="noe-annet") | {"action-publish": "1"}

    for _number in range(2):
        client.post(reverse("wagtailadmin_pages:add", args=["home", "chapterpage", guide.pk]), values)

    made = ChapterPage.objects.filter(title=draft.title, locale__language_code="nb").order_by("pk")
    assert [page.slug for page in made] == [
        "a-sorge-pa-soroya-dorvvu-cappa-nuohta",
        "a-sorge-pa-soroya-dorvvu-cappa-nuohta-2",
    ]
    fragments.forget_cached()
    for prefix in ("", "/nn", "/en"):
        assert client.get(f"{prefix}/veileder/{made[0].slug}/").status_code == 200


@pytest.fixture
def linked(egil):
    """A sentence with a link, in the nynorsk of a chapter that editors publish themselves."""
    sentences = StringTranslation.objects.filter(locale__language_code="nn", data__contains='<a id="')
    open_to_all = ChapterPage.objects.filter(locale__language_code="nn").exclude(
        slug__in=setting_up_services.REVIEWED_PAGES
    )
    return sentences.filter(context__object_id__in=open_to_all.values("translation_key")).first()


@pytest.mark.slow
@pytest.mark.django_db
def test_the_translation_tool_refuses_a_link_that_says_nothing(
    linked, egil, client_of, django_capture_on_commit_callbacks
):
    page = ChapterPage.objects.get(translation_key=linked.context.object_id, locale=linked.locale)
    before, client = words_in(page), client_of(egil)

    def publish(words):
        StringTranslation.objects.filter(pk=linked.pk).update(
            data=re.sub(r'(<a id="[^"]*">).*?</a>', rf"\1{words}</a>", linked.data)
        )
        with django_capture_on_commit_callbacks(execute=True):
            by_tool(client, page, None)

    publish("her")
    assert words_in(page) == before
    publish("Rettleiaren for alle")
    assert words_in(page) != before


@pytest.mark.slow
@pytest.mark.django_db
def test_the_translation_tool_refuses_an_address_that_runs_something(
    linked, egil, client_of, django_capture_on_commit_callbacks
):
    page = ChapterPage.objects.get(translation_key=linked.context.object_id, locale=linked.locale)
    before, client = words_in(page), client_of(egil)
    segments = OverridableSegment.objects.filter(source__object_id=page.translation_key)
    href = next(one for one in segments if isinstance(json.loads(one.data_json), str))

    def publish(address):
        SegmentOverride.objects.update_or_create(
            locale=page.locale, context=href.context, defaults={"data_json": json.dumps(address)}
        )
        with django_capture_on_commit_callbacks(execute=True):
            by_tool(client, page, None)

    publish("javascript:alert(1)")
    assert words_in(page) == before
    publish("https://www.ffo.no/")
    assert "https://www.ffo.no/" in str(words_in(page))


@pytest.mark.slow
@pytest.mark.django_db
def test_a_list_of_drafts_is_published_when_each_may_be(egil, client_of):
    page = chapter("roller")
    page.description = '<a href="javascript:alert(1)">Roller</a>'
    page.save_revision(clean=False)
    client = client_of(egil)
    page.unpublish()

    answer = client.post(f"/cms/bulk/wagtailcore/page/publish/?id={page.pk}&next=/cms/", follow=True)

    assert "«Roller» kan ikke publiseres som den er." in answer.content.decode()
    assert not chapter("roller").live


@pytest.mark.slow
@pytest.mark.django_db
def test_other_chapters_are_published_at_once(egil, client_of):
    page = chapter("roller")

    client_of(egil).post(edit(page), form_of(page) | {"action-publish": "1"})

    assert "Ny tekst." in body_of("roller")


@pytest.mark.django_db
def test_setting_up_again_leaves_the_review_as_people_made_it():
    WorkflowPage.objects.filter(page__slug="taushetsplikt").delete()
    setting_up_services.set_up_professional_review()

    assert Workflow.objects.filter(name=setting_up_services.REVIEW_NAME).count() == 1
    assert list(WorkflowPage.objects.values_list("page__slug", flat=True)) == ["nar-noen-har-det-svaert-vanskelig"]

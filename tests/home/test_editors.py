"""Editors keep the public side true without asking anyone: front page, menu, rights, checks, review, previews."""

import datetime
import html as html_entities
import json
import re

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Locale, Page, Revision, Workflow, WorkflowPage
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield
from wagtail_localize.models import StringTranslation

from home import article, checking, concerns, editing, figures, loading, panels, pictures, previews, texts, written
from home.models import ChapterPage, Figure, Helpline, LinkCheck
from home.models.base import ReadingPage
from portal import clock, fragments
from portal.desk import setting_up
from tests.conftest import moment, person

MAY = moment("2027-05-10 12:00")


@pytest.fixture
def egil(db):
    """An editor."""
    egil = person("egil@example.org", "Egil", "Editor")
    egil.groups.add(Group.objects.get(name=setting_up.EDITORS))
    return egil


@pytest.fixture
def frida(egil):
    """An editor who reads for others."""
    frida = person("frida@example.org", "Frida", "Fagperson")
    frida.groups.add(*Group.objects.filter(name__in=[setting_up.EDITORS, setting_up.REVIEWERS]))
    return frida


def chapter(slug="roller"):
    return ChapterPage.objects.get(slug=slug, locale__language_code="nb")


def edit(page):
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def form_of(page, html="<p>Ny tekst.</p>", **changes):
    values = {
        "title": page.title,
        "slug": page.slug,
        "part": page.part,
        "description": page.description,
        "summary": streamfield([("point", "Du skal lytte.")]),
        "body": streamfield([("text", rich_text(html, features=["h2", "bold", "link"]))]),
        "checked": "2027-05-10",
        "comments": inline_formset([]),
    }
    return nested_form_data(values | changes)


def body_of(slug):
    return "".join(str(block) for block in chapter(slug).body)


# THE FRONT PAGE AND THE MENU


@pytest.mark.django_db
def test_each_task_on_the_front_page_leads_to_where_it_is_done(egil, client_of):
    client = client_of(egil)
    ours = written.originals(Helpline.objects.filter(kind="peer"))
    lines = [(line.name, f"/cms/snippets/home/helpline/edit/{line.pk}/") for line in ours]
    shown = tasks_of(client)

    assert shown == [
        *[(f"Endre åpningstid: {name}", url) for name, url in lines],
        *[(f"Meld stengt dag: {name}", f"{url}{SPECIAL_DAYS}") for name, url in lines],
        *[(str(task.text), task.url) for task in editing.TASKS[2:]],
    ]
    assert len(lines) == 2
    assert [client.get(url, follow=True).status_code for _text, url in shown] == [200] * len(shown)
    assert f'id="{SPECIAL_DAYS[1:]}"' in client.get(lines[0][1]).content.decode()


SPECIAL_DAYS = "#panel-exceptions-section"


def tasks_of(client):
    """``[(text, address)]`` of the buttons on the front page."""
    found = re.findall(r'cms-task" href="([^"]+)">(.*?)</a>', client.get("/cms/").content.decode(), re.DOTALL)
    return [(" ".join(strip_tags(words).split()), url) for url, words in found]


@pytest.mark.django_db
def test_the_only_line_of_ours_opens_at_once_and_several_are_listed(egil, client_of):
    client = client_of(egil)
    assert client.get("/cms/ga-til/opening-hours/").url == "/cms/snippets/home/helpline/"

    Helpline.objects.filter(kind="peer").exclude(code="ms-telefonen").delete()
    [ours] = written.originals(Helpline.objects.filter(kind="peer"))
    address = f"/cms/snippets/home/helpline/edit/{ours.pk}/"
    assert client.get("/cms/ga-til/opening-hours/").url == address
    assert client.get("/cms/ga-til/closed-day/").url == f"{address}{SPECIAL_DAYS}"
    assert tasks_of(client)[0] == ("Endre åpningstid", "/cms/ga-til/opening-hours/")


@pytest.mark.django_db
def test_a_place_that_does_not_exist_is_not_found(egil, client_of):
    assert client_of(egil).get("/cms/ga-til/noe-annet/").status_code == 404


def menu_of(client):
    props = re.search(r'<script id="wagtail-sidebar-props" type="application/json">(.*?)</script>', client, re.DOTALL)
    modules = json.loads(props[1])["modules"]
    items = next(module for module in modules if module["_type"] == "wagtail.sidebar.MainMenuModule")["_args"][0]
    return [item["_args"][0]["name"] for item in items]


@pytest.mark.django_db
def test_the_menu_holds_what_editors_need_and_nothing_else(egil, client_of):
    names = menu_of(client_of(egil).get("/cms/").content.decode())

    assert set(names) == {
        "explorer", "contact", "guide", "training", "texts", "images", "documents", "reports", "help",
    }  # fmt: skip


@pytest.mark.django_db
def test_counts_of_pages_and_news_of_the_program_are_left_out(egil, client_of):
    text = client_of(egil).get("/cms/").content.decode()

    assert "w-summary" not in text
    assert "data-upgrade" not in text


# RIGHTS


@pytest.mark.django_db
def test_editors_have_exactly_the_rights_they_need(egil):
    given = Group.objects.get(name=setting_up.EDITORS).permissions.values_list("content_type__app_label", "codename")
    own = {f"{room}.{name}" for room, name in given}
    edited = {
        f"{kind}_{name}"
        for kind in ("add", "change", "delete", "view")
        for name in ("helpline", "openingslot", "hourexception", "figure", "question", "choice")
    }

    assert {name for name in own if name.split(".")[0] not in ("home", "knowledge")} == {
        "wagtailadmin.access_admin",
        "wagtail_localize.submit_translation",
        "wagtailcore.add_locale",
        "wagtailcore.change_locale",
    }
    edited -= {"delete_helpline", "delete_figure"}
    assert edited == {name.split(".")[1] for name in own} & {*edited, "delete_helpline", "delete_figure"}
    assert "home.change_linkcheck" not in own


@pytest.mark.django_db
def test_what_readers_would_miss_is_taken_away_by_administrators_alone(egil, client_of):
    figure = Figure.objects.get(code="antall-med-ms")
    line = Helpline.objects.get(code="ms-telefonen", locale__language_code="nb")
    client = client_of(egil)
    for kind, row in (("figure", figure), ("helpline", line)):
        client.post(f"/cms/snippets/home/{kind}/delete/{row.pk}/")
        assert type(row).objects.filter(pk=row.pk).exists()

    egil.groups.set(Group.objects.filter(name=setting_up.ADMINS))
    client.post(f"/cms/snippets/home/figure/delete/{figure.pk}/")
    assert not Figure.objects.filter(pk=figure.pk).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/cms/redirects/add/", "/cms/workflows/list/", "/cms/sites/"])
def test_set_up_is_not_the_editors(path, egil, client_of):
    assert client_of(egil).get(path).status_code == 302


@pytest.mark.django_db
def test_an_editor_can_add_a_language_of_pages(egil, client_of):
    nb = Locale.objects.get(language_code="nb")
    answers = {
        "language_code": "se",
        "component-wagtail_localize_localesynchronization-enabled": "on",
        "component-wagtail_localize_localesynchronization-sync_from": nb.pk,
    }
    client = client_of(egil)

    assert client.post("/cms/locales/new/", answers).status_code == 302
    fragments.forget()
    assert client.get("/se/veileder/").status_code == 200
    sami = Locale.objects.get(language_code="se")
    client.post(f"/cms/locales/{sami.pk}/delete/")
    assert Locale.objects.filter(pk=sami.pk).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/cms/ma-sees-pa/", "/cms/mine-utkast/", "/cms/lenker/", "/cms/ga-til/guide/"])
def test_our_pages_are_for_editors_alone(path, kari, client_of):
    client = client_of(kari)

    assert client.get(path).status_code == 302
    assert "/logg-inn/" in client.get(path).url or client.get(path).url == "/cms/"


# WHAT MUST BE LOOKED AT


def found(name):
    return next((concern.items for concern in editing.concerns() if concern.name == name), [])


@pytest.mark.django_db
def test_a_chapter_comes_up_when_nobody_has_checked_it_for_a_year():
    ChapterPage.objects.update(checked=datetime.date(2026, 5, 11))
    ChapterPage.objects.filter(slug="roller").update(checked=datetime.date(2026, 5, 9))

    with clock.at(MAY):
        items = found("chapters")

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


@pytest.mark.django_db
def test_a_text_comes_up_when_the_figure_that_it_names_is_gone():
    assert found("figures") == []

    Figure.objects.filter(code="antall-med-ms").delete()
    fragments.forget()

    items = found("figures")
    using = figures.named()["antall-med-ms"]
    assert {item.sentence for item in items} == {
        "Leserne ser {antall-med-ms}: Det finnes ikke noe nøkkeltall som heter det."
    }
    assert [(item.title, item.url) for item in items] == [(page.title, edit(page)) for page in using]


@pytest.mark.django_db
def test_a_language_is_called_what_it_is_called_in_norwegian():
    assert [concerns.language(code) for code in ("nn", "en", "se")] == ["nynorsk", "engelsk", "nordsamisk"]


@pytest.mark.django_db
def test_pages_to_translate_are_counted_for_each_language():
    assert found("translations") == []

    nynorsk = ChapterPage.objects.get(slug="roller", locale__language_code="nn")
    Page.objects.filter(pk=nynorsk.pk).update(alias_of=chapter())

    [item] = found("translations")
    assert (item.title, item.sentence) == ("Nynorsk", "1 side er ikke oversatt ennå.")


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


@pytest.mark.django_db
def test_a_picture_that_is_called_after_its_file_comes_up():
    picture(title="IMG_1234")
    picture(title="To kvinner drikker kaffe")

    assert [item.title for item in found("pictures")] == ["IMG_1234"]


@pytest.mark.django_db
def test_the_number_of_queries_does_not_grow_with_what_is_wrong(egil, client_of):
    client = client_of(egil)
    client.get("/cms/")
    with CaptureQueriesContext(connection) as first:
        client.get("/cms/")
    ChapterPage.objects.update(checked=datetime.date(2020, 1, 1))
    chapters = ChapterPage.objects.filter(locale__language_code="nb")
    for page in chapters:
        page.body = loading._body([{"type": "text", "value": '<p>Ring kl. 11. <a href="/borte/">Les mer</a></p>'}])
        page.save()
    LinkCheck.objects.create(url="/borte/", fault=LinkCheck.Fault.GONE, due=False)
    with CaptureQueriesContext(connection) as second:
        text = client.get("/cms/").content.decode()

    assert len(second) == len(first)
    assert f"Se alle {len(chapters)}" in text


# CHECKS


def sentences(html, name="text"):
    piece = texts.Piece(ChapterPage._meta.get_field("body"), name, html)
    return [(fault.sentence, fault.refuses) for fault in checking.faults_in(piece)]


@pytest.mark.parametrize(
    "words", ["Les mer", "les mer.", "klikk her", "Trykk her", "<b>her</b>", "Les meir", "read more"]
)
def test_a_link_that_says_nothing_is_refused(words):
    [(sentence, refused)] = sentences(f'<p>Om kurs: <a href="/bli-likeperson/">{words}</a></p>')

    assert refused
    assert sentence.endswith("sier ikke hvor den fører. Skriv navnet på siden eller tjenesten.")


@pytest.mark.parametrize(
    "html",
    ['<a href="/veileder/">Les mer om kurs</a>', '<a href="/veileder/">Veilederen</a>', "<p>Her kan du lese mer.</p>"],
)
def test_a_link_that_says_where_it_leads_passes(html):
    assert sentences(html) == []


def test_an_empty_link_is_refused():
    assert sentences('<a href="/veileder/"> </a>') == [("En lenke har ingen tekst. Skriv hvor den fører.", True)]


@pytest.mark.parametrize("text", ["Ring kl. 11.", "kl 9", "Åpent 11–15", "11 – 15"])
def test_times_that_are_hard_to_hear_are_a_reminder(text):
    [(sentence, refused)] = sentences(f"<p>{text}</p>")

    assert not refused
    assert sentence.startswith("Klokkeslett er lettere å lese og høre som «klokka 11 til 15».")


@pytest.mark.parametrize("text", ["klokka 11 til 15", "Likeperson – en som lytter", "+47 22 42 45 45", "116 117"])
def test_ordinary_text_passes(text):
    assert sentences(f"<p>{text}</p>") == []


def test_the_link_text_of_a_service_is_checked_too():
    assert sentences("Les mer", name="link_text")[0][1]


@pytest.mark.django_db
def test_the_first_content_has_nothing_that_may_not_be_published():
    refused = [
        (str(row), fault.sentence)
        for row in written.pages() + written.snippets()
        for fault in checking.faults_of(row)
        if fault.refuses
    ]

    assert refused == []


@pytest.mark.django_db
def test_publishing_is_refused_at_the_field_and_keeps_what_was_typed(egil, client_of):
    page, before = chapter(), body_of("roller")
    html = '<p>Mye <a href="/bli-likeperson/">les mer</a></p>'

    answer = client_of(egil).post(edit(page), form_of(page, html) | {"action-publish": "1"})

    text = html_entities.unescape(answer.content.decode())
    assert answer.status_code == 200
    assert "Lenken \\u00ables mer\\u00bb sier ikke hvor den f\\u00f8rer." in text
    assert "Mye " in text
    assert body_of("roller") == before


@pytest.mark.django_db
def test_a_draft_may_be_as_it_is(egil, client_of):
    page, before = chapter(), body_of("roller")

    answer = client_of(egil).post(edit(page), form_of(page, '<p><a href="/bli-likeperson/">les mer</a></p>'))

    assert answer.status_code == 302
    assert body_of("roller") == before
    assert "les mer" in Revision.objects.for_instance(page).latest("created_at").content["body"]


@pytest.mark.django_db
def test_a_time_is_published_and_comes_up_on_the_front_page(egil, client_of):
    page = chapter()

    client_of(egil).post(edit(page), form_of(page, "<p>Ring kl. 11.</p>") | {"action-publish": "1"})

    assert "kl. 11" in body_of("roller")
    assert [(item.title, item.url) for item in found("texts")] == [("Roller", edit(page))]


def picture(title):
    return get_image_model().objects.create(title=title, file=get_test_image_file(), width=1, height=1)


@pytest.mark.parametrize(
    ("title", "is_file"),
    [
        ("IMG_1234", True),
        ("kaffe.jpg", True),
        ("DSC 0042", True),
        ("To kvinner drikker kaffe", False),
        ("Årsmøtet 2027", False),
    ],
)
def test_the_name_of_a_file_is_no_title(title, is_file):
    assert pictures.names_a_file(title) is is_file


@pytest.mark.django_db
def test_a_picture_must_get_a_title_when_it_is_edited(egil, client_of):
    one = picture(title="IMG_1234")
    address = reverse("wagtailimages:edit", args=[one.pk])
    client = client_of(egil)

    refused = client.post(address, {"title": "IMG_1234", "collection": one.collection_id, "tags": ""})
    client.post(address, {"title": "To kvinner drikker kaffe", "collection": one.collection_id, "tags": ""})

    one.refresh_from_db()
    assert "Skriv hva bildet viser" in refused.content.decode()
    assert one.title == "To kvinner drikker kaffe"


# WHILE ONE WRITES


@pytest.mark.django_db
def test_the_editor_of_a_chapter_shows_the_rules_and_how_easy_the_text_is(egil, client_of):
    page = chapter()
    text = client_of(egil).get(edit(page)).content.decode()

    lix = round(article.lix([*article.passages(page.summary), *article.passages(page.body)]))
    assert "Fire regler for skriving" in text
    assert f"LIX er {lix} i teksten du lagret sist." in text


@pytest.mark.parametrize(
    ("lix", "words"), [(34.9, "Lett å lese."), (35, "Grei å lese."), (40, "Grei å lese."), (40.1, "For tung")]
)
def test_lix_in_words(lix, words):
    assert panels.verdict(lix).startswith(words)


def test_lix_counts_words_in_a_sentence_and_long_words():
    assert article.lix(["Du er her. Likepersonen lytter."]) == 2.5 + 100 * 1 / 5
    assert article.lix([]) == 0


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ReadingPage.__subclasses__())
def test_every_field_of_a_page_says_what_belongs_in_it(kind):
    def fields(panel):
        if getattr(panel, "field_name", ""):
            yield panel
        for child in getattr(panel, "children", []):
            yield from fields(child)

    content = kind.get_edit_handler().children[0]
    assert [
        panel.field_name
        for panel in fields(content)
        if not panel.help_text and not kind._meta.get_field(panel.field_name).help_text
    ] == []


# REVIEW


@pytest.mark.django_db
@pytest.mark.parametrize("slug", setting_up.REVIEWED)
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


@pytest.mark.django_db
def test_a_reviewer_publishes_at_once(frida, client_of):
    page = chapter("taushetsplikt")

    client_of(frida).post(edit(page), form_of(page) | {"action-publish": "1"})

    assert "Ny tekst." in body_of("taushetsplikt")


@pytest.mark.django_db
def test_a_list_of_pages_published_at_once_leaves_out_the_reviewed(egil, client_of):
    pages = [chapter("taushetsplikt"), chapter("roller")]
    for page in pages:
        page.unpublish()

    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    client_of(egil).post(f"{address}?{'&'.join(f'id={page.pk}' for page in pages)}&next=/cms/")

    assert [chapter(page.slug).live for page in pages] == [False, True]


@pytest.mark.django_db
def test_other_chapters_are_published_at_once(egil, client_of):
    page = chapter("roller")

    client_of(egil).post(edit(page), form_of(page) | {"action-publish": "1"})

    assert "Ny tekst." in body_of("roller")


@pytest.mark.django_db
def test_setting_up_again_leaves_the_review_as_people_made_it():
    WorkflowPage.objects.filter(page__slug="taushetsplikt").delete()
    setting_up.professional_review()

    assert Workflow.objects.filter(name=setting_up.REVIEW).count() == 1
    assert list(WorkflowPage.objects.values_list("page__slug", flat=True)) == ["nar-noen-har-det-svaert-vanskelig"]


# PREVIEWS


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
        assert previews.moment_of(mode) == moment(seen)


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


@pytest.mark.django_db
def test_editors_alone_get_the_checker_on_the_pages_themselves(egil, kari, client_of):
    seen = {who: b"wagtail-userbar" in client.get("/veileder/roller/").content for who, client in [
        ("anyone", Client()), ("kari", client_of(kari)), ("egil", client_of(egil)),
    ]}  # fmt: skip

    assert seen == {"anyone": False, "kari": False, "egil": True}

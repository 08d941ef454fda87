"""Editors keep the public side true without asking anyone: front page, menu, rights, checks, review, previews."""

import datetime
import html as html_entities
import json
import re

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Locale, Page, Revision, Workflow, WorkflowPage
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield
from wagtail_localize.models import (
    LocaleSynchronization,
    OverridableSegment,
    SegmentOverride,
    StringSegment,
    StringTranslation,
    TranslationSource,
)

from home import article, blocks
from home.figures.references import pages_by_figure
from home.first_content.pages import body_stream
from home.editing import checking, concerns, front_page, panels, pictures, previews, texts, written
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


def translated(slug, language):
    return ChapterPage.objects.get(slug=slug, locale__language_code=language)


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
    ours = authored_content.originals(Helpline.objects.filter(kind="peer"))
    lines = [(line.name, f"/cms/snippets/home/helpline/edit/{line.pk}/") for line in ours]
    shown = tasks_of(client)

    assert shown == [
        *[(f"Endre åpningstid: {name}", url) for name, url in lines],
        *[(f"Meld stengt dag: {name}", f"{url}{SPECIAL_DAYS}") for name, url in lines],
        *[(str(task.text), task.url) for task in front_page.TASKS[2:]],
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
    [ours] = authored_content.originals(Helpline.objects.filter(kind="peer"))
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
    return next((concern.items for concern in front_page.concerns() if concern.name == name), [])


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
    using = pages_by_figure()["antall-med-ms"]
    assert {item.sentence for item in items} == {
        "Leserne ser {antall-med-ms}: Det finnes ikke noe nøkkeltall som heter det."
    }
    assert [(item.title, item.url) for item in items] == [(page.title, edit(page)) for page in using]


@pytest.mark.django_db
def test_a_language_is_called_what_it_is_called_in_norwegian():
    assert [concerns.language_name(code) for code in ("nn", "en", "se")] == ["nynorsk", "engelsk", "nordsamisk"]


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
        page.body = body_stream([{"type": "text", "value": '<p>Ring kl. 11. <a href="/borte/">Borte</a></p>'}])
        page.save()
    LinkCheck.objects.create(url="/borte/", fault=LinkCheck.Fault.GONE, due=False)
    with CaptureQueriesContext(connection) as second:
        text = client.get("/cms/").content.decode()

    assert len(second) == len(first)
    assert f"Se alle {len(chapters)}" in text


# CHECKS


def sentences(html, name="text"):
    piece = pieces.Piece(ChapterPage._meta.get_field("body"), name, html)
    return [(fault.sentence, fault.blocks_publishing) for fault in checks.faults_in(piece)]


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


def test_a_time_is_told_once_and_its_words_are_whole():
    html = "<p>Telefonen er åpen hver eneste dag unntatt lørdag kl. 11–15, og ellers etter avtale med oss.</p>"

    [(sentence, _refused)] = sentences(html)

    assert sentence.endswith("Se på «unntatt lørdag kl. 11–15, og ellers…».")


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", " JavaScript:alert(1)", "data:text/html,x", "www.ffo.no", "", "java&#x73;cript:x"],
)
def test_an_address_that_leads_nowhere_is_refused(address):
    [(sentence, refused)] = sentences(f'<p><a href="{address}">Rettighetssenteret</a></p>')

    assert refused
    assert "https://www.ffo.no/" in sentence


@pytest.mark.parametrize(
    "attribute",
    [
        'href="https://www.ffo.no/"', 'href="mailto:post@ffo.no"', 'href="tel:+4723905155"', 'href="/veileder/"',
        'href="#del"', 'linktype="page" id="12"',
    ],
)  # fmt: skip
def test_an_address_that_leads_somewhere_passes(attribute):
    assert sentences(f"<p><a {attribute}>Rettighetssenteret</a></p>") == []


@pytest.mark.parametrize(
    ("value", "passes"),
    [
        ("https://www.ffo.no/", True), ("/hjelpetelefoner/", True), ("/", True), ("", True),
        ("www.ffo.no", False), ("//ffo.no/", False), ("https://ffo", False), ("javascript:alert(1)", False),
    ],
)  # fmt: skip
def test_the_address_of_a_service_is_whole_or_empty(value, passes):
    block = blocks.Address(required=False)
    if passes:
        assert block.clean(value) == value
    else:
        with pytest.raises(ValidationError, match="Skriv hele adressen"):
            block.clean(value)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("22 42 45 45", "+4722424545"), ("116 117", "116117"), ("0046 8 123 456", "+468123456"), ("", "")],
)
def test_the_phone_number_of_a_service_is_kept_as_it_is_dialled(typed, kept):
    assert blocks.Phone(required=False).clean(typed) == kept


@pytest.mark.parametrize("typed", ["22 42 45", "22 42 45 4", "ring oss"])
def test_what_is_no_phone_number_is_refused(typed):
    block = blocks.Phone(required=False)
    if typed == "22 42 45":
        assert block.clean(typed) == "224245"
    else:
        with pytest.raises(ValidationError):
            block.clean(typed)


@pytest.mark.django_db
def test_a_draft_of_a_service_may_be_as_it_is():
    for block in (blocks.Address(), blocks.Phone()):
        block.defer_required_validation()
        assert block.clean("ring oss") == "ring oss"


def test_the_link_text_of_a_service_is_checked_too():
    assert sentences("Les mer", name="link_text")[0][1]


@pytest.mark.django_db
def test_the_first_content_has_nothing_that_may_not_be_published():
    refused = [
        (str(row), fault.sentence)
        for row in authored_content.published_pages() + authored_content.snippets()
        for fault in checks.faults_of(row)
        if fault.blocks_publishing
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


def picture(title, name="test.png"):
    return get_image_model().objects.create(title=title, file=get_test_image_file(name), width=1, height=1)


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
    assert pictures.looks_like_file_name(title) is is_file


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


@pytest.mark.django_db
@pytest.mark.parametrize("alt", ["IMG_1234", "kaffe.jpg", "plakat", "Plakat "])
def test_a_picture_is_described_by_what_it_shows_and_not_by_its_file(alt):
    one = picture(title="To kvinner drikker kaffe", name="plakat.png")
    block = blocks.Picture()

    def value(**changes):
        image = {"image": one.pk, "decorative": False, "alt_text": alt}
        return block.to_python({"image": image | changes, "caption": ""})

    with pytest.raises(ValidationError) as refused:
        block.clean(value())
    assert "Eller merk bildet som pynt" in str(refused.value.block_errors["image"].block_errors["alt_text"])
    block.clean(value(decorative=True))
    block.clean(value(alt_text="To kvinner drikker kaffe"))
    assert (str(block.child_blocks["image"].child_blocks["image"].label)) == "Bilde"


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
    assert panels.readability_in_words(lix).startswith(words)


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


CRISIS = "nar-noen-har-det-svaert-vanskelig"


def words_in(page):
    page = Page.objects.get(pk=page.pk).specific
    return page.live, page.title, pieces.pieces_of(page)


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


WAYS = [
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
@pytest.mark.parametrize("way", WAYS)
def test_no_way_leads_past_the_review_in_another_language(
    way, language, egil, client_of, django_capture_on_commit_callbacks
):
    page = translated(CRISIS, language)
    before, source = words_in(page), retranslate(page)

    with django_capture_on_commit_callbacks(execute=True):
        way(client_of(egil), page, source)

    assert words_in(page) == before


@pytest.mark.django_db
@pytest.mark.parametrize("way", [by_tool, by_update])
def test_a_reviewer_publishes_a_translation(way, frida, client_of, django_capture_on_commit_callbacks):
    page = translated(CRISIS, "nn")
    source = retranslate(page)

    with django_capture_on_commit_callbacks(execute=True):
        way(client_of(frida), page, source)

    assert translated(CRISIS, "nn").description == "En setning som ingen har sett på."


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


@pytest.mark.django_db
def test_a_chapter_keeps_the_address_it_once_got(egil, client_of):
    page = chapter("roller")

    client_of(egil).post(edit(page), form_of(page, slug="noe-annet") | {"action-publish": "1"})

    assert "Ny tekst." in body_of("roller")


@pytest.mark.django_db
def test_a_new_chapter_gets_an_address_of_its_own(egil, client_of):
    guide = chapter().get_parent()
    draft = ChapterPage(title="Sorg og savn", part="supporters", description="Om sorg.")
    values = form_of(draft, slug="sorg") | {"action-publish": "1"}

    client_of(egil).post(reverse("wagtailadmin_pages:add", args=["home", "chapterpage", guide.pk]), values)

    assert chapter("sorg").title == "Sorg og savn"


@pytest.fixture
def linked(egil):
    """A sentence with a link, in the nynorsk of a chapter that editors publish themselves."""
    sentences = StringTranslation.objects.filter(locale__language_code="nn", data__contains='<a id="')
    open_to_all = ChapterPage.objects.filter(locale__language_code="nn").exclude(slug__in=setting_up.REVIEWED)
    return sentences.filter(context__object_id__in=open_to_all.values("translation_key")).first()


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


# A LANGUAGE THAT NOBODY HAS WRITTEN YET


@pytest.mark.django_db
def test_a_page_that_is_only_to_be_translated_goes_on_showing_bokmal(
    egil, client_of, django_capture_on_commit_callbacks
):
    sami, page = Locale.objects.create(language_code="se"), chapter()
    LocaleSynchronization.objects.create(locale=sami, sync_from=page.locale).sync_trees()
    with django_capture_on_commit_callbacks(execute=True):
        client_of(egil).post(f"/cms/localize/submit/page/{page.pk}/", {"locales": [sami.pk]})
    given = translated("roller", "se")
    assert given.alias_of is None

    fragments.forget()
    assert "se" not in [version["lang_code"] for version in page.versions()]
    assert given.language_of_text()["borrowed"]
    assert given.language_of_text()["borrowed_code"] == "nb"

    segment = StringSegment.objects.filter(source__object_id=page.translation_key).first()
    StringTranslation.objects.create(
        translation_of=segment.string, locale=sami, context=segment.context, data="Rollat",
        translation_type=StringTranslation.TRANSLATION_TYPE_MANUAL,
    )  # fmt: skip
    fragments.forget()
    assert "se" in [version["lang_code"] for version in page.versions()]
    assert not given.language_of_text()["borrowed"]


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

"""The texts: written by one, published by another, in force for kinds of supporter, signed again by those concerned."""

import datetime
import json
import uuid

import pytest
from django.urls import reverse

from portal import clock, to_do
from portal.chapters import services as chapters
from portal.declarations import queries as declaration_queries
from portal.declarations import services as declarations
from portal.declarations.models import DeclarationText, TextDraft
from portal.declarations.proof import witness
from portal.declarations.texts import comparison
from portal.declarations.texts import queries as text_queries
from portal.declarations.texts import services as text_services
from portal.models import Event, OutboxMail
from portal.moves import Stale
from portal.supporters import queries as supporter_queries
from portal.supporters.pathway import checklist, facts, sets
from tests.conftest import make_supporter, person, sign
from tests.situations import situation

pytestmark = pytest.mark.django_db
CHANGED = {"nb": "Nytt om barn.", "nn": "Nytt om barn.", "en": "New about children."}


@situation
def sara(siri):
    sara = person("sara@example.org", "Sara", "Sand")
    chapters.give_office(sara, "secretariat", by=siri, starts=datetime.date(2020, 1, 1))
    return sara


def draft_of(by, *, categories=(), must_sign_again=True, number=None):
    """A draft in which one word of one section is another."""
    draft = text_services.begin_draft(token=uuid.uuid4(), categories=categories, by=by)
    content = draft.content
    section = content["section"][1]
    paragraphs = [{code: f"{text} Nytt" for code, text in section["paragraphs"][0].items()}, *section["paragraphs"][1:]]
    sections = [content["section"][0], {**section, "paragraphs": paragraphs}, *content["section"][2:]]
    return text_services.change_draft(
        draft, version=draft.version, by=by, number=number or draft.number, must_sign_again=must_sign_again,
        what_changed=CHANGED, content={**content, "section": sections},
    )  # fmt: skip


def publish(draft, by):
    replaces = text_queries.replaced_by(draft)
    return text_services.publish(draft, version=draft.version, replaces=replaces, by=by)


def published(siri, sara, **values):
    return publish(draft_of(siri, **values), sara)


# Writing and publishing


def test_a_draft_begins_as_the_text_in_force_and_once(siri):
    token = uuid.uuid4()
    first = text_services.begin_draft(token=token, by=siri)
    assert text_services.begin_draft(token=token, by=siri) == first
    assert first.content == declaration_queries.text_in_force().content
    assert (first.number, TextDraft.objects.count()) == ("2.0", 1)


def test_whoever_began_or_changed_it_last_does_not_publish_it(siri, sara):
    draft = draft_of(siri)
    with pytest.raises(text_services.WrittenBySame):
        publish(draft, siri)
    draft = text_services.change_draft(draft, version=draft.version, by=sara, number="2.1")
    for one in (siri, sara):
        with pytest.raises(text_services.WrittenBySame):
            publish(draft, one)
    assert DeclarationText.objects.count() == 1


def test_publishing_twice_counts_once(siri, sara):
    draft = draft_of(siri)
    text = publish(draft, sara)
    assert text_services.publish(draft, version=draft.version, replaces=None, by=sara) == text
    assert Event.objects.filter(verb="declaration.publish", subject=text.ref).count() == 1
    assert (text.published_by, text.drafted_by, text.must_sign_again) == (sara, siri, True)
    assert declaration_queries.text_in_force() == text


def test_what_was_compared_with_something_else_is_not_published(siri, sara):
    first, second = draft_of(siri), draft_of(siri)
    replaces = declaration_queries.text_in_force()
    publish(first, sara)
    with pytest.raises(Stale):
        text_services.publish(second, version=second.version, replaces=replaces, by=sara)
    with pytest.raises(Stale):
        text_services.publish(second, version=second.version - 1, replaces=text_queries.replaced_by(second), by=sara)


@pytest.mark.parametrize("lacks", ["a language", "what has changed"])
def test_every_language_is_needed(siri, sara, lacks):
    draft = draft_of(siri)
    if lacks == "a language":
        values = {"content": {**draft.content, "title": {"nb": "Bare bokmål"}}}
    else:
        values = {"what_changed": {"nb": "Bare bokmål"}}
    draft = text_services.change_draft(draft, version=draft.version, by=siri, **values)
    with pytest.raises(text_services.Incomplete):
        publish(draft, sara)


def test_a_change_over_somebody_elses_is_refused(siri, sara):
    draft = draft_of(siri)
    text_services.change_draft(draft, version=draft.version, by=sara, number="3.0")
    stale = TextDraft.objects.get()
    with pytest.raises(Stale):
        text_services.change_draft(stale, version=stale.version - 1, by=siri, number="4.0")
    assert TextDraft.objects.get().number == "3.0"


def test_saving_without_a_change_leaves_who_may_publish(siri, sara):
    draft = draft_of(siri)
    same = text_services.change_draft(draft, version=draft.version, by=sara, number=draft.number)
    assert same.changed_by == siri
    assert publish(same, sara).version == "2.0"


def test_a_draft_is_deleted_once_and_a_published_one_never(siri, sara):
    draft, other = draft_of(siri), draft_of(siri)
    text_services.discard_draft(draft, version=draft.version, by=siri)
    text_services.discard_draft(draft, version=draft.version, by=siri)
    assert Event.objects.filter(verb="declaration.discard_draft").count() == 1
    publish(other, sara)
    other.refresh_from_db()
    with pytest.raises(Stale):
        text_services.discard_draft(other, version=other.version, by=siri)


# For whom a text is, and whose signature counts


def missing(helper, code):
    """What the person lacks in this category; both ways of asking say the same."""
    category = supporter_queries.category(code)
    lacks = checklist.missing(helper, category)
    listed = sets.fulfilled_appointments().filter(supporter__person=helper, category=category).exists()
    assert listed == (lacks == [])
    assert facts.people_with("declaration", category).filter(pk=helper.pk).exists() == ("declaration" not in lacks)
    return lacks


@pytest.mark.slow
def test_a_change_that_must_be_signed_asks_those_who_had_signed(guro, kari, siri, sara):
    sign(kari)
    before = OutboxMail.objects.count()
    text = published(siri, sara)
    assert missing(guro, "activity_supporter") == ["declaration"]
    assert text_queries.text_to_sign(guro) == text
    new = OutboxMail.objects.filter(to=guro.email).order_by("pk")
    assert OutboxMail.objects.count() == before + 1
    assert "taushetserklæring" in new.last().text.lower()

    sign(guro)
    assert missing(guro, "activity_supporter") == []
    assert text_queries.text_to_sign(guro) is None


def test_a_change_of_words_alone_disturbs_nobody(guro, siri, sara):
    before = OutboxMail.objects.count()
    text = published(siri, sara, must_sign_again=False)
    assert missing(guro, "activity_supporter") == []
    assert text_queries.text_to_sign(guro) is None
    assert OutboxMail.objects.count() == before
    assert declaration_queries.text_in_force() == text


def test_after_a_change_of_words_the_one_before_still_decides(guro, siri, sara):
    published(siri, sara)
    text = published(siri, sara, must_sign_again=False)
    assert missing(guro, "activity_supporter") == ["declaration"]
    assert text_queries.text_to_sign(guro) == text


@pytest.mark.slow
def test_a_text_for_one_kind_asks_nobody_else(guro, bergen, siri, sara):
    nils = person("nils@example.org", "Nils", "Nes")
    make_supporter(nils, bergen, by=siri, category="conversation_supporter")
    before = OutboxMail.objects.count()
    text = published(siri, sara, categories=["conversation_supporter"])
    assert missing(nils, "conversation_supporter") == ["declaration"]
    assert missing(guro, "activity_supporter") == []
    assert (text_queries.text_to_sign(nils), text_queries.text_to_sign(guro)) == (text, None)
    assert set(OutboxMail.objects.order_by("pk")[before:].values_list("to", flat=True)) == {nils.email}

    declarations.sign(text, by=nils, **values_for(text))
    assert missing(nils, "conversation_supporter") == []


@pytest.mark.slow
def test_a_new_text_for_all_leaves_the_kinds_that_have_their_own(guro, bergen, siri, sara):
    nils = person("nils@example.org", "Nils", "Nes")
    make_supporter(nils, bergen, by=siri, category="conversation_supporter")
    own = published(siri, sara, categories=["conversation_supporter"], must_sign_again=False)
    general = published(siri, sara)
    assert missing(nils, "conversation_supporter") == []
    assert missing(guro, "activity_supporter") == ["declaration"]
    assert text_queries.texts_for(nils) == [own]
    with pytest.raises(declarations.TextChanged):
        declarations.sign(general, by=nils, **values_for(general))


def test_whoever_has_two_roles_signs_both_texts(bergen, guro, siri, sara):
    own = published(siri, sara, categories=["conversation_supporter"])
    make_other = supporter_queries.category("conversation_supporter")
    supporter = supporter_queries.supporter_of(guro)
    supporter.appointments.create(category=make_other, method="board", decided_on=clock.today(), decided_by=siri)
    assert text_queries.texts_for(guro) == [declaration_queries.text_in_force(), own]
    assert text_queries.text_to_sign(guro) == own


@pytest.mark.slow
def test_a_signature_is_replaced_when_no_role_of_the_signer_rests_on_it(bergen, guro, siri, sara):
    first = declaration_queries.signature_of(guro)
    published(siri, sara, categories=["conversation_supporter"])
    supporter = supporter_queries.supporter_of(guro)
    other = supporter_queries.category("conversation_supporter")
    supporter.appointments.create(category=other, method="board", decided_on=clock.today(), decided_by=siri)
    own = sign(guro)
    assert not witness.is_replaced(first)
    general = published(siri, sara)
    assert not witness.is_replaced(first)
    declarations.record_signature(guro, general, medium="transfer", signed_on=clock.today(), kept_at="Arkivet", by=siri)
    assert witness.is_replaced(first)
    assert not witness.is_replaced(own)


@pytest.mark.slow
def test_a_withdrawn_signature_replaces_nothing_and_is_asked_for_again(guro, siri, sara):
    first = declaration_queries.signature_of(guro)
    text = published(siri, sara)
    second = sign(guro)
    assert witness.is_replaced(first)
    declarations.withdraw(second, by=siri)
    assert not witness.is_replaced(first)
    assert text_queries.text_to_sign(guro) == text
    assert missing(guro, "activity_supporter") == ["declaration"]
    assert text_queries.people_asked_anew(draft_of(siri, number="9.0")) == set()


def values_for(text):
    shown = declaration_queries.render_text(text, "nb")
    promises = [promise["code"] for promise in shown.promises]
    return {"language": "nb", "shown_sha256": shown.sha256, "shown_years": None, "promises": promises, "methods": []}


def test_how_many_are_asked_is_said_before(guro, kari, siri):
    sign(kari)  # is nothing here
    assert text_queries.people_asked_anew(draft_of(siri)) == {guro.pk}
    assert text_queries.people_asked_anew(draft_of(siri, must_sign_again=False)) == set()
    assert text_queries.people_asked_anew(draft_of(siri, categories=["conversation_supporter"])) == set()


def test_the_step_has_waited_since_the_text_was_published(guro, siri, sara):
    noon = datetime.datetime(2027, 3, 1, 12, tzinfo=clock.OSLO)
    with clock.at(noon):
        published(siri, sara)
    [pathway] = checklist.pathways(supporter_queries.cases_of(guro))
    assert [(step.code, step.since) for step in pathway.open] == [("declaration", noon)]


# The comparison


def content(**changes):
    section = {"heading": "Når", "paragraphs": ["Du må varsle når noen er i fare.", "Ring 113."]}
    values = {
        "title": "Erklæring", "summary": ["Ti stille."], "section": [section],
        "understanding": [{"question": "Hva?", "answer": "Dette."}], "promise": [{"code": "read", "text": "Lest"}],
    }  # fmt: skip
    return {**values, **changes}


def said(pieces):
    return None if pieces is None else "".join(f"[{one.text}]" if one.is_changed else one.text for one in pieces)


def test_the_words_that_differ_are_marked():
    new = {
        "heading": "Når",
        "paragraphs": ["Du skal varsle når noen er i alvorlig fare.", "Ring 113.", "Si fra etterpå."],
    }
    parts = comparison.compare(content(), content(section=[new]))
    assert [part.key for part in parts] == ["introduction", "Når", "ending"]
    assert [part.is_changed for part in parts] == [False, True, False]
    shown = [(said(one.before), said(one.now)) for one in parts[1].paragraphs if one.is_changed]
    assert shown == [
        ("Du [må] varsle når noen er i fare.", "Du [skal] varsle når noen er i [alvorlig ]fare."),
        (None, "[Si fra etterpå.]"),
    ]


def test_a_section_that_was_added_and_one_that_was_removed_are_shown():
    more = {"heading": "Mer", "paragraphs": ["Helt nytt."]}
    added = comparison.compare(content(), content(section=[*content()["section"], more]))
    assert [(said(one.before), said(one.now)) for one in added[2].paragraphs] == [
        (None, "[Mer]"),
        (None, "[Helt nytt.]"),
    ]
    removed = comparison.compare(content(section=[*content()["section"], more]), content())
    assert [(said(one.before), said(one.now)) for one in removed[2].paragraphs] == [
        ("[Mer]", None), ("[Helt nytt.]", None),
    ]  # fmt: skip


def test_the_first_text_is_all_new():
    assert all(part.is_changed for part in comparison.compare(None, content()))


# The pages


@pytest.mark.slow
def test_from_a_draft_to_a_published_text_on_the_pages(guro, siri, sara, client_of):
    client, other = client_of(siri), client_of(sara)
    begun = client.post(reverse("portal:new_text_draft"), {"token": str(uuid.uuid4())})
    draft = TextDraft.objects.get()
    place = reverse("portal:text_draft", args=[draft.ref])
    assert begun.url == place
    part = reverse("portal:text_draft_part", args=[draft.ref, "3"])
    page = client.get(part)
    assert page.status_code == 200
    codes = ("nb", "nn", "en")
    values = {"version": "1"} | {f"paragraphs_{code}": f"Første {code}.\n\nAndre {code}." for code in codes}
    values |= {f"{name}_{code}": f"{name} {code}" for name in ("heading", "short") for code in codes}
    assert client.post(part, values).url == place
    draft.refresh_from_db()
    assert draft.content["section"][3]["paragraphs"] == [
        {code: f"{word} {code}." for code in codes} for word in ("Første", "Andre")
    ]
    settings = {"version": "2", "number": "2.0", "must_sign_again": "yes"}
    settings |= {f"what_changed_{code}": text for code, text in CHANGED.items()}
    assert client.post(place, settings).url == place

    compare = reverse("portal:compare_texts", args=[draft.ref])
    page = client.get(compare).content.decode()
    assert "Publiser" not in page
    assert "1 person" in page
    publishing = {"version": "3", "replaces": "1.0"}
    assert client.post(compare, publishing).status_code == 409
    page = other.get(compare).content.decode()
    assert "<ins>" in page
    assert "<del>" in page
    for _click in range(2):
        assert other.post(compare, publishing).url == reverse("portal:declaration_texts")
    text = DeclarationText.objects.first()
    assert (text.version, text.published_by) == ("2.0", sara)
    assert other.get(reverse("portal:declaration_texts")).content.decode().count("1.0") >= 1
    assert other.get(reverse("portal:declaration_text", args=[text.ref])).status_code == 200
    assert other.get(place).url == reverse("portal:declaration_texts")


def test_what_was_written_over_somebody_elses_change_is_given_back(siri, sara, client_of):
    draft = draft_of(siri)
    place = reverse("portal:text_draft_part", args=[draft.ref, "innledning"])
    text_services.change_draft(draft, version=draft.version, by=sara, number="9.0")
    values = {"version": str(draft.version - 1), "title_nb": "Min tittel", "summary_nb": "Mitt punkt"}
    page = client_of(siri).post(place, values)
    assert page.status_code == 409
    assert "Min tittel" in page.content.decode()


@pytest.mark.parametrize("part", ["innledning", "avslutning", "ny", "0"])
def test_each_part_has_a_page_and_says_what_is_missing(siri, client_of, part):
    draft = draft_of(siri)
    place = reverse("portal:text_draft_part", args=[draft.ref, part])
    client = client_of(siri)
    assert client.get(place).status_code == 200
    assert client.post(place, {"version": str(draft.version)}).context["form"].errors
    draft.refresh_from_db()
    assert draft.version == 2


def test_other_parts_are_not_found_and_others_are_kept_out(siri, rolf, client_of):
    draft = draft_of(siri)
    assert client_of(siri).get(reverse("portal:text_draft_part", args=[draft.ref, "99"])).status_code == 404
    for name in ("text_draft", "compare_texts"):
        assert client_of(rolf).get(reverse(f"portal:{name}", args=[draft.ref])).status_code == 404
    assert client_of(rolf).get(reverse("portal:declaration_texts")).status_code == 403


def test_a_section_is_taken_away(siri, client_of):
    draft = draft_of(siri)
    number = len(draft.content["section"])
    place = reverse("portal:text_draft_part", args=[draft.ref, "0"])
    removing = {"version": str(draft.version), "action": "remove"}
    asked = client_of(siri).post(place, removing)
    draft.refresh_from_db()
    assert (asked.status_code, len(draft.content["section"])) == (200, number)
    assert 'name="action" value="remove"' in asked.content.decode()
    client_of(siri).post(place, {**removing, "sure": "yes"})
    draft.refresh_from_db()
    assert len(draft.content["section"]) == number - 1


def test_a_draft_is_deleted_after_a_question(siri, client_of):
    draft = draft_of(siri)
    place, discarding = (
        reverse("portal:text_draft", args=[draft.ref]),
        {"version": draft.version, "action": "discard"},
    )
    asked = client_of(siri).post(place, discarding)
    assert (asked.status_code, TextDraft.objects.count()) == (200, 1)
    assert f'name="version" value="{draft.version}"' in asked.content.decode()
    assert client_of(siri).post(place, {**discarding, "sure": "yes"}).url == reverse("portal:declaration_texts")
    assert not TextDraft.objects.exists()


def only_bokmal_changed(siri):
    draft = text_services.begin_draft(token=uuid.uuid4(), by=siri)
    sections = [*draft.content["section"]]
    sections[1] = {**sections[1], "heading": {**sections[1]["heading"], "nb": "Ny overskrift"}}
    # One that moves has not changed.
    content = {**draft.content, "section": [sections[2], *sections[:2], *sections[3:]]}
    return text_services.change_draft(
        draft, version=draft.version, by=siri, content=content, what_changed=CHANGED, must_sign_again=False
    )


@pytest.mark.slow
def test_a_change_in_one_language_alone_is_said_and_asked_about(siri, sara, client_of):
    draft = only_bokmal_changed(siri)
    assert text_queries.parts_changed_in_some(declaration_queries.text_in_force().content, draft.content) == {
        2: ["nn", "en"]
    }
    page = client_of(siri).get(reverse("portal:text_draft", args=[draft.ref])).content.decode()
    assert "Endret, men ikke på: Nynorsk, English" in page
    place, posted = reverse("portal:compare_texts", args=[draft.ref]), {"version": draft.version, "replaces": "1.0"}
    words = "«Ny overskrift» er endret, men står som før på: Nynorsk, English."
    assert words in client_of(sara).get(place).content.decode()
    assert words in client_of(sara).post(place, posted).content.decode()
    assert declaration_queries.text_in_force().version == "1.0"
    assert client_of(sara).post(place, {**posted, "sure": "yes"}).status_code == 302
    assert declaration_queries.text_in_force().version == "2.0"


def test_a_change_in_all_languages_is_not_asked_about(siri):
    draft = draft_of(siri)
    assert text_queries.parts_changed_in_some(declaration_queries.text_in_force().content, draft.content) == {}


@pytest.mark.slow
def test_what_is_missing_before_it_can_be_published_is_named(siri, client_of):
    draft = draft_of(siri)
    title = {"nb": "Tittel", "en": "Title"}
    draft = text_services.change_draft(
        draft, version=draft.version, by=siri, content={**draft.content, "title": title}, what_changed={"nb": "Nytt"}
    )
    page = client_of(siri).get(reverse("portal:compare_texts", args=[draft.ref])).content.decode()
    assert "Tittelen og det viktigste, kort sagt (Nynorsk)" in page
    assert "Hva er endret? (Nynorsk, English)" in page
    page = client_of(siri).get(reverse("portal:text_draft", args=[draft.ref])).content.decode()
    assert "Mangler: Nynorsk" in page
    assert "(valgfritt)" not in page


@pytest.mark.slow
def test_a_finished_draft_waits_for_a_colleague(siri, sara):
    def waiting(person):
        return [row.href for row in to_do.waiting_for(to_do.Reader(person)) if "Versjon 2.0" in row.title]

    draft = text_services.begin_draft(token=uuid.uuid4(), by=siri)
    text_services.change_draft(draft, version=draft.version, by=siri, what_changed=CHANGED)
    assert waiting(sara) == []  # it is the text in force, unchanged
    text_services.discard_draft(draft, version=draft.version, by=siri)
    draft = draft_of(siri)
    assert (waiting(sara), waiting(siri)) == ([reverse("portal:compare_texts", args=[draft.ref])], [])
    publish(draft, sara)
    assert waiting(sara) == []


def test_a_number_that_is_in_use_is_told(siri, client_of):
    draft = draft_of(siri)
    values = {"version": str(draft.version), "number": "1.0", "must_sign_again": "no"}
    page = client_of(siri).post(reverse("portal:text_draft", args=[draft.ref]), values)
    assert list(page.context["form"].errors) == ["number"]


@pytest.mark.parametrize("part", [None, "0"])
def test_the_form_of_a_published_draft_is_refused_whatever_it_holds(siri, sara, client_of, part):
    draft = draft_of(siri)
    publish(draft, sara)
    place = reverse("portal:text_draft_part", args=[draft.ref, part]) if part else None
    answer = client_of(siri).post(
        place or reverse("portal:text_draft", args=[draft.ref]), {"version": "1", "number": "1.0"}
    )
    assert answer.status_code == 409
    assert "En annen var her før deg" in answer.content.decode()


@pytest.mark.slow
def test_whether_a_draft_is_published_is_told_to_nobody_who_may_not_see_it(siri, sara, rolf, client, client_of):
    draft = draft_of(siri)
    publish(draft, sara)
    for name, more in (("text_draft", []), ("text_draft_part", ["0"]), ("compare_texts", [])):
        place, missing = (reverse(f"portal:{name}", args=[ref, *more]) for ref in (draft.ref, uuid.uuid4()))
        assert [client.get(one).url.startswith("/logg-inn/") for one in (place, missing)] == [True, True]
        assert [client_of(rolf).get(one).status_code for one in (place, missing)] == [404, 404]
        assert client_of(siri).get(place).url == reverse("portal:declaration_texts")


def test_the_lists_take_the_same_queries_for_any_number(siri, sara, client_of, django_assert_num_queries):
    client = client_of(siri)
    place = reverse("portal:declaration_texts")
    client.get(place)
    with django_assert_num_queries(6) as counted:
        client.get(place)
    published(siri, sara, must_sign_again=False)
    draft_of(siri)
    with django_assert_num_queries(len(counted)):
        client.get(place)


@pytest.mark.slow
def test_saving_every_part_untouched_changes_nothing(siri, client_of):
    draft = text_services.begin_draft(token=uuid.uuid4(), by=siri)
    client = client_of(siri)
    assert "116\u00a0117" in json.dumps(draft.content, ensure_ascii=False)
    for part in ("innledning", *range(len(draft.content["section"])), "avslutning"):
        place = reverse("portal:text_draft_part", args=[draft.ref, part])
        values = {"version": str(draft.version)}
        for field in client.get(place).context["form"]:
            texts = field.field.widget.decompress(field.value())
            values |= {f"{field.name}_{code}": text for code, text in zip(("nb", "nn", "en"), texts, strict=True)}
        assert client.post(place, values).status_code == 302
        saved = TextDraft.objects.get()
        assert saved.content == draft.content, part
        assert saved.version == draft.version, part

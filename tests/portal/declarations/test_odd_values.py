"""Whatever somebody has written into the database: the pages and the command name it as altered, and never fail."""

import contextlib
import json
import uuid

import pytest
from django.db import transaction
from django.urls import reverse
from hypothesis import example, given, settings
from hypothesis import strategies as st

from portal import clock, events, pdf
from portal import witness as frame_witness
from portal.declarations import queries as declaration_queries
from portal.declarations import services as declarations
from portal.declarations.models import DeclarationText, RecordedSignature, TextCoverage
from portal.declarations.proof import witness
from portal.declarations.receipt import queries as receipt_queries
from portal.declarations.receipt import services as receipt_services
from portal.declarations.register import queries as register_queries
from portal.declarations.register import services as register_services
from portal.declarations.texts import services as text_services
from portal.knowledge.course import services as course_services
from portal.knowledge.course import witness as course_witness
from portal.models import Event, EventDetails
from tests.conftest import attend_course, sign
from tests.portal.declarations.conftest import SIGNED, at_noon
from tests.portal.declarations.proof.test_witness import Older, Undo, change
from tests.portal.frame.small_pdf import small_pdf

pytestmark = pytest.mark.django_db
FEW = settings(max_examples=max(3, settings.default.max_examples // 20))  # each opens seven pages

# What PostgreSQL can keep.
WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=8)
SIMPLE = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(-1e9, 1e9) | WORDS
ODD = st.recursive(
    SIMPLE, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3), max_leaves=6
)


@pytest.fixture(autouse=True)
def _private_folder(tmp_path, settings, monkeypatch):
    settings.PRIVATE_DIR = tmp_path
    monkeypatch.setattr(pdf, "render", small_pdf)
    monkeypatch.setattr(receipt_queries, "days_to_confirm", lambda: 14)
    monkeypatch.setattr("portal.limits.count", lambda *_: None)


@pytest.fixture
def signature(kari, siri):
    signature = sign(kari)
    receipt_services.confirm_receipt(signature, by=siri)
    declarations.render_pending()
    events.seal_pending()
    return declaration_queries.signature_by_code(signature.code)


@pytest.fixture
def seen(signature, kari, siri, client, client_of):
    """``seen(row, {column: value})``: what the check page finds after this change, which is then taken back.

    The receipt, the pages of the secretariat, the worker and the command are asked too, and all of them answer.
    """
    signer, office = client_of(kari), client_of(siri)
    place = f"/verifiser/{signature.grouped_code}/"

    def after(*changes):
        found = None
        with contextlib.suppress(Undo), transaction.atomic():
            for row, values in changes:
                change(row, **values)
            pages = [
                client.get(place), signer.get(place), signer.get(reverse("portal:signed")),
                office.get(reverse("portal:receipt", args=[signature.ref])),
                office.get(reverse("portal:declaration_register")), office.get(reverse("portal:declaration_texts")),
                office.get(reverse("portal:declaration_text", args=[signature.text.ref])),
            ]  # fmt: skip
            assert [page.status_code for page in pages] == [200] * 7
            declarations.render_pending()
            register_services.remind_of_lapsing()
            events.verify()
            named = {str(words) for words in pages[0].context["judged"].finding.differences}
            assert named <= {str(words) for words in pages[2].context["finding"].differences}
            found = named, bool(witness.faults())
            raise Undo
        return found

    return after


JSON_COLUMNS = [
    ("text", "content"), ("text", "categories"), ("text", "what_changed"),
    ("signature", "promises"), ("signature", "methods"),
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(("of", "column"), JSON_COLUMNS)
def test_an_odd_value_in_a_column_is_named(signature, seen, of, column):
    row = signature.text if of == "text" else signature
    words = str((witness.TEXT if of == "text" else witness.SIGNATURE)[column])
    same = events.fingerprint("", getattr(row, column))

    @FEW
    @given(ODD)
    @example([None])
    @example([[]])
    @example({"title": None})
    @example({"title": {"nb": 5}})
    def named(value):
        if value is not None and events.fingerprint("", value) != same:
            assert words in seen((row, {column: value}))[0]

    named()


def of_signature(signature):
    """``{verb: event}`` of those that the check page reads."""
    about = {signature.ref, signature.text.ref}
    verbs = [*witness.VERBS, "declaration.publish"]
    return {event.verb: event for event in Event.objects.filter(subject__in=about, verb__in=verbs)}


VERBS = ["declaration.sign", "declaration.seal", "declaration.publish", "declaration.confirm_receipt"]


@pytest.mark.slow
@pytest.mark.parametrize("verb", VERBS)
def test_odd_details_of_an_event_are_named(signature, seen, verb):
    details = of_signature(signature)[verb].details

    @FEW
    @given(ODD.map(json.dumps) | WORDS)
    @example("{")
    @example("[" * 100_000)
    def named(text):
        if (text, details.salt) != ("", ""):
            assert str(frame_witness.RECORD_CHANGED) in seen((details, {"text": text}))[0]

    named()


def as_written_with_the_key(event, told):
    """The changes that give an event these details, by somebody who has the key: the site wrote them a moment ago."""
    text = json.dumps(told)
    event.digest = events._digest(event.details.salt, text)  # noqa: SLF001  as the site writes it
    mark = events._mark(event)  # noqa: SLF001  as the site writes it
    return [(event.details, {"text": text}), (event, {"digest": event.digest, "seal": mark, "sequence": None})]


# What the events name in plain text and the pages compare.
COMPARED = {
    ("declaration.sign", "version"), ("declaration.sign", "language"), ("declaration.sign", "sha256"),
    ("declaration.publish", "version"), ("declaration.seal", "sha256"),
}  # fmt: skip


def fields():
    return [
        *(("declaration.sign", field) for field in (
            "version", "language", "sha256", "promises", "methods", "code", "receipt", "columns",
        )),
        *(("declaration.publish", field) for field in ("version", "categories", "must_sign_again", "columns")),
        ("declaration.seal", "sha256"), ("declaration.seal", "certificate"), ("declaration.confirm_receipt", "columns"),
    ]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(("verb", "field"), fields())
def test_no_field_of_the_details_is_too_odd_even_where_it_was_written_with_the_key(signature, seen, verb, field):
    told = json.loads(of_signature(signature)[verb].details.text)
    assert field in told

    @FEW
    @given(ODD)
    def answered(value):
        event = of_signature(signature)[verb]
        named, _faults = seen(*as_written_with_the_key(event, told | {field: value}))
        # An object without the columns is what an event from before they were witnessed has.
        is_odd = value != told[field] and not (field == "columns" and isinstance(value, dict))
        if is_odd and (field == "columns" or (verb, field) in COMPARED):
            assert named

    answered()


TOLD = [[], None, 5, "x", {}, {"columns": []}, {"columns": None}]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("verb", "told"),
    # Each of them for one verb, in turn; for the other verbs in `make proof`.
    [
        pytest.param(verb, told, marks=[] if which % len(VERBS) == number else [pytest.mark.proof])
        for number, verb in enumerate(VERBS)
        for which, told in enumerate(TOLD)
    ],
)
def test_no_details_are_too_odd_even_where_they_were_written_with_the_key(signature, seen, verb, told):
    named, has_faults = seen(*as_written_with_the_key(of_signature(signature)[verb], told))

    assert named
    assert has_faults


# Texts that the signature is not on


@pytest.mark.slow
def test_an_odd_list_of_kinds_of_another_text_stops_nobody(signature, siri, kari, client_of, seen):
    other = declarations.publish(signature.text.content, "9.0", by=siri, categories=["activity_supporter"])
    events.seal_pending()

    @FEW
    @given(ODD)
    @example(5)
    @example("activity_supporter")
    @example([["activity_supporter"]])
    @example({"activity_supporter": 1})
    def answered(value):
        if value is not None and value != other.categories:
            named, has_faults = seen((other, {"categories": value}))
            assert has_faults

    answered()


@pytest.mark.slow
def test_for_whom_a_signature_counts_is_named_on_the_receipt(signature, kari, client_of):
    client = client_of(kari)
    words = str(witness.COUNTS_FOR)
    assert words not in client.get(reverse("portal:signed")).content.decode()
    TextCoverage.objects.filter(text=signature.text).update(counts_for="")
    assert words in client.get(reverse("portal:signed")).content.decode()
    TextCoverage.objects.filter(text=signature.text).delete()
    assert words in client.get(reverse("portal:signed")).content.decode()


@pytest.mark.slow
def test_a_text_without_its_coverage_stops_neither_the_register_nor_the_reminders(lapsing_guro, siri, client_of):
    TextCoverage.objects.all().delete()
    with at_noon(SIGNED.date().replace(year=SIGNED.year + 1)):  # the day on which hers lapses
        assert client_of(siri).get(reverse("portal:declaration_register")).status_code == 200
        assert register_services.remind_of_lapsing() == 0
        found = {line.person: line.status for line in register_queries.lines(None)}
    assert found[lapsing_guro] is register_queries.Status.AGAIN


# Before signing


def odd_contents(content):
    """Contents that no service writes, each with one part that is another."""
    yield from ([], 5, "x", {})
    for name in content:
        yield from ({**content, name: odd} for odd in (None, [None], {}, [[]], 5))
    for name in ("heading", "paragraphs", "short"):
        yield {**content, "section": [{**content["section"][0], name: 5}]}
    yield {**content, "promise": [{"code": [], "text": {"nb": "Ja"}}]}


@pytest.mark.proof
def test_a_text_that_cannot_be_read_is_not_signed(ola, siri, client_of):
    text = declaration_queries.text_in_force()
    shown = declaration_queries.render_text(text, "nb")
    names = ("declaration", "declaration_whole", "declaration_changes", "declaration_explain")
    places = [reverse(f"portal:{name}") for name in names] + [reverse("portal:declaration_section", args=[1])]
    reader, office = client_of(ola), client_of(siri)
    changes = [{"content": content} for content in odd_contents(text.content)]
    for values in [*changes, *({"what_changed": odd} for odd in (5, [], {"nb": 5}))]:
        with contextlib.suppress(Undo), transaction.atomic():
            change(text, **values)
            for place in places:
                assert "ingen erklæring å signere" in reader.get(place).content.decode(), (values, place)
            for name in ("sign", "declaration_understand"):
                assert reader.get(reverse(f"portal:{name}")).url == places[0]
            assert (
                "utenom dette nettstedet"
                in office.get(reverse("portal:declaration_text", args=[text.ref])).content.decode()
            )
            assert text_services.begin_draft(token=uuid.uuid4(), by=siri).content["section"] == []
            with pytest.raises(declarations.TextChanged):
                declarations.sign(
                    DeclarationText.objects.get(), by=ola, language="nb", shown_sha256=shown.sha256,
                    promises=[row["code"] for row in shown.promises], methods=[], shown_years=None,
                )  # fmt: skip
            raise Undo


# On paper


@pytest.mark.slow
def test_what_was_changed_of_a_paper_is_named_on_its_page(ola, siri, client_of, django_assert_max_num_queries):
    how = {"medium": "paper", "signed_on": clock.today(), "seen_by": "Rolf Rygg", "kept_at": "Arkivet"}
    declarations.record_signature(ola, declaration_queries.text_in_force(), by=siri, **how)
    events.seal_pending()
    client, place = client_of(ola), reverse("portal:signed")
    client.get(place)
    with django_assert_max_num_queries(18):
        page = client.get(place)
    assert page.context["finding"].differences == []

    for column, value in (("witness", "Per Persen"), ("kept_at", "Hjemme"), ("medium", "transfer")):
        before = RecordedSignature.objects.values_list(column, flat=True).get()
        RecordedSignature.objects.update(**{column: value})
        page = client.get(place).content.decode()
        assert "Det som er lagret, er endret etter at du signerte" in page
        assert str(witness.RECORDED[column]) in page
        RecordedSignature.objects.update(**{column: before})
    EventDetails.objects.filter(event__verb="declaration.record").update(text="[]")
    assert str(frame_witness.RECORD_CHANGED) in client.get(place).content.decode()


# Certificates


@pytest.mark.slow
def test_an_odd_certificate_is_named(kari, siri, client, client_of):
    certificate = course_services.issue_certificate(kari, language="nb", attendance=attend_course(kari, siri))
    course_services.render_pending()
    events.seal_pending()
    certificate.refresh_from_db()
    holder, place = client_of(kari), f"/verifiser/{certificate.grouped_code}/"

    @FEW
    @given(ODD)
    @example(5)
    def named(value):
        if value is None or value == certificate.topics:
            return
        with contextlib.suppress(Undo), transaction.atomic():
            change(certificate, topics=value)
            pages = [
                client.get(place), holder.get(place), holder.get(reverse("portal:certificate", args=[certificate.ref])),
            ]  # fmt: skip
            assert [page.status_code for page in pages] == [200] * 3
            assert pages[0].context["judged"].answer == "altered"
            assert course_witness.faults()
            raise Undo

    named()
    for verb, told in (("issue", []), ("issue", {}), ("issue", {"kind": []}), ("seal", {}), ("seal", {"sha256": {}})):
        event = Event.objects.get(verb=f"certificate.{verb}", subject=certificate.ref)
        with contextlib.suppress(Undo), transaction.atomic():
            for row, values in as_written_with_the_key(event, told):
                change(row, **values)
            assert client.get(place).context["judged"].answer == "altered"
            assert course_witness.faults()
            raise Undo


# From before the columns were witnessed


@pytest.mark.slow
def test_an_old_signature_with_an_odd_value_keeps_no_other_waiting(kari, ola, monkeypatch):
    monkeypatch.setattr(declarations, "witness", Older)
    with monkeypatch.context() as patch:
        patch.setattr(Older, "can_be_copied", staticmethod(witness.can_be_copied), raising=False)
        old = sign(kari)
        change(old, language="\x7f")
        monkeypatch.setattr(declarations, "witness", witness)
        sign(ola)
        assert declarations.render_pending(limit=1) == 1
    assert DeclarationText.objects.count() == 1

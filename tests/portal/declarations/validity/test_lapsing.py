"""A signature lapses after the years that the organisation has chosen, and is renewed by a new one that names it."""

import datetime
import re
import uuid

import pytest
from django.urls import reverse

from portal import clock, organisation, pdf, to_do
from portal.declarations import queries as declaration_queries
from portal.declarations import services as declarations
from portal.declarations.models import RecordedSignature, Reminder, Signature
from portal.declarations.proof import evidence, witness
from portal.declarations.register import services as register_services
from portal.declarations.texts import queries as text_queries
from portal.declarations.texts import services as text_services
from portal.declarations.validity import lapsing
from portal.desk.verification import answers
from portal.desk.verification.answers import Answer
from portal.events import seal_pending
from portal.models import OutboxMail
from portal.supporters import queries as supporter_queries
from portal.supporters.directory import queries as directory_queries
from portal.supporters.directory import services as directory_services
from portal.supporters.pathway import checklist, sets
from tests.conftest import make_supporter, person, read_declaration, sign
from tests.portal.declarations.conftest import SIGNED, at_noon, days, lasts
from tests.portal.frame.small_pdf import small_pdf

pytestmark = pytest.mark.django_db
LAPSES = datetime.date(2032, 6, 3)  # signed with two years to go


@pytest.fixture
def guro(bergen, siri):
    """An active supporter whose signature of June 2030 lapses after two years."""
    organisation.install("ms")
    lasts(2, siri)
    with clock.at(SIGNED):
        guro = person("guro@example.org", "Guro", "Gran")
        make_supporter(guro, bergen, by=siri)
    return guro


@pytest.fixture
def signature(guro):
    seal_pending()
    return declaration_queries.signature_of(guro)


def is_met(someone):
    """What the checklist of one person and the query over many rows each say; they are never of two minds."""
    category = supporter_queries.category("activity_supporter")
    one = checklist.missing(someone, category) == []
    assert sets.fulfilled_appointments().filter(supporter__person=someone).exists() == one
    return one


@pytest.mark.parametrize(
    ("years", "day", "lapses_on"),
    [
        (None, datetime.date(2030, 6, 3), None),
        (0, datetime.date(2030, 6, 3), None),
        (1, datetime.date(2030, 6, 3), datetime.date(2031, 6, 3)),
        (2, datetime.date(2028, 2, 29), datetime.date(2030, 3, 1)),
    ],
)
def test_how_long_it_counts(siri, years, day, lapses_on):
    lasts(years, siri)
    assert lapsing.lapse_of(day) == lapses_on


def test_the_last_day_is_the_one_before():
    assert [lapsing.last_day(day) for day in (None, LAPSES)] == [None, LAPSES - days(1)]


def test_a_preset_sets_the_time_or_never(monkeypatch):
    assert {organisation.preset_values(name)["declaration_years"] for name in organisation.PRESETS} == {None}
    known = organisation.preset("ms")
    monkeypatch.setattr(organisation, "preset", lambda _name: {**known, "declaration_years": 3})
    assert organisation.preset_values("test")["declaration_years"] == 3


@pytest.mark.slow
def test_a_later_choice_does_not_change_what_was_signed_before(signature, guro, siri):
    assert signature.lapses_on == LAPSES
    lasts(None, siri)
    with at_noon(LAPSES):
        assert not is_met(guro)
        lasts(1, siri)
        again = sign(guro)
    assert again.lapses_on == datetime.date(2033, 6, 3)


@pytest.mark.slow
def test_a_time_that_is_changed_while_somebody_reads_is_shown_again_before_they_sign(kari, siri, client_of):
    organisation.install("ms")
    lasts(2, siri)
    read_declaration(kari)
    client, place = client_of(kari), reverse("portal:sign")
    page = client.get(place)
    values = {"version": page.context["shown"].sha256, "read": "on", "promise": "on"}
    assert '<input type="hidden" name="years" value="2">' in page.content.decode()
    lasts(5, siri)
    for old in ("2", "", "x", "9" * 5000):
        page = client.post(place, {**values, "years": old})
        assert (page.status_code, Signature.objects.count()) == (409, 0)
        assert "Ingenting er signert ennå" in page.content.decode()
        assert '<input type="hidden" name="years" value="5">' in page.content.decode()
        assert "checked" not in page.content.decode()
    assert client.post(place, {**values, "years": "5"}).url == reverse("portal:signed")
    assert Signature.objects.get().lapses_on == lapsing.lapse_of(clock.today())


@pytest.mark.slow
def test_the_requirement_is_met_until_the_last_day_and_not_afterwards(signature, guro):
    with at_noon(signature.last_day):
        assert is_met(guro)
    with at_noon(LAPSES):
        assert not is_met(guro)
        assert text_queries.text_to_sign(guro) == signature.text
        sign(guro)
        assert is_met(guro)
        assert text_queries.text_to_sign(guro) is None


def test_whoever_has_to_sign_anyway_is_not_counted_as_asked_anew(signature, guro, siri):
    draft = text_services.begin_draft(token=uuid.uuid4(), by=siri)
    with at_noon(signature.last_day):
        assert text_queries.people_asked_anew(draft) == {guro.pk}
    with at_noon(LAPSES):
        assert text_queries.people_asked_anew(draft) == set()


@pytest.mark.slow
def test_a_record_on_paper_lapses_and_is_renewed_too(guro, siri, bergen):
    Signature.objects.filter(person=guro).delete()
    paper = {"medium": "paper", "seen_by": "Rolf Rygg", "kept_at": "Permen", "by": siri}
    text = declaration_queries.text_in_force()
    with clock.at(SIGNED):
        first = declarations.record_signature(guro, text, signed_on=SIGNED.date() - days(10), **paper)
        assert (is_met(guro), first.lapses_on) == (True, LAPSES - days(10))
    with at_noon(LAPSES):
        assert not is_met(guro)
        with pytest.raises(declarations.TooOld):
            declarations.record_signature(guro, text, signed_on=SIGNED.date(), **paper)
        for _time in range(2):
            second = declarations.record_signature(guro, text, signed_on=LAPSES, **paper)
        assert (is_met(guro), second.renews) == (True, first.ref)
    assert RecordedSignature.objects.count() == 2
    assert [fault for fault in witness.faults() if str(first.ref) in fault] == []


@pytest.mark.slow
def test_the_same_paper_and_an_older_one_renew_nothing(guro, siri, client_of):
    Signature.objects.filter(person=guro).delete()
    paper = {"medium": "paper", "seen_by": "Rolf Rygg", "kept_at": "Permen", "by": siri}
    text = declaration_queries.text_in_force()
    with at_noon(LAPSES - days(30)):
        first = declarations.record_signature(guro, text, signed_on=SIGNED.date(), **paper)
        assert first.can_be_renewed
        assert declarations.record_signature(guro, text, signed_on=SIGNED.date(), **paper) == first
        with pytest.raises(declarations.CountsNoLonger):
            declarations.record_signature(guro, text, signed_on=SIGNED.date() - days(3), **paper)
        page = reverse("portal:supporter", args=[supporter_queries.supporter_of(guro).ref])
        values = {"medium": "paper", "signed_on": "31.5.2030", "witness": "Rolf Rygg", "kept_at": "Permen"}
        answer = client_of(siri).post(f"{page}taushetserklaering/", values)
        assert list(answer.context["form"].errors) == ["signed_on"]
        lasts(5, siri)  # a later choice makes no more of what was signed before
        assert declarations.record_signature(guro, text, signed_on=SIGNED.date(), **paper) == first
        with pytest.raises(declarations.CountsNoLonger):
            declarations.record_signature(guro, text, signed_on=SIGNED.date() - days(3), **paper)
        newer = declarations.record_signature(guro, text, signed_on=SIGNED.date() + days(1), **paper)
    assert (newer.renews, RecordedSignature.objects.count()) == (first.ref, 2)


@pytest.mark.slow
def test_whoever_renews_on_paper_sees_the_paper_and_the_signature_before_it(signature, guro, siri, client_of):
    paper = {"medium": "paper", "seen_by": "Rolf Rygg", "kept_at": "Permen", "by": siri}
    office = reverse("portal:supporter", args=[supporter_queries.supporter_of(guro).ref])
    with at_noon(LAPSES):
        record = declarations.record_signature(guro, signature.text, signed_on=LAPSES, **paper)
        page = client_of(guro).get(reverse("portal:declaration"), follow=True)
        assert page.context["record"] == record
        text = page.content.decode()
        assert ("2. juni 2034" in text, "2. juni 2032" in text, "har gått ut" in text) == (True, False, False)
        assert reverse("portal:declaration_pdf", args=[signature.ref]) in text
        assert "3. juni 2032, notert av Siri" in client_of(siri).get(office).content.decode()
    with at_noon(datetime.date(2034, 6, 1)):
        page = client_of(guro).get(reverse("portal:signed"))
        assert "2. juni 2034" in page.content.decode()
        newest = sign(guro)
        assert client_of(guro).get(reverse("portal:signed")).context["signature"] == newest
        assert "3. juni 2032, notert av Siri" not in client_of(siri).get(office).content.decode()


def test_a_paper_from_before_a_signature_does_not_renew_it(signature, guro, siri):
    paper = {"medium": "paper", "seen_by": "Rolf Rygg", "kept_at": "Permen", "by": siri}
    with at_noon(signature.last_day):
        for day in (SIGNED.date(), SIGNED.date() - days(1)):
            with pytest.raises((declarations.CountsNoLonger, declarations.TooOld)):
                declarations.record_signature(guro, signature.text, signed_on=day, **paper)
    assert not RecordedSignature.objects.exists()


@pytest.mark.slow
def test_it_is_renewed_from_some_weeks_before_and_the_new_one_names_the_old(signature, guro, client_of):
    early = LAPSES - lapsing.RENEW_WITHIN
    with at_noon(early - days(1)):
        assert text_queries.text_to_sign(guro) is None
        assert sign(guro) == signature
        assert to_do.waiting_for(to_do.Reader(guro)) == []
        assert client_of(guro).get(reverse("portal:declaration")).url == reverse("portal:signed")
    with at_noon(early):
        assert text_queries.text_to_sign(guro) == signature.text
        (asked,) = to_do.waiting_for(to_do.Reader(guro))
        assert (asked.href, asked.due) == (reverse("portal:declaration"), signature.last_day)
        page = client_of(guro).get(reverse("portal:declaration")).content.decode()
        assert "2. juni 2032" in page
        assert "ny versjon" not in page
        assert reverse("portal:declaration") in client_of(guro).get(reverse("portal:signed")).content.decode()
        second = sign(guro)
        assert sign(guro) == second
        assert to_do.waiting_for(to_do.Reader(guro)) == []
        assert "2032" in client_of(guro).get(reverse("portal:signed")).content.decode()
    assert (second.renews, second.pk != signature.pk) == (signature.ref, True)
    assert declaration_queries.signature_of(guro) == second
    seal_pending()
    assert [witness.examine_one(one).differences for one in (signature, second)] == [[], []]


def test_once_lapsed_it_is_a_step_of_the_pathway(signature, guro):
    with at_noon(LAPSES):
        (asked,) = to_do.waiting_for(to_do.Reader(guro))
        assert asked.href == reverse("portal:declaration")


@pytest.mark.slow
def test_the_receipt_the_copy_and_the_check_page_say_what_is_renewed(
    signature, guro, client, client_of, tmp_path, settings, monkeypatch
):
    settings.PRIVATE_DIR, shown = tmp_path, []
    monkeypatch.setattr(pdf, "render", lambda _template, context: shown.append(context["renewed"]) or small_pdf())
    with at_noon(LAPSES):
        second = sign(guro)
        seal_pending()
        receipt = client_of(guro).get(reverse("portal:signed")).content.decode()
        public = client.get(reverse("portal:verify_code", args=[second.code])).content.decode()
        first = client.get(reverse("portal:verify_code", args=[signature.code])).content.decode()
        assert declarations.render_pending() == 2
    said = "Det som ble signert 3. juni 2030"
    assert [said in page for page in (receipt, public, first)] == [True, True, False]
    old = reverse("portal:declaration_pdf", args=[signature.ref])
    assert [old in page for page in (receipt, public)] == [True, False]
    assert shown == [None, signature]


@pytest.mark.slow
def test_what_is_stored_of_somebody_shows_each_signature_and_each_reminder(signature, guro, siri, client_of):
    with at_noon(LAPSES):
        register_services.remind_of_lapsing()
        Reminder.objects.create(person=guro, reason="office", by=siri)
        second = sign(guro)
        declarations.withdraw(second, by=siri)
        page = client_of(guro).get(reverse("portal:my_data")).content.decode()
    for ref in (signature.ref, second.ref):
        assert reverse("portal:declaration_pdf", args=[ref]) in page
    assert page.count("(trukket tilbake 3. juni 2032)") == 1
    assert "sendt av nettsiden 3. juni 2032" in page
    assert "sendt av Siri Sekretær 3. juni 2032" in page


@pytest.mark.slow
def test_a_record_that_is_renewed_is_not_taken_back(signature, guro, siri, client_of):
    paper = {"medium": "paper", "seen_by": "Rolf Rygg", "kept_at": "Permen", "by": siri}
    place = f"{reverse('portal:supporter', args=[supporter_queries.supporter_of(guro).ref])}taushetserklaering/"
    with at_noon(LAPSES):
        day = datetime.date(2030, 6, 20)  # a short time to go, so that it can be renewed at once
        record = declarations.record_signature(guro, signature.text, signed_on=day, **paper)
        sign(guro)
        page = client_of(siri).post(place, {"action": "take_back"}, follow=True)
        assert "Registreringen er ikke trukket tilbake" in page.content.decode()
        with pytest.raises(declarations.Renewed):
            declarations.take_back_record(record, by=siri)
    assert RecordedSignature.objects.get() == record


@pytest.mark.slow
def test_what_the_check_page_answers(signature, guro, siri, client):
    place = reverse("portal:verify_code", args=[signature.code])
    with at_noon(LAPSES):
        assert answers.by_code(signature.code).answer is Answer.LAPSED
        page = client.get(place).content.decode()
        assert "gjelder fortsatt" in page
        assert "Den skulle ha vært fornyet etter 2 år" in page
        assert re.search(r"Skulle ha vært signert på nytt innen</dt>.*?2\. juni 2032", page, re.DOTALL)
        second = sign(guro)
        seal_pending()
        assert answers.by_code(signature.code).answer is Answer.REPLACED
        assert "signert på nytt innen" not in client.get(place).content.decode()
        assert answers.by_code(second.code).answer is Answer.VALID
        declarations.withdraw(second, by=siri)
        seal_pending()
        assert answers.by_code(signature.code).answer is Answer.LAPSED
        assert answers.by_code(second.code).answer is Answer.WITHDRAWN


@pytest.mark.slow
def test_the_check_page_says_after_how_many_years_it_should_have_been_renewed(lapsing_guro, client):
    seal_pending()
    code = declaration_queries.signature_of(lapsing_guro).grouped_code
    with clock.at(SIGNED + days(365)):
        assert "renewed after 1 year, and" in client.get(f"/en/verifiser/{code}/").content.decode()


@pytest.mark.slow
def test_wherever_the_day_stands_the_promise_is_said_to_have_no_end(signature, guro, siri, client, client_of):
    signer, endless = client_of(guro), "gjelder uten sluttdato"
    receipt, check = reverse("portal:signed"), reverse("portal:verify_code", args=[signature.code])
    with clock.at(SIGNED):
        pages = [signer.get(receipt).content.decode(), client.get(check).content.decode()]
        pages += (OutboxMail.objects.filter(to=guro.email, subject="Du har signert erklæringen")[0].text,)

    with at_noon(LAPSES - days(1)):
        pages.append(signer.get(reverse("portal:declaration")).content.decode())
        paper = {"medium": "paper", "signed_on": LAPSES - days(1), "seen_by": "Rolf Rygg", "kept_at": "Permen"}
        declarations.record_signature(guro, signature.text, by=siri, **paper)
        pages.append(signer.get(receipt).content.decode())
    for page in pages:
        assert ("på nytt" in page, endless in page, "til og med" in page) == (True, True, False)


@pytest.mark.slow
def test_the_office_sees_until_when_and_notes_a_paper_in_time(signature, guro, siri, client_of):
    page = reverse("portal:supporter", args=[supporter_queries.supporter_of(guro).ref])
    place, client = f"{page}taushetserklaering/", client_of(siri)
    with at_noon(LAPSES - lapsing.RENEW_WITHIN - days(1)):
        text = client.get(page).content.decode()
        assert ("Må signeres på nytt innen 2. juni 2032" in text, place in text) == (True, False)
    with at_noon(signature.last_day):
        assert place in client.get(page).content.decode()
        values = {"medium": "paper", "signed_on": "1.6.2029", "witness": "Rolf Rygg", "kept_at": "Permen"}
        assert list(client.post(place, values).context["form"].errors) == ["signed_on"]
        assert client.post(place, {**values, "signed_on": "1.6.2032"}).url == page
    assert RecordedSignature.objects.get().renews == signature.ref


@pytest.mark.slow
def test_what_is_put_into_the_tables_takes_the_place_of_nothing(signature, guro, kari, siri):
    values = {"person": guro, "text": signature.text, "medium": "transfer", "kept_at": "Arkivet", "by": siri}
    with at_noon(signature.last_day):
        record = RecordedSignature.objects.create(**values, renews=signature.ref, recorded_at=clock.now())
        assert answers.by_code(signature.code).answer is Answer.VALID
        record.delete()
        copied = Signature.objects.get(pk=signature.pk)
        copied.pk, copied.ref, copied.code, copied.renews = None, uuid.uuid4(), "0123456789", signature.ref
        copied.save(force_insert=True)
        assert answers.by_code(signature.code).answer is Answer.VALID
        copied.delete()
        with clock.at(SIGNED):
            other = sign(kari)
        seal_pending()
        Signature.objects.filter(pk=other.pk).update(person=guro, renews=signature.ref)
        assert answers.by_code(signature.code).answer is Answer.VALID
        Signature.objects.filter(pk=other.pk).update(person=kari, renews=None)
        second = sign(guro)
        seal_pending()
        assert answers.by_code(signature.code).answer is Answer.REPLACED
        Signature.objects.filter(pk=second.pk).update(signer_name="Per")  # that says nothing of what it renews
        assert answers.by_code(signature.code).answer is Answer.REPLACED


@pytest.mark.slow
def test_whoever_takes_the_day_out_of_the_table_is_found(signature, guro, siri):
    with at_noon(LAPSES):
        paper = {"medium": "paper", "signed_on": LAPSES, "seen_by": "Rolf Rygg", "kept_at": "Permen", "by": siri}
        record = declarations.record_signature(guro, signature.text, **paper)
    seal_pending()
    for row, columns, examine in (
        (signature, witness.SIGNATURE, witness.examine_one), (record, witness.RECORDED, witness.examine_record),
    ):  # fmt: skip
        type(row).objects.filter(pk=row.pk).update(lapses_on=None)
        row.refresh_from_db()
        assert examine(row).differences == [columns["lapses_on"]]
    assert len(witness.faults()) == 2


@pytest.mark.slow
def test_a_withdrawn_renewal_can_be_signed_once_more(signature, guro, siri):
    with at_noon(LAPSES):
        declarations.withdraw(sign(guro), by=siri)
        third = sign(guro)
        assert (third.renews, is_met(guro)) == (signature.ref, True)


@pytest.mark.slow
def test_the_story_of_a_renewal_begins_after_the_signature_that_it_renews(signature, guro):
    with clock.at(SIGNED):
        shown = declaration_queries.render_text(signature.text, "nb")
    for day in (SIGNED.date() - days(1), LAPSES):
        with at_noon(day):
            for _time in range(2):
                evidence.note_shown(signature.text, shown, by=guro)
    with at_noon(LAPSES):
        told = [at for words, at in evidence.story_of(sign(guro)) if words == evidence.SHOWN.to_signer]
    assert [clock.local(at).date() for at in told] == [LAPSES]


@pytest.mark.slow
def test_the_public_list_is_left_after_a_grace(signature, guro):
    with clock.at(SIGNED):
        directory_services.consent_to_listing(
            supporter_queries.supporter_of(guro), by=guro, text="Ja.", shown_name="Guro", experience="own",
        )  # fmt: skip
    with at_noon(LAPSES + lapsing.GRACE - days(1)):
        assert (directory_queries.is_listed(guro), is_met(guro)) == (True, False)
    with at_noon(signature.leaves_list_on):
        assert not directory_queries.is_listed(guro)
        sign(guro)
        assert directory_queries.is_listed(guro)


def test_the_secretariat_sets_the_time(siri, client_of):
    organisation.install("ms")
    row = organisation.current()
    values = {
        "version": row.version, "name": row.name, "service_name": row.service_name, "email": row.email,
        "confirms_receipt_within_days": "0",
    }  # fmt: skip
    place = reverse("portal:organisation")
    client = client_of(siri)
    assert client.post(place, {**values, "declaration_years": "4"}).status_code == 200
    client.post(place, {**values, "declaration_years": "3"})
    assert organisation.current().declaration_years == 3
    client.post(place, {**values, "version": organisation.current().version, "declaration_years": "0"})
    assert organisation.current().declaration_years is None


@pytest.mark.parametrize(("name", "odd"), [("declaration_years", 4), ("confirms_receipt_within_days", 21)])
def test_a_number_that_is_not_among_the_choices_is_kept_until_somebody_chooses(siri, client_of, name, odd):
    organisation.install("ms")
    organisation.change(**{name: odd}, version=organisation.current().version, by=siri)
    client, place = client_of(siri), reverse("portal:organisation")
    page = client.get(place)
    form = page.context["form"]
    shown = {one: form[one].value() or "" for one in form.fields}
    assert shown[name] == str(odd)
    assert f'value="{odd}" ' in page.content.decode()
    values = {**shown, "version": organisation.current().version, "phone": "22 42 45 45"}
    del values["publishes_contact"]
    without = {one: value for one, value in values.items() if one != name}
    assert list(client.post(place, without).context["form"].errors) == [name]
    assert client.post(place, values).status_code == 302
    row = organisation.current()
    assert (getattr(row, name), row.phone) == (odd, "+4722424545")

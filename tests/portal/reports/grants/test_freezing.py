"""Freezing: what is frozen never moves, twice is once, and a correction is a new version that names what changed."""

import datetime
import io
import json
import uuid

import pypdf
import pytest
from django.core.management import CommandError, call_command

from portal import clock, events, fragments
from portal.activities.corrections import services as correction_services
from portal.models import Event
from portal.reports import services as reports
from portal.reports.grants import frozen
from portal.reports.grants import queries as grant_queries
from portal.reports.grants import services as grant_services
from portal.reports.grants import witness as grant_witness
from portal.reports.grants.contents import contents_of
from portal.reports.grants.preview import preview
from portal.reports.models import ChapterReport, CountedYear, GrantContact, GrantFile
from portal.reports.totals import services as total_services

pytestmark = [pytest.mark.django_db]
PAGE, FREEZE = "/sekretariat/tilskudd/2026/", "/sekretariat/tilskudd/2026/frys/"
COMPARE = f"{FREEZE}forskjeller/"
ADDRESS = {
    "street": "Storgata 1", "postcode": "0155", "place": "Oslo", "phone": "+4722424545", "email": "liv@example.org",
}  # fmt: skip


@pytest.fixture
def whole(bergen, rolf, liv, log, send, answers, in_september):
    """Bergen has sent its report, and Liv has given her address: nothing is missing."""
    log(bergen, liv.person, led_by=liv)
    send(bergen, rolf, answers)
    grant_services.give_contact(liv, 2026, by=liv.person, **ADDRESS)


@pytest.fixture
def sanne(django_user_model):
    return django_user_model.objects.create_user("sanne@example.org", given_name="Sanne", family_name="Solli")


@pytest.fixture
def first(whole, siri):
    return grant_services.freeze(2026, after=0, by=siri)


@pytest.mark.slow
def test_a_version_is_a_file_with_its_digest_in_the_log(first, siri):
    assert (first.number, first.about["totals"]["activities"], first.despite_gaps) == (1, 1, False)
    assert frozen.fault_of(first) == ""
    told = events.last_details("grant.freeze", first.ref)
    assert (told["sha256"], told["base_year"], told["number"]) == (first.sha256, 2026, 1)
    lines = frozen.path_of(first).read_text().splitlines()
    found = list(dict.fromkeys(json.loads(line)[0] for line in lines))
    assert found == ["about", "supporters", "chapters", "activities"]
    assert grant_witness.faults() == []


@pytest.mark.slow
def test_twice_is_once(first, siri, liv):
    assert grant_services.freeze(2026, after=0, by=siri) == first
    assert grant_services.freeze(2026, after=1, by=siri) == first
    grant_services.give_contact(liv, 2026, by=liv.person, **ADDRESS | {"street": "Torget 2"})
    assert grant_services.freeze(2026, after=0, by=siri) == first  # somebody was first
    assert (GrantFile.objects.count(), Event.objects.filter(verb="grant.freeze").count()) == (1, 1)


def test_a_year_that_is_not_over_is_not_frozen(siri):
    with clock.at(datetime.datetime(2026, 12, 31, 23, 59, tzinfo=clock.OSLO)), pytest.raises(grant_services.NotOver):
        grant_services.freeze(2026, after=0, by=siri)


@pytest.mark.slow
def test_while_reports_are_missing_it_takes_a_tick_and_a_reason(whole, oslo, siri):
    for how in ({}, {"despite_gaps": True}, {"reason": "Oslo er ikke lenger aktiv."}):
        with pytest.raises(grant_services.Incomplete):
            grant_services.freeze(2026, after=0, by=siri, **how)
    row = grant_services.freeze(2026, after=0, by=siri, despite_gaps=True, reason="Oslo sender ingen.")

    assert (row.despite_gaps, row.reason, row.about["gaps"]["reports_missing"]) == (
        True,
        "Oslo sender ingen.",
        ["Oslo"],
    )


@pytest.mark.slow
def test_while_a_report_is_not_as_it_was_sent_it_takes_a_tick_and_a_reason(whole, siri):
    ChapterReport.objects.update(on_time=False)
    with pytest.raises(grant_services.Incomplete):
        grant_services.freeze(2026, after=0, by=siri, reason="Vi vet det.")
    row = grant_services.freeze(2026, after=0, by=siri, despite_gaps=True, reason="Vi undersøker det.")
    assert (row.despite_gaps, row.about["gaps"]["reports_changed"]) == (True, ["Bergen"])


@pytest.mark.slow
def test_a_correction_is_a_new_version_that_names_what_changed(first, siri, liv, client_of):
    grant_services.give_contact(liv, 2026, by=liv.person, **ADDRESS | {"street": "Torget 2"})
    with pytest.raises(grant_services.NeedsReason):
        grant_services.freeze(2026, after=1, by=siri)

    second = grant_services.freeze(2026, after=1, by=siri, reason="Liv har flyttet.")

    assert (second.number, second.reason) == (2, "Liv har flyttet.")
    assert [(line["section"], line["what"], line["fields"]) for line in second.changes] == [
        ("activities", "changed", ["address"]), ("supporters", "changed", ["street"]),
    ]  # fmt: skip
    page = client_of(siri).get(PAGE).content.decode()
    for part in ("Liv har flyttet.", "Likepersoner: 1 endret", "Likepersoner – Liv Likeperson: endret (adressen)"):
        assert part in page, part
    assert frozen.contents_of_file(first).supporters[0]["street"] == "Storgata 1"
    assert frozen.contents_of_file(second).supporters[0]["street"] == "Torget 2"
    assert grant_witness.faults() == []


@pytest.mark.slow
def test_what_is_added_and_removed_is_named(bergen, rolf, liv, log, siri, in_september):
    gone = log(bergen, liv.person, led_by=liv)
    why = {"despite_gaps": True, "reason": "Ingen rapport."}
    grant_services.freeze(2026, after=0, by=siri, **why)
    correction_services.strike(gone, token=uuid.uuid4(), version=gone.version, reason="not_held", by=rolf)
    log(bergen, liv.person, led_by=liv, day=datetime.date(2026, 8, 3))

    second = grant_services.freeze(2026, after=1, by=siri, **why)

    lines = [(line["what"], line["name"]) for line in second.changes if line["section"] == "activities"]
    assert lines == [
        ("added", "2026-08-03, Samtalegruppe, Bergen, Liv Likeperson"),
        ("removed", "2026-03-02, Samtalegruppe, Bergen, Liv Likeperson"),
    ]


@pytest.mark.slow
def test_frozen_numbers_never_move(first, bergen, rolf, liv, siri, client_of):
    before = frozen.contents_of_file(first)
    liv.person.family_name = "Lund"
    liv.person.save()
    liv.appointments.update(ended_on=datetime.date(2026, 1, 5))
    GrantContact.objects.all().delete()
    bergen.name = "Bergenhus"
    bergen.save()

    page = client_of(siri).get(PAGE)

    assert frozen.contents_of_file(first) == before
    numbers = {row["key"]: row["value"] for row in page.context["numbers"]}
    assert (numbers["Likepersoner på listen per 31. desember"], numbers["Lokalforeninger som teller"]) == ("1", "1")


@pytest.mark.slow
@pytest.mark.parametrize("how", ["changed", "gone", "a row"])
def test_what_is_not_as_it_was_frozen_is_found_and_said(first, siri, client_of, how):
    if how == "changed":
        path = frozen.path_of(first)
        path.write_bytes(path.read_bytes().replace(b"Storgata", b"Torgata!"))
    elif how == "gone":
        frozen.path_of(first).unlink()
    else:
        GrantFile.objects.update(reason="En annen grunn")

    assert len(grant_witness.faults()) == 1
    if how != "a row":
        page = client_of(siri).get(PAGE).content.decode()
        assert "endret etter at den ble fryst" in page
        assert "sammendraget" not in page.lower()
        with pytest.raises(frozen.NotAsFrozen):
            frozen.rows_of(first)
        assert grant_services.render_pending() == 0


@pytest.mark.slow
def test_after_damage_there_can_be_a_new_version(first, siri, liv):
    frozen.path_of(first).unlink()
    grant_services.give_contact(liv, 2026, by=liv.person, **ADDRESS | {"street": "Torget 2"})

    second = grant_services.freeze(2026, after=1, by=siri, reason="Filen er borte.")

    assert (second.number, second.changes) == (2, [])


@pytest.mark.slow
def test_the_command_freezes_once(whole, capsys):
    call_command("freeze_grant", "2026")
    call_command("freeze_grant", "2026")
    lines = capsys.readouterr().out.splitlines()
    assert [line.partition(": ")[0] for line in lines] == ["2026, version 1, frozen", "2026, version 1, unchanged"]
    assert GrantFile.objects.get().frozen_by is None


@pytest.mark.parametrize("year", [2027, 2050])
def test_the_command_says_that_a_year_is_not_over(whole, year):
    with pytest.raises(CommandError, match="is not over yet"):
        call_command("freeze_grant", str(year))


@pytest.mark.slow
def test_the_command_says_what_is_missing(whole, oslo):
    with pytest.raises(CommandError, match="Reports are missing"):
        call_command("freeze_grant", "2026")
    call_command("freeze_grant", "2026", despite_gaps=True, reason="Oslo sender ingen.")


@pytest.mark.slow
def test_the_page_freezes(whole, oslo, siri, client_of):
    client = client_of(siri)
    page = client.get(FREEZE)
    assert [name for name, _number, _names in page.context["gaps"]] == [
        "Rapporter som ikke har kommet", "Rapporter som venter på svar fra dere",
    ]  # fmt: skip
    assert list(page.context["form"].fields) == ["despite_gaps", "reason"]

    refused = client.post(FREEZE, {"after": "0", "is_missing": "1"})
    assert (refused.status_code, set(refused.context["form"].errors)) == (200, {"despite_gaps", "reason"})
    typed = {"after": "0", "is_missing": "1", "despite_gaps": "on", "reason": "Oslo sender ingen."}
    assert client.post(FREEZE, typed).url == PAGE
    assert client.post(FREEZE, typed).url == PAGE

    row = GrantFile.objects.get()
    assert (row.frozen_by, row.reason) == (siri, "Oslo sender ingen.")
    assert "Oslo sender ingen." in client.get(PAGE).content.decode()
    page = client.post(COMPARE)
    assert page.context["is_same"] is True
    assert "så det er ikke noe å fryse" in page.content.decode()


@pytest.mark.slow
def test_what_began_to_be_missing_meanwhile_is_asked_for(whole, oslo, siri, client_of):
    """The page was shown before the chapter was there: without the tick, nothing is frozen."""
    page = client_of(siri).post(FREEZE, {"after": "0"})

    assert (page.status_code, list(page.context["form"].fields)) == (200, ["despite_gaps", "reason"])
    assert GrantFile.objects.count() == 0


@pytest.mark.slow
def test_what_was_typed_stays_and_the_page_says_why_when_more_is_missing_meanwhile(first, oslo, siri, client_of):
    """Version 1 was whole; Oslo is there since, and its report has not come."""
    page = client_of(siri).post(FREEZE, {"after": "1", "reason": "Liv har flyttet."})

    text = page.content.decode()
    assert "Noe er endret etter at du åpnet siden" in text
    assert "Liv har flyttet." in text
    assert set(page.context["form"].errors) == {"despite_gaps"}
    assert GrantFile.objects.count() == 1


@pytest.mark.slow
def test_the_second_of_two_is_told_that_somebody_else_froze_it(first, siri, liv, sanne, client_of):
    grant_services.give_contact(liv, 2026, by=liv.person, **ADDRESS | {"street": "Torget 2"})
    grant_services.freeze(2026, after=1, by=sanne, reason="Liv har flyttet.")

    page = client_of(siri).post(FREEZE, {"after": "1", "reason": "Adressen var feil."}, follow=True).content.decode()

    assert "Sanne Solli rakk å fryse versjon 2 før deg, " in page
    assert "Det du skrev, er ikke brukt." in page
    assert "Versjon 2 er fryst." not in page


@pytest.mark.slow
def test_where_nothing_differs_the_page_says_that_nothing_was_frozen(first, siri, client_of):
    page = client_of(siri).post(FREEZE, {"after": "1", "reason": "Sikkert feil."}, follow=True).content.decode()
    assert "så ingenting ble fryst" in page


@pytest.mark.slow
def test_the_page_compares_with_the_last_version_when_it_is_asked(first, bergen, liv, log, client_of, siri):
    """Nobody waits for the comparison who has not asked for it. It asks for no code, and freezes nothing."""
    client = client_of(siri, code_age=3600)
    assert "Tallene er de samme." in client.get(FREEZE).content.decode()
    log(bergen, liv.person, led_by=liv, day=datetime.date(2026, 8, 3))
    fragments.forget_cached()
    before = client.get(FREEZE)
    assert before.context["moved"] == [("Aktiviteter som er holdt utenfor", "0", "1")]
    assert (before.context["is_same"], before.context["changes"]["lines"]) == (False, [])
    after = client.post(COMPARE)
    assert len(after.context["changes"]["lines"]) == 1
    assert f'action="{FREEZE}"' in after.content.decode()
    assert client.get(COMPARE).url == FREEZE
    assert client.post(COMPARE.replace("2026", "2027")).url == "/sekretariat/tilskudd/2027/"
    assert GrantFile.objects.count() == 1


@pytest.mark.slow
@pytest.mark.parametrize("when", ["before", "after"])
def test_the_page_shows_what_would_be_frozen_by_what_is_kept(
    bergen, oslo, rolf, liv, siri, log, send, answers, in_september, when
):
    """As it would be frozen, where nothing has happened since it was counted."""
    log(bergen, liv.person, led_by=liv)
    log(bergen, liv.person, led_by=liv, in_norway=None)
    log(oslo, rolf, led_by=liv, participants=None)
    log(oslo, rolf, kind="course", minutes=120, own_event=None)
    log(None, siri, kind="visit", participants=1)
    if when == "after":
        send(bergen, rolf, answers)
        log(bergen, liv.person, led_by=liv, participants=9)
    while total_services.count_due():
        pass
    found, shown = contents_of(2026), preview(2026)
    assert shown.about == {name: found.about[name] for name in ("totals", "kinds", "estimate", "gaps")}
    assert shown.not_counting == [line for line in found.chapters if not line["counts"]]
    assert shown.about["gaps"]["unjudged"] == 3
    send(oslo, rolf, answers)
    assert preview(2026).about["gaps"]["reports_missing"] == ["Bergen"] * (when == "before")


@pytest.mark.slow
def test_what_is_frozen_is_counted_at_that_moment(whole, siri):
    while total_services.count_due():
        pass
    kept = CountedYear.objects.get(base_year=2026)
    CountedYear.objects.update(counted=kept.counted | {"cells": [], "listed": []})
    assert preview(2026).about["totals"]["activities"] == 0
    assert grant_services.freeze(2026, after=0, by=siri).about["totals"]["activities"] == 1


@pytest.mark.slow
def test_freezing_asks_for_a_fresh_code(whole, siri, client_of):
    client = client_of(siri, code_age=3600)
    assert client.get(FREEZE).status_code == 200
    assert "kode" in client.post(FREEZE, {"after": "0"}).url
    assert GrantFile.objects.count() == 0


@pytest.mark.slow
@pytest.mark.parametrize("page", ["/sekretariat/tilskudd/", PAGE, FREEZE, f"{PAGE}1/pdf/"])
def test_nobody_else_sees_it(first, rolf, liv, client_of, page):
    for person in (rolf, liv.person):
        assert client_of(person).get(page).status_code == 403


@pytest.mark.slow
@pytest.mark.parametrize("year", [1, 2019, 2028, 99999])
def test_a_year_that_there_cannot_be_is_not_found(whole, siri, client_of, year):
    client = client_of(siri)
    for address in (f"/sekretariat/tilskudd/{year}/", f"/sekretariat/tilskudd/{year}/frys/"):
        assert client.get(address).status_code == 404


@pytest.mark.slow
def test_this_year_is_not_over(whole, siri, client_of):
    assert "2027 er ikke over" in client_of(siri).get("/sekretariat/tilskudd/2027/").content.decode()
    assert client_of(siri).post("/sekretariat/tilskudd/2027/frys/", {"after": "0"}).status_code == 302


@pytest.mark.slow
def test_the_years_are_listed(first, siri, client_of):
    page = client_of(siri).get("/sekretariat/tilskudd/")
    assert [(year, last and last["number"]) for year, _row, last in page.context["years"]] == [
        (2026, 1), (2025, None), (2024, None), (2023, None),
    ]  # fmt: skip


@pytest.mark.slow
def test_the_summary_is_sealed_and_holds_the_list(first, siri, client_of):
    client = client_of(siri)
    assert client.get(f"{PAGE}1/pdf/").url == PAGE
    assert grant_services.render_pending() == 1
    assert grant_services.render_pending() == 0

    response = client.get(f"{PAGE}1/pdf/")

    text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(response.getvalue())).pages)
    for part in ("Liv Likeperson", "Storgata 1", "0155 Oslo", "22 42 45 45", first.sha256[:20], "daglig leder"):
        assert part in text, part
    assert Event.objects.filter(verb="grant.export", subject=first.ref).count() == 1
    first.refresh_from_db()
    assert grant_witness.faults() == []


@pytest.mark.slow
def test_the_summary_names_the_rules_and_who_signed_and_approved_each_report(whole, siri):
    reports.approve(ChapterReport.objects.get(), by=siri)
    row = grant_services.freeze(2026, after=0, by=siri)
    grant_services.render_pending()

    pages = pypdf.PdfReader(frozen.folder() / f"{row.ref}.pdf").pages

    text = " ".join(" ".join(page.extract_text().split()) for page in pages)
    for part in ("Rapportene", "10. mai 2027", "Rolf Rygg", "Siri Sekretær, 6. september 2027", "Reglene", "§ 11"):
        assert part in text, part
    assert text.index("Likepersoner per 31. desember") < text.index("Jeg bekrefter at alle") < text.index("Reglene")


@pytest.mark.slow
def test_a_summary_that_was_changed_is_not_given_out(first, siri, client_of):
    grant_services.render_pending()
    path = frozen.folder() / f"{first.ref}.pdf"
    path.write_bytes(path.read_bytes() + b" ")

    assert client_of(siri).get(f"{PAGE}1/pdf/").url == PAGE
    assert grant_services.render_pending() == 1


@pytest.mark.slow
def test_an_odd_row_is_left_out_and_counted(first, siri, client_of):
    GrantFile.objects.update(about=["x"])
    page = client_of(siri).get(PAGE)
    assert "1 versjon kan ikke leses" in page.content.decode()
    assert grant_queries.versions_of(2026).unreadable == 1
    assert client_of(siri).get(FREEZE).status_code == 200


@pytest.mark.slow
def test_an_activity_logged_afterwards_differs_and_stands_apart(first, bergen, liv, log, siri, client_of):
    log(bergen, liv.person, led_by=liv, day=datetime.date(2026, 8, 3))
    page = client_of(siri).post(COMPARE)
    assert page.context["changes"]["lines"] == [
        "Aktiviteter – 2026-08-03, Samtalegruppe, Bergen, Liv Likeperson: lagt til"
    ]
    assert page.context["about"]["totals"]["activities"] == 1

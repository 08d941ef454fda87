"""What a chapter leaves when it ends: who opens it, who answers for its report, and nobody else."""

import datetime

import pytest

from forms import drafts
from forms.annual_report import ABOUT_YEAR, CONFIRM
from portal import clock, permissions
from portal.accounts import services as accounts
from portal.accounts.models import User
from portal.activities.models import Activity
from portal.chapters import services as chapters
from portal.chapters.models import Chapter, Office
from portal.chapters.register import services as register_services
from portal.reports import services as reports
from portal.reports.years import deliveries, who_reports
from portal.reports.years import queries as year_queries
from portal.reports.years import services as year_services
from tests.conftest import moment, person
from tests.portal.reports.signing.conftest import FILLED_IN
from tests.portal.reports.years.test_who_reports import IN_MAY, OCTOBER, found, log, merge, send

pytestmark = pytest.mark.django_db
YEAR_BEFORE = datetime.date(2025, 11, 3)
LONG_BEFORE = datetime.date(2024, 11, 3)


def again(user):
    """The same person with the offices of now."""
    return User.objects.get(pk=user.pk)


@pytest.mark.slow
def test_the_board_that_goes_on_opens_and_corrects_what_its_report_tells_of(bergen, oslo, siri, rolf, turid, client_of):
    rows = {}
    with clock.at(moment("2024-12-01 12:00")):
        rows[2024] = log(bergen, rolf, LONG_BEFORE)
    with clock.at(moment("2026-09-01 12:00")):
        rows[2025], rows[2026] = log(bergen, rolf, YEAR_BEFORE), log(bergen, rolf)
    merge(bergen, oslo, siri)
    voss = found("Voss", siri)
    merge(oslo, voss, siri, datetime.date(2026, 11, 1))
    with clock.at(moment("2026-09-01 12:00")):
        elsewhere = log(found("Lom", siri), siri)

    vera = person("vera@example.org", "Vera", "Voss")
    chapters.give_office(vera, "chapter_leader", voss, by=siri, starts=datetime.date(2020, 1, 1))
    with clock.at(moment("2026-12-01 12:00")):
        client = client_of(again(vera))
        pages = [f"/aktivitet/{row.ref}/" for row in (rows[2026], rows[2025], rows[2024], elsewhere)]
        assert [client.get(page).status_code for page in pages] == [200, 200, 404, 404]
        assert client.get("/lokalforening/bergen/aktiviteter/").status_code == 200
        assert [client.get(f"/lokalforening/bergen/{page}").status_code for page in ("treff/", "treff/nytt/", "")] == [
            200,
            404,
            404,
        ]
        assert client.get("/lokalforening/lom/aktiviteter/").status_code == 404
        assert "/lokalforening/bergen/aktiviteter/" in client.get("/lokalforening/voss/rapport/2026/").content.decode()
        assert client.post(f"{pages[0]}rett/").status_code == 200
        mine = permissions.visible_to(Activity.objects.all(), again(vera), "activities.correct_activity")
        assert set(mine) == {rows[2026], rows[2025]}
        assert [permissions.allows(again(vera), "activities.correct_activity", row) for row in rows.values()] == [
            False,
            True,
            True,
        ]
        for one in (rolf, turid):  # their boards are no more
            assert client_of(again(one)).get("/lokalforening/bergen/aktiviteter/").status_code == 404


def test_the_roles_after_the_end_open_activities_and_reports_alone():
    names = {name for name, rule in permissions.rules().items() if set(permissions.AFTER_END) & set(rule.roles)}

    assert {name.split(".")[0] for name in names} == {"activities", "reports"}
    assert not any(word in name for name in names for word in ("sign_up", "plan", "log_activity", "handle", "approve"))


@pytest.fixture
def closed(bergen, oslo, siri, rolf, bodil, nina):
    """Bergen, closed without a merger. Nina left the board the day before; Bodil has a tie to Rolf."""
    accounts.declare_tie(bodil, rolf, by=bodil)
    with clock.at(moment("2026-09-01 12:00")):
        log(bergen, rolf)
    with clock.at(moment("2026-10-02 12:00")):
        chapters.end_office(nina.offices.get(), by=siri, last_day=OCTOBER - datetime.timedelta(days=1))
        register_services.close(bergen, last_day=OCTOBER, by=siri)
    bergen.refresh_from_db()
    return bergen


@pytest.mark.slow
def test_the_last_board_of_a_chapter_that_was_closed_sends_its_report(
    closed, oslo, siri, rolf, turid, bodil, nina, client_of
):
    address = "/lokalforening/bergen/rapport/2026/"
    with clock.at(IN_MAY):
        statuses = {who: client_of(again(who)).get(address).status_code for who in (rolf, bodil, nina, turid, siri)}
        assert statuses == {rolf: 200, bodil: 200, nina: 404, turid: 404, siri: 200}
        on_page = {who: address in client_of(again(who)).get("/min-side/").content.decode() for who in statuses}
        assert on_page == {rolf: True, bodil: True, nina: False, turid: False, siri: False}
        [owed] = [one for one in deliveries.deliveries(year_queries.overview(2026), 2026) if one.line.chapter == closed]
        assert (owed.people, owed.can_be_reminded) == ([rolf], True)
        client = client_of(again(rolf))
        pages = ["rapport/2025/", "rapport/2024/", "aktiviteter/", "treff/", "treff/nytt/", ""]
        assert [client.get(f"/lokalforening/bergen/{page}").status_code for page in pages] == [
            200, 404, 200, 200, 404, 404,
        ]  # fmt: skip


def fill_in(chapter, by):
    report = reports.prepare(chapter, year_services.open_year(2026, by=by), by=by)
    for step, values in FILLED_IN.items():
        drafts.save_step(drafts.find("report", report.draft_key), step, values, now=clock.now())
    return report


def last_page(client_of, who):
    """A function that posts the page on which the report is signed, as this person has it open."""
    client, address = client_of(again(who)), "/lokalforening/bergen/rapport/2026/bekreft/"
    page = client.get(address)
    shown = {"shown": page.context["shown"], "version": page.context["draft"].version, "bekreft-attest": "on"}
    return page, lambda **more: client.post(
        address, {**shown, **{f"bekreft-{key}": said for key, said in more.items()}}
    )


@pytest.mark.slow
def test_the_secretariat_sends_it_and_says_why_and_of_two_at_once_one_is_sent(closed, siri, rolf, bodil, client_of):
    with clock.at(IN_MAY):
        fill_in(closed, rolf)
        page, sign = last_page(client_of, siri)
        assert [code for code, _name in page.context["form"]["role"].field.choices] == ["secretariat"]
        assert (sign(role="leader", because="Ingen svarer").status_code, sign(role="secretariat").status_code) == (
            200,
            200,
        )
        assert closed.reports.get(year__base_year=2026).state == "preparing"
        others, of_bodil = last_page(client_of, bodil)
        assert "because" not in others.context["form"].fields
        assert of_bodil(role="secretariat", because="x").status_code == 200

        assert sign(role="secretariat", because="Ingen svarer").headers["Location"].endswith("/kvittering/")

        sent = closed.reports.get(year__base_year=2026)
        assert (sent.state, sent.attested_by, sent.attested_role) == ("sent", siri, "secretariat")
        assert sent.answers[CONFIRM]["because"] == "Ingen svarer"
        assert "Ingen svarer" in client_of(siri).get("/lokalforening/bergen/rapport/2026/kvittering/").content.decode()
        assert of_bodil(role="deputy").headers["Location"].endswith("/kvittering/")
        assert closed.reports.get(year__base_year=2026).version == sent.version
        assert not permissions.allows(siri, "reports.handle_report", sent)  # another one answers it


@pytest.mark.slow
def test_it_waits_for_the_secretariat_where_nobody_was_on_the_board(closed, siri, rolf, bodil, oslo, client_of):
    Office.objects.filter(person__in=[rolf, bodil]).update(ends=OCTOBER - datetime.timedelta(days=1))
    address = "/lokalforening/bergen/rapport/2026/"
    with clock.at(IN_MAY):
        page = client_of(siri).get("/min-side/").content.decode()
        assert (address in page, "/lokalforening/oslo/rapport/2026/" in page) == (True, False)
        assert client_of(again(rolf)).get(address).status_code == 404
    with clock.at(moment("2028-01-02 12:00")):
        assert permissions.allows(siri, "reports.submit_report", closed)
        assert not permissions.allows(siri, "reports.submit_report", oslo)


def test_the_last_board_answers_until_the_end_of_the_next_year(closed, rolf):
    with clock.at(moment("2027-12-31 12:00")):
        assert permissions.allows(again(rolf), "reports.submit_report", closed)
    with clock.at(moment("2028-01-01 12:00")):
        assert not permissions.allows(again(rolf), "reports.submit_report", closed)


@pytest.mark.slow
def test_a_successor_that_closes_before_the_report_leaves_both_to_its_last_board(bergen, oslo, siri, rolf, turid):
    found("Voss", siri)
    with clock.at(moment("2026-09-01 12:00")):
        log(bergen, rolf)
    merge(bergen, oslo, siri)
    with clock.at(moment("2026-10-02 12:00")):
        register_services.close(oslo, last_day=OCTOBER, by=siri)  # on the day of the merger
    bergen.refresh_from_db()
    oslo.refresh_from_db()
    with clock.at(IN_MAY):
        asked = {
            who: permissions.visible_to(Chapter.objects.all(), again(who), "reports.submit_report")
            for who in (rolf, turid)
        }
        assert {who: set(rows) for who, rows in asked.items()} == {rolf: set(), turid: {bergen, oslo}}
        assert permissions.allows(again(turid), "activities.correct_activity", bergen.activities.get())
        assert who_reports.told_by(bergen, 2026) == oslo
    sent = send(oslo, turid)
    assert (sent.numbers["count"], [one["name"] for one in sent.numbers["merged"]]) == (1, ["Bergen"])


@pytest.mark.slow
def test_what_the_board_that_ended_began_is_continued_by_the_one_that_goes_on(
    bergen, oslo, siri, rolf, turid, client_of
):
    with clock.at(moment("2027-02-01 12:00")):
        fill_in(bergen, rolf)
    merge(bergen, oslo, siri, datetime.date(2027, 3, 1))
    with clock.at(IN_MAY):
        _page, sign = last_page(client_of, turid)
        assert sign(role="leader").headers["Location"].endswith("/kvittering/")
        sent = bergen.reports.get(year__base_year=2026)
        assert (sent.attested_by, sent.answers[ABOUT_YEAR]["about"]) == (turid, "Et godt år")

"""The pages of the chapter and of the secretariat."""

import datetime
import re

import pypdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forms import annual_report, drafts
from forms.annual_report import STEPS
from forms.models import Draft
from portal import clock, fresh_code
from portal.chapters import services as chapters
from portal.chapters.models import Chapter
from portal.permissions import Role, rules
from portal.reports import services as reports
from portal.reports import views
from portal.reports.models import ChapterReport
from portal.reports.sections import queries as section_queries
from portal.reports.years import services as year_services
from tests.conftest import moment as norwegian

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_may")]
PLACE = "/lokalforening/bergen/rapport/2026/"
ALL = "/sekretariat/rapporter/2026/"
POSTED = {
    annual_report.NUMBERS: {"seen": "on"},
    annual_report.BOARD: {
        "elected_on": "12.3.2026", "term": "2", "members": "Rolf Rygg\nBodil Berg", "countable_members": "34",
        "bylaws": "central", "own_finances": "yes", "member_activity": "none", "as_known": "on",
    },
    annual_report.ABOUT_YEAR: {"about": "Et godt år"},
    annual_report.CONFIRM: {"role": "leader", "attest": "on"},
}  # fmt: skip


def post_step(client, step, **more):
    """What a page posts that shows what is stored now."""
    draft = Draft.objects.filter(kind="report").first()
    fields = {f"{step}-{name}": value for name, value in {**POSTED[step], **more}.items()}
    if step == annual_report.CONFIRM:
        fields["shown"] = shown_on(client)
    elif report := ChapterReport.objects.filter(chapter__short_name="bergen", year__base_year=2026).first():
        fields["shown"] = section_queries.shown_digest(step, report)
    return client.post(f"{PLACE}{step}/", {**fields, "version": draft.version if draft else ""})


def shown_on(client, place=PLACE, step=annual_report.CONFIRM):
    """What a page, the last if none is named, says that it shows; nothing where it is not shown."""
    page = client.get(f"{place}{step}/")
    return page.context["shown"] if page.status_code == 200 else ""


@pytest.mark.slow
def test_a_leader_begins_fills_in_and_sends(client_of, rolf, bodil, liv, bergen, log):
    log(bergen, liv.person, led_by=liv)
    client = client_of(rolf)
    page = client.get(PLACE)
    assert page.status_code == 200
    assert page.content.decode().count("<h1") == 1
    assert ChapterReport.objects.count() == 0  # looking begins nothing
    assert client.post(PLACE).headers["Location"] == f"{PLACE}tallene/"
    first = client.get(f"{PLACE}tallene/")
    assert [
        (line["kind"], line["count"], line["participants"], line["counting"]) for line in first.context["lines"]
    ] == [("conversation_group", 1, 5, 1)]
    assert post_step(client, annual_report.NUMBERS).headers["Location"] == f"{PLACE}styret/"
    assert post_step(client, annual_report.BOARD).headers["Location"] == f"{PLACE}bekreft/"
    last = client.get(f"{PLACE}bekreft/")
    assert last.context["form"].initial == {"role": "leader"}
    assert [section.key for section, _rows in last.context["sections"]] == [
        annual_report.NUMBERS,
        annual_report.BOARD,
        annual_report.ABOUT_YEAR,
    ]
    assert post_step(client, annual_report.CONFIRM).headers["Location"] == f"{PLACE}kvittering/"
    report = ChapterReport.objects.get()
    assert (report.state, report.numbers["count"], report.attested_by) == ("sent", 1, rolf)
    assert client.get(f"{PLACE}kvittering/").status_code == 200


@pytest.mark.slow
def test_a_date_without_a_year_is_in_the_year_of_the_report_and_shown_before_saving(client_of, rolf, begun):
    client = client_of(rolf)
    post_step(client, annual_report.NUMBERS)

    page = post_step(client, annual_report.BOARD, elected_on="5.3")

    assert page.context["form"]["elected_on"].value() == "5.3.2026"
    assert annual_report.BOARD not in Draft.objects.get(kind="report").answers
    assert post_step(client, annual_report.BOARD, elected_on="5.3.2026").status_code == 302
    assert 'value="/aktivitet/ny/?aar=2026"' in client.get(f"{PLACE}{annual_report.NUMBERS}/").content.decode()


@pytest.mark.slow
def test_a_complete_log_is_six_clicks_from_sent_the_second_year(client_of, rolf, siri, sent, bergen, held):
    held(bergen, "Sommertur", datetime.date(2027, 6, 12))
    with clock.at(datetime.datetime(2028, 3, 1, 12, tzinfo=clock.OSLO)):
        client, place = client_of(rolf), "/lokalforening/bergen/rapport/2027/"
        client.post(place)  # 1: begin
        shown = {step: shown_on(client, place, step) for step in (annual_report.NUMBERS, annual_report.BOARD)}
        # 2: the button confirms the numbers
        on = client.post(f"{place}tallene/", {"tallene-seen": "on", "shown": shown[annual_report.NUMBERS]})
        assert on.headers["Location"] == f"{place}styret/"
        # 3: tick, 4: confirm
        on = client.post(f"{place}styret/", {"styret-as_known": "on", "shown": shown[annual_report.BOARD]})
        assert on.headers["Location"] == f"{place}bekreft/"
        last = {"bekreft-role": "leader", "bekreft-attest": "on", "shown": shown_on(client, place)}
        client.post(f"{place}bekreft/", last)  # 5: tick, 6: send
    report = ChapterReport.objects.get(year__base_year=2027)
    assert report.state == "sent"
    assert report.answers[annual_report.BOARD] == {
        "as_known": True, "elected_on": "2026-03-12", "term": 2, "members": "Rolf Rygg", "countable_members": 34,
        "bylaws": "central", "own_finances": "yes", "member_activity": "held",
        "member_activity_what": "Sommertur, 12. juni 2027",
    }  # fmt: skip


@pytest.mark.slow
def test_the_steps_follow_one_another_and_the_last_says_what_is_left_out(client_of, rolf, begun):
    client = client_of(rolf)
    where = []
    for step in (annual_report.NUMBERS, annual_report.BOARD):
        where.append([client.get(f"{PLACE}{step}/").context[name] for name in ("number", "count")])
        on = post_step(client, step).headers["Location"]
    last = client.get(on)
    where.append([last.context[name] for name in ("number", "count")])
    assert where == [[1, 3], [2, 3], [3, 3]]
    assert last.context["back"] == f"{PLACE}styret/"
    text = " ".join(last.content.decode().split())
    assert f'Ingenting er skrevet ennå. <a href="{PLACE}om-aret/?tilbake=bekreft">Skriv noen ord om året</a>' in text
    assert f'Ingen filer er lagt ved. <a href="{PLACE}vedlegg/">Legg ved en fil</a>' in text

    about = client.get(f"{PLACE}om-aret/?tilbake=bekreft")
    assert (about.context["number"], about.context["back"]) == (None, f"{PLACE}bekreft/")
    assert "Steg None" not in about.content.decode()
    assert post_step(client, annual_report.ABOUT_YEAR).headers["Location"] == f"{PLACE}bekreft/"
    last = client.get(f"{PLACE}bekreft/").content.decode()
    assert "Et godt år" in last
    assert "Ingenting er skrevet" not in last


@pytest.mark.slow
@pytest.mark.parametrize(
    ("participants", "said"), [((), None), ((1,), "Ingen av dem teller"), ((5, 1), "1 teller i rapporten")]
)
def test_the_front_page_says_how_many_count(client_of, rolf, liv, bergen, log, participants, said):
    for number, people in enumerate(participants, start=1):
        log(bergen, liv.person, led_by=liv, participants=people, day=datetime.date(2026, 3, number))
    client, pages = client_of(rolf), []
    pages.append(client.get(PLACE))
    client.post(PLACE)
    pages.append(client.get(PLACE))
    for page in pages:
        assert page.context["so_far_counting"] == (said or "")
        assert said is None or f"{said}." in page.content.decode()


@pytest.mark.slow
def test_what_is_known_is_shown_before_it_is_confirmed(client_of, rolf, bodil, bergen, begun, held, log):
    held(bergen, "Kafé for alle", datetime.date(2026, 3, 3))
    held(bergen, "Veiledning", datetime.date(2026, 4, 3), audience="supporters")
    log(bergen, rolf, day=datetime.date(2026, 9, 9))
    client = client_of(rolf)
    post_step(client, annual_report.NUMBERS)

    page = client.get(f"{PLACE}styret/")

    form, text = page.context["form"], page.content.decode()
    assert form.known == {"members": "Rolf Rygg\nBodil Berg", "member_activity": "Kafé for alle, 3. mars 2026"}
    assert list(form.offered.values()) == ["Kafé for alle, 3. mars 2026", "Samtale i gruppe, 9. september 2026"]
    for shown in ("Kafé for alle, 3. mars 2026", "Bodil Berg", "Bergen, Vestland"):
        assert shown in text
    assert "Veiledning" not in text


@pytest.mark.slow
def test_too_many_names_are_given_back(client_of, rolf, begun):
    client, names = client_of(rolf), "\n".join(f"Navn Navnesen {number}" for number in range(3000))
    post_step(client, annual_report.NUMBERS)
    for text in (names, names[:40_000], "\n".join(f"N{number}" for number in range(100))):
        page = post_step(client, annual_report.BOARD, members=text)
        assert page.status_code == 200
        assert page.context["form"].errors
        assert page.context["form"]["members"].value() == text


@pytest.mark.slow
def test_what_was_sent_names_the_chapter_as_it_was(client_of, rolf, bergen, sent, settings, tmp_path):
    settings.PRIVATE_DIR = tmp_path
    Chapter.objects.filter(pk=bergen.pk).update(municipality="Askøy", county="Et annet fylke")
    reports.render_pending()
    [path] = (tmp_path / "reports").iterdir()
    paper = "".join(page.extract_text() for page in pypdf.PdfReader(path).pages)
    for text in (client_of(rolf).get(f"{PLACE}kvittering/").content.decode(), paper):
        assert "Bergen, Vestland" in text
        assert "Askøy" not in text
        assert "Rolf Rygg (leder)" in text


@pytest.mark.slow
def test_a_year_without_a_member_activity_says_what_follows_and_can_be_sent(client_of, rolf, begun):
    client, says = client_of(rolf), "Lokalforeningen teller ikke med i tilskuddet for 2026"
    post_step(client, annual_report.NUMBERS)
    assert post_step(client, annual_report.BOARD, member_activity="").context["form"].errors.keys() == {
        "member_activity"
    }
    post_step(client, annual_report.BOARD, member_activity="none", countable_members="0")
    last = client.get(f"{PLACE}bekreft/").content.decode()
    post_step(client, annual_report.CONFIRM)
    receipt = client.get(f"{PLACE}kvittering/").content.decode()
    for page in (last, receipt):
        assert says in page
        assert "Medlemmene hadde ingen aktivitet utenom årsmøtet" in page
        assert "Færre enn fem medlemmer" in page
    assert "Rapporten kan sendes likevel" in last
    assert "Rapporten kan sendes likevel" not in receipt
    assert ChapterReport.objects.get().answers[annual_report.BOARD]["countable_members"] == 0


@pytest.mark.slow
def test_an_election_is_asked_anew_when_the_term_has_run_out(client_of, rolf, siri, sent, bergen):
    with clock.at(datetime.datetime(2029, 3, 1, 12, tzinfo=clock.OSLO)):
        ChapterReport.objects.update(year=year_services.open_year(2027, by=siri))
        client, place = client_of(rolf), "/lokalforening/bergen/rapport/2028/"
        client.post(place)
        client.post(f"{place}tallene/", {"tallene-seen": "on"})
        page = client.get(f"{place}styret/")
        refused = client.post(f"{place}styret/", {"styret-as_known": "on", "styret-member_activity": "none"})
    asked = [field.name for field in page.context["form"].fields_to_answer()]
    assert asked == ["elected_on", "term", "member_activity", "member_activity_what"]
    assert list(refused.context["form"].errors) == ["elected_on", "term"]


@pytest.mark.slow
def test_sending_twice_leads_to_the_same_receipt(client_of, rolf, begun):
    client = client_of(rolf)
    for step in POSTED:
        post_step(client, step)
    assert post_step(client, annual_report.CONFIRM).headers["Location"] == f"{PLACE}kvittering/"
    assert ChapterReport.objects.get().version == 2


@pytest.mark.slow
def test_the_moment_of_arrival_is_kept(client_of, rolf, begun):
    client = client_of(rolf)
    for step in (annual_report.NUMBERS, annual_report.BOARD):
        post_step(client, step)
    for moment, on_time in (
        (datetime.datetime(2027, 5, 31, 23, 59, 59, 999_999, tzinfo=clock.OSLO), True),
        (datetime.datetime(2027, 6, 1, 0, 0, tzinfo=clock.OSLO), False),
    ):
        with clock.at(moment):
            late = client.get(PLACE).context["is_late"]
            assert late is not on_time
    with clock.at(moment):
        post_step(client, annual_report.CONFIRM)
    report = ChapterReport.objects.get()
    assert (report.received_at, report.on_time) == (moment, False)


@pytest.mark.slow
def test_sending_needs_a_fresh_code_and_the_steps_do_not(client_of, rolf, begun):
    client = client_of(rolf, code_age=11 * 60)
    for step in (annual_report.NUMBERS, annual_report.BOARD):
        assert post_step(client, step).headers["Location"].startswith(PLACE)
    assert post_step(client, annual_report.CONFIRM).headers["Location"].startswith("/logg-inn/ny-kode/")
    assert ChapterReport.objects.get().state == "preparing"


@pytest.mark.slow
def test_a_board_member_fills_in_but_cannot_send_alone(client_of, bodil, rolf):
    client = client_of(bodil)
    client.post(PLACE)
    for step in (annual_report.NUMBERS, annual_report.BOARD, annual_report.ABOUT_YEAR):
        assert post_step(client, step).status_code == 302
    last = client.get(f"{PLACE}bekreft/")
    assert last.status_code == 200
    assert last.context["sends"] is False
    assert [str(person) for person in last.context["senders"]] == ["Rolf Rygg"]
    assert 'value="leader"' not in last.content.decode()
    assert post_step(client, annual_report.CONFIRM, role="deputy").headers["Location"] == PLACE
    assert ChapterReport.objects.get().state == "preparing"
    assert post_step(client_of(rolf), annual_report.CONFIRM).headers["Location"] == f"{PLACE}kvittering/"


@pytest.mark.slow
@pytest.mark.parametrize("end", ["", "aktiviteter/", "kvittering/", "pdf/", "tallene/", "bekreft/"])
def test_another_chapters_report_is_not_there(client_of, turid, ola, client, sent, end):
    assert client_of(turid).get(PLACE + end).status_code == 404
    assert client_of(turid).post(PLACE + end).status_code == 404
    assert client_of(ola).get(PLACE + end).status_code == 404
    assert client.get(PLACE + end).headers["Location"].startswith("/logg-inn/")


@pytest.mark.slow
def test_staff_see_but_do_not_fill_in(client_of, siri, begun):
    client = client_of(siri)
    assert client.get(PLACE).status_code == 200
    assert client.post(PLACE).status_code == 403
    assert client.get(f"{PLACE}tallene/").status_code == 404


@pytest.mark.parametrize("year", [1999, 2025, 2028, 99999999999])
def test_years_that_are_not_there(client_of, rolf, siri, year):
    assert client_of(rolf).get(f"/lokalforening/bergen/rapport/{year}/").status_code == 404
    assert client_of(siri).get(f"/sekretariat/rapporter/{year}/").status_code == 404


def test_a_year_that_is_not_over_shows_what_is_logged(client_of, rolf):
    client = client_of(rolf)
    place = "/lokalforening/bergen/rapport/2027/"
    assert client.get(place).context["is_open_year"] is False
    assert client.post(place).headers["Location"] == place
    assert ChapterReport.objects.count() == 0


def test_steps_before_it_is_begun_and_unknown_steps(client_of, rolf, bergen):
    client = client_of(rolf)
    assert client.get(f"{PLACE}tallene/").headers["Location"] == PLACE
    client.post(PLACE)
    assert client.get(f"{PLACE}finnes-ikke/").headers["Location"] == f"{PLACE}tallene/"
    assert client.get(f"{PLACE}bekreft/").headers["Location"] == f"{PLACE}tallene/"
    for page in ("kvittering/", "pdf/"):
        assert client.get(PLACE + page).status_code == 302


@pytest.mark.slow
def test_save_for_later_keeps_half_an_answer(client_of, rolf, begun):
    client = client_of(rolf)
    post_step(client, annual_report.NUMBERS)
    assert post_step(client, annual_report.BOARD, action="later").headers["Location"]
    shown = drafts.find("report", begun.draft_key).version
    response = client.post(f"{PLACE}styret/", {"styret-term": "2", "action": "later", "version": shown})
    assert response.headers["Location"] == PLACE
    assert drafts.find("report", begun.draft_key).answers[annual_report.BOARD] == {"term": ["2"]}
    half = client.get(f"{PLACE}styret/").context["form"]
    assert (half["term"].value(), half.errors) == ("2", {})
    assert [(task.get("key", "vedlegg"), task["kind"]) for task in client.get(PLACE).context["tasks"]] == [
        (annual_report.NUMBERS, "ok"),
        (annual_report.BOARD, "warn"),  # it was confirmed before this
        (annual_report.ABOUT_YEAR, ""),
        ("vedlegg", ""),
        (annual_report.CONFIRM, ""),
    ]


@pytest.mark.slow
def test_every_section_can_be_taken_by_somebody_before_the_numbers_are_confirmed(client_of, rolf, bodil, begun):
    client = client_of(bodil)
    links = {task["key"]: task["href"] for task in client.get(PLACE).context["tasks"] if "key" in task}
    for step in (annual_report.ABOUT_YEAR, annual_report.BOARD):
        assert client.get(links[step]).context["step"].key == step
        assert post_step(client, step).headers["Location"] == PLACE
    assert client.get(links[annual_report.CONFIRM]).headers["Location"] == f"{PLACE}tallene/"
    assert post_step(client_of(rolf), annual_report.NUMBERS).headers["Location"] == f"{PLACE}bekreft/"


@pytest.mark.slow
def test_every_step_has_one_heading_and_no_unfilled_words(client_of, rolf, begun):
    client = client_of(rolf)
    for step in POSTED:
        page = client.get(f"{PLACE}{step}/").content.decode()
        assert page.count("<h1") == 1
        assert "%(" not in page
        post_step(client, step)
    assert [step.key for step in STEPS] == list(POSTED)


def test_the_rows_behind_a_number(client_of, rolf, liv, bergen, log):
    log(bergen, liv.person, led_by=liv)
    log(bergen, liv.person, led_by=liv, kind="digital", note="Hemmelig")
    client = client_of(rolf)
    page = client.get(f"{PLACE}aktiviteter/")
    assert [row["counts"] for row in page.context["rows"]] == [False, True]
    assert "Hemmelig" not in page.content.decode()
    one = client.get(f"{PLACE}aktiviteter/?type=digital")
    assert [row["activity"].kind for row in one.context["rows"]] == ["digital"]


@pytest.mark.slow
def test_many_rows_stand_on_several_pages_and_those_that_do_not_count_come_first(
    client_of, rolf, liv, bergen, log, monkeypatch
):
    monkeypatch.setattr(views, "ROWS_ON_A_PAGE", 2)
    days = [datetime.date(2026, 3, day) for day in (2, 3, 4)]
    for day, participants in zip(days, (5, 2, 5), strict=True):
        log(bergen, liv.person, led_by=liv, day=day, participants=participants)
    pages = [client_of(rolf).get(f"{PLACE}aktiviteter/?type=conversation_group&page={number}") for number in (1, 2)]
    shown = [[row["activity"].day.day for row in page.context["rows"]] for page in pages]
    assert shown == [[3, 4], [2]]
    assert 'href="?type=conversation_group&amp;page=2"' in pages[0].content.decode()


@pytest.mark.slow
def test_the_pdf_is_for_those_who_may_see_the_report(client_of, rolf, siri, sent, settings, tmp_path):
    settings.PRIVATE_DIR = tmp_path
    reports.render_pending()
    for person in (rolf, siri):
        response = client_of(person).get(f"{PLACE}pdf/")
        assert response.headers["Content-Type"] == "application/pdf"
        assert b"".join(response.streaming_content).startswith(b"%PDF")
        assert "no-store" in response.headers["Cache-Control"]
    assert client_of(siri, code_age=11 * 60).get(f"{PLACE}pdf/").url == fresh_code.address(f"{PLACE}pdf/")


@pytest.mark.slow
def test_a_pdf_that_was_changed_or_is_missing_is_made_again(client_of, rolf, sent, settings, tmp_path):
    settings.PRIVATE_DIR = tmp_path
    reports.render_pending()
    [path] = (tmp_path / "reports").iterdir()
    client = client_of(rolf)
    for spoil in (lambda: path.write_bytes(path.read_bytes() + b"\n"), path.unlink):
        spoil()
        page = client.get(f"{PLACE}pdf/", follow=True)
        assert page.redirect_chain == [(f"{PLACE}kvittering/", 302)]
        assert page.context["report"].pdf_name == ""
        assert reports.render_pending() == 1
        assert client.get(f"{PLACE}pdf/").headers["Content-Type"] == "application/pdf"


def test_numbers_that_were_changed_afterwards_are_not_sealed(client_of, rolf, sent, settings, tmp_path):
    settings.PRIVATE_DIR = tmp_path
    ChapterReport.objects.update(numbers={**sent.numbers, "count": 99})
    assert reports.render_pending() == 0


@pytest.mark.slow
def test_the_secretariat_sends_back_and_approves(client_of, siri, rolf, sent, answers, in_may):
    client = client_of(siri)
    place = f"{ALL}bergen/"
    page = client.get(place)
    assert page.context["may_answer"] is True
    assert list(client.post(place, {"verdict": "return"}).context["form"].errors) == ["words"]
    back = {"verdict": "return", "words": "Antallet i mars", "version": page.context["report"].version}
    assert client.post(place, back).headers["Location"] == place
    assert client.post(place, back).headers["Location"] == place  # twice is once
    shown = client_of(rolf).get(PLACE)
    assert "Antallet i mars" in shown.content.decode()
    reports.submit(ChapterReport.objects.get(), answers, by=rolf, received_at=in_may)
    stale = client.post(place, {"verdict": "approve", "version": "2"})
    assert stale.status_code == 409  # the report has changed since it was read
    fresh = client.get(place).context["report"].version
    assert client.post(place, {"verdict": "approve", "version": fresh}).headers["Location"] == place
    assert ChapterReport.objects.get().state == "approved"


@pytest.mark.slow
def test_whoever_has_answered_is_told_and_led_to_the_next_report(client_of, siri, turid, oslo, sent, answers, in_may):
    other = reports.prepare(oslo, sent.year, by=turid)
    reports.submit(other, answers, by=turid, received_at=in_may)
    client, place = client_of(siri), f"{ALL}bergen/"
    page = client.get(place).content.decode()
    main = page[page.index("<main") :]

    version = client.get(place).context["report"].version
    done = client.post(place, {"verdict": "approve", "version": version}, follow=True).content.decode()

    assert "valgfritt" not in main
    assert not re.search(r"\d\d:\d\d:\d\d</time>", main)
    assert f"{ALL}oslo/" not in main
    assert "Rapporten fra Bergen er godkjent." in done
    assert f'href="{ALL}oslo/"' in done


@pytest.mark.slow
@pytest.mark.parametrize(
    ("returned", "now", "said", "unsaid"),
    [
        ("2027-06-10 09:30", "2027-06-24 23:50", "på nytt innen", "gikk ut"),
        ("2027-06-10 09:30", "2027-06-25 00:10", "gikk ut 24. juni 2027", "på nytt innen"),
        ("2027-02-01 12:00", "2027-05-31 12:00", '"2027-05-31">', "gikk ut"),
    ],
)
def test_what_was_sent_back_says_what_is_true_now(client_of, siri, rolf, sent, returned, now, said, unsaid):
    with clock.at(norwegian(returned)):
        reports.return_(sent, "Antallet i mars", by=siri)
    with clock.at(norwegian(now)):
        page = client_of(rolf).get(PLACE).content.decode()

    assert said in page
    assert unsaid not in page


@pytest.mark.slow
def test_who_answers(client_of, siri, rolf, turid, ola, sent):
    for person in (rolf, turid, ola):
        assert client_of(person).get(ALL).status_code == 403
        assert client_of(person).get(f"{ALL}bergen/").status_code == 404
        assert client_of(person).post(f"{ALL}bergen/", {"verdict": "approve"}).status_code == 404
    response = client_of(siri, code_age=11 * 60).post(f"{ALL}bergen/", {"verdict": "approve"})
    assert response.headers["Location"].startswith("/logg-inn/ny-kode/")
    assert ChapterReport.objects.get().state == "sent"


@pytest.mark.slow
def test_a_coordinator_sees_who_has_delivered_and_not_what(client_of, ola, siri, sent):
    chapters.give_office(ola, "coordinator", by=siri, starts=datetime.date(2020, 1, 1))
    client = client_of(ola)
    assert "Bergen" in (every := client.get(ALL).content.decode())
    assert f"{ALL}bergen/" not in every
    assert f"{ALL}bergen/" in client_of(siri).get(ALL).content.decode()
    for page in ("", "aktiviteter/", "kvittering/", "kvittering/1/", "pdf/", "pdf/1/"):
        assert client.get(f"{PLACE}{page}").status_code == 404
    assert client.get("/lokalforening/bergen/aktiviteter/").status_code == 404
    assert Role.COORDINATOR not in rules()["activities.view_activity"].roles
    chapter = client.get("/lokalforening/bergen/").content.decode()
    assert PLACE not in chapter
    assert "/lokalforening/bergen/aktiviteter/" not in chapter
    assert client.get(f"{ALL}bergen/").status_code == 404
    assert client.post(f"{ALL}bergen/", {"verdict": "approve"}).status_code == 404
    assert ChapterReport.objects.get().state == "sent"


def test_nobody_approves_what_they_attested(client_of, rolf, siri, sent):
    chapters.give_office(rolf, "secretariat", by=siri, starts=datetime.date(2020, 1, 1))
    client = client_of(rolf)
    assert client.get(f"{ALL}bergen/").context["may_answer"] is False
    assert client.post(f"{ALL}bergen/", {"verdict": "approve"}).status_code == 403


def test_the_receipt_takes_as_many_queries_for_one_supporter_as_for_three(client_of, rolf, sent):
    client = client_of(rolf)
    client.get(f"{PLACE}kvittering/")  # the first page of a session has queries of its own
    with CaptureQueriesContext(connection) as one:
        client.get(f"{PLACE}kvittering/")
    sent.numbers["supporters"] = 3 * [
        {"ref": "", "name": "Liv", "state": "active", "since": None, "categories": [{"nb": "Besøker"}], "counting": 1}
    ]
    sent.save()
    with CaptureQueriesContext(connection) as three:
        page = client.get(f"{PLACE}kvittering/")
    assert len(page.context["supporters"]) == 3
    assert len(one) == len(three)

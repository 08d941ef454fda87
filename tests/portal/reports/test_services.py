"""Beginning, sending, sending back and approving a report, and what is kept."""

import datetime
import hashlib
import io

import pypdf
import pytest

from forms import annual_report, drafts
from portal import clock, organisation
from portal.activities import services as activities
from portal.models import Event, EventDetails, OutboxMail
from portal.moves import IllegalMove, Stale
from portal.reports import queries as report_queries
from portal.reports import services as reports
from portal.reports.models import ChapterReport
from portal.reports.years import services as year_services

pytestmark = pytest.mark.django_db


def mails():
    return sorted(about_reports().values_list("to", flat=True))


def about_reports():
    """Not what comes with an office: the leader's appointment, and what it leads to."""
    return OutboxMail.objects.filter(subject__contains="rapporten")


def test_no_report_before_the_year_is_over(bergen, rolf, siri):
    with clock.at(datetime.datetime(2027, 1, 1, 23, 59, tzinfo=clock.OSLO)):
        year = year_services.open_year(2026, by=siri)
        with pytest.raises(reports.NotYetOpen):
            reports.prepare(bergen, year, by=rolf)
    with clock.at(datetime.datetime(2027, 1, 2, 0, 0, tzinfo=clock.OSLO)):
        assert reports.prepare(bergen, year, by=rolf).state == "preparing"


def test_begun_twice_is_one_report_and_keeps_what_was_filled_in(bergen, year, rolf, bodil):
    first = reports.prepare(bergen, year, by=bodil)
    draft = drafts.find("report", first.draft_key)
    assert draft.answers == {annual_report.ABOUT_YEAR: {}}  # nothing is answered before somebody has answered it
    drafts.save_step(draft, annual_report.ABOUT_YEAR, {"about": ["Et godt år"]}, now=clock.now())
    assert reports.prepare(bergen, year, by=rolf) == first
    assert drafts.find("report", first.draft_key).answers[annual_report.ABOUT_YEAR] == {"about": ["Et godt år"]}
    assert Event.objects.filter(verb="report.prepare").count() == 1


def test_the_numbers_equal_the_log(bergen, oslo, rolf, liv, log):
    log(bergen, liv.person, led_by=liv)
    log(bergen, liv.person, led_by=liv, participants=2)
    log(bergen, rolf, kind="course", minutes=90, participants=8)
    log(bergen, rolf, kind="phone", participants=1)
    log(bergen, rolf, day=datetime.date(2027, 1, 5))
    log(oslo, rolf)
    found = report_queries.numbers(bergen, 2026)
    lines = {line["kind"]: (line["count"], line["participants"], line["counting"]) for line in found["kinds"]}
    assert lines == {
        "activity_group": (0, 0, 0),
        "visit": (0, 0, 0),
        "conversation_group": (2, 7, 1),
        "course": (1, 8, 1),
        "phone": (1, 1, 0),
        "digital": (0, 0, 0),
        "other": (0, 0, 0),
    }
    assert (found["count"], found["participants"], found["counting"], found["activity_days"]) == (4, 16, 2, 2)
    assert [(one["name"], one["counting"]) for one in found["supporters"]] == [("Liv Likeperson", 1)]
    assert [one["reasons"] for one in found["kinds"] if one["reasons"]] == [{"too_few": 1}, {"by_phone": 1}]


def test_sending_keeps_the_numbers_of_that_moment(bergen, rolf, bodil, liv, begun, log, in_may, answers):
    log(bergen, liv.person, led_by=liv)
    report = reports.submit(begun, answers, by=rolf, received_at=in_may)
    assert (report.state, report.on_time, report.received_at) == ("sent", True, in_may)
    assert (report.attested_by, report.attested_role) == (rolf, "leader")
    before = report.numbers
    assert before["count"] == 1
    log(bergen, liv.person, led_by=liv, participants=9)
    report.refresh_from_db()
    assert report.numbers == before
    assert report_queries.numbers(bergen, 2026)["count"] == 2
    assert drafts.find("report", report.draft_key) is None


def test_sending_twice_is_once(begun, rolf, bodil, in_may, answers):
    first = reports.submit(begun, answers, by=rolf, received_at=in_may)
    later = in_may + datetime.timedelta(days=60)
    other = {**answers, annual_report.ABOUT_YEAR: {"about": "Noe annet"}}
    again = reports.submit(begun, other, by=bodil, received_at=later)
    assert (again.version, again.received_at, again.attested_by) == (first.version, in_may, rolf)
    assert again.answers[annual_report.ABOUT_YEAR] == {"about": "Et godt år"}
    assert Event.objects.filter(verb="report.submit").count() == 1
    assert mails() == ["bodil@example.org", "rolf@example.org"]


def test_the_last_second_and_the_first(begun, rolf, answers):
    last = datetime.datetime(2027, 5, 31, 23, 59, 59, 999_999, tzinfo=clock.OSLO)
    with clock.at(last + datetime.timedelta(seconds=5)):  # the work took five seconds after the request arrived
        report = reports.submit(begun, answers, by=rolf, received_at=last)
    assert report.on_time is True
    assert report.received_at == last


def test_late_is_taken_and_says_so(begun, rolf, answers):
    midnight = datetime.datetime(2027, 6, 1, 0, 0, tzinfo=clock.OSLO)
    with clock.at(midnight):
        report = reports.submit(begun, answers, by=rolf, received_at=midnight)
    assert (report.state, report.on_time) == ("sent", False)


def test_nothing_personal_in_the_event_and_no_words_in_the_mail(sent, bodil):
    details = EventDetails.objects.get(event__verb="report.submit").text
    for hidden in ("Rolf", "Sommertur", "godt"):
        assert hidden not in details
    mail = about_reports().get()
    assert "/lokalforening/bergen/rapport/2026/" in mail.text
    assert "2026" in mail.subject
    assert "godt" not in mail.text


def test_sent_back_and_sent_again_within_fourteen_days_is_in_time(sent, siri, rolf, answers):
    back = datetime.datetime(2027, 6, 10, 9, tzinfo=clock.OSLO)
    with clock.at(back):
        report = reports.return_(sent, "Antallet i mars", by=siri)
    assert (report.state, report.returned_words, report.returned_at) == ("returned", "Antallet i mars", back)
    kept = drafts.find("report", report.draft_key).answers
    assert kept[annual_report.ABOUT_YEAR] == {"about": ["Et godt år"]}
    assert kept[annual_report.NUMBERS] == {"seen": ["on"]}  # to send it back voids nothing: a change in the log does
    assert annual_report.CONFIRM not in kept
    in_time = datetime.datetime(2027, 6, 24, 23, 59, 59, tzinfo=clock.OSLO)
    with clock.at(in_time):
        again = reports.submit(report, answers, by=rolf, received_at=in_time)
    assert (again.state, again.on_time) == ("sent", True)


def values_in_words(report):
    sections = report_queries.answers_in_words(report, organisation.message_words())
    return {row["name"]: row["value"] for _title, rows in sections for row in rows}


@pytest.mark.slow
def test_zero_members_is_an_answer_that_stays(begun, siri, rolf, answers, in_may):
    board = {**answers[annual_report.BOARD], "countable_members": 0}
    report = reports.submit(begun, {**answers, annual_report.BOARD: board}, by=rolf, received_at=in_may)
    report.refresh_from_db()
    rows = values_in_words(report)
    assert (rows["countable_members"], rows["member_activity"]) == ("0", "Ja")
    returned = reports.return_(report, "Antallet i mars", by=siri)
    kept = drafts.find("report", returned.draft_key).answers[annual_report.BOARD]
    assert (kept["countable_members"], kept["elected_on"]) == (["0"], ["2026-03-12"])


def test_a_report_from_before_it_was_a_choice_is_read(begun, rolf, answers, in_may):
    board = {"elected_on": datetime.date(2026, 3, 12), "term": 2, "members": "Rolf Rygg", "member_activity": True}
    report = reports.submit(begun, {**answers, annual_report.BOARD: board}, by=rolf, received_at=in_may)
    report.refresh_from_db()
    rows = values_in_words(report)
    assert (rows["member_activity"], rows["bylaws"], rows["countable_members"]) == ("Ja", "", "")


def test_sent_back_and_too_late_again(sent, siri, rolf, answers):
    with clock.at(datetime.datetime(2027, 6, 10, 9, tzinfo=clock.OSLO)):
        report = reports.return_(sent, "Antallet i mars", by=siri)
    late = datetime.datetime(2027, 6, 25, 0, 0, tzinfo=clock.OSLO)
    with clock.at(late):
        assert reports.submit(report, answers, by=rolf, received_at=late).on_time is False


def test_being_sent_back_does_not_make_a_late_report_timely(begun, siri, rolf, answers):
    for day in (5, 10):
        moment = datetime.datetime(2027, 6, day, 9, tzinfo=clock.OSLO)
        with clock.at(moment):
            report = reports.submit(begun, answers, by=rolf, received_at=moment)
            if day == 5:
                reports.return_(report, "Antallet i mars", by=siri)
    assert report.on_time is False


def test_approved_once_and_never_changed_after(sent, siri, rolf, answers, in_may):
    assert reports.approve(sent, by=siri).state == "approved"
    assert reports.approve(sent, by=siri).state == "approved"
    assert Event.objects.filter(verb="report.approve").count() == 1
    with pytest.raises(IllegalMove):
        reports.return_(sent, "Likevel ikke", by=siri)
    assert reports.submit(sent, answers, by=rolf, received_at=in_may).state == "approved"


def test_of_two_answers_at_once_the_later_is_refused(sent, siri):
    first, second = ChapterReport.objects.get(), ChapterReport.objects.get()
    reports.return_(first, "Antallet i mars", by=siri)
    with pytest.raises(IllegalMove):
        reports.approve(second, by=siri)
    ChapterReport.objects.update(state="sent")
    with pytest.raises(Stale):
        reports.approve(second, by=siri)


@pytest.mark.slow
def test_the_pdf_is_made_once_and_says_what_was_sent(sent, rolf, in_may, settings, tmp_path):
    settings.PRIVATE_DIR = tmp_path
    assert reports.render_pending() == 1
    assert reports.render_pending() == 0
    sent.refresh_from_db()
    content = (tmp_path / "reports" / sent.pdf_name).read_bytes()
    assert sent.pdf_sha256 == hashlib.sha256(content).hexdigest()
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
    for word in ("2026", "Bergen", "Sommertur", "Rolf Rygg", "Et godt år", "Hvorfor de andre ikke teller"):
        assert word in " ".join(text.split())
    assert text.split("\n").count("Tallene") == 1


@pytest.mark.slow
def test_the_words_about_the_year_flow_over_pages_in_their_full_size(begun, rolf, in_may, answers, settings, tmp_path):
    settings.PRIVATE_DIR = tmp_path
    lines = [f"Linje {number:02} om et år med kafé, turer og gode samtaler." for number in range(60)]
    reports.submit(
        begun, {**answers, annual_report.ABOUT_YEAR: {"about": "\n".join(lines)}}, by=rolf, received_at=in_may
    )
    assert reports.render_pending() == 1
    [path] = (tmp_path / "reports").iterdir()
    sizes = {}

    def note(text, _matrix, transformation, _font, size):
        for line in lines:
            if line in text:
                sizes[line] = round(size * transformation[0]) if transformation else size

    pages = pypdf.PdfReader(path).pages
    found = [[line for line in lines if line in page.extract_text(visitor_text=note)] for page in pages]
    assert [line for on_page in found for line in on_page] == lines
    assert len([on_page for on_page in found if on_page]) >= 2
    assert set(sizes.values()) == {11}


@pytest.mark.slow
def test_a_corrected_report_gets_a_new_pdf(sent, siri, rolf, answers, in_may, settings, tmp_path):
    settings.PRIVATE_DIR = tmp_path
    reports.render_pending()
    first = ChapterReport.objects.get().pdf_name
    reports.return_(ChapterReport.objects.get(), "Antallet i mars", by=siri)
    assert reports.render_pending() == 0
    reports.submit(ChapterReport.objects.get(), answers, by=rolf, received_at=in_may)
    assert reports.render_pending() == 1
    assert ChapterReport.objects.get().pdf_name != first


@pytest.mark.slow
def test_a_report_that_nobody_confirmed_does_not_keep_the_others_waiting(oslo, year, sent, in_may, settings, tmp_path):
    settings.PRIVATE_DIR = tmp_path
    unconfirmed = ChapterReport.objects.create(chapter=oslo, year=year, state="sent", received_at=in_may)

    assert reports.render_pending() == 1
    unconfirmed.refresh_from_db()
    sent.refresh_from_db()
    assert (unconfirmed.pdf_name, bool(sent.pdf_name)) == ("", True)


def test_logging_for_the_year_after_it_was_sent_is_kept_apart(bergen, rolf, liv, sent, log):
    activity = log(bergen, liv.person, led_by=liv)
    activities.undo(activity, by=liv.person)
    sent.refresh_from_db()
    assert sent.numbers["count"] == 0

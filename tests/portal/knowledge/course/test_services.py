"""Courses: places go to the first, everybody concerned hears of a change, and what somebody did can be proved."""

import datetime
import io
import random
import re
import uuid
from collections import Counter

import pypdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal import clock, moves, pdf
from portal.knowledge import loading
from portal.knowledge.course import queries as course_queries
from portal.knowledge.course import services as course_services
from portal.knowledge.models import (
    Attendance,
    Certificate,
    Course,
    CoursePart,
    CourseRead,
    CourseSignUp,
    PartDone,
    Reflection,
)
from portal.models import Event, OutboxMail
from tests.conftest import moment, pass_test, person
from tests.portal.knowledge.conftest import COURSE, NOW

pytestmark = pytest.mark.django_db
HOURS = datetime.timedelta(hours=2)


@pytest.fixture(autouse=True)
def _private_folder(tmp_path, settings):
    settings.PRIVATE_DIR = tmp_path


def verbs():
    return Counter(Event.objects.values_list("verb", flat=True))


def subjects(user):
    return list(OutboxMail.objects.filter(to=user.email).order_by("pk").values_list("subject", flat=True))


def latest_mail(user):
    return OutboxMail.objects.filter(to=user.email).latest("pk")


def join(course, *people):
    with clock.at(NOW):
        return [course_services.sign_up(course, by=one) for one in people]


def list_of(course):
    return [(line.person, line.has_place) for line in course_queries.sign_ups(course)]


# Planning


def test_the_same_token_is_the_same_course_corrected(plan):
    token = uuid.uuid4()
    first, second = plan(token=token), plan(token=token, place="Storgata 2")

    assert first == second
    assert Course.objects.get().place == "Storgata 2"
    assert (verbs()["course.plan"], verbs()["course.change"]) == (1, 1)


def test_the_same_form_twice_is_one_course_and_no_change(plan):
    token = uuid.uuid4()

    assert plan(token=token) == plan(token=token)
    assert (verbs()["course.plan"], verbs()["course.change"]) == (1, 0)


def test_those_on_the_list_hear_of_another_time_and_of_nothing_less(plan, siri, kari, ola):
    course = plan(places=1)
    join(course, kari, ola)
    OutboxMail.objects.all().delete()

    with clock.at(NOW):
        course_services.change_course(course, version=1, description={"nb": "Ta med matpakke"}, by=siri)
        assert OutboxMail.objects.count() == 0
        course_services.change_course(course, version=2, place="Storgata 2", by=siri)

    assert (subjects(kari), subjects(ola)) == (["Kurset du har meldt deg på, er endret"],) * 2
    assert "Storgata 2" in latest_mail(kari).text
    assert "Du har fortsatt plassen din" in latest_mail(kari).text
    assert "Du står fortsatt på ventelisten" in latest_mail(ola).text


def test_a_change_in_an_old_window_is_refused(plan, siri):
    course = plan()
    with clock.at(NOW):
        course_services.change_course(course, version=1, place="Storgata 2", by=siri)
        with pytest.raises(moves.Stale):
            course_services.change_course(course, version=1, place="Storgata 3", by=siri)
    assert Course.objects.get().place == "Storgata 2"


@pytest.mark.parametrize("when", [COURSE, COURSE + datetime.timedelta(days=2)])
def test_a_course_that_has_begun_is_not_changed(plan, siri, when):
    course = plan()
    with clock.at(when), pytest.raises(course_services.TooLate):
        course_services.change_course(course, version=1, place="Storgata 2", by=siri)


def test_a_course_is_not_moved_to_a_time_that_has_been(plan, siri):
    course = plan()
    with clock.at(NOW), pytest.raises(course_services.TooLate):
        course_services.change_course(course, version=1, starts_at=NOW - HOURS, by=siri)


def test_a_cancelled_course_is_not_changed(plan, siri):
    course = plan()
    with clock.at(NOW):
        course_services.cancel_course(course, version=1, because={}, by=siri)
        with pytest.raises(moves.IllegalMove):
            course_services.change_course(course, version=2, place="Storgata 2", by=siri)


def test_everybody_on_the_list_hears_that_it_is_off_and_why(plan, siri, kari, ola):
    kari.language = "nn"
    kari.save()
    course = plan(places=1)
    join(course, kari, ola)
    with clock.at(NOW):
        course_services.cancel_course(
            course, version=1, because={"nb": "Læreren er syk.", "nn": "Læraren er sjuk."}, by=siri
        )

    assert "Læraren er sjuk." in latest_mail(kari).text
    assert (latest_mail(ola).subject, "Læreren er syk." in latest_mail(ola).text) == ("Kurset er avlyst", True)
    assert verbs()["course.cancel"] == 1


def test_nobody_is_mailed_about_a_course_that_was_not_held(plan, siri, kari):
    course = plan()
    join(course, kari)
    OutboxMail.objects.all().delete()
    with clock.at(COURSE + 2 * HOURS):
        course_services.cancel_course(course, version=1, because={}, by=siri)
        with pytest.raises(course_services.NotHeldYet):
            course_services.register_attendance(kari, course, by=siri)
    assert OutboxMail.objects.count() == 0


def test_a_course_that_somebody_took_part_in_was_held(plan, siri, kari):
    course = plan()
    with clock.at(COURSE + HOURS):
        course_services.register_attendance(kari, course, by=siri)
        with pytest.raises(course_services.HasAttendances):
            course_services.cancel_course(course, version=1, because={}, by=siri)
    assert Course.objects.get().state == "planned"


# Signing up


def test_a_receipt_with_time_and_place_but_no_link(plan, kari):
    course = plan(is_digital=True, link="https://meet.example.org/hemmelig")
    join(course, kari)

    mail = latest_mail(kari)
    assert mail.subject == "Du har plass på kurset"
    assert "\nFredag 20. november klokka 18 til 20\n" in mail.text
    assert f"/kurs/samling/{course.ref}/" in mail.text
    assert "hemmelig" not in mail.text


def test_signing_up_twice_is_one_place_one_event_one_mail(plan, kari):
    course = plan(places=2)
    first, second = join(course, kari, kari)

    assert first == second
    assert (verbs()["course_sign_up.make"], len(subjects(kari))) == (1, 1)


def test_the_first_in_line_moves_up_and_hears_of_it(plan, kari, ola, rolf):
    course = plan(places=1)
    join(course, kari, ola, rolf)
    assert list_of(course) == [(kari, True), (ola, False), (rolf, False)]
    assert subjects(ola) == ["Du står på venteliste til kurset"]

    with clock.at(NOW):
        course_services.withdraw(course, kari, by=kari)
        course_services.withdraw(course, kari, by=kari)

    assert list_of(course) == [(ola, True), (rolf, False)]
    assert subjects(ola) == ["Du står på venteliste til kurset", "Du har fått plass på kurset"]
    assert (subjects(rolf)[-1], verbs()["course_sign_up.withdraw"]) == ("Du står på venteliste til kurset", 1)


def test_whoever_waits_and_withdraws_moves_nobody(plan, kari, ola, rolf):
    course = plan(places=1)
    join(course, kari, ola, rolf)
    with clock.at(NOW):
        course_services.withdraw(course, ola, by=ola)
    assert list_of(course) == [(kari, True), (rolf, False)]
    assert verbs()["course_sign_up.move_up"] == 0


def test_whoever_is_taken_off_by_the_secretariat_hears_of_it(plan, siri, kari, ola):
    course = plan(places=1)
    join(course, kari, ola)
    with clock.at(NOW):
        for _click in range(2):
            course_services.withdraw(course, kari, by=siri)
    assert list_of(course) == [(ola, True)]
    assert subjects(kari)[1:] == ["Du er meldt av kurset"]
    assert "Introduksjonskurs" in latest_mail(kari).text


@pytest.mark.parametrize(("places", "moved"), [(1, 0), (2, 1), (3, 2), (None, 2)])
def test_more_places_are_given_to_those_who_wait(plan, siri, kari, ola, rolf, places, moved):
    course = plan(places=1)
    join(course, kari, ola, rolf)
    with clock.at(NOW):
        course_services.change_course(course, version=1, places=places, by=siri)
    assert [has_place for _person, has_place in list_of(course)].count(True) == 1 + moved
    assert verbs()["course_sign_up.move_up"] == moved


def test_whoever_moves_up_with_a_change_gets_one_mail_about_it(plan, siri, kari, ola):
    course = plan(places=1)
    join(course, kari, ola)
    with clock.at(NOW):
        course_services.change_course(course, version=1, places=2, place="Storgata 2", by=siri)
    assert subjects(kari)[1:] == ["Kurset du har meldt deg på, er endret"]
    assert subjects(ola)[1:] == ["Du har fått plass på kurset"]
    assert "Storgata 2" in latest_mail(ola).text


def test_nobody_loses_a_place_that_they_were_given(plan, siri, kari, ola):
    course = plan()
    join(course, kari, ola)
    with clock.at(NOW), pytest.raises(course_services.TooFewPlaces):
        course_services.change_course(course, version=1, places=1, by=siri)
    assert Course.objects.get().places is None


@pytest.mark.parametrize(
    ("when", "reason"),
    [
        (moment("2026-11-15 23:59"), ""),
        (moment("2026-11-16 00:00"), "deadline"),
        (COURSE, "begun"),
    ],
)
def test_when_signing_up_closes(plan, kari, when, reason):
    course = plan(sign_up_by=datetime.date(2026, 11, 15))
    with clock.at(when):
        assert course.closed_because == reason
        if reason:
            with pytest.raises(course_services.SignUpClosed) as closed:
                course_services.sign_up(course, by=kari)
            assert closed.value.reason == reason
        else:
            assert course_services.sign_up(course, by=kari).has_place


def test_nobody_signs_up_for_a_cancelled_course(plan, siri, kari):
    course = plan()
    with clock.at(NOW):
        course_services.cancel_course(course, version=1, because={}, by=siri)
        with pytest.raises(course_services.SignUpClosed, match="cancelled"):
            course_services.sign_up(course, by=kari)
    assert CourseSignUp.objects.count() == 0


def test_nobody_withdraws_from_a_course_that_has_begun(plan, kari):
    course = plan()
    join(course, kari)
    with clock.at(COURSE), pytest.raises(course_services.TooLate):
        course_services.withdraw(course, kari, by=kari)
    assert list_of(course) == [(kari, True)]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_whatever_people_do_places_go_to_the_first_and_nobody_loses_one(plan, siri, seed):
    draw, course = random.Random(seed), plan(places=2)
    people = [person(f"p{number}@example.org", "P", f"Nr {number}") for number in range(6)]
    line, places = [], 2  # who stands on the list, in the order in which they came
    for _deed in range(40):
        one, has_place = draw.choice(people), {who for who, placed in list_of(course) if placed}
        with clock.at(NOW):
            match draw.choice(["sign up", "sign up", "withdraw", "places"]):
                case "sign up":
                    course_services.sign_up(course, by=one)
                    line += [one] if one not in line else []
                case "withdraw":
                    course_services.withdraw(course, one, by=one)
                    line = [other for other in line if other != one]
                case "places":
                    wanted = draw.choice([1, 2, 3, 4, None])
                    try:
                        version = Course.objects.get().version
                        course_services.change_course(course, version=version, places=wanted, by=siri)
                        places = wanted
                    except course_services.TooFewPlaces:
                        assert wanted < len(has_place)
        now = [who for who, placed in list_of(course) if placed]
        assert has_place - set(now) <= {one}
        assert now == (line if places is None else line[:places])
    assert (
        OutboxMail.objects.filter(subject="Du har fått plass på kurset").count() == (verbs()["course_sign_up.move_up"])
    )


# Reminders


def test_a_reminder_the_day_before_once(plan, kari, ola):
    course = plan(places=1)
    join(course, kari, ola)
    with clock.at(moment("2026-11-18 23:59")):
        assert course_services.remind() == 0
    with clock.at(moment("2026-11-19 08:00")):
        assert (course_services.remind(), course_services.remind()) == (1, 0)

    assert subjects(kari)[-1] == "Påminnelse om kurset"
    assert len(subjects(ola)) == 1


def test_whoever_signs_up_the_day_before_gets_one_mail(plan, kari):
    course = plan()
    with clock.at(moment("2026-11-19 09:00")):
        course_services.sign_up(course, by=kari)
        assert course_services.remind() == 0
    assert len(subjects(kari)) == 1


def test_a_course_that_is_moved_is_reminded_of_again(plan, siri, kari):
    course = plan()
    join(course, kari)
    later = COURSE + datetime.timedelta(days=7)
    with clock.at(moment("2026-11-19 09:00")):
        assert course_services.remind() == 1
        course_services.change_course(course, version=1, starts_at=later, ends_at=later + HOURS, by=siri)
    with clock.at(moment("2026-11-26 09:00")):
        assert course_services.remind() == 1


def test_reminders_are_bounded_and_none_for_what_is_off_or_over(plan, siri, kari, ola):
    join(plan(), kari, ola)
    cancelled = plan(place="Storgata 9")
    join(cancelled, kari)
    with clock.at(NOW):
        course_services.cancel_course(cancelled, version=1, because={}, by=siri)
    with clock.at(moment("2026-11-19 09:00")):
        assert [course_services.remind(limit=1) for _round in range(3)] == [1, 1, 0]
    CourseSignUp.objects.update(reminded_at=None)
    with clock.at(COURSE + HOURS):
        assert course_services.remind() == 0


def test_lists_delete_themselves_and_who_took_part_stays(plan, siri, kari):
    course = plan()
    join(course, kari)
    with clock.at(COURSE + HOURS):
        course_services.register_attendance(kari, course, by=siri)
    with clock.at(COURSE + HOURS + datetime.timedelta(days=89)):
        assert course_services.forget_sign_ups() == 0
    with clock.at(COURSE + HOURS + datetime.timedelta(days=91)):
        assert course_services.forget_sign_ups() == 1
    assert Attendance.objects.count() == 1


# Taking part


def test_attendance_is_registered_once(plan, kari, siri):
    course = plan()
    with clock.at(COURSE + HOURS):
        assert not course_queries.has_attended(kari)
        first = course_services.register_attendance(kari, course, by=siri)
        assert course_services.register_attendance(kari, course, by=siri) == first
    assert course_queries.has_attended(kari)
    assert first.attended_on == datetime.date(2026, 11, 20)
    assert (Attendance.objects.count(), verbs()["attendance.register"]) == (1, 1)


def test_a_wrong_registration_is_taken_back_once_by_whoever_made_it_that_day(plan, kari, siri, kim):
    course = plan()
    with clock.at(COURSE + HOURS):
        registered = course_services.register_attendance(kari, course, by=siri)
        with pytest.raises(course_services.TooLate):
            course_services.take_back_attendance(registered, by=kim)
    with clock.at(COURSE + datetime.timedelta(days=1)), pytest.raises(course_services.TooLate):
        course_services.take_back_attendance(registered, by=siri)
    assert course_queries.has_attended(kari)

    with clock.at(COURSE + HOURS):
        for _click in range(2):
            course_services.take_back_attendance(registered, by=siri)
    assert not course_queries.has_attended(kari)
    assert verbs()["attendance.take_back"] == 1


def test_what_a_certificate_says_is_not_taken_back(plan, kari, siri):
    course = plan()
    with clock.at(COURSE + HOURS):
        registered = course_services.register_attendance(kari, course, by=siri)
        course_services.issue_certificate(kari, language="nb", attendance=registered)
        with pytest.raises(course_services.TooLate):
            course_services.take_back_attendance(registered, by=siri)
    assert course_queries.has_attended(kari)


def test_nobody_has_attended_a_course_that_is_to_come(plan, kari, siri):
    course = plan()
    with clock.at(COURSE - datetime.timedelta(days=1)), pytest.raises(course_services.NotHeldYet):
        course_services.register_attendance(kari, course, by=siri)


@pytest.mark.parametrize("words", ["sekretær", "SEKRETÆR", "siri", "Siri Sekretær", "siri@example"])
def test_people_are_found_however_they_are_typed(plan, siri, kari, words):
    assert list(course_queries.people_to_register(plan(), words)) == [siri]


def test_one_letter_finds_nobody(plan, siri):
    assert list(course_queries.people_to_register(plan(), "s")) == []


# Reading


def test_the_first_course_is_loaded_once(parts):
    assert loading.load_course() == 0
    Reflection.objects.all().delete()
    CoursePart.objects.all().delete()

    count = loading.load_course()

    found = list(course_queries.parts())
    assert (len(found), [part.order for part in found]) == (count, list(range(1, count + 1)))
    assert all(set(part.title) == set(part.text) == {"nb", "nn", "en"} for part in found)
    assert all(part.reflections.all() for part in found)
    assert [text for part in found for text in part.text.values() if text != text.strip()] == []


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_the_course_is_complete_with_the_last_part_in_any_order(parts, kari, order):
    for number, index in enumerate(order):
        with clock.at(moment(f"2026-11-0{number + 3} 23:30")):
            course_services.finish_part(parts[index], by=kari)
            course_services.finish_part(parts[index], by=kari)
        assert course_queries.has_read_course(kari) == (number == 1)

    assert course_queries.read_course_on(kari) == datetime.date(2026, 11, 4)
    assert (verbs()["course.complete"], PartDone.objects.count(), CourseRead.objects.get().minutes) == (1, 2, 15)


def test_a_part_that_comes_later_does_not_undo_it(parts, kari):
    for part in parts[:2]:
        course_services.finish_part(part, by=kari)
    CoursePart.objects.create(code="ny", order=9, title={"nb": "Ny"}, text={"nb": "Ny"})
    assert course_queries.has_read_course(kari)
    course_services.finish_part(CoursePart.objects.get(code="ny"), by=kari)
    assert verbs()["course.complete"] == 1


def test_a_part_that_is_taken_out_is_not_waited_for(parts, kari):
    course_services.finish_part(parts[0], by=kari)
    CoursePart.objects.filter(pk=parts[1].pk).update(is_active=False)
    assert course_queries.has_read_course(kari)
    assert course_services.issue_certificate(kari, language="nb").minutes == 5
    assert verbs()["course.complete"] == 1


def test_an_empty_course_is_not_read(kari):
    CoursePart.objects.all().delete()
    assert not course_queries.has_read_course(kari)


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("En.\nTo.\n\nTre.", [("En. To.", ()), ("Tre.", ())]),
        ("Du er ikke:\n- lege\n- sjef\nMen hør.", [("Du er ikke:", ()), ("", ("lege", "sjef")), ("Men hør.", ())]),
        ("\r\n\r\nEn.\r\n\r\n\r\n- to", [("En.", ()), ("", ("to",))]),
        ("", []),
    ],
)  # fmt: skip
def test_paragraphs_and_lists(text, blocks):
    assert [(block.text, block.lines) for block in course_queries.paragraphs_and_lists(text)] == blocks


# Certificates


@pytest.fixture
def attended(plan, siri, kari):
    course = plan()
    with clock.at(COURSE + HOURS):
        return course_services.register_attendance(kari, course, by=siri)


def pdf_text(certificate):
    certificate.refresh_from_db()
    data = course_services.pdf_path(certificate.pdf_name).read_bytes()
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages).split())


def test_a_certificate_says_what_was_done(attended, kari):
    certificate = course_services.issue_certificate(kari, language="nb", attendance=attended)

    assert (certificate.kind, certificate.title, certificate.day) == (
        "attended", "Introduksjonskurs", datetime.date(2026, 11, 20),
    )  # fmt: skip
    assert (certificate.minutes, certificate.exam_passed_on, certificate.holder_name) == (120, None, "Kari Krogh")
    assert re.fullmatch("[2-9A-HJKMNP-TV-Z]{5}-[2-9A-HJKMNP-TV-Z]{5}", certificate.grouped_code)
    assert certificate.is_as_issued


def test_the_same_facts_are_one_certificate_and_new_facts_another(attended, kari):
    first = course_services.issue_certificate(kari, language="nb", attendance=attended)
    assert course_services.issue_certificate(kari, language="nb", attendance=attended) == first
    with clock.at(moment("2026-12-01 12:00")):
        pass_test(kari)
    second = course_services.issue_certificate(kari, language="nb", attendance=attended)

    assert (first.exam_passed_on, second.exam_passed_on) == (None, datetime.date(2026, 12, 1))
    assert (Certificate.objects.count(), verbs()["certificate.issue"]) == (2, 2)


def test_what_was_changed_in_the_table_is_noticed(attended, kari):
    certificate = course_services.issue_certificate(kari, language="nb", attendance=attended)
    Certificate.objects.update(holder_name="Siri Sekretær")
    certificate.refresh_from_db()
    assert not certificate.is_as_issued


def test_another_persons_attendance_earns_nothing(attended, ola):
    with pytest.raises(course_services.NotEarned):
        course_services.issue_certificate(ola, language="nb", attendance=attended)


def test_half_a_course_earns_nothing(parts, kari):
    course_services.finish_part(parts[0], by=kari)
    with pytest.raises(course_services.NotEarned):
        course_services.issue_certificate(kari, language="nb")
    assert Certificate.objects.count() == 0


def test_a_certificate_needs_a_name(parts):
    nobody = person("nobody@example.org", "", "")
    for part in parts[:2]:
        course_services.finish_part(part, by=nobody)
    with pytest.raises(course_services.NameMissing):
        course_services.issue_certificate(nobody, language="nb")


def test_a_course_without_a_name_in_the_language_says_which_it_has(attended, kari):
    certificate = course_services.issue_certificate(kari, language="en", attendance=attended)
    assert (certificate.name, certificate.name.language) == ("Introduksjonskurs", "nb")


@pytest.mark.slow
@pytest.mark.parametrize("family_name", ["Čáhci-O'Connor", "Đŋšŧž", "<b>Æøå</b> & sønn"])
def test_the_pdf_has_every_letter_and_what_somebody_needs_to_check_it(attended, kari, family_name):
    kari.given_name, kari.family_name = "Áŋŋá", family_name
    kari.save()
    with clock.at(moment("2026-12-01 12:00")):
        pass_test(kari)
    certificate = course_services.issue_certificate(kari, language="nb", attendance=attended)

    assert (course_services.render_pending(), course_services.render_pending()) == (1, 0)

    text = pdf_text(certificate)
    for words in (f"Áŋŋá {family_name}", "Introduksjonskurs", "20. november 2026", "1. desember 2026", "MS-forbundet"):
        assert words in text
    assert certificate.grouped_code in text
    assert f"/verifiser/{certificate.grouped_code}/" in text.replace(" ", "")


@pytest.mark.slow
def test_the_pdf_of_the_course_that_was_read_says_so_in_its_language(parts, kari):
    for part in parts[:2]:
        course_services.finish_part(part, by=kari)
    certificate = course_services.issue_certificate(kari, language="en")
    course_services.render_pending()
    text = pdf_text(certificate)
    assert "has read all the parts of this course and thought about the questions." in text
    assert "Introduction course" in text
    assert (certificate.topics, certificate.is_as_issued) == (["Del rollen", "Del taushet"], True)
    assert "Del rollen Del taushet" in text


@pytest.mark.slow
def test_one_copy_that_cannot_be_made_stops_no_other(attended, parts, kari, monkeypatch):
    first = course_services.issue_certificate(kari, language="nb", attendance=attended)
    second = course_services.issue_certificate(kari, language="nn", attendance=attended)
    real = pdf.render

    def render(template, context):
        if context["certificate"] == first:
            raise pdf.CannotRender(template)
        return real(template, context)

    monkeypatch.setattr(pdf, "render", render)
    assert course_services.render_pending() == 1
    assert Certificate.objects.get(pdf_sha256="") == first
    assert course_services.pdf_path(f"{second.ref}.pdf").exists()


def test_events_and_subjects_name_nobody(plan, siri, kari, parts):
    course = plan()
    join(course, kari)
    with clock.at(COURSE + HOURS):
        attendance = course_services.register_attendance(kari, course, by=siri)
    course_services.issue_certificate(kari, language="nb", attendance=attendance)
    told = " ".join([*Event.objects.values_list("details__text", flat=True), *subjects(kari)])
    assert not re.search("Kari|Krogh|kari@", told)


# What other rooms ask


def test_what_is_coming_and_what_i_am_going_to(plan, kari, ola):
    first, second = plan(), plan(starts_at=COURSE - datetime.timedelta(days=3), place="Storgata 9", places=1)
    join(first, kari)
    join(second, ola, kari)
    with clock.at(NOW):
        assert [(one.pk, one.taken, one.waiting) for one in course_queries.coming_courses()] == [
            (second.pk, 1, 1), (first.pk, 1, 0),
        ]  # fmt: skip
        assert [(line.course, line.has_place) for line in course_queries.coming_sign_ups_of(kari)] == [
            (second, False),
            (first, True),
        ]
    with clock.at(COURSE):
        assert [one.pk for one in course_queries.coming_courses()] == [first.pk]
        assert [line.course for line in course_queries.coming_sign_ups_of(ola)] == []


@pytest.mark.slow
def test_other_rooms_ask_in_one_query_each(plan, kari, ola, rolf):
    for place in ("en", "to", "tre"):
        join(plan(place=place), kari, ola, rolf)
    with clock.at(NOW), CaptureQueriesContext(connection) as seen:
        assert [str(course) for course in course_queries.coming_courses()] == ["Introduksjonskurs"] * 3
        assert [line.course.place for line in course_queries.coming_sign_ups_of(kari)] == ["en", "to", "tre"]
    assert len(seen) == 2

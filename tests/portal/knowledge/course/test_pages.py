"""What people meet when they read the course and sign up, and what the secretariat meets when it plans one."""

import datetime
import io
import re
import uuid
from urllib.parse import unquote

import icalendar
import pypdf
import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.search import index

from portal import clock, events
from portal.accounts import queries as account_queries
from portal.accounts import services as accounts
from portal.knowledge.course import queries as course_queries
from portal.knowledge.course import services as course_services
from portal.knowledge.models import Attendance, Certificate, Course, CoursePart, CourseSignUp, PartDone
from portal.models import Event, OutboxMail
from tests.conftest import attend_course, moment
from tests.conftest import person as somebody
from tests.portal.knowledge.conftest import COURSE, NOW

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)
HOSTILE = ["\x00", "x" * 10_000, "²", "-1", "6f0e9f3a-0000-4000-8000-000000000000", "<script>"]


@pytest.fixture(autouse=True)
def _private_folder(tmp_path, settings):
    settings.PRIVATE_DIR = tmp_path
    cache.clear()


def at(name, *args):
    return reverse(f"portal:{name}", args=args)


def main(response):
    return response.content.decode().split("<main")[1].split("</main")[0]


def said(response):
    """What the page that a post leads to says first."""
    return [str(message) for message in response.context["messages"]]


def post(client, place, data=None, when=NOW):
    with clock.at(when):
        return client.post(place, data or {}, follow=True)


# Reading


def test_a_visitor_signs_in_first(client, parts, plan):
    places = [at("take_course"), at("course_part", "rollen"), at("course_session", plan().ref), at("certificates")]
    assert {client.get(place).url.split("?")[0] for place in places} == {"/logg-inn/"}


@pytest.mark.parametrize("name", ["course_part", "join_course", "certificates"])
def test_a_button_pressed_after_the_session_ended_leads_back_to_it(parts, plan, kari, client_of, name):
    place = at(name, *{"course_part": ["rollen"], "join_course": [plan().ref]}.get(name, []))
    answer = Client(headers={"origin": "http://testserver"}).post(place)
    assert unquote(answer.url) == f"/logg-inn/?next={place}"
    assert client_of(kari).get(place, follow=True).status_code == 200


@pytest.mark.slow
def test_parts_are_read_in_any_order_and_taken_up_again(parts, kari, client_of):
    client = client_of(kari)
    assert client.get(at("take_course")).context["next"] == parts[0]
    second = post(client, at("course_part", "taushet"))
    assert second.redirect_chain == [(at("course_part", "rollen"), 302)]
    assert said(second) == ["Denne delen er ferdig. Du har 1 igjen."]

    page = client_of(kari).get(at("take_course"))

    assert [is_done for _part, is_done in page.context["parts"]] == [False, True]
    assert (page.context["next"], page.context["minutes"]) == (parts[0], 5)
    assert post(client, at("course_part", "rollen")).redirect_chain == [(at("take_course"), 302)]
    assert at("certificates") in main(client.get(at("take_course")))


@pytest.mark.slow
def test_whoever_has_read_it_all_is_led_on(parts, approved, kari, ola, siri, client_of):
    for person in (kari, ola):
        for part in parts[:2]:
            course_services.finish_part(part, by=person)
    next_thing = re.compile(r'<a class="button" href="(.*?)"')
    assert next_thing.findall(main(client_of(ola).get(at("take_course")))) == ["/min-side/"]
    # What is read does not replace the course that is held.
    assert next_thing.findall(main(client_of(kari).get(at("take_course")))) == []

    attend_course(kari, siri)
    assert next_thing.findall(main(client_of(kari).get(at("take_course"))))[0] == "/kunnskapstest/"


def test_how_long_it_takes_is_more_only_when_some_is_read(parts, kari, client_of):
    assert "Du trenger cirka 15 minutter." in main(client_of(kari).get(at("take_course")))
    course_services.finish_part(parts[0], by=kari)
    assert "Du trenger cirka 10 minutter til." in main(client_of(kari).get(at("take_course")))


@pytest.mark.slow
def test_what_is_asked_of_the_reader_stands_first(parts, kari, approved, siri, client_of):
    """Whoever is to be at a course sees the courses first; without a pathway, or after it, one reads."""

    def headings(someone):
        return re.findall(r"<h2>([^<]+)</h2>", main(client_of(someone).get(at("take_course"))))[:2]

    assert headings(siri) == ["Les kurset", "Kurs vi holder"]
    assert headings(kari) == ["Kurs vi holder", "Les kurset"]
    attend_course(kari, siri)
    assert headings(kari) == ["Les kurset", "Kurs vi holder"]


def test_a_double_click_is_one_reading(parts, kari, client_of):
    client = client_of(kari)
    for _click in range(2):
        post(client, at("course_part", "rollen"))
    assert PartDone.objects.count() == 1


def test_a_part_is_plain_text_with_lists_and_questions(parts, kari, client_of):
    page = main(client_of(kari).get(at("course_part", "rollen")))
    assert "<p>Første avsnitt.</p>" in page
    assert re.search(r"<li>lege</li>\s*<li>&lt;b&gt;sjef&lt;/b&gt;</li>", page)
    assert "<li>Hva tenker du?</li>" in page
    assert 'href="/veileder/taushetsplikt/"' in page
    assert "<textarea" not in page


def test_a_text_that_is_not_translated_says_its_language(parts, kari, client_of):
    assert '<h1 lang="nb">Del rollen</h1>' in main(client_of(kari).get("/en" + at("course_part", "rollen")))


@pytest.mark.parametrize("code", ["gammel", "finnes-ikke"])
def test_a_part_that_is_taken_out_is_like_one_that_never_was(parts, kari, client_of, code):
    client = client_of(kari)
    assert [client.get(at("course_part", code)).status_code, client.post(at("course_part", code)).status_code] == [
        404
    ] * 2


def test_an_empty_course_and_an_empty_list_say_what_to_do(kari, client_of):
    CoursePart.objects.all().delete()
    page = main(client_of(kari).get(at("take_course")))
    assert "Delene er ikke skrevet ennå." in page
    assert "Ingen kurs er planlagt akkurat nå." in page


# Signing up


def test_signing_up_and_withdrawing_again(plan, kari, client_of):
    course, client = plan(places=1), client_of(kari)

    page = post(client, at("join_course", course.ref))
    assert page.redirect_chain == [(at("course_session", course.ref), 302)]
    assert "Du har plass" in main(page)
    with clock.at(NOW):
        assert "Vil du melde deg av" in main(client.get(at("leave_course", course.ref)))
    page = post(client, at("leave_course", course.ref))

    assert said(page) == ["Du er meldt av kurset."]
    assert CourseSignUp.objects.count() == 0


def test_a_full_course_says_so_and_has_a_waiting_list(plan, kari, ola, client_of):
    course = plan(places=1)
    with clock.at(NOW):
        course_services.sign_up(course, by=ola)
        for place in (at("take_course"), at("course_session", course.ref)):
            page = main(client_of(kari).get(place))
            assert "Sett deg på venteliste" in page
            assert "Olsen" not in page
            assert "ola@" not in page
    assert "Du står på venteliste" in main(post(client_of(kari), at("join_course", course.ref)))


@pytest.mark.parametrize(
    ("when", "cancelled", "sentence"),
    [
        (NOW, True, "Dette kurset er avlyst. Finn et annet kurs på listen."),
        (COURSE, False, "Dette kurset har begynt. Finn et annet kurs på listen."),
        (moment("2026-11-16 08:00"), False, "Påmeldingsfristen er ute. Finn et annet kurs, eller spør oss om"),
    ],
)
def test_whoever_comes_too_late_is_told_why(plan, siri, kari, client_of, when, cancelled, sentence):
    course = plan(sign_up_by=datetime.date(2026, 11, 15))
    if cancelled:
        with clock.at(NOW):
            course_services.cancel_course(course, version=1, because={}, by=siri)
    page = post(client_of(kari), at("join_course", course.ref), when=when)
    assert said(page)[0].startswith(sentence)
    assert sentence in main(page)
    assert CourseSignUp.objects.count() == 0


@pytest.mark.slow
def test_the_link_is_for_those_who_have_a_place(plan, kari, ola, rolf, client_of):
    link = "https://meet.example.org/rom"
    course = plan(places=1, is_digital=True, link=link)
    with clock.at(NOW):
        for person in (kari, ola):
            course_services.sign_up(course, by=person)

        def sees(person):
            client = client_of(person)
            return [
                link in client.get(place).content.decode().replace("\r\n ", "")
                for place in (at("course_session", course.ref), at("calendar_of_course", course.ref), at("take_course"))
            ]

        assert sees(kari) == [True, True, False]
        assert sees(ola) == sees(rolf) == [False, False, False]


def test_a_calendar_takes_the_course(plan, siri, kari, client_of):
    course = plan(description={"nb": "Ta med matpakke"})
    with clock.at(NOW):
        course_services.cancel_course(course, version=1, because={"nb": "Læreren er syk."}, by=siri)
        answer = client_of(kari).get(at("calendar_of_course", course.ref))
    [event] = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    assert (str(event["summary"]), str(event["status"])) == ("Avlyst: Introduksjonskurs", "CANCELLED")
    assert event.decoded("dtstart") == COURSE
    assert str(event["description"]) == "Læreren er syk.\n\nTa med matpakke"
    assert answer["content-type"] == "text/calendar; charset=utf-8"


@pytest.mark.parametrize("name", ["course_session", "join_course", "leave_course", "calendar_of_course"])
def test_a_course_that_never_was_is_not_found(kari, client_of, name):
    client = client_of(kari)
    assert client.get(at(name, uuid.uuid4())).status_code == 404


@pytest.mark.slow
def test_what_people_see_takes_as_many_queries_for_three_rows_as_for_one(plan, parts, kari, ola, rolf, client_of):
    client = client_of(kari)
    with clock.at(NOW):
        course_services.sign_up(plan(), by=kari)

    def count():
        with clock.at(NOW), CaptureQueriesContext(connection) as seen:
            assert client.get(at("take_course")).status_code == 200
        return len(seen)

    count()
    one = count()
    for number in (2, 3):
        course = plan(place=f"Storgata {number}")
        CoursePart.objects.create(code=f"ny-{number}", order=number, title={"nb": "Ny"}, text={"nb": "Ny"})
        with clock.at(NOW):
            for person in (kari, ola, rolf):
                course_services.sign_up(course, by=person)
    assert count() == one


# Certificates


@pytest.fixture
def certificate(plan, siri, kari):
    course = plan()
    with clock.at(COURSE + HOUR):
        attendance = course_services.register_attendance(kari, course, by=siri)
        certificate = course_services.issue_certificate(kari, language="nb", attendance=attendance)
    events.seal_pending()
    return certificate


@pytest.mark.slow
def test_a_certificate_is_made_once_and_fetched_as_pdf(plan, siri, kari, client_of):
    course, client = plan(), client_of(kari)
    assert "Når du har lest alle delene" in main(client.get(at("certificates")))
    with clock.at(COURSE + HOUR):
        attendance = course_services.register_attendance(kari, course, by=siri)
    for _click in range(2):
        page = post(client, at("certificates"), {"attendance": attendance.ref}, when=COURSE + HOUR)
    certificate = Certificate.objects.get()
    assert page.redirect_chain == [(at("certificate", certificate.ref), 302)]
    assert "Kari Krogh" in main(page)
    assert certificate.grouped_code in main(page)

    assert "Vi lager kopien din" in main(client.get(at("certificate_pdf", certificate.ref)))
    course_services.render_pending()
    answer = client.get(at("certificate_pdf", certificate.ref))

    assert answer["content-disposition"] == 'attachment; filename="Kursbevis.pdf"'
    [page] = pypdf.PdfReader(io.BytesIO(b"".join(answer.streaming_content))).pages
    assert f"Koden til kursbeviset: {certificate.grouped_code}. Sjekk kursbeviset her:" in " ".join(
        page.extract_text().split()
    )


@pytest.mark.slow
def test_a_pdf_that_was_changed_or_is_missing_is_made_again(certificate, kari, client_of):
    course_services.render_pending()
    path = course_services.pdf_path(f"{certificate.ref}.pdf")
    client, place = client_of(kari), at("certificate_pdf", certificate.ref)
    for spoil in (lambda: path.write_bytes(path.read_bytes() + b"\n"), path.unlink):
        spoil()
        assert "Vi lager kopien din" in main(client.get(place))
        assert course_services.render_pending() == 1
        assert client.get(place).headers["Content-Type"] == "application/pdf"


def test_a_certificate_that_was_changed_is_not_sealed(certificate, kari, client_of):
    Certificate.objects.update(holder_name="Siri Sekretær")
    assert course_services.render_pending() == 0
    assert "kan ikke lages" in main(client_of(kari).get(at("certificate_pdf", certificate.ref)))


@pytest.mark.slow
def test_the_page_is_read_by_its_holder_alone(certificate, ola, siri, client_of):
    course_services.render_pending()
    for person in (ola, siri):
        for name in ("certificate", "certificate_pdf"):
            assert client_of(person).get(at(name, certificate.ref)).status_code == 404


def test_another_persons_attendance_makes_none(certificate, ola, client_of):
    client, attendance = client_of(ola), Attendance.objects.get()
    assert client.post(at("certificates"), {"attendance": attendance.ref}).status_code == 404
    assert said(client.post(at("certificates"), follow=True)) == [
        "Les alle delene av kurset først, eller bli med på et kurs."
    ]
    assert Certificate.objects.count() == 1


def test_whoever_has_no_name_is_led_to_write_it(parts, kari, client_of):
    for part in parts[:2]:
        course_services.finish_part(part, by=kari)
    kari.given_name = kari.family_name = ""
    kari.save()
    page = client_of(kari).post(at("certificates"), follow=True)
    assert page.redirect_chain == [(at("my_data"), 302)]
    assert said(page) == ["Kursbeviset trenger navnet ditt. Skriv det her, og be om beviset på nytt."]


@pytest.mark.parametrize("value", HOSTILE)
def test_a_strange_attendance_is_not_found(kari, client_of, value):
    assert client_of(kari).post(at("certificates"), {"attendance": value}).status_code == 404


# Checking somebody's certificate


def lower(code):
    return code.lower().replace("-", " ")


@pytest.mark.parametrize("typed", [str, lower])
def test_anybody_checks_a_certificate_and_sees_initials(certificate, client, typed):
    step = client.get(at("verify"), {"code": typed(certificate.grouped_code)})
    page = main(client.get(step.url))
    assert "Kursbeviset er gyldig" in page
    for words in ("Introduksjonskurs", "20. november 2026", "Deltok på kurset", "K.K.", certificate.grouped_code):
        assert words in page
    assert "Krogh" not in page


@pytest.mark.slow
def test_the_holder_and_staff_see_the_name(certificate, kari, ola, siri, rolf, client_of):
    place = at("verify_code", certificate.grouped_code)
    assert [
        "Kari Krogh" in client_of(one).get(place).content.decode().split("<main")[1] for one in (kari, siri, ola, rolf)
    ] == [True, True, False, False]


def test_what_was_changed_in_the_table_is_not_confirmed(certificate, client):
    Certificate.objects.update(day=datetime.date(2020, 1, 1))
    page = main(client.get(at("verify_code", certificate.grouped_code)))
    assert "Kursbeviset kan ikke bekreftes" in page
    assert "Kursbeviset er gyldig" not in page


def test_an_unknown_code_is_answered_as_before(certificate, client):
    answer = client.get(at("verify_code", "AAAAA-AAAAA"))
    assert answer.status_code == 404
    assert "Vi kjenner ikke igjen den koden" in answer.content.decode()


@pytest.mark.slow
def test_nobody_guesses_for_long(certificate, client):
    answers = [client.get(at("verify_code", f"AAAAA-AAA{number:02}")).status_code for number in range(61)]
    assert answers == [404] * 60 + [429]
    assert client.get(at("verify_code", certificate.grouped_code)).status_code == 429
    with_another_address = Client(REMOTE_ADDR="192.0.2.7")
    assert with_another_address.get(at("verify_code", certificate.grouped_code)).status_code == 200


# The secretariat


def asked(**changes):
    return {
        "title_nb": "Introduksjonskurs", "day": "20.11.2026", "begins": "18", "ends": "20.30", "is_digital": "on",
        "token": str(uuid.UUID(int=7)), **changes,
    }  # fmt: skip


def test_the_secretariat_takes_somebody_off_the_list(plan, siri, kari, client_of):
    course, client = plan(), client_of(siri)
    with clock.at(NOW):
        line = course_services.sign_up(course, by=kari)
        place = at("take_off_course", course.ref, line.ref)
        assert "Kari Krogh" in main(client.get(place))
    for _click in range(2):
        page = post(client, place)
        assert said(page) == ["Navnet er fjernet fra listen."]
        assert page.redirect_chain == [(at("course", course.ref), 302)]
    assert CourseSignUp.objects.count() == 0


@pytest.mark.slow
def test_nobody_is_taken_off_a_course_that_has_begun_nor_by_anybody_else(plan, siri, kari, ola, rolf, client_of):
    course = plan()
    with clock.at(NOW):
        line = course_services.sign_up(course, by=kari)
    place = at("take_off_course", course.ref, line.ref)
    assert said(post(client_of(siri), place, when=COURSE)) == ["Kurset har begynt, så deltakerlisten kan ikke endres."]
    for person in (ola, rolf):
        assert {client_of(person).get(place).status_code, client_of(person).post(place).status_code} == {404}
    assert CourseSignUp.objects.count() == 1


STAFF_PAGES = ["courses", "new_course", "course", "change_course", "cancel_course", "register_attendance"]


@pytest.mark.slow
@pytest.mark.parametrize("name", STAFF_PAGES)
def test_only_the_secretariat_and_coordinators_see_who_comes(plan, kari, rolf, client_of, name):
    place = at(name) if name in ("courses", "new_course") else at(name, plan().ref)
    for person in (kari, rolf):
        answers = [client_of(person).get(place).status_code, client_of(person).post(place).status_code]
        assert set(answers) <= {403, 404}


@pytest.mark.parametrize("name", ["new_course", "change_course", "cancel_course", "register_attendance"])
def test_what_decides_something_asks_for_a_fresh_code_and_keeps_what_was_written(plan, siri, client_of, name):
    place = at(name) if name == "new_course" else at(name, plan().ref)
    client = client_of(siri, code_age=3600)
    answer = client.post(place, asked())
    assert answer.url.startswith(at("fresh_code"))
    assert (Course.objects.count(), Event.objects.filter(verb__startswith="course.").count()) == (
        (0, 0) if name == "new_course" else (1, 1)
    )


def test_a_course_is_planned(siri, client_of):
    page = post(
        client_of(siri),
        at("new_course"),
        asked(
            description_nb="Ta med matpakke",
            place="Bergen",
            link="meet.example.org/rom",
            places="12",
            sign_up_by="15.11.2026",
        ),
    )
    course = Course.objects.get()
    assert page.redirect_chain == [(at("course", course.ref), 302)]
    assert (course.starts_at, course.ends_at) == (COURSE, COURSE + 2.5 * HOUR)
    assert (course.title, course.description) == ({"nb": "Introduksjonskurs"}, {"nb": "Ta med matpakke"})
    assert (course.place, course.is_digital, course.link) == ("Bergen", True, "https://meet.example.org/rom")
    assert (course.places, course.sign_up_by) == (12, datetime.date(2026, 11, 15))


def test_going_back_and_sending_the_form_again_changes_the_course(siri, client_of):
    client = client_of(siri)
    post(client, at("new_course"), asked())
    post(client, at("new_course"), asked(place="Bergen"))
    assert Course.objects.get().place == "Bergen"


def test_a_course_that_was_held_can_be_put_in_the_list(siri, client_of):
    post(client_of(siri), at("new_course"), asked(day="20.10.2026"))
    assert Course.objects.get().day == datetime.date(2026, 10, 20)


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"title_nb": "", "title_en": "Course"}, {"title"}),
        ({"title_nb": "x" * 121}, {"title"}),
        ({"description_en": "Bring a lunch"}, {"description"}),
        ({"day": "tull", "begins": "25", "ends": ""}, {"day", "begins", "ends"}),
        ({"day": "28.3.2027", "begins": "02.30", "ends": "05"}, {"begins"}),
        ({"ends": "17"}, {"ends"}),
        ({"is_digital": ""}, {"place"}),
        ({"link": "javascript:alert(1)"}, {"link"}),
        ({"places": "0"}, {"places"}),
        ({"sign_up_by": "21.11.2026"}, {"sign_up_by"}),
    ],
)
def test_what_is_wrong_is_told_and_what_was_written_stays(siri, client_of, changes, wrong):
    page = post(
        client_of(siri),
        at("new_course"),
        asked(**{"place": "Huset i skogen" * ("is_digital" not in changes), **changes}),
    )
    assert page.status_code == 200
    assert set(page.context["form"].errors) == wrong
    assert "error-summary" in main(page)
    if "is_digital" not in changes:
        assert "Huset i skogen" in main(page)
    assert Course.objects.count() == 0


@pytest.mark.slow
@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_values_are_told_too(siri, plan, client_of, value):
    client, course = client_of(siri), plan()
    names = ("title_nb", "description_nb", "day", "begins", "ends", "place", "link", "places", "sign_up_by", "token")
    for place in (at("new_course"), at("change_course", course.ref), at("cancel_course", course.ref)):
        page = post(client, place, {name: [value, value] for name in (*names, "version", "because_nb")})
        assert page.status_code in (200, 409)
    assert post(client, at("course", course.ref), {"q": value}).status_code == 200
    assert post(client, at("register_attendance", course.ref), {"people": value, "q": value}).status_code == 200
    assert Course.objects.get().version == 1


def test_a_course_is_changed_with_the_same_form(plan, siri, client_of):
    course = plan(description={"nb": "Ta med matpakke"}, sign_up_by=datetime.date(2026, 11, 15), places=4)
    client = client_of(siri)
    with clock.at(NOW):
        form = client.get(at("change_course", course.ref)).context["form"]
    shown = {name: form.initial[name] for name in ("day", "begins", "ends", "place", "places", "sign_up_by")}
    assert shown == {
        "day": "20.11.2026", "begins": "18.00", "ends": "20.00", "place": "Storgata 1, Bergen", "places": 4,
        "sign_up_by": "15.11.2026",
    }  # fmt: skip
    values = {**shown, "title_nb": "Introduksjonskurs", "description_nb": "Ta med niste", "version": "1"}

    page = post(client, at("change_course", course.ref), values)

    course.refresh_from_db()
    assert (said(page), course.description, course.version) == (["Kurset er endret."], {"nb": "Ta med niste"}, 2)
    old_window = post(client, at("change_course", course.ref), {**values, "description_nb": "Ta med noe annet"})
    assert old_window.status_code == 409
    assert "Ta med noe annet" in old_window.content.decode()


def test_fewer_places_than_people_is_told(plan, siri, kari, ola, client_of):
    course = plan()
    with clock.at(NOW):
        for person in (kari, ola):
            course_services.sign_up(course, by=person)
    values = asked(version="1", places="1")
    page = post(client_of(siri), at("change_course", course.ref), values)
    assert set(page.context["form"].errors) == {"places"}


def test_a_course_moved_to_the_past_is_told(plan, siri, client_of):
    page = post(client_of(siri), at("change_course", plan().ref), asked(version="1", day="1.11.2026"))
    assert set(page.context["form"].errors) == {"day"}


def test_a_course_that_has_begun_is_not_changed(plan, siri, client_of):
    course = plan()
    page = post(client_of(siri), at("change_course", course.ref), asked(version="1", day="21.11.2026"), when=COURSE)
    assert said(page) == ["Kurset har begynt, så det ble ikke endret."]
    assert Course.objects.get().version == 1


@pytest.mark.slow
def test_a_course_is_called_off_once(plan, siri, kari, client_of):
    course, client = plan(), client_of(siri)
    with clock.at(NOW):
        course_services.sign_up(course, by=kari)
    values = {"version": "1", "because_nb": "Læreren er syk."}
    for _click in range(2):
        page = post(client, at("cancel_course", course.ref), values)
        assert said(page) == ["Kurset er avlyst."]
    other_window = post(client, at("cancel_course", course.ref), {"version": "1", "because_nb": "Noe annet."})

    assert other_window.status_code == 409
    assert OutboxMail.objects.filter(to=kari.email, subject="Kurset er avlyst").count() == 1
    with clock.at(NOW):
        shown = main(client_of(kari).get(at("take_course")))
    assert "Avlyst" in shown
    assert "Læreren er syk." in shown


def test_a_course_that_somebody_took_part_in_is_not_called_off(plan, siri, kari, client_of):
    course, client = plan(), client_of(siri)
    with clock.at(COURSE + HOUR):
        course_services.register_attendance(kari, course, by=siri)
        assert client.get(at("cancel_course", course.ref)).url == at("course", course.ref)
    page = post(client, at("cancel_course", course.ref), {"version": "1"}, when=COURSE + HOUR)
    assert said(page) == ["Kurset har registrerte deltakere, så det kan ikke avlyses."]
    assert Course.objects.get().state == "planned"


@pytest.mark.slow
def test_those_who_came_are_ticked_in_the_list(plan, siri, kari, ola, rolf, client_of):
    course, client = plan(places=2), client_of(siri)
    with clock.at(NOW):
        for person in (kari, ola, rolf):
            course_services.sign_up(course, by=person)
    with clock.at(COURSE + HOUR):
        page = main(client.get(at("course", course.ref)))
        assert [str(one.ref) in page for one in (kari, ola, rolf)] == [True] * 3
    for _click in range(2):
        page = post(client, at("register_attendance", course.ref), {"people": [kari.ref, rolf.ref]}, when=COURSE + HOUR)
        assert said(page) == ["2 personer er registrert."]

    assert {attendance.person for attendance in course_queries.attendances(course)} == {kari, rolf}
    assert Event.objects.filter(verb="attendance.register").count() == 2
    assert [str(one.ref) in main(page) for one in (kari, ola, rolf)] == [False, True, False]


@pytest.mark.slow
def test_a_wrong_tick_is_taken_back_on_the_page_of_the_course(plan, siri, kim, kari, ola, client_of):
    course, client, later = plan(), client_of(siri), COURSE + HOUR
    with clock.at(later):
        wrong, _right = (course_services.register_attendance(person, course, by=siri) for person in (kari, ola))
    place = at("take_back_attendance", course.ref, wrong.ref)
    with clock.at(later):
        assert place in main(client.get(at("course", course.ref)))
        assert place not in main(client_of(kim).get(at("course", course.ref)))
        assert client.get(place).url == at("course", course.ref)
    other = post(client_of(kim), place, when=later)
    assert said(other)[0].startswith("Den som registrerte deltakeren, kan angre samme dag")
    for _click in range(2):
        page = post(client, place, when=later)
        assert said(page) == ["Registreringen er trukket tilbake."]
    assert [attendance.person for attendance in course_queries.attendances(course)] == [ola]


def test_a_list_that_is_deleted_is_not_called_empty_so_far(plan, siri, client_of):
    course, client = plan(), client_of(siri)
    for when, said in (
        (NOW, "Ingen har meldt seg på ennå."),
        (COURSE + HOUR, "Ingen står på listen. Den blir slettet"),
    ):
        with clock.at(when):
            assert said in main(client.get(at("course", course.ref)))


@pytest.mark.slow
def test_a_search_that_finds_more_than_it_shows_says_so(plan, siri, client_of):
    for number in range(account_queries.MAX_SEARCH_RESULTS):
        somebody(f"q{number}@example.org", "Qvarin", f"Qvist{number}")
    client, course = client_of(siri), plan()
    for place in (at("course", course.ref), at("exam_exceptions")):
        says = "De første 20 vises. Skriv mer av navnet for å finne de andre."
        assert says in main(post(client, place, {"q": "qvarin"}, when=COURSE + HOUR))
        assert says not in main(post(client, place, {"q": "qvist1"}, when=COURSE + HOUR))


def test_somebody_who_never_signed_up_is_found_and_registered(plan, siri, kari, client_of):
    course, client = plan(), client_of(siri)
    page = post(client, at("course", course.ref), {"q": "kari"}, when=COURSE + HOUR)
    assert str(kari.ref) in main(page)
    post(client, at("register_attendance", course.ref), {"people": [kari.ref], "q": "kari"}, when=COURSE + HOUR)
    assert [attendance.person for attendance in course_queries.attendances(course)] == [kari]


@pytest.mark.parametrize(("q", "field"), [("", "list_people"), ("rolf", "found_people")])
def test_nobody_ticked_is_told_at_the_list_that_was_sent(plan, siri, kari, rolf, client_of, q, field):
    course = plan()
    with clock.at(NOW):
        course_services.sign_up(course, by=kari)
    page = post(client_of(siri), at("register_attendance", course.ref), {"q": q}, when=COURSE + HOUR)
    assert f'href="#{field}_0"' in main(page)
    assert f'id="{field}_0"' in main(page)
    assert Attendance.objects.count() == 0


def test_nobody_is_registered_before_the_day(plan, siri, kari, client_of):
    course = plan()
    page = post(client_of(siri), at("register_attendance", course.ref), {"people": [kari.ref]})
    assert said(page) == ["Deltakere kan ikke registreres før kursdagen, og heller ikke når kurset er avlyst."]
    assert Attendance.objects.count() == 0


@pytest.mark.slow
def test_lists_take_as_many_queries_for_three_rows_as_for_one(siri, plan, kari, ola, client_of):
    client, course = client_of(siri), plan()
    places = [at("courses"), at("course", course.ref)]

    def counts():
        found = []
        for place in places:
            with clock.at(COURSE + HOUR), CaptureQueriesContext(connection) as seen:
                assert client.get(place).status_code == 200
            found.append(len(seen))
        return found

    def fill(person):
        with clock.at(NOW):
            course_services.sign_up(course, by=person)
        with clock.at(COURSE + HOUR):
            course_services.register_attendance(person, course, by=siri)

    fill(kari)
    counts()
    one = counts()
    for person in (ola, siri):
        fill(person)
        plan(place=f"Kurs med {person}")
    counts()  # a minute has turned, and what all pages share is read anew
    assert counts() == one


# People's own pages


def course_task(client):
    with clock.at(NOW):
        page = client.get(at("my_page"))
    [pathway] = page.context["pathways"]
    [task] = [task for task in pathway.tasks if task.title == "Introduksjonskurs"]
    return task.status, task.href, page.context["to_do"][0].title


@pytest.mark.slow
def test_my_page_leads_to_the_course_and_then_past_it(approved, plan, siri, kari, client_of):
    client = client_of(kari)
    assert course_task(client) == ("Ikke begynt", at("take_course"), "Rollen og oppgavene")

    with clock.at(NOW):
        course_services.sign_up(plan(), by=kari)
    assert course_task(client) == ("Påbegynt", at("take_course"), "Rollen og oppgavene")

    with clock.at(NOW):
        course_services.cancel_course(Course.objects.get(), version=1, because={}, by=siri)
    assert course_task(client) == ("Ikke begynt", at("take_course"), "Rollen og oppgavene")


@pytest.mark.slow
def test_my_data_has_what_is_stored_about_courses(certificate, parts, plan, kari, ola, client_of):
    with clock.at(NOW):
        course = plan(place="Storgata 9")
        course_services.sign_up(course, by=kari)
        course_services.finish_part(parts[0], by=kari)
        page = main(client_of(kari).get(at("my_data")))
        for words in ("Deltok på kurs 20. november 2026", "Leste 1 del av introduksjonskurset"):
            assert words in page
        assert at("certificate", certificate.ref) in page
        assert at("course_session", course.ref) in page
        course_services.finish_part(parts[1], by=kari)
        assert "Leste hele introduksjonskurset innen 2. november 2026" in main(client_of(kari).get(at("my_data")))
        assert "introduksjonskurs" not in main(client_of(ola).get(at("my_data"))).lower()


# The editors


@pytest.fixture
def editor(kari):
    kari.groups.add(Group.objects.get(name="Redaktører"))
    return kari


@pytest.mark.slow
def test_editors_alone_open_the_parts(siri, ola, editor, client_of):
    assert client_of(editor).get(reverse("course_parts:index")).status_code == 200
    for person in (siri, ola):
        assert client_of(person).get(reverse("course_parts:index")).status_code in (302, 403)


@pytest.mark.slow
def test_an_editor_changes_a_part_and_adds_a_question(parts, editor, client_of):
    place, client = reverse("course_parts:edit", args=[parts[0].pk]), client_of(editor)
    assert client.get(place).status_code == 200
    data = {
        "order": "3", "title_nb": "Rollen din", "chapter": "roller", "minutes": "7", "text_nb": "Du lytter.",
        "text_en": "You listen.", "is_active": "on", "reflections-TOTAL_FORMS": "2", "reflections-INITIAL_FORMS": "1",
        "reflections-MIN_NUM_FORMS": "0", "reflections-MAX_NUM_FORMS": "1000",
        "reflections-0-id": parts[0].reflections.get().pk, "reflections-0-text_nb": "Hva tenker du nå?",
        "reflections-1-id": "", "reflections-1-text_nb": "Og så?",
    }  # fmt: skip
    answer = client.post(place, data)
    assert answer.status_code == 302, answer.context["form"].errors
    part = CoursePart.objects.get(code="rollen")
    assert (part.order, part.title, part.text) == (3, {"nb": "Rollen din"}, {"nb": "Du lytter.", "en": "You listen."})
    assert [reflection.text["nb"] for reflection in part.reflections.all()] == ["Hva tenker du nå?", "Og så?"]


def test_an_editor_adds_a_part_and_takes_none_away(parts, editor, client_of):
    client = client_of(editor)
    data = {
        "order": "9", "title_nb": "Ny del", "minutes": "7", "text_nb": "Du lytter.", "is_active": "on",
        "reflections-TOTAL_FORMS": "0", "reflections-INITIAL_FORMS": "0", "reflections-MIN_NUM_FORMS": "0",
        "reflections-MAX_NUM_FORMS": "1000",
    }  # fmt: skip
    answer = client.post(reverse("course_parts:add"), data)
    assert answer.status_code == 302, answer.context["form"].errors
    new = CoursePart.objects.get(order=9)
    assert re.fullmatch("[0-9a-f]{12}", new.code)
    assert client.post(reverse("course_parts:delete", args=[new.pk])).status_code in (302, 403)
    assert CoursePart.objects.filter(pk=new.pk).exists()


def test_the_parts_are_in_no_search():
    assert not issubclass(CoursePart, index.Indexed)


@pytest.mark.slow
def test_nobody_registers_themselves_or_a_tie(plan, siri, kari, ola, client_of):
    course, client = plan(), client_of(siri)
    accounts.declare_tie(siri, kari, by=siri)
    with clock.at(NOW):
        for person in (siri, kari, ola):
            course_services.sign_up(course, by=person)

    page = post(client, at("course", course.ref), {"q": "example"}, when=COURSE + HOUR)
    chosen = {"people": [siri.ref, kari.ref, ola.ref]}
    post(client, at("register_attendance", course.ref), chosen, when=COURSE + HOUR)

    for name in ("list_form", "found_form"):
        shown = {ref for ref, _name in page.context[name].fields["people"].choices}
        assert shown & {str(siri.ref), str(kari.ref), str(ola.ref)} == {str(ola.ref)}
    assert [attendance.person for attendance in course_queries.attendances(course)] == [ola]

"""Logging a call: in two taps, once for each form, with nothing about whoever called; and who may do it."""

import datetime
import uuid

import pytest
from django import forms as django_forms
from django.apps import apps
from django.core.management import call_command

from forms.calls import CallForm
from portal import clock, fragments, permissions
from portal.accounts.models import User
from portal.activities.base_years.services import YearNotOpen
from portal.calls import services as calls
from portal.calls.models import Call, CallTheme, Volunteer
from portal.calls.verbs import Verb
from portal.models import Event
from portal.permissions import Role
from portal.supporters import queries as supporter_queries
from portal.supporters import services as supporters
from tests.conftest import moment
from tests.portal.calls.conftest import MS, RELATIVES

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
LOG = "/telefonvakt/logg/"
MINE = "/telefonvakt/samtalene-mine/"
WHO = "/telefonvakt/hvem-svarer/"


def shown_values(page):
    """What a browser would send if the button were pressed at once."""
    form = page.context["form"]
    values = {bound.name: bound.value() for bound in form}
    return {"token": str(page.context["token"]), **{name: value for name, value in values.items() if value}}


def test_a_call_is_logged_by_pressing_the_button_of_the_page(client_of, vigdis):
    client = client_of(vigdis)

    saved = client.post(LOG, shown_values(client.get(LOG)))

    call = Call.objects.get()
    assert saved.headers["Location"] == f"{LOG}{call.ref}/"
    assert (call.line, call.day, call.minutes, call.caller, call.logged_by) == (
        MS, datetime.date(2026, 6, 10), "", "", vigdis,
    )  # fmt: skip
    assert client.get(saved.headers["Location"]).context["may_undo"] is True


def test_what_is_ticked_is_kept_as_codes(client_of, vigdis):
    client = client_of(vigdis)
    ticked = {"minutes": "15-30", "caller": "relative", "themes": ["new", "work"]}

    receipt = client.post(LOG, {**shown_values(client.get(LOG)), **ticked}, follow=True).content.decode()

    assert Call.objects.values_list("minutes", "caller", "month").get() == (
        "15-30", "relative", datetime.date(2026, 6, 1),
    )  # fmt: skip
    assert set(CallTheme.objects.values_list("theme", "line", "month")) == {
        ("new", MS, datetime.date(2026, 6, 1)), ("work", MS, datetime.date(2026, 6, 1)),
    }  # fmt: skip
    assert "Er pårørende" in receipt
    assert "15 til 30 minutter" in receipt


def test_one_form_makes_one_call(client_of, vigdis):
    client = client_of(vigdis)
    values = shown_values(client.get(LOG))

    places = {client.post(LOG, values).headers["Location"] for _press in range(3)}

    assert (len(places), Call.objects.count()) == (1, 1)


def test_no_field_takes_free_text_about_whoever_called():
    """The day is read as a date; all else is chosen."""
    written = {name for name, field in CallForm.base_fields.items() if not hasattr(field, "choices")}

    assert written == {"day"}
    assert not [field for field in CallForm.base_fields.values() if isinstance(field.widget, django_forms.Textarea)]


@pytest.mark.slow
def test_a_call_keeps_no_time_of_day(client_of, vigdis, log):
    """The moment until which it can be undone is emptied, and no event tells when it was logged."""
    before = Event.objects.count()
    call = log(vigdis)
    assert Event.objects.count() == before

    with clock.at(moment("2026-06-11 03:00")):
        call_command("forget", verbosity=0)

    kept = {field.name: getattr(Call.objects.get(pk=call.pk), field.name) for field in Call._meta.fields}
    assert [name for name, value in kept.items() if isinstance(value, datetime.datetime)] == []


@pytest.mark.slow
def test_who_logged_it_is_forgotten_after_a_year(vigdis, log):
    call = log(vigdis)

    for day, by in (("2027-06-10 03:00", vigdis), ("2027-06-12 03:00", None)):
        with clock.at(moment(day)):
            call_command("forget", verbosity=0)
        call.refresh_from_db()
        assert call.logged_by == by
    assert Call.objects.count() == 1


def test_it_is_taken_back_within_ten_minutes(client_of, vigdis, log, at_noon):
    client, call = client_of(vigdis), log(vigdis, themes=["new"])

    for press in range(2):  # the second one finds it gone
        with clock.at(at_noon + datetime.timedelta(minutes=10)):
            response = client.post(f"{LOG}{call.ref}/angre/")
        assert response.headers["Location"] == LOG, press
    assert (Call.objects.count(), CallTheme.objects.count()) == (0, 0)


RIGHT = {"when": "other", "day": "31.5.2026", "minutes": "30-60", "caller": "own", "themes": ["work"]}


@pytest.mark.slow
def test_a_call_of_an_open_month_is_corrected_by_whoever_logged_it(client_of, vigdis, mari, log):
    call, client = log(vigdis, minutes="15-30", themes=["new"]), client_of(vigdis)
    address = f"{LOG}{call.ref}/rett/"
    shown = {bound.name: bound.value() for bound in client.get(address).context["form"]}
    assert shown == {"when": "2026-06-10", "day": None, "minutes": "15-30", "caller": "", "themes": ["new"]}
    assert f'href="{address}"' in client.get(MINE).content.decode()
    before = Event.objects.count()

    with clock.at(moment("2026-07-07 23:00")):
        client.post(address, RIGHT)

    call.refresh_from_db()
    assert (call.day, call.month, call.minutes, call.caller) == (
        datetime.date(2026, 5, 31), datetime.date(2026, 5, 1), "30-60", "own",
    )  # fmt: skip
    assert client.get(address).context["form"]["when"].value() == "2026-05-31"  # it can be chosen as it is
    assert list(CallTheme.objects.values_list("theme", "month")) == [("work", datetime.date(2026, 5, 1))]
    assert (Call.objects.count(), Event.objects.count()) == (1, before)
    assert client_of(mari).get(address).status_code == 404


@pytest.mark.parametrize("verb", ["rett", "angre"])
def test_a_call_of_a_closed_month_is_neither_corrected_nor_taken_back(client_of, vigdis, log, verb):
    call, client = log(vigdis), client_of(vigdis)
    stored = Call.objects.values().get()

    with clock.at(moment("2026-07-08 00:00")):
        page = client.post(f"{LOG}{call.ref}/{verb}/", RIGHT, follow=True).content.decode()
        assert "Fristen for å rette denne samtalen er gått ut" in page
        assert "/rett/" not in client.get(MINE).content.decode()

    assert Call.objects.values().get() == stored


def test_a_call_of_a_closed_month_is_taken_back_for_ten_minutes(client_of, vigdis, log, at_noon):
    call = log(vigdis, day=datetime.date(2026, 3, 2))
    assert "i ti minutter" in client_of(vigdis).get(f"{LOG}{call.ref}/").content.decode()

    with clock.at(at_noon + datetime.timedelta(minutes=10, seconds=1)):
        page = client_of(vigdis).post(f"{LOG}{call.ref}/angre/", follow=True)

    assert "Fristen for å rette denne samtalen er gått ut" in page.content.decode()
    assert Call.objects.count() == 1


def test_what_was_logged_by_mistake_is_deleted_from_the_list(client_of, vigdis, log):
    call, client = log(vigdis), client_of(vigdis)

    for _press in range(2):
        assert client.post(f"{LOG}{call.ref}/angre/", {"from_list": "yes"}).headers["Location"] == MINE
    assert not Call.objects.exists()
    assert client.post(f"{LOG}{call.ref}/rett/", RIGHT).headers["Location"] == MINE


def test_everybody_sees_their_own_calls_by_month(client_of, vigdis, mari, log):
    for day in (datetime.date(2026, 6, 3), datetime.date(2026, 6, 8), datetime.date(2026, 4, 13)):
        log(vigdis, day=day, themes=["new"])
    log(mari)

    page = client_of(vigdis).get(MINE)

    assert [month["title"] for month in page.context["months"]] == ["Juni: 2 samtaler", "April: 1 samtale"]
    text = page.content.decode()
    assert "Du har logget 3 samtaler det siste året" in text
    assert "Du kan rette disse til og med 7. juli 2026" in text
    assert "Mandag 8. juni" in text
    with clock.at(moment("2026-07-01 12:00")):  # June is open for a week
        assert client_of(vigdis).get(MINE).content.decode().count("/rett/") == 2


def test_who_does_not_answer_the_line_any_more_can_still_correct(client_of, vigdis, log):
    call, client = log(vigdis), client_of(vigdis)
    calls.remove_volunteer(Volunteer.objects.get(person=vigdis), by=vigdis)

    client.post(f"{LOG}{call.ref}/rett/", RIGHT)
    assert Call.objects.values_list("line", "minutes").get() == (MS, "30-60")
    assert client.post(f"{LOG}{call.ref}/angre/").headers["Location"] == MINE


def test_the_page_of_own_calls_costs_the_same_with_many_calls(client_of, vigdis, log, django_assert_num_queries):
    client = client_of(vigdis)
    client.get(MINE)
    for number in (1, 30):
        for _one in range(number):
            log(vigdis, themes=["new"])
        with django_assert_num_queries(5):
            client.get(MINE)


@pytest.mark.parametrize(
    ("who", "at", "hint"),
    [
        ("vigdis", "2026-06-10 21:00", ""),  # a Wednesday
        ("vigdis", "2026-06-14 12:00", "MS-telefonen er ikke åpen i dag. Telefonen var sist åpen onsdag 10. juni."),
        ("siri", "2026-06-14 12:00", ""),  # no line is chosen
    ],
)
def test_where_the_line_was_not_open_today_the_form_says_when_it_was(request, client_of, who, at, hint):
    client = client_of(request.getfixturevalue(who))

    with clock.at(moment(at)):
        assert client.get(LOG).context["form"]["when"].help_text == hint


def test_the_line_used_last_is_chosen(client_of, siri, log):
    log(siri, line=RELATIVES)

    assert client_of(siri).get(LOG).context["form"]["line"].value() == RELATIVES


def test_a_form_that_was_opened_before_midnight_means_the_day_that_it_showed(client_of, vigdis):
    client = client_of(vigdis)
    with clock.at(moment("2026-12-31 23:58")):
        values = shown_values(client.get(LOG))

    with clock.at(moment("2027-01-01 00:03")):
        client.post(LOG, values)

    assert Call.objects.get().day == datetime.date(2026, 12, 31)


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"when": "other"}, "day"),
        ({"when": "other", "day": "11.6.2026"}, "day"),
        ({"when": "other", "day": "31.12.2024"}, "day"),
        ({"when": "other", "day": "29.2"}, "day"),
        ({"when": "2026-06-10", "day": "3.6.2026"}, "when"),
        ({"when": "2026-06-01"}, "when"),
        ({"when": ""}, "when"),
        ({"minutes": "90"}, "minutes"),
        ({"themes": ["gossip"]}, "themes"),
        ({"caller": "Kari Nordmann"}, "caller"),
    ],
)
def test_what_cannot_be_meant_is_asked_about(client_of, vigdis, typed, wrong):
    client = client_of(vigdis)

    page = client.post(LOG, {**shown_values(client.get(LOG)), **typed})

    assert list(page.context["form"].errors) == [wrong]
    assert not Call.objects.exists()


@pytest.mark.slow
def test_each_logs_on_the_lines_that_they_answer(client_of, vigdis, roar, siri):
    """Somebody who answers one line is not asked which; what another line's form would send is no use."""
    assert "line" not in client_of(vigdis).get(LOG).context["form"].fields
    assert [code for code, _name in client_of(siri).get(LOG).context["form"].fields["line"].choices] == [MS, RELATIVES]

    client = client_of(roar)
    page = client.post(LOG, {**shown_values(client.get(LOG)), "line": MS})

    assert "en annen hjelpetelefon" in page.content.decode()
    assert f'name="line" value="{RELATIVES}"' in page.content.decode()
    assert not Call.objects.exists()


def test_a_line_that_is_not_theirs_any_more_is_not_exchanged_for_another(client_of, vigdis, kaare):
    """She answers two lines and chooses one; before she sends the form, she is taken off it."""
    calls.add_volunteer(vigdis, RELATIVES, by=kaare)
    client = client_of(vigdis)
    chosen = {**shown_values(client.get(LOG)), "line": RELATIVES}
    calls.remove_volunteer(Volunteer.objects.get(person=vigdis, line=RELATIVES), by=kaare)

    page = client.post(LOG, chosen)

    assert (page.status_code, Call.objects.count()) == (200, 0)
    client.post(LOG, {**chosen, "line": MS})
    assert Call.objects.get().line == MS


@pytest.mark.parametrize(
    ("who", "status"),
    [("vigdis", 200), ("siri", 200), ("kaare", 403), ("liv", 403), ("rolf", 403), ("kari", 403), (None, 302)],
)
def test_who_may_log(request, client_of, client, who, status):
    found = client_of(request.getfixturevalue(who)) if who else client

    assert found.get(LOG).status_code == status


@pytest.mark.parametrize("who", ["mari", "siri", "kaare", "kari"])
def test_another_ones_call_is_answered_like_one_that_there_is_not(request, client_of, vigdis, log, who):
    call, client = log(vigdis), client_of(request.getfixturevalue(who))

    for place, method in (("", client.get), ("angre/", client.get), ("angre/", client.post)):
        another, none = (method(f"{LOG}{ref}/{place}") for ref in (call.ref, uuid.uuid4()))
        assert (another.status_code, another.headers.get("Location")) == (
            none.status_code, none.headers.get("Location"),
        ), place  # fmt: skip
        assert another.status_code == (302 if method == client.post and who in ("mari", "siri") else 404)
    assert Call.objects.count() == 1


def test_two_clicks_at_the_same_moment_take_a_call_back_once(vigdis, log):
    """Both have read the call before either takes it back."""
    call = log(vigdis)
    first, second = Call.objects.get(pk=call.pk), Call.objects.get(pk=call.pk)

    calls.undo_call(first, by=vigdis)
    calls.undo_call(second, by=vigdis)

    assert not Call.objects.exists()


def test_two_clicks_at_the_same_moment_take_somebody_off_the_list_once(vigdis, kaare):
    first, second = Volunteer.objects.get(), Volunteer.objects.get()

    calls.remove_volunteer(first, by=kaare)
    calls.remove_volunteer(second, by=kaare)

    assert not Volunteer.objects.exists()
    assert Event.objects.filter(verb=Verb.VOLUNTEER_REMOVE).count() == 1


def test_the_form_of_another_person_says_that_nothing_is_saved(client_of, vigdis, mari, log):
    theirs, client = log(mari), client_of(vigdis)

    page = client.post(LOG, {**shown_values(client.get(LOG)), "token": str(theirs.token)})

    assert page.status_code == 409
    assert Call.objects.get() == theirs


def test_nobody_answers_during_a_break_or_after_the_end(vigdis):
    supporter = supporter_queries.supporter_of(vigdis)

    def roles():
        return permissions.access_of(User.objects.get(pk=vigdis.pk)).roles

    assert Role.VOLUNTEER in roles()
    supporters.pause(supporter, until=None, by=vigdis)
    assert Role.VOLUNTEER not in roles()
    assert Volunteer.objects.count() == 1

    supporters.end(supporter_queries.supporter_of(vigdis), by=vigdis)
    assert Volunteer.objects.count() == 0


@pytest.mark.slow
def test_the_coordinator_notes_who_answers(client_of, kaare, liv):
    client = client_of(kaare)

    for _press in range(2):
        client.post(WHO, {"line": MS, "email": "LIV@example.org"})
    page = client.get(WHO).content.decode()

    assert Volunteer.objects.values_list("line", "person").get() == (MS, liv.pk)
    assert "Liv Likeperson, Bergen" in page

    remove = f"{WHO}{Volunteer.objects.get().ref}/ta-bort/"
    assert "Liv Likeperson" in client.get(remove).content.decode()
    assert [client.post(remove).headers["Location"] for _press in range(2)] == [WHO, WHO]
    assert not Volunteer.objects.exists()


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [({"email": "nobody@example.org"}, "email"), ({"email": "kari@example.org"}, "email"), ({"line": "113"}, "line")],
)
def test_only_an_active_supporter_answers_and_only_a_line_of_ours(client_of, kaare, kari, liv, typed, wrong):
    page = client_of(kaare).post(WHO, {"line": MS, "email": "liv@example.org", **typed})

    assert list(page.context["form"].errors) == [wrong]
    assert not Volunteer.objects.exists()


@pytest.mark.parametrize(("who", "status"), [("siri", 200), ("kaare", 200), ("vigdis", 403), ("rolf", 403)])
def test_who_may_say_who_answers(request, client_of, who, status):
    assert client_of(request.getfixturevalue(who)).get(WHO).status_code == status


def test_the_pages_say_so_where_there_is_no_line(client_of, siri):
    apps.get_model("home", "Helpline").objects.filter(kind="peer").delete()
    fragments.forget_cached()

    assert "ingen egen hjelpetelefon" in client_of(siri).get(WHO).content.decode()
    assert "ingen egen hjelpetelefon" in client_of(siri).get(LOG).content.decode()


def test_a_token_that_is_no_token_is_a_new_one(client_of, vigdis):
    client = client_of(vigdis)

    client.post(LOG, {**shown_values(client.get(LOG)), "token": "x"})

    assert isinstance(Call.objects.get().token, uuid.UUID)


@pytest.mark.slow
def test_logging_costs_the_same_with_many_calls(client_of, vigdis, log, django_assert_num_queries):
    client = client_of(vigdis)
    client.get(LOG)
    for number in (1, 30):
        for _one in range(number):
            log(vigdis, themes=["new"])
        with django_assert_num_queries(6):
            client.get(LOG)


def test_a_call_before_the_first_open_year_is_refused(vigdis, log):
    with pytest.raises(YearNotOpen):
        log(vigdis, day=datetime.date(2024, 12, 31))
    assert log(vigdis, day=datetime.date(2025, 1, 1)).pk

"""What is said of one activity afterwards: by whoever led it and did not log it, and by two people at once."""

import pytest

from portal.activities.models import Activity, Correction
from tests.portal.activities.corrections.test_pages import address, fields_of, shown
from tests.portal.activities.corrections.test_pages import strike as strike_on_page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
SAY = "opplysninger/"


def typed(page):
    """What a browser would post of the form as it is shown."""
    values = {field.html_name: field.value() or "" for field in page.context["form"]}
    words = {True: "yes", False: "no"}
    return {name: words.get(value, value) for name, value in values.items()} | {"version": page.context["version"]}


@pytest.fixture
def led(bergen, rolf, liv, log):
    """Rolf of the board has logged what Liv led, and said that it was in Norway; of pay he has said nothing."""
    return log(bergen, rolf, led_by=liv, unpaid=None, in_person=None)


@pytest.mark.slow
def test_whoever_led_it_sees_its_page_and_says_what_is_theirs(client_of, liv, rolf, led):
    client = client_of(liv.person)
    page = client.get(address(led))
    assert (page.status_code, page.context["may_say"], page.context["may_correct"]) == (200, True, False)
    assert "Rolf Rygg har logget denne aktiviteten og skrevet at du ledet den" in shown(page)

    form = client.get(address(led, SAY))
    assert list(form.context["form"].fields) == ["leader", "in_person", "unpaid"]
    said = client.post(address(led, SAY), {**typed(form), "in_person": "yes", "unpaid": "yes"}, follow=True)

    assert said.request["PATH_INFO"] == address(led)
    stored = Activity.objects.get()
    assert (stored.unpaid, stored.in_person, stored.in_norway, stored.led_by) == (True, True, True, liv)
    assert [(one["done"], one["who"]) for one in said.context["history"]] == [("Opplysninger oppdatert", liv.person)]
    assert said.context["found"]["counts"]


@pytest.mark.slow
def test_they_can_say_that_they_did_not_lead_it(client_of, liv, rolf, led):
    client = client_of(liv.person)
    fields = typed(client.get(address(led, SAY)))

    page = client.post(address(led, SAY), {**fields, "leader": "not_me", "unpaid": "yes"}, follow=True)

    assert [message.level_tag for message in page.context["messages"]] == ["success"]
    stored = Activity.objects.get()
    assert (stored.leader, stored.led_by, stored.unpaid) == ("", None, None)
    assert client.get(address(led)).status_code == 404
    assert "si fra hvem som ledet aktiviteten" in client_of(rolf).get(address(led)).context["found"]["missing"]


@pytest.mark.parametrize("action", ["rett/", "stryk/", "ta-inn-igjen/"])
def test_whoever_led_it_changes_and_strikes_nothing(client_of, liv, led, action):
    client = client_of(liv.person)
    assert client.get(address(led, action)).status_code == client.post(address(led, action)).status_code == 404


def test_what_another_has_said_stays_though_whoever_led_it_sends_it(client_of, liv, led):
    client = client_of(liv.person)
    fields = typed(client.get(address(led, SAY)))
    client.post(address(led, SAY), {**fields, "in_norway": "no", "own_event": "no"})
    stored = Activity.objects.get()
    assert (stored.in_norway, stored.own_event, stored.version) == (True, True, 1)


@pytest.mark.slow
def test_another_supporter_does_not_see_it(client_of, supporter_in, bergen, led):
    other = client_of(supporter_in(bergen, "Per", "Person").person)
    assert [other.get(address(led, one)).status_code for one in ("", SAY)] == [404, 404]


@pytest.mark.slow
def test_of_two_who_say_at_once_the_second_is_told_and_keeps_what_they_typed(client_of, liv, rolf, led):
    first, second = client_of(rolf), client_of(liv.person)
    of_first, of_second = (typed(client.get(address(led, SAY))) for client in (first, second))
    first.post(address(led, SAY), {**of_first, "unpaid": "no", "in_person": "yes"})

    page = second.post(address(led, SAY), {**of_second, "unpaid": "yes"})

    assert page.status_code == 409
    for part in ("Rolf Rygg", "Ble aktiviteten ledet uten betaling?", "Nå står det: Nei", "Du skrev: Ja"):
        assert part in shown(page)
    assert (Activity.objects.get().unpaid, Correction.objects.count()) == (False, 1)
    second.post(address(led, SAY), typed(page))
    stored = Activity.objects.get()
    assert (stored.unpaid, stored.in_person, stored.version) == (True, True, 3)


@pytest.mark.slow
def test_saying_after_a_correction_takes_none_of_it_back(client_of, liv, rolf, led):
    first, second = client_of(rolf), client_of(rolf)
    of_second = typed(second.get(address(led, SAY)))
    correction = fields_of(first.get(address(led, "rett/")))
    first.post(address(led, "rett/"), {**correction, "reason": "mistake", "leader": "other", "led_by": ""})

    page = second.post(address(led, SAY), {**of_second, "unpaid": "yes"})
    assert page.status_code == 409
    second.post(address(led, SAY), typed(page))

    stored = Activity.objects.get()
    assert (stored.leader, stored.led_by, stored.unpaid) == ("other", None, True)


def test_the_same_form_twice_is_said_once(client_of, liv, led):
    client = client_of(liv.person)
    fields = {**typed(client.get(address(led, SAY))), "unpaid": "yes"}
    assert [client.post(address(led, SAY), fields).status_code for _time in range(2)] == [302, 302]
    assert Correction.objects.count() == 1


@pytest.mark.parametrize("version", ["", "x", "99"])
def test_a_version_that_was_tampered_with_is_told_and_nothing_is_saved(client_of, liv, led, version):
    client = client_of(liv.person)
    fields = typed(client.get(address(led, SAY)))
    assert client.post(address(led, SAY), {**fields, "version": version, "unpaid": "yes"}).status_code == 409
    assert not Correction.objects.exists()


@pytest.mark.slow
def test_what_was_struck_meanwhile_is_told(client_of, liv, rolf, led):
    client = client_of(liv.person)
    fields = typed(client.get(address(led, SAY)))
    strike_on_page(client_of(rolf), led)

    page = client.post(address(led, SAY), {**fields, "unpaid": "yes"}, follow=True)

    assert [message.level_tag for message in page.context["messages"]] == ["warning"]
    assert Activity.objects.get().unpaid is None


@pytest.mark.slow
def test_who_was_said_not_to_have_led_it_meanwhile_is_told(client_of, liv, rolf, led, monkeypatch):
    """The board corrects it between reading and saving."""
    client = client_of(liv.person)
    fields = typed(client.get(address(led, SAY)))
    found = Activity.objects.select_related("chapter", "led_by__person").get()
    correction = fields_of(client_of(rolf).get(address(led, "rett/")))
    client_of(rolf).post(address(led, "rett/"), {**correction, "reason": "mistake", "leader": "other", "led_by": ""})
    monkeypatch.setattr("portal.activities.statements.views.SayOfActivity.get_case", lambda view: found)

    page = client.post(address(led, SAY), {**fields, "unpaid": "yes"}, follow=True)

    assert [message.level_tag for message in page.context["messages"]] == ["warning"]
    assert Activity.objects.get().unpaid is None

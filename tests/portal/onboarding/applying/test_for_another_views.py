"""Filling in for somebody: marked so, told, seen by them, and answered by somebody else."""

import datetime
import io
import re

import pypdf
import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from forms import drafts
from forms.application import ABOUT_YOU, CONFIRM, EXPERIENCE
from forms.models import Draft
from portal import clock, permissions
from portal.accounts.models import Consent, Reading, User
from portal.chapters import services as chapters
from portal.chapters.models import Membership
from portal.models import Event, OutboxMail
from portal.moves import IllegalMove
from portal.onboarding import queries as onboarding_queries
from portal.onboarding import services as onboarding
from portal.onboarding.models import Application, ApplicationForAnother
from portal.onboarding.review import queries as review_queries
from portal.onboarding.review import services as review_services
from portal.operations.retention import periods
from portal.supporters import queries as supporter_queries
from portal.supporters import services as supporters
from portal.supporters.pathway import checklist, turns
from tests.conftest import fill_in, make_supporter, person, raw_answers, send_in
from tests.portal.onboarding.applying.test_steps import HOSTILE
from tests.situations import situation

PATH = "/soknad/paa-vegne-av/"
MARI = {"given_name": "Mari", "family_name": "Moe", "email": "mari@example.org"}


@situation
def entry(rolf):
    return onboarding.begin_for_another(MARI["email"], MARI["given_name"], MARI["family_name"], by=rolf)


@pytest.fixture
def begun(entry, rolf, client_of):
    """Rolf has begun for Mari, who has never signed in; his browser and the address of the steps."""
    return client_of(rolf), f"{PATH}{entry.ref}/"


def fill_page_by_page(client, base):
    mari = User(given_name="Mari", family_name="Moe")
    for step, values in raw_answers(mari).items():
        response = client.post(base + f"{step}/", {f"{step}-{name}": given for name, given in values.items()})
        assert response.status_code == 302, step
    return response


def fill(client, base):
    """Every step is saved, and the last one sent from its page."""
    entry = ApplicationForAnother.objects.get(ref=base.split("/")[-2])
    draft = drafts.find(onboarding_queries.DRAFT, entry.draft_key)
    for step, values in raw_answers(User(given_name="Mari", family_name="Moe")).items():
        if step != CONFIRM:
            drafts.save_step(draft, step, values, now=clock.now())
    response = client.post(base + "se-over/", {"se-over-consent": "on"})
    assert response.status_code == 302
    return response


@pytest.mark.parametrize(("who", "status"), [("siri", 200), ("rolf", 200), ("kari", 403), ("guro", 403)])
def test_who_may(request, bergen, client_of, who, status):
    assert client_of(request.getfixturevalue(who)).get(PATH).status_code == status


@pytest.mark.slow
def test_it_is_filled_in_sent_marked_and_told(rolf, siri, client_of):
    client = client_of(rolf)
    base = client.post(PATH, MARI).url.removesuffix("om-deg/")
    OutboxMail.objects.all().delete()  # Rolf's own way as a leader

    response = fill_page_by_page(client, base)

    application = Application.objects.get()
    mari = User.objects.get(email="mari@example.org")
    assert (application.person, application.entered_by, application.chapter.short_name) == (mari, rolf, "bergen")
    assert (mari.get_full_name(), mari.phone) == ("Mari Moe", "+4722424545")
    assert response.url == base
    assert client.get(base).status_code == 200
    assert Consent.objects.get(person=mari).text.startswith("Mari Moe samtykker til at MS-forbundet")
    # Rolf is the only leader, and does not answer what he filled in himself.
    about_it = OutboxMail.objects.exclude(to=rolf.email, subject="Du er oppnevnt som likeperson")
    assert sorted(about_it.values_list("to", flat=True)) == ["mari@example.org", "siri@example.org"]
    assert OutboxMail.objects.get(to="mari@example.org").subject == "En søknad er sendt for deg"


def test_nothing_in_the_address_tells_who(begun):
    _client, base = begun

    assert base == f"{PATH}{ApplicationForAnother.objects.get().ref}/"


def test_sent_twice_is_one(begun):
    client, base = begun
    fill(client, base)

    again = client.post(base + "se-over/", {"se-over-consent": "on"})

    assert again.url == base
    assert Application.objects.count() == 1


@pytest.mark.slow
def test_whoever_filled_it_in_does_not_answer_it(begun, rolf, siri, client_of):
    client, base = begun
    fill(client, base)
    application = Application.objects.get()

    assert rolf.has_perm("onboarding.assess_application", application) is False
    assert siri.has_perm("onboarding.assess_application", application) is True
    assert client.get(f"/sekretariat/soknad/{application.ref}/").status_code == 404
    assert application not in list(review_queries.waiting_for(rolf))
    with pytest.raises(IllegalMove):
        review_services.assess(application, "approve", by=rolf, member=True)


def visible(user):
    return permissions.visible_to(Application.objects.all(), user, "onboarding.assess_application")


@pytest.mark.slow
def test_the_person_sees_it_and_can_withdraw_it(begun, client_of):
    client, base = begun
    fill(client, base)
    mari = User.objects.get(email="mari@example.org")

    page = client_of(mari).get("/soknad/sendt/").content.decode()

    assert "Rolf Rygg fylte ut søknaden for deg." in page
    assert client_of(mari).post("/soknad/trekk/").url == "/soknad/sendt/"
    assert Application.objects.get().state == "withdrawn"


def test_opening_health_answers_again_is_logged_and_the_person_sees_it(begun, rolf, client_of):
    client, base = begun
    mari = User.objects.get(email="mari@example.org")
    client.get(base + "om-deg/")
    client.post(base + "om-deg/", {"action": "later"})
    client.get(base + "erfaring/")
    assert Reading.objects.count() == 0
    client.post(base + "erfaring/", {"erfaring-experience": "own", "action": "later"})

    client.get(base + "erfaring/")

    assert list(Reading.objects.values_list("reader", "person")) == [(rolf.pk, mari.pk)]


def test_health_answers_that_a_post_shows_again_are_logged(begun, rolf):
    client, base = begun
    client.post(base + "om-deg/", {"action": "later"})
    client.post(base + "erfaring/", {"erfaring-experience": "own", "action": "later"})
    assert Reading.objects.count() == 0

    shown = client.post(base + "erfaring/", {"erfaring-experience": "relative"})

    assert shown.context["both"] != []
    assert Reading.objects.filter(reader=rolf, what="entry").count() == 1


@pytest.mark.slow
def test_another_s_is_not_there(begun, client_of, siri, kari, turid):
    _client, base = begun
    for who in (siri, kari, turid):
        client = client_of(who)
        for step in ("", "om-deg/", "se-over/"):
            found = client.get(base + step)
            missing = client.get(f"{PATH}00000000-0000-4000-8000-000000000000/{step}")

            assert (found.status_code, len(found.content)) == (404, len(missing.content)), (who, step)


def test_a_page_with_anothers_answers_is_not_stored(begun):
    client, base = begun

    assert "no-store" in client.get(base + "om-deg/")["Cache-Control"]


# Whoever has begun, sent or become is left alone, and whoever types the address does not learn of it


def begin_own(user, siri, bergen):
    fill_in(user, raw_answers(user, experience=["relative"]))


def send_own(user, siri, bergen):
    send_in(user)


def be_asked_for_more(user, siri, bergen):
    review_services.assess(send_in(user), "ask_for_more", by=siri, reasons=["motivation"])


def become_supporter(user, siri, bergen):
    make_supporter(user, bergen, by=siri)


def lose_account(user, siri, bergen):
    User.objects.filter(pk=user.pk).update(is_active=False)


THEIR_OWN = [begin_own, send_own, be_asked_for_more, become_supporter, lose_account]


def walk_through(client, email):
    """Everything that the helper is shown, from the first page to the receipt."""
    answers = [client.post(PATH, {**MARI, "email": email})]
    base = answers[0].url.removesuffix("om-deg/")
    for step, values in raw_answers(User(given_name="Mari", family_name="Moe")).items():
        answers.append(client.get(f"{base}{step}/"))
        answers.append(client.post(f"{base}{step}/", {f"{step}-{name}": given for name, given in values.items()}))
    answers += [client.get(base), client.post(f"{base}se-over/", {"se-over-consent": "on"}), client.get(PATH)]
    again = client.post(PATH, {**MARI, "email": email})
    shown = [(answer.status_code, answer.get("Location", ""), answer.content.decode()) for answer in [*answers, again]]
    refs = [base.split("/")[-2], again.url.split("/")[-3]]
    ApplicationForAnother.objects.filter(sent_at=None).delete()
    return [(status, same(address, refs), same(text, refs)) for status, address, text in shown]


def same(text, refs):
    """Without what is another each time: the address of the entry, and what forms hide."""
    for place, ref in enumerate(refs):
        text = text.replace(ref, f"ref {place}")
    return re.sub('<input type="hidden"[^>]*>', "", text)


@pytest.mark.slow
def test_the_helper_is_shown_the_same_whoever_is_behind_the_address(rolf, siri, bergen, client_of):
    people = {own: person(f"k{number}@example.org", "Kari", "Krogh") for number, own in enumerate(THEIR_OWN)}
    for own, kari in people.items():
        own(kari, siri, bergen)
    client = client_of(rolf)

    with clock.at(clock.now()):
        unknown = walk_through(client, "mari@example.org")
        known = {own.__name__: walk_through(client, kari.email) for own, kari in people.items()}

    assert len(unknown) == 17
    for own, shown in known.items():
        for found, expected in zip(shown, unknown, strict=True):
            assert found == expected, own


@pytest.mark.parametrize("own", THEIR_OWN)
def test_what_they_have_of_their_own_is_left_as_it_is_and_they_alone_are_told(rolf, kari, siri, bergen, client_of, own):
    own(kari, siri, bergen)
    client = client_of(rolf)
    base = client.post(PATH, {**MARI, "email": kari.email}).url.removesuffix("om-deg/")

    def theirs():
        draft, applications = onboarding_queries.draft_of(kari), Application.objects.filter(person=kari)
        rows = list(applications.values("pk", "state", "version", "answers", "entered_by", "waiting_since"))
        consents = Consent.objects.filter(person=kari, purpose="application").count()
        return draft and draft.answers, rows, consents, User.objects.values().get(pk=kari.pk)

    before = theirs()
    OutboxMail.objects.all().delete()
    fill(client, base)
    client.post(base + "se-over/", {"se-over-consent": "on"})  # pressed once more

    assert theirs() == before
    assert list(OutboxMail.objects.values_list("to", "subject")) == [(kari.email, "En søknad ble fylt ut for deg")]
    mail = OutboxMail.objects.get()
    assert "Rolf Rygg" in mail.text
    assert "Jeg vil gi videre" not in mail.text
    assert not Draft.objects.filter(key__startswith="entry:").exists()
    assert Event.objects.filter(verb="application.enter_in_vain").count() == 1
    assert kari.pk not in {row.person_id for row in onboarding_queries.entered_by(rolf.pk)}


def test_begun_in_the_meantime_it_comes_to_nothing(begun):
    client, base = begun
    mari = User.objects.get(email="mari@example.org")
    fill_in(mari, raw_answers(mari, experience=["relative"]))

    assert fill(client, base).url == base

    assert Application.objects.count() == 0
    assert onboarding_queries.draft_of(mari).answers[EXPERIENCE]["experience"] == ["relative"]


@pytest.mark.slow
def test_what_came_to_nothing_is_forgotten(rolf, guro, client_of):
    client = client_of(rolf)
    fill(client, client.post(PATH, {**MARI, "email": guro.email}).url.removesuffix("om-deg/"))

    with clock.at(clock.now() + datetime.timedelta(days=91)):
        for _what, rows in periods.rows_to_delete():
            rows.delete()

    assert ApplicationForAnother.objects.count() == 0


def test_for_oneself_one_writes_ones_own(rolf, client_of):
    response = client_of(rolf).post(PATH, {**MARI, "email": "Rolf@example.org"})

    assert list(response.context["form"].errors) == ["email"]
    assert response.context["form"]["given_name"].value() == "Mari"
    assert ApplicationForAnother.objects.count() == 0


@pytest.mark.slow
def test_what_the_account_knows_is_left_as_it_is(kari, rolf, client_of):
    client = client_of(rolf)
    base = client.post(PATH, {**MARI, "email": kari.email}).url.removesuffix("om-deg/")
    assert "Krogh" not in client.get(base + "om-deg/").content.decode()

    fill(client, base)

    kari.refresh_from_db()
    assert (kari.get_full_name(), kari.phone) == ("Kari Krogh", "+4722424545")


def test_twice_is_once(begun):
    client, base = begun

    assert client.post(PATH, MARI).url == base + "om-deg/"
    assert ApplicationForAnother.objects.count() == 1
    assert "Mari Moe" in client.get(PATH).content.decode()


def test_two_at_once_begin_one(begun):
    entry = ApplicationForAnother.objects.get()

    with pytest.raises(IntegrityError), transaction.atomic():
        ApplicationForAnother.objects.create(person=entry.person, by=entry.by, given_name="Kari", family_name="Krogh")


def test_what_is_due_to_be_forgotten_is_begun_anew(kari, rolf):
    with clock.at(clock.now() - datetime.timedelta(days=91)):
        old = onboarding.begin_for_another(kari.email, "Kari", "Krogh", by=rolf)

    anew = onboarding.begin_for_another(kari.email, "Kari", "Krogh", by=rolf)

    assert [found.ref for found in ApplicationForAnother.objects.all()] == [anew.ref]
    assert anew.ref != old.ref


@pytest.mark.slow
def test_a_leader_fills_in_for_the_own_chapter_and_the_secretariat_for_any(begun, siri, oslo, client_of):
    client, base = begun
    for step in (ABOUT_YOU, EXPERIENCE):
        client.post(f"{base}{step}/", {"action": "later"})
    central = client_of(siri)
    other = central.post(PATH, {**MARI, "email": "nina@example.org"}).url.removesuffix("om-deg/")
    for step in (ABOUT_YOU, EXPERIENCE):
        central.post(f"{other}{step}/", {"action": "later"})

    def offered(response):
        fields = response.context["form"].fields
        listed = fields["other_chapter"].choices if "other_chapter" in fields else []
        return [code for code, _name in [*fields["chapter"].choices, *listed] if code]

    assert offered(client.get(base + "tilhorighet/")) == ["bergen"]
    assert offered(central.get(other + "tilhorighet/")) == ["other", "unknown", "bergen", "oslo"]


def test_a_lost_office_closes_it(begun, rolf, siri):
    client, base = begun
    chapters.end_office(rolf.offices.get(), by=siri)

    with clock.at(clock.now() + datetime.timedelta(days=1)):
        assert client.get(base + "om-deg/").status_code == 404


def test_the_person_sees_what_somebody_has_begun(begun, client_of):
    mari = User.objects.get(email="mari@example.org")

    assert "En søknad som Rolf Rygg begynte på for deg" in client_of(mari).get("/mine-opplysninger/").content.decode()


@pytest.mark.slow
def test_what_was_never_sent_is_forgotten_with_the_account(begun):
    with clock.at(clock.now() + datetime.timedelta(days=91)):
        for _round in range(2):
            for _what, rows in periods.rows_to_delete():
                rows.delete()

    assert ApplicationForAnother.objects.count() == 0
    assert not User.objects.filter(email="mari@example.org").exists()


@pytest.mark.slow
def test_until_then_the_account_stays(begun):
    with clock.at(clock.now() + datetime.timedelta(days=2)):
        for _what, rows in periods.rows_to_delete():
            rows.delete()

    assert User.objects.filter(email="mari@example.org").exists()


@pytest.mark.slow
@pytest.mark.parametrize("signs_in", [True, False])
def test_what_was_sent_is_forgotten_with_the_account_where_the_person_never_came(begun, siri, signs_in):
    client, base = begun
    fill(client, base)
    application = Application.objects.get()
    assert application.person.get_full_name() == "Mari Moe"
    review_services.assess(application, "decline", by=siri, message="Ikke nå.")
    if signs_in:
        last = clock.now() + datetime.timedelta(days=100)
        User.objects.filter(pk=application.person_id).update(last_login=last)

    for days, exists in ((181, True), (183, signs_in)):
        with clock.at(clock.now() + datetime.timedelta(days=days, hours=1)):
            call_command("forget", verbosity=0)
        assert User.objects.filter(email="mari@example.org").exists() is exists
    assert (Application.objects.count(), ApplicationForAnother.objects.count()) == (0, 0)
    assert User.objects.filter(email="rolf@example.org").exists()


# Whoever filled it in decides nothing afterwards

DECIDES = [
    "appoint_supporter", "appoint_by_board", "note_talk", "note_explained", "note_police_certificate",
    "note_membership", "end_candidacy",
]  # fmt: skip


@pytest.fixture
def entered(begun):
    """What Rolf filled in for Mari is sent."""
    fill(*begun)
    return Application.objects.get()


@pytest.fixture
def sent_again(entered, siri, client_of):
    """Mari was asked for more, looked it over and sent it herself; her browser."""
    review_services.assess(entered, "ask_for_more", by=siri, reasons=["motivation"])
    client = client_of(entered.person)
    client.post("/soknad/start/")
    assert client.post("/soknad/se-over/", {"se-over-consent": "on"}).url == "/soknad/sendt/"
    entered.refresh_from_db()
    assert entered.state == "answered"
    return client


@pytest.mark.slow
def test_it_is_still_filled_in_by_another_when_the_person_has_added_to_it(entered, sent_again, rolf, siri, client_of):
    page, pages = f"/sekretariat/soknad/{entered.ref}/", [client_of(user) for user in (rolf, siri)]
    answer = {"verdict": "approve", "member": "on", "version": entered.version}

    assert [client.get(page).status_code for client in pages] == [404, 200]
    assert [client.post(f"{page}svar/", answer).status_code for client in pages] == [404, 200]
    queue = client_of(rolf).get("/lokalforening/bergen/")
    assert queue.status_code == 200
    assert "Mari Moe" not in [line.case.person.get_full_name() for line in queue.context["lines"]]
    assert "Rolf Rygg fylte ut søknaden for deg." in sent_again.get("/soknad/sendt/").content.decode()
    assert "Rolf Rygg fylte ut søknaden for deg." in " ".join(
        text_of(sent_again.get("/soknad/kopi.pdf").content).split()
    )


def text_of(pdf):
    return " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


@pytest.mark.slow
def test_whoever_answers_sees_who_filled_it_in_on_the_case_and_in_the_list(entered, siri, client_of):
    client = client_of(siri)

    for page in (f"/sekretariat/soknad/{entered.ref}/", "/sekretariat/"):
        assert "Fylt ut av Rolf Rygg" in " ".join(client.get(page).content.decode().split())


@pytest.mark.slow
def test_what_somebody_wrote_themselves_says_nothing_of_it(submitted, siri, client_of):
    client = client_of(siri)

    for page in (f"/sekretariat/soknad/{submitted.ref}/", "/sekretariat/"):
        shown = client.get(page).content.decode()
        assert ("Kari Krogh" in shown, "Fylt ut av" in shown) == (True, False)


@pytest.mark.parametrize("rule", ["knowledge.make_test_exception", "knowledge.register_attendance"])
def test_whoever_filled_it_in_neither_exempts_nor_registers_the_person(submitted, siri, kari, ola, rule):
    helper = person("hilde@example.org", "Hilde", "Hjelper")
    chapters.give_office(helper, "coordinator", by=siri, starts=datetime.date(2020, 1, 1))
    Application.objects.filter(pk=submitted.pk).update(entered_by=helper)

    assert [helper.has_perm(rule, found) for found in (kari, ola)] == [False, True]
    assert siri.has_perm(rule, kari) is True


@pytest.mark.parametrize("rule", DECIDES)
def test_whoever_filled_it_in_does_not_decide_on_the_way_either(entered, rolf, siri, bergen, rule):
    supporter = supporters.take_in(entered.person, bergen, by=siri)
    rule = f"supporters.{rule}"

    for case in (supporter, entered.person.candidacies.get()):
        visible = permissions.visible_to(type(case).objects.all(), rolf, rule)
        assert (rolf.has_perm(rule, case), siri.has_perm(rule, case), case in visible) == (False, True, False)
    assert rolf.has_perm("supporters.follow_supporter", supporter)


@pytest.mark.slow
def test_another_leader_of_the_chapter_notes_and_the_first_sees_why_not(entered, rolf, siri, bergen, client_of):
    lise = person("lise@example.org", "Lise", "Lien")
    chapters.give_office(lise, "chapter_leader", bergen, by=siri)
    review_services.assess(entered, "approve", by=lise, member=False)
    page = f"/lokalforening/likeperson/{supporter_queries.supporter_of(entered.person).ref}/"
    assert [client_of(user).get(f"{page}medlemskap/").status_code for user in (rolf, lise)] == [404, 200]
    shown = {user: client_of(user).get(page) for user in (rolf, lise)}

    assert {user: response.context["applied_for_them"] for user, response in shown.items()} == {rolf: True, lise: False}
    assert client_of(rolf).post(f"{page}medlemskap/", {"is_member": "on"}).status_code == 404
    assert not Membership.objects.filter(person=entered.person).exists()


def test_the_step_goes_to_those_who_may_take_it(entered, rolf, siri):
    [pathway] = checklist.pathways(list(entered.person.candidacies.all()))

    assert turns.Turns([pathway]).assessors(pathway) == (siri,)
    assert turns.barred_from([entered.person]) == {entered.person_id: {entered.person_id, rolf.pk}}


def test_somebody_who_withdrew_can_be_helped(kari, rolf, client_of):
    onboarding.withdraw(send_in(kari), by=kari)

    assert client_of(rolf).post(PATH, {**MARI, "email": kari.email}).status_code == 302


def test_a_strange_address_gets_a_sentence(rolf, client_of):
    response = client_of(rolf).post(PATH, {"given_name": "x" * 81, "family_name": "\x07", "email": "x"})

    assert sorted(response.context["form"].errors) == ["email", "family_name", "given_name"]


@pytest.mark.slow
def test_no_value_is_a_fault_of_ours(begun, rolf):
    client, base = begun

    for value in HOSTILE:
        values = dict.fromkeys(["given_name", "family_name", "email", "version", "page"], [value, value])
        assert client.post(PATH, values).status_code in (200, 302)
        assert client.post(base + "om-deg/", {**values, "om-deg-given_name": value, "action": "later"}).status_code in (
            200, 302,
        )  # fmt: skip

"""The answer to an application: by those who may, once, and with a reason."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forms.application import MOTIVATION
from portal.accounts.models import Reading
from portal.accounts.services import declare_tie
from portal.chapters.queries import is_member
from portal.chapters.services import confirm_membership
from portal.models import OutboxMail
from portal.moves import IllegalMove, Stale
from portal.onboarding import services as onboarding
from portal.onboarding.models import Application, Assessment
from portal.onboarding.review import services as review_services
from portal.onboarding.workflow import MOVES, State
from portal.supporters.categories.services import set_category
from portal.supporters.queries import supporter_of
from tests.conftest import person, raw_answers, send_in


@pytest.mark.parametrize(
    ("who", "may"), [("kari", False), ("rolf", True), ("turid", False), ("siri", True), ("ola", False)]
)
def test_who_may_assess(request, submitted, who, may):
    user = request.getfixturevalue(who)

    assert user.has_perm("onboarding.assess_application", submitted) is may


@pytest.mark.parametrize(("who", "status"), [("kari", 404), ("rolf", 200), ("turid", 404), ("siri", 200), ("ola", 404)])
def test_another_chapters_case_looks_like_one_that_does_not_exist(request, submitted, client_of, who, status):
    client = client_of(request.getfixturevalue(who))

    found = client.get(f"/sekretariat/soknad/{submitted.ref}/")
    missing = client.get("/sekretariat/soknad/00000000-0000-4000-8000-000000000000/")

    assert found.status_code == status
    if status == 404:
        assert (missing.status_code, len(missing.content)) == (404, len(found.content))


def test_nobody_assesses_their_own_application(rolf, bergen, client_of):
    own = send_in(rolf)

    assert rolf.has_perm("onboarding.assess_application", own) is False
    assert client_of(rolf).get(f"/sekretariat/soknad/{own.ref}/").status_code == 404


@pytest.mark.parametrize("verdict", ["approve", "ask_for_more", "decline"])
@pytest.mark.parametrize("state", State.values)
def test_an_answer_is_legal_only_from_where_the_table_says(submitted, rolf, kari, verdict, state):
    reach(submitted, state, rolf, kari)

    if state in MOVES[verdict].sources:
        review_services.assess(submitted, verdict, by=rolf, reasons=["motivation"])
        assert submitted.state == MOVES[verdict].target
    else:
        with pytest.raises(IllegalMove):
            review_services.assess(submitted, verdict, by=rolf)


def reach(application, state, rolf, kari):
    verdicts = {State.APPROVED: "approve", State.RETURNED: "ask_for_more", State.DECLINED: "decline"}
    if state == State.WITHDRAWN:
        onboarding.withdraw(application, by=kari)
    elif state in verdicts:
        review_services.assess(application, verdicts[state], by=rolf, reasons=["motivation"])


def answer(client, application, verdict, action="send", **values):
    """Post the answer as the page with the letter does."""
    known = {
        "verdict": verdict,
        "version": application.version,
        "action": action,
        "subject": "Svar til deg",
        "message": "Hei Kari.",
    }
    return client.post(f"/sekretariat/soknad/{application.ref}/svar/", known | values)


def test_approving_takes_the_person_in_and_tells_them(submitted, rolf, kari, client_of):
    client = client_of(rolf)

    for _press in range(2):
        assert answer(client, submitted, "approve").status_code == 302

    submitted.refresh_from_db()
    assert submitted.state == State.APPROVED
    assert supporter_of(kari).chapter == submitted.chapter
    assert Assessment.objects.count() == 1
    assert OutboxMail.objects.filter(to=kari.email).count() == 2
    assert is_member(kari)


@pytest.mark.slow
def test_a_yes_says_that_the_membership_is_checked_until_it_is(submitted, rolf, kari, client_of):
    path = f"/sekretariat/soknad/{submitted.ref}/"
    client = client_of(rolf)
    before = client.get(path).context["form"].fields["verdict"].choices[0][1]
    confirm_membership(kari, by=rolf)

    after = client.get(path).context["form"].fields["verdict"].choices[0][1]

    assert (before != after, "medlem" in str(before), "medlem" in str(after)) == (True, True, False)


def test_asking_for_more_opens_the_steps_and_the_answer_comes_back(submitted, rolf, kari):
    review_services.assess(submitted, "ask_for_more", by=rolf, reasons=["motivation"], message="Fortell litt mer.")

    assert list(onboarding.corrections_asked_for(submitted)) == [MOTIVATION]

    again = send_in(kari, raw_answers(kari, why=["Nå vet jeg bedre hvorfor."]))

    assert (again.pk, again.state, again.handler) == (submitted.pk, State.ANSWERED, rolf)
    assert again.answers[MOTIVATION]["why"] == ["Nå vet jeg bedre hvorfor."]


@pytest.mark.slow
def test_somebody_who_read_an_older_version_does_not_decide(submitted, rolf, kari):
    as_read = Application.objects.get(pk=submitted.pk)
    review_services.assess(submitted, "ask_for_more", by=rolf, reasons=["motivation"])
    send_in(kari)

    with pytest.raises(Stale):
        review_services.assess(as_read, "approve", by=rolf)


def test_a_decision_needs_a_fresh_code_and_the_text_waits(submitted, rolf, client_of):
    client = client_of(rolf, code_age=11 * 60)

    response = answer(client, submitted, "decline", message="Ikke nå.")

    assert response.url.startswith("/logg-inn/ny-kode/")
    submitted.refresh_from_db()
    assert submitted.state == State.SUBMITTED
    assert "Ikke nå." in client.get("/fortsett/").content.decode()


@pytest.mark.slow
def test_opening_an_application_is_logged_and_the_applicant_sees_it(submitted, rolf, kari, client_of):
    client_of(rolf).get(f"/sekretariat/soknad/{submitted.ref}/")

    assert list(Reading.objects.values_list("reader", "person")) == [(rolf.pk, kari.pk)]
    assert "Rolf Rygg" in client_of(kari).get("/mine-opplysninger/").content.decode()


def test_a_page_with_anothers_answers_is_not_stored_by_the_browser(submitted, rolf, client_of):
    response = client_of(rolf).get(f"/sekretariat/soknad/{submitted.ref}/")

    assert "no-store" in response["Cache-Control"]


@pytest.mark.slow
def test_somebody_who_knows_no_chapter_is_placed_by_the_secretariat(kari, bergen, siri, client_of):
    application = send_in(kari, raw_answers(kari, chapter="unknown"))
    client = client_of(siri)

    refused = answer(client, application, "approve")
    answer(client, application, "approve", chapter="bergen")

    assert list(refused.context["form"].errors) == ["chapter"]
    assert supporter_of(kari).chapter == bergen


def test_a_yes_without_a_chapter_changes_nothing(kari, bergen, siri):
    application = send_in(kari, raw_answers(kari, chapter="unknown"))

    with pytest.raises(IllegalMove):
        review_services.assess(application, "approve", by=siri)

    assert Application.objects.get().state == State.SUBMITTED
    assert supporter_of(kari) is None


@pytest.mark.slow
@pytest.mark.parametrize("path", ["/sekretariat/", "/lokalforening/bergen/"])
def test_the_lists_cost_the_same_with_one_and_with_three(
    path, kari, rolf, siri, bergen, client_of, django_assert_max_num_queries, django_assert_num_queries
):
    client = client_of(siri)
    send_in(kari)
    client.get(path)
    with django_assert_max_num_queries(42) as one:
        client.get(path)
    for name in ("Anna", "Britt"):
        send_in(person(f"{name}@example.org", name, "Ås"))

    with django_assert_num_queries(len(one)):
        client.get(path)


def test_mails_say_nothing_of_the_illness_or_the_answers(submitted, rolf, kari):
    review_services.assess(submitted, "approve", by=rolf, member=True)

    texts = " ".join(mail.subject + mail.text for mail in OutboxMail.objects.all()).lower()
    assert [word for word in ("diagnose", "sykdom", "gi videre", "22 42 45 45 99") if word in texts] == []


@pytest.mark.parametrize(("who", "is_appointed"), [("rolf", True), ("siri", False), ("siri, no board", True)])
def test_the_boards_decision_is_its_own_as_long_as_somebody_is_on_it(submitted, kari, rolf, siri, who, is_appointed):
    requires = [["approval", []], ["appointment", ["approval"]]]
    code = submitted.category.code
    set_category(code, by=siri, requires=requires, minimum_age=0, method="board", assessed_by="chapter")
    submitted.category.refresh_from_db()
    if who == "siri, no board":
        declare_tie(rolf, kari, by=rolf)
    before = OutboxMail.objects.filter(to=rolf.email).count()

    review_services.assess(submitted, "approve", by=rolf if who == "rolf" else siri)

    assert supporter_of(kari).appointments.exists() is is_appointed
    assert (OutboxMail.objects.filter(to=rolf.email).count() > before) is not is_appointed


@pytest.mark.skipif(not connection.features.has_select_for_update, reason="SQLite has one writer at a time")
def test_of_the_same_note_twice_at_once_one_waits(submitted, rolf):
    with CaptureQueriesContext(connection) as queries:
        review_services.write_note(submitted, "Ring henne.", by=rolf)

    locks = [number for number, query in enumerate(queries) if "FOR UPDATE" in query["sql"]]
    looks = [number for number, query in enumerate(queries) if 'FROM "onboarding_note"' in query["sql"]]
    assert locks[0] < looks[0]

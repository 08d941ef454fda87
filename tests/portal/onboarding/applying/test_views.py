"""Applying step by step: nothing typed is lost, nothing is sent twice, no order of pages breaks it."""

import pytest

from forms import drafts
from forms.application import ABOUT_YOU, CHAPTER, CONFIRM, CONTRIBUTION, EXPERIENCE, MOTIVATION
from forms.models import Draft
from portal.models import Event, OutboxMail
from portal.onboarding import queries as onboarding_queries
from portal.onboarding import services as onboarding
from portal.onboarding.models import Application
from portal.onboarding.review import services as review_services
from portal.onboarding.workflow import State
from tests.conftest import fill_in, raw_answers, send_in


def post_step(client, step, values, **extra):
    """What a page posts that shows what is stored now, where no other version is named."""
    draft = Draft.objects.filter(key=f"user:{client.session['_auth_user_id']}").first()
    shown = {"version": draft.version} if draft else {}
    data = {f"{step}-{name}": answers for name, answers in values.items()}
    return client.post(f"/soknad/{step}/", {**data, **shown, **extra})


def test_the_questions_can_be_read_without_signing_in_and_no_draft_is_made(client, db):
    response = client.get("/soknad/")

    assert response.status_code == 200
    assert Draft.objects.count() == 0


@pytest.mark.slow
def test_it_walks_from_the_first_step_to_the_receipt(applying, kari):
    for step, values in raw_answers(kari).items():
        response = post_step(applying, step, values)
        assert response.status_code == 302, step

    assert response.url == "/soknad/sendt/"
    application = Application.objects.get()
    assert (application.person, application.chapter.short_name, application.state) == (kari, "bergen", State.SUBMITTED)
    assert Draft.objects.count() == 0
    assert applying.get("/soknad/sendt/").status_code == 200
    assert (application.copy["language"], len(application.copy["sections"])) == ("nb", 5)


def test_a_step_ahead_leads_to_the_first_that_was_not_saved(applying):
    assert applying.get("/soknad/hvorfor/").url == "/soknad/om-deg/"
    assert post_step(applying, CONFIRM, {"consent": ["on"]}).url == "/soknad/om-deg/"
    assert Application.objects.count() == 0


def test_an_unknown_step_leads_to_the_right_one(applying):
    assert applying.get("/soknad/finnes-ikke/").url == "/soknad/om-deg/"


def test_a_fault_keeps_what_was_typed(applying):
    response = post_step(applying, ABOUT_YOU, {"given_name": ["Kari"], "postcode": ["50"], "phone": ["123"]})

    form = response.context["form"]
    assert sorted(form.errors) == ["adult", "family_name", "phone", "postcode"]
    assert form["given_name"].value() == "Kari"
    assert form["postcode"].value() == "50"


def test_save_for_later_keeps_even_what_is_not_right_yet(applying, kari):
    response = post_step(applying, ABOUT_YOU, {"given_name": ["Kari"], "postcode": ["5"]}, action="later")

    assert response.url == "/soknad/lagret/"
    assert onboarding_queries.draft_of(kari).answers[ABOUT_YOU] == {"given_name": ["Kari"], "postcode": ["5"]}


def test_it_goes_on_where_it_was_on_another_device(applying, kari, client_of):
    post_step(applying, ABOUT_YOU, raw_answers(kari)[ABOUT_YOU])

    elsewhere = client_of(kari)

    assert elsewhere.get("/soknad/erfaring/").status_code == 200
    assert elsewhere.get("/soknad/om-deg/").context["form"]["given_name"].value() == "Kari"


def test_two_windows_do_not_overwrite_each_other_silently(applying, kari):
    shown = onboarding_queries.draft_of(kari).version
    post_step(applying, ABOUT_YOU, raw_answers(kari)[ABOUT_YOU], version=shown)

    late = {**raw_answers(kari)[ABOUT_YOU], "given_name": ["Karoline"]}
    response = post_step(applying, ABOUT_YOU, late, version=shown)

    assert response.status_code == 200
    assert response.context["form"]["given_name"].value() == "Karoline"
    assert onboarding_queries.draft_of(kari).answers[ABOUT_YOU]["given_name"] == ["Kari"]


def test_a_trembling_double_press_is_harmless(applying, kari):
    shown = onboarding_queries.draft_of(kari).version
    values = raw_answers(kari)[ABOUT_YOU]

    first, second = (post_step(applying, ABOUT_YOU, values, version=shown) for _press in range(2))

    assert (first.url, second.url) == ("/soknad/erfaring/", "/soknad/erfaring/")


@pytest.mark.slow
def test_sent_twice_it_is_one_application_one_event_and_one_mail_each(applying, kari, rolf):
    fill_in(kari)
    mailed_before = list(OutboxMail.objects.values_list("pk", flat=True))  # Rolf heard that he leads

    first = post_step(applying, CONFIRM, {"consent": ["on"]})
    second = post_step(applying, CONFIRM, {"consent": ["on"]})

    assert (first.url, second.url) == ("/soknad/sendt/", "/soknad/sendt/")
    assert Application.objects.count() == 1
    assert "allerede sendt" in applying.get("/soknad/sendt/").content.decode()
    assert Event.objects.filter(verb="application.submit").count() == 1
    mailed = OutboxMail.objects.exclude(pk__in=mailed_before).values_list("to", flat=True)
    assert sorted(mailed) == ["kari@example.org", "rolf@example.org"]


PROTECTED = [
    "id", "pk", "ref", "person", "person_id", "owner", "by", "user", "user_id", "email", "is_staff",
    "is_superuser", "is_active", "groups", "password", "state", "status", "version_", "chapter_id", "assessed_in",
    "assessed_in_id", "handler", "handler_id", "category", "category_id", "answers", "copy", "asked_version",
    "entered_by", "entered_by_id", "withdrawn_because", "submitted_at", "waiting_since", "verdict", "score",
    "approved_at", "role", "office", "offices", "member_since", "supporter", "appointment", "listing",
    "consent_text",
]  # fmt: skip


@pytest.mark.parametrize("step", [ABOUT_YOU, EXPERIENCE, CHAPTER, CONTRIBUTION, MOTIVATION])
def test_protected_names_posted_into_a_step_change_nothing(applying, kari, step):
    assert len(PROTECTED) >= 40
    draft, raw = fill_in(kari), raw_answers(kari)
    before = type(kari).objects.filter(pk=kari.pk).values()[0]
    protected = dict.fromkeys(PROTECTED, "1") | {f"{step}-{name}": "1" for name in PROTECTED}

    assert post_step(applying, step, raw[step], **protected).status_code == 302

    draft.refresh_from_db()
    assert draft.answers == raw
    assert type(kari).objects.filter(pk=kari.pk).values()[0] == before
    assert Application.objects.count() == 0


def test_after_sending_every_step_leads_to_the_receipt_and_takes_nothing(submitted, kari, client_of):
    client = client_of(kari)

    assert client.get("/soknad/om-deg/").url == "/soknad/sendt/"
    late = post_step(client, ABOUT_YOU, raw_answers(kari)[ABOUT_YOU])
    assert (late.status_code, "Krogh" in late.content.decode()) == (409, True)  # what was typed is shown
    assert client.post("/soknad/start/").url == "/soknad/sendt/"
    assert Draft.objects.count() == 0


@pytest.mark.parametrize("name", ["Áŋŋá Čáhci-O'Connor", "Áile-Máret O’Ŋ", "Þórður", "李小龍"])
def test_any_name_passes(applying, kari, name):
    assert post_step(applying, ABOUT_YOU, {**raw_answers(kari)[ABOUT_YOU], "given_name": [name]}).status_code == 302


@pytest.mark.parametrize(
    "name", ["Ka\x00ri", "Ka\u202eri", "Ka\ud800ri".encode("utf-8", "surrogatepass").decode("latin-1"), "Ka\x07ri"]
)
def test_control_characters_are_refused_with_a_sentence(applying, kari, name):
    response = post_step(applying, ABOUT_YOU, {**raw_answers(kari)[ABOUT_YOU], "given_name": [name]})

    assert list(response.context["form"].errors) == ["given_name"]


def test_another_persons_draft_is_not_there(applying, kari, ola, client_of):
    assert client_of(ola).get("/soknad/om-deg/").url == "/soknad/"


def test_withdrawing_is_one_question_and_can_be_done_twice(submitted, kari, client_of):
    client = client_of(kari)

    assert client.get("/soknad/trekk/").status_code == 200
    for _press in range(2):
        assert client.post("/soknad/trekk/").url == "/soknad/sendt/"

    assert Application.objects.get().state == State.WITHDRAWN


def test_somebody_who_withdrew_can_apply_again(submitted, kari):
    onboarding.withdraw(submitted, by=kari)

    again = send_in(kari)

    assert again.pk != submitted.pk
    assert again.state == State.SUBMITTED


def test_one_is_written_to_in_the_language_that_one_applied_in(applying, kari, rolf):
    fill_in(kari)
    applying.post(
        "/nn/soknad/se-over/", {"se-over-consent": ["on"], "version": onboarding_queries.draft_of(kari).version}
    )
    review_services.assess(onboarding_queries.current_of(kari), "ask_for_more", by=rolf, reasons=["motivation"])

    mails = OutboxMail.objects.filter(to=kari.email).order_by("pk")
    assert list(mails.values_list("language", flat=True)) == ["nn", "nn"]
    assert onboarding_queries.current_of(kari).assessments.get().language == "nn"


def test_what_was_added_is_not_received_as_if_it_were_the_first_time(submitted, kari, rolf):
    review_services.assess(submitted, "ask_for_more", by=rolf, reasons=["motivation"])
    send_in(kari)

    subjects = OutboxMail.objects.filter(to=kari.email).order_by("pk").values_list("subject", flat=True)
    assert list(subjects) == ["Vi har fått søknaden din", "Vi trenger litt mer fra deg", "Vi har fått det du la til"]


def test_the_copy_of_the_answers_says_what_was_answered(submitted, kari, client_of):
    sections = client_of(kari).get("/soknad/sendt/").context["sections"]

    rows = {row["name"]: row["value"] for _step, rows in sections for row in rows}
    assert rows["given_name"] == "Kari"
    assert rows["chapter"] == "Bergen"
    assert rows["phone"].replace("\N{NO-BREAK SPACE}", " ") == "22 42 45 45"


def test_what_is_known_is_not_asked_again(kari, bergen, client_of):
    client = client_of(kari)
    client.post("/soknad/start/")

    assert client.get("/soknad/om-deg/").context["form"]["family_name"].value() == "Krogh"


def test_a_draft_that_vanished_leads_to_the_start(applying, kari):
    drafts.consume(onboarding_queries.DRAFT, onboarding_queries.draft_key(kari))

    assert applying.get("/soknad/om-deg/").url == "/soknad/"


@pytest.mark.slow
def test_a_consent_is_never_ticked_for_anybody(submitted, kari, rolf, client_of):
    assert CONFIRM in submitted.answers
    review_services.assess(submitted, "ask_for_more", by=rolf, reasons=["motivation"])

    assert set(onboarding_queries.draft_of(kari).answers) == set(raw_answers(kari)) - {CONFIRM}

    Draft.objects.all().delete()
    client_of(kari).post("/soknad/start/")
    assert set(onboarding_queries.draft_of(kari).answers) == set(raw_answers(kari)) - {CONFIRM}
    assert not client_of(kari).get("/soknad/se-over/").context["form"]["consent"].value()


@pytest.mark.slow
def test_the_last_page_shows_what_was_asked_for_and_is_as_it_was(submitted, kari, rolf, client_of):
    review_services.assess(submitted, "ask_for_more", by=rolf, reasons=["motivation", "about"])
    client = client_of(kari)
    post_step(client, ABOUT_YOU, {**raw_answers(kari)[ABOUT_YOU], "given_name": ["Karianne"]})

    page = client.get("/soknad/se-over/")
    assert [href for _text, href in page.context["as_before"]] == ["/soknad/hvorfor/?tilbake=se-over"]
    assert 'href="/soknad/hvorfor/?tilbake=se-over"' in page.content.decode()
    assert client.get("/soknad/bidrag/").context["as_before"] == []

    assert post_step(client, CONFIRM, {"consent": ["on"]}).url == "/soknad/sendt/"
    submitted.refresh_from_db()
    assert submitted.state == State.ANSWERED


def test_after_signing_in_one_stands_at_the_first_step(kari, bergen, client_of):
    client = client_of(kari)

    assert [client.get("/soknad/start/").url for _time in range(2)] == ["/soknad/om-deg/"] * 2
    assert client.get("/soknad/om-deg/").status_code == 200


def test_what_is_sent_is_not_begun_again_from_the_address(submitted, kari, client_of):
    assert client_of(kari).get("/soknad/start/").url == "/soknad/sendt/"
    assert Draft.objects.count() == 0


def test_a_new_applicant_is_not_told_that_they_were_away(client, db):
    response = client.post("/soknad/start/")

    assert response.status_code == 302
    assert response.url == "/logg-inn/?next=%2Fsoknad%2Fstart%2F"

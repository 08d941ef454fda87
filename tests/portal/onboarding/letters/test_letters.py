"""The letter: seen before it is sent, sent as it was seen, and begun as the secretariat wants it."""

import pytest

from forms.application import CONTRIBUTION, EXPERIENCE, MOTIVATION
from portal.accounts import services as accounts
from portal.chapters import services as chapters
from portal.models import Event, OutboxMail
from portal.moves import Stale
from portal.onboarding import services as onboarding
from portal.onboarding.letters import services as letter_services
from portal.onboarding.letters import wording as letter_wording
from portal.onboarding.models import Application, Assessment, Letter, Note, Reason
from portal.onboarding.review import queries as review_queries
from portal.onboarding.review import services as review_services
from portal.onboarding.workflow import State
from portal.supporters.categories import services as category_services
from tests.conftest import person, raw_answers, send_in


def post(client, application, action="see", **values):
    values = {"version": application.version, "action": action, **values}
    return client.post(f"/sekretariat/soknad/{application.ref}/svar/", values)


def test_nothing_is_sent_before_the_letter_is_seen(submitted, rolf, kari, client_of):
    mails = OutboxMail.objects.count()

    page = post(client_of(rolf), submitted, verdict="ask_for_more", missing=["motivation", "about"])

    submitted.refresh_from_db()
    assert (page.status_code, submitted.state, OutboxMail.objects.count()) == (200, State.SUBMITTED, mails)
    letter = page.context["written"].initial
    assert letter["subject"] == "Vi trenger litt mer fra deg"
    assert letter["message"].startswith("Hei Kari.")
    assert "– Fortell litt mer om hvorfor du søker." in letter["message"]
    assert letter["message"].endswith("Hilsen\nRolf Rygg\nBergen")
    assert "– Fortell litt mer om hvorfor du søker." in page.context["mail"][1]


@pytest.mark.slow
def test_from_the_queue_to_a_sent_yes_takes_four_clicks(submitted, rolf, kari, client_of):
    client = client_of(rolf)
    page = client.get(f"/sekretariat/soknad/{submitted.ref}/")  # 1: the name; 2: yes; 3: see the letter
    shown = post(client, submitted, verdict="approve")
    fields = {name: field.value() for name, field in ((f.html_name, f) for f in shown.context["form"]) if field.value()}

    response = post(client, submitted, "send", **fields, **shown.context["written"].initial)  # 4: send

    assert (page.status_code, response.status_code) == (200, 302)
    assert Application.objects.get().state == State.APPROVED
    assert Assessment.objects.get().message == shown.context["written"].initial["message"]


def test_the_letter_as_it_was_sent_stands_on_the_page_and_not_in_the_mail(submitted, rolf, kari, client_of):
    values = {"verdict": "decline", "grounds": ["no-need"], "subject": "Kjære Kari", "message": "Legen din sa nei."}

    post(client_of(rolf), submitted, "send", **values)

    sent = Assessment.objects.get()
    assert (sent.subject, sent.message, sent.reasons, sent.language) == (
        "Kjære Kari",
        "Legen din sa nei.",
        ["no-need"],
        "nb",
    )
    assert "Legen din sa nei." in client_of(kari).get("/soknad/sendt/").content.decode()
    mail = OutboxMail.objects.filter(to=kari.email).latest("pk")
    assert mail.subject == "Svar på søknaden din"
    assert ("Legen" in mail.text, "nok folk" in mail.text) == (False, True)


def test_several_reasons_open_their_steps_and_stand_in_the_mail(submitted, rolf, kari, client_of):
    values = {"verdict": "ask_for_more", "missing": ["motivation", "experience"], "subject": "Hei", "message": "Mer."}

    post(client_of(rolf), submitted, "send", **values)

    submitted.refresh_from_db()
    assert list(onboarding.corrections_asked_for(submitted)) == [EXPERIENCE, MOTIVATION]
    mail = OutboxMail.objects.filter(to=kari.email).latest("pk").text
    assert mail.count("– ") == 2


def test_a_no_without_a_reason_is_not_sent_before_it_is_written(submitted, rolf, client_of):
    client = client_of(rolf)
    shown = post(client, submitted, verdict="decline")

    refused = post(client, submitted, "send", verdict="decline", **shown.context["written"].initial)
    sent = post(client, submitted, "send", verdict="decline", subject="Svar", message="Vi er for mange.")

    assert list(refused.context["written"].errors) == ["message"]
    assert (sent.status_code, Application.objects.get().state) == (302, State.DECLINED)


def test_the_letter_is_in_the_language_of_whoever_gets_it(submitted, rolf, kari, client_of):
    accounts.change_details(kari, by=kari, language="nn")

    page = post(client_of(rolf), submitted, verdict="approve")

    assert page.context["written"].initial["subject"] == "Søknaden din er godkjend"


@pytest.mark.slow
def test_back_to_the_answer_and_forth_again_the_letter_is_as_it_was_left(submitted, rolf, client_of):
    client = client_of(rolf)
    mark = post(client, submitted, verdict="decline", grounds=["no-need"]).context["mark"]
    mine = {"verdict": "decline", "grounds": ["no-need"], "subject": "Kjære", "message": "Mine ord."}

    back = post(client, submitted, "change", letter_of=mark, **mine)
    kept = {f"letter_{name}": value for name, value in back.context["letter"].items()}
    same = post(client, submitted, verdict="decline", grounds=["no-need"], **kept)
    other = post(client, submitted, verdict="approve", **kept)

    assert back.context["form"]["grounds"].value() == ["no-need"]
    assert same.context["written"].initial["message"] == "Mine ord."
    assert other.context["written"].initial["subject"] == "Søknaden din er godkjent"
    assert other.context["earlier"] == "Mine ord."


def test_of_two_answers_the_second_sees_both_texts(submitted, rolf, siri, client_of):
    post(client_of(siri), submitted, "send", verdict="decline", subject="Nei", message="Sekretariatets ord.")

    late = post(client_of(rolf), submitted, "send", verdict="approve", subject="Ja", message="Lederens ord.")

    text = late.content.decode()
    assert (late.status_code, "Sekretariatets ord." in text, "Lederens ord." in text) == (409, True, True)
    assert Assessment.objects.count() == 1


def test_other_words_from_another_window_are_not_taken_for_the_same_press(submitted, rolf, client_of):
    client = client_of(rolf)
    values = {"verdict": "approve", "subject": "Ja"}
    post(client, submitted, "send", message="De første ordene.", **values)

    same = post(client, submitted, "send", message="De første\r\nordene.", **values)
    other = post(client, submitted, "send", message="Helt andre ord.", **values)

    assert (same.status_code, other.status_code) == (302, 409)
    assert "Helt andre ord." in other.content.decode()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "code", "left"),
    [
        ("pef", "supporter", ["Rollen og oppgavene", "Introduksjonskurs", "Sertifisering", "Taushetserklæring"]),
        ("nff", "local_supporter", ["Rollen og oppgavene", "Lese kurset", "Taushetserklæring"]),
    ],
)
def test_whoever_is_appointed_with_the_yes_gets_one_mail_that_says_what_is_left(
    organise, kari, siri, client_of, name, code, left
):
    organise(name)
    place = {"county": "Vestland", "municipality": "Bergen", "postcodes": ["50"]}
    chapter = chapters.create_chapter("Vestland", "vestland", by=siri, **place)
    leader = person("rolf@example.org", "Rolf", "Rygg")
    chapters.give_office(leader, "chapter_leader", chapter, by=siri)
    application = send_in(kari, raw_answers(kari, "vestland", contribution=[code]))
    before = OutboxMail.objects.filter(to=kari.email).count()

    page = post(client_of(leader), application, verdict="approve")
    assert OutboxMail.objects.filter(to=kari.email).count() == before
    post(client_of(leader), application, "send", verdict="approve", subject="Ja", message="Velkommen.")

    assert kari.supporter.appointments.get().category.code == code
    sent = OutboxMail.objects.filter(to=kari.email).order_by("pk")[before:].get()
    assert (sent.subject, sent.text) == page.context["mail"]
    assert [line[2:] for line in sent.text.splitlines() if line.startswith("- ")] == left


@pytest.mark.parametrize(("before", "appoints"), [(["approval"], True), (["approval", "declaration"], False)])
def test_the_page_says_whether_the_yes_is_also_the_appointment(
    submitted, rolf, siri, kari, client_of, before, appoints
):
    asked = [["approval", []], ["declaration", []], ["appointment", before]]
    category_services.set_category("conversation_supporter", by=siri, requires=asked)

    shown = post(client_of(rolf), submitted, verdict="approve").context["appoints"]
    review_services.assess(submitted, "approve", by=rolf)

    assert (shown, kari.supporter.appointments.exists()) == (appoints, appoints)


@pytest.mark.slow
def test_what_the_applicant_changed_meanwhile_is_read_before_it_is_answered(submitted, rolf, siri, kari, client_of):
    read = submitted.version
    review_services.assess(submitted, "ask_for_more", by=siri, reasons=["motivation"])
    send_in(kari, raw_answers(kari, why=["Nye ord."]))

    late = post(client_of(rolf), submitted, "send", verdict="approve", version=read, subject="Ja", message="Mitt.")

    assert (late.status_code, "Mitt." in late.content.decode()) == (409, True)
    assert Application.objects.get().state == State.ANSWERED


@pytest.mark.slow
def test_a_note_beside_the_answer_is_not_lost_and_the_applicant_never_sees_it(submitted, rolf, kari, client_of):
    for _press in range(2):
        post(client_of(rolf), submitted, verdict="approve", note="Ring henne først.")
    post(client_of(rolf), submitted, "send", verdict="approve", subject="Ja", message="Velkommen.")

    assert list(Note.objects.values_list("text", "written_by")) == [("Ring henne først.", rolf.pk)]
    own = client_of(kari)
    pages = [own.get(path).content.decode() for path in ("/soknad/sendt/", "/min-side/", "/mine-opplysninger/")]
    assert not any("Ring henne først." in page for page in pages)


@pytest.mark.slow
def test_saving_a_note_keeps_what_was_chosen(submitted, rolf, client_of):
    path = f"/sekretariat/soknad/{submitted.ref}/"
    values = {"note": "Usikker.", "verdict": "decline", "grounds": ["no-need"]}

    page = client_of(rolf).post(path, values)

    assert (page.context["form"]["verdict"].value(), page.context["form"]["grounds"].value()) == (
        "decline",
        ["no-need"],
    )
    assert Note.objects.get().text == "Usikker."


HOSTILE = ["\x00", "x" * 10_000, "approve\x00", "-1", "[]", "\ud800".encode("utf-8", "surrogatepass").decode("latin-1")]


@pytest.mark.slow
@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize("part", ["svar", "", "ta", "gi-videre"])
def test_hostile_values_are_never_a_fault(submitted, rolf, client_of, value, part):
    names = ["verdict", "missing", "grounds", "chapter", "version", "subject", "message", "note", "to", "handler"]
    path = f"/sekretariat/soknad/{submitted.ref}/" + (f"{part}/" if part else "")

    for action in ("send", "change", value):
        response = client_of(rolf).post(path, {"action": action, **{name: [value, value] for name in names}})

        assert response.status_code in (200, 302, 409)
    assert Application.objects.get().state == State.SUBMITTED


# The secretariat's texts


def letter_values(code="decline", **changes):
    letter = review_queries.letter(code)
    values = {"version": letter.version, "action": "save"}
    for name in ("subject", "text"):
        for language in ("nb", "nn", "en"):
            values[f"{name}_{language}"] = getattr(letter, name)[language]
    return values | changes


@pytest.mark.parametrize(("who", "status"), [("siri", 200), ("rolf", 403), ("kari", 403)])
def test_who_may_change_letters(db, request, who, status, client_of):
    client = client_of(request.getfixturevalue(who))
    reason = Reason.objects.first()

    paths = ["/sekretariat/brev/", "/sekretariat/brev/approve/", f"/sekretariat/brev/grunn/{reason.ref}/"]

    assert [client.get(path).status_code for path in paths] == [status] * 3


def test_a_changed_letter_is_what_the_next_answer_begins_as(submitted, rolf, siri, client_of):
    values = letter_values(text_nb="Hei {name}. {organisation} sier nei.\n{reasons}")

    client_of(siri).post("/sekretariat/brev/decline/", values)

    page = post(client_of(rolf), submitted, verdict="decline", grounds=["no-need"])
    assert page.context["written"].initial["message"].startswith("Hei Kari. MS-forbundet sier nei.\n– Akkurat nå")
    assert Event.objects.filter(verb="letter.change").count() == 1


@pytest.mark.parametrize("text", ["Hei {navn}", "{name.password}", "{0}", "{name!r}", "{}", "{chapter:>9}"])
def test_a_word_in_braces_that_means_nothing_is_refused_with_a_sentence(siri, client_of, text):
    page = client_of(siri).post("/sekretariat/brev/decline/", letter_values(text_nb=text))

    assert list(page.context["form"].errors) == ["text"]
    assert page.context["form"]["text"].value()[0] == text
    assert Letter.objects.get(code="decline").version == 1


def test_a_yes_names_no_reasons(siri, client_of):
    page = client_of(siri).post("/sekretariat/brev/approve/", letter_values("approve", text_nb="{reasons}"))

    assert list(page.context["form"].errors) == ["text"]


def test_a_letter_is_shown_to_somebody_invented_before_it_is_saved(siri, client_of):
    page = client_of(siri).post("/sekretariat/brev/decline/", letter_values(action="see", text_nb="Kjære {name}!"))

    assert page.context["shown"][0] == ("nb", "Svar på søknaden din", "Kjære Kari!")
    assert Letter.objects.get(code="decline").version == 1


def test_two_windows_on_a_letter_do_not_overwrite_each_other(siri, client_of):
    client = client_of(siri)
    first, second = letter_values(text_nb="Den ene."), letter_values(text_nb="Den andre.")

    client.post("/sekretariat/brev/decline/", first)
    late = client.post("/sekretariat/brev/decline/", second)

    assert (late.status_code, "Den andre." in late.content.decode()) == (409, True)
    assert review_queries.letter("decline").text["nb"] == "Den ene."


def test_a_reason_is_added_and_taken_out_of_use(submitted, rolf, siri, kari, client_of):
    client = client_of(siri)
    values = {
        "verdict": "ask_for_more",
        "step": CONTRIBUTION,
        "name_nb": "Hvilke dager?",
        "text_nb": "Skriv hvilke dager som passer.",
        "is_active": "on",
    }
    client.post("/sekretariat/brev/grunn/", values)
    reason = Reason.objects.latest("pk")
    review_services.assess(submitted, "ask_for_more", by=rolf, reasons=[reason.code])

    client.post(f"/sekretariat/brev/grunn/{reason.ref}/", {**values, "version": reason.version, "is_active": ""})

    assert reason.code not in [found.code for found in review_queries.reasons("ask_for_more")]
    assert list(onboarding.corrections_asked_for(submitted)) == [CONTRIBUTION]
    assert "Skriv hvilke dager" in submitted.assessments.get().message


def test_the_same_new_reason_twice_is_one(siri, client_of):
    client, path = client_of(siri), "/sekretariat/brev/grunn/"
    shown = client.get(path)
    token, before = shown.context["token"], Reason.objects.count()
    assert f'name="token" value="{token}"' in shown.content.decode()
    values = {"verdict": "decline", "name_nb": "Fullt", "text_nb": "Vi har mange.", "is_active": "on", "token": token}

    for name in ("Fullt", "Fullt", "Helt fullt"):
        assert client.post(path, {**values, "name_nb": name}).status_code == 302

    assert Reason.objects.count() == before + 1
    assert (Reason.objects.latest("pk").name["nb"], Reason.objects.latest("pk").version) == ("Helt fullt", 2)
    assert Event.objects.filter(verb="reason.create").count() == 1
    assert client.post(path, {**values, "name_nb": "Nesten fullt"}).status_code == 409


def test_a_reason_for_more_needs_the_page_where_it_is_answered(siri, client_of):
    page = client_of(siri).post("/sekretariat/brev/grunn/", {"verdict": "ask_for_more", "name_nb": "A", "text_nb": "B"})

    assert list(page.context["form"].errors) == ["step"]


def test_the_page_of_a_reason_is_there_again_for_who_changes_the_verdict_back(siri, client_of):
    client, reason = client_of(siri), Reason.objects.get(code="motivation")
    path, page = f"/sekretariat/brev/grunn/{reason.ref}/", reason.step
    values = {"step": page, "name_nb": "Mer", "text_nb": "Skriv litt mer.", "is_active": "on"}

    client.post(path, {**values, "verdict": "decline", "version": reason.version})
    shown = client.get(path).context["form"].initial
    assert (shown["verdict"], shown["step"]) == ("decline", page)


def test_a_reason_that_was_changed_elsewhere_is_not_overwritten(siri):
    reason = Reason.objects.get(code="no-need")
    letter_services.set_reason(reason, version=1, by=siri, name={"nb": "Fullt"})

    with pytest.raises(Stale):
        letter_services.set_reason(reason, version=1, by=siri, name={"nb": "Tomt"})


@pytest.mark.parametrize("code", ["approve", "ask_for_more", "decline"])
def test_the_first_letters_name_only_what_is_known_in_every_language(db, code):
    letter = review_queries.letter(code)

    for language in ("nb", "nn", "en"):
        assert (
            letter_wording.unknown_placeholders(
                letter.subject[language] + letter.text[language], with_reasons=code != "approve"
            )
            == []
        )

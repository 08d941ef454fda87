"""Questions to the experts: what may not stand in a question, and what the public may read."""

import pytest

from forms.experts import AskExpertForm, PublishForm

TOPICS = {"topic": [("", "Vet ikke"), ("work", "Jobb")]}


def asking(**changes):
    return AskExpertForm({"text": "Kan jeg trene?", "topic": "work", "may_publish": "yes", **changes}, choices=TOPICS)


def publishing(**changes):
    answers = {
        "heading": "Trening", "topic": "", "language": "nb", "question_text": "Kan jeg trene?",
        "answer_text": "Ja. Ring gjerne MS-telefonen på 22 42 45 45.", "identifies_nobody": "on", "action": "publish",
    }  # fmt: skip
    return PublishForm(
        {**answers, **changes}, initial={"question_text": "Jeg heter Kari. Kan jeg trene?"}, choices=TOPICS
    )


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({}, []),
        ({"text": ""}, ["text"]),
        ({"text": "a" * 100_000}, ["text"]),
        ({"text": "Ring meg på 41 23 45 67"}, ["text"]),
        ({"text": "Skriv til meg på kari@example.org"}, ["text"]),
        ({"text": "Jeg heter Kari og lurer på trening"}, ["text"]),
        ({"text": "Kan jeg trene?\n\nMvh Ola"}, ["text"]),
        ({"text": "Hei Kari! Kan jeg trene?"}, ["text"]),
        ({"text": "Jeg bor i Storgata 5. Er det trapper der?"}, ["text"]),
        ({"text": "Kan jeg slutte med Tecfidera? Jeg bor i Bergen, og tar 240 mg om dagen."}, []),
        ({"may_publish": ""}, ["may_publish"]),
        ({"topic": "fotball"}, ["topic"]),
        ({"website": "https://example.org"}, ["website"]),
    ],
)
def test_a_question_without_what_identifies_and_with_a_choice(changes, wrong):
    assert list(asking(**changes).errors) == wrong


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({}, []),
        ({"identifies_nobody": ""}, ["identifies_nobody"]),
        ({"identifies_nobody": "", "action": "save"}, []),
        ({"question_text": "Jeg heter Kari. Kan jeg trene?"}, ["question_text"]),  # as it was asked: asked about anew
        ({"question_text": "Mitt nummer er 41 23 45 67"}, ["question_text"]),
        ({"heading": "Kari trener"}, ["heading"]),
        ({"answer_text": "Kjære Kari! Ja."}, ["answer_text"]),
        ({"answer_text": "Ditt fødselsnummer er 01 01 80 12345"}, ["answer_text"]),
    ],
)
def test_what_the_public_reads_names_nobody(changes, wrong):
    assert list(publishing(**changes).errors) == wrong

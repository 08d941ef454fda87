"""Eva and Nils answer questions, and how a question comes to be answered."""

import datetime
import uuid

from portal import clock
from portal.experts import services as experts
from portal.experts.answering import services as answering_services
from portal.experts.asking import codes
from portal.experts.asking import services as asking_services
from portal.experts.models import Question
from portal.experts.publishing import services as publishing_services
from tests.conftest import moment, person

NOW = moment("2026-06-03 14:32")
TEXT = "Kan jeg trene når jeg er sliten?\nHva er lurt?"
ANSWER = "Ja, det er trygt. Begynn rolig."
WORDING = {
    "heading": "Trening og trøtthet", "topic": "", "language": "nb", "question_text": "Er det lurt å trene?",
    "answer_text": "Ja. Begynn rolig. Ring MS-telefonen på 22 42 45 45.",
}  # fmt: skip


def make_expert(given_name, family_name, title, topics, *, by):
    someone = person(f"{given_name.lower()}@example.org", given_name, family_name)
    experts.add_expert(someone, profession=title, topics=topics, by=by)
    return someone


def ask(text=TEXT, *, topic="", may_publish=True, token=None):
    token = token or uuid.uuid4()
    return asking_services.ask(token=token, text=text, topic=topic, may_publish=may_publish, language="nb")[0]


def code_of(question):
    return codes.grouped(codes.code_for(question.token))


def again(question):
    return Question.objects.get(pk=question.pk)


def answered(by, text=TEXT, **values):
    question = ask(text, **values)
    answering_services.take(question, by=by)
    answering_services.answer(question, ANSWER, version=question.version, by=by)
    return again(question)


def published(question, by, **changes):
    row = publishing_services.prepare(question, by=by)
    row = publishing_services.edit(row, version=row.version, by=by, **{**WORDING, **changes})
    publishing_services.publish(row, by=by)
    return row


def later(**period):
    return clock.at(NOW + datetime.timedelta(**period))

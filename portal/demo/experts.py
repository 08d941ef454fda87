"""Questions to the experts in the demo: published, answered, taken and waiting. Invented, and about nobody."""

import uuid

from allauth.mfa.totp.internal import auth as totp

from portal import organisation
from portal.experts import services as experts
from portal.experts.answering import services as answering_services
from portal.experts.asking import services as asking_services
from portal.experts.publishing import services as publishing_services

# (given, family, profession, whether the name is shown with the answers)
EXPERTS = [("Nora", "Nilsen", "Sykepleier", True), ("Jonas", "Jacobsen", "Sosionom", False)]
# (days ago, question, answer or none, title where it is published)
QUESTIONS = [
    (
        52,
        "Jeg blir fort sliten på jobb. Hva kan jeg be sjefen om?",
        "Du kan be om et møte om tilrettelegging. Hvilepauser, hjemmekontor noen dager og faste oppgaver er vanlige "
        "tiltak. Ta gjerne med en tillitsvalgt. Nav kan også hjelpe.",
        "Tilrettelegging på jobb",
    ),
    (
        47,
        "Må jeg fortelle venner at jeg er syk?",
        "Nei, det bestemmer du selv. Noen begynner med en de stoler på. Du kan også si litt nå og mer senere.",
        "Å fortelle det til venner",
    ),
    (
        33,
        "Kan jeg reise på ferie i varmen?",
        "Mange reiser, og legger inn tid til hvile og kjøling. Snakk med dem som behandler deg, før en lang reise.",
        "Ferie i varmen",
    ),
    (
        20,
        "Hvordan snakker jeg med barna om dette?",
        "Bruk enkle ord, og svar på det de spør om. Barn merker ofte at noe er annerledes. Det er lov å si at du ikke "
        "vet alt.",
        None,
    ),
    (15, "Finnes det kurs for oss som nettopp har fått vite det?", "Ja. Se under Treff, eller ring kontoret.", None),
    (8, "Hvor kan jeg få råd om søknad om hjelpemidler?", None, None),
    (1, "Er det greit å trene når jeg er trøtt?", None, None),
]


def expert_timeline(story, draw):
    """The timeline of a ``Story``: two experts, the service opened, and what was asked; ``draw`` gives the tokens."""
    yield story.days_ago(60, 9)
    for given, family, profession, shows_name in EXPERTS:
        person = story.add_person(given, family)
        expert = experts.add_expert(person, profession=profession, topics=[], by=story.secretariat)
        experts.show_name(expert, shows_name, by=person)
        totp.TOTP.activate(person, totp.generate_totp_secret())
    experts.open_service(by=story.secretariat)
    moments, asked = [], {}
    for number, (days, text, answer, heading) in enumerate(QUESTIONS):
        moments.append((days, 20, _ask, (asked, number, text, draw)))
        if answer:
            moments.append((days - 3 - number % 3, 13, _answer, (story, asked, number, answer)))
        if heading:
            moments.append((days - 7, 10, _publish, (story, asked, number, heading)))
    for days, hour, act, values in sorted(moments, key=lambda one: (-one[0], one[1])):
        yield story.days_ago(days, hour)
        act(*values)
    yield story.days_ago(0, 0)
    answering_services.take(asked[len(QUESTIONS) - 2], by=_expert(story, 1))


def _expert(story, number):
    return story.find_person(*EXPERTS[number % 2][:2])


def _ask(asked, number, text, draw):
    topic = organisation.topics()[number % 3][0]
    token = uuid.UUID(int=draw.getrandbits(128))
    asked[number], _is_new = asking_services.ask(token=token, text=text, topic=topic, may_publish=True, language="nb")


def _answer(story, asked, number, answer):
    question, expert = asked[number], _expert(story, number)
    answering_services.take(question, by=expert)
    answering_services.answer(question, answer, version=question.version, by=expert)


def _publish(story, asked, number, heading):
    row = publishing_services.prepare(asked[number], by=story.secretariat)
    values = {name: getattr(row, name) for name in ("topic", "language", "question_text", "answer_text")}
    row = publishing_services.edit(row, version=row.version, by=story.secretariat, heading=heading, **values)
    publishing_services.publish(row, by=story.secretariat)

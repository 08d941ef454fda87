"""Every move from every state by everybody: what happens is what the two tables say, and nothing else.

What ought to happen is read from ``manage.py permissions --json`` and from the table of moves; what does happen is
tried, on a real row, one move at a time.
"""

import datetime
import json
import uuid

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.core.management import call_command
from django.db import transaction

from portal import clock, permissions
from portal.accounts import services as accounts
from portal.activities.gatherings import services as gathering_services
from portal.chapters import services as chapters
from portal.declarations import queries as declaration_queries
from portal.declarations.reading import services as reading_services
from portal.experts.models import PublishedAnswer, Question
from portal.knowledge.exam import services as exam_services
from portal.moves import IllegalMove, move
from portal.onboarding import services as onboarding
from portal.permissions import EDITORS, Role
from portal.reports import services as reports
from portal.reports.years import services as year_services
from portal.supporters import services as supporters
from portal.supporters.contact import services as contact_services
from tests.conftest import moment, person, send_in

pytestmark = pytest.mark.django_db

# What a move has to bring along where the table of rows would refuse it otherwise.
FINISHED = {"finished_at": moment("2026-06-01 12:00"), "right": 8}
BRINGS = {"attempt.pass": FINISHED, "attempt.fail": FINISHED}
KINDS = [
    "application", "supporter", "attempt", "contact_request", "gathering", "report", "explanation", "expert_question",
    "published_answer",
]  # fmt: skip


@pytest.fixture
def printed(capsys):
    call_command("permissions", "--json")
    return json.loads(capsys.readouterr().out)


@pytest.fixture
def cast(kari, ola, guro, rolf, turid, siri, bergen, oslo):
    """``{who: (user, {role: chapter or None}, what keeps them from Kari's cases)}``; the cases are about Kari."""
    board, board_of_oslo = person("bodil@example.org", "Bodil", "Berg"), person("odd@example.org", "Odd", "Oslo")
    coordinator, editor = person("kaare@example.org", "Kåre", "Koll"), person("egil@example.org", "Egil", "Ek")
    long_ago = {"by": siri, "starts": datetime.date(2020, 1, 1)}
    chapters.give_office(board, "board_member", bergen, **long_ago)
    chapters.give_office(board_of_oslo, "board_member", oslo, **long_ago)
    chapters.give_office(coordinator, "coordinator", **long_ago)
    editor.groups.add(Group.objects.get(name=EDITORS))
    close = person("lise@example.org", "Lise", "Lien")
    chapters.give_office(close, "chapter_leader", bergen, **long_ago)
    accounts.declare_tie(close, kari, by=close)
    central_and_close = person("synne@example.org", "Synne", "Sol")
    chapters.give_office(central_and_close, "secretariat", **long_ago)
    accounts.declare_tie(central_and_close, kari, by=central_and_close)
    helper = person("hilde@example.org", "Hilde", "Hjelper")
    chapters.give_office(helper, "chapter_leader", bergen, **long_ago)
    earlier = send_in(kari)  # which Hilde filled in for her, and Kari took back
    type(earlier).objects.filter(pk=earlier.pk).update(entered_by=helper)
    onboarding.withdraw(earlier, by=kari)
    return {
        "nobody": (AnonymousUser(), {}, ""),
        "the person": (kari, {Role.PERSON: None}, ""),
        "another person": (ola, {Role.PERSON: None}, ""),
        "a supporter": (guro, {Role.PERSON: None, Role.SUPPORTER: bergen}, ""),
        "leader": (rolf, {Role.PERSON: None, Role.CHAPTER_LEADER: bergen}, ""),
        "leader elsewhere": (turid, {Role.PERSON: None, Role.CHAPTER_LEADER: oslo}, ""),
        "leader with a tie": (close, {Role.PERSON: None, Role.CHAPTER_LEADER: bergen}, "declared tie"),
        "leader who applied for her": (helper, {Role.PERSON: None, Role.CHAPTER_LEADER: bergen}, "entered it"),
        "board": (board, {Role.PERSON: None, Role.BOARD_MEMBER: bergen}, ""),
        "board elsewhere": (board_of_oslo, {Role.PERSON: None, Role.BOARD_MEMBER: oslo}, ""),
        "coordinator": (coordinator, {Role.PERSON: None, Role.COORDINATOR: None}, ""),
        "secretariat": (siri, {Role.PERSON: None, Role.SECRETARIAT: None}, ""),
        "secretariat with a tie": (central_and_close, {Role.PERSON: None, Role.SECRETARIAT: None}, "declared tie"),
        "editor": (editor, {Role.PERSON: None, Role.EDITOR: None}, ""),
    }


@pytest.fixture
def case(request, kari, rolf, siri, bergen):
    """``case(kind)``: a case about Kari in Bergen, made by the services."""

    def application():
        return send_in(kari)

    def supporter():
        return supporters.take_in(kari, bergen, by=siri)

    def attempt():
        return exam_services.start(kari, by=kari)

    def contact_request():
        made, _is_new = contact_services.ask_for_contact(
            token=uuid.uuid4(), called="Mona", phone="+4723002001", email="", best_time="any", who="own", message=""
        )
        type(made).objects.filter(pk=made.pk).update(asked=kari)
        return made

    def gathering():
        starts = clock.now() + datetime.timedelta(days=3)
        return gathering_services.plan_gathering(
            bergen, token=uuid.uuid4(), title="Kafé", kind="conversation_group", starts_at=starts,
            ends_at=starts + datetime.timedelta(hours=2), place="Kafeen", about="", access=[], audience="public",
            by=rolf,
        )  # fmt: skip

    def report():
        made = reports.prepare(bergen, year_services.open_year(2025, by=siri), by=rolf)
        type(made).objects.filter(pk=made.pk).update(attested_by=kari)
        return made

    def explanation():
        return reading_services.ask_explanation(declaration_queries.text_in_force(), by=kari)

    def expert_question():
        times = {"sent_at": clock.now(), "taken_until": clock.now(), "ended_at": clock.now()}
        return Question.objects.create(
            token=uuid.uuid4(), code_digest="x", text="Hva?", language="nb", may_publish=True, state="waiting",
            taken_by=kari, **times,
        )  # fmt: skip

    def published_answer():
        return PublishedAnswer.objects.create(
            state="draft", heading="Trening", language="nb", question_text="Hva?", answer_text="Ja.",
            profession="Sykepleier", month=clock.today().replace(day=1), answered_by=kari, published_at=clock.now(),
        )  # fmt: skip

    makers = (
        application, supporter, attempt, contact_request, gathering, report, explanation, expert_question,
        published_answer,
    )  # fmt: skip
    made = {made.__name__: made for made in makers}
    return lambda kind: made[kind]()


def may(rule, roles, *, owns, kept_by, chapter):
    """What the printed matrix says: read anew here, so that the code that decides is not asked about itself."""
    scopes = [(scope, roles.get(role)) for role, scope in rule["roles"].items() if role in roles or role == "anyone"]
    covered = any(
        scope == "all"
        or (scope in ("own", "own, or takes part") and owns)
        or (scope == "own chapter" and place is not None and place == chapter)
        for scope, place in scopes
    )
    barred = ("own case" in rule["unless"] and owns) or kept_by in rule["unless"]
    return covered and not barred


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_every_move_from_every_state_by_everybody(kind, case, cast, printed, kari, bergen):
    row = case(kind)
    model = type(row)
    for user, _roles, _kept_by in cast.values():
        user.access = permissions.access_of(user)  # as at the beginning of a request
    owned = hasattr(model, "OWNER")
    placed = hasattr(model, "CHAPTER")
    told, seen = {}, {}
    for name, line in model.MOVES.items():
        rule = f"{model._meta.app_label}.{name.rstrip('_')}_{kind}"
        for state in {state for each in model.MOVES.values() for state in [*each.sources, each.target]}:
            for who, (user, roles, kept_by) in cast.items():
                cell = (name, str(state), who)
                allowed = may(
                    printed[rule],
                    roles,
                    owns=owned and user == kari,
                    kept_by=kept_by if owned else "",
                    chapter=bergen if placed else None,
                )
                told[cell] = "refused" if not allowed else "made" if state in line.sources else "illegal"
                seen[cell] = tried(row, name, rule, state, user)

    assert len(told) == len(model.MOVES) * len({cell[1] for cell in told}) * len(cast)
    assert {cell: (told[cell], seen[cell]) for cell in told if told[cell] != seen[cell]} == {}


def tried(row, name, rule, state, user):
    """What happens when this user makes this move from this state; all is as it was afterwards."""
    with transaction.atomic():
        brings = BRINGS.get(f"{row.KIND}.{name}", {})
        finished = FINISHED if row.KIND == "attempt" and state != "open" else {}
        type(row).objects.filter(pk=row.pk).update(state=state, **finished)
        found = type(row).objects.get(pk=row.pk)
        try:
            if not permissions.allows(user, rule, found):
                return "refused"
            move(found, name, by=user if user.is_authenticated else None, **brings)
            return "made"
        except IllegalMove:
            return "illegal"
        finally:
            transaction.set_rollback(True)

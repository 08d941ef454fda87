"""Steps in any order, from two tabs, replayed, after signing out, after the answer: only the legal order has effect.

A machine does whatever it likes with Kari's application, for as long as it likes, and keeps its own simple account of
what ought to be stored. After each action the account and the tables must agree.
"""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from forms.application import ABOUT_YOU, CHAPTER, CONFIRM, CONTRIBUTION, EXPERIENCE, MOTIVATION
from forms.models import Draft
from portal.models import Event, OutboxMail
from portal.moves import IllegalMove
from portal.onboarding import queries as onboarding_queries
from portal.onboarding.models import Application
from portal.onboarding.review import services as review_services
from portal.onboarding.workflow import OPEN, WAITING, State
from tests.conftest import raw_answers

pytestmark = pytest.mark.django_db(transaction=False)

STEPS = [ABOUT_YOU, EXPERIENCE, CHAPTER, CONTRIBUTION, MOTIVATION, CONFIRM]
TABS = st.sampled_from(["one", "two"])
NAMES = st.sampled_from(["Kari", "Áŋŋá Čáhci-O'Connor", "Søløve Ånes", "李"])


reached = []  # from which states something was sent: the machine has to get that far


@seed(2)  # the same walks whatever is written in this file
class Applying(RuleBasedStateMachine):
    """Kari with two tabs, and Rolf who answers."""

    world = None  # the fixtures, set by the test

    def __init__(self):
        super().__init__()
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.kari, self.rolf, self.client_of = self.world
        self.client = self.client_of(self.kari)
        self.stored = None  # what the draft ought to hold; None: there is no draft
        self.state = None  # what the application ought to be; None: there is none
        self.answers = None  # what the application ought to hold
        self.shown = {"one": None, "two": None}  # the version that each tab's page was made at
        self.posts = []
        self.sent = 0

    def teardown(self):
        transaction.set_rollback(True)
        self.savepoint.__exit__(None, None, None)

    # What Kari does

    @rule()
    def begins(self):
        self.start()

    def start(self):
        response = self.client.post("/soknad/start/")
        assert response.status_code == 302
        if self.is_signed_out(response):
            return
        if self.stored is None and self.state in (None, State.RETURNED, State.DECLINED, State.WITHDRAWN):
            self.stored = dict(onboarding_queries.draft_of(self.kari).answers)

    @rule(tab=TABS, step=st.sampled_from(STEPS))
    def opens(self, tab, step):
        response = self.client.get(f"/soknad/{step}/")
        assert response.status_code in (200, 302)
        draft = onboarding_queries.draft_of(self.kari)
        if response.status_code == 200 and draft:
            self.shown[tab] = draft.version

    @rule(
        tab=TABS,
        step=st.sampled_from(STEPS),
        name=NAMES,
        gap=st.booleans(),
        later=st.booleans(),
        protected=st.sampled_from(["", "state", "chapter", "person", "is_superuser", "version_2", "handler"]),
    )
    def posts_a_step(self, tab, step, name, gap, later, protected):
        self.write(tab, step, name, gap, later, protected)

    def write(self, tab, step, name, gap=False, later=False, protected=""):
        values = dict(raw_answers(self.kari)[step])
        if step == ABOUT_YOU:
            values["given_name"] = [name]
        if gap:
            values = {field: [""] for field in values}
        data = {f"{step}-{field}": given for field, given in values.items()}
        if protected:
            data |= {protected: ["approved"], f"{step}-{protected}": ["approved"]}
        if later:
            data["action"] = ["later"]
        self.shown[tab] = self.shown[tab] or getattr(onboarding_queries.draft_of(self.kari), "version", None)
        if self.shown[tab]:
            data["version"] = [str(self.shown[tab])]
        self.posts.append((step, data))
        self.post(step, data)

    @rule(name=NAMES)
    def sends_it_all(self, name):
        """Every step as it should be, in order."""
        self.start()
        for step in STEPS:
            self.shown["one"] = None
            self.write("one", step, name)

    @precondition(lambda self: self.posts)
    @rule(data=st.data())
    def replays(self, data):
        self.post(*data.draw(st.sampled_from(self.posts)))

    def post(self, step, data):
        before = onboarding_queries.draft_of(self.kari)
        response = self.client.post(f"/soknad/{step}/", data)
        assert response.status_code in (200, 302, 409), response.status_code
        after = onboarding_queries.draft_of(self.kari)
        if self.is_signed_out(response):
            assert self.same(before, after)
            return
        if before and not after:  # sent: every step had to be answered, by what is stored and by nothing else
            assert step == STEPS[-1]
            self.sent += 1
            reached.append(self.state)
            self.answers = {name: given for name, given in self.stored.items() if name != step}
            self.state = State.ANSWERED if self.state == State.RETURNED else State.SUBMITTED
            self.stored = None
        elif before and after and after.version != before.version:
            asked = {field.removeprefix(f"{step}-"): given for field, given in data.items() if field.startswith(step)}
            kept = after.answers[step]
            assert set(kept) <= set(raw_answers(self.kari)[step])  # nothing but what is asked
            assert {name: given for name, given in kept.items() if any(given)} == {
                name: given for name, given in asked.items() if name in kept and any(given)
            }
            self.stored = {**self.stored, step: kept}

    @rule()
    def signs_out_and_in(self):
        self.client.post("/logg-ut/")
        self.post(*self.posts[-1]) if self.posts else None
        self.client = self.client_of(self.kari)

    @rule()
    def withdraws(self):
        self.client.post("/soknad/trekk/", {"reason": ""})
        if self.state in OPEN:
            self.state = State.WITHDRAWN
            self.stored = None

    # What Rolf does

    @precondition(lambda self: self.state is not None)
    @rule(verdict=st.sampled_from(["ask_for_more", "approve", "ask_for_more", "decline"]))  # the one with a way on
    def answers_it(self, verdict):
        application = onboarding_queries.current_of(self.kari)
        if self.state not in (OPEN if verdict == "decline" else WAITING):
            with pytest.raises(IllegalMove):
                review_services.assess(application, verdict, by=self.rolf, reasons=["motivation"])
            return
        review_services.assess(application, verdict, by=self.rolf, reasons=["motivation"])
        self.state = {"approve": State.APPROVED, "ask_for_more": State.RETURNED, "decline": State.DECLINED}[verdict]
        if verdict == "decline":
            self.stored = None
        if verdict == "ask_for_more":
            self.stored = {step: given for step, given in application.answers.items() if step != STEPS[-1]}

    # What always holds

    @invariant()
    def the_tables_are_as_the_account_says(self):
        application, draft = onboarding_queries.current_of(self.kari), onboarding_queries.draft_of(self.kari)
        assert (application.state if application else None) == self.state
        assert (draft.answers if draft else None) == self.stored
        if self.answers is not None and application and self.state in OPEN:
            assert {name: given for name, given in application.answers.items() if name != STEPS[-1]} == self.answers

    @invariant()
    def nothing_is_sent_twice(self):
        sent = Event.objects.filter(verb__in=["application.submit", "application.resubmit"])
        assert sent.filter(subject__in=Application.objects.values("ref")).count() == self.sent
        received = OutboxMail.objects.filter(to=self.kari.email, subject__startswith="Vi har fått")
        assert received.count() == self.sent
        assert Application.objects.filter(person=self.kari, state__in=OPEN).count() <= 1
        assert Draft.objects.filter(kind=onboarding_queries.DRAFT).count() <= 1

    @staticmethod
    def is_signed_out(response):
        return response.status_code == 302 and "/logg-inn/" in response.url

    @staticmethod
    def same(before, after):
        return (before and before.answers) == (after and after.answers)


@pytest.mark.slow
@pytest.mark.hypothesis
def test_any_order_of_deeds_leaves_what_it_ought_to(kari, rolf, client_of):
    Applying.world = (kari, rolf, client_of)

    run_state_machine_as_test(
        Applying,
        settings=settings(
            max_examples=max(10, settings().max_examples // 2),
            stateful_step_count=30,
            deadline=None,
            derandomize=settings().derandomize,
            phases=[Phase.generate],  # the way to a fault is short enough to read as it is
            suppress_health_check=list(HealthCheck),
        ),
    )

    assert {None, State.RETURNED} <= set(reached)

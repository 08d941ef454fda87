"""A year of one chapter in any order: what was sent moves only when somebody sends it anew, and in time stays in time.

A machine logs, says that numbers are wrong, signs with one and with two, changes who is on the board, sends back, opens
again, approves and freezes the year, and keeps its own simple account of what was sent and when.
"""

import copy
import datetime
import hashlib
import uuid

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from forms import drafts
from forms.annual_report import ABOUT_YEAR, CONFIRM
from portal import clock, organisation
from portal.accounts.models import User
from portal.activities import services as activities
from portal.activities.base_years import queries as base_year_queries
from portal.activities.counting.verdicts import STATED
from portal.chapters.models import Office
from portal.moves import IllegalMove
from portal.reports import queries as report_queries
from portal.reports import services as reports
from portal.reports.answering import services as answering_services
from portal.reports.grants import frozen
from portal.reports.grants import services as grant_services
from portal.reports.models import ChapterReport, EarlierSending, GrantFile, WaitingSignature
from portal.reports.reopening import services as reopening_services
from portal.reports.signing import services as signing_services
from portal.reports.signing.attestation import Shown
from tests.conftest import moment
from tests.portal.reports.signing.conftest import FILLED_IN

pytestmark = pytest.mark.django_db(transaction=False)

WHO = st.integers(0, 2)  # the leader, and two others of the board
LAST_DAY = datetime.date(2027, 5, 31)
GRACE = datetime.timedelta(days=14)
done = set()  # which actions had an effect: the machine has to get that far


@seed(3)  # the same walks whatever is written in this file
class Year(RuleBasedStateMachine):
    world = None  # the fixtures, set by the test

    def __init__(self):
        super().__init__()
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.now = moment("2027-05-24 12:00")
        self.clock = clock.at(self.now)
        self.clock.__enter__()
        self.chapter, self.people, self.liv, self.siri, self.report = self.world
        self.sent, self.times, self.on_time, self.opened = {}, 0, None, None
        self.is_sent = False
        self.waiting = None  # (who of the board, what was signed)
        self.frozen = []  # what the file of each version holds

    def teardown(self):
        self.clock.__exit__(None, None, None)
        transaction.set_rollback(True)
        self.savepoint.__exit__(None, None, None)

    def stored(self):
        return ChapterReport.objects.select_related("chapter", "year").get(pk=self.report.pk)

    def fill_in(self):
        draft = drafts.find("report", self.report.draft_key)
        for step, values in FILLED_IN.items():
            drafts.save_step(draft, step, draft.answers.get(step) or values, now=clock.now())

    @initialize()
    def begin(self):
        self.fill_in()

    @rule(days=st.sampled_from([1, 7, 15]))
    def time_passes(self, days):
        self.now += datetime.timedelta(days=days)
        self.clock.__exit__(None, None, None)
        self.clock = clock.at(self.now)
        self.clock.__enter__()

    @rule()
    def log(self):
        said = dict.fromkeys(STATED, True)
        group = {"kind": "conversation_group", "day": datetime.date(2026, 3, 2), "participants": 5, "minutes": 60}
        activities.log(token=uuid.uuid4(), chapter=self.chapter, by=self.liv.person, led_by=self.liv, **group, **said)

    @rule(right=st.integers(1, 2))
    def say_that_a_number_is_wrong(self, right):
        try:
            answering_services.correct(self.stored(), "visit", "count", right, "Glemt", by=self.people[1])
            done.add("correct")
        except IllegalMove:
            assert self.is_sent

    @rule(about=st.sampled_from(["Et godt år", "Et annet år"]))
    def write(self, about):
        if draft := drafts.find("report", self.report.draft_key):
            drafts.save_step(draft, ABOUT_YEAR, {"about": [about]}, now=clock.now())

    @rule(who=WHO, seldom=st.integers(0, 3))
    def change_office(self, who, seldom):
        if seldom:
            return
        office = Office.objects.get(person=self.people[who])
        office.ends = None if office.ends else datetime.date(2027, 5, 1)
        office.save()

    def is_on_board(self, who):
        return Office.objects.filter(person=self.people[who], ends=None).exists()

    def look(self):
        report = self.stored()
        answers = report_queries.drafted(report, organisation.message_words())
        return Shown.of(report_queries.numbers_of(report), answers), answers

    @precondition(lambda self: not self.is_sent)
    @rule(who=WHO)
    def sign(self, who):
        self.sign_what_was_seen(who)

    @precondition(lambda self: not self.is_sent)
    @rule(order=st.permutations([1, 2]))
    def two_sign_one_after_the_other(self, order):
        for who in order:
            if not self.is_sent:
                self.sign_what_was_seen(who)

    @precondition(lambda self: not self.is_sent)
    @rule(who=WHO)
    def sign_while_somebody_logs(self, who):
        seen = self.look()[0]
        self.log()
        self.sign_what_was_seen(who, seen)

    def sign_what_was_seen(self, who, seen=None):
        report = self.stored()
        if not self.is_on_board(who):
            return
        now, answers = self.look()
        seen = seen or now
        answers |= {CONFIRM: {"role": "other", "attest": True}}
        draft = drafts.find("report", self.report.draft_key)
        by = User.objects.get(pk=self.people[who].pk)  # with the offices of now
        values = {"by": by, "at": clock.now(), "seen": seen, "draft": draft.version}
        if seen.sha256 != now.sha256:
            with pytest.raises(reports.Changed):
                signing_services.sign(report, answers, **values)
            done.add("refused")
            return
        signing_services.sign(report, answers, **values)
        first, digest = self.waiting or (None, "")
        is_good = first is not None and digest == now.sha256 and self.is_on_board(first)
        if who == 0 or (is_good and first != who):
            self.was_sent(now, by, self.people[first] if is_good and first != who else None)
        elif not is_good:
            self.waiting = (who, now.sha256)

    def was_sent(self, seen, by, first):
        today = clock.today()
        is_again = self.times > 0
        in_grace = self.opened is not None and today <= self.opened + GRACE
        self.on_time = today <= LAST_DAY or (is_again and bool(self.on_time) and in_grace)
        report = self.stored()
        assert (report.state, report.attested_by, report.first_signed_by) == ("sent", by, first)
        assert report.attested_sha256 == seen.sha256 == Shown.of(report.numbers, report.answers).sha256
        assert base_year_queries.is_closed(self.chapter, 2026)
        self.sent = copy.deepcopy((report.numbers, report.answers))
        self.times, self.waiting, self.is_sent = self.times + 1, None, True
        done.add("two sign" if first and by != self.people[0] else "one signs")

    @rule(who=WHO)
    def take_the_signature_back(self, who):
        is_mine = self.waiting is not None and self.waiting[0] == who
        assert signing_services.withdraw(self.stored(), by=self.people[who]) is is_mine
        if is_mine:
            self.waiting = None
            done.add("withdraw")

    @precondition(lambda self: self.is_sent)
    @rule()
    def approve(self):
        if self.stored().state == "sent":
            reports.approve(self.stored(), by=self.siri)
            done.add("approve")

    @precondition(lambda self: self.is_sent)
    @rule()
    def send_back(self):
        if self.stored().state == "sent":
            reports.return_(self.stored(), "Se på mars", by=self.siri, places={"kind-visit": "To?"})
            self.opened_again("return")

    @precondition(lambda self: self.is_sent)
    @rule(granted=st.booleans())
    def ask_and_answer(self, granted):
        request = reopening_services.ask(self.stored(), "En gruppe manglet", by=self.people[1])
        reopening_services.answer(request, granted, "Ord", by=self.siri)
        if granted:
            self.opened_again("reopen")

    @rule()
    def freeze_the_year(self):
        before = len(self.frozen)
        row = grant_services.freeze(2026, after=before, by=self.siri, despite_gaps=True, reason="Rettet")
        content = frozen.path_of(row).read_bytes()
        if row.number > before:
            self.frozen.append(content)
            done.add("freeze" if row.number == 1 else "freeze anew")
        assert (row.number, content) == (len(self.frozen), self.frozen[-1])

    def opened_again(self, how):
        done.add(how)
        self.opened, self.is_sent = clock.today(), False
        assert not base_year_queries.is_closed(self.chapter, 2026)
        self.fill_in()

    @invariant()
    def what_was_sent_is_as_it_was(self):
        report = self.stored()
        assert report.is_open is not self.is_sent
        assert ((report.numbers, report.answers) if self.times else {}) == self.sent
        assert report.on_time is self.on_time
        assert EarlierSending.objects.filter(report=report).count() == max(0, self.times - 1)
        if self.times:
            assert reports.is_as_sent(report)

    @invariant()
    def what_is_frozen_never_moves(self):
        rows = GrantFile.objects.order_by("number")
        assert [frozen.path_of(row).read_bytes() for row in rows] == self.frozen
        assert [row.sha256 for row in rows] == [hashlib.sha256(content).hexdigest() for content in self.frozen]
        assert not any(frozen.fault_of(row) for row in rows)

    @invariant()
    def at_most_one_signature_waits(self):
        found = WaitingSignature.objects.filter(report=self.report).first()
        assert (found and found.person) == (self.waiting and self.people[self.waiting[0]])


@pytest.mark.slow
@pytest.mark.hypothesis
def test_a_year_in_any_order_moves_what_was_sent_only_when_it_is_sent(begun, rolf, bodil, nina, liv, siri):
    Year.world = (begun.chapter, [rolf, bodil, nina], liv, siri, begun)

    run_state_machine_as_test(
        Year,
        settings=settings(
            max_examples=settings().max_examples,
            stateful_step_count=24,
            deadline=None,
            derandomize=settings().derandomize,
            phases=[Phase.generate],  # the way to a fault is short enough to read as it is
            suppress_health_check=list(HealthCheck),
        ),
    )

    assert done >= {"correct", "refused", "one signs", "two sign", "withdraw", "approve", "return", "reopen"}
    assert done >= {"freeze", "freeze anew"}

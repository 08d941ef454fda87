"""Logging, correcting, striking, putting back and answering in any order: nothing is lost, and the sums are right.

A machine does whatever it likes with the activities of a chapter, in the names of three people and with pages that may
be old, and keeps its own simple account. After each action the account and the tables must agree.
"""

import datetime
import uuid

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from portal import clock
from portal.activities import queries as activity_queries
from portal.activities import services as activities
from portal.activities.base_years import services as base_year_services
from portal.activities.corrections import queries as correction_queries
from portal.activities.corrections import services as correction_services
from portal.activities.counting import queries as counting_queries
from portal.activities.double_entries import queries as double_entry_queries
from portal.activities.double_entries import services as double_entry_services
from portal.activities.models import Activity, Correction, DoubleEntry
from portal.activities.totals import queries as total_queries
from portal.moves import IllegalMove, Stale
from tests.conftest import moment

pytestmark = pytest.mark.django_db(transaction=False)

WHO = st.integers(0, 2)
NUMBERS = st.integers(1, 4)
DAYS = st.sampled_from([datetime.date(2026, 3, 2), datetime.date(2026, 3, 3), datetime.date(2025, 12, 31)])
KINDS = st.sampled_from(["conversation_group", "course", "phone"])
REFUSED = (IllegalMove, Stale, base_year_services.YearClosed)
done = set()  # which actions had an effect: the machine has to get that far


@seed(2)  # the same walks whatever is written in this file
class Correcting(RuleBasedStateMachine):
    world = None  # the fixtures, set by the test

    def __init__(self):
        super().__init__()
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.clock = clock.at(moment("2026-06-10 12:00"))
        self.clock.__enter__()
        self.chapter, self.supporters = self.world
        self.values = {}  # {key: what the activity ought to hold}
        self.seen = {}  # {key: every value that it ever had, by version}
        self.out = {}  # {key: "undone" or "struck"}
        self.same, self.two = {}, set()  # {later: earlier}, and pairs
        self.posts = []
        self.frozen = set()

    def teardown(self):
        self.clock.__exit__(None, None, None)
        transaction.set_rollback(True)
        self.savepoint.__exit__(None, None, None)

    def any_activity(self, data):
        return data.draw(st.sampled_from(sorted(self.values)))

    def is_frozen(self, *keys):
        return any(self.values[key]["day"].year in self.frozen for key in keys)

    # What people do

    @rule(who=WHO, number=NUMBERS, day=DAYS, kind=KINDS)
    def somebody_logs(self, who, number, day, kind):
        self.logs(who, number, day, kind)

    def logs(self, who, number, day, kind):
        supporter = self.supporters[who]
        values = {"participants": number, "day": day, "kind": kind, "led_by": supporter, "note": ""}
        if day.year in self.frozen:
            return
        row = activities.log(token=uuid.uuid4(), chapter=self.chapter, minutes=60, by=supporter.person, **values)
        self.values[row.pk], self.seen[row.pk] = values, {1: values}

    @precondition(lambda self: self.values)
    @rule(data=st.data(), who=WHO, number=NUMBERS, day=DAYS, note=st.sampled_from(["", "Ute"]), late=st.integers(0, 2))
    def corrects(self, data, who, number, day, note, late):
        """``late``: the page is so many corrections old."""
        key = self.any_activity(data)
        row = Activity.objects.get(pk=key)
        values = {**self.values[key], "participants": number, "day": day, "note": note}
        self.posts.append((key, {"token": uuid.uuid4(), "version": row.version - late, "by": who, "values": values}))
        self.post(*self.posts[-1])

    @precondition(lambda self: self.posts)
    @rule(data=st.data())
    def corrects_with_a_form_that_was_sent_before(self, data):
        self.post(*data.draw(st.sampled_from(self.posts)))

    def post(self, key, sent):
        row, now = Activity.objects.get(pk=key), self.values[key]
        is_done = Correction.objects.filter(token=sent["token"]).exists()
        is_change = sent["values"] != now
        expected = not is_done and key not in self.out and is_change and sent["version"] == row.version
        expected = expected and not self.is_frozen(key) and sent["values"]["day"].year not in self.frozen
        try:
            after = correction_services.correct(
                row, token=sent["token"], version=sent["version"], reason="mistake",
                by=self.supporters[sent["by"]].person, **sent["values"],
            )  # fmt: skip
        except REFUSED:
            assert not expected
            return
        assert (after.version > row.version) == expected
        if expected:
            self.values[key] = self.seen[key][after.version] = sent["values"]
            done.add("correct")

    @precondition(lambda self: self.values)
    @rule(data=st.data(), who=WHO, late=st.integers(0, 1), with_same=st.booleans())
    def strikes(self, data, who, late, with_same):
        key = self.any_activity(data)
        back = [] if with_same else [later for later, kept in self.same.items() if kept == key]
        row = Activity.objects.get(pk=key)
        expected = key not in self.out and not self.is_frozen(key, *back) and not late
        try:
            said = {"reason": "not_held", "version": row.version - late, "by": self.supporters[who].person}
            with transaction.atomic():
                correction_services.strike(row, token=uuid.uuid4(), with_same=with_same, **said)
        except REFUSED:
            assert not expected
            return
        assert expected or self.out[key] == "struck"
        if expected:
            self.out[key] = "struck"
            done.add("strike")
            for later in back:
                self.comes_back(later)

    @precondition(lambda self: self.values)
    @rule(data=st.data(), who=WHO)
    def puts_back(self, data, who):
        key = self.any_activity(data)
        kept = self.same.get(key)
        keys = [key] if kept is None else [key, kept]
        expected = self.out.get(key) == "struck" and not self.is_frozen(*keys)
        try:
            said = {"reason": "struck_by_mistake", "by": self.supporters[who].person}
            correction_services.put_back(Activity.objects.get(pk=key), token=uuid.uuid4(), **said)
        except REFUSED:
            assert not expected
            return
        if expected:
            self.comes_back(key)
            done.add("put back")

    def comes_back(self, key):
        del self.out[key]
        self.same.pop(key, None)

    @precondition(lambda self: self.values)
    @rule(data=st.data())
    def undoes(self, data):
        self.undo(self.any_activity(data))

    def undo(self, key):
        if self.is_frozen(key, *(later for later, kept in self.same.items() if kept == key)):
            return
        if key in self.out:
            activities.undo(Activity.objects.get(pk=key), by=self.supporters[0].person)
            return
        activities.undo(Activity.objects.get(pk=key), by=self.supporters[0].person)
        self.out[key] = "undone"
        for later in [later for later, kept in self.same.items() if kept == key]:
            self.comes_back(later)
            done.add("undo of what was kept")

    @precondition(lambda self: len(self.values) > 1)
    @rule(data=st.data(), who=WHO, are_same=st.booleans())
    def answers(self, data, who, are_same):
        self.answer(sorted(data.draw(st.permutations(sorted(self.values)))[:2]), who, are_same)

    @rule(who=WHO, day=DAYS, are_same=st.booleans(), undone=st.booleans())
    def two_log_it_and_one_answers(self, who, day, are_same, undone):
        before = len(self.values)
        for one in (who, (who + 1) % 3):
            self.logs(one, 4, day, "course")
        if len(self.values) > before:
            pair = sorted(self.values)[-2:]
            self.answer(pair, who, are_same)
            if undone:
                self.undo(pair[0])

    def answer(self, pair, who, are_same):
        first, second = pair
        pair, said = (first, second), "same" if are_same else "two"
        known = "two" if pair in self.two else "same" if self.same.get(second) == first else None
        is_open = not (set(pair) & set(self.out)) and known is None
        is_open = is_open and self.values[first]["day"] == self.values[second]["day"] and not self.is_frozen(first)
        rows = [Activity.objects.get(pk=key) for key in pair]
        try:
            double_entry_services.answer(rows[1], rows[0], are_same, by=self.supporters[who].person)
        except REFUSED:
            assert not is_open
            assert known != said
            return
        assert is_open or known == said
        if is_open and are_same:
            self.same[second], self.out[second] = first, "struck"
            done.add("same")
        elif is_open:
            self.two.add(pair)
            done.add("two")

    @rule(year=st.sampled_from([2025, 2026]), sent=st.booleans())
    def sends_the_report_or_gets_it_back(self, year, sent):
        if not sent or len(self.values) > 3:  # not before there is something to freeze
            (base_year_services.close_year if sent else base_year_services.reopen_year)(self.chapter, year, by=None)
            (self.frozen.add if sent else self.frozen.discard)(year)

    # What always holds

    @invariant()
    def the_totals_are_the_sum_of_what_is_neither_struck_nor_undone(self):
        for year in (2025, 2026):
            inside = [
                row for key, row in self.values.items() if key not in self.out and row["day"].year == year
            ]  # fmt: skip
            rows = list(activity_queries.of_chapter(self.chapter, year))
            total = total_queries.totals(rows, counting_queries.rules_for(year))
            assert total.count == len(inside)
            assert total.participants == sum(row["participants"] for row in inside)

    @invariant()
    def each_row_is_as_it_was_last_corrected(self):
        stored = {row.pk: row for row in Activity.objects.filter(pk__in=self.values)}
        for key, values in self.values.items():
            assert {name: getattr(stored[key], name) for name in values} == values
            state = "struck" if stored[key].struck_at else "undone" if stored[key].undone_at else None
            assert self.out.get(key) == state

    @invariant()
    def the_history_loses_no_value(self):
        for key, versions in self.seen.items():
            row = Activity.objects.get(pk=key)
            assert [one.version for one in row.corrections.all()] == list(range(2, row.version + 1))
            for version, values in versions.items():
                then = correction_queries.values_at(row, version)
                expected = {name: correction_queries.written(value) for name, value in values.items()}
                assert {name: then[name] for name in values} == expected

    @invariant()
    def what_is_kept_names_the_supporters_of_all_that_were_the_same(self):
        open_answers = DoubleEntry.objects.filter(taken_back_at=None)
        assert open_answers.filter(answer="same").count() == len(self.same)
        assert open_answers.filter(answer="two").count() == len(self.two)
        for later, kept in self.same.items():
            leaders = Activity.objects.get(pk=kept).leaders
            assert self.values[later]["led_by"].pk in leaders

    @invariant()
    def nobody_is_asked_about_what_is_answered_or_does_not_count(self):
        for row in double_entry_queries.may_be_double(self.supporters[0].person):
            pair = tuple(sorted((row.pk, row.double)))
            assert pair not in self.two
            assert not set(pair) & set(self.out)
            assert self.values[pair[0]]["day"] == self.values[pair[1]]["day"]
            assert not self.is_frozen(pair[0])


@pytest.mark.slow
@pytest.mark.hypothesis
def test_any_order_of_corrections_leaves_what_it_ought_to(bergen, liv, supporter_in, siri):
    people = [liv, supporter_in(bergen, "Per", "Pil"), supporter_in(bergen, "Ida", "Ili")]
    Correcting.world = (bergen, people)

    run_state_machine_as_test(
        Correcting,
        settings=settings(
            max_examples=max(5, settings().max_examples // 4),
            stateful_step_count=30,
            deadline=None,
            derandomize=settings().derandomize,
            phases=[Phase.generate],  # the way to a fault is short enough to read as it is
            suppress_health_check=list(HealthCheck),
        ),
    )

    assert done == {"correct", "strike", "put back", "undo of what was kept", "same", "two"}

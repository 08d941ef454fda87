"""Logs, corrections, double entries, other rules and other supporters, in any order: what counts is what ought to.

A machine does whatever it likes in two chapters. Beside it stands an account of its own, written from paragraphs 4, 10
and 11 of the regulation, which calls nothing of the site. After each action the site and the account must agree about
every activity, and every sum must be that of the rows behind it.
"""

import contextlib
import datetime
import uuid
from collections import Counter
from unittest.mock import patch

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from portal import clock, fragments
from portal.activities import queries as activity_queries
from portal.activities import services as activities
from portal.activities.base_years import queries as base_year_queries
from portal.activities.base_years import services as base_year_services
from portal.activities.corrections import services as correction_services
from portal.activities.counting import facts
from portal.activities.counting import queries as counting_queries
from portal.activities.counting import services as counting_services
from portal.activities.counting.trial import try_rules
from portal.activities.counting.verdicts import KindRules, Rules
from portal.activities.double_entries import services as double_entry_services
from portal.activities.models import Activity, CountedFacts, leader_columns
from portal.activities.statements import services as statement_services
from portal.activities.totals import queries as total_queries
from portal.declarations import queries as declaration_queries
from portal.declarations import services as declarations
from portal.supporters import queries as supporter_queries
from portal.supporters import services as supporters
from portal.supporters.appointments import services as appointment_services
from portal.supporters.categories import services as category_services
from tests.conftest import moment, person, sign

pytestmark = pytest.mark.django_db(transaction=False)

PEOPLE, CHAPTERS = 3, 2
STATED = ("in_person", "in_norway", "own_event", "unpaid")
YES, NOTHING = dict.fromkeys(STATED, True), dict.fromkeys(STATED)
WHO, WHERE = st.integers(0, PEOPLE - 1), st.integers(0, CHAPTERS - 1)
AGO = st.sampled_from([0, 0, 1, 10, 45, 330])  # days
KINDS = ["visit", "conversation_group", "conversation_group", "activity_group", "course", "phone", "digital", "other"]
LED = st.one_of(st.tuples(st.just("supporter"), WHO), st.sampled_from([("other", None), ("", None)]))
SAID = st.one_of(st.just(YES), st.just(YES), st.just(NOTHING),
                 st.fixed_dictionaries(dict.fromkeys(STATED, st.sampled_from([True, True, False, None]))))  # fmt: skip
VALUES = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(KINDS),
        "participants": st.sampled_from([0, 1, 2, 3, 5]),
        "minutes": st.sampled_from([None, 44, 45, 60, 89, 90, 90]),
        "led": LED,
        "said": SAID,
    }
)
# What the regulation asks for. A kind: (minutes, participants, led by a supporter, in person).
LAW = {
    "kinds": {
        "visit": (0, 1, True, True),
        "conversation_group": (45, 3, True, True),
        "activity_group": (45, 3, True, True),
        "course": (90, 0, False, True),
    },
    "leader_counts_as_participant": False, "in_norway": True, "own_event": True, "unpaid": True,
    "warns_of_last_day": True,
}  # fmt: skip
OTHER_RULES = st.fixed_dictionaries(
    {
        "kinds": st.dictionaries(
            st.sampled_from(["visit", "conversation_group", "course", "digital"]),
            st.tuples(st.sampled_from([0, 45, 60]), st.integers(1, 3), st.booleans(), st.booleans()),
        ).map(lambda changed: {**LAW["kinds"], **changed}),
        **dict.fromkeys(set(LAW) - {"kinds"}, st.booleans()),
    }
)
done = set()  # what has happened at all: the machine has to get that far


class Account:
    """What the machine has done, and what follows from it by the regulation."""

    def __init__(self):
        # {key: values, with "out" (undone or struck), "settled" (what its report says, and of whom), "same" (as which
        # other, by which answer) and "unpaid by" (who said it last)}
        self.rows = {}
        self.two = set()  # pairs that are two
        self.answers = 0
        self.closed = set()  # (chapter, year)
        self.rules = {}  # {base year: as LAW}
        self.statements = {}  # {(who, year): as YES}
        self.appointed = {who: [] for who in range(PEOPLE)}  # [how, begins, ends]
        self.active = {who: [] for who in range(PEOPLE)}  # [begins, ends]
        self.signed = {who: [] for who in range(PEOPLE)}  # days
        self.assessed = {who: [] for who in range(PEOPLE)}  # days
        self.state = dict.fromkeys(range(PEOPLE), "none")

    def is_closed(self, *keys):
        return any((self.rows[key]["chapter"], self.rows[key]["day"].year) in self.closed for key in keys)

    def stays(self, *keys):
        """Whether nobody corrects, strikes or puts back one of these: the report is sent, or it is too late for one."""
        first_year = base_year_queries.first_open_year()
        return self.is_closed(*keys) or any(self.rows[key]["day"].year < first_year for key in keys)

    def inside(self, chapter=None, year=None):
        """The keys of what is neither struck nor undone."""
        return [
            key for key, row in self.rows.items()
            if not row["out"] and chapter in (None, row["chapter"]) and year in (None, row["day"].year)
        ]  # fmt: skip

    def rules_of(self, year, tried=None):
        rules = self.rules | (tried or {})
        earlier = [one for one in rules if one <= year]
        return rules[max(earlier)] if earlier else LAW

    def is_supporter(self, who, day):
        """Paragraphs 4 and 10: picked out by the organisation, has promised to keep quiet, active, not by office
        alone."""
        was_active = any(begins <= day and (ends is None or day < ends) for begins, ends in self.active[who])
        first = min((begins for begins, _ends in self.active[who]), default=None)
        for how, begins, ends in self.appointed[who]:
            if day < begins or (ends is not None and ends <= day):
                continue
            before = how == "transfer" and first is not None and day < first
            signed = how != "signed" or any(on <= day for on in self.signed[who])
            assessed = how != "office" or any(on <= day for on in self.assessed[who])
            if (was_active or before) and signed and assessed:
                return True
        return False

    def says(self, row, name):
        """What was said of the activity, else of the year by whoever led it, else by whoever logged it."""
        leader, year = row["led"][1], row["day"].year
        said = [row["said"], *(self.statements.get((who, year), NOTHING) for who in (leader, row["by"]))]
        return next((one[name] for one in said if one[name] is not None), None)

    def was_unpaid(self, who, entry, year):
        """What the entry says of the pay of this supporter, else they of the year. Where they have said that they are
        paid, nobody else says that they were not."""
        said, of_year = self.rows[entry]["said"]["unpaid"], self.statements.get((who, year), NOTHING)["unpaid"]
        if said and of_year is False:
            return self.rows[entry]["unpaid by"] == who
        return of_year if said is None else said

    def counts(self, key, tried=None):
        row = self.rows[key]
        if row["settled"] is not None:
            return row["settled"][0]
        return not self.is_closed(key) and self.would_count(key, self.rules_of(row["day"].year, tried))

    def would_count(self, key, rules):
        """Paragraph 11."""
        row = self.rows[key]
        if row["kind"] not in rules["kinds"]:
            return False
        minutes, participants, led, in_person = rules["kinds"][row["kind"]]
        is_led = row["led"][0] == "supporter" and self.is_supporter(row["led"][1], row["day"])
        present = row["participants"]
        if is_led and participants > 1 and rules["leader_counts_as_participant"]:
            present += 1
        if present < participants or (minutes and (row["minutes"] or 0) < minutes):
            return False
        if led and not (is_led and (not rules["unpaid"] or self.was_unpaid(row["led"][1], key, row["day"].year))):
            return False
        if in_person and not self.met(row):
            return False
        return all(not rules[name] or self.says(row, name) for name in ("in_norway", "own_event"))

    def met(self, row):
        if row["kind"] == "visit":  # its name says it; what is said of a year is about groups and courses
            return row["said"]["in_person"] is not False
        return row["kind"] not in ("phone", "digital") and self.says(row, "in_person")

    def same_as(self, key):
        """The entries that are struck as the same as this one."""
        return [one for one, row in self.rows.items() if row["same"] and row["same"][0] == key]

    def led_by(self, key):
        """``{who: by which entry}`` of those who led it, by this entry and by all that were the same."""
        code, who = self.rows[key]["led"]
        found = {who: key} if code == "supporter" else {}
        for same in sorted(self.same_as(key), key=lambda one: self.rows[one]["same"][1]):
            found = self.led_by(same) | found
        return found

    def counts_for(self, key):
        """Those who led it and count as supporters that day: it is an activity of theirs."""
        row = self.rows[key]
        if row["settled"] is not None:
            return row["settled"][1]
        year = row["day"].year
        asks = self.rules_of(year)["unpaid"]
        return {
            who
            for who, entry in self.led_by(key).items()
            if self.is_supporter(who, row["day"]) and (not asks or self.was_unpaid(who, entry, year))
        }

    def days(self, keys):
        """Activity days: one for each chapter, kind, day and leader."""
        rows = [self.rows[key] for key in keys]
        return len({(row["chapter"], row["kind"], row["day"], row["led"][1]) for row in rows})


def as_rules(base_year, values):
    names = ("minutes", "participants", "led_by_supporter", "in_person")
    kinds = {code: KindRules(**dict(zip(names, asked, strict=True))) for code, asked in values["kinds"].items()}
    return Rules(**{**values, "base_year": base_year, "kinds": kinds})


@seed(3)  # the same walks whatever is written in this file
class Counting(RuleBasedStateMachine):
    world = None  # the fixtures, set by the test

    def __init__(self):
        super().__init__()
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.chapters, self.people, self.categories, self.siri = self.world
        self.account = Account()
        self.clock = None
        self.set_clock(moment("2026-11-20 12:00"))

    def set_clock(self, now):
        if self.clock:
            self.clock.__exit__(None, None, None)
        self.clock = clock.at(now)
        self.clock.__enter__()

    def teardown(self):
        self.clock.__exit__(None, None, None)
        transaction.set_rollback(True)
        self.savepoint.__exit__(None, None, None)

    def day(self, ago):
        return clock.today() - datetime.timedelta(days=ago)

    def supporter(self, who):
        return supporter_queries.supporter_of(self.people[who])

    def arguments(self, values):
        """The values of an activity as the services take them; ``led`` of somebody who is none yet is nobody's."""
        code, who = values["led"]
        leader = {"led_by": self.supporter(who)} if code == "supporter" else {"led_by_another": code == "other"}
        return {**{name: values[name] for name in ("kind", "participants", "minutes")}, **leader, **values["said"]}

    def can_lead(self, values):
        return values["led"][0] != "supporter" or self.account.state[values["led"][1]] != "none"

    def any_inside(self, data):
        return data.draw(st.sampled_from(sorted(self.account.inside())))

    # Activities

    @rule(values=VALUES, where=WHERE, by=WHO, ago=AGO, several=st.booleans())
    def somebody_logs(self, values, where, by, ago, several):
        days = [self.day(ago), self.day(ago + 1)] if several else [self.day(ago)]
        if min(days).year < base_year_queries.first_open_year() or not self.can_lead(values):
            return
        self.log(values, where, by, days)

    def log(self, values, where, by, days):
        first = activities.log(
            token=uuid.uuid4(), chapter=self.chapters[where], by=self.people[by], day=days[0], also_on=days[1:],
            **self.arguments(values),
        )  # fmt: skip
        rows = Activity.objects.filter(series=first.series) if first.series else [first]
        for row in rows:
            self.account.rows[row.pk] = {
                **values, "chapter": where, "day": row.day, "by": by, "out": "", "settled": None, "same": None,
                "at": clock.now(), "series": first.series, "unpaid by": by,
            }  # fmt: skip
        done.add("several days" if len(days) > 1 else "log")
        return [row.pk for row in rows]

    @rule(where=WHERE, ago=AGO, are_same=st.booleans(), then=st.sampled_from(["", "undo", "put back"]))
    def several_log_the_same_and_somebody_answers(self, where, ago, are_same, then):
        """Something that counts, wherever its leaders do."""
        values = {"kind": "conversation_group", "participants": 5, "minutes": 60, "said": YES}
        if self.day(ago).year < base_year_queries.first_open_year():
            return
        for who in range(PEOPLE):
            if self.account.state[who] == "none":
                self.appoints(who, "transfer", 330)
        first, second, third = (
            self.log({**values, "led": ("supporter", who)}, where, who, [self.day(ago)])[0] for who in range(PEOPLE)
        )
        self.answer(second, third, True, second)
        self.answer(first, second, are_same, first)
        if then == "undo":
            self.undo(first if are_same else second)
        elif then == "put back":
            self.put_back(third)

    @precondition(lambda self: len(self.account.inside()) > 1)
    @rule(data=st.data(), are_same=st.booleans())
    def somebody_answers(self, data, are_same):
        one, other = sorted(data.draw(st.permutations(sorted(self.account.inside())))[:2])
        self.answer(one, other, are_same, data.draw(st.sampled_from([None, one, other])))

    def answer(self, one, other, are_same, keep=None):
        """Which one stands is chosen; else it is the first, where the other does not count more."""
        first, second = self.account.rows[one], self.account.rows[other]
        is_elsewhere = (first["chapter"], first["day"]) != (second["chapter"], second["day"])
        if is_elsewhere or self.account.stays(one) or (one, other) in self.account.two:
            return
        rows = {key: Activity.objects.get(pk=key) for key in (one, other)}
        counts_more = self.account.counts(other) and not self.account.counts(one)
        kept = keep or (other if counts_more else one)
        struck = other if kept == one else one
        double_entry_services.answer(*rows.values(), are_same, by=self.siri, keep=rows.get(keep))
        if are_same:
            self.account.answers += 1
            self.account.rows[struck].update(out="struck", same=(kept, self.account.answers))
        else:
            self.account.two.add((one, other))
        done.add("same" if are_same else "two")

    @precondition(lambda self: self.account.inside())
    @rule(data=st.data(), values=VALUES, where=WHERE, ago=AGO)
    def somebody_corrects(self, data, values, where, ago):
        key = self.any_inside(data)
        row, day = self.account.rows[key], self.day(ago)
        is_open = day.year >= base_year_queries.first_open_year()
        is_open = is_open and not self.account.stays(key) and (where, day.year) not in self.account.closed
        if not is_open or not self.can_lead(values):
            return
        code, who = values["led"]
        stored = Activity.objects.get(pk=key)
        columns = {name: values[name] for name in ("kind", "participants", "minutes")}
        columns |= leader_columns(self.supporter(who) if code == "supporter" else None, code == "other")
        correction_services.correct(
            stored, token=uuid.uuid4(), version=stored.version, reason="mistake", by=self.siri,
            chapter=self.chapters[where], day=day, **columns, **values["said"],
        )  # fmt: skip
        self.says(key, values["said"])
        row.update(values, chapter=where, day=day)
        done.add("correct")

    def says(self, key, said):
        """The secretariat says it; of what is as it was, nobody says anything new."""
        if said["unpaid"] != self.account.rows[key]["said"]["unpaid"]:
            self.account.rows[key]["unpaid by"] = self.siri

    @precondition(lambda self: self.account.inside())
    @rule(data=st.data(), led=LED, said=SAID)
    def somebody_says_more(self, data, led, said):
        key = self.any_inside(data)
        if self.account.is_closed(key) or not self.can_lead({"led": led}):
            return
        leader = {"led_by": self.supporter(led[1])} if led[0] == "supporter" else {"led_by_another": led[0] == "other"}
        row = Activity.objects.get(pk=key)
        statement_services.say(row, version=row.version, by=self.siri, **leader, **said)
        self.says(key, said)
        self.account.rows[key].update(led=led, said=said)
        done.add("say")

    @precondition(lambda self: self.account.inside())
    @rule(data=st.data(), with_same=st.booleans())
    def somebody_strikes(self, data, with_same):
        key = self.any_inside(data)
        if self.account.stays(key):
            return
        row, said = Activity.objects.get(pk=key), {"reason": "not_held", "with_same": with_same}
        correction_services.strike(row, token=uuid.uuid4(), version=row.version, by=self.siri, **said)
        self.account.rows[key]["out"] = "struck"
        for same in [] if with_same else self.account.same_as(key):
            self.account.rows[same].update(out="", same=None)
            done.add("strike of what was kept")
        done.add("strike")

    @precondition(lambda self: any(row["out"] == "struck" for row in self.account.rows.values()))
    @rule(data=st.data())
    def somebody_puts_back(self, data):
        struck = sorted(key for key, row in self.account.rows.items() if row["out"] == "struck")
        self.put_back(data.draw(st.sampled_from(struck)))

    def put_back(self, key):
        if self.account.rows[key]["out"] != "struck":  # the report is sent, and nobody could answer
            return
        above = [key]
        while same := self.account.rows[above[-1]]["same"]:
            above.append(same[0])
        if self.account.stays(*above):
            return
        row = Activity.objects.get(pk=key)
        correction_services.put_back(row, token=uuid.uuid4(), reason="struck_by_mistake", by=self.siri)
        self.account.rows[key].update(out="", same=None)
        done.add("put back")

    @precondition(lambda self: self.account.inside())
    @rule(data=st.data())
    def somebody_undoes(self, data):
        self.undo(self.any_inside(data))

    def undo(self, key):
        row = self.account.rows[key]
        series = row["series"]
        keys = [one for one in self.account.inside() if series and self.account.rows[one]["series"] == series] or [key]
        is_settled = any(self.account.rows[one]["settled"] is not None for one in keys)
        if row["at"] != clock.now() or is_settled:
            with pytest.raises(activities.TooLate):
                activities.undo(Activity.objects.get(pk=key), by=self.siri)
            return
        activities.undo(Activity.objects.get(pk=key), by=self.siri)
        for one in keys:
            self.account.rows[one]["out"] = "undone"
            for same in self.account.same_as(one):
                if not self.account.stays(one, same):
                    self.account.rows[same].update(out="", same=None)
                    done.add("undo of what was kept")
        done.add("undo")

    # What is said of a year, its rules, and its report

    @rule(who=WHO, said=SAID, last_year=st.booleans())
    def somebody_says_of_a_year(self, who, said, last_year):
        year = clock.today().year - last_year
        statement_services.state_year(year, by=self.people[who], **said)
        self.account.statements[who, year] = said

    @rule(values=OTHER_RULES, later=st.integers(-1, 1))
    def the_secretariat_adds_rules(self, values, later):
        year = clock.today().year + later
        with contextlib.suppress(counting_services.SameRules):
            counting_services.add_rules(as_rules(year, values), by=self.siri)
        self.account.rules[year] = values
        done.add("rules")

    @precondition(lambda self: self.account.inside())
    @rule(data=st.data())
    def a_report_is_sent(self, data):
        account, row = self.account, self.account.rows[self.any_inside(data)]
        where, year = row["chapter"], row["day"].year
        if (where, year) not in account.closed:
            for key in account.inside(where, year):
                account.rows[key]["settled"] = account.counts(key), account.counts_for(key)
        account.closed.add((where, year))
        base_year_services.close_year(self.chapters[where], year, by=None)
        done.add("report")

    @precondition(lambda self: self.account.closed)
    @rule(data=st.data())
    def a_report_comes_back(self, data):
        where, year = data.draw(st.sampled_from(sorted(self.account.closed)))
        base_year_services.reopen_year(self.chapters[where], year, by=None)
        self.account.closed.discard((where, year))
        for row in self.account.rows.values():
            if (row["chapter"], row["day"].year) == (where, year):
                row["settled"] = None
        done.add("report back")

    # Supporters, and the time

    @rule(who=WHO, how=st.sampled_from(["board", "office", "signed", "transfer"]), ago=AGO)
    def somebody_is_appointed(self, who, how, ago):
        self.appoints(who, how, ago)

    def appoints(self, who, how, ago):
        in_force = {one for one, _begins, ends in self.account.appointed[who] if ends is None}
        if in_force & ({"board", "transfer"} if how in ("board", "transfer") else {how}):
            return  # the same kind of supporter
        method = "transfer" if how == "transfer" else None
        appointment_services.appoint(
            self.people[who], self.categories[how], self.chapters[0], by=self.siri, method=method,
            decided_on=self.day(ago),
        )  # fmt: skip
        self.account.appointed[who].append([how, self.day(ago), None])
        if self.account.state[who] in ("none", "ended"):
            self.account.state[who] = "becoming"
        self.may_begin(who)
        done.add(how)

    def may_begin(self, who):
        """Whoever is on the way into the role has it from the day on which nothing is missing any more."""
        in_force = [how for how, _begins, ends in self.account.appointed[who] if ends is None]
        is_ready = any(how != "signed" or self.account.signed[who] for how in in_force)
        if self.account.state[who] == "becoming" and is_ready:
            self.account.state[who] = "active"
            self.account.active[who].append([clock.today(), None])

    def stops(self, who, state):
        self.account.state[who] = state
        for period in self.account.active[who]:
            period[1] = period[1] or clock.today()

    @rule(who=WHO)
    def somebody_signs_or_it_is_withdrawn(self, who):
        if self.account.signed[who]:
            declarations.withdraw(declaration_queries.signature_of(self.people[who]), by=self.siri)
            self.account.signed[who] = []
            done.add("withdraw")
            return
        sign(self.people[who])
        self.account.signed[who] = [clock.today()]
        self.may_begin(who)
        done.add("sign")

    @rule(who=WHO, days=st.sampled_from([None, 0, 1, 12]))
    def somebody_takes_a_break_or_comes_back(self, who, days):
        """``days``: so long a break, or one without an end."""
        if self.account.state[who] == "active":
            supporters.pause(self.supporter(who), until=None, by=self.siri)
            self.stops(who, "paused")
            done.add("pause")
            if days is None:
                return
            self.time_goes_by(days)
        if self.account.state[who] == "paused":
            supporters.resume(self.supporter(who), by=self.siri)
            self.account.state[who] = "active"
            self.account.active[who].append([clock.today(), None])
            done.add("resume")

    @rule(who=WHO)
    def somebody_ends(self, who):
        if self.account.state[who] in ("becoming", "active", "paused"):
            supporters.end(self.supporter(who), by=self.siri)
            self.stops(who, "ended")
            for appointment in self.account.appointed[who]:
                appointment[2] = appointment[2] or clock.today()
            done.add("end")

    @rule(who=WHO, ago=AGO)
    def somebody_is_assessed(self, who, ago):
        if self.account.state[who] != "none":
            supporters.note_leader_assessment(self.supporter(who), on=self.day(ago), by=self.siri)
            self.account.assessed[who].append(self.day(ago))
            done.add("assess")

    @precondition(lambda self: clock.today().year < 2028)
    @rule(days=st.sampled_from([1, 1, 12, 40]))
    def time_passes(self, days):
        self.time_goes_by(days)

    def time_goes_by(self, days):
        self.set_clock(clock.now() + datetime.timedelta(days=days))

    # What always holds

    @invariant()
    def an_activity_counts_exactly_when_the_rules_and_the_facts_of_its_day_say_so(self):
        account = self.account
        for year in sorted({account.rows[key]["day"].year for key in account.inside()}):
            rules, rows = counting_queries.rules_for(year), activity_queries.logged().filter(day__year=year)
            pairs = counting_queries.with_verdicts(rows, rules)
            assert sorted(row.pk for row, _found in pairs) == sorted(account.inside(year=year))
            for row, found in pairs:
                assert found.counts == account.counts(row.pk), (account.rows[row.pk], found)
                assert found.counts == (found.reasons == ())
                is_last = (row.day.month, row.day.day) == (12, 31)
                if account.rows[row.pk]["settled"] is None:
                    warns = account.rules_of(year)["warns_of_last_day"]
                    assert ("last_day" in found.warnings) == (found.counts and is_last and warns)
            for where, chapter in enumerate(self.chapters):
                here = [(row, found) for row, found in pairs if row.chapter_id == chapter.pk]
                self.totals_are_the_sum_of(here, account.inside(where, year))

    def totals_are_the_sum_of(self, pairs, inside):
        account, total = self.account, total_queries.totals_of(pairs)
        counting = [key for key in inside if account.counts(key)]
        found = (total.count, total.participants, total.counting, total.activity_days)
        participants = sum(account.rows[key]["participants"] for key in inside)
        assert found == (len(inside), participants, len(counting), account.days(counting))
        expected = Counter(who for key in counting for who in account.counts_for(key))
        led = total_queries.counting_of(pairs)
        assert {self.supporter(who).pk: number for who, number in expected.items()} == led

    @precondition(lambda self: self.account.inside())
    @rule(values=OTHER_RULES, later=st.integers(-1, 1))
    def the_secretariat_tries_rules(self, values, later):
        """What would change is what the account says of each activity, by the rules now and by those that are tried.

        The same from what the worker has counted.
        """
        account, base_year = self.account, clock.today().year + later
        tried = {base_year: values}
        fragments.forget_cached()
        trials = try_rules(as_rules(base_year, values))
        for year in reversed(base_year_queries.open_years()):
            assert counting_services.count_due() == year
        with patch.object(facts, "count") as counts_now:
            assert try_rules(as_rules(base_year, values)) == trials
        assert not counts_now.called
        CountedFacts.objects.all().delete()
        expected = []
        for year in base_year_queries.open_years():
            applies = [one for one in {*account.rules, base_year} if one <= year]
            if not applies or max(applies) != base_year:
                continue
            before = [key for key in account.inside(year=year) if account.counts(key)]
            after = [key for key in account.inside(year=year) if account.counts(key, tried)]
            expected.append((year, (len(before), account.days(before)), (len(after), account.days(after))))
        assert [
            (one.base_year, *((total.counting, total.activity_days) for total in (one.before, one.after)))
            for one in trials
        ] == expected
        done.add("trial")


@pytest.fixture
def world(bergen, oslo, siri):
    nothing = {"requires": [["appointment", []]], "minimum_age": 0}
    promise = {"requires": [["declaration", []], ["appointment", ["declaration"]]], "minimum_age": 0}
    kinds = {"board": nothing, "office": {**nothing, "method": "office"}, "signed": promise}
    wording = {"nb": "Besøker"}
    with clock.at(moment("2024-01-02 12:00")):
        categories = {
            how: category_services.set_category(f"by-{how}", by=siri, name=wording, description=wording, **values)
            for how, values in kinds.items()
        }
    people = [person(f"nr{number}@example.org", "Liv", f"Nr{number}") for number in range(PEOPLE)]
    return [bergen, oslo], people, {**categories, "transfer": categories["board"]}, siri


@pytest.mark.slow
@pytest.mark.hypothesis
def test_in_any_order_what_counts_is_what_ought_to(world):
    Counting.world = world
    done.clear()

    run_state_machine_as_test(
        Counting,
        settings=settings(
            max_examples=max(10, min(250, settings().max_examples // 2)),
            stateful_step_count=30,
            deadline=None,
            derandomize=settings().derandomize,
            phases=[Phase.generate],  # the way to a fault is short enough to read as it is
            suppress_health_check=list(HealthCheck),
        ),
    )

    assert done == {
        "log", "several days", "same", "two", "correct", "say", "strike", "put back", "undo", "undo of what was kept",
        "strike of what was kept",
        "rules", "report", "report back", "trial", "board", "office", "signed", "transfer", "sign", "withdraw", "pause",
        "resume", "end", "assess",
    }  # fmt: skip

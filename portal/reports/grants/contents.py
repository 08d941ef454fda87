"""What the file of the grant holds, made of rows: ``contents_of``. Its words are in bokmål: the file leaves the house.

The shape, as values that JSON can hold; a day is ``2026-03-31``, and what nobody has said is an empty text:

- ``about``: ``base_year``, ``organisation``, ``totals``, ``kinds``, ``estimate``, ``gaps``, ``rules``, ``measures``.
  ``totals`` are the numbers of ``activities`` that count, of those ``left_out``, of ``participants`` in what counts, of
  ``activity_days``, ``supporters`` on the list and ``chapters`` that count. ``kinds`` is ``[{kind, name, counts,
  left_out, participants}]``, ``estimate`` that of ``points``, ``rules`` is ``[[what it is about, rule, paragraph]]``,
  ``measures`` is ``[{code, name, counts, evidence, pictures}]``, each picture ``{name, sha256, shown_on, confirmed_by,
  confirmed_at}``. ``gaps`` is what is missing: names of chapters
  (``reports_missing``, ``reports_unanswered``, ``reports_open_again``, ``reports_unsigned``, ``reports_changed``) and
  of supporters (``addresses``), numbers of activities about which somebody has to say something (``unjudged``), and of
  rows that cannot be read (``unreadable``).
- ``activities``: ``[{ref, chapter, kind, name, day, minutes, participants, leader, address, phone, also, counts, why,
  look_at}]``, those that count and those that do not, by day. ``also`` names the others who led it.
- ``supporters``: ``[{ref, name, chapter, street, postcode, place, phone, email, activities, listed, why}]``: those on
  the list of 31 December, and those who are left out.
- ``chapters``: ``[{ref, name, municipality, county, conditions, counts, why, elected_on, term, board, received,
  signed_by, approved_by, approved_on}]``. ``conditions`` says of the ``report`` (it has come) and of each condition
  of ``countable`` yes, no or not_said.

What a chapter has sent is as it was sent: an activity of a closed year has the verdict of then, whatever has happened
since, and its report the answers of then. Of a report that somebody has changed in the database, no answer is taken,
and its chapter does not count.
"""

import datetime
from collections import Counter
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, override

from forms.choices import ACTIVITY_KINDS, name_of
from forms.phones import format_phone
from portal import organisation
from portal.activities.counting import queries as counting_queries
from portal.activities.counting.verdicts import UnreadableRules
from portal.activities.counting.words import WARNINGS, reasons, rule_lines
from portal.activities.models import Activity
from portal.activities.totals import queries as total_queries
from portal.chapters.models import Chapter
from portal.reports.grant_rules.points import estimate
from portal.reports.grants.chapter_lines import gaps_of, lines_of, reports_on
from portal.reports.measures import queries as measure_queries
from portal.reports.models import GrantContact
from portal.reports.years import who_reports
from portal.supporters.models import Appointment, Supporter
from portal.supporters.on_the_day.history import histories
from portal.supporters.on_the_day.standing import NOT_ACTIVE, NOT_APPOINTED, NOT_ASSESSED, NOT_SIGNED, standing_on
from portal.unreadable import found as readable_rows
from portal.unreadable import found_values, readable

NO_ACTIVITY = "no_activity"
WHY_NOT_LISTED = {
    NOT_APPOINTED: gettext_lazy("was not %(role_supporter)s on 31 December"),
    NOT_SIGNED: gettext_lazy("had no signed declaration that counted on 31 December"),
    NOT_ACTIVE: gettext_lazy("was not active on 31 December"),
    NOT_ASSESSED: gettext_lazy("is %(role_supporter)s by an office, and was not assessed by 31 December"),
    NO_ACTIVITY: gettext_lazy("led no activity that counts in the year"),
}
# Of these words, the tool in which many organisations report has its own.
REPORTING_TOOL = {
    "visit": gettext_lazy("Outreach to one person"),
    "conversation_group": gettext_lazy("Conversation group"),
}

MEASURES = {"helpline": gettext_lazy("A phone service"), "digital_exchange": gettext_lazy("Digital exchange")}


@dataclass(frozen=True)
class Contents:
    """What the file holds, in the shape above."""

    about: dict
    supporters: list = field(default_factory=list)
    chapters: list = field(default_factory=list)
    activities: list = field(default_factory=list)


COLUMNS = ("ref", *counting_queries.JUDGED)


def contents_of(base_year):
    """The ``Contents`` of a base year as the rows say now; as many queries for any number of rows."""
    with override("nb"):
        rules = counting_queries.rules_for(base_year)
        rows = Activity.objects.filter(undone_at__isnull=True, day__year=base_year).order_by("day", "pk")
        rows = found_values(rows.values_list(*COLUMNS, named=True))
        pairs = counting_queries.with_verdicts(rows, rules)
        chapters, odd_chapters = readable(Chapter.objects.order_by("name"))
        contacts = readable_rows(GrantContact.objects.filter(base_year=base_year))
        supporters, odd_supporters = _supporters(pairs, base_year)
        reports, odd_reports = reports_on(base_year)
        of_chapters = lines_of(chapters, reports, base_year)
        reach = {row.supporter_id: row for row in contacts}
        of_supporters = _of_supporters(pairs, supporters, reach, base_year)
        measures = [_measure(line) for line in measure_queries.measures_of(base_year) if line["in_place"]]
        kinds, days = _kinds(pairs), total_queries.totals_of(pairs).activity_days
        totals = totals_of(kinds, days, sum(line["listed"] for line in of_supporters), of_chapters)
        with_address = {str(supporters[key].ref) for key in reach if key in supporters}
        odd = (rows.unreadable, len(odd_chapters), contacts.unreadable, odd_reports, odd_supporters)
        gaps = {
            **gaps_of(of_chapters, reports, base_year),
            "addresses": [line["name"] for line in of_supporters if line["listed"] and line["ref"] not in with_address],
            "unjudged": sum(bool(verdict.missing) for _row, verdict in pairs),
            "unreadable": sum(odd),
        }
        about = {
            "base_year": base_year,
            "organisation": organisation.current().name,
            "totals": totals,
            "kinds": kinds,
            "estimate": estimate_of(totals, measures=sum(bool(line["counts"]) for line in measures)),
            "gaps": gaps,
            "rules": _rules(rules),
            "measures": measures,
        }
        sent_names = {line["ref"]: line["name"] for line in of_chapters}
        chapter_names = {row.pk: sent_names.get(str(row.ref), str(row)) for row in chapters}
        for pk, reporter in who_reports.reporters(base_year).items():
            names = {"name": chapter_names.get(reporter, ""), "earlier": chapter_names.get(pk, "")}
            chapter_names[pk] = _("%(name)s (from %(earlier)s)") % names
        activities = _of_activities(pairs, supporters, reach, chapter_names)
        return Contents(about, of_supporters, of_chapters, activities)


def _supporters(pairs, base_year):
    """``{id: Supporter}`` of those who led in the year or were appointed at its end, and how many are unreadable."""
    last_day = datetime.date(base_year, 12, 31)
    led = {key for row, verdict in pairs for key in (*verdict.supporters, row.led_by_id) if key is not None}
    in_force = Appointment.objects.filter(decided_on__lte=last_day).exclude(ended_on__lte=last_day)
    keys = led | set(in_force.order_by().values_list("supporter", flat=True))
    # All of them are read, and the rest left out: a condition with thousands of keys is slower.
    rows, odd = readable(Supporter.objects.select_related("person", "chapter"))
    return {row.pk: row for row in rows if row.pk in keys}, len(keys.intersection(odd))


def _of_supporters(pairs, supporters, reach, base_year):
    counting, last_day = total_queries.counting_of(pairs), datetime.date(base_year, 12, 31)
    known, words, found = histories(supporters.keys()), organisation.message_words(), []
    for row in sorted(supporters.values(), key=_by_name):
        against = standing_on(last_day, known[row.pk]) if row.pk in known else (NOT_APPOINTED,)
        if not counting[row.pk]:
            if NOT_APPOINTED in against:
                continue  # it was never said that they count
            against = (*against, NO_ACTIVITY)
        contact = reach.get(row.pk)
        phone, email = (contact.phone, contact.email) if contact else (row.person.phone, row.person.email)
        found.append(
            {
                "ref": str(row.ref),
                "name": str(row.person),
                "chapter": str(row.chapter),
                **{name: getattr(contact, name, "") for name in ("street", "postcode", "place")},
                "phone": _phone(phone),
                "email": email,
                "activities": counting[row.pk],
                "listed": not against,
                "why": "; ".join(WHY_NOT_LISTED[code] % words for code in against),
            }
        )
    return found


def _phone(number):
    """The number as it is read, with plain spaces: so no spreadsheet takes it for a number and drops its zeros."""
    return format_phone(number).replace("\N{NO-BREAK SPACE}", " ")


def _by_name(row):
    return row.person.family_name, row.person.given_name, row.pk


def _of_activities(pairs, supporters, reach, chapter_names):
    central, words = Activity(chapter_id=None).chapter_name, _Words()
    names = {pk: str(row.person) for pk, row in supporters.items()}
    phones = {pk: _phone(reach[pk].phone if pk in reach else row.person.phone) for pk, row in supporters.items()}
    found = []
    for row, verdict in pairs:
        own = [row.led_by_id] if row.leader == Activity.Leader.SUPPORTER else []
        leaders = [key for key in dict.fromkeys([*own, *verdict.supporters]) if key in supporters]
        first = leaders[0] if leaders else None
        found.append(
            {
                "ref": str(row.ref),
                "chapter": chapter_names.get(row.chapter_id, "") if row.chapter_id else central,
                "kind": row.kind,
                "name": words.kind(row.kind),
                "day": row.day.isoformat(),
                "minutes": row.minutes,
                "participants": row.participants,
                "leader": names.get(first, ""),
                "address": reach[first].address if first in reach else "",
                "phone": phones.get(first, ""),
                "also": ", ".join(names[key] for key in leaders[1:]),
                "counts": verdict.counts,
                "why": words.why(verdict),
                "look_at": words.look_at(verdict),
            }
        )
    return found


class _Words:
    """The words of kinds and verdicts, each made once: many activities have the same."""

    def __init__(self):
        self._known = {}

    def _once(self, key, make):
        if key not in self._known:
            self._known[key] = make()
        return self._known[key]

    def kind(self, code):
        return self._once(("kind", code), lambda: kind_name(code))

    def why(self, verdict):
        key = ("why", verdict.reasons, verdict.asked and (verdict.asked.minutes, verdict.asked.participants))
        return self._once(key, lambda: "; ".join(reasons(verdict.reasons, verdict.asked)))

    def look_at(self, verdict):
        return self._once(
            ("look_at", verdict.warnings), lambda: " ".join(str(WARNINGS[code]) for code in verdict.warnings)
        )


def kind_name(code):
    """What a kind of activity is called in the common reporting tool, where it has a word for it."""
    return organisation.fill_in_words(REPORTING_TOOL.get(code) or name_of(ACTIVITY_KINDS, code))


def _kinds(pairs):
    counted, left_out, people = Counter(), Counter(), Counter()
    for row, verdict in pairs:
        (counted if verdict.counts else left_out)[row.kind] += 1
        people[row.kind] += (row.participants or 0) if verdict.counts else 0
    return kinds_of(counted, left_out, people)


def kinds_of(counted, left_out, people):
    """``kinds`` of the shape above: each of the three is ``{kind: number}``."""
    known = [code for code, _name in ACTIVITY_KINDS]
    codes = [*known, *sorted({*counted, *left_out} - {*known})]
    return [
        {
            "kind": code,
            "name": kind_name(code),
            "counts": counted[code],
            "left_out": left_out[code],
            "participants": people[code],
        }
        for code in codes
        if counted[code] or left_out[code]
    ]


def totals_of(kinds, activity_days, supporters, chapters):
    """``totals`` of the shape above, of its ``kinds``, two numbers and the lines of ``chapters``."""
    return {
        "activities": sum(line["counts"] for line in kinds),
        "left_out": sum(line["left_out"] for line in kinds),
        "participants": sum(line["participants"] for line in kinds),
        "activity_days": activity_days,
        "supporters": supporters,
        "chapters": sum(line["counts"] for line in chapters),
    }


def estimate_of(totals, *, measures):
    """``estimate`` of the shape above. ``measures`` is how many of them count."""
    return estimate(measures=measures, **{name: totals[name] for name in ("chapters", "supporters", "activity_days")})


def _rules(rules):
    if isinstance(rules, UnreadableRules):
        return [[_("All of them"), _("the rules of the year cannot be read, and the secretariat has to mend them"), ""]]
    lines = [[name, text, source] for name, lines in rule_lines(rules) for text, source in lines]
    first = _("The base year from which these rules apply: %(year)s") % {"year": rules.base_year}
    return [[_("All of them"), first, ""], *lines]


def _measure(told):
    """A line of ``measures_of`` as it is frozen."""
    pictures = len(told["pictures"])
    shown = ngettext("%(count)d picture", "%(count)d pictures", pictures) % {"count": pictures} if pictures else ""
    announced = told["announced_on"].isoformat() if told["announced_on"] else ""
    evidence = [part for part in (told["how"], announced, told["address"], shown) if part]
    return {
        "code": told["code"],
        "name": str(MEASURES.get(told["code"], told["code"])),
        "counts": bool(told["points"]),
        "evidence": "; ".join(evidence),
        "pictures": [
            {
                **{name: picture[name] for name in ("name", "sha256", "confirmed_by")},
                "shown_on": picture["shown_on"].isoformat(),
                "confirmed_at": picture["confirmed_at"].isoformat(),
            }
            for picture in told["pictures"]
        ],
    }

"""Queries about one chapter's report: its numbers, and what it holds in words."""

import datetime

from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from forms.annual_report import BOARD, CONFIRM, ROLE_CHOICES, STEPS
from forms.choices import ACTIVITY_KINDS, name_of
from forms.drafts import find
from forms.report_changes import NUMBERS as CORRECTED_NUMBERS
from forms.steps import bound_form, summary_rows, validate_answers
from portal import clock, organisation
from portal.activities import queries as activity_queries
from portal.activities.counting import queries as counting_queries
from portal.activities.counting.words import reasons
from portal.activities.models import Activity
from portal.activities.presences import queries as presence_queries
from portal.activities.totals import queries as total_queries
from portal.chapters.models import Office
from portal.reports.attachments import parts
from portal.reports.filling_in.known import Known, facts, known_of, last_report
from portal.reports.grant_rules.countable import QUESTIONS, WORDS, against
from portal.reports.models import ChapterReport
from portal.reports.years import who_reports
from portal.supporters.models import Appointment, Category, Supporter
from portal.supporters.on_the_day.standing import Appointed, Days, History, state_on
from portal.supporters.workflow import State as SupporterState
from portal.unreadable import found_values, only
from portal.wording import translated

DRAFT = "report"  # the kind of the drafts; the key is the report's draft_key


def report_for(chapter, year):
    """The chapter's report on a base year, or None if nobody has begun it. Raises ``Unreadable``."""
    rows = ChapterReport.objects.select_related(
        "year", "chapter", "attested_by", "first_signed_by", "waiting_signature__person"
    )
    return only(rows.filter(chapter=chapter, year__base_year=year))


def numbers(chapter, year):
    """The numbers of a chapter's activities in a base year as of now, as values that JSON can hold.

    ``kinds`` has an entry for each kind: count, participants, how many count for the grant, and why others do not.
    ``supporters`` are those of the chapter on 31 December, with the state and the categories that they had on that day,
    and those who led an activity for it in the year. ``chapter`` and ``board`` are its ``known.facts``; ``last_year``
    are the totals that it sent for the year before. What chapters did that became part of it within the year is among
    all of these, and ``merged`` says how much of it is theirs.
    """
    merged = who_reports.told_with(chapter, year)
    places = [chapter.pk, *(one.pk for one in merged)]
    own = Supporter.objects.filter(chapter__in=places).values("pk")
    either = Q(chapter__in=places) | Q(led_by__in=own) | activity_queries.also_led(supporter__in=own)
    found = Activity.objects.filter(either, undone_at__isnull=True, day__year=year).order_by()
    found = found_values(found.values_list(*counting_queries.JUDGED, named=True))
    pairs = counting_queries.with_verdicts(found, counting_queries.rules_for(year))
    here = [(activity, verdict) for activity, verdict in pairs if activity.chapter_id in places]
    total = total_queries.totals_of(here)
    return {
        "base_year": year,
        **facts(chapter, last_day_of_year(year)),
        "kinds": [
            {
                "kind": line.kind,
                "count": line.count,
                "participants": line.participants,
                "counting": line.counting,
                "reasons": dict(sorted(line.reasons.items())),
            }
            for line in total.kinds.values()
        ],
        "count": total.count,
        "participants": total.participants,
        "counting": total.counting,
        "activity_days": total.activity_days,
        "warnings": dict(sorted(total.warnings.items())),
        "supporters": _supporters(places, year, here, pairs),
        "last_year": _of_last_year(chapter, year),
        **_of_merged(merged, here),
    }


def _of_merged(merged, here):
    """How much of the numbers is of each chapter that became part of this one; nothing where none did."""
    lines = []
    for one in merged:
        total = total_queries.totals_of([pair for pair in here if pair[0].chapter_id == one.pk])
        counted = {"count": total.count, "participants": total.participants, "counting": total.counting}
        lines.append({"ref": str(one.ref), "name": one.name, **counted})
    return {who_reports.MERGED: lines} if lines else {}


def _of_last_year(chapter, year):
    """What the chapter sent for the year before, to stand beside this year's numbers; None where nothing was sent."""
    earlier = last_report(chapter, year)
    if earlier is None or "kinds" not in earlier.numbers:
        return None
    totals = ("count", "participants", "counting", "activity_days")
    kinds = {line["kind"]: line["count"] for line in earlier.numbers["kinds"]}
    return {"kinds": kinds, **{key: earlier.numbers.get(key, 0) for key in totals}}


MORE, FEWER = "more", "fewer"
APART = 5  # so many more or fewer, and twice as many or half, is an odd jump


def jump(now, before):
    """Whether a number is far from last year's: ``MORE``, ``FEWER`` or empty. ``before`` is None if none was sent."""
    if before is None or abs(now - before) < APART:
        return ""
    if now >= 2 * before:
        return MORE
    return FEWER if 2 * now <= before else ""


def numbers_of(report):
    """What stands in a report that is sent now: ``numbers``, and beside them its ``parts`` and ``corrections``."""
    counted = numbers(report.chapter, report.year.base_year) | parts.as_sent(report)
    return {**counted, "corrections": report.corrections} if report.corrections else counted


def _supporters(places, year, here, pairs):
    """Of ``[(activity, verdict)]``, ``here`` are those of ``places`` (ids), ``pairs`` what their supporters led too."""
    led = {activity.led_by_id for activity, _verdict in here if activity.led_by_id}
    also = presence_queries.leaders_of_same(activity_queries.of_chapters(places, year).order_by().values("pk"))
    of_all, of_here = total_queries.counting_of(pairs), total_queries.counting_of(here)
    last_day = last_day_of_year(year)
    in_force = Appointment.objects.filter(decided_on__lte=last_day).exclude(ended_on__lte=last_day)
    own = Q(chapter__in=places, pk__in=in_force.values("supporter"))
    found = (
        Supporter.objects.filter(own | Q(pk__in=led) | Q(pk__in=also))
        .select_related("person")
        .prefetch_related("appointments__category", "active_periods")
        .order_by("person__family_name", "person__given_name", "pk")
    )
    lines = []
    for one in found:
        state = state_on(last_day, _history(one))
        if state == SupporterState.BECOMING and one.pk not in led and one.pk not in also:
            continue  # appointed, and not yet active in that year
        lines.append(
            {
                "ref": str(one.ref),
                "name": str(one.person),
                "state": state,
                "since": _since(one, last_day),
                "categories": [
                    appointment.category.name
                    for appointment in one.appointments.all()
                    if _days_of(appointment).cover(last_day)
                ],
                "counting": (of_all if one.chapter_id in places else of_here)[one.pk],
            }
        )
    return lines


def last_day_of_year(year):
    """31 December: the day as of which a report tells who was a supporter, and who was on the board."""
    return datetime.date(year, 12, 31)


def _days_of(appointment):
    return Days(appointment.decided_on, appointment.ended_on)


def _history(supporter):
    """What decides on the state on a day: appointments and active periods. Both are read already."""
    appointed = [
        Appointed(_days_of(one), is_transfer=one.method == Category.Method.TRANSFER)
        for one in supporter.appointments.all()
    ]
    active = [Days(period.begins, period.ends) for period in supporter.active_periods.all()]
    return History(tuple(appointed), tuple(active))


def _since(supporter, day):
    """Since when somebody has been active, as it was known on a day: they can have ended and returned after it."""
    if supporter.since and supporter.since <= day:
        return supporter.since.isoformat()
    begun = [period.begins for period in supporter.active_periods.all() if period.begins <= day]
    return min(begun).isoformat() if begun else None


def kind_lines(numbers):
    """The kinds with at least one activity in this year or the last, with names and reasons in the active language.

    ``last_year`` is how many were sent then, None where nothing was; ``jump`` says whether this year is far from it.
    ``said`` is what the chapter says about a number: ``{name, counted, right, why}``, or None.
    """
    earlier, said = numbers.get("last_year"), numbers.get("corrections", {})
    lines = []
    for line in numbers.get("kinds", []):
        before = earlier["kinds"].get(line["kind"], 0) if earlier else None
        if line["count"] or before or line["kind"] in said:
            lines.append(
                {
                    **line,
                    "name": organisation.fill_in_words(name_of(ACTIVITY_KINDS, line["kind"])),
                    "not_counting": line["count"] - line["counting"],
                    "reasons": [(reason, line["reasons"][code]) for code, reason in _named(line["reasons"])],
                    "last_year": before,
                    "jump": jump(line["count"], before),
                    "said": _said(line, said.get(line["kind"])),
                }
            )
    return lines


def beside_total(numbers):
    """``last_year`` and ``jump`` of all activities together, as in ``kind_lines``."""
    earlier = numbers.get("last_year")
    before = earlier["count"] if earlier else None
    return {"last_year": before, "jump": jump(numbers.get("count", 0), before)}


def _said(line, said):
    if said is None:
        return None
    name = name_of(CORRECTED_NUMBERS, said["number"])
    return {"name": name, "counted": line[said["number"]], "right": said["right"], "why": said["why"]}


def _named(codes):
    return zip(codes, reasons(codes), strict=True)


def supporter_lines(numbers):
    """The supporters of a report: ``[[name, categories, state, number of counting activities led]]`` as text."""
    return [
        [
            one["name"],
            ", ".join(translated(name) for name in one["categories"]),
            SupporterState(one["state"]).label,
            one["counting"],
        ]
        for one in numbers.get("supporters", [])
    ]


def known_for(chapter, year):
    """The ``Known`` of the chapter and the base year, in five queries."""
    board = facts(chapter, last_day_of_year(year))["board"]
    return known_of(chapter, year, board, last_report(chapter, year))


def form_values(words, year, known=None):
    """A function from step key to the arguments of its form, for the report on the base year ``year``.

    ``words`` is ``organisation.message_words()``; ``known`` is ``known_for``, while the report is filled in.
    """
    known = known or Known()

    def for_step(key):
        values = {"words": words, "today": clock.today(), "year": year}
        if key == BOARD:
            values |= {"known": known.values, "offered": known.offered}
        if key == CONFIRM:
            values["choices"] = {"role": role_choices(words)}
        return values

    return for_step


def role_choices(words):
    """The roles in which somebody can confirm a report, as choices in the organisation's words."""
    return [(code, str(name) % words) for code, name in ROLE_CHOICES]


def signers(report, words):
    """Who has signed a report that was sent, the first one first: ``[{person, role, at}]``, ``role`` in words."""
    found = [
        (report.first_signed_by, report.first_signed_role, report.first_signed_at),
        (report.attested_by, report.attested_role, report.received_at),
    ]
    names = role_choices(words)
    return [{"person": who, "role": name_of(names, role), "at": at} for who, role, at in found if who]


def drafted(report, words):
    """The cleaned answers of the sections that are filled in, of a report that is not sent."""
    draft, year = find(DRAFT, report.draft_key), report.year.base_year
    values = form_values(words, year, known_for(report.chapter, year))
    return validate_answers(STEPS, draft.answers if draft else {}, form_values=values)[0]


def as_posted(answers):
    """Stored answers in the shape of posted forms: ``{step: {field: [values]}}``."""
    return {
        step: {name: _posted(value) for name, value in fields.items() if value is not False and value not in (None, "")}
        for step, fields in answers.items()
    }


def _posted(value):
    return ["on"] if value is True else [str(value)]


def facts_in_words(numbers):
    """What was kept of the chapter itself when it was sent: rows for components/summary_list.html.

    None of a report that was sent before it was kept.
    """
    place, board = numbers.get("chapter"), numbers.get("board", [])
    if not place:
        return []
    names = [
        _("%(name)s (leader)") % one if one["office"] == Office.Kind.CHAPTER_LEADER else one["name"] for one in board
    ]
    return [
        {"key": _("Name"), "value": place["name"]},
        {"key": _("Municipality and county"), "value": f"{place['municipality']}, {place['county']}"},
        {"key": _("In the register on 31 December"), "value": "\n".join(names), "lines": names},
    ]


def against_in_words(answers, base_year):
    """What keeps the chapter from counting for the grant, as sentences in the organisation's words."""
    found = []
    for code in against(answers, base_year):
        sentence = capfirst(organisation.fill_in_words(WORDS[code]))
        found.append(f"{sentence}. {QUESTIONS[code]}" if code in QUESTIONS else sentence)
    return found


def answers_in_words(report, words):
    """The answers as text: ``[(step title, rows for components/summary_list.html)]``."""
    posted, values = as_posted(report.answers), form_values(words, report.year.base_year)
    sections = []
    for step in STEPS:
        form = bound_form(step, posted.get(step.key, {}), **values(step.key))
        form.is_valid()
        sections.append((step.title, summary_rows(form)))
    return sections

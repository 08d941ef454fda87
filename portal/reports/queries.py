"""Queries about reporting years and reports: the numbers, one chapter's report, the list of all chapters."""

import datetime

from django.db.models import Q

from forms.annual_report import CONFIRM, ROLE_CHOICES, STEPS
from forms.choices import ACTIVITY_KINDS, name_of
from forms.drafts import find
from forms.steps import bound_form, summary_rows, validate_answers
from portal import clock, organisation
from portal.activities import queries as activity_queries
from portal.activities.models import Activity
from portal.activities.presences import queries as presence_queries
from portal.activities.words import reasons
from portal.reports.models import ChapterReport
from portal.supporters.models import Appointment, Supporter
from portal.supporters.workflow import State as SupporterState
from portal.unreadable import Found, found_values
from portal.unreadable import found as readable_rows
from portal.wording import translated

DRAFT = "report"  # the kind of the drafts; the key is the report's draft_key


def report_for(chapter, year):
    """The chapter's report on a base year, or None if nobody has begun it."""
    rows = ChapterReport.objects.select_related("year", "chapter", "attested_by")
    return rows.filter(chapter=chapter, year__base_year=year).first()


def numbers(chapter, year):
    """The numbers of a chapter's activities in a base year as of now, as values that JSON can hold.

    ``kinds`` has an entry for each kind: count, participants, how many count for the grant, and why others do not.
    ``supporters`` are those of the chapter on 31 December, and those who led an activity for it in the year.
    """
    own = Supporter.objects.filter(chapter=chapter).values("pk")
    either = Q(chapter=chapter) | Q(led_by__in=own) | activity_queries.also_led(supporter__in=own)
    found = Activity.objects.filter(either, undone_at__isnull=True, day__year=year).order_by()
    pairs = activity_queries.with_verdicts(found, activity_queries.rules_for(year))
    here = [(activity, verdict) for activity, verdict in pairs if activity.chapter_id == chapter.pk]
    total = activity_queries.totals_of(here)
    return {
        "base_year": year,
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
        "supporters": _supporters(chapter, year, here, pairs),
    }


def _supporters(chapter, year, here, pairs):
    """Of ``[(activity, verdict)]``, ``here`` are the chapter's own; ``pairs`` also what its supporters led."""
    led = {activity.led_by_id for activity, _verdict in here if activity.led_by_id}
    also = presence_queries.leaders_of_same(activity_queries.of_chapter(chapter, year).order_by().values("pk"))
    of_all, of_chapter = activity_queries.counting_of(pairs), activity_queries.counting_of(here)
    last_day = datetime.date(year, 12, 31)
    in_force = Appointment.objects.filter(decided_on__lte=last_day).exclude(ended_on__lte=last_day)
    current = Q(chapter=chapter, since__lte=last_day, pk__in=in_force.values("supporter"))
    found = (
        Supporter.objects.filter(current | Q(pk__in=led) | Q(pk__in=also))
        .select_related("person")
        .prefetch_related("appointments__category")
        .order_by("person__family_name", "person__given_name", "pk")
    )
    return [
        {
            "ref": str(one.ref),
            "name": str(one.person),
            "state": one.state,
            "since": one.since.isoformat() if one.since else None,
            "categories": [
                appointment.category.name for appointment in one.appointments.all() if appointment.ended_on is None
            ],
            "counting": (of_all if one.chapter_id == chapter.pk else of_chapter)[one.pk],
        }
        for one in found
    ]


def kind_lines(numbers):
    """The kinds with at least one activity, with names and reasons in the active language."""
    return [
        {
            **line,
            "name": organisation.fill_in_words(name_of(ACTIVITY_KINDS, line["kind"])),
            "not_counting": line["count"] - line["counting"],
            "reasons": [(reason, line["reasons"][code]) for code, reason in _named(line["reasons"])],
        }
        for line in numbers.get("kinds", [])
        if line["count"]
    ]


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


def activities_to_list(chapter, year, kind=""):
    """``[(key, verdict)]`` of a chapter's activities in a year, all or of one kind: those that do not count first.

    Then the newest first.
    """
    rows = activity_queries.of_chapter(chapter, year).values_list(*activity_queries.JUDGED, named=True)
    rules = activity_queries.rules_for(year)
    sound = found_values(rows.filter(kind=kind) if kind else rows)
    pairs = activity_queries.with_verdicts(sound, rules)
    return Found(
        sorted(((row.pk, verdict) for row, verdict in pairs), key=lambda pair: pair[1].counts), sound.unreadable
    )


def activities_on(page):
    """``[(activity, verdict)]`` of some of ``activities_to_list``, in the same order."""
    sound = readable_rows(activity_queries.logged().filter(pk__in=[pk for pk, _verdict in page]))
    rows = {row.pk: row for row in sound}
    return Found([(rows[pk], verdict) for pk, verdict in page if pk in rows], sound.unreadable)


def form_values(words, year):
    """A function from step key to the arguments of its form, for the report on the base year ``year``.

    ``words`` is ``organisation.message_words()``.
    """

    def for_step(key):
        values = {"words": words, "today": clock.today(), "year": year}
        if key == CONFIRM:
            values["choices"] = {"role": role_choices(words)}
        return values

    return for_step


def role_choices(words):
    """The roles in which somebody can confirm a report, as choices in the organisation's words."""
    return [(code, str(name) % words) for code, name in ROLE_CHOICES]


def role_in_words(report, words):
    return name_of(role_choices(words), report.attested_role)


def section_states(report, words):
    """``[(step, whether it is complete)]``, read from the draft. Without a draft no step is complete."""
    if not report:
        return [(step, False) for step in STEPS]
    draft = find(DRAFT, report.draft_key)
    values = form_values(words, report.year.base_year)
    __, gaps = validate_answers(STEPS, draft.answers if draft else {}, form_values=values)
    return [(step, step not in gaps) for step in STEPS]


def as_posted(answers):
    """Stored answers in the shape of posted forms: ``{step: {field: [values]}}``."""
    return {
        step: {name: _posted(value) for name, value in fields.items() if value not in (None, "", False)}
        for step, fields in answers.items()
    }


def _posted(value):
    return ["on"] if value is True else [str(value)]


def answers_in_words(report, words):
    """The answers as text: ``[(step title, rows for components/summary_list.html)]``."""
    posted, values = as_posted(report.answers), form_values(words, report.year.base_year)
    sections = []
    for step in STEPS:
        form = bound_form(step, posted.get(step.key, {}), **values(step.key))
        form.is_valid()
        sections.append((step.title, summary_rows(form)))
    return sections

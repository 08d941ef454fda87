"""What is kept of a person's role and of what they have done in it, as lines for their own page about it."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal import clock, organisation, requirements
from portal.activities.corrections.words import DONE
from portal.activities.gatherings import queries as gathering_queries
from portal.activities.models import Activity, Correction, DoubleEntry
from portal.activities.presences import queries as presence_queries
from portal.activities.statements.words import statement_lines
from portal.calls import queries as call_queries
from portal.calls.models import Call, Shift
from portal.calls.rota import queries as rota_queries
from portal.declarations import queries as declaration_queries
from portal.declarations.proof import witness as declaration_witness
from portal.declarations.reading import queries as reading_queries
from portal.knowledge.course import queries as course_queries
from portal.knowledge.exam import queries as exam_queries
from portal.onboarding import queries as onboarding_queries
from portal.onboarding.notifications import queries as notification_queries
from portal.supporters import queries as supporter_queries
from portal.supporters.models import Portrait
from portal.unreadable import found as readable_rows

MOST = 100  # of what can be many, the newest


def lists_of(person, *, someone=""):
    """What ``portal/desk/own_lists.html`` shows: all that is kept of a person, as lines to read.

    With ``someone``, that stands in place of each name of another person.
    """
    signed, some_unreadable = declaration_queries.read_signed_by(person)
    findings = declaration_witness.examine_signed(signed)
    return {
        "someone": someone,
        "application": onboarding_queries.current_of(person),
        "draft": onboarding_queries.draft_of(person),
        "entries": onboarding_queries.applications_begun_for(person),
        "opened": notification_queries.told_about(person),
        "supporter": (supporter := supporter_queries.supporter_of(person)),
        "role": role_lines(person, supporter, someone),
        "work": work_lines(person, supporter),
        "attended": presence_queries.count_of(person),
        "signed": [(one, findings[one].differences) for one in signed],
        "some_unreadable": some_unreadable,
        "declaration_reminders": person.declaration_reminders.select_related("by").order_by("-sent_at", "-pk"),
        "declaration_read": reading_queries.read_by(person),
        "exam_passed": exam_queries.passed_on(person),
        "exam_exceptions": exam_queries.exceptions_of(person),
        "attendances": course_queries.attendances_of(person),
        "parts_done": course_queries.parts_done_by(person),
        "course_read": course_queries.read_course_on(person),
        "sessions": [line.course for line in course_queries.coming_sign_ups_of(person)],
        "certificates": course_queries.certificates_of(person),
        "gatherings": [line.gathering for line in readable_rows(gathering_queries.sign_ups_of(person))],
        "helplines": [call_queries.name_of_line(row.line) for row in readable_rows(person.helplines.all())],
        "shifts": rota_queries.all_of(person),
        "tallies": [(row, organisation.topic_names(row.themes)) for row in readable_rows(person.tallies.all())],
        "readings": person.readings.select_related("reader").order_by("-at")[:MOST],
        "consents": person.consents.order_by("-given_at"),
    }


@dataclass(frozen=True)
class Line:
    """One thing that is kept. ``address`` is the page about it, where there is one that the person can read."""

    text: str
    address: str = ""


def role_lines(person, supporter, someone=""):
    """The way to the role, and the role: candidacies, what was seen, agreements, appointments, when it was active."""
    found = []
    for row in person.candidacies.select_related("category").order_by("begun_at"):
        values = {"category": row.category, "day": _day(row.begun_at)}
        found.append(Line(_("On the way to the role %(category)s since %(day)s") % values + _until(row.ended_at)))
    known = requirements.declared()
    for row in person.checks.select_related("by").order_by("recorded_at"):
        what = organisation.fill_in_words(known[row.kind].met_name) if row.kind in known else row.kind
        values = {"what": what, "name": someone or row.by, "day": _day(row.recorded_at)}
        found.append(Line(_("%(what)s: noted by %(name)s on %(day)s") % values))
    for row in person.role_agreements.select_related("category").order_by("agreed_at"):
        values = {"category": row.category, "day": _day(row.agreed_at)}
        found.append(Line(_("You agreed to the role description of %(category)s on %(day)s") % values))
    if supporter is None:
        return found
    for row in supporter.appointments.select_related("category", "decided_by").order_by("decided_on"):
        values = {"category": row.category, "name": someone or row.decided_by, "day": _day(row.decided_on)}
        found.append(Line(_("Appointed as %(category)s by %(name)s on %(day)s") % values + _until(row.ended_on)))
    for row in supporter.active_periods.all():
        found.append(Line(_("Active since %(day)s") % {"day": _day(row.begins)} + _until(row.ends)))
    for row in readable_rows(supporter.assessments.select_related("by")):
        values = {"name": someone or row.by, "day": _day(row.on)}
        found.append(Line(_("Assessed on %(day)s, noted by %(name)s") % values))
    for year in (clock.today().year - 1, clock.today().year):
        text = _("An overview of %(year)d that you can sign") % {"year": year}
        found.append(Line(text, reverse("portal:own_overview", args=[year])))
    for row in readable_rows(supporter.grant_contacts.all()):
        values = {"year": row.base_year, "address": row.address, "phone": row.phone_display, "email": row.email}
        text = _("For the list of %(year)d in the application to the state: %(address)s, %(phone)s, %(email)s")
        found.append(Line(text % values))
    if supporter.contact:
        found.append(Line(_("Whom you can turn to: %(name)s") % {"name": someone or supporter.contact}))
    if getattr(supporter, "listing", None):
        found.append(Line(_("What you show in public"), reverse("portal:listing")))
    for row in readable_rows(supporter.portraits.exclude(kind=Portrait.Kind.LIST)):
        shown = _("The picture of you that you show, from %(day)s")
        waiting = _("A picture of you that is not shown and is deleted after a day, from %(day)s")
        text = waiting if row.kind == Portrait.Kind.CHOSEN else shown
        found.append(Line(text % {"day": _day(row.uploaded_at)}, reverse("portal:listing")))
    asked = person.contact_requests.count()
    if asked:
        text = ngettext(
            "%(count)d request to be called back is with you",
            "%(count)d requests to be called back are with you",
            asked,
        )
        found.append(Line(text % {"count": asked}))
    return found


def work_lines(person, supporter):
    """What the person has logged, said, corrected and answered of activities, and done on the helplines.

    The page itself leads supporters to their activities.
    """
    found = []
    logged = 0 if supporter else Activity.objects.filter(logged_by=person).count()
    if logged:
        text = ngettext("You have logged %(count)d activity", "You have logged %(count)d activities", logged)
        found.append(Line(text % {"count": logged}, reverse("portal:activities")))
    statements = readable_rows(person.activity_statements.all())
    corrections = _newest(Correction.objects.filter(by=person).select_related("activity"))
    answers = _newest(DoubleEntry.objects.filter(by=person).select_related("earlier"))
    for row in statements:
        said = ". ".join(statement_lines(row)) or _("nothing")
        values = {"year": row.base_year, "said": said}
        found.append(Line(_("What you have said of %(year)d: %(said)s") % values))
    for row in corrections:
        values = {"done": DONE[row.kind], "activity": row.activity.kind_name, "of": _day(row.activity.day)}
        found.append(Line(_("%(done)s on %(day)s: %(activity)s, %(of)s") % {**values, "day": _day(row.at)}))
    for row in answers:
        values = {"activity": row.earlier.kind_name, "of": _day(row.earlier.day), "day": _day(row.at)}
        if row.answer == DoubleEntry.Answer.SAME:
            text = _("You said on %(day)s that two entries are the same activity: %(activity)s, %(of)s")
        else:
            text = _("You said on %(day)s that two entries are two activities: %(activity)s, %(of)s")
        found.append(Line(text % values))
    if statements.unreadable or corrections.unreadable or answers.unreadable:
        found.append(Line(_("Something that you have said or corrected cannot be read")))
    if calls := Call.objects.filter(logged_by=person).count():
        text = ngettext(
            "You have logged %(count)d call on the helplines", "You have logged %(count)d calls on the helplines", calls
        )
        found.append(Line(text % {"count": calls}))
    if shifts := Shift.objects.filter(assigned_by=person).count():
        text = ngettext("You have given somebody %(count)d shift", "You have given somebody %(count)d shifts", shifts)
        found.append(Line(text % {"count": shifts}))
    return found


def _newest(rows):
    rows = rows.order_by("-at", "-pk")
    return readable_rows(rows.filter(pk__in=rows.values("pk")[:MOST]))


def _day(moment):
    day = clock.local(moment).date() if hasattr(moment, "hour") else moment
    return date_format(day)


def _until(moment):
    return _(", until %(day)s") % {"day": _day(moment)} if moment else ""

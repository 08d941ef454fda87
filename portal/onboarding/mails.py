"""Mails about an application. They hold no answers and nothing that somebody wrote by hand."""

from collections import Counter

from django.utils import translation
from django.utils.formats import date_format

from portal import date_formats, mail, requirements
from portal.onboarding import queries
from portal.onboarding.notifications import queries as notification_queries
from portal.onboarding.reminders import intervals
from portal.onboarding.workflow import State
from portal.supporters.pathway import pages
from portal.wording import translated


def _due(application, person):
    """The date by which the answer is promised, in the person's language."""
    with translation.override(person.language):
        return date_format(queries.answer_due(application), "MONTH_DAY_FORMAT")


def _first(application, person):
    """The names of what the applicant has to do before the answer, in the language of ``person``, who gets the mail."""
    with translation.override(person.language):
        return [str(name) for name in queries.left_to_applicant(application)]


def received(application):
    """The receipt, to the applicant."""
    person = application.person
    values = {"by": _due(application, person), "first": _first(application, person), "weeks": queries.ANSWER_WEEKS}
    values |= {"chapter": application.assessed_in, "has_added": application.state == State.ANSWERED}
    mail.queue("onboarding/received", to=person, **values)


def entered(application):
    """Tell the applicant that somebody else has filled in and sent an application for them."""
    mail.queue(
        "onboarding/entered",
        to=application.person,
        page="portal:application_sent",
        name=application.entered_by.get_full_name(),
        by=_due(application, application.person),
        first=_first(application, application.person),
        weeks=queries.ANSWER_WEEKS,
    )


def discarded_application(entry):
    """To somebody who has something of their own, for whom somebody else has filled in an application."""
    mail.queue("onboarding/discarded_application", to=entry.person, name=entry.by.get_full_name())


def link_to_draft(person, number, count):
    """The link to one's own draft, to somebody who asked for it."""
    mail.queue("onboarding/link_to_draft", to=person, page="portal:apply", number=number, count=count)


def to_assess(application, readers):
    """Tell these readers that an application waits for their answer, and what they have to do before it."""
    ours = notification_queries.assessors_first(application)
    for reader in readers:
        values = {"by": _due(application, reader), "first": _first(application, reader)}
        with translation.override(reader.language):
            values["ours"] = [str(name) for name in ours]
        mail.queue("onboarding/to_assess", to=reader, page="portal:assess", args=[application.ref], **values)


def sent_on(application):
    """Tell the applicant that another chapter answers now, and that the time for the answer begins again."""
    person = application.person
    values = {"by": _due(application, person), "first": _first(application, person), "weeks": queries.ANSWER_WEEKS}
    mail.queue("onboarding/sent_on", to=person, page="portal:application_sent", name=application.chapter.name, **values)


def answered(application, verdict, reasons, *, left):
    """Send the answer to the applicant. If they are appointed with it, the same mail says so.

    ``left`` are the codes of what is left before they begin; None for those who are not appointed with the answer.
    """
    mail.queue(f"onboarding/{verdict}", **_answer(application, reasons, left))


def preview(application, verdict, reasons, *, left):
    """``(subject, text)`` of the mail that ``answered`` would send."""
    return mail.compose(f"onboarding/{verdict}", **_answer(application, reasons, left))


def _answer(application, reasons, left):
    person, category = application.person, application.category
    with translation.override(person.language):
        return {
            "to": person,
            "page": "portal:application_sent",
            "reasons": [translated(reason.text) for reason in reasons],
            "appointed_as": translated(category.name) if left is not None else "",
            "missing": [str(requirements.get(kind).name) for kind in left or []],
        }


def requirement_met(application, kind, first, readers):
    """Tell those who assess that the applicant has met ``kind``. ``first`` is what still comes before the answer."""
    for reader in readers:
        with translation.override(reader.language):
            values = {"met": str(requirements.get(kind).met_name), "first": [str(name) for name in first]}
        mail.queue("onboarding/requirement_met", to=reader, page="portal:assess", args=[application.ref], **values)


def your_turn(reader, steps):
    """Tell a reader that they can do these steps now: ``[(Pathway, Step)]``."""
    codes, people = [step.code for _pathway, step in steps], {pathway.person.pk for pathway, _step in steps}
    if codes == ["appointment"]:
        mail.queue("onboarding/to_appoint", to=reader, **_page_about(steps[0][0]))
        return
    page = _page_about(steps[0][0]) if len(people) == 1 else {}
    mail.queue("onboarding/your_turn", to=reader, names=_names(reader, steps), people=len(people), **page)


def _names(reader, steps):
    with translation.override(reader.language):
        return list(dict.fromkeys(str(step.requirement.name) for _pathway, step in steps))


def something_new(person, steps):
    """Tell somebody that a category requires more of them than before."""
    is_appointed = any(pathway.is_appointed for pathway, _step in steps)
    mail.queue("onboarding/something_new", to=person, names=_names(person, steps), is_appointed=is_appointed)


def turn_waits(reader, steps):
    """Remind somebody in the office of steps that have been theirs to do for ``intervals.OFFICE_AFTER``."""
    _about_steps("onboarding/turn_waits", reader, steps, intervals.OFFICE_AFTER)


def turn_late(reader, steps):
    """Tell a deputy of steps that others have had to do for ``intervals.DEPUTIES_AFTER``."""
    _about_steps("onboarding/turn_late", reader, steps, intervals.DEPUTIES_AFTER)


def still_to_do(person, steps):
    """Remind somebody of steps that have been their own to do for ``intervals.PERSON_AFTER``."""
    time = _in_words(intervals.PERSON_AFTER, person)
    mail.queue("onboarding/still_to_do", to=person, names=_names(person, steps), time=time)


def still_on_the_way(candidacy):
    """Nothing has happened for long: ask whether the person wants to go on, and say until when they can answer."""
    mail.queue(
        "onboarding/still_on_the_way",
        to=candidacy.person,
        page="portal:go_on",
        args=[candidacy.category.code],
        category=translated(candidacy.category.name, candidacy.person.language),
        day=candidacy.answer_by,
    )


def _in_words(interval, person):
    """How long a reminder waited, in the language of the person whom it is to."""
    with translation.override(person.language):
        return date_formats.duration_in_words(interval)


def _about_steps(template, reader, steps, interval):
    one = _page_about(steps[0][0]) if len({pathway.person.pk for pathway, _step in steps}) == 1 else {}
    with translation.override(reader.language):
        counted = Counter(str(step.requirement.name) for _pathway, step in steps)
    names = [f"{name} ({count})" if count > 1 else name for name, count in counted.items()]
    mail.queue(template, to=reader, count=len(steps), names=names, time=_in_words(interval, reader), **one)


def _page_about(pathway):
    name, args = pages.page_about(pathway.case)
    return {"page": name, "args": args}


def no_attempt_left(readers, pathway):
    """Tell these readers that somebody has used the last attempt at the knowledge test."""
    for reader in readers:
        mail.queue("onboarding/no_attempt_left", to=reader, **_page_about(pathway))


def next_step(person):
    """Tell somebody that they can do the next step now."""
    mail.queue("onboarding/next_step", to=person)


def slow(person, applications):
    """Remind somebody of applications that have waited for their answer for ``intervals.ASSESSORS_AFTER``."""
    _about("onboarding/slow", person, applications, intervals.ASSESSORS_AFTER)


def late(person, applications):
    """Tell a deputy of applications that others have not answered for ``intervals.ASSESSORS_DEPUTIES_AFTER``."""
    _about("onboarding/late", person, applications, intervals.ASSESSORS_DEPUTIES_AFTER)


def _about(template, person, applications, interval):
    one = {"page": "portal:assess", "args": [applications[0].ref]} if len(applications) == 1 else {}
    mail.queue(template, to=person, count=len(applications), time=_in_words(interval, person), **one)


def still_waiting(person, applications):
    """Remind an applicant who was asked for more ``intervals.APPLICANT_AFTER`` ago."""
    time = _in_words(intervals.APPLICANT_AFTER, person)
    mail.queue("onboarding/still_waiting", to=person, page="portal:application_sent", time=time)


def something_to_do(person, applications):
    """Remind an applicant of what they have to do before the application can be answered."""
    mail.queue("onboarding/something_to_do", to=person)


def nobody_left(person, applications):
    """Tell an administrator of applications that nobody in the secretariat or the board may answer."""
    mail.queue("onboarding/nobody_left", to=person, count=len(applications))


def many_read(reader, others, count):
    """Tell others in the secretariat that ``reader`` has opened the answers of very many people in an hour."""
    for person in others:
        mail.queue("onboarding/many_read", to=person, reader=reader.get_full_name(), count=count)

"""Mails about courses, to people who have signed up. ``line`` is a ``CourseSignUp``."""

from portal import mail


def signed_up(line):
    """The receipt: says whether the person has a place or is on the waiting list."""
    _send("signed_up", line)


def moved_up(line):
    _send("moved_up", line)


def changed(line):
    _send("course_changed", line)


def cancelled(line):
    _send("course_cancelled", line, page="portal:take_course", args=[])


def taken_off(line):
    _send("taken_off_course", line)


def reminder(line):
    _send("course_tomorrow", line)


def _send(template, line, **where):
    """No mail has the link to an online course, since mails are forwarded: it is only on the course's page."""
    where = where or {"page": "portal:course_session", "args": [line.course.ref]}
    mail.queue(f"knowledge/{template}", to=line.person, course=line.course, line=line, **where)

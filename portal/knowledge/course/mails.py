"""The mails about courses, to those who have signed up."""

from portal import mail


def signed_up(line):
    """The receipt: a place, or one on the waiting list."""
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
    """The link to a course online is on its page alone: mails are passed on."""
    where = where or {"page": "portal:course_session", "args": [line.course.ref]}
    mail.queue(f"knowledge/{template}", to=line.person, course=line.course, line=line, **where)

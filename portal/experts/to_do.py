"""What waits for those who answer questions, and for the office that sees to it."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal import clock, permissions
from portal.experts.answering import queries as answering_queries
from portal.experts.models import Expert
from portal.experts.publishing import queries as publishing_queries
from portal.kept_querysets import kept_queryset
from portal.permissions import Role, access_of
from portal.to_do import Source, ToDo
from portal.unreadable import found


def _is(reader, role):
    return role in access_of(reader.person).roles


def open_questions(reader):
    if not permissions.allows(reader.person, "experts.take_expert_question"):
        return None
    return [answering_queries.in_short(answering_queries.open_questions()), Expert.objects.filter(person=reader.person)]


def to_answer(reader, questions, experts):
    """The questions that this expert has, each with its last day, and how many they can take."""
    own = {code for one in found(experts) for code in one.topics}
    rows = found(questions)
    for row in rows:
        if row.taken_by_id == reader.person.pk and row.state == "taken":
            href = reverse("portal:expert_question", args=[row.ref])
            yield ToDo(_("Write an answer to a question"), _("Go on"), href, due=clock.local(row.taken_until).date())
    free = [row for row in rows if row.state == "waiting" and (not own or not row.topic or row.topic in own)]
    if free:
        text = ngettext("%(count)d question waits for an expert", "%(count)d questions wait for an expert", len(free))
        since = clock.local(free[0].sent_at).date()
        yield ToDo(text % {"count": len(free)}, _("See them"), reverse("portal:expert_queue"), since=since)


def late_questions(reader):
    is_office = _is(reader, Role.COORDINATOR) or _is(reader, Role.SECRETARIAT)
    return [answering_queries.in_short(answering_queries.late())] if is_office else None


def late(_reader, questions):
    """For the office: how many questions have waited for two weeks."""
    rows = found(questions)
    if rows:
        text = ngettext(
            "%(count)d question to an expert has waited for two weeks",
            "%(count)d questions to an expert have waited for two weeks",
            len(rows),
        )
        since = clock.local(rows[0].sent_at).date()
        yield ToDo(text % {"count": len(rows)}, _("See them"), reverse("portal:expert_queue"), since=since)


def for_the_secretariat(reader):
    if not permissions.allows(reader.person, "experts.advise_expert_question"):
        return None
    return [_consulting(), _to_review(), _to_go_through_again(reader.person)]


@kept_queryset
def _consulting():
    return answering_queries.in_short(answering_queries.consulting())


@kept_queryset
def _to_review():
    return answering_queries.in_short(publishing_queries.to_review())


@kept_queryset
def _to_go_through_again(person):
    again = publishing_queries.not_written_by(publishing_queries.to_go_through_again(), person)
    return again.only("ref", "review_since")


def asked_and_to_review(reader, consulting, to_review, again):
    """What experts have asked the secretariat, and the answers that somebody is to judge: before they are published,
    and once more where they were corrected since.
    """
    for row in found(again):
        href = reverse("portal:edit_published_answer", args=[row.ref])
        since = clock.local(row.review_since).date()
        yield ToDo(_("An answer for everybody was corrected for whoever asked"), _("Go through it"), href, since=since)
    for row in found(consulting):
        href = reverse("portal:expert_question", args=[row.ref])
        yield ToDo(_("An expert asks you about a question"), _("Answer"), href)
    rows = [row for row in found(to_review) if reader.person.pk not in (row.answered_by_id, row.corrected_by_id)]
    if rows:
        text = ngettext(
            "%(count)d answer may be published, when somebody has gone through it",
            "%(count)d answers may be published, when somebody has gone through them",
            len(rows),
        )
        since = clock.local(rows[0].ended_at).date()
        yield ToDo(text % {"count": len(rows)}, _("See them"), reverse("portal:publishing"), since=since)


TO_DO = [
    Source(to_answer, open_questions),
    Source(late, late_questions),
    Source(asked_and_to_review, for_the_secretariat),
]

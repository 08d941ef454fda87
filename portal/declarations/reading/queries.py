"""Queries about what somebody has read of a version, and whether they asked to have it explained."""

import datetime
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Subquery

from portal import clock
from portal.accounts.models import User
from portal.declarations.models import ExplanationRequest, RecordedSignature, SectionRead
from portal.declarations.queries import not_withdrawn
from portal.declarations.workflow import Explanation
from portal.kept_querysets import kept_queryset

EXPLAIN_WITHIN = datetime.timedelta(days=7)  # whoever asks is told so, and it is the deadline of those who explain


def sections_read(person, text):
    """The numbers of the sections of this version that the person has been through, counted from 0."""
    return set(SectionRead.objects.filter(person=person, text=text).values_list("section", flat=True))


def first_unread(person, text):
    """The number of the first section that the person has not been through; None where there is none left."""
    read = sections_read(person, text)
    return next((number for number in range(len(text.content["section"])) if number not in read), None)


def waiting_request(person):
    """The person's ``ExplanationRequest`` that waits, about whichever version; None where none does."""
    return ExplanationRequest.objects.filter(person=person, state=Explanation.WAITING).first()


def explained_on(person, text):
    """When somebody in the office last explained this version to the person; None where nobody has."""
    done = ExplanationRequest.objects.filter(person=person, text=text, state=Explanation.DONE, done_by__isnull=False)
    return done.order_by("ended_at").values_list("ended_at", flat=True).last()


def waiting_requests():
    """The requests of everybody that wait, the oldest first."""
    rows = ExplanationRequest.objects.filter(state=Explanation.WAITING, person__is_active=True)
    return rows.order_by("asked_at", "pk")


def explain_by(request):
    """The last day for explaining it: whoever asked was told that they hear from us by then."""
    return clock.local(request.asked_at).date() + EXPLAIN_WITHIN


def is_late(request):
    return explain_by(request) < clock.today()


def read_by(person):
    """``[(version, number of sections, when the last was read)]`` of all that the person has read, the newest first."""
    found = {}
    for row in SectionRead.objects.filter(person=person).select_related("text").order_by("-text", "read_at"):
        number = found.get(row.text.version, (0, None))[0]
        found[row.text.version] = (number + 1, row.read_at)
    return [(version, number, at) for version, (number, at) in found.items()]


@dataclass(frozen=True)
class Standing:
    """Since when a person waits to have a version explained (or None), and whether they have read of any, signed any
    here, or elsewhere."""

    asked_at: datetime.datetime | None
    has_read: bool
    has_signed_here: bool
    has_signed_elsewhere: bool

    @property
    def has_signed(self):
        return self.has_signed_here or self.has_signed_elsewhere


@kept_queryset
def standing_of(person):
    """What the person's ``Standing`` is made of, as a queryset of one row."""
    of_person = {"person": OuterRef("pk")}
    waiting = ExplanationRequest.objects.filter(**of_person, state=Explanation.WAITING)
    return User.objects.filter(pk=person.pk).values_list(
        Subquery(waiting.values("asked_at")[:1]),
        Exists(SectionRead.objects.filter(**of_person)),
        Exists(not_withdrawn().filter(**of_person)),
        Exists(RecordedSignature.objects.filter(**of_person)),
    )

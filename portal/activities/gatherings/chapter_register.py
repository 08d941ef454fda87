"""What gatherings are to a chapter that closes, or becomes part of another one. Activities stay where they were."""

from django.db.models import F
from django.urls import reverse
from django.utils.translation import ngettext

from portal import clock, events
from portal.activities.models import Gathering
from portal.activities.verbs import Verb
from portal.activities.workflow import State
from portal.chapters.register.parts import Merger, Part, Waiting


def waiting(chapter):
    rows = Gathering.objects.filter(chapter=chapter, state=State.PLANNED)
    coming = rows.filter(ends_at__gt=clock.now()).count()
    to_log = rows.filter(ends_at__lte=clock.now()).count()
    address = reverse("portal:gatherings", args=[chapter.short_name])
    if coming:
        text = ngettext("%(number)s gathering to come", "%(number)s gatherings to come", coming)
        yield Waiting(text % {"number": coming}, address)
    if to_log:
        text = ngettext(
            "%(number)s gathering that is not logged yet", "%(number)s gatherings that are not logged yet", to_log
        )
        yield Waiting(text % {"number": to_log}, address)


def move(merger: Merger) -> None:
    """Gatherings that are not over go to the other chapter, with those who signed up."""
    rows = Gathering.objects.filter(chapter=merger.chapter, state=State.PLANNED, ends_at__gt=clock.now())
    for gathering in rows.order_by("pk"):
        Gathering.objects.filter(pk=gathering.pk).update(chapter=merger.into, version=F("version") + 1)
        details = {"chapter": merger.into.ref}
        events.record(Verb.GATHERING_CHANGE_CHAPTER, subject=gathering, by=merger.by, details=details)


PART = Part(waiting=waiting, move=move)

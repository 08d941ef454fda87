"""What supporters and candidates are to a chapter that closes, or becomes part of another one."""

from django.db.models import F
from django.urls import reverse
from django.utils.translation import ngettext

from portal import events, organisation
from portal.chapters.register.parts import Merger, Part, Waiting
from portal.supporters.models import Candidacy, ContactRequest, Supporter
from portal.supporters.verbs import Verb
from portal.supporters.workflow import Request, State


def _supporters(chapter):
    return Supporter.objects.filter(chapter=chapter).exclude(state=State.ENDED)


def _candidacies(chapter):
    return Candidacy.objects.filter(chapter=chapter, ended_at__isnull=True)


def waiting(chapter):
    words = organisation.message_words()
    number = _supporters(chapter).count()
    if number:
        text = ngettext("%(number)s %(supporter)s", "%(number)s %(supporters)s", number)
        yield Waiting(text % {**words, "number": number}, reverse("portal:chapter", args=[chapter.short_name]))
    number = _candidacies(chapter).count()
    if number:
        text = ngettext("%(number)s person on the way to the role", "%(number)s people on the way to the role", number)
        yield Waiting(text % {"number": number}, reverse("portal:chapter", args=[chapter.short_name]))


def people(chapter):
    rows = [*_supporters(chapter).select_related("person"), *_candidacies(chapter).select_related("person")]
    return [row.person for row in rows]


def move(merger: Merger) -> None:
    """Supporters, candidates and requests that are open go to the other chapter. Those who have ended stay."""
    for supporter in _supporters(merger.chapter).order_by("pk"):
        Supporter.objects.filter(pk=supporter.pk).update(chapter=merger.into, version=F("version") + 1)
        details = {"chapter": merger.into.ref}
        events.record(Verb.SUPPORTER_CHANGE_CHAPTER, subject=supporter, by=merger.by, details=details)
    _candidacies(merger.chapter).update(chapter=merger.into)
    requests = ContactRequest.objects.filter(chapter=merger.chapter)
    requests.exclude(state__in=(Request.DONE, Request.CLOSED)).update(chapter=merger.into, version=F("version") + 1)


PART = Part(waiting=waiting, move=move, people=people)

"""What applications are to a chapter that closes, or becomes part of another one."""

from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import ngettext

from forms import application as asked
from forms.models import Draft
from portal import events
from portal.chapters.register.parts import Merger, Part, Waiting
from portal.onboarding import queries
from portal.onboarding.models import Application
from portal.onboarding.review import services as review_services
from portal.onboarding.verbs import Verb
from portal.onboarding.workflow import OPEN


def _open(chapter):
    return Application.objects.filter(Q(chapter=chapter) | Q(assessed_in=chapter), state__in=OPEN)


def waiting(chapter):
    number = _open(chapter).count()
    if number:
        text = ngettext("%(number)s open application", "%(number)s open applications", number)
        yield Waiting(text % {"number": number}, reverse("portal:chapter", args=[chapter.short_name]))


def people(chapter):
    return [application.person for application in _open(chapter).select_related("person")]


def move(merger: Merger) -> None:
    """Open applications wait for the other board, which hears of them; drafts name the other chapter."""
    for application in _open(merger.chapter).select_related("person", "handler", "category").order_by("pk"):
        values = {"chapter": merger.into} if application.chapter_id == merger.chapter.pk else {}
        if application.assessed_in_id == merger.chapter.pk:
            values["assessed_in"] = merger.into
        Application.objects.filter(pk=application.pk).update(**values, version=F("version") + 1)
        application.refresh_from_db()
        details = {"chapter": merger.into.name}
        events.record(Verb.APPLICATION_MOVE, subject=application, by=merger.by, details=details)
        review_services.pass_to_assessors(application, by=merger.by)
    for draft in Draft.objects.select_for_update().filter(kind=queries.DRAFT):
        step = draft.answers.get(asked.CHAPTER, {})
        renamed = {name: _renamed(values, merger) for name, values in step.items()}
        if renamed != step:
            draft.answers = {**draft.answers, asked.CHAPTER: renamed}
            draft.save(update_fields=["answers"])


def _renamed(values, merger):
    """The raw values of one question, with the other chapter's short name where this one was chosen."""
    if not isinstance(values, list):
        return values
    return [merger.into.short_name if value == merger.chapter.short_name else value for value in values]


PART = Part(waiting=waiting, move=move, people=people)

"""What waits here: requests to be called back, and steps of other people's pathways that are an office's to do."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal import clock, permissions
from portal.declarations.validity import lapsing
from portal.kept_querysets import kept_queryset
from portal.permissions import Role
from portal.requirements import Turn
from portal.supporters import queries
from portal.supporters.contact import queries as contact_queries
from portal.supporters.contact import words as contact_words
from portal.supporters.pathway import pages, sets
from portal.supporters.pathway.noting import may_note
from portal.supporters.workflow import Request
from portal.to_do import Source, ToDo

HOLDERS = {Role.SUPPORTER, Role.COORDINATOR, Role.SECRETARIAT}


def requests_held(reader):
    if permissions.access_of(reader.person).roles & HOLDERS:
        return [contact_queries.requests_held_by(reader.person)]
    return None


def to_answer(_reader, requests):
    for request in requests:
        waits = request.state == Request.WAITING
        yield ToDo(
            _("Somebody wants to talk with you") if waits else _("You have said that you call somebody"),
            _("Answer") if waits else _("See whom"),
            reverse("portal:contact_request", args=[request.ref]),
            due=clock.local(contact_queries.promised_by(request)).date(),
            note=f"{contact_words.waiting_since(request)}." if waits else "",
        )


def requests_without_holder(reader):
    if reader.person.has_perm("supporters.view_contact_queue"):
        return [contact_queries.unplaced()]
    return None


def to_place(_reader, requests):
    if requests:
        title = ngettext(
            "%(count)d person asks to be called and has nobody yet",
            "%(count)d people ask to be called and have nobody yet",
            len(requests),
        )
        due = clock.local(contact_queries.promised_by(requests[0])).date()
        yield ToDo(title % {"count": len(requests)}, _("Find somebody"), reverse("portal:contact_queue"), due=due)


def steps_of_others(reader):
    """The steps that are this person's office's to do, as one line for each kind of step and place."""
    user = reader.person
    if not user.has_perm(sets.FOLLOW):
        return
    found = {}
    for pathway, step, assignment in reader.once(sets.pathways_of_user, user).turns.open_steps():
        if pathway.person != user and _is_theirs(user, pathway, step, assignment):
            chapter = assignment.chapter if assignment.office == Turn.CHAPTER else None
            found.setdefault((step.requirement, chapter), []).append((assignment.since or pathway.begun_at, pathway))
    for (requirement, chapter), rows in found.items():
        title = ngettext("%(what)s: %(count)d person waits", "%(what)s: %(count)d people wait", len(rows))
        title %= {"what": requirement.name, "count": len(rows)}
        since, first = min(rows, key=lambda row: row[0])
        yield ToDo(
            reader.title_in(chapter, title) if chapter else title,
            _("Open it") if len(rows) == 1 else _("See who"),
            pages.address_about(first.case) if len(rows) == 1 else _list_of(chapter),
            since=clock.local(since).date(),
        )


def _is_theirs(user, pathway, step, assignment):
    """Whether this person can do the step now, and it is their board's turn, or their own.

    What is done with an application that one of the board has taken is for that one alone. Somebody who filled in an
    application leaves the rest of that pathway to others.
    """
    access = permissions.access_of(user)
    is_with_board = assignment.office == Turn.CHAPTER and assignment.handler is None
    on_board = is_with_board and assignment.chapter.pk in access.board_chapters
    if pathway.person.pk in access.entered or not (on_board or user in assignment.people):
        return False
    if step.code == "contact" and not pathway.is_appointed:
        return False  # only a supporter is given one
    return may_note(user, step.code, pages.followed(pathway.case), pathway)


def _list_of(chapter):
    if chapter:
        return reverse("portal:chapter", args=[chapter.short_name])
    return reverse("portal:on_the_way") + "?visning=meg"


def declaration_to_renew(reader):
    """What the person has signed lapses soon. Once it has, signing is a step of their pathway again."""
    days = [
        step.until
        for pathway in reader.once(sets.pathways_of_user, reader.person).own
        for step in pathway.checklist
        if step.code == "declaration" and step.met and lapsing.can_renew(step.until)
    ]
    if days:
        due = lapsing.last_day(min(days))
        yield ToDo(_("Sign the declaration again"), _("Go on"), reverse("portal:declaration"), due=due)


def leaders_without_assessment(reader):
    if not reader.person.has_perm("supporters.note_leader_assessment"):
        return None
    return [_without_assessment(permissions.access_of(reader.person), clock.today().year)]


@kept_queryset
def _without_assessment(access, _year):
    rows = queries.by_office_without_assessment()
    rows = permissions.visible_with(access, rows, "supporters.note_leader_assessment")
    return rows.select_related(None).order_by("pk").values_list("pk", flat=True)


def to_assess(_reader, leaders):
    """One line for all: nothing that they lead counts before."""
    if leaders:
        title = ngettext(
            "%(count)d person who leads by an office has no assessment",
            "%(count)d people who lead by an office have no assessment",
            len(leaders),
        )
        yield ToDo(title % {"count": len(leaders)}, _("See who"), reverse("portal:leader_assessments"))


TO_DO = [
    Source(declaration_to_renew),
    Source(to_answer, requests_held),
    Source(to_place, requests_without_holder),
    Source(steps_of_others),
    Source(to_assess, leaders_without_assessment),
]

"""Queries about chapters and offices that several pages use."""

import datetime
from collections import defaultdict

from django.db.models import BigIntegerField, Case, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import Cast

from portal import clock, events
from portal.accounts.models import User
from portal.chapters.models import Chapter, Membership, Office
from portal.kept_querysets import kept_queryset
from portal.models import Event
from portal.permissions import ADMINS, GROUPS, Role, access_of


def offices_held(on=None):
    """The offices that people hold on a date (default: today in Norway), those with a closed account included."""
    day = on or clock.today()
    return Office.objects.filter(Q(ends__isnull=True) | Q(ends__gte=day), starts__lte=day)


def offices_not_over(chapter):
    """The offices in a chapter that are held today or begin later, each with its person."""
    rows = Office.objects.filter(Q(ends__isnull=True) | Q(ends__gte=clock.today()), chapter=chapter)
    return rows.select_related("person").order_by("starts", "pk")


def offices_between(first, last):
    """The offices that are held on some day from ``first`` to ``last`` (None: from then on)."""
    rows = Office.objects.filter(Q(ends__isnull=True) | Q(ends__gte=first))
    return rows.filter(starts__lte=last) if last else rows


def who_decided(row, *verbs):
    """Who acted in the last event about an office or a chapter with one of these verbs; None where nobody is known."""
    decided = events.believed(Event.objects.filter(subject=row.ref, verb__in=verbs).order_by("-pk"))
    return User.objects.filter(ref=decided[0].actor).first() if decided else None


def active_offices():
    """The offices that people hold today, without those whose account is closed: they cannot sign in."""
    return offices_held().filter(person__is_active=True)


def other_offices_of_same_kind(office):
    """The person's other offices of the same kind that are not over, the oldest first."""
    not_over = Q(ends__isnull=True) | Q(ends__gte=clock.today())
    rows = Office.objects.filter(not_over, person=office.person, kind=office.kind).exclude(pk=office.pk)
    return rows.select_related("chapter").order_by("starts", "pk")


def roles_by_office(user, day):
    """The roles that a user holds that day by an office. For permissions.register_roles."""
    return offices_held(day).filter(person=user).annotate(role=F("kind"), of_chapter=F("chapter"))


# The way from a chapter that has ended to the one whose board answers for it: itself where it was closed, else the one
# that it became part of, or that this became part of since.
IN_LINE = ("pk", *("__".join(["merged_into"] * number) for number in (1, 2, 3)))


def answering_offices(on=None):
    """The offices on boards that answer for chapters on a date (default: today in Norway).

    They are those of that day; of a chapter that was closed, its last ones: who was on its board on its last day
    answers for it until the end of the next year. A chapter that became part of another one has none: that one's board
    answers for it.
    """
    day, board = on or clock.today(), Q(kind__in=Office.IN_A_CHAPTER)
    today = Q(chapter__is_active=True, starts__lte=day) & (Q(ends__isnull=True) | Q(ends__gte=day))
    was_closed = Q(
        chapter__is_active=False,
        chapter__merged_into__isnull=True,
        chapter__ends__gte=datetime.date(day.year - 1, 1, 1),
    )
    at_the_end = Q(starts__lte=F("chapter__ends")) & (Q(ends__isnull=True) | Q(ends__gte=F("chapter__ends")))
    return Office.objects.filter(board & (today | was_closed & at_the_end))


def roles_after_the_end(user, day):
    """The roles by ``answering_offices`` in chapters that have ended. For permissions.register_roles."""
    in_line = Q(pk__in=[])
    for path in IN_LINE:
        in_line |= Q(chapter=OuterRef(path))
    offices = answering_offices(day).filter(in_line, person=user)
    leads = Exists(offices.filter(kind=Office.Kind.CHAPTER_LEADER))
    role = Case(When(leads, then=Value(Role.LEADER_AFTER_END.value)), default=Value(Role.BOARD_AFTER_END.value))
    ended = Chapter.objects.filter(Exists(offices), is_active=False, ends__isnull=False)
    return ended.annotate(role=role, of_chapter=F("pk"))


def roles_by_group(user, _day):
    """The roles that a user has by a group of the CMS. For permissions.register_roles."""
    nowhere = Cast(Value(None), BigIntegerField())
    return user.groups.filter(name__in=GROUPS).annotate(role=F("name"), of_chapter=nowhere)


def offices_of(people):
    """The offices that these people hold today, ``{person id: [Office]}``, in one query."""
    found = {person.pk: [] for person in people}
    for office in offices_held().filter(person__in=found).select_related("chapter").order_by("kind", "pk"):
        found[office.person_id].append(office)
    return found


def chapters_of(person):
    """The chapters in which a person holds an office today, by name. No query for somebody who holds none."""
    return Chapter.objects.filter(pk__in=access_of(person).board_chapters)


def active_chapters():
    """The chapters that are there today: begun and not closed. Their names are today's."""
    return Chapter.objects.filter(is_active=True)


def chapters_suggested_for(postcode):
    """The active chapters near a postcode; none for an empty postcode."""
    return chapters_near(postcode, active_chapters()) if postcode else []


def chapters_near(postcode, chapters):
    """The chapters of a list that are near a postcode: those that list its first two digits."""
    return [chapter for chapter in chapters if postcode[:2] in chapter.postcodes]


def board_of(chapter, on=None):
    """The offices in a chapter, leader first: today's (``active_offices``) or those on a date (``offices_held``)."""
    return boards_of([chapter.pk], on)[chapter.pk]


def boards_of(chapters, on=None):
    """The same for several chapters, in one query: ``{chapter id: [Office]}``."""
    offices = (offices_held(on) if on else active_offices()).filter(chapter__in=chapters).select_related("person")
    found = {pk: [] for pk in chapters}
    for office in leaders_first(offices):
        found[office.chapter_id].append(office)
    return found


def answering_boards(chapters):
    """The ``answering_offices`` of these chapters (ids), leader first, in one query: ``{chapter id: [Office]}``.

    Without those whose account is closed.
    """
    offices = answering_offices().filter(chapter__in=chapters, person__is_active=True).select_related("person")
    found = {pk: [] for pk in chapters}
    for office in leaders_first(offices):
        found[office.chapter_id].append(office)
    return found


def leaders_first(offices):
    """The offices of a board in the order in which they are shown."""
    return sorted(offices, key=lambda one: (one.kind != Office.Kind.CHAPTER_LEADER, one.person.family_name))


def leaders_of(chapter):
    """The people who lead a chapter today."""
    return [office.person for office in board_of(chapter) if office.kind == Office.Kind.CHAPTER_LEADER]


def central_staff(*kinds):
    """The people who hold a central office of one of these kinds today."""
    return [office.person for office in central_offices(*kinds)]


def central_offices(*kinds):
    """The central offices of these kinds that people hold today, each with its person."""
    return _central_offices(kinds, clock.today())


@kept_queryset
def _central_offices(kinds, _day):
    return active_offices().filter(chapter__isnull=True, kind__in=kinds).select_related("person").order_by("pk")


def board_and_central_offices(chapters, *related):
    """The offices of the boards of these chapters (ids) and the central ones, for ``boards_and_central_staff``.

    Nobody is on the board of a chapter that is closed.
    ``related`` is what is read with each office besides its person.
    """
    open_chapters = Q(chapter__in=chapters, chapter__is_active=True)
    offices = active_offices().filter(open_chapters | Q(chapter__isnull=True))
    return offices.select_related("person", *related).order_by("pk")


def boards_and_central_staff(chapters, offices):
    """``(boards, central)`` of these offices: offices as in ``boards_of``, and people as ``{kind: [person]}``."""
    boards, central = {pk: [] for pk in chapters}, defaultdict(list)
    for office in offices:
        if office.chapter_id is None:
            central[office.kind].append(office.person)
        else:
            boards[office.chapter_id].append(office)
    return {pk: leaders_first(found) for pk, found in boards.items()}, central


def administrators():
    return list(User.objects.filter(groups__name=ADMINS, is_active=True).order_by("pk"))


def is_member(person):
    return Membership.objects.filter(person=person).exists()


def public_chapters():
    """The active chapters by county and name, for the public list."""
    return active_chapters().order_by("county", "name")


def merged_into(short_name):
    """The active chapter that the one with this address is part of now; None where there is none."""
    chapter = Chapter.objects.filter(short_name=short_name, is_active=False).select_related("merged_into").first()
    while chapter and not chapter.is_active:
        chapter = chapter.merged_into
    return chapter

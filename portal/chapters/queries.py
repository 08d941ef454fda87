"""What is asked about chapters and offices by several pages."""

from django.db.models import Q

from portal import clock
from portal.accounts.models import User
from portal.chapters.models import Chapter, Membership, Office
from portal.permissions import ADMINS, GROUPS, Role


def offices_held(on=None):
    """The offices that are held on a day (today), also by somebody whose account is closed."""
    day = on or clock.today()
    return Office.objects.filter(Q(ends__isnull=True) | Q(ends__gte=day), starts__lte=day)


def active_offices():
    """The offices that are held today by somebody who can sign in and do what the office is for."""
    return offices_held().filter(person__is_active=True)


def other_offices_of_same_kind(office):
    """What the person holds of the same kind besides this office, with no end, the first first."""
    rows = Office.objects.filter(person=office.person, kind=office.kind, ends__isnull=True).exclude(pk=office.pk)
    return rows.select_related("chapter").order_by("starts", "pk")


def roles_of(user):
    """The roles a person holds today, each with its chapter, and the CMS groups. For permissions.register_roles."""
    held = [
        (Role(kind), chapter) for kind, chapter in offices_held().filter(person=user).values_list("kind", "chapter")
    ]
    groups = user.groups.values_list("name", flat=True)
    return held + [(GROUPS[name], None) for name in groups if name in GROUPS]


def active_chapters():
    return Chapter.objects.filter(is_active=True)


def chapters_suggested_for(postcode):
    """Chapters near a postcode, else none."""
    return chapters_near(postcode, active_chapters()) if postcode else []


def chapters_near(postcode, chapters):
    """Those of these chapters that are near a postcode: the first two digits decide."""
    return [chapter for chapter in chapters if postcode[:2] in chapter.postcodes]


def board_of(chapter, on=None):
    """The people in office in a chapter, leader first: those who can act today, or everybody who was on a day."""
    return boards_of([chapter.pk], on)[chapter.pk]


def boards_of(chapters, on=None):
    """The same of each of these chapters, by their id, in one query."""
    offices = (offices_held(on) if on else active_offices()).filter(chapter__in=chapters).select_related("person")
    found = {pk: [] for pk in chapters}
    for office in sorted(offices, key=lambda one: (one.kind != Office.Kind.CHAPTER_LEADER, one.person.family_name)):
        found[office.chapter_id].append(office)
    return found


def leaders_of(chapter):
    return [office.person for office in board_of(chapter) if office.kind == Office.Kind.CHAPTER_LEADER]


def central_staff(*kinds):
    offices = active_offices().filter(chapter__isnull=True, kind__in=kinds).select_related("person").order_by("pk")
    return [office.person for office in offices]


def administrators():
    return list(User.objects.filter(groups__name=ADMINS, is_active=True).order_by("pk"))


def is_member(person):
    return Membership.objects.filter(person=person).exists()


def public_chapters():
    """The chapters as the public list shows them: nothing about people."""
    return active_chapters().order_by("county", "name")

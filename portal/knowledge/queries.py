"""What is asked about courses and the knowledge test by several pages."""

import contextlib
import dataclasses
import datetime
import itertools
import uuid
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Page

from portal import calendar, clock, codes, context
from portal.accounts.models import User
from portal.knowledge.models import (
    Attempt,
    Attendance,
    Certificate,
    Course,
    CoursePart,
    CourseRead,
    CourseSignUp,
    PartDone,
    Question,
    TestException,
    TestSettings,
)
from portal.knowledge.workflow import CourseState, State

MOST_FOUND = 20


def has_attended(person):
    return Attendance.objects.filter(person=person).exists()


def has_passed(person):
    return any(rows.filter(person=person).exists() for rows in what_passes())


def passed_on(person):
    """The day in Norway from which the person has passed, or need not; None for not yet."""
    attempts, exceptions = (rows.filter(person=person) for rows in what_passes())
    days = [clock.local(moment).date() for moment in attempts.values_list("finished_at", flat=True)]
    return min([*days, *(exception.counts_from for exception in exceptions)], default=None)


def what_passes():
    """The rows, each with its ``person``, that say that somebody has passed: attempts, and what stands for one."""
    return [
        Attempt.objects.filter(state=State.PASSED),
        TestException.objects.filter(withdrawn_at__isnull=True, kind__in=TestException.COUNTS_AS_PASSED),
    ]


def latest_attempt(person):
    """The person's open attempt, else the one that ended last; None before the first."""
    attempts = Attempt.objects.filter(person=person)
    return attempts.filter(state=State.OPEN).first() or attempts.order_by("-finished_at").first()


def open_attempt(person):
    return Attempt.objects.filter(person=person, state=State.OPEN).first()


def test_settings():
    """How the test is held from now on; before the secretariat has changed anything, as it comes."""
    return TestSettings.objects.filter(pk=1).first() or TestSettings(pk=1)


def exceptions_of(person):
    """What was decided for this person about the test and is in force."""
    return list(TestException.objects.filter(person=person, withdrawn_at__isnull=True))


@dataclass(frozen=True)
class Standing:
    """Where a person is with the test."""

    passed_on: datetime.date | None
    exceptions: list
    finished: int  # attempts
    allowed: int | None  # attempts in all; None for no limit
    may_begin_on: datetime.date  # of a new attempt, as far as waiting goes

    @property
    def is_used_up(self):
        return self.allowed is not None and self.finished >= self.allowed

    @property
    def must_wait(self):
        return self.may_begin_on > clock.today()

    @property
    def may_begin(self):
        return not (self.passed_on or self.is_used_up or self.must_wait)


def standing(person, rules):
    """Where a person is with the test as it is held by ``rules``, a ``TestSettings``."""
    ended = Attempt.objects.filter(person=person).exclude(state=State.OPEN)
    moments = sorted(ended.values_list("finished_at", flat=True))
    exceptions = exceptions_of(person)
    more = sum(exception.number or 0 for exception in exceptions)
    waits = moments and not any(exception.kind == TestException.Kind.NO_WAIT for exception in exceptions)
    last = clock.local(moments[-1]).date() if waits else None
    return Standing(
        passed_on=passed_on(person),
        exceptions=exceptions,
        finished=len(moments),
        allowed=None if rules.most_attempts is None else rules.most_attempts + more,
        may_begin_on=last + datetime.timedelta(days=rules.wait_days) if last else clock.today(),
    )


def who_used_up(rules):
    """The people who have not passed and have no attempt left, by name. Nobody where there is no limit."""
    if rules.most_attempts is None:
        return User.objects.none()
    attempts = Attempt.objects.filter(person=OuterRef("pk"), state=State.FAILED).order_by().values("person")
    in_force = TestException.objects.filter(person=OuterRef("pk"), withdrawn_at__isnull=True)
    more = in_force.order_by().values("person").annotate(more=Sum("number")).values("more")
    passing = [Exists(rows.filter(person=OuterRef("pk"))) for rows in what_passes()]
    return (
        User.objects.filter(~passing[0], ~passing[1], is_active=True)
        .annotate(
            finished=Coalesce(Subquery(attempts.annotate(number=Count("pk")).values("number")), 0),
            allowed=Coalesce(Subquery(more), 0) + rules.most_attempts,
        )
        .filter(finished__gte=F("allowed"), finished__gt=0)
        .order_by("family_name", "given_name", "pk")
    )


def in_turn(questions):
    """The question that is asked next; None when nothing waits. Those that return come after all others."""
    waiting = [question for question in questions if question.is_waiting]
    return min(waiting, key=lambda question: (question.returns, question.turn), default=None)


def missed(attempt):
    """The questions of an attempt that do not count as right."""
    return [question for question in attempt.questions.all() if not question.counts(attempt.counting_tries)]


def askable():
    """The questions of the bank that can be drawn, with their choices."""
    active = Question.objects.filter(is_active=True).prefetch_related("choices")
    return [question for question in active if can_be_asked(question)]


def can_be_asked(question):
    """Whether there is something right and something wrong to choose, and one right answer where one is asked for."""
    return is_whole(question.kind, [choice.right for choice in question.choices.all()])


def is_whole(kind, choices):
    """The same of a question that is being written; ``choices`` says of each answer whether it is right."""
    right = sum(choices)
    enough = right == 1 if kind == Question.Kind.SINGLE else right >= 1
    return enough and right < len(choices)


def attendances(course):
    """Who is registered for a course, by name."""
    registered = Attendance.objects.filter(course=course).select_related("person")
    return registered.order_by("person__family_name", "person__given_name", "pk")


def to_take_back(course, person):
    """The registrations that this person may take back: their own of today, as long as no certificate says the same."""
    yesterday = clock.end_of(clock.today() - datetime.timedelta(days=1))
    printed = Certificate.objects.filter(
        person=OuterRef("person"), kind=Certificate.Kind.ATTENDED, day=OuterRef("attended_on")
    )
    todays = Attendance.objects.filter(course=course, registered_by=person, registered_at__gt=yesterday)
    return todays.filter(~Exists(printed))


def attendances_of(person):
    return Attendance.objects.filter(person=person).select_related("course").order_by("attended_on")


def people_to_register(course, words):
    """At most twenty people who are not registered for the course and whose name or e-mail has all the words."""
    return people_named(words).exclude(attendances__course=course)[:MOST_FOUND]


def people_named(words):
    """The people whose name or e-mail address has all the words; nobody for fewer than two letters.

    A word is tried in several spellings, since SQLite knows upper and lower case of a to z only.
    """
    parts = words.split()
    if len("".join(parts)) < 2:
        return User.objects.none()
    people = User.objects.filter(is_active=True)
    for part in parts:
        hit = Q()
        for spelling in {part, part.lower(), part.upper(), part.capitalize()}:
            hit |= Q(given_name__icontains=spelling) | Q(family_name__icontains=spelling) | Q(email__icontains=spelling)
        people = people.filter(hit)
    return people.order_by("family_name", "given_name", "pk")


def people_by_ref(refs):
    """The people with these random ids; what is no id of anybody is left out."""
    known = []
    for ref in refs:
        with contextlib.suppress(ValueError):
            known.append(uuid.UUID(ref))
    return list(User.objects.filter(is_active=True, ref__in=known).order_by("pk"))


def chapters_of_bank():
    """The guide's chapters that the test asks about."""
    return set(Question.objects.filter(is_active=True).order_by().values_list("chapter", flat=True).distinct())


def guide_chapters():
    """``[(slug, title)]`` of the guide's chapters in bokmål, by title; those that are not published yet as well."""
    pages = Page.objects.filter(url_path__contains="/veileder/", locale__language_code=settings.LANGUAGE_CODE)
    rows = pages.order_by("title").values_list("slug", "title", "url_path")
    return [(slug, title) for slug, title, path in rows if path.endswith(f"/veileder/{slug}/")]


def anchors(slug, language=settings.LANGUAGE_CODE):
    """What the headings of a chapter are called in its address; None where no such chapter is published."""
    pages = Page.objects.live().filter(url_path__endswith=f"/veileder/{slug}/")
    page = pages.filter(locale__language_code=language).first()
    return page and page.specific.anchors()


@dataclass(frozen=True)
class Chapter:
    """A chapter of the guide, in the page's language or, where it is not translated, in bokmål."""

    title: str
    url: str
    language: str

    def at(self, anchor):
        """The same chapter from one of its headings on."""
        return dataclasses.replace(self, url=f"{self.url}#{anchor}") if anchor else self


def place(wording):
    """Where in the guide the answer to a question is, for its wording as asked; None where no such chapter is open."""
    slug, anchor = wording["chapter"], wording.get("anchor")
    chapter = chapters([slug]).get(slug)
    if chapter and anchor and chapter.language != settings.LANGUAGE_CODE:
        anchor = _in_translation(anchor, anchors(slug) or [], anchors(slug, chapter.language) or [])
    return chapter and chapter.at(anchor)


def _in_translation(anchor, originals, translated):
    """A heading is called something else in each language, and stands in the same place; empty where that is unsure."""
    if anchor not in originals or len(originals) != len(translated):
        return ""
    return translated[originals.index(anchor)]


def chapters(slugs):
    """``{slug: Chapter}`` for those of these chapters that are published. One query."""
    language = get_language() or settings.LANGUAGE_CODE
    of_guide = Q(pk__in=[])
    for slug in set(slugs):
        of_guide |= Q(url_path__endswith=f"/veileder/{slug}/")
    pages = Page.objects.live().filter(of_guide, locale__language_code__in=[language, settings.LANGUAGE_CODE])
    found = {}
    rows = pages.order_by("path").values_list("slug", "title", "locale__language_code", "alias_of")
    for slug, title, code, borrowed in rows:
        if slug not in found or code == language:
            with translation.override(code):
                spoken = settings.LANGUAGE_CODE if borrowed else code
                found[slug] = Chapter(title, f"{context.prefix()}veileder/{slug}/", spoken)
    return found


# Courses: the parts that people read, the occasions that they sign up for, and certificates

KEEP_SIGN_UPS = datetime.timedelta(days=90)  # after the course


def parts():
    """The parts of the course, in their order, each with its questions to think over."""
    return CoursePart.objects.filter(is_active=True).prefetch_related("reflections")


def parts_for(person):
    """``[(part, whether the person has read it)]``"""
    done = set(PartDone.objects.filter(person=person).values_list("part", flat=True))
    return [(part, part.pk in done) for part in parts()]


def minutes_of_course():
    """How long it takes to read the whole course."""
    return sum(CoursePart.objects.filter(is_active=True).order_by().values_list("minutes", flat=True))


def minutes_left(person):
    """How long it takes to read the parts that the person has not read."""
    return sum(part.minutes for part, is_done in parts_for(person) if not is_done)


def parts_done_by(person):
    """How many parts the person has read, those that were taken out since included."""
    return PartDone.objects.filter(person=person).count()


def has_read_course(person):
    """Whether the person has read every part; one that came later does not undo it."""
    if CourseRead.objects.filter(person=person).exists():
        return True
    found = parts_for(person)
    return bool(found) and all(is_done for _part, is_done in found)


def read_course_on(person):
    """The day in Norway on which the person had read every part; None for not yet."""
    read = CourseRead.objects.filter(person=person).first()
    return clock.local(read.read_at).date() if read else None


def courses():
    """Every course, newest first, with how many there are: ``people`` registered, ``taken`` places, ``waiting``."""
    return Course.objects.annotate(
        people=Count("attendances", distinct=True),
        taken=Count("sign_ups", filter=Q(sign_ups__has_place=True), distinct=True),
        waiting=Count("sign_ups", filter=Q(sign_ups__has_place=False), distinct=True),
    )


def courses_coming():
    """Those that are not over, the next one first; one that is cancelled says so until it would have ended."""
    return courses().filter(ends_at__gt=clock.now()).order_by("starts_at", "pk")


def sessions_of(person):
    """The coming courses that a person has signed up for, as lines of the lists, the next one first."""
    lines = CourseSignUp.objects.filter(person=person, course__ends_at__gt=clock.now())
    return lines.select_related("course").order_by("course__starts_at", "pk")


def sign_up_of(person, course):
    return CourseSignUp.objects.filter(person=person, course=course).select_related("course").first()


def sign_ups(course):
    """Who has signed up for a course, those with a place first, in the order in which they came."""
    return CourseSignUp.objects.filter(course=course).select_related("person").order_by("-has_place", "pk")


def sign_ups_to_remind():
    """Places in courses that are tomorrow at the latest, of people who have not been reminded."""
    tomorrow = clock.today() + datetime.timedelta(days=1)
    lines = CourseSignUp.objects.filter(has_place=True, reminded_at__isnull=True, course__state=CourseState.PLANNED)
    coming = lines.filter(course__starts_at__gt=clock.now(), course__starts_at__lte=clock.end_of(tomorrow))
    return coming.select_related("course", "person").order_by("pk")


def sign_ups_to_forget():
    """The lists of courses that were over so long ago."""
    return CourseSignUp.objects.filter(course__ends_at__lt=clock.now() - KEEP_SIGN_UPS)


def as_event(course, address, *, with_link):
    """A course as calendars take it. The word is in the title too: many calendars do not show that one is off."""
    title = _("Cancelled: %(title)s") % {"title": course} if course.is_cancelled else str(course)
    texts = (course.reason, course.about, course.link if with_link else "")
    return calendar.Event(
        uid=f"{course.ref}@{urlsplit(settings.SITE_ADDRESS).hostname}",
        title=title,
        starts=course.starts_at,
        ends=course.ends_at,
        changed_at=course.changed_at,
        version=course.version,
        place=course.place or (_("Online") if course.is_digital else ""),
        text="\n\n".join(text for text in texts if text),
        address=address,
        is_cancelled=course.is_cancelled,
    )


def passed_attempt_on(person):
    """The day in Norway on which the person first passed the test itself, which is all that a certificate may say."""
    first = Attempt.objects.filter(person=person, state=State.PASSED).order_by("finished_at").first()
    return clock.local(first.finished_at).date() if first else None


def certificates_of(person):
    return Certificate.objects.filter(person=person)


def certificate_by_code(code):
    """The certificate with this code, however it is typed. None for none."""
    return Certificate.objects.filter(code=codes.typed(code)).select_related("person").first()


@dataclass(frozen=True)
class Block:
    """A paragraph, or the lines of a list."""

    text: str = ""
    lines: tuple = ()


def blocks(text):
    """What editors write in a part, as paragraphs and lists: ``[Block]``."""
    found = []
    for paragraph in text.replace("\r\n", "\n").split("\n\n"):
        lines = [line.strip() for line in paragraph.split("\n") if line.strip()]
        for is_list, group in itertools.groupby(lines, lambda line: line.startswith("- ")):
            if is_list:
                found.append(Block(lines=tuple(line[2:].strip() for line in group)))
            else:
                found.append(Block(text=" ".join(group)))
    return found

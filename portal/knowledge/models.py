"""Courses, the question bank, how the test is held, what each person attended, read and answered, and its proof."""

import hashlib
import secrets
import uuid

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from portal import clock, codes
from portal.knowledge.workflow import COURSE_MOVES, MOVES, CourseState, State
from portal.models import Case, Ref, both_or_neither
from portal.moments import stretch_in_words
from portal.wording import WordingField, Words, say


class Course(Case):
    """One occasion on which the introduction course is held. People sign up for it until it begins."""

    KIND = "course"
    MOVES = COURSE_MOVES

    token = models.UUIDField(unique=True)  # came with the form
    state = models.CharField(max_length=30, choices=CourseState, default=CourseState.PLANNED)
    title = WordingField()
    description = WordingField(blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField(max_length=200, blank=True)
    is_digital = models.BooleanField(default=False)
    link = models.URLField(blank=True)  # shown to those who have a place
    places = models.PositiveIntegerField(null=True)  # None: there is room for everybody
    sign_up_by = models.DateField(null=True)  # the last day; None: until it begins
    cancelled_because = WordingField(blank=True)
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-starts_at", "-pk"]
        constraints = [CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="course_ends_after_it_starts")]

    def __str__(self):
        return self.name

    @property
    def name(self):
        return say(self.title)

    @property
    def about(self):
        return say(self.description)

    @property
    def reason(self):
        """Why it is called off."""
        return say(self.cancelled_because)

    @property
    def day(self):
        """The date in Norway."""
        return clock.local(self.starts_at).date()

    @property
    def when(self):
        """“Wednesday 3 June from 18:00 to 20:00”."""
        return stretch_in_words(clock.local(self.starts_at), clock.local(self.ends_at), clock.today())

    @property
    def is_cancelled(self):
        return self.state == CourseState.CANCELLED

    @property
    def has_begun(self):
        return self.starts_at <= clock.now()

    @property
    def closed_because(self):
        """Why nobody can sign up now: ``cancelled``, ``begun`` or ``deadline``; empty while people can."""
        if self.is_cancelled:
            return "cancelled"
        if self.has_begun:
            return "begun"
        return "deadline" if self.sign_up_by and self.sign_up_by < clock.today() else ""

    @property
    def is_full(self):
        """For a course of ``queries.courses()``, which counts how many places are taken."""
        return self.places is not None and self.taken >= self.places


class Attendance(Ref):
    """Somebody took part in a course, says the one who registered it."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="attendances")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="attendances")
    attended_on = models.DateField()
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    registered_at = models.DateTimeField(default=clock.now)

    OWNER = "person"

    class Meta:
        constraints = [UniqueConstraint(fields=["person", "course"], name="one_attendance_for_each_person_and_course")]


class Theme(models.TextChoices):
    UNDERSTANDING = "understanding", _("What the work is about")
    ROLE = "role", _("The role")
    CONFIDENTIALITY = "confidentiality", _("Confidentiality")
    CONVERSATION = "conversation", _("The good conversation")
    BOUNDARIES = "boundaries", _("Boundaries and looking after yourself")
    CRISIS = "crisis", _("When somebody is in a very hard place")
    REPORTING = "reporting", _("Logging what you do")
    SIGNPOSTING = "signposting", _("Where to point people on")


def new_code():
    return secrets.token_hex(6)


class Question(Ref, ClusterableModel):
    """One question of the bank, as editors keep it. Attempts carry a copy, so a change here alters no attempt."""

    class Kind(models.TextChoices):
        SINGLE = "single", pgettext_lazy("kind of question", "One right answer")
        SEVERAL = "several", pgettext_lazy("kind of question", "Several right answers")

    code = models.SlugField(max_length=40, unique=True, default=new_code)
    theme = models.CharField(_("Theme"), max_length=20, choices=Theme)
    kind = models.CharField(_("Kind of question"), max_length=10, choices=Kind, default=Kind.SINGLE)
    is_case = models.BooleanField(_("It tells of a situation"), default=False)
    critical = models.BooleanField(_("It is about somebody's safety"), default=False)
    chapter = models.SlugField(
        _("Chapter of the guide"),
        max_length=80,
        help_text=_("The last part of the chapter's address, for example taushetsplikt"),
    )
    anchor = models.SlugField(
        _("Heading in the chapter"),
        max_length=80,
        blank=True,
        help_text=_("What stands after # in the address of the heading that answers it. Empty for the whole chapter."),
    )
    text = WordingField(_("Question"))
    explanation = WordingField(_("Why the right answer is right"))
    is_active = models.BooleanField(_("It can be drawn for a test"), default=True)

    class Meta:
        ordering = ["theme", "code"]
        verbose_name = _("question")
        verbose_name_plural = _("questions")

    def __str__(self):
        return say(self.text)


class Choice(models.Model):
    """One answer that can be chosen."""

    question = ParentalKey(Question, on_delete=models.CASCADE, related_name="choices")
    code = models.SlugField(max_length=40, default=new_code)
    text = WordingField(_("Answer"))
    right = models.BooleanField(_("It is right"), default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [UniqueConstraint(fields=["question", "code"], name="one_choice_for_each_code")]


class TestSettings(Ref):
    """How the test is held. One row, which the secretariat changes; an attempt keeps what it began with."""

    version = models.PositiveIntegerField(default=1)
    questions = models.PositiveSmallIntegerField(default=10)
    themes = models.JSONField(default=dict)  # {theme: how many}; what is left is spread over the themes not named
    pass_mark = models.PositiveSmallIntegerField(default=8)  # how many have to be right
    counting_tries = models.PositiveSmallIntegerField(default=2)  # right at the first, or at the second as well
    must_pass_critical = models.BooleanField(default=True)
    brings_back = models.BooleanField(default=True)  # a question that ended wrong is asked once more, for learning
    most_attempts = models.PositiveSmallIntegerField(null=True)  # none: no limit
    wait_days = models.PositiveSmallIntegerField(default=0)  # from the day of one attempt to the next

    class Meta:
        constraints = [CheckConstraint(condition=Q(pk=1), name="one_row_of_test_settings")]


class TestException(Ref):
    """What the secretariat or a coordinator decided for one person. One that is taken back counts no more."""

    class Kind(models.TextChoices):
        MORE_ATTEMPTS = "more_attempts", pgettext_lazy("exception", "More attempts")
        NO_WAIT = "no_wait", pgettext_lazy("exception", "No wait between attempts")
        ORAL_TEST = "oral_test", pgettext_lazy("exception", "The test was taken orally, and passed")
        EXEMPT = "exempt", pgettext_lazy("exception", "The test is not needed")

    COUNTS_AS_PASSED = (Kind.ORAL_TEST, Kind.EXEMPT)
    OWNER = "person"

    token = models.UUIDField(unique=True, default=uuid.uuid4)  # came with the form
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="test_exceptions")
    kind = models.CharField(max_length=20, choices=Kind)
    number = models.PositiveSmallIntegerField(null=True)  # of attempts
    held_on = models.DateField(null=True)  # the oral test
    held_by = models.CharField(max_length=100, blank=True)
    reason = models.TextField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["recorded_at", "pk"]
        constraints = [
            CheckConstraint(
                condition=(
                    Q(kind="more_attempts", number__gte=1) | (~Q(kind="more_attempts") & Q(number__isnull=True))
                ),
                name="more_attempts_say_how_many",
            ),
            CheckConstraint(
                condition=(
                    Q(kind="oral_test", held_on__isnull=False) | (~Q(kind="oral_test") & Q(held_on__isnull=True))
                ),
                name="an_oral_test_says_when",
            ),
            both_or_neither("withdrawn_at", "withdrawn_by"),
        ]

    @property
    def counts_from(self):
        """The day from which it stands for a passed test."""
        return self.held_on or clock.local(self.recorded_at).date()


class Attempt(Case):
    """One go at the test, held as the settings were when it began. A person has at most one open at a time."""

    KIND = "attempt"
    MOVES = MOVES
    OWNER = "person"

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="attempts")
    state = models.CharField(max_length=30, choices=State, default=State.OPEN)
    pass_mark = models.PositiveSmallIntegerField()
    counting_tries = models.PositiveSmallIntegerField()
    must_pass_critical = models.BooleanField()
    brings_back = models.BooleanField()
    right = models.PositiveSmallIntegerField(null=True)  # how many were right, once it is finished
    started_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["person"], condition=Q(state=State.OPEN), name="one_open_attempt_for_each_person"),
            CheckConstraint(
                condition=Q(state=State.OPEN, finished_at__isnull=True, right__isnull=True)
                | (~Q(state=State.OPEN) & Q(finished_at__isnull=False, right__isnull=False)),
                name="an_attempt_is_finished_or_open",
            ),
        ]


class AttemptQuestion(models.Model):
    """One question as it was asked of one person.

    ``wording`` is ``{theme, kind, critical, chapter, anchor, text, explanation, choices: [{id, code, right, text}]}``:
    the choices stand in the order that this person sees, under random ids that tell nothing. ``right`` and ``code`` in
    it never leave the server before the question is settled.

    A question is settled when it is right, or wrong twice. Where the attempt brings questions back, one that ended
    wrong ``returns``: it is asked a third time after all others, which changes no result.
    """

    TRIES = 2

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="questions")
    question = models.ForeignKey(Question, on_delete=models.SET_NULL, null=True, related_name="+")
    position = models.PositiveSmallIntegerField()  # from 1: what it is called
    turn = models.PositiveSmallIntegerField()  # the lowest that waits is asked next
    wording = models.JSONField()
    tries = models.PositiveSmallIntegerField(default=0)
    answers = models.JSONField(default=list)  # [[choice id]], one list for each try
    right = models.BooleanField(null=True)  # of the latest try; none before the first
    settled = models.BooleanField(default=False)
    returns = models.BooleanField(default=False)

    class Meta:
        ordering = ["position"]
        constraints = [
            UniqueConstraint(fields=["attempt", "position"], name="one_question_in_each_position"),
            CheckConstraint(condition=Q(tries__lte=3), name="two_tries_and_once_more_at_most"),
            CheckConstraint(condition=Q(returns=False) | Q(settled=True, tries=2), name="what_returns_is_settled"),
        ]

    @property
    def right_ids(self):
        return {choice["id"] for choice in self.wording["choices"] if choice["right"]}

    @property
    def is_waiting(self):
        return not self.settled or self.returns

    @property
    def is_critical(self):
        return self.wording.get("critical", False)

    def counts(self, tries):
        """Whether it was right within so many tries. The time it returns is never one of them."""
        return bool(self.right) and self.tries <= min(tries, self.TRIES)


class CourseSignUp(Ref):
    """Somebody wants to come to a course. To withdraw is to delete; the first on the waiting list gets the place."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="sign_ups")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="course_sign_ups")
    has_place = models.BooleanField()  # else on the waiting list; a place that somebody has is never taken away
    signed_up_at = models.DateTimeField(default=clock.now)
    reminded_at = models.DateTimeField(null=True)

    OWNER = "person"

    class Meta:
        ordering = ["pk"]
        constraints = [UniqueConstraint(fields=["course", "person"], name="one_sign_up_for_each_person_and_course")]


class CoursePart(ClusterableModel):
    """One page of the course that people read by themselves, as editors keep it."""

    code = models.SlugField(max_length=40, unique=True, default=new_code)
    order = models.PositiveSmallIntegerField(_("It comes as number"), default=1)
    chapter = models.SlugField(
        _("Chapter of the guide"),
        max_length=80,
        blank=True,
        help_text=_("The last part of the chapter's address, for example taushetsplikt"),
    )
    minutes = models.PositiveSmallIntegerField(_("How many minutes it takes"), default=5)
    title = WordingField(_("Title"))
    text = WordingField(
        _("Text"),
        help_text=_("A blank line begins a new paragraph. Lines that begin with a dash and a space are a list"),
    )
    is_active = models.BooleanField(_("It is part of the course"), default=True)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("part of the course")
        verbose_name_plural = _("parts of the course")

    def __str__(self):
        return self.name

    @property
    def name(self):
        return say(self.title)


class Reflection(models.Model):
    """A question to think over alone. Nothing is sent in."""

    part = ParentalKey(CoursePart, on_delete=models.CASCADE, related_name="reflections")
    text = WordingField(_("Question to think over"))

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return say(self.text)


class PartDone(models.Model):
    """Somebody says that they have read a part and thought it through."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="parts_done")
    part = models.ForeignKey(CoursePart, on_delete=models.PROTECT, related_name="done")
    done_at = models.DateTimeField(default=clock.now)

    OWNER = "person"

    class Meta:
        constraints = [UniqueConstraint(fields=["person", "part"], name="one_reading_for_each_person_and_part")]


class CourseRead(Ref):
    """Somebody had read every part that there was. A part that is added later does not undo it."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="course_read")
    minutes = models.PositiveIntegerField()  # what the parts took together
    read_at = models.DateTimeField(default=clock.now)

    OWNER = "person"


class Certificate(Ref):
    """A paper that says what somebody took part in or read, as it was when they asked for it.

    What is printed never changes; ``sha256`` is the digest of it. New facts (a name, the test) make a new certificate.
    """

    class Kind(models.TextChoices):
        ATTENDED = "attended"
        READ = "read"

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="certificates")
    code = models.CharField(max_length=codes.LENGTH, unique=True, default=codes.new)
    kind = models.CharField(max_length=10, choices=Kind)
    language = models.CharField(max_length=5)
    holder_name = models.CharField(max_length=170)
    title = models.TextField()
    title_language = models.CharField(max_length=5)  # bokmål where the course has no name in the certificate's language
    day = models.DateField()
    minutes = models.PositiveIntegerField()
    topics = models.JSONField(default=list)  # what the parts that were read are called, in the certificate's language
    test_passed_on = models.DateField(null=True)
    sha256 = models.CharField(max_length=64)
    issued_at = models.DateTimeField(default=clock.now)
    pdf_name = models.CharField(max_length=60, blank=True)
    pdf_sha256 = models.CharField(max_length=64, blank=True)

    OWNER = "person"
    PRINTED = (
        "kind", "language", "holder_name", "title", "title_language", "day", "minutes", "topics", "test_passed_on",
    )  # fmt: skip

    class Meta:
        ordering = ["-issued_at", "-pk"]
        constraints = [UniqueConstraint(fields=["person", "sha256"], name="one_certificate_for_each_person_and_text")]

    @property
    def digest(self):
        """Of what is printed, as it is now."""
        return hashlib.sha256("\n".join(str(getattr(self, name)) for name in self.PRINTED).encode()).hexdigest()

    @property
    def is_as_issued(self):
        return self.digest == self.sha256

    @property
    def name(self):
        """What the course is called, in the certificate's language."""
        return Words(self.title, self.title_language)

    @property
    def grouped_code(self):
        return codes.grouped(self.code)

    @property
    def initials(self):
        return "".join(f"{part[0]}." for part in self.holder_name.split())

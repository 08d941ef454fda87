"""Courses that are held, sign-ups and attendance, the parts to read, and certificates."""

import hashlib

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from portal import clock, codes
from portal.date_formats import period_in_words
from portal.knowledge.models.exam import new_code
from portal.knowledge.workflow import COURSE_MOVES, CourseState
from portal.models import Case, Ref
from portal.wording import TextInLanguage, WordingField, translated


class Course(Case):
    """One date on which the introduction course is held. People sign up for it until it begins."""

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
        return translated(self.title)

    @property
    def about(self):
        return translated(self.description)

    @property
    def reason(self):
        """Why it is called off."""
        return translated(self.cancelled_because)

    @property
    def day(self):
        """The date in Norway."""
        return clock.local(self.starts_at).date()

    @property
    def when(self):
        """“Wednesday 3 June from 18:00 to 20:00”."""
        return period_in_words(clock.local(self.starts_at), clock.local(self.ends_at), clock.today())

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
        """Only for a course from ``queries.courses()``, which counts the places that are taken."""
        return self.places is not None and self.taken >= self.places


class Attendance(Ref):
    """A person took part in a course, as ``registered_by`` has noted."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="attendances")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="attendances")
    attended_on = models.DateField()
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    registered_at = models.DateTimeField(default=clock.now)

    OWNER = "person"

    class Meta:
        constraints = [UniqueConstraint(fields=["person", "course"], name="one_attendance_for_each_person_and_course")]


class CourseSignUp(Ref):
    """A person has signed up for a course, with a place or on the waiting list. It is deleted when they withdraw."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="sign_ups")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="course_sign_ups")
    has_place = models.BooleanField()  # False: on the waiting list. It never becomes False again
    signed_up_at = models.DateTimeField(default=clock.now)
    reminded_at = models.DateTimeField(null=True)

    OWNER = "person"

    class Meta:
        ordering = ["pk"]
        constraints = [UniqueConstraint(fields=["course", "person"], name="one_sign_up_for_each_person_and_course")]


class CoursePart(ClusterableModel):
    """One page of the course that people read by themselves. Editors change it in the CMS."""

    code = models.SlugField(max_length=40, unique=True, default=new_code)
    order = models.PositiveSmallIntegerField(_("It comes as number"), default=1)
    chapter = models.SlugField(_("Chapter of the guide"), max_length=80, blank=True)
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
        return translated(self.title)


class Reflection(models.Model):
    """A question for the reader to think over. It has no answer field."""

    part = ParentalKey(CoursePart, on_delete=models.CASCADE, related_name="reflections")
    text = WordingField(_("Question to think over"))

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return translated(self.text)


class PartDone(models.Model):
    """A person has said that they have read a part."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="parts_done")
    part = models.ForeignKey(CoursePart, on_delete=models.PROTECT, related_name="done")
    done_at = models.DateTimeField(default=clock.now)

    OWNER = "person"

    class Meta:
        constraints = [UniqueConstraint(fields=["person", "part"], name="one_reading_for_each_person_and_part")]


class CourseRead(Ref):
    """A person has read every part that there was at the time. Parts that are added later do not change that."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="course_read")
    minutes = models.PositiveIntegerField()  # what the parts took together
    read_at = models.DateTimeField(default=clock.now)

    OWNER = "person"


class Certificate(Ref):
    """A certificate of a course that a person took part in or read, with the facts of the day it was issued.

    The ``PRINTED`` values never change; ``sha256`` is their digest. New facts (a new name, a passed test) give a new
    certificate.
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
    title_language = models.CharField(max_length=5)  # "nb" where the course has no title in the certificate's language
    day = models.DateField()
    minutes = models.PositiveIntegerField()
    topics = models.JSONField(default=list)  # titles of the parts that were read, in the certificate's language
    exam_passed_on = models.DateField(null=True)
    sha256 = models.CharField(max_length=64)
    issued_at = models.DateTimeField(default=clock.now)
    pdf_name = models.CharField(max_length=60, blank=True)
    pdf_sha256 = models.CharField(max_length=64, blank=True)

    OWNER = "person"
    PRINTED = (
        "kind", "language", "holder_name", "title", "title_language", "day", "minutes", "topics", "exam_passed_on",
    )  # fmt: skip

    class Meta:
        ordering = ["-issued_at", "-pk"]
        constraints = [UniqueConstraint(fields=["person", "sha256"], name="one_certificate_for_each_person_and_text")]

    @property
    def digest(self):
        """The SHA-256 of the printed values, as they are now."""
        return hashlib.sha256("\n".join(str(getattr(self, name)) for name in self.PRINTED).encode()).hexdigest()

    @property
    def topic_list(self):
        """``topics``; none where somebody has stored something else there (``witness.py`` names it)."""
        return self.topics if isinstance(self.topics, list) else []

    @property
    def is_as_issued(self):
        return self.digest == self.sha256

    @property
    def name(self):
        """The title of the course, with the language that it is written in."""
        return TextInLanguage(self.title, self.title_language)

    @property
    def grouped_code(self):
        return codes.grouped(self.code)

    @property
    def initials(self):
        return "".join(f"{part[0]}." for part in self.holder_name.split())

"""Courses and who attended, the question bank, and each person's attempts at the knowledge test."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from portal import clock
from portal.knowledge.workflow import MOVES, State
from portal.models import Case, Ref
from portal.wording import WordingField, say


class Course(Ref):
    """One occasion on which the introduction course is held."""

    title = WordingField()
    starts_at = models.DateTimeField()
    place = models.CharField(max_length=200, blank=True)
    is_digital = models.BooleanField(default=False)

    class Meta:
        ordering = ["-starts_at", "-pk"]

    def __str__(self):
        return say(self.title)

    @property
    def day(self):
        """The date in Norway."""
        return clock.local(self.starts_at).date()


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


class Attempt(Case):
    """One go at the test. A person has at most one open at a time, and as many as they like in all."""

    KIND = "attempt"
    MOVES = MOVES
    OWNER = "person"

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="attempts")
    state = models.CharField(max_length=30, choices=State, default=State.OPEN)
    pass_mark = models.PositiveSmallIntegerField()  # how many have to be right, as it was when the attempt began
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

    ``wording`` is ``{theme, kind, chapter, text, explanation, choices: [{id, right, text}]}``: the choices stand in the
    order that this person sees, under random ids that tell nothing. ``right`` in it never leaves the server before
    the question is settled.
    """

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="questions")
    question = models.ForeignKey(Question, on_delete=models.SET_NULL, null=True, related_name="+")
    position = models.PositiveSmallIntegerField()  # from 1
    wording = models.JSONField()
    tries = models.PositiveSmallIntegerField(default=0)
    answers = models.JSONField(default=list)  # [[choice id]], one list for each try
    right = models.BooleanField(null=True)  # of the latest try; none before the first
    settled = models.BooleanField(default=False)

    class Meta:
        ordering = ["position"]
        constraints = [
            UniqueConstraint(fields=["attempt", "position"], name="one_question_in_each_position"),
            CheckConstraint(condition=Q(tries__lte=2), name="two_tries_at_most"),
        ]

    @property
    def right_ids(self):
        return {choice["id"] for choice in self.wording["choices"] if choice["right"]}

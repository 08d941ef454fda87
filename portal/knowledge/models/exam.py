"""The question bank, the settings of the knowledge test, exceptions, and attempts with their questions and answers."""

import secrets
import uuid

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from portal import clock
from portal.knowledge.workflow import MOVES, State
from portal.models import Case, Ref, both_or_neither
from portal.wording import WordingField, translated


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
    """A random code for a question, a choice or a part of the course."""
    return secrets.token_hex(6)


class Question(Ref, ClusterableModel):
    """One question of the bank. Attempts keep a copy of it, so a change here changes nothing that is answered.

    What is not answered yet is asked and judged as the question stands at that moment.
    """

    class Kind(models.TextChoices):
        SINGLE = "single", pgettext_lazy("kind of question", "One right answer")
        SEVERAL = "several", pgettext_lazy("kind of question", "Several right answers")

    code = models.SlugField(max_length=40, unique=True, default=new_code)
    theme = models.CharField(_("Theme"), max_length=20, choices=Theme)
    kind = models.CharField(_("Kind of question"), max_length=10, choices=Kind, default=Kind.SINGLE)
    is_case = models.BooleanField(_("It tells of a situation"), default=False)
    critical = models.BooleanField(_("It is about somebody's safety"), default=False)
    chapter = models.SlugField(_("Chapter of the guide"), max_length=80)
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
        return translated(self.text)


class Choice(models.Model):
    """One of the answers to choose from."""

    question = ParentalKey(Question, on_delete=models.CASCADE, related_name="choices")
    code = models.SlugField(max_length=40, default=new_code)
    text = WordingField(_("Answer"))
    right = models.BooleanField(_("It is right"), default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [UniqueConstraint(fields=["question", "code"], name="one_choice_for_each_code")]


class TestSettings(Ref):
    """The settings of the test. One row, which the secretariat changes; an attempt keeps the settings it began with."""

    version = models.PositiveIntegerField(default=1)
    questions = models.PositiveSmallIntegerField(default=10)
    themes = models.JSONField(default=dict)  # {theme: how many}; the rest comes from the other themes
    pass_mark = models.PositiveSmallIntegerField(default=8)  # how many have to be right
    counting_tries = models.PositiveSmallIntegerField(default=2)  # 1: only the first try counts; 2: the second as well
    must_pass_critical = models.BooleanField(default=True)
    brings_back = models.BooleanField(default=True)  # ask questions that were answered wrong once more, for learning
    most_attempts = models.PositiveSmallIntegerField(null=True)  # None: no limit
    wait_days = models.PositiveSmallIntegerField(default=0)  # from the day of one attempt to the next

    class Meta:
        constraints = [CheckConstraint(condition=Q(pk=1), name="one_row_of_test_settings")]


class TestException(Ref):
    """An exception from the test for one person, made by the secretariat or a coordinator. It can be withdrawn."""

    class Kind(models.TextChoices):
        MORE_ATTEMPTS = "more_attempts", pgettext_lazy("exception", "More attempts")
        NO_WAIT = "no_wait", pgettext_lazy("exception", "No wait between attempts")
        ORAL_TEST = "oral_test", pgettext_lazy("exception", "The test was taken orally, and passed")
        EXEMPT = "exempt", pgettext_lazy("exception", "The test is not needed")

    COUNTS_AS_PASSED = (Kind.ORAL_TEST, Kind.EXEMPT)
    OWNER = "person"

    token = models.UUIDField(unique=True, default=uuid.uuid4)  # came with the form
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="exam_exceptions")
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
        """The date in Norway from which it counts as a passed test."""
        return self.held_on or clock.local(self.recorded_at).date()


class Attempt(Case):
    """One attempt at the test, with the settings from when it began. A person has at most one open at a time."""

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
    the choices are in the order that this person sees, with random ids. ``right`` and ``code`` in it are never sent to
    the browser before the question is settled. Each try saves it anew, as the question stood in the bank
    (``queries.wording_in_force``): it holds the key by which the latest try was judged.

    A question is settled when the answer was right, or wrong twice. If the attempt ``brings_back`` questions, one that
    was wrong twice ``returns``: it is asked a third time after all others, which changes no result.
    """

    TRIES = 2

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="questions")
    question = models.ForeignKey(Question, on_delete=models.SET_NULL, null=True, related_name="+")
    position = models.PositiveSmallIntegerField()  # from 1: the number that the person sees
    turn = models.PositiveSmallIntegerField()  # the unanswered question with the lowest turn is asked next
    wording = models.JSONField()
    tries = models.PositiveSmallIntegerField(default=0)
    # [[choice id]], one list for each try. More than ``tries`` where a corrected key made an earlier one right.
    answers = models.JSONField(default=list)
    right = models.BooleanField(null=True)  # of the latest try; None before the first
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
        """Whether it was answered right within ``tries`` tries. The time it is asked once more never counts."""
        return bool(self.right) and self.tries <= min(tries, self.TRIES)

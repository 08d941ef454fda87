"""Questions that the public asks the organisation's experts without a name, and the answers that are published.

Nothing is kept of whoever asked: no name, no address, no account. What they wrote may be about their health, so it goes
when its time is over; the numbers of a month stay.
"""

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q

from portal import clock
from portal.experts.workflow import HELD, MOVES, PUBLISHED_MOVES, Published, State
from portal.models import Case, Ref

LONGEST_PROFESSION = 60  # of a profession
LONGEST_HEADING = 120


class Expert(Ref):
    """A professional who answers questions, as the secretariat has noted. ``topics``: codes; empty for all of them.

    ``told_at``: when a mail last told them that a question waits.
    """

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="expert")
    profession = models.CharField(max_length=LONGEST_PROFESSION)  # such as “Sykepleier”: it is shown with the answers
    topics = models.JSONField(default=list)
    shows_name = models.BooleanField(default=False)  # whether the name is shown too: the expert alone decides
    added_at = models.DateTimeField(default=clock.now)
    told_at = models.DateTimeField(null=True)

    OWNER = "person"

    class Meta:
        ordering = ["profession", "person__family_name", "pk"]

    @property
    def is_sound(self):
        """Whether its topics are codes: for ``portal.unreadable``."""
        topics = self.__dict__.get("topics", [])
        return isinstance(topics, list) and all(isinstance(code, str) for code in topics)


class Question(Case):
    """A question, and its answer for whoever asked.

    ``token`` comes from the form: one form makes one row. ``code_digest``: of the code by which the answer is read.
    ``profession`` and ``shown_name`` are those of whoever answered, as they were then; ``shown_name`` is empty where it
    is not to be shown.
    """

    KIND = "expert_question"
    MOVES = MOVES
    OWNER = "taken_by"

    token = models.UUIDField(unique=True)
    code_digest = models.CharField(max_length=64, unique=True)
    text = models.TextField()
    topic = models.CharField(max_length=20, blank=True)  # a code of the organisation's topics
    language = models.CharField(max_length=5)  # of the page on which it was asked
    may_publish = models.BooleanField()
    sent_at = models.DateTimeField()
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="taken_questions"
    )
    taken_until = models.DateTimeField(null=True)  # then somebody else can take it
    draft = models.TextField(blank=True)
    asked_office = models.TextField(blank=True)  # what the expert asked the secretariat, and what it said
    office_said = models.TextField(blank=True)
    answer = models.TextField(blank=True)
    reason = models.CharField(max_length=20, blank=True)  # why it is not answered: a code of forms.experts.REASONS
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="answered_questions"
    )
    profession = models.CharField(max_length=LONGEST_PROFESSION, blank=True)
    shown_name = models.CharField(max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True)  # answered, or not to be answered
    corrected_at = models.DateTimeField(null=True)  # when the answer was last corrected, and by whom
    corrected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="corrected_questions"
    )
    expert_reminded_at = models.DateTimeField(null=True)
    office_reminded_at = models.DateTimeField(null=True)
    is_left_out = models.BooleanField(default=False)  # somebody has judged that it is not to be published

    class Meta:
        ordering = ["sent_at", "pk"]
        indexes = [models.Index(fields=["state", "sent_at"], name="questions_by_state")]
        constraints = [
            CheckConstraint(
                condition=~Q(state__in=HELD) | Q(taken_until__isnull=False), name="a_taken_question_has_an_end"
            ),
            CheckConstraint(
                condition=~Q(state__in=[State.ANSWERED, State.REFUSED]) | Q(ended_at__isnull=False),
                name="an_ended_question_has_a_time",
            ),
        ]


class PublishedAnswer(Case):
    """A question and its answer for the public, edited so that nobody can be identified. Never a copy by itself.

    ``month``: the first day of the month of the answer. ``profession`` and ``shown_name``: as in ``Question``.
    """

    KIND = "published_answer"
    MOVES = PUBLISHED_MOVES
    OWNER = "answered_by"

    question = models.OneToOneField(Question, on_delete=models.SET_NULL, null=True, related_name="published")
    heading = models.CharField(max_length=LONGEST_HEADING, blank=True)
    topic = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=5)
    question_text = models.TextField()
    answer_text = models.TextField()
    profession = models.CharField(max_length=LONGEST_PROFESSION)
    shown_name = models.CharField(max_length=200, blank=True)
    month = models.DateField()
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="published_answers"
    )
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="reviewed_answers"
    )
    begun_at = models.DateTimeField(default=clock.now)
    published_at = models.DateTimeField(null=True)
    checked_on = models.DateField(null=True)  # when somebody last confirmed that the answer is right
    corrected_on = models.DateField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    review_since = models.DateTimeField(null=True)  # the answer was corrected, and nobody has gone through this since

    class Meta:
        ordering = ["-month", "-published_at", "-pk"]
        constraints = [
            CheckConstraint(
                condition=~Q(state=Published.PUBLIC) | Q(published_at__isnull=False), name="a_public_answer_has_a_time"
            ),
        ]


class QuestionMonth(models.Model):
    """How many questions were asked, answered and not answered in a month. It stays when the questions are deleted.

    ``waits``: how many days each of those waited that were answered in the month.
    """

    month = models.DateField(unique=True)  # its first day
    asked = models.PositiveIntegerField(default=0)
    answered = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    waits = models.JSONField(default=list)

    class Meta:
        ordering = ["-month"]

    @property
    def is_sound(self):
        """Whether its waits are numbers: for ``portal.unreadable``."""
        waits = self.__dict__.get("waits", [])
        return isinstance(waits, list) and all(isinstance(days, int) for days in waits)

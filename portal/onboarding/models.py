"""Applications, the answers to them, the organisation's own questions, letters and reasons."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from portal import clock, requirements
from portal.chapters.models import Chapter
from portal.models import Case, Ref
from portal.onboarding.workflow import MOVES, OPEN, State
from portal.supporters.models import Category
from portal.wording import WordingField, translated

FOR_ANOTHER_KEY = "entry:"  # what the keys of drafts for somebody else begin with


class Application(Case):
    """An application: the answers, its state, and who deals with it. Only ``moves.move()`` sets ``state``.

    ``chapter`` is the applicant's chapter, empty where they did not know. ``assessed_in`` is the chapter whose board
    assesses, empty where the secretariat does. ``handler`` is the person who has taken the case; the answer to a
    request for more comes back to them. ``copy`` is what was asked and answered in the words of that day,
    ``{"language", "sections"}``, and ``asked_version`` identifies the questions of that day. Both are empty for an
    application that is withdrawn. ``entered_by`` is the person who filled it in for the applicant.
    """

    KIND = "application"
    MOVES = MOVES
    OWNER = "person"
    CHAPTER = "assessed_in"

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="applications")
    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, null=True, related_name="applications")
    assessed_in = models.ForeignKey(Chapter, on_delete=models.PROTECT, null=True, related_name="+")
    handler = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="applications")
    state = models.CharField(max_length=30, choices=State, default=State.SUBMITTED)
    answers = models.JSONField(encoder=DjangoJSONEncoder)  # {step: {field: [raw values]}}
    copy = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    asked_version = models.CharField(max_length=12, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    withdrawn_because = models.CharField(max_length=20, blank=True)
    submitted_at = models.DateTimeField(default=clock.now)
    resubmitted_at = models.DateTimeField(null=True)  # when the applicant last added what was asked for
    waiting_since = models.DateTimeField(default=clock.now)  # when the turn last passed on
    reminded_at = models.DateTimeField(null=True)  # whoever has the turn; one that is older than the turn is done with
    deputy_told_at = models.DateTimeField(null=True)  # that it is past the time; likewise

    @property
    def is_passed_on(self):
        """Whether the secretariat has it because nobody in the chapter may answer."""
        assessed_here = self.category.assessed_by == Category.Assessor.CHAPTER
        return assessed_here and self.chapter_id is not None and self.assessed_in_id is None

    class Meta:
        indexes = [models.Index(fields=["state", "waiting_since"], name="application_queue")]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(state__in=OPEN), name="one_open_application_for_each_person"
            )
        ]


class SentCopy(models.Model):
    """What an application said before its applicant added something. Kept only where the answers differ."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="sent_copies")
    answers = models.JSONField(encoder=DjangoJSONEncoder)
    copy = models.JSONField(encoder=DjangoJSONEncoder)
    replaced_at = models.DateTimeField(default=clock.now)


class StepNotification(models.Model):
    """Somebody was told that a step of a person's pathway is open. Deleted when the step is not open any more."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    category = models.ForeignKey(Category, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20)  # one of requirements.requirements.declared()
    told_at = models.DateTimeField(default=clock.now)
    reminded_at = models.DateTimeField(null=True)
    deputy_told_at = models.DateTimeField(null=True)  # that the office is past the time

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "category", "kind"], name="one_telling_of_each_step")]

    @property
    def name(self):
        return requirements.get(self.kind).name


class Assessment(Ref):
    """One answer to an application: the letter as it was sent, in the applicant's language, and the chosen reasons."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="assessments")
    verdict = models.CharField(max_length=20)
    reasons = models.JSONField(default=list)  # codes of Reason
    subject = models.CharField(max_length=200, blank=True)
    message = models.TextField(blank=True)
    language = models.CharField(max_length=5, default="nb")
    assessed_at = models.DateTimeField(default=clock.now)
    assessed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    OWNER = "application__person"
    CHAPTER = "application__assessed_in"


class Note(Ref):
    """A note from somebody who assesses to the others who do. The applicant does not see it."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="notes")
    text = models.TextField()
    written_at = models.DateTimeField(default=clock.now)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    OWNER = "application__person"
    CHAPTER = "application__assessed_in"


class Letter(Ref):
    """A letter template for answers. The secretariat edits it; ``letters/wording.py`` fills it in."""

    class Verdict(models.TextChoices):
        APPROVE = "approve"
        ASK_FOR_MORE = "ask_for_more"
        DECLINE = "decline"

    code = models.CharField(max_length=20, choices=Verdict, unique=True)
    subject = WordingField()
    text = WordingField()
    version = models.PositiveIntegerField(default=1)


class Reason(Ref):
    """A reason for asking for more or for declining. Never deleted, since earlier answers refer to it."""

    code = models.SlugField(max_length=40, unique=True)
    verdict = models.CharField(max_length=20, choices=Letter.Verdict)
    step = models.CharField(max_length=40, blank=True)  # of the application, where more is asked for
    name = WordingField()  # for those who assess
    text = WordingField()  # for the applicant: in the letter and in the mail
    order = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["order", "pk"]


class ExtraQuestion(Ref):
    """A question that the organisation adds to a step. It is retired, never deleted, since answers refer to it.

    ``choices`` is ``[{code, text: {nb, nn, en}, is_gone}]``: one that ``is_gone`` is only shown to people who chose it.
    """

    class Kind(models.TextChoices):
        TEXT = "text"
        CHOICE = "choice"
        YES_NO = "yes_no"
        NUMBER = "number"
        DATE = "date"

    token = models.UUIDField(unique=True)  # the form's: the same form sent twice is one question
    step = models.CharField(max_length=30)  # a key of forms.application.STEPS
    kind = models.CharField(max_length=10, choices=Kind)
    label = WordingField()
    hint = WordingField(blank=True)
    choices = models.JSONField(default=list, blank=True)
    required = models.BooleanField(default=False)
    order = models.PositiveSmallIntegerField(default=10)
    categories = models.JSONField(default=list, blank=True)  # codes of those that it is asked for; empty for all
    is_active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self):
        return translated(self.label)

    @property
    def field_name(self):
        return f"q_{self.ref.hex}"


class ApplicationForAnother(Ref):
    """An application that somebody fills in for another person.

    The names are those that were given; the account keeps its own. When it is sent it becomes an ``application``,
    unless the person had begun one of their own: then nothing of it is kept.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="entries")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    given_name = models.CharField(max_length=80)
    family_name = models.CharField(max_length=80)
    begun_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True)
    application = models.OneToOneField(Application, on_delete=models.CASCADE, null=True, related_name="entry")

    OWNER = "by"

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "by"], condition=Q(sent_at__isnull=True), name="one_open_entry_for_each_pair"
            )
        ]

    def get_full_name(self):
        return f"{self.given_name} {self.family_name}"

    @property
    def draft_key(self):
        return f"{FOR_ANOTHER_KEY}{self.ref}"

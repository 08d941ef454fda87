"""An application and the answers it was given."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from portal import clock
from portal.chapters.models import Chapter
from portal.models import Case, Ref
from portal.onboarding.workflow import MOVES, OPEN, State
from portal.supporters.models import Category


class Application(Case):
    """What somebody answered, and who has it now. Only ``moves.move()`` sets ``state``.

    ``chapter`` is where the applicant belongs, empty where they did not know. ``assessed_in`` is the chapter whose
    board assesses, empty where the secretariat does. ``handler`` is whoever has it on their desk: an answer comes back
    to them.
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
    submitted_at = models.DateTimeField(default=clock.now)
    waiting_since = models.DateTimeField(default=clock.now)  # when the turn last passed on

    class Meta:
        indexes = [models.Index(fields=["state", "waiting_since"], name="application_queue")]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(state__in=OPEN), name="one_open_application_for_each_person"
            )
        ]


class Assessment(Ref):
    """One answer to an application, and why. ``message`` is for the applicant, ``note`` is kept from them."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="assessments")
    verdict = models.CharField(max_length=20)
    reasons = models.JSONField(default=list)
    message = models.TextField(blank=True)
    note = models.TextField(blank=True)
    assessed_at = models.DateTimeField(default=clock.now)
    assessed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    OWNER = "application__person"
    CHAPTER = "application__assessed_in"

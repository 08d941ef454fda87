"""Categories, supporters, candidacies, appointments, the public listing with its portraits, and contact requests."""

import datetime

from django.conf import settings
from django.db import models

from forms.phones import format_phone
from portal import clock
from portal.chapters.models import Chapter, Office
from portal.models import Case, Ref, UploadedFile
from portal.supporters.workflow import MOVES, REQUEST_MOVES, Request, State
from portal.wording import WordingField, translated

ANSWER_WITHIN = datetime.timedelta(days=28)  # of being asked whether one wants to go on
CAPACITY = 3  # requests at a time, where a supporter has not said otherwise


class Category(Ref):
    """A kind of supporter, and what it requires. Edited by the secretariat; none of this is code.

    ``requires`` is ``[[kind, [kinds that have to be met before it opens]]]`` in the order in which they are shown; the
    kinds are those of ``portal/supporters/requirements.py``.
    """

    class Assessor(models.TextChoices):
        """Who reads an application and answers it."""

        CHAPTER = "chapter"  # the chapter's board
        SECRETARIAT = "secretariat"

    class Method(models.TextChoices):
        """Who appoints, and how."""

        BOARD = "board"  # the chapter's board
        COUNTY_BOARD = "county_board"  # the board of a county's association
        ELECTION = "election"  # the annual meeting
        OFFICE = "office"  # comes with an office
        SECRETARIAT = "secretariat"
        TRANSFER = "transfer"  # was a supporter before this site

    code = models.SlugField(max_length=40, unique=True)
    name = WordingField()
    description = WordingField()
    offer = WordingField(blank=True)  # what an applicant ticks; nobody can apply where it is empty
    role_description = WordingField(blank=True)  # one point a line
    order = models.PositiveSmallIntegerField(default=0)
    assessed_by = models.CharField(max_length=20, choices=Assessor, default=Assessor.CHAPTER)
    method = models.CharField(max_length=20, choices=Method, default=Method.BOARD)
    office = models.CharField(max_length=20, choices=Office.Kind, blank=True)  # which, where it comes with one
    requires = models.JSONField(default=list)  # [[kind, [kinds that come before it]]]: in the order of the way
    asked_since = models.JSONField(default=dict)  # {kind: when}, for what came to be required later
    minimum_age = models.PositiveSmallIntegerField(default=18)  # years; 0 for none
    is_active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["order", "code"]

    def __str__(self):
        return translated(self.name)

    @property
    def steps(self):
        """What is required, in order: ``[(kind, [kinds that come before it])]``. A minimum age comes first."""
        asked = [(kind, list(after)) for kind, after in self.requires]
        return [("age", []), *asked] if self.minimum_age else asked

    def before(self, kind):
        """Every kind that comes before this one, directly or through another, in the order of ``steps``."""
        after, found = dict(self.steps), set()
        reached = list(after.get(kind, []))
        while reached:
            first = reached.pop()
            if first not in found:
                found.add(first)
                reached += after.get(first, [])
        return [first for first in after if first in found]

    @property
    def is_local(self):
        """Whether the chapter appoints, by its board, its annual meeting or an office; else the secretariat does."""
        return self.method != self.Method.SECRETARIAT

    @property
    def assessor_appoints(self):
        """Whether those who answer an application in this category also appoint."""
        if self.assessed_by == self.Assessor.SECRETARIAT:
            return self.method == self.Method.SECRETARIAT
        return self.method in (self.Method.BOARD, self.Method.COUNTY_BOARD)


class Supporter(Case):
    """A person who is a supporter in a chapter, will be one, or has been one. One row for each person.

    Only ``moves.move()`` sets ``state``. Active means: appointed in a category whose every requirement is met.
    """

    KIND = "supporter"
    MOVES = MOVES
    OWNER = "person"
    CHAPTER = "chapter"

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="supporter")
    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="supporters")
    state = models.CharField(max_length=30, choices=State, default=State.BECOMING)
    since = models.DateField(null=True)  # the day on which they became active
    contact = models.ForeignKey(  # whom they can turn to
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    paused_until = models.DateField(null=True)
    created_at = models.DateTimeField(default=clock.now)

    def __str__(self):
        return str(self.person)


class Candidacy(Ref):
    """A person who wants to become a supporter in a category. It ends when they are appointed, declined or step back.

    It begins with an application. Somebody who is appointed without one has no candidacy.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="candidacies")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+")
    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, null=True, related_name="candidacies")
    begun_at = models.DateTimeField(default=clock.now)
    approved_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)  # whether they want to go on; none when they have said yes

    OWNER = "person"
    CHAPTER = "chapter"

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "category"],
                condition=models.Q(ended_at__isnull=True),
                name="one_candidacy_for_each_category",
            )
        ]

    @property
    def answer_by(self):
        """The last date on which the person can say that they want to go on; None if they were not asked."""
        return clock.local(self.asked_at).date() + ANSWER_WITHIN if self.asked_at else None


class Check(Ref):
    """Somebody in the office has seen that a requirement is met: which, when, and who noted it. Never a file."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="checks")
    kind = models.CharField(max_length=20)  # one of ``requirements.checked``
    age = models.PositiveSmallIntegerField(null=True)  # in years: they are at least as old; of the kind "age"
    on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now)

    OWNER = "person"

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "kind"], name="one_check_of_each_kind"),
            models.CheckConstraint(
                condition=models.Q(kind="age", age__isnull=False)
                | (~models.Q(kind="age") & models.Q(age__isnull=True)),
                name="a_check_of_age_says_how_old",
            ),
        ]


class RoleAgreement(Ref):
    """A person agreed to the role description of a category, in the words that they saw."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="role_agreements")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    language = models.CharField(max_length=5)
    agreed_at = models.DateTimeField(default=clock.now)

    OWNER = "person"

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "category"], name="one_agreement_for_each_role")]


class Appointment(Ref):
    """A person was appointed in a category, with or without an application. One requirement among the others."""

    supporter = models.ForeignKey(Supporter, on_delete=models.CASCADE, related_name="appointments")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="appointments")
    method = models.CharField(max_length=20, choices=Category.Method)
    decided_on = models.DateField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now)
    ended_on = models.DateField(null=True)

    OWNER = "supporter__person"
    CHAPTER = "supporter__chapter"

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["supporter", "category"],
                condition=models.Q(ended_on__isnull=True),
                name="one_appointment_in_force_for_each_category",
            )
        ]


class ActivePeriod(models.Model):
    """From one day, and until the day before ``ends``, a supporter was active: without a break, and not before it.

    A ``Supporter`` has the present state alone; what counts for the grant is how it was on the day of an activity.
    """

    supporter = models.ForeignKey(Supporter, on_delete=models.CASCADE, related_name="active_periods")
    begins = models.DateField()
    ends = models.DateField(null=True)

    class Meta:
        ordering = ["begins", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["supporter"], condition=models.Q(ends__isnull=True), name="one_active_period_at_a_time"
            )
        ]


class LeaderAssessment(Ref):
    """The organisation assessed a supporter who has the role by an office: on which day, and who noted it.

    For the grant an office is not enough by itself (paragraph 10). No text: the assessment itself lies elsewhere.
    """

    supporter = models.ForeignKey(Supporter, on_delete=models.CASCADE, related_name="assessments")
    on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField(default=clock.now)

    OWNER = "supporter__person"
    CHAPTER = "supporter__chapter"

    class Meta:
        ordering = ["on", "pk"]
        constraints = [models.UniqueConstraint(fields=["supporter", "on"], name="one_assessment_of_each_day")]


class Listing(Ref):
    """What a supporter chose to show in public, while the consent is in force and the supporter is active."""

    supporter = models.OneToOneField(Supporter, on_delete=models.CASCADE, related_name="listing")
    shown_name = models.CharField(max_length=80)
    experience = models.CharField(max_length=10, blank=True)
    age_band = models.CharField(max_length=10, blank=True)
    topics = models.JSONField(default=list)
    languages = models.JSONField(default=list)
    about = models.CharField(max_length=300, blank=True)
    for_young = models.BooleanField(default=False)
    # For publishing alone: never the account's own, nor what the grant asks for.
    shown_phone = models.CharField(max_length=20, blank=True)
    shown_email = models.EmailField(blank=True)
    capacity = models.PositiveSmallIntegerField(default=CAPACITY)  # how many requests at a time

    OWNER = "supporter__person"
    CHAPTER = "supporter__chapter"


class Portrait(UploadedFile):
    """A picture of a supporter. What was chosen is whole, and nobody else's until they have said which part is shown.

    Of what is shown there are two squares, under names that change with each picture.
    """

    class Kind(models.TextChoices):
        CHOSEN = "chosen"  # to be cut; deleted after a day
        LIST = "list"
        PAGE = "page"

    supporter = models.ForeignKey(Supporter, on_delete=models.CASCADE, related_name="portraits")
    kind = models.CharField(max_length=10, choices=Kind)

    OWNER = "supporter__person"
    CHAPTER = "supporter__chapter"

    class Meta:
        constraints = [models.UniqueConstraint(fields=["supporter", "kind"], name="one_portrait_of_each_kind")]


class ContactRequest(Case):
    """Somebody without an account wants to talk with a supporter. Deletes itself (``queries.requests_to_forget``).

    ``asked`` has it: the supporter who is to answer, or whoever said yes; nobody while it is unplaced. Until the
    answer is yes, nobody is shown the name, the contact or the message.
    """

    KIND = "contact_request"
    MOVES = REQUEST_MOVES
    OWNER = "asked"

    token = models.UUIDField(unique=True)  # the form's: the same form sent twice is one request
    by_choice = models.BooleanField()  # whether a supporter was chosen; else the office finds one
    asked = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="contact_requests"
    )
    asked_before = models.JSONField(default=list)  # refs of those who could not
    state = models.CharField(max_length=30, choices=Request)
    called = models.CharField(max_length=80)
    phone = models.CharField(max_length=20, blank=True)
    email = models.EmailField(blank=True)
    best_time = models.CharField(max_length=10)
    who = models.CharField(max_length=10)
    message = models.CharField(max_length=300, blank=True)
    county = models.CharField(max_length=60, blank=True)
    chapter = models.ForeignKey(Chapter, on_delete=models.SET_NULL, null=True, related_name="+")
    experience = models.CharField(max_length=10, blank=True)
    topic = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=10, blank=True)
    sent_at = models.DateTimeField(default=clock.now)
    due_at = models.DateTimeField()  # when an answer is due, from the supporter or the office; after a yes, the call
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["state", "due_at"], name="contact_request_due")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(phone="") | ~models.Q(email=""), name="a_request_can_be_answered"
            )
        ]

    @property
    def phone_display(self):
        return format_phone(self.phone)

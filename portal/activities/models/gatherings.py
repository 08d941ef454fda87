"""Planned gatherings and their sign-ups, which are deleted soon afterwards (``gatherings.queries.KEEP_SIGN_UPS``)."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from forms.choices import ACCESS, ACTIVITY_KINDS, ONLINE_KIND, TARGET_GROUPS, name_of
from forms.phones import format_phone
from portal import clock, organisation
from portal.activities.models.activities import Activity
from portal.activities.workflow import MOVES, State
from portal.chapters.models import Chapter
from portal.date_formats import period_in_words
from portal.models import Case, Ref


class Gathering(Case):
    """An event that a chapter plans and others can attend. Afterwards it is logged as one activity."""

    KIND = "gathering"
    MOVES = MOVES
    CHAPTER = "chapter"
    DAY = "starts_at"

    class Audience(models.TextChoices):
        PUBLIC = "public"
        SUPPORTERS = "supporters"  # all supporters of the organisation, signed in

    token = models.UUIDField(unique=True)  # came with the form
    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="gatherings")
    state = models.CharField(max_length=30, choices=State, default=State.PLANNED)
    title = models.CharField(max_length=80)
    kind = models.CharField(max_length=30)  # a code of forms.choices.ACTIVITY_KINDS
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField(max_length=100)
    about = models.TextField(blank=True)
    is_on_screen = models.BooleanField(default=False)  # people meet online, whatever kind of activity it is
    access = models.JSONField(default=list)  # codes of forms.choices.ACCESS
    target_groups = models.JSONField(default=list)  # codes of forms.choices.TARGET_GROUPS; empty: for all
    audience = models.CharField(max_length=10, choices=Audience)
    takes_sign_ups = models.BooleanField(default=False)
    places = models.PositiveIntegerField(null=True)  # None: no limit
    sign_up_by = models.DateField(null=True)  # the last day; None: until it begins
    cancelled_because = models.CharField(max_length=200, blank=True)
    activity = models.OneToOneField(Activity, on_delete=models.PROTECT, null=True, related_name="gathering")
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="gathering_ends_after_it_starts")]
        indexes = [models.Index(fields=["chapter", "starts_at"]), models.Index(fields=["ends_at"])]
        ordering = ["starts_at", "pk"]

    def __str__(self):
        return self.title

    @property
    def is_sound(self):
        """Whether it says of itself what a gathering says: for ``portal.unreadable``."""
        values = self.__dict__
        lists = [values.get(name, []) for name in ("access", "target_groups")]
        return (
            all(isinstance(codes, list) for codes in lists)
            and all(isinstance(code, str) for codes in lists for code in codes)
            and values.get("state", State.PLANNED) in State
            and values.get("audience", self.Audience.PUBLIC) in self.Audience
        )

    @property
    def kind_name(self):
        return organisation.fill_in_words(name_of(ACTIVITY_KINDS, self.kind))

    @property
    def access_names(self):
        return [name for code, name in ACCESS if code in self.access]

    @property
    def target_group_names(self):
        return [name for code, name in TARGET_GROUPS if code in self.target_groups]

    @property
    def is_online(self):
        return self.is_on_screen or self.kind == ONLINE_KIND

    @property
    def when(self):
        """“Wednesday 3 June from 18:00 to 20:00”, in Norwegian time and the active language."""
        return period_in_words(clock.local(self.starts_at), clock.local(self.ends_at), clock.today())

    @property
    def is_public(self):
        return self.audience == self.Audience.PUBLIC

    @property
    def is_cancelled(self):
        return self.state == State.CANCELLED

    @property
    def has_begun(self):
        return self.starts_at <= clock.now()

    @property
    def sign_up_closes_at(self):
        """The end of the last day for signing up, or the start of the gathering if that is earlier."""
        return min(clock.end_of(self.sign_up_by), self.starts_at) if self.sign_up_by else self.starts_at

    @property
    def sign_up_is_open(self):
        return self.takes_sign_ups and self.state == State.PLANNED and clock.now() < self.sign_up_closes_at

    @property
    def board_can_add(self):
        """Whether the board can put somebody on the list who has called: until the gathering begins."""
        return self.takes_sign_ups and self.state == State.PLANNED and not self.has_begun

    @property
    def is_full(self):
        """Whether all places are taken. Needs ``taken``, the annotation of ``gatherings.queries.gatherings``."""
        return self.places is not None and self.taken >= self.places


class SignUp(Ref):
    """One person on the list of a gathering. Places are given in the order of signing up, and kept.

    Either ``person`` is set (a supporter who is signed in), or ``name`` with ``email`` or ``phone``. ``token`` comes
    from the form; anybody who has it can withdraw the sign-up. Withdrawing deletes the row.
    """

    token = models.UUIDField(unique=True, default=uuid.uuid4)
    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="sign_ups")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="gathering_sign_ups"
    )
    name = models.CharField(max_length=80, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=20, blank=True)
    has_place = models.BooleanField(default=True)  # without: on the waiting list
    is_to_be_told = models.BooleanField(default=False)  # a visitor who has moved up, whom the board has not told yet
    signed_up_at = models.DateTimeField(default=clock.now)

    OWNER = "person"
    CHAPTER = "gathering__chapter"

    class Meta:
        constraints = [UniqueConstraint(fields=["gathering", "person"], name="one_sign_up_for_each_supporter")]
        ordering = ["pk"]

    @property
    def shown_name(self):
        return self.person.get_full_name() if self.person else self.name

    @property
    def phone_display(self):
        return format_phone(self.phone)

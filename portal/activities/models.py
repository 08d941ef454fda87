"""Logged activities, planned gatherings and their sign-ups.

The people who took part in an activity are stored as a number, never by name. Sign-ups are deleted soon after the
gathering (``gatherings.queries.KEEP_SIGN_UPS``).
"""

import dataclasses
import uuid

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from forms.choices import ACCESS, ACTIVITY_KINDS, name_of
from forms.phones import format_phone
from portal import clock, organisation
from portal.activities.counting import KindRules, Rules
from portal.activities.workflow import MOVES, State
from portal.chapters.models import Chapter
from portal.date_formats import period_in_words
from portal.models import Case, Ref
from portal.supporters.models import Supporter

OF_NO_CHAPTER = _("%(organisation)s, centrally")


def said():
    """A column for what somebody says: yes, no, or nothing yet."""
    return models.BooleanField(null=True)


class Activity(Ref):
    """One activity on one day. What lasts several days is one row for each of them, with the same ``series``.

    ``participants`` does not include the supporters; ``supporters_present`` are all of these, at least as many as are
    named: whoever led it, and the ``presences`` of those who took part. ``token`` comes from the form: one form makes
    one row, or one for each of its days. ``in_person`` to ``unpaid`` are what was said of this activity; where that is
    nothing, what was said for the whole year counts (``Statement``). ``settled`` is the verdict as it was when the
    report was sent; in a year that is open, nothing believes it.
    """

    class Leader(models.TextChoices):
        """Who led it, as somebody has answered. Nothing was answered of what was logged before it was asked."""

        NOT_SAID = ""
        SUPPORTER = "supporter"  # ``led_by``
        OTHER = "other"  # somebody who is no supporter

    token = models.UUIDField(unique=True)
    series = models.UUIDField(null=True)
    # None: of no chapter, such as a course of the secretariat.
    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, null=True, related_name="activities")
    kind = models.CharField(max_length=30)  # a code of forms.choices.ACTIVITY_KINDS
    day = models.DateField()
    participants = models.PositiveIntegerField(null=True)
    minutes = models.PositiveIntegerField(null=True)
    supporters_present = models.PositiveIntegerField(default=1)
    leader = models.CharField(max_length=10, choices=Leader, default=Leader.NOT_SAID, blank=True)
    led_by = models.ForeignKey(Supporter, on_delete=models.PROTECT, null=True, related_name="activities")
    topics = models.JSONField(default=list)
    place = models.CharField(max_length=100, blank=True)
    note = models.TextField(blank=True)
    in_person = said()
    in_norway = said()
    own_event = said()
    unpaid = said()
    settled = models.JSONField(null=True)  # {"counts", "reasons", "warnings"} of counting.Verdict
    logged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="logged_activities")
    logged_at = models.DateTimeField(default=clock.now)
    undone_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)  # goes up with each ``Correction``
    # Since when it is struck. What is struck is undone as well, so that it counts nowhere.
    struck_at = models.DateTimeField(null=True)
    # The gathering that was logged as this activity. It is kept when the activity is undone or struck.
    planned_as = models.ForeignKey("Gathering", on_delete=models.PROTECT, null=True, related_name="entries")

    asked = None  # what its rules ask of its kind (``counting.KindRules``), where ``queries.with_verdicts`` judged it

    OWNER = "logged_by"
    LEADER = "led_by__person"
    CHAPTER = "chapter"
    NAMED = (OWNER, LEADER, "presences__supporter__person")

    class Meta:
        # Every list and sum leaves out what was undone.
        indexes = [
            models.Index(
                fields=["chapter", "day", "logged_by"],
                condition=Q(undone_at__isnull=True),
                name="activities_of_chapter",
            ),
            models.Index(fields=["day"], condition=Q(undone_at__isnull=True), name="activities_of_day"),
            models.Index(fields=["logged_by", "day"], condition=Q(undone_at__isnull=True), name="activities_logged_by"),
            models.Index(fields=["led_by", "day"], condition=Q(undone_at__isnull=True), name="activities_led_by"),
            models.Index(fields=["series"], condition=Q(series__isnull=False), name="activities_of_series"),
            models.Index(fields=["chapter", "day"], condition=Q(struck_at__isnull=False), name="activities_struck"),
        ]
        constraints = [
            CheckConstraint(
                condition=~Q(leader="supporter") | Q(led_by__isnull=False), name="led_by_the_supporter_who_is_named"
            ),
            CheckConstraint(
                condition=~Q(leader="other") | Q(led_by__isnull=True), name="no_supporter_where_another_led"
            ),
        ]
        ordering = ["-day", "-pk"]

    @property
    def is_sound(self):
        """Whether its topics are codes: for ``portal.unreadable``. Nothing believes ``settled`` without looking."""
        topics = self.__dict__.get("topics", [])
        return isinstance(topics, list) and all(isinstance(code, str) for code in topics)

    @property
    def leaders(self):
        """The keys of the supporters who are said to have led it, here or in an entry that was the same."""
        own = [self.led_by_id] if self.leader == self.Leader.SUPPORTER else []
        return list(dict.fromkeys([*own, *self.also_led_by]))

    @property
    def also_led_by(self):
        """The keys of the supporters who led it by entries that were the same as this one. One query."""
        rows = self.presences.filter(role=Presence.Role.LED) if self.pk else Presence.objects.none()
        return list(rows.order_by("pk").values_list("supporter", flat=True))

    @property
    def kind_name(self):
        return organisation.fill_in_words(name_of(ACTIVITY_KINDS, self.kind))

    @property
    def chapter_name(self):
        """The name of its chapter, or of the organisation where it belongs to none."""
        return str(self.chapter) if self.chapter_id else organisation.fill_in_words(OF_NO_CHAPTER)

    @property
    def was_led_by_another(self):
        """Whether somebody has said that no supporter led it."""
        return self.leader == self.Leader.OTHER


def leader_columns(led_by=None, led_by_another=False):
    """``leader`` and ``led_by`` of an activity, from what the services are given of who led it."""
    if led_by:
        return {"leader": Activity.Leader.SUPPORTER, "led_by": led_by}
    return {"leader": Activity.Leader.OTHER if led_by_another else Activity.Leader.NOT_SAID, "led_by": None}


class Presence(models.Model):
    """A supporter was at an activity, besides its ``led_by``: in which role.

    ``by_same``: another entry named them, and somebody has answered that it is the same activity. Only so has anybody
    ``LED``: then ``entry`` is the one by which they did. Whether taking part is enough for the grant is unclear
    (paragraph 10), so nothing counts that.
    """

    class Role(models.TextChoices):
        LED = "led"
        TOOK_PART = "took_part"

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="presences")
    supporter = models.ForeignKey(Supporter, on_delete=models.PROTECT, related_name="presences")
    role = models.CharField(max_length=10, choices=Role, default=Role.TOOK_PART)
    by_same = models.BooleanField(default=False)
    entry = models.ForeignKey(Activity, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            UniqueConstraint(fields=["activity", "supporter", "role"], name="one_presence_of_each_supporter")
        ]
        indexes = [models.Index(fields=["activity"], condition=Q(role="led"), name="activities_also_led")]


class Statement(Ref):
    """What a person has said of all that they lead or log in a base year: yes, no, or nothing yet.

    It counts where nothing else was said of one activity. ``unpaid`` is about the person.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="activity_statements")
    base_year = models.PositiveSmallIntegerField()
    in_person = said()
    in_norway = said()
    own_event = said()
    unpaid = said()
    said_at = models.DateTimeField(default=clock.now)

    OWNER = "person"

    class Meta:
        ordering = ["-base_year"]
        constraints = [UniqueConstraint(fields=["person", "base_year"], name="one_statement_for_each_year")]


class ClosedYear(Ref):
    """A chapter's base year whose report is sent: what is logged afterwards is not in that report.

    It is opened again when the report comes back to be corrected.
    """

    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="closed_years")
    base_year = models.PositiveSmallIntegerField()
    closed_at = models.DateTimeField(default=clock.now)

    CHAPTER = "chapter"

    class Meta:
        constraints = [UniqueConstraint(fields=["chapter", "base_year"], name="one_closing_of_each_year")]


class CountingRules(Ref):
    """Counting rules of a preset that apply from a base year until a later row. No row is ever changed.

    The secretariat adds rows; of two for one year, the newer one applies. Years that are closed keep their numbers.
    ``kinds`` is ``{kind: {minutes, participants, led_by_supporter, in_person}}`` of ``counting.KindRules``.
    """

    preset = models.CharField(max_length=20)
    base_year = models.PositiveSmallIntegerField()
    kinds = models.JSONField()
    leader_counts_as_participant = models.BooleanField()
    in_norway = models.BooleanField()
    own_event = models.BooleanField()
    unpaid = models.BooleanField()
    warns_of_last_day = models.BooleanField()
    added_at = models.DateTimeField(default=clock.now)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["base_year", "pk"]

    @property
    def is_sound(self):
        """Whether it names a preset that there is, and its kinds are as rules need them: for ``portal.unreadable``."""
        try:
            kinds = [dataclasses.asdict(asked) for asked in self.values.kinds.values()]
        except (TypeError, AttributeError):
            return False
        are_numbers = all(type(asked[name]) is int for asked in kinds for name in ("minutes", "participants"))
        answers = [asked[name] for asked in kinds for name in ("led_by_supporter", "in_person")]
        are_answers = all(isinstance(answer, int) and answer in (0, 1) for answer in answers)  # forms give 0 for False
        return self.preset in organisation.PRESETS and are_numbers and are_answers

    @property
    def values(self):
        """The row as ``counting.Rules``."""
        rules = {name: getattr(self, name) for name in RULE_COLUMNS}
        return Rules(**rules | {"kinds": {kind: KindRules(**asked) for kind, asked in self.kinds.items()}})


RULE_COLUMNS = [column.name for column in dataclasses.fields(Rules)]


class Gathering(Case):
    """An event that a chapter plans and others can attend. Afterwards it is logged as one activity."""

    KIND = "gathering"
    MOVES = MOVES
    CHAPTER = "chapter"

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
    access = models.JSONField(default=list)  # codes of forms.choices.ACCESS
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
    def kind_name(self):
        return organisation.fill_in_words(name_of(ACTIVITY_KINDS, self.kind))

    @property
    def access_names(self):
        return [name for code, name in ACCESS if code in self.access]

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


class Correction(Ref):
    """What somebody has changed of an activity after it was logged, and why. Rows are only added.

    ``changes`` is ``{column: [before, after]}``, where a row that the activity points to is named by its ``ref``.
    ``version`` is that of the activity afterwards. ``token`` comes from the form.
    """

    class Kind(models.TextChoices):
        CORRECT = "correct"
        SAY = "say"  # what is so of it was said later on; nobody is asked why
        STRIKE = "strike"
        PUT_BACK = "put_back"
        MERGE = "merge"  # another entry was the same: it is struck, and its supporters are named here

    token = models.UUIDField(unique=True, default=uuid.uuid4)
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="corrections")
    kind = models.CharField(max_length=10, choices=Kind)
    version = models.PositiveIntegerField()
    changes = models.JSONField(default=dict)
    reason = models.CharField(max_length=20)  # a code of forms.correction.REASONS
    because = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [UniqueConstraint(fields=["activity", "version"], name="one_correction_for_each_version")]
        ordering = ["activity", "version"]

    @property
    def is_sound(self):
        """Whether it holds what was before and after, and what was done: for ``portal.unreadable``."""
        changes = self.__dict__.get("changes", {})
        pairs = changes.values() if isinstance(changes, dict) else [None]
        return self.kind in self.Kind and all(isinstance(pair, list) and len(pair) == 2 for pair in pairs)


class DoubleEntry(Ref):
    """What somebody has answered about two activities that look alike: they are the same, or they are two.

    Of the same, ``earlier`` is kept and ``later`` is struck; where ``keeps_later`` it is the other way round. Putting
    the struck one back takes the answer back.
    """

    class Answer(models.TextChoices):
        SAME = "same"
        TWO = "two"

    earlier = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="+")
    later = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=10, choices=Answer)
    keeps_later = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            CheckConstraint(condition=Q(earlier__lt=F("later")), name="the_earlier_activity_comes_first"),
            UniqueConstraint(
                fields=["earlier", "later"],
                condition=Q(taken_back_at__isnull=True),
                name="one_answer_for_each_double_entry",
            ),
        ]
        ordering = ["-at", "-pk"]

    @property
    def kept(self):
        """The one of the two that stands, where they are the same."""
        return self.later if self.keeps_later else self.earlier

    @property
    def struck(self):
        return self.earlier if self.keeps_later else self.later

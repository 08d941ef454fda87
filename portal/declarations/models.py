"""The versions of the declaration of confidentiality, their drafts, who has read what, and the signatures."""

from django.conf import settings
from django.db import models
from django.utils.safestring import SafeString

from portal import clock, codes
from portal.declarations.validity import lapsing
from portal.declarations.workflow import EXPLANATION_MOVES, Explanation
from portal.models import Case, Ref, both_or_neither
from portal.wording import WordingField


class Immutable(Exception):
    """A published version cannot be changed or deleted: a change is a new version."""


class ImmutableQuerySet(models.QuerySet):
    def update(self, **values):
        raise Immutable

    def delete(self):
        raise Immutable


class DeclarationText(Ref):
    """One version of the declaration in all its languages. It is never changed after it is published.

    ``content`` is ``{title, section: [{heading, short, paragraphs}], summary, understanding: [{question, answer}],
    promise: [{code, text}]}``, each text ``{nb, nn, en}``; ``{organisation}`` in it is replaced by its name. Texts
    that were published before sections had a ``short`` have none.

    ``categories`` are the codes of the kinds of supporter that the text is for; none: all kinds that have no text of
    their own. Where ``must_sign_again``, a signature on an earlier text for them does not count any more.
    """

    version = models.CharField(max_length=20, unique=True)
    content = models.JSONField()
    categories = models.JSONField(default=list)
    must_sign_again = models.BooleanField(default=False)
    what_changed = WordingField(blank=True)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(default=clock.now)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = ImmutableQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]  # the version that was saved last is in force

    def save(self, *args, **kwargs):
        if self.pk:
            raise Immutable
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise Immutable


def code_list(codes):
    """The codes as ``TextCoverage`` stores them, so that one of them can be looked for in the database."""
    return f",{','.join(codes)}," if codes else ""


class TextCoverage(models.Model):
    """For which kinds of supporter a signature on a text counts today. Computed anew when a text is published.

    ``counts_for`` are their codes, each between commas; ``*`` is every kind that is not in ``not_for``: those have a
    text of their own.
    """

    ANY = "*"

    text = models.OneToOneField(DeclarationText, on_delete=models.PROTECT, related_name="coverage")
    counts_for = models.TextField(blank=True)
    not_for = models.TextField(blank=True)

    def counts_in(self, code):
        """Whether a signature on the text counts for the kind with this code; None: for somebody who has no role."""
        if code and code_list([code]) in self.counts_for:
            return True
        return code_list([self.ANY]) in self.counts_for and not (code and code_list([code]) in self.not_for)


class PastCoverage(models.Model):
    """For which kinds a signature on a text does not count any more, and from which day: a newer one must be signed.

    Computed anew with ``TextCoverage``, whose ``counts_for`` and ``not_for`` are written in the same way.
    """

    text = models.ForeignKey(DeclarationText, on_delete=models.PROTECT, related_name="past_coverage")
    ended_on = models.DateField()
    counts_for = models.TextField()
    not_for = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["text", "ended_on"], name="one_past_coverage_of_each_day")]


class TextDraft(Ref):
    """A text that is being written. Whoever began it or changed it last does not publish it."""

    token = models.UUIDField(unique=True)  # the form's: the same form sent twice begins one draft
    number = models.CharField(max_length=20)  # of the version that it becomes
    content = models.JSONField()
    categories = models.JSONField(default=list)
    must_sign_again = models.BooleanField(default=True)
    what_changed = WordingField(blank=True)
    version = models.PositiveIntegerField(default=1)  # counted up at each change, as everywhere
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(default=clock.now)
    published = models.OneToOneField(DeclarationText, on_delete=models.PROTECT, null=True, related_name="draft")

    class Meta:
        ordering = ["-changed_at", "-pk"]

    @property
    def writers(self):
        """The ids of those who do not publish it."""
        return {self.begun_by_id, self.changed_by_id}


class SectionRead(Ref):
    """A person has been through one section of one version. ``section`` is counted from 0."""

    OWNER = "person"

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="sections_read")
    text = models.ForeignKey(DeclarationText, on_delete=models.PROTECT, related_name="+")
    section = models.PositiveSmallIntegerField()
    read_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "text", "section"], name="one_reading_of_each_section"),
        ]


class ExplanationRequest(Case):
    """A person asked to have a version explained before they sign it. At most one request of each person waits.

    ``ended_at`` is when it was done or taken back, ``done_by`` who in the office did it. That is nobody where the
    person signed meanwhile: then it is done of itself.
    """

    KIND = "explanation"
    MOVES = EXPLANATION_MOVES
    OWNER = "person"

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="explanation_requests")
    text = models.ForeignKey(DeclarationText, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=30, choices=Explanation, default=Explanation.WAITING)
    asked_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(state="waiting"), name="one_waiting_request_for_each_person"
            ),
        ]


class SignedDeclaration(Ref):
    """Abstract base of a signature: how long it counts, and which one it takes the place of.

    ``stored_at`` of a subclass is when it came to this site, and ``on`` the day on which it was signed.
    """

    lapses_on = models.DateField(null=True)  # the first day on which it does not count any more; none: for good
    # The ``ref`` of the signature or record that the person renewed with this one, or replaced by a newer version.
    renews = models.UUIDField(null=True)

    class Meta:
        abstract = True

    @property
    def last_day(self):
        """The last day on which it counts; None where it counts for good."""
        return lapsing.last_day(self.lapses_on)

    @property
    def years(self):
        """For how many years it counts; None where it counts for good."""
        return self.lapses_on.year - self.on.year if self.lapses_on else None

    @property
    def leaves_list_on(self):
        """The day on which somebody who has not renewed it leaves the public list."""
        return self.lapses_on + lapsing.GRACE if self.lapses_on else None

    @property
    def has_lapsed(self):
        return lapsing.has_lapsed(self.lapses_on)

    @property
    def can_be_renewed(self):
        return lapsing.can_renew(self.lapses_on)


class RecordedSignature(SignedDeclaration):
    """A signature that was not given on this site, noted by the office as what it is. Never a scan of it.

    It counts as one on ``text``. There is no evidence of it here: the paper itself is the proof, and lies elsewhere.
    """

    class Medium(models.TextChoices):
        PAPER = "paper"
        TRANSFER = "transfer"  # was a supporter before this site, as in ``supporters.Category.Method``

    OWNER = "person"

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="recorded_signatures")
    text = models.ForeignKey(DeclarationText, on_delete=models.PROTECT, related_name="+")
    medium = models.CharField(max_length=10, choices=Medium)
    signed_on = models.DateField(null=True)  # not always known of what was signed before this site
    witness = models.CharField(max_length=170, blank=True)  # the name of who saw it being signed
    kept_at = models.CharField(max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-recorded_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "text"],
                condition=models.Q(renews__isnull=True),
                name="one_record_for_each_person_and_text",
            ),
            models.UniqueConstraint(fields=["text", "renews"], name="one_record_in_place_of_another"),
            models.CheckConstraint(
                condition=~models.Q(medium="paper") | (models.Q(signed_on__isnull=False) & ~models.Q(witness="")),
                name="paper_has_a_date_and_a_witness",
            ),
        ]

    @property
    def stored_at(self):
        return self.recorded_at

    @property
    def on(self):
        """The day on which it was signed; where nobody knows, the day on which it was noted."""
        return self.signed_on or clock.local(self.recorded_at).date()


class Signature(SignedDeclaration):
    """A person's signature on one version. ``html`` is exactly the text that was shown, ``sha256`` its digest."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="signatures")
    text = models.ForeignKey(DeclarationText, on_delete=models.PROTECT, related_name="signatures")
    language = models.CharField(max_length=5)
    signer_name = models.CharField(max_length=170)
    html = models.TextField()
    sha256 = models.CharField(max_length=64)
    promises = models.JSONField()  # [{code, text}] that were ticked, in the language of the page
    signed_at = models.DateTimeField(default=clock.now)
    methods = models.JSONField()  # how the signer proved who they are: ``identity.records``
    code = models.CharField(max_length=10, unique=True)
    pdf_name = models.CharField(max_length=60, blank=True)
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    # Where the organisation wants it, somebody in the secretariat confirms that the organisation has received it.
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    confirmer_name = models.CharField(max_length=170, blank=True)

    OWNER = "person"

    class Meta:
        ordering = ["-signed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "text"],
                condition=models.Q(withdrawn_at__isnull=True, renews__isnull=True),
                name="one_signature_for_each_person_and_text",
            ),
            both_or_neither("confirmed_at", "confirmed_by"),
            models.UniqueConstraint(
                fields=["text", "renews"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="one_signature_in_place_of_another",
            ),
        ]

    @property
    def stored_at(self):
        return self.signed_at

    @property
    def on(self):
        """The day on which it was signed."""
        return clock.local(self.signed_at).date()

    @property
    def grouped_code(self):
        return codes.grouped(self.code)

    @property
    def pdf_file_name(self):
        """What its PDF file is called, once it is made."""
        return f"{self.ref}.pdf"

    @property
    def markup(self):
        """The signed text as safe HTML. Our own template made it, with every value escaped."""
        return SafeString(self.html)

    @property
    def initials(self):
        return initials_of(self.signer_name)

    @property
    def confirmer_initials(self):
        return initials_of(self.confirmer_name)


def initials_of(name):
    return "".join(f"{part[0]}." for part in name.split())


class Reminder(Ref):
    """A mail that asked somebody to sign the declaration, or to sign it again. None is sent twice.

    ``about`` is the ``ref`` of the signature or record that lapses or is replaced, of what the worker sends; of the new
    version, of what is sent when it is published.
    """

    class Reason(models.TextChoices):
        SOON = "soon"  # it lapses soon
        LAST_CALL = "last_call"
        LAPSED = "lapsed"
        LEFT_LIST = "left_list"  # the time for staying in the public list without a new signature is over
        OFFICE = "office"  # somebody in the office chose whom to remind
        PUBLISHED = "published"  # a new version came into force

    OWNER = "person"

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="declaration_reminders")
    reason = models.CharField(max_length=10, choices=Reason)
    about = models.UUIDField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    sent_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "about", "reason"], name="one_reminder_of_each_kind")]

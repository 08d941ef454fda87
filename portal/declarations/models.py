"""The texts that supporters sign, and each signature with what proves it."""

from django.conf import settings
from django.db import models
from django.utils.safestring import SafeString

from portal import clock, codes
from portal.models import Ref


class Immutable(Exception):
    """A published text stands for ever: a change is a new version."""


class ImmutableQuerySet(models.QuerySet):
    def update(self, **values):
        raise Immutable

    def delete(self):
        raise Immutable


class DeclarationText(Ref):
    """One version of the declaration in all its languages. It is written once, when it is published.

    ``content`` is ``{title, section: [{heading, paragraphs}], summary, understanding: [{question, answer}],
    promise: [{code, text}]}``, each text ``{nb, nn, en}``; ``{organisation}`` in it stands for the organisation's name.
    """

    version = models.CharField(max_length=20, unique=True)
    content = models.JSONField()
    published_at = models.DateTimeField(default=clock.now)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = ImmutableQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]  # the one published last is in force, whatever the clock said

    def save(self, *args, **kwargs):
        if self.pk:
            raise Immutable
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise Immutable


class Signature(Ref):
    """One person signed one version. ``html`` is the very text that was shown, ``sha256`` the digest of its bytes."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="signatures")
    text = models.ForeignKey(DeclarationText, on_delete=models.PROTECT, related_name="signatures")
    language = models.CharField(max_length=5)
    signer_name = models.CharField(max_length=170)
    html = models.TextField()
    sha256 = models.CharField(max_length=64)
    promises = models.JSONField()  # [{code, text}] that were ticked, in the language of the page
    signed_at = models.DateTimeField(default=clock.now)
    methods = models.JSONField()  # how the session had proved who it was: [{method, at}]
    code = models.CharField(max_length=10, unique=True)
    pdf_name = models.CharField(max_length=60, blank=True)
    pdf_sha256 = models.CharField(max_length=64, blank=True)

    OWNER = "person"

    class Meta:
        ordering = ["-signed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "text"], name="one_signature_for_each_person_and_text"),
        ]

    @property
    def grouped_code(self):
        return codes.grouped(self.code)

    @property
    def markup(self):
        """The text as it is put on a page. Our own template wrote it, and escaped every value, when it was signed."""
        return SafeString(self.html)

    @property
    def initials(self):
        return "".join(f"{part[0]}." for part in self.signer_name.split())

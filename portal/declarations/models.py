"""The versions of the declaration of confidentiality, and the signatures with their evidence."""

from django.conf import settings
from django.db import models
from django.utils.safestring import SafeString

from portal import clock, codes
from portal.models import Ref


class Immutable(Exception):
    """A published version cannot be changed or deleted: a change is a new version."""


class ImmutableQuerySet(models.QuerySet):
    def update(self, **values):
        raise Immutable

    def delete(self):
        raise Immutable


class DeclarationText(Ref):
    """One version of the declaration in all its languages. It is never changed after it is published.

    ``content`` is ``{title, section: [{heading, paragraphs}], summary, understanding: [{question, answer}],
    promise: [{code, text}]}``, each text ``{nb, nn, en}``; ``{organisation}`` in it is replaced by its name.
    """

    version = models.CharField(max_length=20, unique=True)
    content = models.JSONField()
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


class Signature(Ref):
    """A person's signature on one version. ``html`` is exactly the text that was shown, ``sha256`` its digest."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="signatures")
    text = models.ForeignKey(DeclarationText, on_delete=models.PROTECT, related_name="signatures")
    language = models.CharField(max_length=5)
    signer_name = models.CharField(max_length=170)
    html = models.TextField()
    sha256 = models.CharField(max_length=64)
    promises = models.JSONField()  # [{code, text}] that were ticked, in the language of the page
    signed_at = models.DateTimeField(default=clock.now)
    methods = models.JSONField()  # how the signer had signed in: [{method, at}]
    code = models.CharField(max_length=10, unique=True)
    pdf_name = models.CharField(max_length=60, blank=True)
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    withdrawn_at = models.DateTimeField(null=True)

    OWNER = "person"

    class Meta:
        ordering = ["-signed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "text"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="one_signature_for_each_person_and_text",
            ),
        ]

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
        return "".join(f"{part[0]}." for part in self.signer_name.split())

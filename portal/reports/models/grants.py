"""What goes with the application to the state."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from forms.phones import format_phone
from portal import clock
from portal.models import Ref, both_or_neither
from portal.supporters.models import Supporter


class GrantContact(Ref):
    """How a supporter can be reached, for the list of a base year that goes with the application to the state.

    Asked of them once a year, and shown to nobody but the secretariat.
    """

    supporter = models.ForeignKey(Supporter, on_delete=models.PROTECT, related_name="grant_contacts")
    base_year = models.PositiveSmallIntegerField()
    street = models.CharField(max_length=100)
    postcode = models.CharField(max_length=4)
    place = models.CharField(max_length=60)
    phone = models.CharField(max_length=20)
    email = models.EmailField()
    given_at = models.DateTimeField(default=clock.now)

    OWNER = "supporter__person"

    class Meta:
        ordering = ["-base_year"]
        constraints = [
            models.UniqueConstraint(fields=["supporter", "base_year"], name="one_grant_contact_for_each_year")
        ]

    @property
    def phone_display(self):
        return format_phone(self.phone)

    @property
    def address(self):
        """“Storgata 1, 0155 Oslo”: the postcode keeps its zeros in any spreadsheet."""
        return f"{self.street}, {self.postcode} {self.place}"


class GrantYear(Ref):
    """A base year of the application to the state: whether its documents are on hold, and what was frozen of it.

    On hold, because somebody looks into it, nothing of the year is deleted. Since ``forgotten_at`` all of it is.
    """

    base_year = models.PositiveSmallIntegerField(unique=True)
    held_at = models.DateTimeField(null=True)
    held_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    held_because = models.TextField(blank=True)
    forgotten_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-base_year"]
        constraints = [both_or_neither("held_at", "held_by")]

    def __str__(self):
        return str(self.base_year)


class GrantFile(Ref):
    """A frozen version of what goes with the application: rows are only added, until the year is deleted.

    What it holds is a file in ``PRIVATE_DIR/grants`` (``grants.frozen``), named by ``ref`` and with this ``sha256``;
    ``about`` is the first part of it. ``changes`` is what differs from the version before (``grants.comparison``), and
    ``reason`` why there is another version, or why something could be missing (``despite_gaps``).
    """

    year = models.ForeignKey(GrantYear, on_delete=models.PROTECT, related_name="files")
    number = models.PositiveSmallIntegerField()
    sha256 = models.CharField(max_length=64)
    about = models.JSONField(encoder=DjangoJSONEncoder)
    changes = models.JSONField(default=list)
    reason = models.TextField(blank=True)
    despite_gaps = models.BooleanField(default=False)
    frozen_at = models.DateTimeField(default=clock.now)
    # None: by the command of those who run the site.
    frozen_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    pdf_name = models.CharField(max_length=100, blank=True)  # in PRIVATE_DIR/grants; empty until the worker made it
    pdf_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["year", "number"]
        constraints = [models.UniqueConstraint(fields=["year", "number"], name="one_grant_file_of_each_number")]

    @property
    def is_sound(self):
        """Whether what it tells of itself has the shape that it was frozen in: for ``portal.unreadable``."""
        about, changes = self.__dict__.get("about", {}), self.__dict__.get("changes", [])
        return isinstance(about, dict) and isinstance(changes, list)

"""User accounts, consents, the log of who has read health answers, and declared ties."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower

from forms.phones import format_phone
from portal import clock, permissions
from portal.models import Ref, both_or_neither


class UserManager(BaseUserManager):
    def create_user(self, email, password=None, **values):
        """Create a user. People sign in with a code sent by e-mail, so a ``password`` is ignored."""
        user = self.model(email=email.strip().lower(), **values)
        user.set_unusable_password()
        user.save()
        return user

    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)


class User(AbstractBaseUser, PermissionsMixin, Ref):
    email = models.EmailField(max_length=254, unique=True)
    given_name = models.CharField(max_length=80, blank=True)
    family_name = models.CharField(max_length=80, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    postcode = models.CharField(max_length=4, blank=True)
    language = models.CharField(max_length=5, default="nb")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=clock.now)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    OWNER = "pk"
    access: permissions.Access  # set by middleware.SignedIn, for one request
    objects = UserManager()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="one_account_for_each_address")]

    def __str__(self):
        return self.get_full_name() or self.email

    def get_full_name(self):
        return f"{self.given_name} {self.family_name}".strip()

    def get_short_name(self):
        return self.given_name

    @property
    def phone_display(self):
        return format_phone(self.phone)

    @property
    def initials(self):
        return "".join(f"{name[0]}." for name in (self.given_name, self.family_name) if name)

    def has_perm(self, perm, obj=None):
        """For the names of our permission rules only the rules decide: being a superuser grants nothing there."""
        if perm in permissions.rules():
            return permissions.allows(self, perm, obj)
        return super().has_perm(perm, obj)


class Consent(Ref):
    """A person's consent, with the text that they agreed to. A change is a new row; old rows are kept."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=40)  # "application", "listing", "portrait"
    text = models.TextField()
    language = models.CharField(max_length=5)
    details = models.JSONField(default=dict)
    given_at = models.DateTimeField(default=clock.now)
    withdrawn_at = models.DateTimeField(null=True)

    OWNER = "person"

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "purpose"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="one_consent_in_force_for_each_purpose",
            )
        ]


class Reading(models.Model):
    """Access log: somebody opened another person's health answers. Saved in the reader's transaction; kept 90 days."""

    reader = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="readings")
    what = models.CharField(max_length=60)
    at = models.DateTimeField(default=clock.now)

    OWNER = "person"


class Tie(models.Model):
    """A declared tie: ``person`` has said that they are too close to ``to`` to handle that person's cases."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="ties")
    to = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    declared_at = models.DateTimeField(default=clock.now)

    OWNER = "person"

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "to"], name="one_tie_for_each_pair")]


class AddressChange(Ref):
    """Somebody has lost the address that they sign in with: one of the secretariat asks for a new one, another does it.

    Done by nobody alone, never by the person themselves, and not before some days have gone: the old address is told.
    """

    OWNER = "person"

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="address_changes")
    email = models.EmailField(max_length=254)
    reason = models.TextField()  # how the one who asked knows that it is they
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    done_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(done_at__isnull=True, stopped_at__isnull=True),
                name="one_waiting_change_of_an_address",
            ),
            models.CheckConstraint(
                condition=models.Q(done_by__isnull=True) | ~models.Q(done_by=models.F("asked_by")),
                name="an_address_is_changed_by_two_people",
            ),
            both_or_neither("done_by", "done_at"),
        ]

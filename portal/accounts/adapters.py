"""Our adapters for django-allauth: how it sends mail, what its messages say, how it stores secrets."""

import base64
import hashlib
import logging

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.internal.ratelimit import truncate_ip
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.urls import reverse
from django.utils.crypto import get_random_string, salted_hmac
from django.utils.translation import gettext_lazy as _

from portal import code_limits, mail, permissions
from portal.accounts.models import User
from portal.views import is_own_path

log = logging.getLogger(__name__)
REMEDY = "Set the key of before, or run manage.py reset_second_factor for each who cannot sign in."
TEMPLATES = {"account/email/login_code": "accounts/code"}


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": _("The code does not match. Look at the newest e-mail and write the six digits again."),
    }

    def get_client_ip(self, request):
        """What rate limits are counted by: a digest, so that no network address is stored.

        The address is the one that the proxy tells, else the one that the connection came from.
        """
        try:
            address = super().get_client_ip(request)
        except (ImproperlyConfigured, PermissionDenied):
            address = request.META.get("REMOTE_ADDR", "")
        return salted_hmac("portal.visitor", truncate_ip(address)).hexdigest()

    def generate_login_code(self):
        return get_random_string(6, "0123456789")

    def is_open_for_signup(self, request):
        return False  # an account begins with a sign-in code, see portal/accounts/views.py

    def send_mail(self, template_prefix, email, context):
        """Put the mail with a sign-in code in our outbox.

        allauth's other mails, such as the one to an address whose account is closed, are not sent.
        """
        if template_prefix not in TEMPLATES:
            return
        person = User.objects.get(email=email.strip().lower())
        code = context["code"]
        mail.queue(
            TEMPLATES[template_prefix],
            to=person,
            secret=True,
            code=f"{code[:3]} {code[3:]}",
            minutes=code_limits.CODE_SECONDS // 60,
            staff=_is_staff(person),
        )

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        mail.queue("accounts/second_factor", to=user)

    def add_message(self, request, level, message_template=None, message_context=None, extra_tags="", message=None):
        """Show error messages only. allauth's other messages are left out: our pages say what is needed."""
        if level == messages.ERROR and message:
            messages.error(request, message)

    def is_safe_url(self, url):
        """Whether allauth may go on to this address: a path on this site. Allauth's own way fails on such as «//[»."""
        return is_own_path(context.request, url)

    def get_login_redirect_url(self, request):
        return reverse("portal:my_page")


def _is_staff(person):
    return permissions.access_of(person).is_staff or permissions.opens_cms(person)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Stores the secrets of the second factor encrypted: somebody who reads the database cannot make codes."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("The code does not match. Write the six digits that the app shows now."),
        "unreadable": _(
            "We cannot check your code, because a key of this site has changed. It is not your fault. Ask whoever runs "
            "the site to let you set up the app anew."
        ),
    }

    def _cipher(self):
        return Fernet(
            base64.urlsafe_b64encode(hashlib.sha256(f"second factor {settings.SECRET_KEY}".encode()).digest())
        )

    def encrypt(self, text):
        return self._cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text):
        try:
            return self._cipher().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:  # after a restore without the key that was used before
            log.error("a second factor cannot be read: SECRET_KEY is another than when it was set up. %s", REMEDY)
            raise self.validation_error("unreadable") from None

"""The words of the register: the status of somebody's declaration, and how they signed."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from portal import clock
from portal.declarations.models import RecordedSignature, Signature
from portal.declarations.register.queries import Status

STATUS = {
    Status.UNCONFIRMED: gettext_lazy("Does not match the event log"),
    Status.LACKING: gettext_lazy("Not signed"),
    Status.WITHDRAWN: pgettext_lazy("declaration", "Withdrawn"),
    Status.LAPSED: gettext_lazy("Has run out"),
    Status.AGAIN: gettext_lazy("To be signed again"),
    Status.RUNNING_OUT: gettext_lazy("Runs out soon"),
    Status.ON_PAPER: gettext_lazy("On paper, or from before"),
    Status.SIGNED: gettext_lazy("Signed here"),
}
COLOURS = {  # of components/tag.html
    Status.UNCONFIRMED: "bad", Status.LACKING: "bad", Status.WITHDRAWN: "bad", Status.LAPSED: "bad",
    Status.AGAIN: "warn", Status.RUNNING_OUT: "warn", Status.ON_PAPER: "ok", Status.SIGNED: "ok",
}  # fmt: skip
ALL, ALL_TO_SIGN = "alle", "gjores"
# ``(value in the address, text)`` of each choice of a status.
CHOICES = [(ALL, gettext_lazy("Everybody")), (ALL_TO_SIGN, gettext_lazy("All who have to sign")), *STATUS.items()]
HOW = {
    RecordedSignature.Medium.PAPER: gettext_lazy("on paper"),
    RecordedSignature.Medium.TRANSFER: gettext_lazy("from before this website"),
}


def how(promise):
    """How it was signed, as text; empty where nothing was."""
    if promise is None:
        return ""
    return str(gettext_lazy("with a code, here") if isinstance(promise, Signature) else HOW[promise.medium])


def signed_on(promise):
    """The day on which it was signed; None where nothing was, or nobody knows."""
    if promise is None:
        return None
    return clock.local(promise.signed_at).date() if isinstance(promise, Signature) else promise.signed_on


def signature(promise):
    """When it was signed, which version, and how, in one line; empty where nothing was."""
    if promise is None:
        return ""
    day = signed_on(promise)
    values = {"day": date_format(day, "DATE_FORMAT") if day else "", "version": promise.text.version}
    values["how"] = how(promise)
    text = _("%(day)s, version %(version)s, %(how)s") if day else _("Version %(version)s, %(how)s")
    return text % values

"""What is said when the provider gave no proof of who somebody is, and what to do then."""

from django.utils.translation import gettext as _

from portal.openid import Problem

TOO_OFTEN = "too_often"


def of(problem, *, name, until=""):
    """``(title, text)`` for a ``Problem`` or ``TOO_OFTEN``. ``name`` is what people call the provider."""
    said = {
        Problem.NOT_BEGUN: (
            _("You have to begin once more"),
            _("The answer from %(name)s came too late, or it was not to what you began here. Try again below."),
        ),
        Problem.UNREACHABLE: (
            _("%(name)s does not answer now"),
            _("Try again in some minutes. What you have read is kept."),
        ),
        Problem.CANCELLED: (
            _("You stopped before %(name)s had answered"),
            _("Nothing is signed. You can try again when you want. What you have read is kept."),
        ),
        Problem.LEVEL: (
            _("We need a safer answer"),
            _("%(name)s can be used in several ways. Try again, and choose the safest one that you have."),
        ),
        Problem.NOT_ASKED_ANEW: (
            _("%(name)s did not ask you anew"),
            _("Sign out of %(name)s first if you can. Then try again."),
        ),
        Problem.NATIONAL_NUMBER: (
            _("We cannot use the answer from %(name)s"),
            _("It holds your national identity number, which we are not to keep. We kept nothing of it. Tell us."),
        ),
        Problem.NOT_VALID: (
            _("We cannot rely on the answer from %(name)s"),
            _("Nothing is signed. Try again. If it happens once more, get in touch with us."),
        ),
        TOO_OFTEN: (_("You have tried many times"), _("Wait %(until)s, and try again. What you have read is kept.")),
    }
    title, text = said[problem]
    return title % {"name": name}, text % {"name": name, "until": until}

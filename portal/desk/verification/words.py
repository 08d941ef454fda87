"""What the page says for each answer: a title, and one or two sentences."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from portal import organisation
from portal.declarations.models import Signature
from portal.desk.verification.answers import Answer, Judgement
from portal.seal import Fault


@dataclass(frozen=True)
class Words:
    """``kind`` is that of ``components/alert.html``; ``ok`` stands for an answer that the paper can be relied on."""

    title: str | Promise
    text: str | Promise
    kind: str = "ok"


SIGNATURE = {
    Answer.VALID: Words(
        _("The signature is valid"),
        _("The declaration was signed with %(organisation)s, and what we have stored is as it was signed."),
    ),
    Answer.REPLACED: Words(
        _("The signature is valid, and replaced by a newer one"),
        _("The same person has signed again since. What was promised in this one still binds."),
    ),
    Answer.ROLE_ENDED: Words(
        _("The signature is valid, but the role has ended"),
        _("The one who signed is not %(role_supporter)s any more. The promise of confidentiality still binds."),
        "warn",
    ),
    Answer.WITHDRAWN: Words(
        _("The signature is withdrawn"),
        _("It was given by mistake, or by somebody else, and does not count. Do not rely on the paper."),
        "bad",
    ),
    Answer.ALTERED: Words(
        _("The signature cannot be confirmed"),
        _("Something was changed after it was signed. Do not rely on the paper, and get in touch with us."),
        "bad",
    ),
    Answer.BEING_SEALED: Words(
        _("The signature is being sealed"),
        _("Something about it was written a moment ago, and we are locking it now. Look again in a minute."),
        "info",
    ),
}
CERTIFICATE = {
    Answer.VALID: Words(
        _("The certificate is valid"),
        _("%(organisation)s issued it, and this is what it says. Compare with the paper."),
    ),
    Answer.ALTERED: Words(
        _("The certificate cannot be confirmed"),
        _("Something was changed after it was issued. Do not rely on the paper, and get in touch with us."),
        "bad",
    ),
    Answer.BEING_SEALED: Words(
        _("The certificate is being sealed"),
        _("Something about it was written a moment ago, and we are locking it now. Look again in a minute."),
        "info",
    ),
}
UNKNOWN_CODE = Words(
    _("We do not know that code"),
    _(
        "Look at the paper once more and write the code again. It has ten letters and digits. "
        "These look alike: 5 and S, 8 and B, 2 and Z, 6 and G."
    ),
    "warn",
)
ALTERED_FILE = Words(
    _("The file was changed after we sealed it"),
    _("Do not rely on it. Ask for the paper's code, and check that instead: it shows what was signed or issued."),
    "bad",
)
UNKNOWN_FILE = _("We do not know that file")
# Why a file is unknown, where nothing of ours was found in it.
UNKNOWN_FILES = {
    None: _(
        "It was sealed by us and is unchanged, but it is no declaration and no certificate that we have a record of. "
        "Check the code on it too."
    ),
    Fault.NOT_A_PDF: _("It is not a PDF file. Choose the file as you got it, not a picture or a text copied from it."),
    Fault.TOO_LARGE: _("It is much larger than the papers that we send."),
    Fault.NOT_SEALED: _(
        "It has no seal from us. It may be made by others, or saved anew by a program that removed the seal. Check the "
        "code on the paper instead."
    ),
    Fault.OTHER_KEY: _("It is sealed by somebody else, not by us. Do not rely on it."),
    Fault.DAMAGED: _("It has a seal that cannot be read, so nobody can tell whose it was. Do not rely on it."),
}
# Where the end of the file is missing, that is why it has no seal that can be read.
CUT_OFF_FILE = _(
    "The end of the file is missing. It may have been cut off on its way. Get the file again, and check that."
)


def of(judged: Judgement, *, by_file: bool) -> Words:
    """The words for an answer, in the active language."""
    if judged.unreadable:
        found = (SIGNATURE if judged.unreadable is Signature else CERTIFICATE)[judged.answer]
    elif judged.about is None:
        found = _of_nothing(judged, by_file=by_file)
    elif judged.fault and not judged.finding.differences:
        found = ALTERED_FILE
    elif judged.answer is Answer.LAPSED:
        found = _of_lapsed(judged.about)
    else:
        found = (SIGNATURE if isinstance(judged.about, Signature) else CERTIFICATE)[judged.answer]
    return Words(organisation.fill_in_words(found.title), organisation.fill_in_words(found.text), found.kind)


def _of_lapsed(signature: Signature) -> Words:
    text = ngettext(
        "It should have been renewed after %(years)s year, and %(organisation)s has not got a new signature. "
        "The promise of confidentiality still binds.",
        "It should have been renewed after %(years)s years, and %(organisation)s has not got a new signature. "
        "The promise of confidentiality still binds.",
        signature.years,
    )
    text = organisation.fill_in_words(text, years=signature.years)
    return Words(_("The signature is real, but was not renewed in time"), text, "warn")


def _of_nothing(judged: Judgement, *, by_file: bool) -> Words:
    if not by_file:
        return UNKNOWN_CODE
    if judged.answer is Answer.ALTERED:
        return Words(ALTERED_FILE.title, CUT_OFF_FILE, ALTERED_FILE.kind) if judged.is_cut_off else ALTERED_FILE
    if judged.is_cut_off and judged.fault in (Fault.NOT_SEALED, Fault.DAMAGED):
        return Words(UNKNOWN_FILE, CUT_OFF_FILE, "warn")
    return Words(UNKNOWN_FILE, UNKNOWN_FILES.get(judged.fault, UNKNOWN_FILES[Fault.DAMAGED]), "warn")

"""The requirement that this room stores: the signed declaration of confidentiality."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal import clock
from portal.declarations.lapsing import GRACE
from portal.declarations.models import RecordedSignature
from portal.declarations.queries import not_withdrawn
from portal.declarations.reading import queries as reading_queries
from portal.declarations.texts import queries as text_queries
from portal.declarations.verbs import Verb
from portal.requirements import Fact, Noting, Progress, Requirement, Turn


def _signing(person):
    """The ``Progress`` with the declaration: why it is to be signed again, and how much is read; None where nothing."""
    text = text_queries.text_to_sign(person) if reading_queries.has_begun(person) else None
    if text is None:
        return None
    read, all_parts = len(reading_queries.sections_read(person, text)), len(text.content["section"])
    if read == all_parts:
        said = _("You have read every part. The signature is left.")
    else:
        said = _("You have read %(done)s of %(all)s parts.") % {"done": read, "all": all_parts} if read else ""
    status, why = _why_again(person, text)
    if status:
        return Progress(status, f"{why} {said}".strip(), "warn", minutes=MINUTES)
    return Progress(_("Begun"), said, minutes=MINUTES) if read else None


def _why_again(person, text):
    """Why somebody who has signed is to sign this text, as ``(status, sentence)``; both empty for others."""
    earlier = text_queries.promise_to_renew(person, text)
    if earlier is None:
        withdrawn = reading_queries.withdrawn_on(person)
        if withdrawn is None:
            return "", ""
        why, day = _("Your signature was withdrawn on %(day)s."), clock.local(withdrawn)
        return _("To be signed again"), why % {"day": date_format(day, "DATE_FORMAT")}
    if earlier.text_id == text.pk and earlier.has_lapsed:
        why = _("Your signature counted until %(day)s.")
        return _("To be signed again"), why % {"day": date_format(earlier.last_day, "DATE_FORMAT")}
    why = _("You signed version %(before)s. The page shows what has changed.")
    return _("A new version to sign"), why % {"before": earlier.text.version}


MINUTES = 5

# For which kinds of supporter a signature on its text counts today.
COVERAGE = {"counts_for": "text__coverage__counts_for", "not_for": "text__coverage__not_for"}
COVERAGE["ended"] = "text__past_coverage"  # and for which it did until a newer text had to be signed
LAPSE = {"until": "lapses_on", "grace": GRACE}
REQUIREMENTS = [
    Requirement(
        code="declaration",
        name=gettext_lazy("The declaration of confidentiality"),
        met_name=gettext_lazy("The declaration of confidentiality is signed"),
        public_text=gettext_lazy("You read it, and sign it here on the site."),
        turn=Turn.PERSON,
        order=100,
        facts=(
            Fact(not_withdrawn, "signed_at", **COVERAGE, **LAPSE),
            Fact(RecordedSignature.objects.all, "recorded_at", **COVERAGE, **LAPSE),
        ),
        met_by=(Verb.DECLARATION_SIGN, Verb.DECLARATION_RECORD),
        undone_by=(Verb.DECLARATION_WITHDRAW, Verb.DECLARATION_TAKE_BACK_RECORD),
        minutes=MINUTES,
        page="portal:declaration",
        done_page="portal:signed",
        progress=_signing,
        noting=Noting("taushetserklaering", "declarations.record_signature", is_check=False),
    ),
]

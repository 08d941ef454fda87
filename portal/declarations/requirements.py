"""The requirement that this room stores: the signed declaration of confidentiality."""

from django.db.models import Exists
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal import clock
from portal.declarations.models import RecordedSignature, SectionRead
from portal.declarations.queries import not_withdrawn
from portal.declarations.texts import queries as text_queries
from portal.declarations.validity.lapsing import GRACE
from portal.declarations.verbs import Verb
from portal.requirements import Fact, Noting, Progress, Requirement, Turn


def _rows(person):
    """What the person has read and signed, and for whoever has begun the texts."""
    read = SectionRead.objects.filter(person=person)
    signatures, records, *roles = text_queries.promise_rows(person)
    has_begun = Exists(read) | Exists(signatures) | Exists(records)
    return [read, text_queries.all_published().filter(has_begun), signatures, records, *roles]


def _signing(sections_read, texts, *promised):
    """The ``Progress`` with the declaration: why it is to be signed again, and how much is read; None where nothing."""
    promises = text_queries.Promises(texts, *promised)
    text = promises.text_to_sign()
    if text is None:
        return None
    read, all_parts = sum(row.text_id == text.pk for row in sections_read), len(text.content["section"])
    if read == all_parts:
        said = _("You have read every part. The signature is left.")
    else:
        said = _("You have read %(done)s of %(all)s parts.") % {"done": read, "all": all_parts} if read else ""
    status, why = _why_again(promises, text)
    if status:
        return Progress(status, f"{why} {said}".strip(), "warn", minutes=MINUTES)
    return Progress(_("Begun"), said, minutes=MINUTES) if read else None


def _why_again(promises, text):
    """Why somebody who has signed is to sign this text, as ``(status, sentence)``; both empty for others."""
    earlier = promises.to_renew(text)
    if earlier is None:
        withdrawn = promises.withdrawn_on()
        if withdrawn is None:
            return "", ""
        why, day = _("Your signature was withdrawn on %(day)s."), clock.local(withdrawn)
        return _("To be signed again"), why % {"day": date_format(day, "DATE_FORMAT")}
    if earlier.text_id == text.pk and earlier.has_lapsed:
        why = _("Your signature counted until %(day)s.")
        return _("To be signed again"), why % {"day": date_format(earlier.last_day, "DATE_FORMAT")}
    why = _("You signed version %(before)s. The page shows what has changed.")
    before = next(one.version for one in promises.texts if one.pk == earlier.text_id)
    return _("A new version to sign"), why % {"before": before}


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
        progress_rows=_rows,
        progress=_signing,
        noting=Noting("taushetserklaering", "declarations.record_signature", is_check=False),
    ),
]

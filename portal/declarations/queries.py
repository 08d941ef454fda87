"""Queries about the declaration and its signatures that several pages use."""

import datetime
import hashlib
import json
from dataclasses import dataclass

from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from portal import codes, identity, organisation
from portal.declarations.models import DeclarationText, RecordedSignature, Signature
from portal.unreadable import only, readable
from portal.wording import TextInLanguage, translated

# What is read together with a signature that is compared with its events.
EXAMINED = ("person", "text__published_by", "text__drafted_by", "confirmed_by")


@dataclass(frozen=True)
class RenderedText:
    """A version in one language, as it is shown, signed and stored."""

    title: str
    html: str
    sha256: str
    promises: list  # [{code, text}]


def text_in_force():
    """The text for all kinds that have none of their own: the one published last. None if none is published."""
    return DeclarationText.objects.filter(categories=[]).first()


def is_readable(text):
    """Whether a version has the parts that every version has (``DeclarationText``), and can be shown.

    Every service writes them: without them, somebody has changed it in the database, and ``witness.py`` names it.
    """
    content, changed = text.content, text.what_changed
    return (
        (changed == {} or _is_wording(changed))
        and _has(content, "title", "summary", "section", "understanding", "promise")
        and _is_wording(content["title"])
        and _is_list(content["summary"], _is_wording)
        and _is_list(content["section"], _is_section)
        and _is_list(content["understanding"], _is_question)
        and _is_list(content["promise"], _is_promise)
    )


def _has(value, *names):
    return isinstance(value, dict) and set(value) == set(names)


def _is_list(value, is_right):
    return isinstance(value, list) and all(map(is_right, value))


def _is_wording(value):
    return isinstance(value, dict) and "nb" in value and all(isinstance(words, str) for words in value.values())


def _is_question(row):
    return _has(row, "question", "answer") and all(map(_is_wording, row.values()))


def _is_section(row):
    if not (_has(row, "heading", "paragraphs") or _has(row, "heading", "short", "paragraphs")):
        return False
    return _is_list(row["paragraphs"], _is_wording) and all(
        _is_wording(row[name]) for name in ("heading", "short") if name in row
    )


def _is_promise(row):
    return _has(row, "code", "text") and isinstance(row["code"], str) and _is_wording(row["text"])


def content_in_language(text, language):
    """The content of a version in one language, with the organisation's name. Bokmål replaces a missing language.

    Only of a version or draft that ``is_readable``.
    """
    name = organisation.current().name

    def fill(value):
        if isinstance(value, list):
            return [fill(part) for part in value]
        if "nb" in value:
            words = translated(value, language)
            return TextInLanguage(words.replace("{organisation}", name), words.language)
        return {key: part if isinstance(part, str) else fill(part) for key, part in value.items()}

    return fill(text.content)


def title_of(text, language):
    """The title of a version in one language. Empty where the version is not readable (``is_readable``)."""
    if not is_readable(text):
        return TextInLanguage("", language)
    words = translated(text.content["title"], language)
    return TextInLanguage(words.replace("{organisation}", organisation.current().name), words.language)


def render_text(text, language):
    """Render a version in one language, as the page shows it: its HTML, the HTML's digest, and the promises."""
    content = content_in_language(text, language)
    with translation.override(language):
        html = render_to_string(
            "portal/declarations/text.html", {"version": text.version, "content": content, "page_language": language}
        )
    promises = [{"code": promise["code"], "text": str(promise["text"])} for promise in content["promise"]]
    return RenderedText(content["title"], html, digest(html), promises)


def digest(html):
    """The SHA-256 of the HTML, in hex."""
    return hashlib.sha256(html.encode()).hexdigest()


def not_withdrawn():
    """The signatures that count, or did until they lapsed."""
    return Signature.objects.filter(withdrawn_at__isnull=True)


def signature_of(person):
    """The person's last signature on the newest of the versions that they have signed, or None."""
    rows = not_withdrawn().filter(person=person).select_related("person", "text", "confirmed_by")
    return rows.order_by("-text__pk", "-signed_at", "-pk").first()


def last_withdrawn(person):
    """The person's newest signature where that was withdrawn, and nothing was noted on paper since; else None.

    Those that cannot be read are left out.
    """
    rows, _unreadable = readable(Signature.objects.filter(person=person).order_by("-signed_at", "-pk").defer("html"))
    newest = next(iter(rows), None)
    if newest is None or not newest.withdrawn_at:
        return None
    return None if records_of(person).filter(recorded_at__gte=newest.withdrawn_at).exists() else newest


def records_of(person):
    """What the office has noted of the person's signatures on paper and from before this site, the newest first.

    A queryset: ``signed_by`` leaves out those that cannot be read.
    """
    return RecordedSignature.objects.filter(person=person).select_related("text", "person", "by")


def signed_by(person):
    """Every ``Signature`` and ``RecordedSignature`` of the person, also those that have lapsed or are withdrawn.

    Those that cannot be read are left out.
    """
    return read_signed_by(person)[0]


def read_signed_by(person):
    """The same, and whether there are some that cannot be read: ``(rows, bool)``. Two queries."""
    here, unreadable = readable(to_examine(Signature.objects.filter(person=person)))
    elsewhere, others = readable(records_of(person))
    return [*here, *elsewhere], bool(unreadable or others)


def newest(found):
    """Of these signatures and records, the one on the newest version that came last. What is withdrawn is left out."""
    given = [row for row in found if row and not getattr(row, "withdrawn_at", None)]
    return max(given, key=lambda row: (row.text_id, row.stored_at), default=None)


def renewed_by(row, among=None):
    """The ``Signature`` or ``RecordedSignature`` that this one renews, or None. It is looked for among all by default.

    ``among`` are all that the person has signed, where they are read already.
    """
    if row.renews is None:
        return None
    if among is None:
        among = (model.objects.filter(ref=row.renews).first() for model in (Signature, RecordedSignature))
    return next((one for one in among if one and one.ref == row.renews), None)


def has_signed(person):
    """Whether the person has signed any version, here or elsewhere. A newer one does not end what they promised."""
    return not_withdrawn().filter(person=person).exists() or records_of(person).exists()


def recognised_by(signature):
    """How the signer had signed in, in the active language: ``[(words, moment)]``, each method once, the last time."""
    names = {
        "code": _("With a code that was sent to the signer's e-mail address"),
        "mfa": _("With a code from the signer's app"),
    }
    if proof := identity.provider_proof(signature.methods):
        levels = {
            "high": _("With %(name)s, security level high"),
            "substantial": _("With %(name)s, security level substantial"),
        }
        names[proof.method] = levels.get(str(proof.level), "%(name)s") % {"name": proof.name}
    last = {proof.method: proof.at for proof in identity.proofs_of(signature.methods)}
    moments = {method: datetime.datetime.fromtimestamp(at, datetime.UTC) for method, at in last.items()}
    return [(names.get(method, method), moment) for method, moment in moments.items()]


def unlike_signatures(signature):
    """The signatures that say of somebody else, or of another account, what the provider said of this one's signer.

    So it is where the same account has signed as another person there, or another account as the same person.
    Signatures that were withdrawn are left out. No query where no provider was asked.
    """
    proof = identity.provider_proof(signature.methods)
    if proof is None:
        return []
    others = not_withdrawn().exclude(pk=signature.pk).annotate(stored=Cast("methods", TextField()))
    others = others.filter(Q(person=signature.person) | Q(stored__contains=json.dumps(proof.subject)[1:-1]))
    unlike = []
    for other in others.select_related("person"):
        said = identity.provider_proof(other.methods)
        if said and said.issuer == proof.issuer:
            is_same_account, is_same_subject = other.person_id == signature.person_id, said.subject == proof.subject
            if is_same_account != is_same_subject:
                unlike.append(other)
    return unlike


def signature_by_code(code):
    """The signature with this verification code, as somebody typed it; None where there is none.

    Raises ``Unreadable``.
    """
    return codes.find(to_examine(Signature.objects.all()), code)


def signature_by_ref(ref):
    """The signature with this ``ref``; None where there is none. Raises ``Unreadable``."""
    return only(to_examine(Signature.objects.filter(ref=ref)))


def to_examine(signatures):
    """These signatures with what is read together with one that is compared with its events."""
    return signatures.select_related(*EXAMINED)

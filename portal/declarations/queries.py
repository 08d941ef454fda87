"""What is asked about the declaration by several pages."""

import hashlib
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from portal import codes, organisation
from portal.declarations.models import DeclarationText, Signature
from portal.wording import TextInLanguage, say


@dataclass(frozen=True)
class RenderedText:
    """A version as it stands in one language: what is read, digested, signed and kept."""

    title: str
    html: str
    sha256: str
    promises: list  # [{code, text}]


def text_in_force():
    """The version to sign now: the one published last. None before the first."""
    return DeclarationText.objects.first()


def content_in_language(text, language):
    """The content of a version in one language (bokmål where one is missing), the organisation's name filled in."""
    name = organisation.current().name

    def fill(value):
        if isinstance(value, list):
            return [fill(part) for part in value]
        if "nb" in value:
            words = say(value, language)
            return TextInLanguage(words.replace("{organisation}", name), words.language)
        return {key: part if isinstance(part, str) else fill(part) for key, part in value.items()}

    return fill(text.content)


def render_text(text, language):
    """The version as a page shows it in this language, with the digest that tells it from every other."""
    content = content_in_language(text, language)
    with translation.override(language):
        html = render_to_string(
            "portal/declarations/text.html", {"version": text.version, "content": content, "page_language": language}
        )
    promises = [{"code": promise["code"], "text": str(promise["text"])} for promise in content["promise"]]
    return RenderedText(content["title"], html, digest(html), promises)


def digest(html):
    return hashlib.sha256(html.encode()).hexdigest()


def signature_of(person):
    """The person's signature on the version published last of those they signed. None for none."""
    return Signature.objects.filter(person=person).select_related("text").order_by("-text__pk").first()


def has_signed(person):
    """Whether the person is bound by any version: a new version asks for a new signature, but undoes no promise."""
    return Signature.objects.filter(person=person).exists()


def has_signed_latest(person):
    """Whether the person has signed the version in force; true when there is none to sign."""
    text = text_in_force()
    return text is None or Signature.objects.filter(person=person, text=text).exists()


def methods_in_words(signature):
    """How the signer was recognised, each way once, in the active language."""
    names = {
        "code": _("With a code that was sent to the signer's e-mail address"),
        "mfa": _("With a code from the signer's app"),
    }
    return [names.get(method, method) for method in dict.fromkeys(record["method"] for record in signature.methods)]


def signature_by_code(code):
    """The signature with this code, however it is typed. None for none."""
    return Signature.objects.filter(code=codes.normalized(code)).select_related("text", "person").first()


def is_as_signed(signature):
    """Whether the stored copy still has the digest that was taken when it was signed."""
    return digest(signature.html) == signature.sha256

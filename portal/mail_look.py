"""How a mail looks where its HTML is shown. The plain text is the mail itself: the same words, in the same order."""

import re
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

CODE = re.compile(r"^(?P<before>.*?)(?P<code>\d{3} \d{3})(?P<after>\.?)$")


@dataclass(frozen=True)
class Part:
    """One paragraph. ``page`` is the address of ours that it ends with, shown as a button; ``code`` is shown large.

    ``is_foot``: it says why somebody gets the mail, and stands below the letter.
    """

    text: str
    page: str = ""
    code: str = ""
    is_foot: bool = False


def parts(text: str, foot: str = "") -> list[Part]:
    """The paragraphs of a mail's text, in their order. Only a page of this site becomes a button, and only the first.

    ``foot`` is the paragraph that stands below the letter, where it is the last one.
    """
    paragraphs = re.split(r"\n\s*\n", text.strip())
    has_foot = bool(foot) and " ".join(paragraphs[-1].split()) == foot
    found: list[Part] = []
    for paragraph in paragraphs[:-1] if has_foot else paragraphs:
        last = (paragraph.split() or [""])[-1]
        code = CODE.match(paragraph)
        is_ours = last.startswith(f"{settings.SITE_ADDRESS}/") and last[-1] not in ".,;"
        if is_ours and not any(part.page for part in found):
            found.append(Part(paragraph.removesuffix(last).strip(), page=last))
        elif code:
            found.append(Part(code["before"].strip(), code=code["code"]))
        else:
            found.append(Part(paragraph))
    return found + [Part(foot, is_foot=True)] * has_foot


def html(text: str, *, subject: str, language: str, sender: str, mark_id: str = "") -> str:
    """The HTML of a mail. ``sender`` is the name of the service, which stands at the top beside the mark.

    ``mark_id`` is the Content-ID of the mark's picture, sent with the mail: nothing is fetched.
    """
    with translation.override(language):
        values = {"language": language, "subject": subject, "sender": sender, "mark_id": mark_id}
        foot = render_to_string("mails/why.txt", {"service": sender}).strip()
        return render_to_string("mails/frame.html", {"parts": parts(text, foot), **values})

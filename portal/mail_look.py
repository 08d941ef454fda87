"""How a mail looks where its HTML is shown. The plain text is the mail itself: the same words, in the same order."""

import re
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

CODE = re.compile(r"^(?P<before>.*?)(?P<code>\d{3} \d{3})(?P<after>\.?)$")


@dataclass(frozen=True)
class Part:
    """One paragraph. ``page`` is the address of ours that it ends with, shown as a button; ``code`` is shown large."""

    text: str
    page: str = ""
    code: str = ""


def parts(text: str) -> list[Part]:
    """The paragraphs of a mail's text, in their order. Only a page of this site becomes a button."""
    found = []
    for paragraph in re.split(r"\n{2,}", text.strip()):
        *lines, last = paragraph.split("\n")
        code = CODE.match(paragraph)
        if last.startswith(f"{settings.SITE_ADDRESS}/") and " " not in last:
            found.append(Part("\n".join(lines), page=last))
        elif code:
            found.append(Part(code["before"].strip(), code=code["code"]))
        else:
            found.append(Part(paragraph))
    return found


def html(text: str, *, subject: str, language: str, sender: str) -> str:
    """The HTML of a mail. ``sender`` is the name of the service, which stands at the top."""
    with translation.override(language):
        return render_to_string(
            "mails/frame.html", {"parts": parts(text), "language": language, "subject": subject, "sender": sender}
        )

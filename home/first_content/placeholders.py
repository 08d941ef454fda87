"""Placeholders in the first content, filled with the words of the organisation whose site it is.

``{chapter}``, ``{the_chapter}``, ``{Chapters}`` … are the organisation's words (a capital begins a sentence); so are
``{organisation}``, ``{service_name}`` and ``{email}`` (the office's). ``{who}``, ``{life}``, ``{topic}``, ``{private}``
are phrases of its preset, and ``{roles}`` its kinds of supporter. Other braces are figures, which are filled as a page
is read.

``{only ms pef}…{else}…{end}`` is for those presets; a section, row or page with ``only = ["ms"]`` is skipped by others.
"""

import re

from django.utils.html import format_html_join
from django.utils.text import capfirst

from portal import organisation

ONLY = re.compile(r"\{only ([a-z ]+)\}(.*?)(?:\{else\}(.*?))?\{end\}", re.DOTALL)
PLACEHOLDER = re.compile(r"\{([A-Za-z_]+)\}")


class Placeholders:
    """The words of this site's organisation in one language."""

    def __init__(self, language):
        row = organisation.current()
        self.preset = row.preset
        words = organisation.message_words(language, row)
        preset = organisation.preset(row.preset)
        self.words = {
            **{capfirst(name): capfirst(word) for name, word in words.items()},
            **words,
            "service_name": row.service_name,
            "email": row.email,
            "roles": format_html_join(
                "",
                "<h3>{}</h3><p>{}</p>",
                [(one["name"][language], one["description"][language]) for one in preset["categories"]],
            ),
        }

    def fill(self, value):
        """The value of a file with its placeholders filled, and without what is for other organisations."""
        if isinstance(value, str):
            return self._fill_text(value)
        if isinstance(value, list):
            return [self.fill(one) for one in value if self._is_for_us(one)]
        if isinstance(value, dict):
            return {key: self.fill(one) for key, one in value.items() if key != "only"}
        return value

    def _is_for_us(self, value):
        if isinstance(value, dict):
            return self.preset in value.get("only", [self.preset])
        return not isinstance(value, str) or bool(self._fill_text(value).strip())

    def _fill_text(self, text):
        chosen = ONLY.sub(lambda found: found[2] if self.preset in found[1].split() else found[3] or "", text)
        return PLACEHOLDER.sub(lambda found: str(self.words.get(found[1], found[0])), chosen)

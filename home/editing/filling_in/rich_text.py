"""The field in which editors write texts. It refuses a request whose text cannot be read."""

from django.core.exceptions import BadRequest
from wagtail.admin.rich_text import DraftailRichTextArea


class RichTextArea(DraftailRichTextArea):
    """Wagtail's editor, which sends a text as JSON. Raises BadRequest for JSON of another shape."""

    def value_from_datadict(self, data, files, name):
        try:
            html = super().value_from_datadict(data, files, name)
        except (LookupError, TypeError, ValueError, AttributeError, RecursionError) as unreadable:
            raise BadRequest(f"The text of {name} cannot be read") from unreadable
        if html and "\x00" in html:
            raise BadRequest(f"The text of {name} has a character that PostgreSQL cannot keep")
        return html

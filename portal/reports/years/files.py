"""Spreadsheets of the reports and their numbers, in Norwegian."""

import io

from django.http import FileResponse
from django.utils import translation
from django.utils.translation import get_language

from portal import spreadsheet


class InNorwegian:
    """A view whose file has Norwegian headings, also where the reader has chosen English for the pages."""

    def dispatch(self, request, *args, **kwargs):
        with translation.override(get_language() if get_language() in ("nb", "nn") else "nb"):
            return super().dispatch(request, *args, **kwargs)


def file_of(title, heads, lines, name=""):
    """The response that is a spreadsheet with this title. ``name`` is that of the file, where it is another one."""
    file = io.BytesIO(spreadsheet.workbook(title, [str(head) for head in heads], lines))
    filename = f"{name or title}.xlsx"
    return FileResponse(file, as_attachment=True, filename=filename, content_type=spreadsheet.CONTENT_TYPE)

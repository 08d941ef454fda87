"""A PDF that costs nothing to make, for tests of what is kept of a file and not of how it looks."""

import io

import pypdf
from pypdf.generic import DecodedStreamObject, NameObject


def small_pdf(template="", context=None):
    """One empty page. Takes what ``pdf.render`` takes."""
    writer, content = pypdf.PdfWriter(), io.BytesIO()
    page, text = writer.add_blank_page(595, 842), DecodedStreamObject()
    text.set_data(b"BT ET")
    page[NameObject("/Contents")] = writer._add_object(text)  # noqa: SLF001  pypdf has no other way to add one
    writer.write(content)
    return content.getvalue()

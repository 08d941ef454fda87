"""The mark of the service as a picture, for mails and PDFs, which fetch nothing. Pages: ``components/mark.html``."""

import base64
import functools
from email.mime.image import MIMEImage

from django.conf import settings

CONTENT_ID = "mark@likeperson"  # of the picture in a mail


@functools.cache
def png() -> bytes:
    """The picture, 264 pixels square, on white: it is seen on a dark ground too."""
    return (settings.BASE_DIR / "site" / "static" / "img" / "mark.png").read_bytes()


@functools.cache
def data_uri() -> str:
    """The picture as an address that holds it."""
    return "data:image/png;base64," + base64.b64encode(png()).decode()


def mail_part() -> MIMEImage:
    """The picture as a part of a mail, which its HTML names by ``CONTENT_ID``."""
    part = MIMEImage(png(), "png")
    part["Content-ID"] = f"<{CONTENT_ID}>"
    part["Content-Disposition"] = "inline"
    return part

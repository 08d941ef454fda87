"""What must an editor say about a picture, and what does a picture say that nobody meant to?"""

import io
import re
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps
from wagtail.images.forms import BaseImageForm

FILE_NAME = re.compile(
    r"(?:\.(?:jpe?g|png|gif|webp|avif|svg|heic)$|^(?:img|dsc|image|bilde)?[\s_-]*\d+$|_)", re.IGNORECASE
)
ADDED = re.compile(r"_[A-Za-z0-9]{7}$")  # where two files were called the same
LARGEST = (2000, 2000)  # pixels
KEPT = ("icc_profile", "transparency", "gamma")  # of what a file says beside the picture itself: its colours alone


class PictureForm(BaseImageForm):
    """A picture is uploaded under the name of its file; whoever edits it gives it a name that says what it shows."""

    def clean_file(self):
        file = self.cleaned_data["file"]
        return without_traces(file) if "file" in self.changed_data else file

    def clean_title(self):
        title = self.cleaned_data["title"]
        if self.instance.pk and names_a_file(title):
            raise ValidationError(_("Write what the picture shows, for example «To kvinner drikker kaffe»."))
        return title


def without_traces(file):
    """The picture alone, upright and no larger than a page shows: where and when it was taken stays at home."""
    file.seek(0)
    with Image.open(file) as opened:
        kind = "JPEG" if opened.format == "MPO" else opened.format  # some phones put two pictures in one file
        picture = ImageOps.exif_transpose(opened)
        picture.thumbnail(LARGEST)
        picture.info = {name: picture.info[name] for name in KEPT if name in picture.info}
        saved = io.BytesIO()
        picture.save(saved, format=kind, quality=90)
    return SimpleUploadedFile(file.name, saved.getvalue(), content_type=Image.MIME[kind])


def is_file_name(words, picture):
    """Whether this is what the file of a picture was called, and not what it shows."""
    stem = ADDED.sub("", Path(picture.filename).stem)
    return names_a_file(words) or words.strip().casefold() == stem.casefold()


def names_a_file(title):
    return bool(FILE_NAME.search(title.strip()))

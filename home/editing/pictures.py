"""Pictures that editors upload: titles that say what they show, and no hidden information in their files."""

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
DUPLICATE_SUFFIX = re.compile(r"_[A-Za-z0-9]{7}$")  # where two files were called the same
MAX_SIZE = (2000, 2000)  # pixels
KEPT_METADATA = ("icc_profile", "transparency", "gamma")  # how its colours are meant


class PictureForm(BaseImageForm):
    """A picture is uploaded under the name of its file; whoever edits it gives it a name that says what it shows."""

    def clean_file(self):
        file = self.cleaned_data["file"]
        return without_metadata(file) if "file" in self.changed_data else file

    def clean_title(self):
        title = self.cleaned_data["title"]
        if self.instance.pk and looks_like_file_name(title):
            raise ValidationError(_("Write what the picture shows, for example «To kvinner drikker kaffe»."))
        return title


def without_metadata(file):
    """The picture alone, upright and no larger than a page shows it, without where and when it was taken."""
    file.seek(0)
    with Image.open(file) as opened:
        kind = "JPEG" if opened.format == "MPO" else opened.format  # some phones put two pictures in one file
        picture = ImageOps.exif_transpose(opened)
        picture.thumbnail(MAX_SIZE)
        picture.info = {name: picture.info[name] for name in KEPT_METADATA if name in picture.info}
        saved = io.BytesIO()
        picture.save(saved, format=kind, quality=90)
    return SimpleUploadedFile(file.name, saved.getvalue(), content_type=Image.MIME[kind])


def is_file_name_of(picture, words):
    """Whether the words are the name of the picture's file, or look like the name of a file."""
    stem = DUPLICATE_SUFFIX.sub("", Path(picture.filename).stem)
    return looks_like_file_name(words) or words.strip().casefold() == stem.casefold()


def looks_like_file_name(title):
    return bool(FILE_NAME.search(title.strip()))

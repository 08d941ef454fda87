"""Pictures that editors upload: titles that say what they show, and no hidden information in their files."""

import io
import re
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from PIL import Image, ImageOps, UnidentifiedImageError
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from portal.pictures import asks_for_many_rounds

FILE_NAME = re.compile(
    r"(?:\.(?:jpe?g|png|gif|webp|avif|svg|heic)$|^(?:img|dsc|image|bilde)?[\s_-]*\d+$|_)", re.IGNORECASE
)
DUPLICATE_SUFFIX = re.compile(r"_[A-Za-z0-9]{7}$")  # where two files were called the same
MAX_SIZE = (2000, 2000)  # pixels
KINDS = ("AVIF", "GIF", "JPEG", "PNG", "WEBP")  # those that Wagtail takes in; others are not read at all
KEPT_METADATA = ("icc_profile", "transparency", "gamma")  # how its colours are meant


class WholePictureField(WagtailImageField):
    """Refuses a file that ends too early or is damaged: Wagtail fails where it reads one.

    A picture with too many pixels is refused by its head alone. To read all of it first, as Wagtail does, takes long.
    """

    def to_python(self, data):
        if data:
            self.check_is_whole(data)
        return super().to_python(data)

    def check_is_whole(self, file):
        file.seek(0)
        content = file.read()
        try:
            with Image.open(io.BytesIO(content), formats=KINDS) as picture:
                self.check_size(*picture.size)
                if asks_for_many_rounds(content):
                    raise ValidationError(self.error_messages["invalid_image"], code="invalid_image")
                picture.load()
        except (UnidentifiedImageError, Image.DecompressionBombError):
            pass  # no picture at all, or one of far too many pixels: Wagtail says so
        except ValidationError:
            raise
        except Exception as damaged:  # Pillow raises whatever the reader of that kind of picture raises
            text = _("The file is damaged, so the picture cannot be shown. Save it once more, or choose another.")
            raise ValidationError(text, code="invalid_image") from damaged
        finally:
            file.seek(0)

    def check_size(self, width, height):
        if width * height > self.max_image_pixels:
            text = self.error_messages["file_too_many_pixels"]
            values = {"num_pixels": width * height, "max_pixels_count": self.max_image_pixels}
            raise ValidationError(text % values, code="file_too_many_pixels")


class PictureForm(BaseImageForm):
    """A picture is uploaded under the name of its file; whoever edits it gives it a name that says what it shows."""

    file = WholePictureField(label=gettext_lazy("File"))

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

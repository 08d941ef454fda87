"""What must an editor say about a picture?"""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.images.forms import BaseImageForm

FILE_NAME = re.compile(
    r"(?:\.(?:jpe?g|png|gif|webp|avif|svg|heic)$|^(?:img|dsc|image|bilde)?[\s_-]*\d+$|_)", re.IGNORECASE
)


class PictureForm(BaseImageForm):
    """A picture is uploaded under the name of its file; whoever edits it gives it a name that says what it shows."""

    def clean_title(self):
        title = self.cleaned_data["title"]
        if self.instance.pk and names_a_file(title):
            raise ValidationError(_("Write what the picture shows, for example «To kvinner drikker kaffe»."))
        return title


def names_a_file(title):
    return bool(FILE_NAME.search(title.strip()))

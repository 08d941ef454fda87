"""What a person ticks when signing the declaration: one box for each promise, none ticked beforehand."""

from forms.fields import TickField
from forms.renderer import SiteForm


class Sign(SiteForm):
    """``promises`` is ``[(code, text, what to do when it is not ticked)]``, from the version that is signed."""

    def __init__(self, *args, promises, **kwargs):
        super().__init__(*args, **kwargs)
        for code, text, empty in promises:
            self.fields[code] = TickField(label=text, empty=empty)

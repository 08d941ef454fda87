"""Rows without drafts: what is typed counts when it is saved, and whoever saves later is told what that undoes."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _


class SavedByHand:
    """For the pages on which a row with revisions is made or changed. Goes before Wagtail's own.

    Without drafts, what Wagtail saves while one types is what readers see.
    """

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.autosave_enabled = False


class NothingUndone(SavedByHand):
    """For the page on which a row with revisions is changed. Goes before Wagtail's own.

    Wagtail warns in the browser, when it has asked in time. Here it is asked once more when the form arrives: what was
    typed is shown again with a sentence, and saving once more counts.
    """

    def is_valid(self, form):
        valid = super().is_valid(form)
        if valid and (latest := self.saved_meanwhile()):
            valid = False
            self.produced_error_code = "invalid_revision"
            self.produced_error_message = _(
                "Somebody else has saved while you were writing, and changed: %(changes)s. What you wrote is still "
                "here, and is not saved. Open the page in another window to compare, then save again to keep yours."
            ) % {"changes": ", ".join(self.changed_in(latest)) or _("nothing that is shown here")}
        return valid

    def saved_meanwhile(self):
        """The latest revision, unless the form began from it."""
        latest = self.object.latest_revision
        began_from = self.request.POST.get("loaded_revision_id", "")
        return None if latest is None or began_from == str(latest.pk) else latest

    def changed_in(self, latest):
        """What the fields and rows are called that are not as they were when this form was opened."""
        revisions = self.object.revisions.order_by("created_at", "pk")
        began_from = self.request.POST.get("loaded_revision_id", "")
        began = (began_from.isdecimal() and revisions.filter(pk=began_from).first()) or revisions.first()
        return [
            capfirst(str(heading))
            for name, heading in headings(self.panel)
            if began.content.get(name) != latest.content.get(name)
        ]

    def save_instance(self):
        """The first to save keeps the row as it was too: there is something to go back to, and to compare with."""
        if self.object.latest_revision is None:
            self.model.objects.get(pk=self.object.pk).save_revision(clean=False)
        return super().save_instance()


def headings(panel):
    """``(name, heading)`` of all that is filled in under a panel, in the order of the form."""
    for child in getattr(panel, "children", []):
        if name := getattr(child, "relation_name", ""):
            yield name, child.heading
        elif name := getattr(child, "field_name", ""):
            yield name, child.model._meta.get_field(name).verbose_name
        else:
            yield from headings(child)

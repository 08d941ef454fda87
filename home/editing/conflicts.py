"""Snippets without drafts, such as helplines: no autosave, and a warning where two editors change the same row."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from home.editing.versions import keep_first_version


class NoAutosave:
    """A mixin for views that create or edit a snippet with revisions. Stands before Wagtail's view in the bases.

    Without drafts, what Wagtail saves while one types is what readers see.
    """

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.autosave_enabled = False


class EditConflictCheck(NoAutosave):
    """A mixin for views that edit a snippet with revisions. Stands before Wagtail's view in the bases.

    Wagtail warns in the browser, where it has noticed in time. Here it is checked once more when the form arrives: the
    form is shown again, as it was typed, with a warning. The next save is accepted.
    """

    def is_valid(self, form):
        valid = super().is_valid(form)
        if valid and (latest := self.newer_revision()):
            valid = False
            self.produced_error_code = "invalid_revision"
            self.produced_error_message = _(
                "Somebody else has saved while you were writing, and changed: %(changes)s. What you wrote is still "
                "here, and is not saved. Open the page in another window to compare, then save again to keep yours."
            ) % {"changes": ", ".join(self.changed_headings(latest)) or _("nothing that is shown here")}
        return valid

    def newer_revision(self):
        """The latest revision, or None where the form began from it."""
        latest = self.object.latest_revision
        began_from = self.request.POST.get("loaded_revision_id", "")
        return None if latest is None or began_from == str(latest.pk) else latest

    def changed_headings(self, latest):
        """The headings of the fields and rows that have changed since this form was opened."""
        revisions = self.object.revisions.order_by("created_at", "pk")
        began_from = self.request.POST.get("loaded_revision_id", "")
        began = (began_from.isdecimal() and revisions.filter(pk=began_from).first()) or revisions.first()
        return [
            capfirst(str(heading))
            for name, heading in panel_headings(self.panel)
            if began.content.get(name) != latest.content.get(name)
        ]

    def save_instance(self):
        """Before the first save, keep a revision of the row as it was, to compare with and to go back to."""
        if self.object.latest_revision is None:
            keep_first_version(self.model.objects.get(pk=self.object.pk))
        return super().save_instance()


def panel_headings(panel):
    """``(name, heading)`` of all that is filled in under a panel, in the order of the form."""
    for child in getattr(panel, "children", []):
        if name := getattr(child, "relation_name", ""):
            yield name, child.heading
        elif name := getattr(child, "field_name", ""):
            yield name, child.model._meta.get_field(name).verbose_name
        else:
            yield from panel_headings(child)

"""The CMS's pages about helplines: the list, the page on which one is changed, the holidays to decide about."""

from django.contrib import messages
from django.db.models import Case, When
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.generic import RevisionsRevertMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets.button import HeaderButton
from wagtail.snippets.action_menu import ActionMenuItem
from wagtail.snippets.views.snippets import CreateView, EditView, IndexView, UnpublishView

from home.editing.conflicts import EditConflictCheck, NoAutosave
from home.editing.review import second_person
from home.editing.views import CmsPage
from home.helplines import lookup as helplines
from home.helplines.lines import TEXTS, Kind
from home.helplines.words import holiday_names, times_in_words
from home.models import Helpline
from portal import clock

DAYS_AHEAD = 366


class HelplineIndexView(IndexView):
    """One row for each line, ours first: its translations hold no numbers and no hours."""

    def get_base_queryset(self):
        others = Case(When(kind=Kind.PEER, then=0), default=1)
        return super().get_base_queryset().filter(locale=self.locale).annotate(others=others)

    @property
    def header_buttons(self):
        address = reverse("wagtailsnippets_home_helpline:coming_days")
        return [*super().header_buttons, HeaderButton(_("Coming public holidays"), address, icon_name="calendar")]


class SavingPublishes:
    """A mixin for views that add or change a line. Stands before Wagtail's view in the bases.

    There are no drafts of lines: a change is published when it is saved, or waits for a second person.
    """

    def get_action(self, request):
        action = super().get_action(request)
        return action if action in ("workflow-action", "cancel-workflow") else "publish"

    def run_action_method(self):
        if self.action == "publish" and self.waits_for_second_person():
            self.action = "submit"
        return super().run_action_method()

    def waits_for_second_person(self):
        stored = Helpline.objects.get(pk=self.object.pk)
        return (
            second_person.needs_second_person(stored, self.new_revision.as_object())
            and second_person.pending(stored).differs
        )

    def submit_action(self):
        """Ask for a second person. What was asked for before is not approved any more: it is another text."""
        if state := self.object.current_workflow_state:
            state.cancel(user=self.request.user)
        Helpline.get_default_workflow().start(self.object, self.request.user)

    def workflow_action_action(self):
        """A reviewer who changes something before saying yes has written it: somebody else is asked."""
        try:
            return super().workflow_action_action()
        except second_person.WrittenByThemselves:
            self.action = "submit"
            return self.submit_action()

    def get_success_message(self, instance=None):
        if self.action == "submit":
            return _("«%(line)s» waits for somebody else to say yes. Until then, readers see it as it was.") % {
                "line": instance or self.object
            }
        return super().get_success_message(instance)


class HelplineCreateView(SavingPublishes, NoAutosave, CreateView):
    pass


class HelplineEditView(SavingPublishes, EditConflictCheck, EditView):
    def get_success_message(self, instance=None):
        message = super().get_success_message(instance)
        if self.action == "submit" or not set(self.form.changed_data) & set(TEXTS):
            return message
        sentence = _("The pages in other languages show your new words in bokmål until somebody translates them.")
        return format_html("{} {}", message, sentence)


class HelplineRevertView(RevisionsRevertMixin, HelplineEditView):
    view_name = "revisions_revert"

    def get_success_message(self, instance=None):
        if self.action == "submit":
            return HelplineEditView.get_success_message(self, instance)
        return super().get_success_message()


class HelplineUnpublishView(UnpublishView):
    def dispatch(self, request, *args, **kwargs):
        return refuse_to_take_down(request, [self.object]) or super().dispatch(request, *args, **kwargs)


def refuse_to_take_down(request, lines):
    """A line for a crisis is neither taken down nor deleted by one person. Says how, and leads back; else None."""
    kept = [line for line in lines if isinstance(line, Helpline) and line.is_for_crisis and line.live]
    for line in kept:
        messages.error(
            request,
            _("«%(line)s» is for a crisis. Write why it is closed, and save: somebody else then says yes to it.")
            % {"line": line},
        )
    return redirect(reverse("wagtailsnippets_home_helpline:edit", args=[kept[0].pk])) if kept else None


class SaveLineItem(ActionMenuItem):
    """The button of a line. What is saved is published, or waits for a second person."""

    name = "action-publish"
    icon_name = "upload"

    def __init__(self, line):
        super().__init__(order=0)
        self.label = _("Send to a second person") if line and line.is_for_crisis else _("Save and publish")


def line_buttons(items, line):
    """Change the buttons below the form of a line to those that there are for lines. The first one says yes, where
    somebody is asked to."""
    gone = {"action-save", "action-publish", "action-submit", "action-restart-workflow"}
    if line and line.is_for_crisis:
        gone.add("action-unpublish")
    approval = [item for item in items if item.name == "approve"][:1]
    items[:] = [
        *approval,
        SaveLineItem(line),
        *(item for item in items if item.name not in gone and item not in approval),
    ]


class UpcomingHolidaysView(PermissionCheckedMixin, CmsPage):
    """The holidays of a year ahead that hit a line's hours, and what happens on each. For those who may change a
    helpline."""

    permission_policy = None
    any_permission_required = ["add", "change"]
    template_name = "home/cms/coming_days.html"
    page_title = _("Coming public holidays")
    header_icon = "calendar"

    def get_breadcrumbs_items(self):
        *above, here = super().get_breadcrumbs_items()
        return [*above, {"url": reverse("wagtailsnippets_home_helpline:list"), "label": _("Helplines")}, here]

    def get_context_data(self, **kwargs):
        found = helplines.upcoming_holidays(helplines.read_lines(), clock.today(), DAYS_AHEAD)
        days = [
            {
                "date": day.date,
                "name": holiday_names(day.holidays),
                "line": line.name,
                "hours": times_in_words(day.times),
                "decided": day.decided,
                "url": reverse("wagtailsnippets_home_helpline:edit", args=[line.pk]),
            }
            for line, day in found
        ]
        return super().get_context_data(**kwargs) | {"days": days}

"""The CMS's pages about helplines: the list, the page on which one is changed, the holidays to decide about."""

from django.db.models import Case, When
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets.button import HeaderButton
from wagtail.snippets.views.snippets import EditView, IndexView
from wagtail_localize.models import TranslationSource

from home.editing.conflicts import EditConflictCheck
from home.editing.views import CmsPage
from home.helplines import lookup as helplines
from home.helplines.lines import TEXTS, Kind
from home.helplines.words import holiday_names, times_in_words
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


class HelplineEditView(EditConflictCheck, EditView):
    def save_instance(self):
        """Save, and show changed texts in bokmål in the translations until somebody translates them.

        The old words there could be untrue.
        """
        line = super().save_instance()
        source = TranslationSource.objects.get_for_instance_or_none(line)
        if source:
            source.update_from_db()
            for translation in source.translations.filter(enabled=True):
                translation.save_target(user=self.request.user)
        return line

    def get_success_message(self, instance=None):
        message = super().get_success_message(instance)
        if not set(self.form.changed_data) & set(TEXTS):
            return message
        sentence = _("The pages in other languages show your new words in bokmål until somebody translates them.")
        return format_html("{} {}", message, sentence)


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

"""The preview of a helpline before it is saved. A base class of its model: Wagtail asks the model for previews."""

from dataclasses import replace

from django.conf import settings
from django.shortcuts import render
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from wagtail.models import PreviewableMixin

from home.editing.previews import NEXT_MONDAY, preview_moment
from home.helplines.cards import card
from home.helplines.hours import Holiday
from home.helplines.lines import line_from, lines_from
from portal import clock


class HelplinePreview(PreviewableMixin):
    """Shows the card of the line's number, now or on a day when it matters."""

    @property
    def preview_modes(self):
        return [
            ("", _("As it is now")),
            (NEXT_MONDAY, _("Next Monday at 12")),
            (Holiday.EASTER_MONDAY.value, _("Easter Monday at 12")),
            (Holiday.CONSTITUTION_DAY.value, _("17 May at 12")),
        ]

    def serve_preview(self, request, mode_name):
        moment = preview_moment(mode_name) if mode_name else None
        with translation.override(self.locale.language_code if self.locale_id else settings.LANGUAGE_CODE):
            values = {
                "card": self.card_at(moment),
                "moment": date_format(moment, "l j. F Y") if moment else "",
            }
            return render(request, "home/helpline_preview.html", values)

    def card_at(self, moment):
        """The card as it will be with this row, saved or not. At another moment than now its hours count as checked."""
        edited = line_from(self)
        saved = lines_from(type(self).objects.all())
        lines = [edited, *(line for line in saved if line.phone == edited.phone and line.code != edited.code)]
        if moment:
            lines = [replace(line, hours=replace(line.hours, checked=moment.date())) for line in lines]
        return card(lines, moment or clock.now())

"""The talks that a supporter has had, month by month."""

import datetime

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from forms.calls import TallyForm
from portal import organisation
from portal.calls.models import Tally
from portal.calls.tally import queries, services
from portal.unreadable import only
from portal.views import PortalView


class TallyPage(PortalView):
    """Base of the pages: they are there where the organisation wants the talks to be counted."""

    rule = "calls.keep_tally"

    def dispatch(self, request, *args, **kwargs):
        if not queries.is_kept():
            raise Http404
        return super().dispatch(request, *args, **kwargs)


class MyTallies(TallyPage):
    """Each month, with what is noted."""

    def get(self, request):
        rows = queries.own_months(request.user)
        return self.render(
            "calls/tally/mine",
            unreadable=rows.unreadable,
            rows=[
                {
                    "month": month,
                    "name": queries.month_in_words(month),
                    "tally": tally,
                    "themes": organisation.topic_names(tally.themes) if tally else [],
                    "can_be_changed": is_open,
                }
                for month, tally, is_open in rows
            ],
        )


class TallyOfMonth(TallyPage):
    """Note or correct the talks of one month. It begins with what is noted, else with none at all."""

    def get_case(self):
        try:
            month = datetime.date(self.kwargs["year"], self.kwargs["month"], 1)
        except (ValueError, OverflowError):
            raise Http404 from None
        if not queries.can_be_noted(self.request.user, month):
            raise Http404
        found = only(Tally.objects.filter(person=self.request.user, month=month))
        return found or Tally(person=self.request.user, month=month, talks=0)

    def get(self, request, year, month):
        return self.page(self.form(initial={"talks": self.case.talks, "themes": self.case.themes}))

    def post(self, request, year, month):
        form = self.form(request.POST)
        if not form.is_valid():
            return self.page(form)
        answered = form.cleaned_data
        services.note_talks(request.user, self.case.month, answered["talks"], answered["themes"], by=request.user)
        messages.success(request, _("The talks in %(month)s are saved.") % {"month": self.name})
        return redirect("portal:tallies")

    @property
    def name(self):
        return queries.month_in_words(self.case.month)

    def form(self, data=None, **how):
        return TallyForm(data, choices={"themes": organisation.topics()}, **how)

    def page(self, form):
        return self.render("calls/tally/month", form=form, name=self.name)

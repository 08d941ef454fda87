"""The pages of entries that may be the same activity: all pairs, and two side by side."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from forms.correction import EARLIER, LATER, KeepForm
from portal import permissions
from portal.activities.base_years import queries as base_year_queries
from portal.activities.base_years import services as base_year_services
from portal.activities.corrections import queries as correction_queries
from portal.activities.corrections.words import said_in_words
from portal.activities.counting.words import in_words
from portal.activities.double_entries import queries, services
from portal.activities.models import Activity, DoubleEntry
from portal.activities.presences import queries as presence_queries
from portal.unreadable import readable
from portal.views import PortalView


class DoubleEntries(PortalView):
    """The pairs of entries that may be the same activity, and about which this person can answer."""

    rule = "activities.answer_double_entry"
    shows_others = True

    def get(self, request):
        pairs = queries.pairs_for(request.user)
        return self.render("activities/double_entries/doubles", pairs=pairs, unreadable=pairs.unreadable)


class OneDoubleEntry(PortalView):
    """Two entries side by side: are they the same activity? Both are saved, whatever is answered."""

    rule = "activities.answer_double_entry"
    shows_others = True

    def get_case(self):
        """The one of the two that this person may answer for. ``self.pair`` are both, the earlier first."""
        found, _unreadable = readable(correction_queries.with_people().filter(ref__in=self.kwargs.values()))
        rows = {row.ref: row for row in found}
        if len(rows) != 2:
            raise Http404
        self.pair = sorted(rows.values(), key=lambda row: row.pk)
        own = self.visible(Activity.objects.filter(pk__in=[row.pk for row in self.pair])).first()
        self.known = queries.answer_about(*self.pair)
        if own is None or not (self.known or self.may_be_asked_about()):
            raise Http404
        return own

    def may_be_asked_about(self):
        """Whether they may be the same; of two on one day, one of which is struck or undone, it says that it is so."""
        earlier, later = self.pair
        if (earlier.chapter_id, earlier.day) != (later.chapter_id, later.day):
            return False
        return bool(earlier.undone_at or later.undone_at) or queries.are_alike(earlier, later)

    def get(self, request, ref, other):
        return self.page(self.keep_form())

    def page(self, form):
        earlier, later = self.pair
        known, present = self.known, presence_queries.present_at(self.pair)
        is_year_open = not base_year_queries.stays_as_it_is(earlier)
        is_open = is_year_open and not (known or earlier.undone_at or later.undone_at)
        found = [in_words(verdict) for verdict in queries.verdicts_of(earlier, later)]
        differs = queries.differences(earlier, later) if is_open else set()
        stands = known.kept if known and known.answer == DoubleEntry.Answer.SAME and not known.kept.undone_at else None
        return self.render(
            "activities/double_entries/double",
            earlier=earlier,
            later=later,
            entries=[
                {
                    "row": row,
                    "found": verdict,
                    "said": [line for line in said_in_words(row) if line["code"] in differs],
                    "present": present[row.pk],
                }
                for row, verdict in zip(self.pair, found, strict=True)
            ],
            differs=differs,
            one_counts=found[0]["counts"] != found[1]["counts"],
            form=form,
            form_errors=bool(form.errors),
            known=known,
            is_open=is_open,
            stands=stands,
            stands_found=found[self.pair.index(stands)] if stands else None,
            is_year_open=is_year_open,
            may_take_back=stands is not None and is_year_open and self.may_put_back(known.struck),
        )

    def may_put_back(self, struck):
        return permissions.allows(self.request.user, "activities.put_back_activity", struck)

    def keep_form(self, data=None):
        earlier, later = self.pair
        choices = [
            (EARLIER, _("The first one, logged by %(who)s") % {"who": earlier.logged_by}),
            (LATER, _("The second one, logged by %(who)s") % {"who": later.logged_by}),
        ]
        proposed = LATER if queries.proposed_to_keep(earlier, later) == later else EARLIER
        return KeepForm(data, choices={"keep": choices}, initial={"keep": proposed})

    def post(self, request, ref, other):
        action = request.POST.get("action")
        if action not in ("same", "two"):
            return redirect(request.path)
        keep = None
        if action == "same" and "keep" in request.POST:
            form = self.keep_form(request.POST)
            if not form.is_valid():
                return self.page(form)
            keep = dict(zip((EARLIER, LATER), self.pair, strict=True))[form.cleaned_data["keep"]]
        try:
            services.answer(*self.pair, action == "same", by=request.user, keep=keep)
        except base_year_services.YearClosed:
            messages.warning(request, _("The report on that year is sent, so nothing was changed."))
            return redirect(request.path)
        except base_year_services.YearNotOpen:
            messages.warning(request, _("It is too late to report on that year, so nothing was changed."))
            return redirect(request.path)
        if action == "same":
            messages.success(request, _("Thank you. One is kept, and the other is struck."))
            return redirect(request.path)  # which says what stands, and how to take it back
        messages.success(request, _("Thank you. Both are kept, and you are not asked again."))
        return redirect("portal:double_entries")

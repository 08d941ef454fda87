"""The rota: who has a helpline when, taking a shift, giving it back, and asking whether somebody can take it."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from portal import permissions
from portal.calls import queries as call_queries
from portal.calls.models import Shift
from portal.calls.rota import links, queries, services
from portal.calls.rota.weeks import Row, by_week
from portal.unreadable import get_or_404
from portal.views import PortalView

OWN_IN_FULL = 3  # how many of one's own shifts the page of the rota shows before it folds the rest


class Rota(PortalView):
    """The shifts of the coming weeks: one's own, those that need somebody, and all by week.

    ``?vakt=`` names a shift: its week is unfolded, and what was just done with it is said there.
    """

    rule = "calls.view_rota"
    shows_others = True

    def get(self, request):
        person, answers = request.user, call_queries.codes_answered_by(request.user)
        is_central = permissions.allows(person, "calls.close_shift")
        coming = queries.coming()
        names = {line.code: line.name for line in call_queries.lines()}
        rows = [
            Row(shift, names.get(shift.line, shift.line), shift.line in answers)
            for shift in coming
            if is_central or shift.line in answers
        ]
        mine = [row for row in rows if row.shift.person_id == person.pk]
        others = rows if is_central else [row for row in rows if row not in mine]
        chosen = request.GET.get("vakt", "")
        weeks = by_week(others, unfold=chosen)
        near = [row for week in weeks if week.is_near for row in week.rows]
        shown = {row.ref for row in rows}
        said = {"chosen": chosen, "said": messages.get_messages(request), "messages": []} if chosen in shown else {}
        return self.render(
            "calls/rota/rota",
            is_central=is_central,
            unreadable=coming.unreadable,
            answers=bool(answers),
            has_lines=bool(names),
            mine=mine[:OWN_IN_FULL],
            mine_later=mine[OWN_IN_FULL:],
            needs=[row for row in near if row.needs_somebody and row not in mine],
            weeks=weeks,
            **said,
        )


class ShiftAction(PortalView):
    """Base of what is done with one shift: a POST that leads back to it on the rota.

    ``act(person)`` of the view does it, and returns what to say.
    """

    def get_case(self):
        return get_or_404(self.visible(self.shifts()).filter(ref=self.kwargs["ref"]))

    def shifts(self):
        return Shift.objects.select_related("person")

    def get(self, request, ref):
        return redirect(links.to_shift(self.case))

    def post(self, request, ref):
        try:
            messages.success(request, self.act(request.user))
        except (services.Taken, Shift.DoesNotExist):  # the opening hours can change at the same moment
            messages.warning(request, _("Somebody else was first, or has changed their mind. Look at the rota anew."))
        except services.TooLate:
            messages.warning(request, _("This shift has begun or is over, so nothing was changed."))
        return redirect(links.to_shift(self.case))


class TakeShift(ShiftAction):
    rule = "calls.take_shift"

    def shifts(self):
        return queries.shifts_to_take(self.request.user)

    def act(self, person):
        services.take(self.case, by=person)
        return _("The shift is yours: %(when)s.") % {"when": self.case.when}


class TakeOverShift(TakeShift):
    def act(self, person):
        services.take_over(self.case, by=person)
        return _("The shift is yours: %(when)s.") % {"when": self.case.when}


class OfferShift(ShiftAction):
    rule = "calls.offer_shift"

    def act(self, person):
        services.offer(self.case, by=person)
        return _(
            "We have asked the others who answer the same helpline. Until one of them takes the shift, it is yours."
        )


class KeepShift(ShiftAction):
    rule = "calls.offer_shift"

    def act(self, person):
        services.keep(self.case, by=person)
        return _("You keep the shift: %(when)s.") % {"when": self.case.when}


class GiveBackShift(ShiftAction):
    """Give back one's shift. The page says first what happens then, and who is told.

    Pressed twice, the second time finds that it is not theirs any more.
    """

    rule = "calls.give_back_shift"

    def dispatch(self, request, ref):
        if request.method == "POST" and request.user.is_authenticated and request.user.has_perm("calls.take_shift"):
            free = queries.shifts_to_take(request.user).filter(ref=ref, person=None).first()
            if free:
                return redirect(links.to_shift(free))
        return super().dispatch(request, ref=ref)

    def get(self, request, ref):
        if self.case.has_begun:
            return redirect(links.to_shift(self.case))
        line = call_queries.name_of_line(self.case.line)
        return self.render("calls/rota/give_back", line=line, is_soon=queries.begins_soon(self.case))

    def act(self, person):
        services.give_back(self.case, by=person)
        return _("You have given back the shift: %(when)s.") % {"when": self.case.when}

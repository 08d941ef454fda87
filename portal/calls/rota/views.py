"""The rota: who has a helpline when, taking a shift, giving it back, and handing it over."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from portal import permissions
from portal.calls import queries as call_queries
from portal.calls.models import Shift
from portal.calls.rota import queries, services
from portal.views import PortalView


class Rota(PortalView):
    """The shifts of the coming weeks, by line: one's own, those of others, and those that nobody has taken."""

    rule = "calls.view_rota"
    shows_others = True

    def get(self, request):
        person, answers = request.user, call_queries.codes_answered_by(request.user)
        is_central = permissions.allows(person, "calls.close_shift")
        shifts = [shift for shift in queries.coming() if is_central or shift.line in answers]
        names = {line.code: line.name for line in call_queries.lines()}
        codes = [code for code in names if is_central or code in answers]
        codes += sorted({shift.line for shift in shifts} - set(codes))
        return self.render(
            "calls/rota/rota",
            is_central=is_central,
            answers=bool(answers),
            lines=[
                {
                    "code": code,
                    "name": names.get(code, code),
                    "may_take": code in answers,
                    "shifts": [shift for shift in shifts if shift.line == code],
                }
                for code in codes
            ],
            mine=[(shift, names.get(shift.line, shift.line)) for shift in shifts if shift.person_id == person.pk],
        )


class ShiftAction(PortalView):
    """Base of what is done with one shift: a POST that leads back to the rota.

    ``act(person)`` of the view does it, and returns what to say.
    """

    def get_case(self):
        return get_object_or_404(self.visible(self.shifts()), ref=self.kwargs["ref"])

    def shifts(self):
        return Shift.objects.select_related("person")

    def get(self, request, ref):
        return redirect("portal:rota")

    def post(self, request, ref):
        try:
            messages.success(request, self.act(request.user))
        except (services.Taken, Shift.DoesNotExist):  # the opening hours can change at the same moment
            messages.warning(request, _("Somebody else was first, or has changed their mind. Look at the rota anew."))
        except services.TooLate:
            messages.warning(request, _("This shift has begun or is over, so nothing was changed."))
        return redirect("portal:rota")


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
            free = queries.shifts_to_take(request.user).filter(ref=ref, person=None)
            if free.exists():
                return redirect("portal:rota")
        return super().dispatch(request, ref=ref)

    def get(self, request, ref):
        if self.case.has_begun:
            return redirect("portal:rota")
        line = call_queries.name_of_line(self.case.line)
        return self.render("calls/rota/give_back", line=line, is_soon=queries.begins_within(self.case))

    def act(self, person):
        services.give_back(self.case, by=person)
        return _("You have given back the shift: %(when)s.") % {"when": self.case.when}

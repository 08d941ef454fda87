"""The coordinator's pages about a shift: giving it to somebody, taking it back, and saying that nobody answers."""

from django.shortcuts import redirect
from django.utils.translation import gettext as _

from forms.calls import AssignShiftForm
from forms.choice_fields import ChoiceWithHint
from portal.calls import queries as call_queries
from portal.calls.rota import links, queries, services
from portal.calls.rota.views import ShiftAction


class AssignShift(ShiftAction):
    """Give a free shift to somebody who answers the line."""

    rule = "calls.assign_shift"
    shows_others = True

    def get(self, request, ref):
        if self.case.person or self.case.has_begun:
            return redirect(links.to_shift(self.case))
        return self.page(self.form(self.people()))

    def post(self, request, ref):
        people = self.people()
        form = self.form(people, request.POST)
        if not form.is_valid():
            return self.page(form)
        self.chosen = people[form.cleaned_data["person"]]
        return super().post(request, ref)

    def act(self, person):
        services.assign(self.case, self.chosen, by=person)
        values = {"name": self.chosen.get_full_name(), "when": self.case.when}
        return _("%(name)s has the shift, and gets an e-mail: %(when)s.") % values

    def people(self):
        return {str(one.ref): one for one in queries.can_be_given(self.case.line)}

    def form(self, people, data=None):
        choices = [(ref, ChoiceWithHint(one.get_full_name(), one.phone_display)) for ref, one in people.items()]
        return AssignShiftForm(data, choices={"person": choices})

    def page(self, form):
        line = call_queries.name_of_line(self.case.line)
        return self.render("calls/rota/assign", form=form, line=line, form_errors=bool(form.errors))


class TakeBackShift(ShiftAction):
    """Take a shift back from whoever has it."""

    rule = "calls.assign_shift"
    shows_others = True

    def get(self, request, ref):
        if not self.case.person or self.case.has_begun:
            return redirect(links.to_shift(self.case))
        return self.render("calls/rota/take_back", line=call_queries.name_of_line(self.case.line))

    def act(self, person):
        had_it = self.case.person
        if had_it:
            if self.request.POST.get("person") != str(had_it.ref):
                raise services.Taken  # somebody else has it by now
            services.take_back(self.case, person=had_it, by=person)
        return _("The shift is free again: %(when)s.") % {"when": self.case.when}


class CloseShift(ShiftAction):
    """Confirm that nobody answers in a shift. The page says what the public is told then."""

    rule = "calls.close_shift"
    shows_others = True

    def get(self, request, ref):
        return self.render("calls/rota/close", line=call_queries.name_of_line(self.case.line))

    def act(self, person):
        services.close(self.case, by=person)
        return _("Within a minute the public page says that the phone is closed: %(when)s.") % {"when": self.case.when}


class ReopenShift(ShiftAction):
    """Take it back."""

    rule = "calls.close_shift"
    shows_others = True

    def act(self, person):
        services.reopen(self.case, by=person)
        return _("Within a minute the public page says that the phone is open: %(when)s.") % {"when": self.case.when}

"""The coordinator's page about a shift that nobody has taken."""

from django.utils.translation import gettext as _

from portal.calls import queries as call_queries
from portal.calls.rota import services
from portal.calls.rota.views import ShiftAction


class CloseShift(ShiftAction):
    """Confirm that nobody answers in a shift. The page says what the public is told then."""

    rule = "calls.close_shift"
    shows_others = True

    def get(self, request, ref):
        return self.render("calls/rota/close", line=call_queries.name_of_line(self.case.line))

    def act(self, person):
        services.close(self.case, by=person)
        return _("The public page says that the line is closed: %(when)s.") % {"when": self.case.when}


class ReopenShift(ShiftAction):
    """Take it back."""

    rule = "calls.close_shift"
    shows_others = True

    def act(self, person):
        services.reopen(self.case, by=person)
        return _("The public page says that the line is open: %(when)s.") % {"when": self.case.when}

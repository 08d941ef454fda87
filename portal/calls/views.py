"""Logging a call, and taking it back."""

import uuid

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from forms.calls import LENGTHS, CallForm
from forms.choices import name_of
from portal import clock, organisation
from portal.calls import queries, services
from portal.calls.models import Call
from portal.calls.rota import queries as rota_queries
from portal.chapters import queries as chapter_queries
from portal.chapters.models import Office
from portal.views import PortalView, posted_token


class LogCall(PortalView):
    """Log a call that has ended. The line of the shift, or the one used last, and today are chosen already: saving is
    one tap."""

    rule = "calls.log_call"

    def dispatch(self, request, *args, **kwargs):
        self.lines = queries.lines_of(request.user) if request.user.is_authenticated else []
        return super().dispatch(request, *args, **kwargs)

    def get(self, request):
        return self.page(self.form(), uuid.uuid4())

    def post(self, request):
        token, form = posted_token(request), self.form(request.POST)
        if not self.lines or not form.is_valid():
            return self.page(form, token)
        answered = form.cleaned_data
        chosen = {name: answered[name] for name in ("minutes", "caller", "themes")}
        line = answered.get("line") or self.lines[0].code
        call = services.log_call(token=token, line=line, day=form.date, by=request.user, **chosen)
        return redirect("portal:logged_call", ref=call.ref)

    def form(self, data=None):
        choices = {
            "line": [(line.code, line.name) for line in self.lines],
            "caller": organisation.experiences("theirs"),
            "themes": organisation.topics(),
        }
        initial = {"line": self.line_to_begin_with()} if data is None else {}
        return CallForm(data, choices=choices, today=clock.today(), initial=initial)

    def line_to_begin_with(self):
        return rota_queries.line_on_duty(self.request.user) or queries.line_used_last(self.request.user)

    def page(self, form, token):
        only = self.lines[0] if len(self.lines) == 1 else None
        return self.render("calls/log", form=form, token=token, only=only, lines=self.lines)


class CallReceipt(PortalView):
    """Confirms that the call is saved, and says whom to talk with after a hard one."""

    rule = "calls.view_call"

    def get_case(self):
        return get_object_or_404(self.visible(Call.objects.all()), ref=self.kwargs["ref"])

    def get(self, request, ref):
        themes = self.case.themes.order_by("pk").values_list("theme", flat=True)
        said = [
            organisation.experience_name(self.case.caller),
            str(name_of(LENGTHS, self.case.minutes)),
            *organisation.topic_names(themes),
        ]
        return self.render(
            "calls/logged",
            line=queries.name_of_line(self.case.line),
            said=[text for text in said if text],
            may_undo=self.case.undo_until is not None and clock.now() <= self.case.undo_until,
            contacts=chapter_queries.central_staff(Office.Kind.COORDINATOR),
        )


class UndoCall(PortalView):
    """Take back a call that was just logged."""

    rule = "calls.undo_call"

    def dispatch(self, request, ref):
        """Redirect, instead of answering 404, when the call was taken back by a double click."""
        is_gone = request.method == "POST" and not Call.objects.filter(ref=ref).exists()
        if is_gone and request.user.is_authenticated and request.user.has_perm("calls.log_call"):
            return redirect("portal:log_call")
        return super().dispatch(request, ref=ref)

    def get_case(self):
        return get_object_or_404(self.visible(Call.objects.all()), ref=self.kwargs["ref"])

    def get(self, request, ref):
        return redirect("portal:logged_call", ref=ref)

    def post(self, request, ref):
        try:
            services.undo_call(self.case, by=request.user)
        except services.TooLate:
            messages.warning(request, _("It is more than ten minutes since you saved this, so it was not undone."))
            return redirect("portal:logged_call", ref=ref)
        messages.success(request, _("The call is taken back. Nothing of it is kept."))
        return redirect("portal:log_call")

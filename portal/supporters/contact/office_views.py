"""The office's pages about contact requests: those without a supporter, and assigning them."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forms import contact as asked
from portal.supporters.contact import queries, services, words
from portal.supporters.contact.views import PER_PAGE
from portal.views import PortalView


class ContactQueue(PortalView):
    """The requests without a supporter, with their age in days, and those that this person has taken."""

    rule = "supporters.view_contact_queue"
    shows_others = True

    def get(self, request):
        page = Paginator(queries.unplaced(), PER_PAGE).get_page(request.GET.get("page"))
        return self.render(
            "supporters/contact/queue",
            page=page,
            rows=[
                (row, queries.days_since(row.sent_at), queries.is_late(row), words.wishes_in_words(row)) for row in page
            ],
            mine=[
                (row, queries.promised_by(row), queries.is_late(row)) for row in queries.requests_held_by(request.user)
            ],
        )


class AssignContactRequest(PortalView):
    """Assign a request to a supporter, or take it oneself."""

    rule = "supporters.assign_contact_request"
    shows_others = True

    def dispatch(self, request, ref):
        """Redirect, instead of answering 404, when the request was assigned by a double click or by a colleague."""
        if request.method == "POST" and request.user.is_authenticated and request.user.has_perm(self.rule):
            if queries.requests_held_by(request.user).filter(ref=ref).exists():
                return redirect("portal:contact_request", ref=ref)
            if not queries.unplaced().filter(ref=ref).exists():
                messages.info(request, _("This request is with somebody already."))
                return redirect("portal:contact_queue")
        return super().dispatch(request, ref=ref)

    def get_case(self):
        return get_object_or_404(self.visible(queries.unplaced()), ref=self.kwargs["ref"])

    def form(self, data=None):
        self.candidates = {str(one.ref): one for one in queries.available_supporters(self.case)}
        named = [(code, words.in_one_line(one)) for code, one in self.candidates.items()]
        return asked.AssignRequestForm(data, choices={"supporter": [("", _("Choose somebody")), *named]})

    def get(self, request, ref):
        return self.page(self.form())

    def post(self, request, ref):
        if request.POST.get("action") == "take":
            services.take(self.case, by=request.user)
            return redirect("portal:contact_request", ref=ref)
        form = self.form(request.POST)
        if not form.is_valid():
            return self.page(form)
        services.assign(self.case, self.candidates[form.cleaned_data["supporter"]], by=request.user)
        text = ngettext(
            "The question is sent. The answer is due within %(days)s day.",
            "The question is sent. The answer is due within %(days)s days.",
            queries.ANSWER_DAYS,
        )
        messages.success(request, text % {"days": queries.ANSWER_DAYS})
        return redirect("portal:contact_queue")

    def page(self, form):
        return self.render(
            "supporters/contact/place_request",
            form=form,
            form_errors=bool(form.errors),
            about=words.summary_rows(self.case),
            wait=queries.days_since(self.case.sent_at),
            may_ask=bool(self.candidates),
        )

"""The secretariat's pages for somebody who has lost their second factor, and for who edits the pages."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from forms.register import EditingForm, NewEditorForm
from forms.sign_in import LostSecondFactorForm
from portal.accounts import queries as account_queries
from portal.accounts.access_help import services
from portal.accounts.models import User
from portal.views import PortalView


class OfPerson(PortalView):
    """Base of the pages about one person's way in. Nobody opens their own."""

    shows_others = True
    needs_fresh_code = True

    def get_case(self):
        return get_object_or_404(User.objects.filter(is_active=True), ref=self.kwargs["ref"])

    def done(self, sentence):
        messages.success(self.request, sentence)
        return redirect("portal:person", ref=self.case.ref)


class LostSecondFactor(OfPerson):
    """Take away the second factor of somebody who has lost their phone, with the reason."""

    rule = "accounts.reset_second_factor"

    def get(self, request, ref):
        return self.page(LostSecondFactorForm())

    def post(self, request, ref):
        form = LostSecondFactorForm(request.POST)
        if not form.is_valid():
            return self.page(form)
        try:
            services.reset_second_factor(self.case, reason=form.cleaned_data["reason"], by=request.user)
        except services.NothingSetUp:
            return self.page(form)
        return self.done(_("The lost app works no more. A new one is set up at the next sign-in."))

    def page(self, form):
        return self.render(
            "accounts/lost_second_factor",
            person=self.case,
            form=form,
            form_errors=bool(form.errors),
            is_set_up=services.has_second_factor(self.case),
        )


class Editing(OfPerson):
    """Whether somebody edits the pages, or approves them."""

    rule = "accounts.change_editing"

    def get(self, request, ref):
        return self.page(EditingForm(initial={"role": services.editing_of(self.case)}))

    def post(self, request, ref):
        form = EditingForm(request.POST)
        if not form.is_valid():
            return self.page(form)
        services.change_editing(self.case, form.cleaned_data["role"], by=request.user)
        return self.done(_("Saved."))

    def page(self, form):
        return self.render("accounts/editing", person=self.case, form=form, form_errors=bool(form.errors))


class NewEditor(PortalView):
    """Somebody without an account who is to edit the pages. Whoever has one is edited on their own page."""

    rule = "accounts.change_editing"
    needs_fresh_code = True

    def get(self, request):
        return self.page(NewEditorForm())

    def post(self, request):
        form = NewEditorForm(request.POST)
        if not form.is_valid():
            return self.page(form)
        person = services.add_editor(by=request.user, **form.cleaned_data)
        if person:
            messages.success(request, _("Saved."))
            return redirect("portal:person", ref=person.ref)
        known = account_queries.person_with_address(form.cleaned_data["email"])
        messages.info(request, _("This person has an account already. Choose here what they may do."))
        return redirect("portal:person", ref=known.ref)

    def page(self, form):
        return self.render("accounts/new_editor", form=form, form_errors=bool(form.errors))

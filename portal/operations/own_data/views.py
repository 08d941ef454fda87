"""The pages on which people download what is stored about them, and delete it."""

from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect

from forms.own_data import EraseForm
from portal import clock, events, middleware
from portal.operations.own_data import archive
from portal.operations.retention import erasures
from portal.operations.verbs import Verb
from portal.views import PortalView


class OwnCopy(PortalView):
    """What the copy holds, and a button that makes and downloads it."""

    rule = "operations.download_own_data"
    needs_fresh_code = True
    keeps_text = False

    def get(self, request):
        return self.render("operations/own_data/download")

    def post(self, request):
        content = archive.make(request.user)
        events.record(Verb.PERSON_DOWNLOAD, subject=request.user, by=request.user)
        response = HttpResponse(content, content_type="application/zip")
        name = f"mine-opplysninger-{clock.today().isoformat()}.zip"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return middleware.never_store(response)


class EraseMyself(PortalView):
    """What is deleted now and what the law keeps, until when; then the deletion, and the person is signed out."""

    rule = "operations.erase_own_account"
    needs_fresh_code = True
    keeps_text = False

    def get(self, request):
        return self.page(EraseForm())

    def post(self, request):
        form = EraseForm(request.POST)
        if not form.is_valid():
            return self.page(form)
        person = request.user
        try:
            erasures.erase(person, by=person)
        except erasures.HasDuty:
            return self.page(form, status=409)
        logout(request)
        response = redirect("portal:erased")
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response

    def page(self, form, status=200):
        person = self.request.user
        return self.render(
            "operations/own_data/erase",
            status=status,
            form=form,
            has_duty=erasures.has_duty(person),
            kept=erasures.kept_of(person),
        )


class Erased(PortalView):
    """Says that it is done, to whoever was signed in a moment ago."""

    rule = "operations.see_erased"

    def get(self, request):
        return self.render("operations/own_data/erased")

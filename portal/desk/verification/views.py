"""The pages on which anybody finds out whether a declaration or a certificate from us is real."""

import datetime

from django.conf import settings
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from forms.verify import VerifyCodeForm, VerifyFileForm
from portal import clock, large_requests, limits, permissions
from portal.date_formats import time_of_day
from portal.declarations import queries as declaration_queries
from portal.declarations.models import Signature
from portal.declarations.proof import evidence
from portal.declarations.receipt import queries as receipt_queries
from portal.desk.verification import answers, words
from portal.desk.verification.answers import Answer
from portal.knowledge.course import services as course_services
from portal.views import OpenPage, redirect

LOOK_UP_LIMIT = "60/h/key"  # enough for somebody who checks many papers; too few to find a code by guessing
COUNTS = {Answer.VALID, Answer.BEING_SEALED}
# Each costs more: it is read and its seal is computed.
FILE_LIMIT = limits.Limit("verify_file", 30, datetime.timedelta(hours=1))


class Answered(OpenPage):
    """Base of the pages with an answer. They are the same for everybody, save for the name of the signer."""

    rule = "declarations.verify"
    shows_others = True
    keeps_text = False

    def answer(self, judged, *, by_file):
        """The page with this answer. A check of a paper is noted, never whose it was."""
        about = judged.about
        if isinstance(about, Signature):
            evidence.note_check(about, answer=judged.answer, by_file=by_file)
            sees_name = permissions.allows(self.request.user, "declarations.view_signer", about)
            can_withdraw = about.withdrawn_at is None and permissions.allows(
                self.request.user, "declarations.withdraw_signature", about
            )
            values = {
                "title": declaration_queries.title_of(about.text, get_language()),
                "sees_name": sees_name,
                "recognised_by": declaration_queries.recognised_by(about) if sees_name else [],
                "renewed": declaration_queries.renewed_by(about),
                "unlike": declaration_queries.unlike_signatures(about) if can_withdraw else [],
                "confirm_by": receipt_queries.confirm_by(about) if judged.answer in COUNTS else None,
                "is_late": receipt_queries.is_late(about),
                "can_withdraw": can_withdraw,
            }
        elif about is not None:
            course_services.note_check(about, answer=judged.answer, by_file=by_file)
            values = {"sees_name": permissions.allows(self.request.user, "knowledge.view_certificate_holder", about)}
        else:
            values = {}
        return self.render(
            "desk/verification/answer",
            judged=judged,
            said=words.of(judged, by_file=by_file),
            about=about,
            is_signature=isinstance(about, Signature),
            by_file=by_file,
            form=VerifyCodeForm(),
            status=404 if judged.answer is Answer.UNKNOWN and not by_file else 200,
            **values,
        )


class Verify(OpenPage):
    """Asks for the verification code of a declaration or certificate. The form uses GET, so it sets no cookie."""

    rule = "declarations.verify"

    def get(self, request):
        form = VerifyCodeForm(request.GET if "code" in request.GET else None)
        if form.is_valid():
            return redirect("portal:verify_code", form.cleaned_data["code"])
        return self.render("desk/verification/code", form=form, form_errors=bool(form.errors))


class VerifyCode(Answered):
    """Judges the declaration or certificate with this code. All unknown codes get the same page."""

    def get(self, request, code):
        limits.count(request, "verify", LOOK_UP_LIMIT)
        return self.answer(answers.by_code(code), by_file=False)


@method_decorator(csrf_exempt, name="dispatch")  # checked below, once it is known that the request can be read
class VerifyFile(Answered):
    """Judges a file. One that is too large is refused before it is read."""

    refuses_large_requests = True

    def dispatch(self, request, *args, **kwargs):
        if large_requests.length(request) > settings.LARGEST_REQUEST:
            large_requests.drain(request)
            return self.too_large()
        return csrf_protect(super().dispatch)(request, *args, **kwargs)

    def get(self, request):
        return self.page(VerifyFileForm())

    def post(self, request):
        form = VerifyFileForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.page(form)
        try:
            limits.use(limits.Use(FILE_LIMIT, limits.network_of(request)))
        except limits.LimitReached as reached:
            return self.page(
                VerifyFileForm(), status=429, number=FILE_LIMIT.times, until=time_of_day(clock.local(reached.until))
            )
        file = form.cleaned_data["file"]
        return self.answer(answers.by_file(file.read()), by_file=True)

    def page(self, form, **values):
        return self.render("desk/verification/file", form=form, form_errors=bool(form.errors), **values)

    def too_large(self):
        self.case = None
        form = VerifyFileForm({}, {})
        form.errors["file"] = form.error_class([VerifyFileForm.TOO_LARGE])
        return self.page(form, status=413)

"""Reading, understanding and signing the declaration, and the receipt."""

import io
import math

from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.html import strip_tags
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from forms import declaration as asked
from portal import clock, fresh_code, mail
from portal.accounts import services as accounts
from portal.declarations import evidence, queries, services, witness
from portal.declarations.models import Signature
from portal.views import PortalView

WORDS_A_MINUTE = 180


class BeforeSigning(PortalView):
    """Base of the pages before signing. Somebody who has signed the version in force is sent to the receipt."""

    rule = "declarations.sign_declaration"
    gate = "declaration"

    def dispatch(self, request, *args, **kwargs):
        self.text = queries.text_in_force()
        if request.user.is_authenticated and self.text:
            signature = queries.signature_of(request.user)
            if signature and signature.text_id == self.text.pk:
                return redirect("portal:signed")
        return super().dispatch(request, *args, **kwargs)

    def rendered_text(self):
        return queries.render_text(self.text, get_language())


class Declaration(BeforeSigning):
    """The whole text to read."""

    def get(self, request):
        if self.text is None:
            return self.render("declarations/none")
        shown = self.rendered_text()
        evidence.note_shown(self.text, shown, by=request.user)
        words = len(strip_tags(shown.html).split())
        return self.render("declarations/read", shown=shown, minutes=math.ceil(words / WORDS_A_MINUTE))


class Understand(BeforeSigning):
    """Two questions to think about, with their answers. The reader answers nothing here."""

    def get(self, request):
        if self.text is None:
            return redirect("portal:declaration")
        questions = queries.content_in_language(self.text, get_language())["understanding"]
        return self.render("declarations/understand", questions=questions)


class Name(BeforeSigning):
    """Asks for the user's name where it is missing: a signature needs one."""

    def get(self, request):
        return self.render("declarations/name", form=asked.SignerNameForm())

    def post(self, request):
        form = asked.SignerNameForm(request.POST)
        if not form.is_valid():
            return self.render("declarations/name", form=form, form_errors=True)
        accounts.change_details(request.user, by=request.user, **form.cleaned_data)
        return redirect("portal:sign")


class Sign(BeforeSigning):
    """The promises to tick, and the button that signs."""

    needs_fresh_code = True

    def get(self, request):
        return self.redirect_if_not_ready() or self.page()

    def post(self, request):
        elsewhere = self.redirect_if_not_ready()
        if elsewhere:
            return elsewhere
        shown = self.rendered_text()
        # This is checked first: if another text is in force now, the ticks do not count for it.
        if request.POST.get("version") != shown.sha256:
            return self.show_changed_text()
        form = self.form(shown, request.POST)
        if not form.is_valid():
            return self.page(form=form, form_errors=True)
        try:
            services.sign(
                self.text,
                by=request.user,
                language=get_language(),
                shown_sha256=shown.sha256,
                promises=[name for name, ticked in form.cleaned_data.items() if ticked],
                methods=fresh_code.authentication_records(request),
            )
        except services.TextChanged:
            return self.show_changed_text()
        return redirect("portal:signed")

    def redirect_if_not_ready(self):
        """A redirect where there is no text, or the user has no name; None to stay."""
        if self.text is None:
            return redirect("portal:declaration")
        if not self.request.user.get_full_name():
            return redirect("portal:declaration_name")
        return None

    def show_changed_text(self):
        """The page with the text that is in force now, and status 409."""
        self.text = queries.text_in_force()
        return self.page(changed=True, status=409)

    def form(self, shown, data=None):
        not_ticked = _("Tick here before you sign: “%(promise)s”")
        promises = [(row["code"], row["text"], not_ticked % {"promise": row["text"]}) for row in shown.promises]
        return asked.SignForm(data, promises=promises)

    def page(self, form=None, **values):
        shown = self.rendered_text()
        return self.render(
            "declarations/sign",
            **{"shown": shown, "text": self.text, "form": form or self.form(shown), "now": clock.now(), **values},
        )


class Signed(PortalView):
    """The receipt."""

    rule = "declarations.sign_declaration"

    def get(self, request):
        signature = queries.signature_of(request.user)
        if signature is None:
            return redirect("portal:declaration")
        address = mail.address("portal:verify_code", signature.grouped_code)
        return self.render(
            "declarations/signed",
            signature=signature,
            title=queries.content_in_language(signature.text, signature.language)["title"],
            address=address,
            is_latest=signature.text == queries.text_in_force(),
            finding=witness.examine_one(signature),
            story=evidence.story_of(signature),
            times_checked=evidence.times_checked(signature),
        )


class Pdf(PortalView):
    """The signer's own copy, as a file to keep."""

    rule = "declarations.download_signature"

    def get_case(self):
        return get_object_or_404(self.visible(Signature.objects.all()), ref=self.kwargs["ref"])

    def get(self, request, ref):
        copy = services.read_copy(self.case)
        if copy is None:
            can_be_made = witness.can_be_copied(self.case)
            return self.render("declarations/pdf_being_made", again=bool(self.case.pdf_name), can_be_made=can_be_made)
        evidence.note_download(self.case, by=request.user)
        name = _("Declaration of confidentiality %(version)s.pdf") % {"version": self.case.text.version}
        return FileResponse(io.BytesIO(copy), as_attachment=True, filename=name, content_type="application/pdf")

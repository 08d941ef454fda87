"""Reading, understanding and signing the declaration, and the receipt."""

import io
import math

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from forms import declaration as asked
from portal import clock, identity, mail, organisation
from portal.accounts import services as accounts
from portal.declarations import queries, services
from portal.declarations.models import RecordedSignature, Signature
from portal.declarations.proof import evidence, witness
from portal.declarations.reading import queries as reading_queries
from portal.declarations.reading import services as reading_services
from portal.declarations.receipt import queries as receipt_queries
from portal.declarations.texts import comparison
from portal.declarations.texts import queries as text_queries
from portal.unreadable import Unreadable, get_or_404
from portal.views import PortalView
from portal.witness import UNREADABLE, Finding
from portal.wording import translated

WORDS_A_MINUTE = 180


class BeforeSigning(PortalView):
    """Base of the pages before signing. Somebody who has nothing left to sign is sent to the receipt.

    ``text`` is None where there is none to sign, or the one in force cannot be read.
    """

    rule = "declarations.sign_declaration"
    gate = "declaration"

    def dispatch(self, request, *args, **kwargs):
        self.text = None
        if request.user.is_authenticated:
            self.text = text_queries.text_to_sign(request.user)
            if self.text is None and queries.has_signed(request.user):
                return redirect("portal:signed")
            if self.text and not queries.is_readable(self.text):
                self.text = None
        return super().dispatch(request, *args, **kwargs)

    def rendered_text(self):
        return queries.render_text(self.text, get_language())

    def content(self):
        return queries.content_in_language(self.text, get_language())

    def promise_to_renew(self):
        """What the reader has signed of this text and is to renew: it has lapsed, or lapses soon; else None."""
        earlier = text_queries.promise_to_renew(self.request.user, self.text)
        return earlier if earlier and earlier.can_be_renewed else None


class ReadingPage(BeforeSigning):
    """Base of the pages about the text. Where there is none, they say so."""

    keeps_text = False

    def get(self, request, **kwargs):
        return self.show(**kwargs) if self.text else self.render("declarations/none")


class Declaration(ReadingPage):
    """The points in short, and the sections to go through."""

    def show(self):
        content, read = self.content(), reading_queries.sections_read(self.request.user, self.text)
        words = len(strip_tags(self.rendered_text().html).split())
        sections = [
            {
                "title": section["heading"],
                "href": reverse("portal:declaration_section", args=[number + 1]),
                "status": _("Read") if number in read else _("Not read yet"),
                "kind": "ok" if number in read else "",
            }
            for number, section in enumerate(content["section"])
        ]
        unread = reading_queries.first_unread(self.request.user, self.text)
        return self.render(
            "declarations/read",
            text=self.text,
            content=content,
            sections=sections,
            next=None if unread is None else unread + 1,
            has_begun=bool(read),
            minutes=math.ceil(words / WORDS_A_MINUTE),
            before=text_queries.last_signed(self.request.user, self.text),
            what_changed=translated(self.text.what_changed),
            renews=self.promise_to_renew(),
            withdrawn=queries.last_withdrawn(self.request.user),
        )


class Section(ReadingPage):
    """One section, first in short, with a button that says that it is read."""

    def number(self):
        """The section, counted from 0. Raises 404 where there is no such section."""
        if not 1 <= self.kwargs["number"] <= len(self.text.content["section"]):
            raise Http404
        return self.kwargs["number"] - 1

    def show(self, number):
        sections = self.content()["section"]
        return self.render(
            "declarations/section",
            section=sections[self.number()],
            number=number,
            count=len(sections),
            is_read=self.number() in reading_queries.sections_read(self.request.user, self.text),
            is_last=number == len(sections),
            version=self.text.version,
        )

    def post(self, request, number):
        if self.text is None:
            return redirect("portal:declaration")
        # The page of another version was open: its section is another one.
        if request.POST.get("version") != self.text.version:
            return self.render("declarations/changed", status=409)
        reading_services.read_section(self.text, self.number(), by=request.user)
        read = reading_queries.sections_read(request.user, self.text)
        unread = [place for place in range(len(self.text.content["section"])) if place not in read]
        if not unread:
            return redirect("portal:declaration_understand")
        following = [place for place in unread if place >= number] or unread
        return redirect("portal:declaration_section", following[0] + 1)


class WholeText(ReadingPage):
    """The whole text on one page, to read or print."""

    def show(self):
        shown = self.rendered_text()
        evidence.note_shown(self.text, shown, by=self.request.user)
        return self.render("declarations/whole", shown=shown)


class Changes(ReadingPage):
    """What differs from the text that the reader signed last."""

    def show(self):
        before = text_queries.last_signed(self.request.user, self.text)
        if before is None or not queries.is_readable(before):
            return redirect("portal:declaration")
        language = get_language()
        contents = [queries.content_in_language(one, language) for one in (before, self.text)]
        return self.render(
            "declarations/changes",
            before=before,
            text=self.text,
            parts=comparison.compare(*contents),
            language=language,
            what_changed=translated(self.text.what_changed),
        )


class Explain(ReadingPage):
    """Asks the coordinator to explain the text. While that waits: until when, and how to take it back."""

    def show(self):
        waiting = reading_queries.waiting_request(self.request.user)
        return self.render(
            "declarations/explain",
            waiting=waiting,
            explain_by=waiting and reading_queries.explain_by(waiting),
            is_late=bool(waiting) and reading_queries.is_late(waiting),
            explained_on=None if waiting else reading_queries.explained_on(self.request.user, self.text),
        )

    def post(self, request):
        if "take_back" in request.POST:
            waiting = reading_queries.waiting_request(request.user)
            if waiting:
                reading_services.withdraw_explanation(waiting, by=request.user)
                messages.success(request, _("You have taken it back. You can ask again whenever you like."))
        elif self.text:
            reading_services.ask_explanation(self.text, by=request.user)
        return redirect("portal:declaration_explain")


class Understand(BeforeSigning):
    """Two questions to think about, with their answers. The reader answers nothing here."""

    def get(self, request):
        if self.text is None:
            return redirect("portal:declaration")
        unread = reading_queries.first_unread(request.user, self.text)
        return self.render(
            "declarations/understand",
            questions=self.content()["understanding"],
            unread=None if unread is None else unread + 1,
        )


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
        elsewhere = self.redirect_if_not_ready() or self.redirect_if_not_proved()
        if elsewhere:
            return elsewhere
        evidence.note_shown(self.text, self.rendered_text(), by=request.user)
        return self.page()

    def post(self, request):
        if self.text is None:
            return redirect("portal:declaration")
        shown = self.rendered_text()
        # This is checked first: if another text is in force now, the ticks do not count for it.
        if request.POST.get("version") != shown.sha256:
            return self.show_changed_text()
        elsewhere = self.redirect_if_not_ready() or self.redirect_if_not_proved()
        if elsewhere:
            return elsewhere
        form = self.form(shown, request.POST)
        if not form.is_valid():
            return self.page(form=form, form_errors=True)
        try:
            services.sign(
                self.text,
                by=request.user,
                language=get_language(),
                shown_sha256=shown.sha256,
                shown_years=self.shown_years(),
                promises=[name for name, ticked in form.cleaned_data.items() if ticked],
                methods=identity.records(request),
            )
        except services.TextChanged:
            return self.show_changed_text()
        except services.YearsChanged:
            return self.page(years_changed=True, status=409)
        identity.forget(request)
        return redirect("portal:signed")

    def redirect_if_not_ready(self):
        """A redirect where there is no text, a section of it is not read, or the name is missing; None to stay."""
        if self.text is None:
            return redirect("portal:declaration")
        unread = reading_queries.first_unread(self.request.user, self.text)
        if unread is not None:
            messages.info(self.request, _("Go through every part of the text before you sign."))
            return redirect("portal:declaration_section", unread + 1)
        if not self.request.user.get_full_name():
            return redirect("portal:declaration_name")
        return None

    def redirect_if_not_proved(self):
        """A redirect where a proof of who signs is missing, which leads back here; None to stay."""
        missing = identity.missing(self.request)
        return redirect(missing.address(self.request.path)) if missing else None

    def show_changed_text(self):
        """The page that says that the text has changed and leads to reading it, with status 409."""
        return self.render("declarations/changed", status=409)

    def shown_years(self):
        """How many years the page that was posted said that a signature counts; None for good."""
        years = self.request.POST.get("years", "")
        return int(years) if years.isdecimal() and len(years) < 4 else None

    def form(self, shown, data=None):
        not_ticked = _("Tick here before you sign: “%(promise)s”")
        promises = [(row["code"], row["text"], not_ticked % {"promise": row["text"]}) for row in shown.promises]
        return asked.SignForm(data, promises=promises)

    def page(self, form=None, **values):
        shown = self.rendered_text()
        return self.render(
            "declarations/sign",
            **{"shown": shown, "text": self.text, "form": form or self.form(shown), "now": clock.now(), **values},
            years=organisation.current().declaration_years,  # what is shown is what is stored, so not from the cache
        )


class Signed(PortalView):
    """The receipt, or what the office has noted of a signature that was not given here: whichever is newer."""

    rule = "declarations.sign_declaration"

    def get(self, request):
        signed, some_unreadable = queries.read_signed_by(request.user)
        signature = queries.newest(signed)
        texts = text_queries.published()
        coverage = witness.examine_coverage(texts)
        to_sign = text_queries.text_to_sign(request.user, texts)
        withdrawn = queries.last_withdrawn(request.user) if to_sign else None
        if signature is None:
            if some_unreadable:
                raise Unreadable
            return redirect("portal:declaration")
        finding = witness.examine_signed([signature])[signature]
        finding.add(coverage[signature.text_id])
        if some_unreadable:
            finding.add(Finding([UNREADABLE]))
        if isinstance(signature, RecordedSignature):
            return self.render(
                "declarations/recorded",
                record=signature,
                renewed=queries.renewed_by(signature, signed),
                earlier=queries.newest(row for row in signed if isinstance(row, Signature)),
                is_latest=to_sign is None,
                withdrawn=withdrawn,
                finding=finding,
            )
        address = mail.address("portal:verify_code", signature.grouped_code)
        return self.render(
            "declarations/signed",
            signature=signature,
            title=queries.title_of(signature.text, signature.language),
            address=address,
            recognised_by=queries.recognised_by(signature),
            renewed=queries.renewed_by(signature, signed),
            is_latest=to_sign is None,
            withdrawn=withdrawn,
            confirm_by=receipt_queries.confirm_by(signature),
            is_late=receipt_queries.is_late(signature),
            finding=finding,
            story=evidence.story_of(signature),
            times_checked=evidence.times_checked(signature),
        )


class Pdf(PortalView):
    """The signer's own copy, as a file to keep. Where it is withdrawn or replaced, a page before it says so."""

    rule = "declarations.download_signature"

    def get_case(self):
        return get_or_404(self.visible(queries.to_examine(Signature.objects.filter(ref=self.kwargs["ref"]))))

    def back(self):
        return reverse("portal:signed")

    def get(self, request, ref):
        is_outdated = self.case.withdrawn_at or witness.is_replaced(self.case)
        if is_outdated and "likevel" not in request.GET:
            file = f"{request.path}?likevel=1"
            return self.render("declarations/outdated_copy", signature=self.case, file=file, back=self.back())
        copy = services.read_copy(self.case)
        if copy is None:
            return self.render(
                "declarations/pdf_being_made",
                again=bool(self.case.pdf_name),
                can_be_made=witness.can_be_copied(self.case),
                back=self.back(),
            )
        evidence.note_download(self.case, by=request.user)
        name = _("Declaration of confidentiality %(version)s.pdf")
        if self.case.withdrawn_at:
            name = _("Declaration of confidentiality %(version)s (withdrawn).pdf")
        name %= {"version": self.case.text.version}
        return FileResponse(io.BytesIO(copy), as_attachment=True, filename=name, content_type="application/pdf")

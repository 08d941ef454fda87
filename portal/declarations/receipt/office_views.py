"""The secretariat's pages about declarations that it has received: the list, one to confirm, and the copy."""

import contextlib
import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from forms.declaration import ReceiptsForm
from portal import clock
from portal.declarations import mails
from portal.declarations import queries as declaration_queries
from portal.declarations.models import Signature
from portal.declarations.proof import witness
from portal.declarations.receipt import queries, services
from portal.declarations.register import ticks
from portal.declarations.services import NameMissing
from portal.declarations.views import Pdf
from portal.unreadable import get_or_404, readable
from portal.views import PortalView

PER_PAGE = 50


class Receipts(PortalView):
    """Those that wait, the one that is due first on top; apart from them those that are not as they were signed."""

    rule = "declarations.confirm_receipt"
    shows_others = True

    def get(self, request):
        waiting = self.visible(queries.unconfirmed())
        page = Paginator(list(waiting.values_list("pk", flat=True)), PER_PAGE).get_page(request.GET.get("page"))
        found, unreadable = _examined(waiting, list(page))
        rows = [
            (signature, queries.confirm_by(signature), queries.is_late(signature))
            for signature, differences in found
            if not differences
        ]
        return self.render(
            "declarations/receipt/receipts",
            rows=rows,
            altered=[(signature, differences) for signature, differences in found if differences],
            late=sum(is_late for _signature, _day, is_late in rows),
            unreadable=len(unreadable),
            page=page,
        )


def _examined(rows, keys):
    """``([(signature, what is not as the event log says)], the keys of those that cannot be read)`` of these rows."""
    signatures, unreadable = readable(declaration_queries.to_examine(rows.filter(pk__in=keys)))
    found = witness.examine_signed(signatures)
    return [(signature, found[signature].differences) for signature in signatures], unreadable


class SeveralReceipts(PortalView):
    """Those that wait, to be confirmed with one press, and what the signers get."""

    rule = "declarations.confirm_receipt"
    shows_others = True
    needs_fresh_code = True

    def get(self, request):
        return self.page()

    def post(self, request):
        wanted = request.POST.getlist("signatures")
        if not wanted:
            return self.page(request.POST)
        rows = self.visible(Signature.objects.filter(ref__in=_refs(wanted)).order_by("signed_at", "pk"))
        found, _unreadable = readable(declaration_queries.to_examine(rows))
        if len(found) != len(set(wanted)):
            raise Http404
        try:
            number = services.confirm_receipts(found, by=request.user)
        except NameMissing:
            messages.warning(request, _("A confirmation needs your name. Write it here, and then confirm again."))
            return redirect("portal:my_data")
        except services.SomeCannotBeConfirmed as refused:
            left = [str(signature.ref) for signature in found if signature not in refused.signatures]
            return self.page(refused=refused.signatures, ticked=left, status=409)
        if number:
            text = ngettext(
                "You have confirmed that we have received %(count)d declaration.",
                "You have confirmed that we have received %(count)d declarations.",
                number,
            )
            messages.success(request, text % {"count": number})
        else:
            messages.info(request, _("You have confirmed these already."))
        return redirect("portal:receipts")

    def page(self, data=None, *, refused=(), ticked=None, status=200):
        """The page; ``ticked`` are the refs that have a tick (None: as the address says, ``ticks``)."""
        rows = self.visible(queries.unconfirmed())
        examined, _unreadable = _examined(rows, list(rows.values_list("pk", flat=True)[:PER_PAGE]))
        waiting = [signature for signature, differences in examined if not differences]
        choices = [(str(signature.ref), self.label(signature)) for signature in waiting]
        all_ticked = ticks.all_are_ticked(self.request)
        if ticked is None:
            ticked = [ref for ref, _label in choices] if all_ticked else []
        form = ReceiptsForm(data, choices={"signatures": choices}, initial={"signatures": ticked})
        name = self.request.user.get_full_name()
        return self.render(
            "declarations/receipt/several",
            status=status,
            form=form,
            form_errors=bool(form.errors),
            waiting=waiting,
            refused=[signature.signer_name for signature in refused],
            mail=mails.compose_receipt_confirmed(waiting[0], name) if waiting else None,
            all_ticked=all_ticked,
            other_way=ticks.other_way(self.request),
        )

    def label(self, signature):
        values = {"name": signature.signer_name, "version": signature.text.version}
        values["day"] = date_format(clock.local(signature.signed_at), "DATE_FORMAT")
        label = _("%(name)s: version %(version)s, signed on %(day)s") % values
        return f"{label}. {_('Late')}" if queries.is_late(signature) else label


def _refs(given):
    """What of these texts is a ``ref``."""
    found = []
    for text in given:
        with contextlib.suppress(ValueError):
            found.append(uuid.UUID(text))
    return found


class OneReceipt(PortalView):
    """A declaration, and the button that confirms that the organisation has it. Afterwards its copy."""

    rule = "declarations.confirm_receipt"
    shows_others = True
    needs_fresh_code = True
    can_be_read_without_code = True

    def get_case(self):
        rows = declaration_queries.to_examine(Signature.objects.filter(ref=self.kwargs["ref"]))
        return get_or_404(self.visible(rows))

    def get(self, request, ref):
        title = declaration_queries.title_of(self.case.text, get_language())
        waits = queries.is_unconfirmed(self.case)
        return self.render(
            "declarations/receipt/receipt",
            signature=self.case,
            title=title,
            confirm_by=queries.confirm_by(self.case) if waits else None,
            is_late=queries.is_late(self.case),
            renewed=declaration_queries.renewed_by(self.case),
            finding=witness.examine_one(self.case),
            code_first_url=self.code_first_url("confirm"),
        )

    def post(self, request, ref):
        try:
            services.confirm_receipt(self.case, by=request.user)
        except NameMissing:
            messages.warning(request, _("A confirmation needs your name. Write it here, and then confirm again."))
            return redirect("portal:my_data")
        except services.ConfirmedByAnother:
            text = _("%(name)s has confirmed it already. You need do nothing.")
            messages.info(request, text % {"name": self.case.confirmer_name})
        except services.CannotBeConfirmed:
            messages.warning(request, _("It is not confirmed: the signature counts no longer, or is not as it was."))
        else:
            messages.success(request, _("You have confirmed that we have received the declaration"))
        return redirect("portal:receipt", ref)


class ReceiptPdf(Pdf):
    """The organisation's copy of a declaration whose receipt is confirmed."""

    rule = "declarations.confirm_receipt"
    shows_others = True
    needs_fresh_code = True

    def get_case(self):
        confirmed = Signature.objects.filter(confirmed_at__isnull=False, ref=self.kwargs["ref"])
        return get_or_404(self.visible(declaration_queries.to_examine(confirmed)))

    def back(self):
        return reverse("portal:receipt", args=[self.case.ref])

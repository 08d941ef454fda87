"""Supporters without an activity that counts: the list, for the office and for a board, and writing to them."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from forms.message import MessageForm
from portal import clock, organisation, permissions
from portal.chapters.models import Chapter
from portal.reports.totals import inactive, queries, services
from portal.views import PortalView

ROWS_ON_A_PAGE = 25
# Words that thank and help. Nobody is blamed: many have done more than they have logged.
# ``fits`` says whom each of them fits.
TEXTS = {
    "logg": (
        gettext_lazy("Perhaps it is only not logged"),
        gettext_lazy(
            "Thank you for being %(role_supporter)s. In our lists we find no activity of yours in %(year)s that counts "
            "for the support from the state. Perhaps you have done more than we can see: a visit or a group is "
            "enough.\n\n"
            "If so, log it. It takes a minute. If you would rather tell us, get in touch, and we write it down for you."
        ),
    ),
    "leder": (
        gettext_lazy("By the office as leader"),
        gettext_lazy(
            "Thank you for leading with us. Through the office you are %(role_supporter)s too. The state counts you "
            "only if you have led an activity in %(year)s yourself, and we find none in our lists. A visit or a group "
            "that you led is enough.\n\n"
            "If you have done so, log it. It takes a minute. If you have led nothing yourself, you need not do "
            "anything. Get in touch with us if you wonder about something."
        ),
    ),
    "hjelp": (
        gettext_lazy("An offer of help"),
        gettext_lazy(
            "Thank you for being %(role_supporter)s. You mean something to those you meet.\n\n"
            "We see no activity of yours in %(year)s yet. Would you like help to begin, or somebody to do it with? Get "
            "in touch with us, and we find something that suits you. If you need a break, that is quite all right: "
            "tell us."
        ),
    ),
    "mangler": (
        gettext_lazy("Something is missing in what was logged"),
        gettext_lazy(
            "Thank you for what you have done in %(year)s, and for logging it. For it to count for the support from "
            "the state, something more has to be said of it. Your page of activities says what. It takes a minute.\n\n"
            "Get in touch with us if it is hard to find out of. We are glad to help."
        ),
    ),
}  # fmt: skip
FIRST, BY_OFFICE, HELP, INCOMPLETE = TEXTS


def fits(line):
    """The code of the text that fits an ``Inactive``."""
    if line.incomplete:
        return INCOMPLETE
    return BY_OFFICE if line.is_by_office else FIRST


class ListPage(PortalView):
    """Base class: a page about a base year, of the chapter in the address or of all."""

    rule = "reports.view_without_activity"
    shows_others = True

    def get_case(self):
        if not queries.FIRST_YEAR <= self.kwargs["year"] <= clock.today().year:
            raise Http404
        if "short_name" not in self.kwargs:
            if not permissions.allows(self.request.user, "reports.view_totals"):
                raise Http404
            return None
        return get_object_or_404(self.visible(Chapter.objects.all()), short_name=self.kwargs["short_name"])

    @property
    def county(self):
        asked = self.request.GET.get("fylke", "")
        return asked if self.case is None and asked in inactive.counties() else ""

    def shown(self, county):
        """The page of the list that the address names."""
        rows = inactive.without_activity(self.kwargs["year"], chapter=self.case, county=county)
        return Paginator(rows, ROWS_ON_A_PAGE).get_page(self.request.GET.get("page"))

    def address(self, name, **query):
        """The address of a page of the same list: ``without_activity`` or ``write_to``."""
        path = reverse(f"portal:{'chapter_' if self.case else ''}{name}", kwargs=self.kwargs)
        query = {key: value for key, value in query.items() if value}
        return f"{path}?{urlencode(query)}" if query else path


class WithoutActivity(ListPage):
    """Who has led no activity that counts, what they have logged that does not, and when they were written to."""

    def get(self, request, year, short_name=""):
        county = self.county
        page = self.shown(county)
        return self.render(
            "reports/totals/without",
            year=year,
            chapter=self.case,
            day=inactive.last_day_of(year),
            page=page,
            rows=inactive.in_words(list(page), year),
            county=county,
            counties=inactive.counties() if self.case is None else [],
            query=urlencode({"fylke": county}) if county else "",
            may_write=permissions.allows(request.user, "reports.write_without_activity", self.case),
            write_address=self.address("write_to", fylke=county, page=page.number if page.number > 1 else ""),
        )


class WriteTo(ListPage):
    """The message to those on one page of the list: the text, how it looks, and sending it."""

    rule = "reports.write_without_activity"

    def get(self, request, year, short_name=""):
        return self.page(self.form())

    def post(self, request, year, short_name=""):
        form = self.form(request.POST)
        action = request.POST.get("action")
        if not form.is_valid() or action not in ("see", "send"):
            return self.page(form, form_errors=bool(form.errors))
        if action == "see":
            return self.page(form, seen=form.cleaned_data)
        known = {str(one.ref): one.ref for one in self.people}
        refs = [known[ref] for ref in form.cleaned_data["to"]]
        sent = services.write_to(refs, form.cleaned_data["text"], year, by=request.user)
        text = ngettext("%(count)d message is on its way.", "%(count)d messages are on their way.", sent)
        messages.success(request, text % {"count": sent})
        if sent < len(refs):
            messages.info(request, _("Some had got one today already. They get no other before tomorrow."))
        return redirect(self.back())

    @cached_property
    def people(self):
        return list(self.shown(self.county))

    def back(self):
        return self.address("without_activity", fylke=self.county, page=self.request.GET.get("page", ""))

    @cached_property
    def fitting(self):
        """The text that fits each of those on the page who can be written to today: ``{ref: code}``."""
        rows = inactive.in_words(self.people, self.kwargs["year"])
        return {str(one.supporter.ref): fits(one) for one in rows if not one.was_written_today}

    def text(self):
        """The text that the address names; otherwise the one that fits the most of them."""
        code = self.request.GET.get("tekst", "")
        return code if code in TEXTS else max(TEXTS, key=list(self.fitting.values()).count)

    def form(self, data=None):
        """Those are ticked whom the text fits. The offer of help is for the same as the first one."""
        to = [(str(one.ref), f"{one.person}, {one.chapter}") for one in self.people if str(one.ref) in self.fitting]
        text = organisation.fill_in_words(TEXTS[self.text()][1], year=self.kwargs["year"])
        wanted = FIRST if self.text() == HELP else self.text()
        initial = {"text": text, "to": [ref for ref, code in self.fitting.items() if code == wanted]}
        return MessageForm(data, initial=initial, choices={"to": to}, words=organisation.message_words())

    def page(self, form, seen=None, form_errors=False):
        here = {"fylke": self.county, "page": self.request.GET.get("page", "")}
        return self.render(
            "reports/totals/write",
            year=self.kwargs["year"],
            chapter=self.case,
            form=form,
            form_errors=form_errors,
            seen=seen,
            names=[name for ref, name in form.fields["to"].choices if seen and ref in seen["to"]],
            chosen=self.text(),
            texts=[(code, name, self.address("write_to", **here, tekst=code)) for code, (name, _t) in TEXTS.items()],
            back=self.back(),
        )

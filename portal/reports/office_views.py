"""The secretariat's page about one report: approving it, or sending it back."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from forms.fields import parse_whole_number
from forms.report_changes import AnswerForm
from portal import organisation, permissions
from portal.reports import queries, services
from portal.reports.answering import returns
from portal.reports.answering.places import places_of
from portal.reports.attachments import parts
from portal.reports.models import ChapterReport
from portal.reports.reopening import queries as reopening_queries
from portal.reports.sections import behind
from portal.reports.sections import queries as section_queries
from portal.reports.signing import queries as signing_queries
from portal.reports.workflow import STATUS, State, status_of
from portal.reports.years import queries as year_queries
from portal.unreadable import found, get_or_404
from portal.views import PortalView

ANSWER = "reports.handle_report"


class ReportCase(PortalView):
    """Base class: a page of the secretariat about one report."""

    def get_case(self):
        rows = self.visible(ChapterReport.objects.select_related("chapter", "year", "attested_by", "first_signed_by"))
        place = {"year__base_year": self.kwargs["year"], "chapter__short_name": self.kwargs["short_name"]}
        return get_or_404(rows.filter(**place))

    def may(self, rule):
        """Whether this person may do this.

        Nobody answers a report that they have signed, first or second, now or before, nor one that they ask to open.
        """
        user = self.request.user
        return permissions.allows(user, rule, self.case) and not (
            (self.asked and self.asked.asked_by_id == user.pk) or user.pk in signing_queries.signed_by(self.case)
        )

    @cached_property
    def requests(self):
        """The requests to open it again."""
        return reopening_queries.requests_of(self.case)

    @property
    def asked(self):
        """The one of them that waits for an answer, or None."""
        return reopening_queries.waiting(self.requests)


class HandleReport(ReportCase):
    """One report, with the form for approving it or sending it back."""

    rule = "reports.view_for_answer"
    shows_others = True
    needs_fresh_code = True
    can_be_read_without_code = True

    def get(self, request, year, short_name):
        return self.page(self.form())

    def post(self, request, year, short_name):
        if not self.may_answer():
            raise PermissionDenied
        form = self.form(request.POST)
        if not form.is_valid():
            return self.page(form)
        self.case.version = parse_whole_number(request.POST.get("version")) or 0  # what was read
        if form.cleaned_data["verdict"] == "approve":
            services.approve(self.case, by=request.user)
            text = _("The report from %(chapter)s is approved.")
        else:
            words, places = form.cleaned_data["words"], form.cleaned_data["places"]
            services.return_(self.case, words, by=request.user, places=places)
            text = _("The report is sent back to %(chapter)s.")
        messages.success(request, text % {"chapter": self.case.chapter})
        return redirect("portal:handle_report", year=year, short_name=short_name)

    def may_answer(self):
        return self.may(ANSWER)

    def following(self):
        """The report of the same year that has waited longest for an answer; None while this one waits."""
        if self.case.state == State.SENT:
            return None
        rows = permissions.visible_to(ChapterReport.objects.filter(state=State.SENT), self.request.user, ANSWER)
        rows = reopening_queries.answerable_by(rows, self.request.user)
        rows = rows.filter(year=self.case.year).select_related("chapter").defer("numbers", "answers")
        return next(iter(found(rows.order_by("received_at"))), None)

    def reopening(self):
        """The requests to open it again, and whether this person may answer the one that waits."""
        may_answer = self.may("reports.reopen_report")
        return {"requests": self.requests, "waiting": self.asked, "may_answer": may_answer}

    def form(self, data=None):
        places = places_of(self.case.numbers) if self.case.numbers else []
        return AnswerForm(data, words=organisation.message_words(), places=places)

    def page(self, form):
        dates = year_queries.dates_of(self.case.chapter, self.case.year)
        return self.render(
            "reports/handle",
            report=self.case,
            chapter=self.case.chapter,
            year=self.case.year.base_year,
            status_name=STATUS[status_of(self.case.state, dates.is_past, dates.is_required)],
            form=form,
            form_errors=bool(form.errors),
            following=self.following(),
            may_answer=self.case.state == State.SENT and self.asked is None and self.may_answer(),
            asks_first=self.case.state == State.SENT and self.asked is not None,
            code_first_url=self.code_first_url("answer"),
            signers=signing_queries.signers(self.case, organisation.message_words()),
            numbers=self.case.numbers,
            reopening=self.reopening(),
            late=behind.late_activities(self.case),
            returns=returns.said_before(self.case),
            first_received=signing_queries.first_received(self.case, self.case) if self.case.received_at else None,
            lines=queries.kind_lines(self.case.numbers),
            total=queries.beside_total(self.case.numbers),
            supporters=queries.supporter_lines(self.case.numbers),
            facts=queries.facts_in_words(self.case.numbers),
            confirmed=section_queries.kept_in_words(self.case.numbers),
            against=queries.against_in_words(self.case.answers, self.case.year.base_year),
            sections=queries.answers_in_words(self.case, organisation.message_words()) if self.case.answers else [],
            parts=parts.sent(self.case, self.case.numbers),
        )

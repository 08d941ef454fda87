"""The page of one chapter and one base year, on which the others build."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property

from forms.annual_report import STEPS
from portal import clock, organisation, permissions
from portal.activities.double_entries import queries as double_entry_queries
from portal.chapters import queries as chapter_queries
from portal.chapters.models import Chapter, Office
from portal.chapters.register import queries as register_queries
from portal.reports import queries
from portal.reports.years import queries as year_queries
from portal.views import PortalView

FIRST, LAST = STEPS[0].key, STEPS[-1].key


class ChapterPage(PortalView):
    """Base class: a page about one chapter and one base year.

    The case is the chapter. ``self.report`` is None if nobody has begun the report.
    """

    rule = "reports.view_report"

    def get_case(self):
        self.year = year_queries.reporting_year(self.kwargs["year"])
        if self.year is None:
            raise Http404
        chapter = get_object_or_404(Chapter.objects.select_related("merged_into"), short_name=self.kwargs["short_name"])
        if self.is_before_the_end(chapter):
            raise Http404
        self.report = queries.report_for(chapter, self.year.base_year)
        self.dates = year_queries.dates_of(chapter, self.year)
        return chapter

    def is_before_the_end(self, chapter):
        """Whether the year is an earlier one of a chapter that was closed: its last board answers for the last two."""
        is_earlier = chapter.was_closed and self.year.base_year < chapter.ends.year - 1
        return is_earlier and not permissions.allows(self.request.user, "reports.view_for_answer")

    @property
    def acts_for_board(self):
        """Whether this person sends the report in the place of the board."""
        return self.may("submit_report") and not self.may("answer_for_report")

    def may(self, action):
        return permissions.allows(self.request.user, f"reports.{action}", self.case)

    @property
    def url_kwargs(self):
        return {"short_name": self.case.short_name, "year": self.year.base_year}

    @cached_property
    def message_words(self):
        return organisation.message_words()

    @cached_property
    def known(self):
        return queries.known_for(self.case, self.year.base_year)

    def shared_context(self):
        """The template context that all these pages share."""
        answers = register_queries.last_in_line(self.case)
        board = chapter_queries.answering_boards([answers.pk])[answers.pk]
        leaders = [office.person for office in board if office.kind == Office.Kind.CHAPTER_LEADER]
        return {
            "chapter": self.case,
            "answered_for_by": answers,
            "year": self.year.base_year,
            "report": self.report,
            "deadline": self.dates.last_day,
            "dates": self.dates,
            "opens": self.year.opens,
            "is_late": self.is_late,
            "senders": leaders,
            "others": len({office.person_id for office in board} - {person.pk for person in leaders}),
            "may_send": self.may("submit_report"),
        }

    @property
    def unanswered_doubles(self):
        """How many pairs of entries may be one activity, for those who can answer, until the report is sent."""
        is_open = (self.report is None or self.report.is_open) and self.may("answer_for_report")
        return double_entry_queries.unanswered_in(self.case, self.year.base_year) if is_open else 0

    @property
    def is_late(self):
        """Whether a report sent now would be late."""
        return not self.dates.is_on_time(clock.now(), self.report)

"""The secretariat's and coordinators' pages: the queue, candidates, the overview, the register, offices."""

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from forms.register import LastDayForm, OfficeForm
from portal import clock, desk_warnings, mail, organisation, permissions, to_do
from portal.accounts import queries as account_queries
from portal.accounts.address_changes import queries as address_change_queries
from portal.activities.totals import queries as total_queries
from portal.chapters import queries as chapter_queries
from portal.chapters import services as chapters
from portal.chapters.models import Chapter, Office
from portal.chapters.register.validation import Refused, check_office_days
from portal.declarations.to_do import EXPLANATIONS
from portal.desk import queries
from portal.moves import Stale
from portal.onboarding.review import queries as review_queries
from portal.supporters import queries as supporter_queries
from portal.supporters.pathway import sets, turns
from portal.views import PortalView

QUEUE_VIEWS = [  # of review_queries.saved_views; a chapter's own page has no view of the chapters
    ("alle", gettext_lazy("Everything that waits")),
    ("meg", gettext_lazy("Waiting for me")),
    ("forening", gettext_lazy("Waiting for %(the_chapter)s")),
    ("soker", gettext_lazy("Waiting for the applicant")),
    ("frist", gettext_lazy("Past the time")),
    ("ledig", pgettext_lazy("desk", "Not taken yet")),
    ("besvart", gettext_lazy("Answered or withdrawn")),
]
PER_PAGE = 25
OFFICES_PER_PAGE = 100
MAILS_SHOWN = 20


def queue_page(request, visible, views, counts, pathways=()):
    """The context of one page of a queue of applications, with the chosen view and the count of each view.

    ``views`` are the ``saved_views``, ``counts`` is how many each has. ``turns`` says whose turn it is, of the
    applications and of ``pathways``.
    """
    chosen = request.GET.get("visning", "alle")
    chosen = chosen if chosen in views else "alle"
    pages = Paginator(review_queries.rows_of_view(visible, views, chosen), PER_PAGE)
    pages.count = counts[chosen]  # it would count them once more
    page = pages.get_page(request.GET.get("page"))
    is_done = chosen == review_queries.ANSWERED_VIEW
    assignments = turns.Turns(pathways, [] if is_done else [row.person for row in page])
    return {
        "turns": assignments,
        "page": page,
        "lines": [] if is_done else review_queries.queue_rows(page, assignments),
        "done": review_queries.answered_rows(page) if is_done else [],
        "view": chosen,
        "counts": counts,
        "views": [(code, organisation.fill_in_words(label), counts[code]) for code, label in QUEUE_VIEWS],
    }


def undelivered_mails():
    """For the top of a page: warnings, and the mails that did not go out: the newest ones, how many there are."""
    found = mail.undelivered(clock.now())
    newest = found[:MAILS_SHOWN]
    count = found.count() if newest else 0
    return {"undelivered": newest, "undelivered_count": count, "warnings": desk_warnings.current()}


class Queue(PortalView):
    """The queue of applications that wait for an answer, oldest first."""

    rule = "desk.view_queue"
    shows_others = True

    def get(self, request):
        rows = queries.assessed_by(request.user)
        chapter = request.GET.get("lokalforening", "")
        known = {found.short_name: found for found in chapter_queries.active_chapters()}
        if chapter in known:
            rows = rows.filter(chapter=known[chapter])
        queue = {}
        if request.user.has_perm("onboarding.assess_application"):
            views = review_queries.saved_views(request.user, supporter_queries.all_categories())
            queue = queue_page(request, rows, views, review_queries.count_views(rows, views)[0])
        return self.render(
            "desk/queue",
            **queue,
            may_change_questions=request.user.has_perm("onboarding.change_questions"),
            may_set_letters=request.user.has_perm("onboarding.set_letter"),
            chapters=known.values(),
            chosen=chapter if chapter in known else "",
            **undelivered_mails(),
        )


class PeopleUnderWay(PortalView):
    """All candidates in the country and whose turn it is, those who began first at the top."""

    rule = "desk.view_on_the_way"
    shows_others = True

    def get(self, request):
        user, mine = request.user, request.GET.get("visning") == "meg"
        rows = queries.rows_of(user, sets.open_to(user)) if mine else sets.followed_by(user)
        page = Paginator(rows, PER_PAGE)
        page = page.get_page(request.GET.get("page"))
        return self.render(
            "desk/on_the_way",
            page=page,
            rows=queries.rows_on_the_way(sets.pathways_of_rows(page.object_list)),
            mine=mine,
            to_explain=to_do.waiting_in([EXPLANATIONS], to_do.Reader(user)) if mine else [],
        )


class Overview(PortalView):
    """Key numbers of the service."""

    rule = "desk.view_overview"

    def get(self, request):
        year = clock.today().year
        may_change = request.user.has_perm("desk.change_organisation")
        numbers, bars = queries.numbers(request.user, year), total_queries.bar_chart(year)
        return self.render(
            "desk/overview",
            numbers=numbers,
            year=year,
            reports_year=year - 1,
            bars=bars,
            may_change=may_change,
            **undelivered_mails(),
        )


class Register(PortalView):
    """Chapters, offices, and the way to a search for people."""

    rule = "desk.view_register"
    shows_others = True

    def get(self, request):
        by_place = (F("chapter__name").asc(nulls_first=True), "kind", "pk")  # the central ones first
        offices = chapter_queries.offices_held().select_related("person", "chapter").order_by(*by_place)
        return self.render(
            "desk/register",
            chapters=chapter_queries.active_chapters(),
            offices=Paginator(offices, OFFICES_PER_PAGE).get_page(request.GET.get("page")),
            may_change=request.user.has_perm("desk.give_office"),
            may_change_address=request.user.has_perm("accounts.change_address_of_another"),
            address_changes=address_change_queries.waiting(),
            barred={request.user.pk, *request.user.access.ties},
        )


class NewOffice(PortalView):
    """Give somebody an office: a form, and a page that shows whom it goes to before anything is given.

    ``seen`` is posted from the second page: the person who was shown there, or ``NOBODY``.
    """

    rule = "desk.give_office"
    shows_others = True
    needs_fresh_code = True
    NOBODY = "0" * 16

    def form(self, data=None):
        options = [(chapter.short_name, chapter.name) for chapter in chapter_queries.active_chapters()]
        choices = {"chapter": [("", _("None: a central office")), *options]}
        return OfficeForm(data, words=organisation.message_words(), choices=choices, today=clock.today())

    def get(self, request):
        return self.render("desk/new_office", form=self.form())

    def post(self, request):
        form = self.form(request.POST)
        if not form.is_valid():
            return self.render("desk/new_office", form=form, form_errors=True)
        values = form.cleaned_data
        person = account_queries.person_with_address(values["email"])
        if person and not permissions.allows(request.user, self.rule, person):
            form.add_error("email", _("You cannot give this person an office. Somebody else in the secretariat can."))
            return self.render("desk/new_office", form=form, form_errors=True)
        if request.POST.get("action") == "change":
            return self.render("desk/new_office", form=form)
        chapter = Chapter.objects.filter(short_name=values["chapter"]).first()
        try:
            check_office_days(values["starts"] or clock.today(), values["ends"], chapter)
        except Refused as refused:
            for name, sentence in refused.errors.items():
                form.add_error(name, sentence)
            return self.render("desk/new_office", form=form, form_errors=True)
        seen = request.POST.get("seen")
        if seen:
            try:
                office = self.give(values, chapter, None if seen == self.NOBODY else uuid.UUID(seen))
            except (Stale, ValueError):
                return self.check(form, person, chapter)
            messages.success(request, _("The office was given to %(name)s.") % {"name": office.person.get_full_name()})
            return redirect("portal:register")
        return self.check(form, person, chapter)

    def give(self, values, chapter, seen):
        told = {name: values[name] for name in ("given_name", "family_name", "starts", "ends")}
        return chapters.give_office_to(
            values["email"], values["kind"], chapter, seen=seen, by=self.request.user, **told
        )

    def check(self, form, person, chapter):
        """The page that shows whom the office goes to, with people of a similar name or address beside."""
        values = form.cleaned_data
        typed = f"{values['given_name']} {values['family_name']}"
        similar = account_queries.similar_people(typed, values["email"])
        held = chapter_queries.offices_of([*similar, *([person] if person else [])])
        name = (person and person.get_full_name()) or typed
        return self.render(
            "desk/check_office",
            form=form,
            person=person,
            offices=held[person.pk] if person else [],
            name=name,
            typed=typed if name != typed else "",
            email=values["email"],
            chapter=chapter,
            kind=values["kind"],
            starts=values["starts"],
            ends=values["ends"],
            similar=[(other, held[other.pk]) for other in similar],
            seen=str(person.ref) if person else self.NOBODY,
        )


class EndOffice(PortalView):
    """End an office, after a confirmation page. The permissions end at once, unless its last day is to come."""

    rule = "desk.give_office"
    shows_others = True
    needs_fresh_code = True

    def office(self):
        return get_object_or_404(Office.objects.select_related("person", "chapter"), ref=self.kwargs["ref"])

    def get(self, request, ref):
        return self.page(self.office(), LastDayForm())

    def post(self, request, ref):
        office, form = self.office(), LastDayForm(request.POST, today=clock.today())
        if not form.is_valid():
            return self.page(office, form)
        last_day = form.cleaned_data["last_day"]
        try:
            if last_day:
                check_office_days(office.starts, last_day, office.chapter)
        except Refused as refused:
            form.add_error("last_day", next(iter(refused.errors.values())))
            return self.page(office, form)
        chapters.end_office(office, by=request.user, last_day=last_day)
        return redirect("portal:register")

    def page(self, office, form):
        ending = supporter_queries.ends_with(office)
        return self.render("desk/end_office", office=office, ending=ending, form=form, form_errors=bool(form.errors))

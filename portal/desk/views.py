"""The pages that look across the rooms: my page, my chapter, the secretariat's desk."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from forms.contact import MyDetails
from forms.register import GiveOffice
from portal import clock, context, organisation, permissions
from portal.accounts import services as accounts
from portal.activities import queries as activities
from portal.chapters import queries as chapters
from portal.chapters import services as chapter_services
from portal.chapters.models import Chapter, Office
from portal.declarations import queries as declarations
from portal.desk import queries, way
from portal.knowledge import queries as knowledge
from portal.models import OutboxMail
from portal.onboarding import assess_queries, turn_queries
from portal.onboarding import queries as onboarding
from portal.reports import queries as reports
from portal.supporters import contact_queries, directory_queries
from portal.supporters import queries as supporters
from portal.supporters.workflow import State
from portal.views import PortalView, asked_for

PER_PAGE = 25


class MyPage(PortalView):
    """Whoever you are: what waits for you comes first."""

    rule = "desk.view_my_page"

    def get(self, request):
        person = request.user
        supporter = supporters.supporter_of(person)
        is_supporter = supporter is not None and supporter.state in (State.ACTIVE, State.PAUSED)
        ways = way.ways_of(person)
        offices = list(queries.chapters_of(person))
        return self.render(
            "desk/my_page",
            supporter=supporter,
            is_supporter=is_supporter,
            requests=list(contact_queries.requests_held_by(person)),
            to_place=contact_queries.unplaced().count() if person.has_perm("supporters.view_contact_queue") else None,
            is_listed=is_supporter and directory_queries.is_listed(person),
            wants_to_be_listed=is_supporter and directory_queries.wants_to_be_listed(person),
            year=activities.year_in_words(person, clock.today().year) if is_supporter else None,
            is_new=is_supporter and not activities.years_of(person),
            guide=f"{context.prefix()}veileder/",
            roles=[row.category for row in supporters.appointments_of(person)] if is_supporter else [],
            has_signed=is_supporter and declarations.signature_of(person) is not None,
            gatherings=activities.for_supporter(supporter)[:3] if is_supporter else [],
            ways=ways,
            done=sum(one.done for one in ways),
            all=sum(len(one.tasks) for one in ways),
            next=way.next_on(ways),
            may_say_no=any(one.can_end for one in ways),
            application=onboarding.current_of(person),
            happened=way.happened(person),
            chapters=offices,
            waiting=queries.waiting_for(person).count() if offices else 0,
            waiting_on_the_way=queries.wait_for_boards(person, offices) if offices else 0,
            contacts=_to_turn_to(supporter),
            is_staff=request.user.standing.is_staff,
            mails=OutboxMail.objects.filter(person=person.ref, secret=False).order_by("-created_at")[:10],
        )


def _to_turn_to(supporter):
    """Whom a supporter can talk with afterwards: their own contact first, then the coordinators."""
    own = [supporter.contact] if supporter and supporter.contact else []
    return list(dict.fromkeys([*own, *chapters.central_staff(Office.Kind.COORDINATOR)]))


class MyData(PortalView):
    """What is stored about me: see it, correct it, and see who has read it."""

    rule = "desk.view_my_data"

    def form(self, data=None):
        person = self.request.user
        names = ("given_name", "family_name", "phone_display")
        return MyDetails(data, initial={name.removesuffix("_display"): getattr(person, name) for name in names})

    def get(self, request):
        return self.page(self.form())

    def post(self, request):
        form = self.form(request.POST)
        if not form.is_valid():
            return self.page(form)
        accounts.change_details(request.user, by=request.user, **form.cleaned_data)
        return redirect(reverse("portal:my_data") + "?lagret=1")

    def page(self, form):
        person = self.request.user
        return self.render(
            "desk/my_data",
            form=form,
            form_errors=bool(form.errors),
            saved="lagret" in self.request.GET,
            application=onboarding.current_of(person),
            draft=onboarding.draft_of(person),
            entries=onboarding.entries_about(person),
            opened=turn_queries.told_about(person),
            supporter=supporters.supporter_of(person),
            signature=declarations.signature_of(person),
            test_passed=knowledge.passed_on(person),
            test_exceptions=knowledge.exceptions_of(person),
            attendances=knowledge.attendances_of(person),
            parts_done=knowledge.parts_done_by(person),
            course_read=knowledge.read_course_on(person),
            sessions=[line.course for line in knowledge.sessions_of(person)],
            certificates=knowledge.certificates_of(person),
            gatherings=[line.gathering for line in activities.sign_ups_of(person)],
            readings=person.readings.select_related("reader").order_by("-at")[:100],
            consents=person.consents.order_by("-given_at"),
        )


class MyChapters(PortalView):
    """The chapters in which I hold an office; with one, straight to it."""

    rule = "desk.view_my_chapters"

    def get(self, request):
        found = list(queries.chapters_of(request.user))
        if len(found) == 1:
            return redirect("portal:chapter", short_name=found[0].short_name)
        return self.render("desk/my_chapters", chapters=found)


class OneChapter(PortalView):
    """A chapter's desk: who waits, who is a supporter, how far the report is."""

    rule = "desk.view_chapter"
    shows_others = True

    def get_case(self):
        return get_object_or_404(self.visible(Chapter.objects.all()), short_name=self.kwargs["short_name"])

    def get(self, request, short_name):
        year = clock.today().year
        return self.render(
            "desk/chapter",
            **self.queue(),
            supporters=supporters.in_chapter(self.case),
            on_the_way=queries.rows_on_the_way(queries.on_the_way(request.user, self.case)),
            board=chapters.board_of(self.case),
            may_follow=request.user.has_perm("supporters.follow_supporter"),
            barred={request.user.pk, *request.user.standing.ties},
            may_appoint=self.may_appoint(),
            reports=[reports.status_line(self.case, base_year) for base_year in (year - 1, year)],
            logged=activities.count_in(year, self.case),
            gatherings=activities.planned_in(self.case)[:3],
            to_log=len(activities.held_in(self.case)),
            may_plan=permissions.allows(request.user, "activities.plan_gathering", self.case),
            year=year,
        )

    def may_appoint(self):
        """Whether there is anything that this reader can register somebody as here."""
        user = self.request.user
        offered = supporters.to_register(is_central=user.has_perm("supporters.view_category"))
        return bool(offered) and permissions.allows(user, "supporters.register_supporter", self.case)

    def queue(self):
        """The applications that the reader can answer here; nothing for those who answer none, or never get any."""
        rows = queries.assessed_by(self.request.user).filter(assessed_in=self.case)
        may_assess = self.request.user.has_perm("onboarding.assess_application")
        if not may_assess or not (assess_queries.are_assessed_locally() or rows.exists()):
            return {}
        return queue_page(self.request, rows)


def queue_page(request, visible):
    """One page of a queue of applications, seen as the address says, and how many each way of looking shows."""
    views = assess_queries.saved_views(request.user)
    chosen = request.GET.get("visning", "alle")
    chosen = chosen if chosen in views else "alle"
    page = Paginator(assess_queries.seen_through(visible, views, chosen), PER_PAGE).get_page(request.GET.get("page"))
    is_done = chosen == assess_queries.DONE
    return {
        "page": page,
        "lines": [] if is_done else assess_queries.lines(page),
        "done": assess_queries.done(page) if is_done else [],
        "view": chosen,
        "counts": assess_queries.count_views(visible, views),
    }


class Queue(PortalView):
    """The secretariat's one queue: whatever waits for an answer, oldest first."""

    rule = "desk.view_queue"
    shows_others = True

    def get(self, request):
        rows = queries.assessed_by(request.user)
        chapter = request.GET.get("lokalforening", "")
        known = {found.short_name: found for found in chapters.active()}
        if chapter in known:
            rows = rows.filter(chapter=known[chapter])
        may_assess = request.user.has_perm("onboarding.assess_application")
        return self.render(
            "desk/queue",
            **(queue_page(request, rows) if may_assess else {}),
            may_change_questions=request.user.has_perm("onboarding.change_questions"),
            may_set_letters=request.user.has_perm("onboarding.set_letter"),
            chapters=known.values(),
            chosen=chapter if chapter in known else "",
        )


class OnTheWay(PortalView):
    """Everybody on the way in the whole country, whoever began first first, with whose turn it is."""

    rule = "desk.view_on_the_way"
    shows_others = True

    def get(self, request):
        rows, mine = queries.on_the_way(request.user), request.GET.get("visning") == "meg"
        page = Paginator(queries.turn_of(request.user, rows) if mine else rows, PER_PAGE)
        page = page.get_page(request.GET.get("page"))
        return self.render("desk/on_the_way", page=page, rows=queries.rows_on_the_way(page.object_list), mine=mine)


class Overview(PortalView):
    """How the service is doing, in numbers and words."""

    rule = "desk.view_overview"

    def get(self, request):
        year = clock.today().year
        may_change = request.user.has_perm("desk.change_organisation")
        numbers, bars = queries.numbers(year), activities.bars(year)
        return self.render("desk/overview", numbers=numbers, year=year, bars=bars, may_change=may_change)


class Register(PortalView):
    """Chapters, who holds which office, and the people."""

    rule = "desk.view_register"
    shows_others = True

    def get(self, request):
        return self.page("")

    def post(self, request):
        return self.page(asked_for(request))

    def page(self, asked):
        offices = chapters.in_office().select_related("person", "chapter").order_by("chapter__name", "kind")
        return self.render(
            "desk/register",
            chapters=chapters.active(),
            offices=offices,
            asked=asked,
            people=self.people(asked) if asked else [],
            may_change=self.request.user.has_perm("desk.give_office"),
            barred={self.request.user.pk, *self.request.user.standing.ties},
        )

    def people(self, asked):
        """Each with the applications that this reader may open."""
        found = list(queries.people(asked))
        cases = assess_queries.cases_about(self.request.user, found)
        return [(person, cases[person.pk]) for person in found]


class NewOffice(PortalView):
    """Give somebody an office. The person need not have signed in before."""

    rule = "desk.give_office"
    needs_fresh_code = True

    def form(self, data=None):
        options = [(chapter.short_name, chapter.name) for chapter in chapters.active()]
        return GiveOffice(
            data, words=organisation.flat(), choices={"chapter": [("", _("None: a central office")), *options]}
        )

    def get(self, request):
        return self.render("desk/new_office", form=self.form())

    def post(self, request):
        form = self.form(request.POST)
        if not form.is_valid():
            return self.render("desk/new_office", form=form, form_errors=True)
        values = form.cleaned_data
        person = accounts.account_for(values["email"])
        if not permissions.allows(request.user, self.rule, person):
            form.add_error("email", _("You cannot give this person an office. Somebody else in the secretariat can."))
            return self.render("desk/new_office", form=form, form_errors=True)
        if not person.given_name:
            accounts.change_details(
                person, by=request.user, given_name=values["given_name"], family_name=values["family_name"]
            )
        chapter = Chapter.objects.filter(short_name=values["chapter"]).first()
        chapter_services.give_office(person, values["kind"], chapter, by=request.user, tell=True)
        messages.success(request, _("The office was given to %(name)s.") % {"name": person.get_full_name()})
        return redirect("portal:register")


class EndOffice(PortalView):
    """End an office: the rights are gone at the next page."""

    rule = "desk.give_office"
    shows_others = True
    needs_fresh_code = True

    def office(self):
        return get_object_or_404(Office.objects.select_related("person", "chapter"), ref=self.kwargs["ref"])

    def get(self, request, ref):
        office = self.office()
        return self.render("desk/end_office", office=office, ending=supporters.ends_with(office))

    def post(self, request, ref):
        chapter_services.end_office(self.office(), by=request.user)
        return redirect("portal:register")

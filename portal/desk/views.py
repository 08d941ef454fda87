"""Pages that show things from several rooms: my page, my data, my chapters, one chapter."""

import datetime
from itertools import starmap

from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from forms.contact import MyDetailsForm
from portal import clock, context, permissions, to_do
from portal.accounts import services as accounts
from portal.activities.gatherings import queries as gathering_queries
from portal.activities.repeating import queries as repeating_queries
from portal.activities.repeating import words as repeating_words
from portal.activities.totals import queries as total_queries
from portal.activities.totals.words import totals_in_words
from portal.calls import queries as call_queries
from portal.calls import words as call_words
from portal.calls.rota import queries as rota_queries
from portal.calls.tally import queries as tally_queries
from portal.chapters import queries as chapter_queries
from portal.chapters.models import Chapter, Office
from portal.declarations.reading import queries as reading_queries
from portal.desk import office_views, own_data, own_declaration, own_pathway, queries
from portal.knowledge.exam import queries as exam_queries
from portal.models import OutboxMail
from portal.onboarding import queries as onboarding_queries
from portal.onboarding.review import queries as review_queries
from portal.onboarding.workflow import FOR_APPLICANT
from portal.permissions import CENTRAL, Role
from portal.read_together import read_together
from portal.reports.years import queries as year_queries
from portal.reports.years import who_reports
from portal.supporters import queries as supporter_queries
from portal.supporters.directory import queries as directory_queries
from portal.supporters.pathway import sets
from portal.supporters.workflow import State
from portal.unreadable import found as readable_rows
from portal.views import PortalView

NEW_FOR = datetime.timedelta(days=90)  # how long somebody who has logged nothing is told what to begin with


class MyPage(PortalView):
    """The person's start page. What waits for them comes first."""

    rule = "desk.view_my_page"

    def get(self, request):
        person, reader = request.user, to_do.Reader(request.user)
        found = reader.once(sets.pathways_of_user, person)
        supporter = found.supporter
        is_supporter = supporter is not None and supporter.state in (State.ACTIVE, State.PAUSED)
        has_ended = supporter is not None and supporter.state == State.ENDED
        access, today = person.access, clock.today()
        roles = [row.category for row in found.in_force] if is_supporter else []
        rows = self.rows(person, supporter if is_supporter else None, roles)
        waiting = to_do.waiting_for(reader, *rows.values())
        pathways = reader.once(own_pathway.own_pathways, reader)
        may_apply = not (supporter or pathways or rows["offices"] or access.is_staff)
        answers = call_queries.answers_now(person)
        shift = rota_queries.next_later(person, reader.once(rota_queries.for_my_page, person)) if answers else None
        logged = total_queries.Logged(*rows["logged"][0]) if is_supporter else None
        own = reader.once(own_pathway.own_rows, reader)
        application = onboarding_queries.current_among(own.applications) if may_apply else None
        [standing] = starmap(reading_queries.Standing, rows["standing"])
        counts = any(one.has("declaration") for one in found.own if "declaration" in dict(one.category.steps))
        return self.render(
            "desk/my_page",
            to_do=waiting,
            with_us=[task for one in pathways for task in one.tasks if task.with_us],
            supporter=supporter,
            is_supporter=is_supporter,
            has_ended=has_ended and not pathways,
            may_apply=may_apply,
            is_listed=bool(rows.get("listings")),
            wants_to_be_listed=bool(rows.get("consents")),
            may_log=not is_supporter and permissions.allows(person, "activities.log_activity"),
            year=totals_in_words(today.year, logged) if logged and logged.any_lately else "",
            repeat=repeating_words.button(rows["last"]) if "last" in rows else None,
            is_new=is_supporter and not logged.any_lately and today < (supporter.since or today) + NEW_FOR,
            guide=f"{context.language_prefix()}veileder/",
            roles=roles,
            has_signed=is_supporter and (counts or standing.has_signed),
            gatherings=readable_rows(rows["gatherings"]) if is_supporter else [],
            pathways=pathways,
            may_say_no=any(one.can_end for one in pathways),
            application=application,
            answer=FOR_APPLICANT[application.state] if application else "",
            declaration=None if access.is_staff else own_declaration.own_declaration(person, found.own, standing),
            happened=own_pathway.history(rows["noted"], found.appointments),
            chapters=rows["offices"],
            contacts=_contacts_of(supporter, rows["coordinators"]) if is_supporter else [],
            is_central=bool(access.roles & CENTRAL.keys()),
            reports_year=today.year - 1,
            has_helplines=person.has_perm("calls.view_rota") and bool(call_queries.lines()),
            answers=answers,
            calls_this_month=call_words.this_month(len(readable_rows(rows["calls"]))) if answers else "",
            next_shift=call_words.shift(shift) if shift else "",
            keeps_tally=tally_queries.is_kept(),
            edits_pages=bool(access.roles & {Role.EDITOR, Role.ADMIN}),
            mails=rows["mails"],
        )

    def rows(self, person, supporter, roles):
        """What the page shows besides what waits, as querysets: they are read with what waits."""
        rows = {
            "offices": chapter_queries.chapters_of(person),
            "standing": reading_queries.standing_of(person),
            "noted": own_pathway.noted_about(person),
            "mails": OutboxMail.objects.filter(person=person.ref, secret=False).order_by("-created_at")[:10],
        }
        if call_queries.answers_now(person):
            rows["calls"] = call_queries.logged_this_month(person)
        if supporter:
            consents, listings = directory_queries.how_listed(person, roles)
            rows |= {
                "consents": consents,
                "listings": listings,
                "logged": total_queries.logged_by(supporter, clock.today().year),
                "last": repeating_queries.last_logged(person),
                "gatherings": gathering_queries.next_for_supporter(supporter),
                "coordinators": chapter_queries.central_offices(Office.Kind.COORDINATOR),
            }
        return rows


def _contacts_of(supporter, coordinators):
    """The people whom a supporter can contact: their own contact first, then the coordinators."""
    own = [supporter.contact] if supporter.contact else []
    return list(dict.fromkeys([*own, *(office.person for office in coordinators)]))


class MyData(PortalView):
    """What is stored about the person, who has read it, and a form to correct the details."""

    rule = "desk.view_my_data"

    def form(self, data=None):
        person = self.request.user
        names = ("given_name", "family_name", "phone_display", "postcode", "language")
        return MyDetailsForm(data, initial={name.removesuffix("_display"): getattr(person, name) for name in names})

    def get(self, request):
        return self.page(self.form())

    def post(self, request):
        posted = request.POST.copy()
        for name in ("postcode", "language"):  # a page from before they were asked for leaves them as they are
            posted.setdefault(name, getattr(request.user, name))
        form = self.form(posted)
        if not form.is_valid():
            return self.page(form)
        accounts.change_details(request.user, by=request.user, **form.cleaned_data)
        return redirect(reverse("portal:my_data") + "?lagret=1")

    def page(self, form):
        return self.render(
            "desk/my_data",
            form=form,
            form_errors=bool(form.errors),
            saved="lagret" in self.request.GET,
            **own_data.lists_of(self.request.user),
        )


class MyChapters(PortalView):
    """The chapters in which the person holds an office; redirects if there is only one."""

    rule = "desk.view_my_chapters"

    def get(self, request):
        found = chapter_queries.chapters_of(request.user)
        if len(found) == 1:
            return redirect("portal:chapter", short_name=found[0].short_name)
        return self.render("desk/my_chapters", chapters=found)


class OneChapter(PortalView):
    """A chapter's page for its board: the queue, supporters and candidates, reports, gatherings."""

    rule = "desk.view_chapter"
    shows_others = True

    def get_case(self):
        return get_object_or_404(self.visible(Chapter.objects.all()), short_name=self.kwargs["short_name"])

    def get(self, request, short_name):
        now = clock.now()
        years = clock.today().year - 1, clock.today().year
        self.categories, rules = supporter_queries.all_categories(), exam_queries.settings_rows()
        read_together(self.categories, rules)
        rows = {
            "gatherings": gathering_queries.of_chapter_now(self.case),
            "board": chapter_queries.active_offices().filter(chapter=self.case).select_related("person"),
            "supporters": supporter_queries.in_chapter(self.case),
            "years": year_queries.years_with_state(self.case, years),
            "decisions": year_queries.decisions_in_force().filter(chapter=self.case, year__base_year__in=years),
            "logged": total_queries.count_in_chapter(self.case, years[1]),
        }
        if request.user.has_perm("onboarding.assess_application"):
            exam_settings = exam_queries.settings_from(rules)
            self.views = review_queries.saved_views(request.user, self.categories, exam_settings)
            rows["counts"] = review_queries.counts_in(self.case, request.user, self.categories, exam_settings)
        on_the_way = sets.pathways_in(self.case, request.user, self.categories, *rows.values())
        queue = self.queue(rows["counts"][0], on_the_way) if "counts" in rows else {}
        gatherings = readable_rows(rows["gatherings"])
        return self.render(
            "desk/chapter",
            **queue,
            supporters=rows["supporters"],
            on_the_way=queries.rows_on_the_way(on_the_way, queue.get("turns")),
            board=chapter_queries.leaders_first(rows["board"]),
            may_follow=request.user.has_perm("supporters.follow_supporter"),
            barred={request.user.pk, *request.user.access.ties},
            may_appoint=self.may_appoint(),
            reports=year_queries.status_lines(rows["years"], rows["decisions"], self.own_years(years)),
            logged=rows["logged"][0],
            gatherings=[row for row in gatherings if row.starts_at > now][:3],
            to_log=sum(row.starts_at <= now for row in gatherings),
            may_plan=permissions.allows(request.user, "activities.plan_gathering", self.case),
            may_read=permissions.allows(request.user, "reports.view_report", self.case),
            year=years[1],
        )

    def own_years(self, years):
        """The years on which the chapter itself reports, and not the one that it became part of."""
        return [year for year in years if who_reports.told_by(self.case, year) is None]

    def may_appoint(self):
        """Whether the user can register somebody in any category in this chapter."""
        user = self.request.user
        is_central = user.has_perm("supporters.view_category")
        offered = supporter_queries.to_register(is_central=is_central, known=self.categories)
        return bool(offered) and permissions.allows(user, "supporters.register_supporter", self.case)

    def applications(self):
        """The applications to this chapter that the user may answer."""
        return queries.assessed_by(self.request.user).filter(assessed_in=self.case)

    def queue(self, counts, pathways):
        """The context of the queue; empty if this chapter has no applications and never gets any."""
        if not (review_queries.are_assessed_locally(self.categories) or any(counts.values())):
            return {}
        return office_views.queue_page(self.request, self.applications(), self.views, counts, pathways)

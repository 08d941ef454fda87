"""The board's pages about its chapter's gatherings: plan, change, cancel, log, and the list of sign-ups."""

import datetime
import uuid

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from forms.fields import parse_whole_number
from forms.gathering import AddSignUpForm, CancelGatheringForm, CopyGatheringForm, GatheringForm, LogGatheringForm
from portal import clock, organisation, permissions
from portal.activities import services as activities
from portal.activities.gatherings import queries, services
from portal.activities.log_page import LogActivityPage
from portal.activities.models import Gathering, SignUp
from portal.activities.workflow import State
from portal.chapters.models import Chapter
from portal.unreadable import found, get_or_404, only
from portal.views import PortalView, posted_token


class GatheringBoardPage(PortalView):
    """Base class of the board's pages about one gathering."""

    def get_case(self):
        rows = self.visible(queries.gatherings().select_related("chapter", "activity"))
        rows = rows.filter(chapter__short_name=self.kwargs["short_name"])
        return get_or_404(rows.filter(ref=self.kwargs["ref"]))

    def to_gathering(self):
        return redirect("portal:planned_gathering", short_name=self.case.chapter.short_name, ref=self.case.ref)


class Gatherings(PortalView):
    """A chapter's planned gatherings, and those that are to be logged.

    Of a chapter that has ended, the board that answers for it sees them, and logs those that were held.
    """

    rule = "activities.view_gatherings"

    def get_case(self):
        return get_object_or_404(self.visible(Chapter.objects.all()), short_name=self.kwargs["short_name"])

    def get(self, request, short_name):
        return self.render(
            "activities/gatherings/gatherings",
            coming=found(queries.planned_in(self.case)),
            to_log=found(queries.waiting_to_be_logged(self.case)),
            logged=found(queries.logged_in(self.case, clock.today().year)),
            may_plan=permissions.allows(request.user, "activities.plan_gathering", self.case),
        )


class NewGathering(Gatherings):
    """Plan a gathering. ``?copy=<ref>&weeks=<n>`` fills in the values of an earlier one, ``n`` weeks later."""

    rule = "activities.plan_gathering"

    def get(self, request, short_name):
        return self.page(
            GatheringForm(now=clock.local(clock.now()), words=organisation.message_words(), initial=self.initial()),
            uuid.uuid4(),
        )

    def post(self, request, short_name):
        token, form = (
            posted_token(request),
            GatheringForm(
                request.POST,
                now=clock.local(clock.now()),
                words=organisation.message_words(),
                initial=self.initial(),
            ),
        )
        if not form.is_valid():
            return self.page(form, token)
        earlier = Gathering.objects.filter(chapter=self.case, token=token).first()
        needs_notice = earlier is not None and queries.visitors_need_notice(earlier, form.values)
        try:
            gathering = services.plan_gathering(self.case, token=token, by=request.user, **form.values)
        except services.VisitorsOnList:
            return self.page(with_audience_error(form), token)
        except activities.TooLate:  # it began while this was sent
            form.add_error("begins", _("Choose a day and a time that have not been"))
            return self.page(form, token)
        show_saved_message(request, _("The gathering is planned."), needs_notice)
        return redirect("portal:planned_gathering", short_name=short_name, ref=gathering.ref)

    def page(self, form, token):
        return self.render(
            "activities/gatherings/plan", form=form, token=token, form_errors=bool(form.errors), chapter=self.case
        )

    def initial(self):
        weeks = parse_whole_number(self.request.GET.get("weeks"))
        try:
            ref = uuid.UUID(self.request.GET.get("copy", ""))
        except ValueError:
            return {}
        earlier = only(Gathering.objects.filter(chapter=self.case, ref=ref))
        if not earlier or not weeks or weeks > 52:
            return {}
        return initial_of(earlier, *queries.weeks_later(earlier, weeks)) | {"sign_up_by": ""}


def with_audience_error(form):
    """The form with an error on ``audience``: visitors on the list could not see a gathering for supporters."""
    form.add_error("audience", _("Somebody has signed up. Call this gathering off instead, and plan a new one"))
    return form


def show_saved_message(request, text, needs_notice):
    if needs_notice:
        messages.warning(
            request, _("The gathering is changed. Tell those on the list. This site sends them no e-mail.")
        )
    else:
        messages.success(request, text)


def initial_of(gathering, starts, ends):
    """The initial values of ``PlanGathering``. ``starts`` and ``ends`` are in Norwegian time."""
    same_day = starts.date() == ends.date()
    return {
        "title": gathering.title,
        "kind": gathering.kind,
        "day": _format_day(starts),
        "begins": f"{starts:%H.%M}",
        "ends": f"{ends:%H.%M}",
        "last_day": "" if same_day else _format_day(ends),
        "place": gathering.place,
        "is_on_screen": gathering.is_on_screen,
        "access": gathering.access,
        "target_groups": gathering.target_groups,
        "about": gathering.about,
        "audience": gathering.audience,
        "sign_up": "yes" if gathering.takes_sign_ups else "no",
        "places": gathering.places,
        "sign_up_by": _format_day(gathering.sign_up_by) if gathering.sign_up_by else "",
    }


def _format_day(day):
    return f"{day.day}.{day.month}.{day.year}"


class PlannedGathering(GatheringBoardPage):
    """One gathering with its list of sign-ups. Only this chapter's board sees it."""

    rule = "activities.view_sign_up"
    shows_others = True

    def get(self, request, short_name, ref):
        return self.render(
            "activities/gatherings/planned",
            lines=found(queries.sign_up_list(self.case)),
            deleted_after=queries.deleted_after(self.case),
            is_open=self.case.state == State.PLANNED,
            copy=CopyGatheringForm(),
        )


class ChangeGathering(GatheringBoardPage):
    """Change a gathering that has not begun."""

    rule = "activities.change_gathering"

    def get(self, request, short_name, ref):
        if not self.is_open():
            return self.to_gathering()
        return self.page(self.form(), self.case.version)

    def post(self, request, short_name, ref):
        form = self.form(request.POST)
        version = parse_whole_number(request.POST.get("version")) or 0
        if not form.is_valid():
            return self.page(form, version)
        needs_notice = queries.visitors_need_notice(self.case, form.values)
        try:
            services.change_gathering(self.case, version=version, by=request.user, **form.values)
        except services.VisitorsOnList:
            return self.page(with_audience_error(form), version)
        except activities.TooLate:
            messages.warning(request, _("The gathering has begun, so it was not changed."))
        else:
            show_saved_message(request, _("The gathering is changed."), needs_notice)
        return self.to_gathering()

    def form(self, data=None):
        moments = [clock.local(moment) for moment in (self.case.starts_at, self.case.ends_at)]
        now, words = clock.local(clock.now()), organisation.message_words()
        return GatheringForm(data, now=now, words=words, initial=initial_of(self.case, *moments))

    def is_open(self):
        return self.case.state == State.PLANNED and not self.case.has_begun

    def page(self, form, version):
        return self.render(
            "activities/gatherings/plan",
            form=form,
            version=version,
            form_errors=bool(form.errors),
            chapter=self.case.chapter,
        )


class CancelPlannedGathering(GatheringBoardPage):
    """Cancel a gathering, with a reason that is shown on its page."""

    rule = "activities.cancel_gathering"

    def get(self, request, short_name, ref):
        return self.page(CancelGatheringForm(), self.case.version)

    def post(self, request, short_name, ref):
        form = CancelGatheringForm(request.POST)
        version = parse_whole_number(request.POST.get("version")) or 0
        if not form.is_valid():
            return self.page(form, version)
        services.cancel_gathering(self.case, version=version, by=request.user, **form.cleaned_data)
        messages.success(request, _("The gathering is called off."))
        return self.to_gathering()

    def page(self, form, version):
        return self.render("activities/gatherings/cancel", form=form, version=version, form_errors=bool(form.errors))


class LogGathering(LogActivityPage):
    """Log a gathering as an activity: the activity form, filled in from the gathering."""

    rule = "activities.log_gathering"
    form_class = LogGatheringForm
    get_case = GatheringBoardPage.get_case

    def get(self, request, short_name, ref):
        if self.case.state != State.PLANNED or not self.case.has_begun:
            return self.not_now()
        return super().get(request)

    def post(self, request, short_name, ref):
        """The same form once more, when it is logged already, leads to its receipt; another one is refused by the
        service."""
        return super().post(request) if self.case.has_begun else self.not_now()

    def not_now(self):
        messages.warning(self.request, _("A gathering is logged once, when it has been held."))
        if not permissions.allows(self.request.user, "activities.plan_gathering", self.case.chapter):
            return redirect("portal:gatherings", short_name=self.case.chapter.short_name)
        return GatheringBoardPage.to_gathering(self)

    def save(self, token, values):
        return services.log_gathering(self.case, token=token, by=self.request.user, **values)

    def chapters(self):
        return [self.case.chapter]

    def may_log_of_no_chapter(self):
        return False

    def values(self, form):
        values = super().values(form)
        following = [values["day"] + datetime.timedelta(days=number) for number in range(1, queries.days(self.case))]
        return values | {"also_on": [day for day in following if day <= clock.today()]}

    def form_arguments(self):
        return {"days": queries.days(self.case), "signed_up": queries.visitors_signed_up(self.case)}

    def initial(self):
        starts = clock.local(self.case.starts_at)
        minutes = int((self.case.ends_at - self.case.starts_at).total_seconds() // 60)
        return super().initial() | {
            "kind": self.case.kind,
            "when": "other",
            "day": _format_day(starts),
            "minutes": minutes if queries.days(self.case) == 1 else None,
            "place": self.case.place,
        }


class AddSignUp(GatheringBoardPage):
    """The board puts somebody on the list who has called or said so."""

    rule = "activities.add_sign_up"
    shows_others = True

    def get(self, request, short_name, ref):
        return self.page(self.form(), uuid.uuid4()) if self.case.board_can_add else self.to_gathering()

    def post(self, request, short_name, ref):
        token, form = posted_token(request), self.form(request.POST)
        if not form.is_valid():
            return self.page(form, token)
        values = {name: form.cleaned_data[name] for name in ("name", "email", "phone")}
        try:
            line = services.add_sign_up(self.case, token=token, by=request.user, **values)
        except services.AlreadySignedUp:
            form.add_error("name", _("Somebody with this name and this number or address is on the list already"))
            return self.page(form, token)
        except services.SignUpClosed:
            messages.warning(request, _("This gathering takes no more sign-ups."))
        else:
            name = {"name": line.name}
            text = _("%(name)s is on the list.") if line.has_place else _("%(name)s is on the waiting list.")
            messages.success(request, text % name)
        return self.to_gathering()

    def form(self, data=None):
        return AddSignUpForm(data, words=organisation.message_words())

    def page(self, form, token):
        return self.render("activities/gatherings/add", form=form, token=token, form_errors=bool(form.errors))


class ToldSignUp(PortalView):
    """The board notes that a visitor who moved up knows it."""

    rule = "activities.tell_sign_up"
    shows_others = True

    def get_case(self):
        rows = self.visible(SignUp.objects.select_related("gathering__chapter"))
        return get_or_404(rows.filter(ref=self.kwargs["ref"]))

    def get(self, request, ref):
        return self.to_gathering()

    def post(self, request, ref):
        services.note_told(self.case, by=request.user)
        return self.to_gathering()

    def to_gathering(self):
        gathering = self.case.gathering
        return redirect("portal:planned_gathering", short_name=gathering.chapter.short_name, ref=gathering.ref)


class RemoveSignUp(PortalView):
    """The board removes somebody from the list, for example after a phone call or when the name is not real."""

    rule = "activities.remove_sign_up"
    shows_others = True

    def get_case(self):
        rows = self.visible(SignUp.objects.select_related("gathering__chapter", "person"))
        return get_or_404(rows.filter(ref=self.kwargs["ref"]))

    def get(self, request, ref):
        return self.render("activities/gatherings/remove")

    def post(self, request, ref):
        gathering = self.case.gathering
        services.withdraw_sign_up(self.case, by=request.user)
        messages.success(request, _("The name is off the list."))
        return redirect("portal:planned_gathering", short_name=gathering.chapter.short_name, ref=gathering.ref)

"""Logging an activity, undoing it, and seeing one's own activities."""

import uuid

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from forms.activity import ActivityForm
from forms.choices import ACTIVITY_KINDS, name_of
from forms.fields import parse_whole_number
from forms.readers import EARLIEST_YEAR
from portal import clock, organisation, permissions
from portal.activities import queries, services
from portal.activities.counting import verdict
from portal.activities.models import Activity
from portal.activities.words import reasons, warnings
from portal.chapters.models import Chapter
from portal.supporters.models import Supporter
from portal.supporters.workflow import State
from portal.views import PortalView, posted_token


class MyActivities(PortalView):
    """The activities that the person has logged or led, by year."""

    rule = "activities.view_activity"

    def get(self, request):
        this_year = clock.today().year
        years = sorted({this_year, *queries.years_of(request.user)}, reverse=True)
        asked = request.GET.get("aar", "")
        year = int(asked) if asked in map(str, years) else this_year
        rules = queries.rules_for(year)
        activities = list(queries.of_person(request.user, year))
        return self.render(
            "activities/mine",
            year=year,
            years=years,
            in_words=queries.totals_in_words(year, queries.totals(activities, rules)),
            rows=[
                {"activity": activity, "counts": found.counts, "reasons": reasons(found.reasons)}
                for activity, found in queries.with_verdicts(activities, rules)
            ],
            may_log=permissions.allows(request.user, "activities.log_activity"),
        )


class LogActivityPage(PortalView):
    """Log an activity. A likely duplicate is shown, and saved only after a confirmation.

    ``?aar=<year>``, from the annual report, is the year of a day that is written without one.
    """

    rule = "activities.log_activity"

    def get(self, request):
        return self.page(self.form(), uuid.uuid4())

    def post(self, request):
        token, form = posted_token(request), self.form(request.POST)
        if not form.is_valid():
            return self.page(form, token)
        values = self.values(form)
        same = {name: values[name] for name in ("kind", "day", "participants", "led_by")}
        earlier = queries.likely_duplicate(token=token, **same, by=request.user)
        if earlier and request.POST.get("action") != "anyway":
            return self.ask_about_duplicate(earlier, values, token)
        activity = self.save(token, values)
        return redirect("portal:logged_activity", ref=activity.ref)

    def save(self, token, values):
        return services.log(token=token, by=self.request.user, **values)

    def page(self, form, token):
        return self.render("activities/log", form=form, token=token, form_errors=bool(form.errors))

    def ask_about_duplicate(self, earlier, values, token):
        posted = self.request.POST.lists()
        technical = {"csrfmiddlewaretoken", "writer", "action", "token"}
        return self.render(
            "activities/duplicate",
            earlier=earlier,
            kind_name=organisation.fill_in_words(name_of(ACTIVITY_KINDS, values["kind"])),
            **{name: values[name] for name in ("day", "participants", "led_by", "chapter")},
            token=token,
            fields=[(name, value) for name, several in posted if name not in technical for value in several],
        )

    def form(self, data=None):
        choices = {
            "topics": organisation.topics(),
            "chapter": [(one.short_name, one.name) for one in self.chapters()],
        }
        leaders = self.leaders()
        if leaders:
            nobody = [("", _("Somebody else led it"))]
            choices["led_by"] = nobody + [(str(one.ref), str(one)) for one in leaders]
        words, today = organisation.message_words(), clock.today()
        year = parse_whole_number(self.request.GET.get("aar"))
        if year not in range(EARLIEST_YEAR, today.year + 1):
            year = None
        return ActivityForm(data, choices=choices, words=words, today=today, year=year, initial=self.initial())

    def initial(self):
        own = self.own_supporter()
        return {"led_by": str(own.ref) if own else ""}

    def chapters(self):
        return self.visible(Chapter.objects.filter(is_active=True))

    def own_supporter(self):
        """The person's ``Supporter`` row while they are active or paused, else None."""
        rows = Supporter.objects.filter(person=self.request.user, state__in=[State.ACTIVE, State.PAUSED])
        return rows.select_related("person").first()

    def leaders(self):
        """The supporters whom a board member can choose as leader: active ones of their chapters, and themselves."""
        chapters = self.visible(Chapter.objects.filter(is_active=True), "activities.log_for_chapter")
        active = Supporter.objects.filter(chapter__in=chapters, state=State.ACTIVE).select_related("person")
        found = list(active.order_by("person__family_name", "person__given_name"))
        own = self.own_supporter()
        return [own, *found] if found and own and own not in found else found

    def values(self, form):
        """The arguments of ``services.log``, from a valid form."""
        answered = form.cleaned_data
        chapters = {one.short_name: one for one in self.chapters()}
        [only] = chapters.values() if "chapter" not in form.fields else [chapters[answered["chapter"]]]
        leaders = {str(one.ref): one for one in self.leaders()}
        return {
            "kind": answered["kind"],
            "day": form.date,
            "chapter": only,
            "participants": answered["participants"],
            "minutes": answered["minutes"],
            "led_by": leaders.get(answered["led_by"]) if "led_by" in form.fields else self.own_supporter(),
            "topics": answered["topics"],
            "place": answered["place"],
            "note": answered["note"],
        }


class ActivityReceipt(PortalView):
    """Confirms that the activity is saved, and shows whether it counts."""

    rule = "activities.view_activity"

    def get_case(self):
        rows = self.visible(Activity.objects.select_related("chapter", "led_by__person", "logged_by"))
        return get_object_or_404(rows, ref=self.kwargs["ref"])

    def get(self, request, ref):
        found = verdict(self.case.facts, queries.rules_for(self.case.day.year))
        in_time = clock.now() - self.case.logged_at <= services.UNDO_WITHIN
        return self.render(
            "activities/logged",
            counts=found.counts,
            reasons=reasons(found.reasons),
            warnings=warnings(found.warnings),
            may_undo=in_time and permissions.allows(request.user, "activities.undo_activity", self.case),
        )


class Undo(PortalView):
    """Undo an activity that was just logged."""

    rule = "activities.undo_activity"

    def get_case(self):
        return get_object_or_404(self.visible(Activity.objects.all()), ref=self.kwargs["ref"])

    def get(self, request, ref):
        return redirect("portal:logged_activity", ref=ref)

    def post(self, request, ref):
        try:
            services.undo(self.case, by=request.user)
        except services.TooLate:
            messages.warning(request, _("It is more than ten minutes since you saved this, so it was not undone."))
        return redirect("portal:logged_activity", ref=ref)

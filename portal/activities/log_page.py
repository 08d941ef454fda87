"""The page that logs an activity.

Those that correct one, log a gathering, and tell beforehand whether it counts are built on it.
"""

import uuid

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from forms.activity import NO_CHAPTER, NO_CHAPTER_CHOICE, STATED_FIELDS, day_of_opening
from forms.choices import ACTIVITY_KINDS, name_of
from forms.dates import date_in_words
from forms.fields import parse_whole_number
from forms.readers import EARLIEST_YEAR
from forms.series import SeriesForm
from portal import clock, organisation, permissions
from portal.activities import queries, services
from portal.activities.base_years import queries as base_year_queries
from portal.activities.models import Activity
from portal.activities.presences.people import AsksWhoWasThere, may_name_others, named_in
from portal.activities.presences.services import NotSupporterThen
from portal.activities.repeating import queries as repeating_queries
from portal.activities.repeating import words as repeating_words
from portal.activities.statements import queries as statement_queries
from portal.activities.statements import services as statement_services
from portal.chapters.models import Chapter
from portal.views import PortalView, posted_token

MORNING = 5  # before that hour, “today” is most often meant as the day before: no day is chosen beforehand


class LogActivityPage(AsksWhoWasThere, PortalView):
    """Log an activity. A likely duplicate is shown, and saved only after a confirmation.

    ``?aar=<year>``, from the annual report, is the year of a day that is written without one. ``?gjenta=<ref>`` fills
    in the form like an activity that the person has logged.
    """

    rule = "activities.log_activity"
    form_class = SeriesForm

    def get(self, request):
        return self.page(self.form(), uuid.uuid4()) if self.places() else self.nowhere()

    def post(self, request):
        if not self.places():
            return self.nowhere()
        token, form = posted_token(request), self.form(request.POST)
        if not form.is_valid():
            return self.page(form, token)
        values = self.values(form)
        if form.errors:
            return self.page(form, token)
        same = {name: values[name] for name in ("kind", "participants")}
        days = {values["day"], *values["also_on"]}
        earlier = list(queries.likely_duplicates(token=token, days=days, **same, by=request.user))
        action, others = request.POST.get("action"), sorted(days - {row.day for row in earlier})
        if earlier and action == "others" and others:
            values |= {"day": others[0], "also_on": others[1:]}
        elif earlier and action != "anyway":
            return self.ask_about_duplicate(earlier, others, values, token)
        try:
            activity = self.save_all(form, token, values)
        except NotSupporterThen as refused:
            self.refuse_present(form, refused)
            return self.page(form, token)
        if form.is_sent_on_another_day:
            days = {"opened": date_in_words(form.opened), "day": date_in_words(form.date)}
            text = _("You opened the form on %(opened)s. So the day of the activity is saved as %(day)s.")
            messages.info(request, text % days)
        return redirect("portal:logged_activity", ref=activity.ref)

    def nowhere(self):
        """Nothing can be logged: all the chapters of the person are closed down."""
        return self.render("activities/nowhere")

    def save(self, token, values):
        return services.log(token=token, by=self.request.user, **values)

    @transaction.atomic
    def save_all(self, form, token, values):
        """Save the activity, and what was said of the whole year."""
        stated = stated_of_year(form)
        if stated is not None:
            statement_services.state_year(self.statement_year(), by=self.request.user, **stated)
        return self.save(token, values)

    def page(self, form, token):
        like = None
        if self.repeated and not form.is_bound:
            like = repeating_words.in_words(self.repeated, form.initial, self.places())
        of_no_chapter = "chapter" not in form.fields and self.may_log_of_no_chapter()
        errors = bool(form.errors)
        return self.render(
            "activities/log", form=form, token=token, form_errors=errors, like=like, of_no_chapter=of_no_chapter
        )

    def ask_about_duplicate(self, earlier, others, values, token):
        posted = self.request.POST.lists()
        technical = {"csrfmiddlewaretoken", "writer", "action", "token"}
        return self.render(
            "activities/duplicate",
            earlier=earlier[0],
            earlier_days=sorted({row.day for row in earlier}),
            others=others,
            kind_name=organisation.fill_in_words(name_of(ACTIVITY_KINDS, values["kind"])),
            **{name: values[name] for name in ("participants", "led_by", "chapter")},
            days=sorted({values["day"], *values["also_on"]}),
            token=token,
            fields=[(name, value) for name, several in posted if name not in technical for value in several],
        )

    def form(self, data=None):
        choices = {
            "kind": self.kinds(),
            "topics": organisation.topics(),
            "chapter": [(code, one.name if one else NO_CHAPTER_CHOICE) for code, one in self.places().items()],
            "present": self.present_choices(),
        }
        leaders = self.leaders()
        if leaders:
            choices["led_by"] = [("", _("Choose"))] + [(str(one.ref), str(one)) for one in leaders]
        words, today = organisation.message_words(), clock.today()
        form = self.form_class(
            data,
            choices=choices,
            words=words,
            today=today,
            year=self.year_asked_for(),
            initial=self.initial(),
            statement_year=self.statement_year(),
            first_year=self.first_year(),
            names_leader=self.may_log_of_no_chapter(),
            **self.form_arguments(),
        )
        if not may_name_others(self.request.user):
            del form.fields["present_elsewhere"]  # looking names up would tell who is a supporter
        return form

    def form_arguments(self):
        """What the form of a certain page needs besides."""
        return {}

    def first_year(self):
        return base_year_queries.first_open_year()

    def year_asked_for(self):
        year = parse_whole_number(self.request.GET.get("aar"))
        return year if year in range(EARLIEST_YEAR, clock.today().year + 1) else None

    def statement_year(self):
        """The year of which the person is asked to say something, or None where they have done so.

        A form that was opened on 31 December asks of that year also when it comes in January.
        """
        year = self.year_asked_for() or day_of_opening(self.request.POST, clock.today()).year
        if year not in base_year_queries.open_years() or statement_queries.has_said(self.request.user, year):
            return None
        return year

    def kinds(self):
        """The kinds that the person used last come first; as usual in a form about something that has its kind."""
        return repeating_queries.kinds_by_last_use(self.request.user) if self.case is None else ACTIVITY_KINDS

    @cached_property
    def repeated(self):
        """The activity that the form is filled in like, or None."""
        ref = self.request.GET.get("gjenta")
        return repeating_queries.to_repeat(self.request.user, ref) if ref and self.case is None else None

    def initial(self):
        like = {}
        if self.repeated:
            like = repeating_queries.answers_like(self.repeated, self.places(), self.supporters)
        return like | {"when": ""} if clock.local(clock.now()).hour < MORNING else like

    def chapters(self):
        return self.visible(Chapter.objects.filter(is_active=True))

    def places(self):
        """For what the person can log: ``{code: Chapter}``, and None for what belongs to no chapter."""
        places = {one.short_name: one for one in self.chapters() if one}
        return places | ({NO_CHAPTER: None} if self.may_log_of_no_chapter() else {})

    def may_log_of_no_chapter(self):
        of_none = Activity(logged_by=self.request.user)
        return permissions.allows(self.request.user, "activities.log_activity", of_none)

    @cached_property
    def supporters(self):
        """The supporters who can be named: those of the person's chapters, on any day of an open year.

        Somebody who has ended since can have led it. Whoever answers for what belongs to no chapter can also name those
        whom the secretariat has appointed.
        """
        return named_in(self.request.user, self.chapters())

    def leaders(self):
        """The others who can be named as leader."""
        return [one for one in self.supporters if one.person_id != self.request.user.pk]

    def present_offered(self):
        """Those who can be named as having taken part; also the person."""
        return self.supporters

    def values(self, form):
        """The arguments of ``services.log``, from a valid form."""
        answered = form.cleaned_data
        places = self.places()
        [only] = places.values() if "chapter" not in form.fields else [places[answered["chapter"]]]
        leader = self.leader(form, form.date)
        present = self.present_in(form, form.date, leader.get("led_by"))
        return {
            "kind": answered["kind"],
            "day": form.date,
            "also_on": [day for day in form.all_days if day != form.date],
            "chapter": only,
            "participants": answered["participants"],
            "minutes": answered["minutes"],
            **leader,
            "present": present,
            "supporters_present": self.supporters_present(form, present, leader.get("led_by")),
            "topics": answered["topics"],
            "place": answered["place"],
            "note": answered["note"],
            **{name: answered[name] for name in STATED_FIELDS},
        }


def stated_of_year(form):
    """What is said of the whole year, as the arguments of ``state_year``; None where nothing is answered."""
    said = form.cleaned_data.get("statement")
    if not said:
        return None
    return dict.fromkeys(STATED_FIELDS, True) if said == "yes" else {}

"""Who led an activity and who took part, as pages ask for it: whom somebody can name, and what a form says."""

import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from forms.activity import ME, SUPPORTER
from forms.dates import date_in_words
from portal import limits, organisation, permissions
from portal.activities.base_years import queries as base_year_queries
from portal.activities.models import Activity
from portal.activities.presences import queries
from portal.activities.presences.services import how_many
from portal.supporters import queries as supporter_queries

LOOK_UP_LIMIT = "30/h/key"  # forms with names: so few that nobody finds out who is a supporter by trying names
NOT_THEN = gettext_lazy(
    "%(name)s was not %(role_supporter)s on %(day)s, or was on a break. Take the name away, or look over the day"
)
NOBODY = gettext_lazy(
    "We do not find “%(name)s” as %(role_supporter)s on %(day)s, or several have that name. Look over the name, or "
    "take it away. You can add it later"
)


class AsksWhoTookPart:
    """Part of a page: ``present_in`` reads who took part, ``refuse_present`` shows why somebody cannot be named."""

    def present_choices(self):
        return [(str(one.ref), str(one)) for one in self.present_offered()]

    def present_in(self, form, day, led_by):
        """The supporters who are named in a valid form. It gets an error for each name that is nobody's.

        Names are looked up in all chapters. Whether somebody of that name was no supporter then, or several were, or
        nobody ever was, is answered alike.
        """
        offered = {str(one.ref): one for one in self.present_offered()}
        ticked = [offered[ref] for ref in form.cleaned_data.get("present", ())]
        written = self.called(form, "present_elsewhere", form.names_elsewhere, day)
        return queries.besides([*ticked, *written], led_by)

    def supporters_present(self, form, present, led_by):
        """How many supporters were there; None where that is not answered. Fewer than are named get an error."""
        answered = form.cleaned_data.get("supporters_present")
        named = how_many(led_by, present)
        if answered is not None and answered < named:
            text = ngettext(
                "%(count)d is named. Write how many were there in all, or empty the field",
                "%(count)d are named, with whoever led it. Write how many were there in all, or empty the field",
                named,
            )
            form.add_error("supporters_present", text % {"count": named})
        return answered

    def called(self, form, field, names, day):
        """The supporters of these names, which are written in this field of the form."""
        if not names:
            return []
        try:
            limits.count(self.request, "name_supporter", LOOK_UP_LIMIT)
        except limits.TooManyRequests:
            form.add_error(
                field,
                _("So many names were written here that we look up no more this hour. You can add them later"),
            )
            return []
        found, nobodys = queries.find(names, day)
        for name in nobodys:
            values = {"name": name, "day": date_in_words(day)}
            form.add_error(field, organisation.fill_in_words(NOBODY, **values))
        return found

    def refuse_present(self, form, refused):
        """Show ``services.NotSupporterThen`` at the field in which they are named."""
        is_ticked = str(refused.supporter.ref) in form.cleaned_data.get("present", ())
        values = {"name": str(refused.supporter), "day": date_in_words(refused.day)}
        text = organisation.fill_in_words(NOT_THEN, **values)
        form.add_error("present" if is_ticked else "present_elsewhere", text)


class AsksWhoWasThere(AsksWhoTookPart):
    """Part of a page: who led it and who took part."""

    def leader(self, form, day):
        """Who led it, as the arguments of the services. The form gets an error where a name is written and nobody's."""
        name = form.cleaned_data.get("led_by_name")
        if name and form.cleaned_data["leader"] == SUPPORTER:
            found = self.called(form, "led_by_name", [name], day)
            return {"led_by": found[0]} if found else {}
        return leader_of(form, self.request.user, self.leaders())


def may_name_others(user):
    """Whether this person is shown the names of supporters: whoever can log. Who has ended can not, and still corrects
    what they have logged themself."""
    return user.has_perm("activities.log_activity")


def named_in(user, chapters):
    """The supporters whom this person can name in an activity of one of these chapters; None is of no chapter.

    None for whoever sees no names (``may_name_others``).
    """
    if not may_name_others(user):
        return []
    first_day = datetime.date(base_year_queries.first_open_year(), 1, 1)
    is_office = permissions.allows(user, "activities.correct_activity", Activity())
    return list(supporter_queries.active_since(first_day, [one for one in chapters if one], also_central=is_office))


def leader_of(form, person, leaders):
    """Who led it, as the arguments of the services, from a form that this person has filled in; nobody, where that is
    not answered yet."""
    if {"leader", "led_by"} & form.errors.keys():
        return {"led_by": None, "led_by_another": False}
    answered = form.cleaned_data["leader"]
    if answered == SUPPORTER:
        return {"led_by": {str(one.ref): one for one in leaders}.get(form.cleaned_data.get("led_by"))}
    own = supporter_queries.supporter_of(person) if answered == ME else None
    return {"led_by": own, "led_by_another": own is None}


def answers_about_leader(person, leader, ref):
    """The answers of the form for what is stored: ``leader``, and the ``ref`` of ``led_by`` as text."""
    if leader != Activity.Leader.SUPPORTER:
        return {"leader": leader, "led_by": ""}
    own = supporter_queries.supporter_of(person)
    return {"leader": ME, "led_by": ""} if own and str(own.ref) == ref else {"leader": leader, "led_by": ref}

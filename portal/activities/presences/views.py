"""The part of the pages that log and correct which asks for the supporters who took part."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from forms.dates import date_in_words
from portal import limits, organisation
from portal.activities.presences import queries
from portal.activities.presences.services import how_many

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

"""A supporter's own pages: how they can be reached, for the list of a year, and the overview of a year to sign."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from forms.grant import GrantContactForm
from portal import clock
from portal.reports.grants import queries, services
from portal.reports.models import GrantContact
from portal.supporters.models import Supporter
from portal.views import PortalView

FIELDS = ("street", "postcode", "place", "phone", "email")


class OwnGrantContact(PortalView):
    """Address, phone and e-mail for the list of last year. What was said before is right with one press.

    It can be given after the freezing as well: then it is in the next version.
    """

    rule = "reports.give_grant_contact"

    def get_case(self):
        year, supporter = self.kwargs["year"], Supporter.objects.filter(person=self.request.user).first()
        if year != queries.year_to_ask() or supporter is None:
            raise Http404
        found = queries.contact_of(supporter, year)
        if found is None and not queries.led_last_year().filter(pk=supporter.pk).exists():
            raise Http404
        return found or GrantContact(supporter=supporter, base_year=year)

    def get(self, request, year):
        return self.page(GrantContactForm(initial=self.known()))

    def post(self, request, year):
        before = self.before()
        if "still_right" in request.POST and before:
            return self.keep({name: getattr(before, name) for name in FIELDS})
        form = GrantContactForm(request.POST)
        return self.keep(form.cleaned_data) if form.is_valid() else self.page(form)

    def keep(self, values):
        services.give_contact(self.case.supporter, self.case.base_year, by=self.request.user, **values)
        messages.success(self.request, _("Thank you. Your address is on the list for %(year)s.") % self.kwargs)
        return redirect("portal:my_page")

    def before(self):
        """What they said for an earlier year, where nothing is said for this one."""
        return None if self.case.pk else queries.contact_before(self.case.supporter, self.case.base_year)

    def known(self):
        row, person = self.case if self.case.pk else self.before(), self.request.user
        if row is None:
            return {"postcode": person.postcode, "phone": person.phone_display, "email": person.email}
        return {name: getattr(row, name) for name in FIELDS} | {"phone": row.phone_display}

    def page(self, form):
        return self.render(
            "reports/grants/contact",
            year=self.case.base_year,
            form=form,
            form_errors=bool(form.errors),
            before=None if form.is_bound else self.before(),
            kept_until=queries.kept_until(self.case.base_year),
        )


class OwnOverview(PortalView):
    """All that the person led or took part in, in a year, with the days: a page to print and sign."""

    rule = "reports.view_own_overview"

    def get_case(self):
        return get_object_or_404(Supporter.objects.select_related("person", "chapter"), person=self.request.user)

    def get(self, request, **kwargs):
        return overview_page(self)


def overview_page(view):
    """The overview of the supporter who is the case of a page."""
    year = view.kwargs["year"]
    if not queries.FIRST_YEAR <= year <= clock.today().year:
        raise Http404
    rows = queries.overview_of(view.case, year)
    return view.render(
        "reports/grants/overview",
        supporter=view.case,
        year=year,
        rows=rows,
        counting=sum(led and verdict.counts for _activity, led, verdict in rows),
        is_own=view.case.person_id == view.request.user.pk,
    )

"""The event log for whoever audits: by day, kind, person or case."""

import contextlib
import uuid

from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from forms.audit import AuditForm
from forms.fields import parse_whole_number
from portal import clock
from portal.accounts.models import User
from portal.desk.people import queries as people_queries
from portal.operations.audit import queries, services, words
from portal.views import PortalView, search_words

MOST_PEOPLE = 20


def _ref(text):
    with contextlib.suppress(ValueError):
        return uuid.UUID(text or "")
    return None


class Log(PortalView):
    """Fifty events at a time, the newest first. A name is looked for by POST; the addresses hold random ids alone."""

    rule = "operations.audit_events"
    shows_others = True
    keeps_text = False

    def post(self, request):
        asked = search_words(request)
        found = people_queries.shown(people_queries.search(asked)[:MOST_PEOPLE])
        return self.page({}, asked=asked, people=[row.person for row in found], is_search=True)

    def get(self, request):
        return self.page(request.GET)

    def page(self, chosen, **values):
        verbs = words.all_verbs()
        form = AuditForm(chosen or None, today=clock.today(), choices={"verb": [("", _("Everything")), *verbs]})
        picked = form.cleaned_data if form.is_bound and form.is_valid() else {}
        person, case = _ref(chosen.get("person")), _ref(chosen.get("case"))
        filters = {"person": person, "case": case}
        services.note_reading(by=self.request.user, **filters)
        before = parse_whole_number(chosen.get("before"))
        records, following = queries.page_of_log(
            day=picked.get("day"), kind=picked.get("verb") or "", before=before, **filters
        )
        people = queries.names_of({*words.refs_in(records), *filter(None, filters.values())})
        day = picked.get("day")
        typed = f"{day.day}.{day.month}.{day.year}" if day else ""
        kept = {"person": person, "case": case, "day": typed, "verb": picked.get("verb")}
        return self.render(
            "operations/audit/log",
            form=form,
            form_errors=bool(form.errors),
            lines=[self.line(record, people) for record in records],
            person=people.get(str(person)),
            person_ref=person,
            case_ref=case,
            following=urlencode({name: value for name, value in kept.items() if value} | {"before": following})
            if following
            else "",
            **values,
        )

    def line(self, record, people):
        event = record.event
        standing, colour = words.STANDINGS[record.standing]
        about = people.get(str(event.subject))
        return {
            "at": timezone.localtime(event.at) if event.at else None,
            "what": words.of_verb(event.verb),
            "by": people.get(str(event.actor)) if event.actor else None,
            "is_by_nobody": event.actor is None,
            "about": about if isinstance(about, User) else None,
            "case": event.subject,
            "details": words.of_details(record, people),
            "standing": standing,
            "colour": colour,
        }

"""The grant file in words, for the pages and the summary, in the active language."""

import datetime

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy

from forms.fields import format_number
from portal import organisation
from portal.reports.grants import comparison

NUMBERS = {
    "activity_days": gettext_lazy("Activity days"),
    "activities": gettext_lazy("Activities that count"),
    "left_out": gettext_lazy("Activities that are left out"),
    "participants": gettext_lazy("Participants in those that count"),
    "supporters": gettext_lazy("%(supporters)s on the list of 31 December"),
    "chapters": gettext_lazy("%(chapters)s that count"),
}
POINTS = {
    "chapters": gettext_lazy("%(chapters)s"),
    "supporters": gettext_lazy("%(supporters)s"),
    "activity_days": NUMBERS["activity_days"],
    "measures": gettext_lazy("Phone service and digital exchange"),
    "sum": gettext_lazy("All together"),
}
GAPS = {
    "reports_missing": gettext_lazy("Reports that have not come"),
    "reports_unanswered": gettext_lazy("Reports that wait for your answer"),
    "reports_open_again": gettext_lazy("Reports that are open again, taken as they were sent last"),
    "reports_unsigned": gettext_lazy("Reports that nobody has signed"),
    "reports_changed": gettext_lazy("Reports that are not as they were sent"),
    "addresses": gettext_lazy("On the list, and have not given their address"),
    "unjudged": gettext_lazy("Activities about which somebody has to say something"),
    "unreadable": gettext_lazy("Rows that cannot be read, and are left out"),
}
SECTIONS = {
    "activities": gettext_lazy("Activities"),
    "supporters": gettext_lazy("%(supporters)s"),
    "chapters": gettext_lazy("%(chapters)s"),
    "rules": gettext_lazy("The rules"),
    "measures": gettext_lazy("The measures"),
    "organisation": gettext_lazy("The name of the organisation"),
    "gaps": gettext_lazy("What is missing"),
}
WHAT = {
    comparison.ADDED: gettext_lazy("added"),
    comparison.REMOVED: gettext_lazy("removed"),
    comparison.CHANGED: gettext_lazy("changed"),
}
FIELDS = {
    "chapter": gettext_lazy("where it belongs"),
    "kind": gettext_lazy("the kind"),
    "name": gettext_lazy("the name"),
    "day": gettext_lazy("on which day it was"),
    "minutes": gettext_lazy("how long it lasted"),
    "participants": gettext_lazy("how many took part"),
    "leader": gettext_lazy("who led it"),
    "also": gettext_lazy("who else led it"),
    "address": gettext_lazy("the address"),
    "street": gettext_lazy("the address"),
    "postcode": gettext_lazy("the address"),
    "place": gettext_lazy("the address"),
    "phone": gettext_lazy("the phone number"),
    "email": gettext_lazy("the e-mail address"),
    "counts": gettext_lazy("whether it counts"),
    "listed": gettext_lazy("whether they are on the list"),
    "why": gettext_lazy("why it does not count"),
    "look_at": gettext_lazy("what is to be looked at"),
    "activities": gettext_lazy("how many activities count"),
    "municipality": gettext_lazy("the municipality"),
    "county": gettext_lazy("the county"),
    "conditions": gettext_lazy("what makes it count"),
    "elected_on": gettext_lazy("the election"),
    "term": gettext_lazy("the term"),
    "board": gettext_lazy("%(the_board)s"),
    "received": gettext_lazy("when the report came"),
    "signed_by": gettext_lazy("who signed the report"),
    "approved_by": gettext_lazy("who approved the report"),
    "approved_on": gettext_lazy("when the report was approved"),
    "evidence": gettext_lazy("what shows it"),
    "pictures": gettext_lazy("the pictures"),
    **GAPS,
}
MOST_SHOWN = 100  # of what differs; the files have all of it


def numbers(about):
    """Rows for ``components/summary_list.html``, each with its ``number`` as one."""
    return _rows(NUMBERS, about["totals"])


def points(about):
    """The same of the estimate."""
    return _rows(POINTS, about["estimate"])


def moved(before, after):
    """``[(what, number before, number now)]`` of the numbers that differ."""
    then = {row["key"]: row for row in numbers(before)}
    rows = [(then[row["key"]], row) for row in numbers(after)]
    return [(old["key"], old["value"], new["value"]) for old, new in rows if old["number"] != new["number"]]


def _rows(names, values):
    words = organisation.message_words()
    return [
        {"key": capfirst(str(name) % words), "value": format_number(values[code]), "number": values[code]}
        for code, name in names.items()
    ]


def day_of(text):
    """A day of the frozen copy; what is none, as it is."""
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return text


def gaps(about):
    """``[(what is missing, how many, names)]`` of what is missing; numbers of activities have no names."""
    found = []
    for code, name in GAPS.items():
        missing = about["gaps"].get(code)  # a version from before it was looked for does not say it
        if missing:
            names = missing if isinstance(missing, list) else []
            found.append((name, len(names) or missing, names))
    return found


def kinds(about):
    """Rows for ``components/table.html``."""
    return [[line["name"], line["counts"], line["left_out"], line["participants"]] for line in about["kinds"]]


def changes(differences):
    """What differs from the version before: ``{"counts": [text], "lines": [text], "more": how many are not shown}``."""
    words = organisation.message_words()

    def name_of(section):
        return capfirst(str(SECTIONS[section]) % words)

    counts = [
        f"{name_of(section)}: " + ", ".join(f"{number} {WHAT[what]}" for what, number in each.items() if number)
        for section, each in comparison.counts(differences)
    ]
    lines = []
    for line in differences[:MOST_SHOWN]:
        fields = list(dict.fromkeys(str(FIELDS.get(name, name)) % words for name in line["fields"]))
        title = " – ".join(part for part in (name_of(line["section"]), line["name"]) if part)
        lines.append(f"{title}: {WHAT[line['what']]}" + (f" ({', '.join(fields)})" if fields else ""))
    return {"counts": counts, "lines": lines, "more": max(0, len(differences) - MOST_SHOWN)}

"""What was changed of an activity, as text in the active language."""

import datetime

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forms.activity import ANOTHER, LEADER_CHOICES, STATED_FIELDS, SUPPORTER, ActivityForm
from forms.choices import ACTIVITY_KINDS, name_of
from forms.correction import reason_in_words
from portal import organisation
from portal.activities.models import OF_NO_CHAPTER, Correction
from portal.chapters.models import Chapter
from portal.supporters.models import Supporter
from portal.unreadable import readable

Kind = Correction.Kind
DONE = {
    Kind.CORRECT: gettext_lazy("Corrected"),
    Kind.SAY: gettext_lazy("Said afterwards"),
    Kind.STRIKE: gettext_lazy("Struck"),
    Kind.PUT_BACK: gettext_lazy("Put back"),
    Kind.MERGE: gettext_lazy("Two entries became one"),
}
LEADERS = {SUPPORTER: "%(a_supporter)s", ANOTHER: dict(LEADER_CHOICES)[ANOTHER]}
ROWS = {"chapter": Chapter, "led_by": Supporter}  # columns that name a row by its ``ref``; ``present`` names several


def history_in_words(corrections):
    """Each correction as ``{done, who, at, reason, because, changes}``; ``changes`` as ``changes_in_words`` gives.

    At most three queries for any number of corrections.
    """
    rows, unreadable = readable(corrections)
    names = _names_of_rows([row.changes for row in rows])
    told = [
        {
            "done": DONE[row.kind],
            "who": row.by,
            "at": row.at,
            "reason": organisation.fill_in_words(reason_in_words(row.reason)),
            "because": row.because,
            "changes": _changes(row.changes, names),
        }
        for row in rows
    ]
    return [*told, *({"done": _("A change that cannot be read")} for _row in unreadable)]


def said_in_words(activity):
    """What is said of this activity alone, as ``[{code, name, value}]``: each question with its answer."""
    said = {name: getattr(activity, name) for name in STATED_FIELDS}
    return [
        {"code": name, "name": _name(name), "value": _value(name, value, {})}
        for name, value in said.items()
        if value is not None
    ]


def changes_in_words(changes):
    """``{column: [before, after]}`` as ``[{name, before, after}]``."""
    return _changes(changes, _names_of_rows([changes]))


def _changes(changes, names):
    return [
        {"name": _name(column), "before": _value(column, before, names), "after": _value(column, after, names)}
        for column, (before, after) in changes.items()
        if column != "struck"
    ]


def _name(column):
    """The question that is asked about it, as on the form."""
    if column == "also_led_by":
        return _("Logged by others as well")
    if column == "supporters_present":
        return organisation.fill_in_words(_("How many %(supporters)s took part"))
    field = ActivityForm.base_fields.get(column)
    return organisation.fill_in_words(field.label) if field else column


def _value(column, value, names):
    """One value of a correction. Texts that people have written stand as they were written."""
    if column == "also_led_by":
        return ", ".join(names[key] for key in value if key in names) or _("nobody")
    if column == "present":
        return ", ".join(sorted(names.get(ref, ref) for ref in value)) or _("nobody")
    if column == "chapter" and value is None:
        return organisation.fill_in_words(OF_NO_CHAPTER)
    if value in (None, "", []):
        return _("nothing")
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if column == "day":
        return date_format(datetime.date.fromisoformat(value))
    if column == "leader":
        return capfirst(organisation.fill_in_words(LEADERS[value]))
    if column == "topics":
        known = dict(organisation.topics())
        return ", ".join(known.get(code, code) for code in value)
    if column == "kind":
        return organisation.fill_in_words(name_of(ACTIVITY_KINDS, value))
    return names.get(value, str(value)) if column in ROWS else str(value)


def _names_of_rows(several):
    """``{ref or key: name}`` of the chapters and supporters that the changes name."""
    found = {}
    for column, model in ROWS.items():
        refs = {value for changes in several for value in changes.get(column, []) if value}
        if model is Supporter:
            refs |= {ref for changes in several for value in changes.get("present", []) for ref in value}
        rows = model.objects.select_related("person") if model is Supporter else model.objects
        found |= {str(row.ref): str(row) for row in rows.filter(ref__in=refs)} if refs else {}
    keys = {key for changes in several for value in changes.get("also_led_by", []) for key in value}
    if keys:
        found |= {row.pk: str(row) for row in Supporter.objects.select_related("person").filter(pk__in=keys)}
    return found

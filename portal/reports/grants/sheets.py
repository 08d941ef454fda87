"""A frozen version as sheets of a spreadsheet: headings in bokmål, days as days, everything else as it was frozen.

A postcode stands together with its place, and a phone number has spaces: so no program takes them for numbers.
"""

import itertools

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from portal import clock, organisation
from portal.reports.grant_rules.countable import NO, NOT_SAID, YES
from portal.reports.grants import frozen, words


def sheets_of(row):
    """``[(title, heads, rows)]`` of a version, for ``portal.spreadsheet``. Raises ``frozen.NotAsFrozen``.

    The activities are read one at a time while a sheet is written.
    """
    known = {"supporters": [], "chapters": []}
    for section, value in frozen.rows_of(row, "about", *known):
        if section == "about":
            about = value
        else:
            known[section].append(value)
    with override("nb"):
        named = organisation.message_words()
        answers = {YES: _("yes"), NO: _("no"), NOT_SAID: _("not said")}
        yes_or_no = {True: answers[YES], False: answers[NO]}
        listed = [line for line in known["supporters"] if line["listed"]]
        day, kind, where = _("Day"), _("Kind of activity"), capfirst(named["chapter"])
        minutes, people, ref = _("Minutes"), _("Participants"), _("Reference")
        others = itertools.chain(
            _supporters_left_out(known["supporters"], capfirst(named["supporter"])),
            _chapters_left_out(known["chapters"], where),
        )
        return [
            (
                _("Activities"),
                [day, kind, where, minutes, people, _("Led by"), _("Address"), _("Phone"), _("Also led by"),
                 _("To be looked at"), ref],
                _activities(row),
            ),
            (
                _("Left out"),
                [_("What"), day, kind, where, minutes, people, _("Name"), _("Why"), ref],
                itertools.chain(_activities_left_out(row, _("Activity")), others),
            ),
            (
                capfirst(named["supporters"]),
                [_("Name"), _("Address"), _("Postcode and place"), _("Phone"), _("E-mail"), where,
                 _("Activities that count")],
                [_supporter(line) for line in listed],
            ),
            (
                capfirst(named["chapters"]),
                [_("Name"), _("Municipality"), _("County"), _("Counts"), _("Report received"),
                 _("At least five members"), _("Election within two years"), _("Finances of its own"),
                 _("Activity for members"), _("Elected"),
                 _("Term, in years"), capfirst(_("%(the_board)s on 31 December") % named), _("Signed by"),
                 _("Approved by"), _("Approved on"), _("Why not")],
                [_chapter(line, answers, yes_or_no) for line in known["chapters"]],
            ),
            (
                _("Measures"),
                [_("Measure"), _("Counts"), _("Evidence"), _("Picture"), _("The day that it shows"),
                 _("Confirmed by"), _("Confirmed on"), "SHA-256"],
                [row for line in about["measures"] for row in _measure(line, yes_or_no)],
            ),
            (_("Rules"), [_("About what"), _("Rule"), _("Source")], about["rules"]),
            (pgettext("sheet", "About the file"), [_("What"), _("Answer")], _about(row, about)),
        ]  # fmt: skip


def _of_activity(line):
    return [words.day_of(line["day"]), line["name"], line["chapter"], line["minutes"], line["participants"]]


def _activities(row):
    for _section, line in frozen.rows_of(row, "activities"):
        if line["counts"]:
            who = [line["leader"], line["address"], line["phone"], line["also"]]
            yield [*_of_activity(line), *who, line["look_at"], line["ref"]]


def _activities_left_out(row, what):
    for _section, line in frozen.rows_of(row, "activities"):
        if not line["counts"]:
            yield [what, *_of_activity(line), line["leader"], line["why"], line["ref"]]


def _supporters_left_out(lines, what):
    for line in lines:
        if not line["listed"]:
            yield [what, None, "", line["chapter"], None, None, line["name"], line["why"], line["ref"]]


def _chapters_left_out(lines, what):
    for line in lines:
        if not line["counts"]:
            yield [what, None, "", line["name"], None, None, "", line["why"], line["ref"]]


def _supporter(line):
    place = f"{line['postcode']} {line['place']}".strip()
    return [line["name"], line["street"], place, line["phone"], line["email"], line["chapter"], line["activities"]]


def _chapter(line, answers, yes_or_no):
    conditions = [answers[line["conditions"][code]] for code in ("members", "election", "finances", "activity")]
    return [
        line["name"],
        line["municipality"],
        line["county"],
        yes_or_no[line["counts"]],
        words.day_of(line["received"]),
        *conditions,
        words.day_of(line["elected_on"]),
        line["term"],
        line["board"],
        line["signed_by"],
        line["approved_by"],
        words.day_of(line["approved_on"]),
        line["why"],
    ]


def _measure(line, yes_or_no):
    """A row for the measure, and one for each of its pictures; a version from before they were kept has none."""
    yield [line["name"], yes_or_no[line["counts"]], line["evidence"], "", None, "", None, ""]
    for picture in line.get("pictures", []):
        day, confirmed = words.day_of(picture["shown_on"]), words.day_of(picture["confirmed_at"][:10])
        yield [line["name"], "", "", picture["name"], day, picture["confirmed_by"], confirmed, picture["sha256"]]


def _about(row, about):
    gaps = [
        line
        for name, number, names in words.gaps(about)
        for line in ([_("Missing: %(what)s") % {"what": name}, number], *(["", one] for one in names))
    ]
    points = [
        [_("Estimate of points: %(what)s") % {"what": line["key"]}, line["number"]] for line in words.points(about)
    ]
    return [
        [_("Organisation"), about["organisation"]],
        [_("Base year"), about["base_year"]],
        [_("Version"), row.number],
        [_("Frozen"), clock.local(row.frozen_at).strftime("%d.%m.%Y %H:%M")],
        [_("Frozen by"), str(row.frozen_by) if row.frozen_by else ""],
        [_("Why"), row.reason],
        ["SHA-256", row.sha256],
        *([line["key"], line["number"]] for line in words.numbers(about)),
        *points,
        *gaps,
        *([_("Changed: %(what)s") % {"what": text}, ""] for text in words.changes(row.changes)["counts"]),
    ]

"""The attachments that an organisation asks for, those of a report, and what is missing."""

from dataclasses import dataclass

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal import organisation
from portal.reports.grant_rules.keeping import last_year_over
from portal.reports.models import Attachment
from portal.unreadable import all_of
from portal.uploads import described
from portal.wording import translated

KEY = "attachments"  # in the numbers of a report that was sent


@dataclass(frozen=True)
class Gap:
    """Something without which the report cannot be sent: a sentence, and where to put that right."""

    text: str
    address: str


@dataclass(frozen=True)
class SentRow:
    """One line of what was sent. ``hint`` is a fact about it, such as the size of a file."""

    what: str
    text: str
    hint: str
    sha256: str
    address: str


@dataclass(frozen=True)
class Box:
    """A kind of attachment: its code, its name in the active language, and whether the report needs one."""

    code: str
    name: str
    required: bool


def boxes():
    """The attachments that the organisation asks its chapters for, by its preset."""
    rows = organisation.preset(organisation.current_cached().preset)["attachments"]
    return [Box(row["code"], translated(row["name"]), row["required"]) for row in rows]


def of_report(report):
    """The attachments that belong to the report as it is now, in the order in which they came.

    What shows or keeps them reads ``all_of`` these: a report is not sent without one that cannot be read.
    """
    return report.attachments.filter(removed_at__isnull=True).order_by("uploaded_at", "pk")


def was_sent(attachment):
    """Whether the report has been sent with it."""
    received = attachment.report.received_at
    return received is not None and attachment.uploaded_at <= received


def missing(report):
    """The boxes that are required and empty."""
    asked = boxes()
    if not any(box.required for box in asked):
        return []
    filled = set(of_report(report).values_list("box", flat=True))
    return [box for box in asked if box.required and box.code not in filled]


def gaps(report):
    address = reverse("portal:report_attachments", args=[report.chapter.short_name, report.year.base_year])
    text = _("An attachment is missing: %(name)s")
    return [Gap(text % {"name": box.name}, f"{address}#{box.code}") for box in missing(report)]


def task(short_name, base_year, report, linked):
    """A row for components/task_list.html, a link where ``linked``; None where no attachments are asked for.

    ``report`` is None where nobody has begun it.
    """
    asked = boxes()
    if not asked:
        return None
    number = of_report(report).count() if report else 0
    is_complete = not missing(report) if report else not any(box.required for box in asked)
    if is_complete and number:
        status = ngettext("%(count)d file", "%(count)d files", number) % {"count": number}
    else:
        status = _("Can be left out") if is_complete else _("Not filled in yet")
    return {
        "title": _("Attachments"),
        "href": reverse("portal:report_attachments", args=[short_name, base_year]) if linked else "",
        "status": status,
        "kind": "ok" if is_complete and number else "",
    }


def as_sent(report):
    """What is kept of the attachments with a report that is sent: plain values, with the name of the box as it is."""
    names = {row["code"]: row["name"] for row in organisation.preset(organisation.current().preset)["attachments"]}
    return [
        {**described(row), "box": row.box, "what": names.get(row.box, {"nb": row.box})}
        for row in all_of(of_report(report))
    ]


def sent_entry(report, attachment):
    """What the report says of this attachment, as it was sent last; None where it was not sent with it."""
    entries = report.numbers.get(KEY, [])
    return next((entry for entry in entries if entry["ref"] == str(attachment.ref)), None)


def sent_rows(report, numbers):
    place = [report.chapter.short_name, report.year.base_year]
    return [
        SentRow(
            what=translated(entry["what"]),
            text=entry["name"],
            hint=filesizeformat(entry["size"]),
            sha256=entry["sha256"],
            address=reverse("portal:report_attachment", args=[*place, entry["ref"]]),
        )
        for entry in numbers.get(KEY, [])
    ]


def to_forget():
    """Attachments of base years of which nothing has to be shown any more."""
    return Attachment.objects.filter(report__year__base_year__lte=last_year_over())

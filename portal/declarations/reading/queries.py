"""Queries about what somebody has read of a version, and whether they asked to have it explained."""

from portal.declarations.models import ExplanationRequest, SectionRead


def sections_read(person, text):
    """The numbers of the sections of this version that the person has been through, counted from 0."""
    return set(SectionRead.objects.filter(person=person, text=text).values_list("section", flat=True))


def first_unread(person, text):
    """The number of the first section that the person has not been through; None where there is none left."""
    read = sections_read(person, text)
    return next((number for number in range(len(text.content["section"])) if number not in read), None)


def explanation_asked(person, text):
    """The person's ``ExplanationRequest`` about this version, or None."""
    return ExplanationRequest.objects.filter(person=person, text=text).first()


def read_by(person):
    """``[(version, number of sections, when the last was read)]`` of all that the person has read, the newest first."""
    found = {}
    for row in SectionRead.objects.filter(person=person).select_related("text").order_by("-text", "read_at"):
        number = found.get(row.text.version, (0, None))[0]
        found[row.text.version] = (number + 1, row.read_at)
    return [(version, number, at) for version, (number, at) in found.items()]

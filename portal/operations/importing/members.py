"""A row about a member of the organisation: the membership is confirmed."""

from collections.abc import Iterable

from portal import spreadsheet
from portal.chapters import services as chapters
from portal.chapters.models import Membership
from portal.operations.importing.officers import person_cells
from portal.operations.importing.run import Run, Values


def take(values: Values, run: Run) -> tuple[str, list[str]]:
    """Take in one row. Returns ``(how it stood, what is to be said)``. Raises ``Cannot``."""
    taken = run.person(values)
    if not Membership.objects.filter(person=taken.person).exists():
        run.check_impartial(taken.person)
        chapters.confirm_membership(taken.person, by=run.by)
        taken.is_new()
    return taken.standing, taken.says


def rows() -> Iterable[dict[str, spreadsheet.Value]]:
    for membership in Membership.objects.select_related("person").order_by("person__family_name", "pk"):
        yield person_cells(membership.person)

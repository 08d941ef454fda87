"""A row about an office, on a board or central: given where the person has it not, else its days are corrected."""

from collections.abc import Iterable

from django.db.models import F
from django.utils.translation import gettext as _

from forms.dates import date_in_words
from forms.phones import format_phone
from portal import clock, spreadsheet
from portal.chapters import queries as chapter_queries
from portal.chapters import services as chapters
from portal.chapters.models import Office
from portal.chapters.register import services as register_services
from portal.chapters.register import validation
from portal.operations.importing.run import Cannot, Run, Values, changed

WORDS = {
    Office.Kind.CHAPTER_LEADER: "leder",
    Office.Kind.BOARD_MEMBER: "styremedlem",
    Office.Kind.COORDINATOR: "koordinator",
    Office.Kind.SECRETARIAT: "sekretariat",
}


def take(values: Values, run: Run) -> tuple[str, list[str]]:
    """Take in one row. Returns ``(how it stood, what is to be said)``. Raises ``Cannot`` and ``Refused``.

    An empty last day says nothing of one that is known. Whoever gets a central office can read much: the others of the
    secretariat and the administrators are told (``Run.given``).
    """
    chapter = run.chapter(values["chapter"]) if values["kind"] in Office.IN_A_CHAPTER else None
    starts, ends = values["starts"], values["ends"]
    validation.check_office_days(starts, ends, chapter)
    taken = run.person(values)
    held = chapter_queries.offices_between(starts, ends).filter(person=taken.person, chapter=chapter)
    found = list(held.filter(kind=values["kind"]).order_by("starts"))
    if not found:
        run.check_impartial(taken.person)
        office = chapters.give_office(taken.person, values["kind"], chapter, by=run.by, starts=starts, ends=ends)
        run.given.append(office)
        taken.is_new()
        return taken.standing, taken.says
    if len(found) > 1:
        raise Cannot(
            {"starts": _("The person has had this office several times in these days. Correct them one by one.")}
        )
    office = found[0]
    ends = ends or office.ends
    for name, now, ours in ((_("First day"), office.starts, starts), (_("Last day"), office.ends, ends)):
        if now != ours:
            run.check_impartial(taken.person)
            taken.differs(changed(name, now and date_in_words(now) or "", ours and date_in_words(ours) or ""))
    register_services.correct_office(office, starts=starts, ends=ends, seen=(office.starts, office.ends), by=run.by)
    return taken.standing, taken.says


def rows() -> Iterable[dict[str, spreadsheet.Value]]:
    """Every office that is not over, or is to come: those on boards first."""
    offices = Office.objects.exclude(ends__lt=clock.today()).select_related("person", "chapter")
    for office in offices.order_by(F("chapter__name").asc(nulls_last=True), "kind", "pk"):
        yield {
            **person_cells(office.person),
            "kind": WORDS[Office.Kind(office.kind)],
            "chapter": office.chapter.name if office.chapter else "",
            "starts": office.starts,
            "ends": office.ends,
        }


def person_cells(person) -> dict[str, spreadsheet.Value]:
    names = {"given_name": person.given_name, "family_name": person.family_name}
    phone = format_phone(person.phone).replace("\N{NO-BREAK SPACE}", " ") if person.phone else ""
    return {**names, "email": person.email, "phone": phone}

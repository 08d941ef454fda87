"""What waits here for those who answer applications."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal import clock, organisation, permissions
from portal.onboarding.models import Application
from portal.onboarding.queries import answer_due
from portal.onboarding.review import queries as review_queries
from portal.permissions import Role
from portal.supporters.pathway import checklist, sets
from portal.to_do import ToDo


def applications_of_boards(reader):
    """Those that are this person's to answer on a board: one line for each chapter. The secretariat has one queue."""
    if _is_central(reader.person):
        return
    of_chapters = {}
    for row in reader.once(_waiting, reader):
        if row.assessed_in.is_active:
            of_chapters.setdefault(row.assessed_in, []).append(row)
    for chapter, rows in of_chapters.items():
        yield _line(
            reader.title_in(chapter, _to_answer(rows)), rows, reverse("portal:chapter", args=[chapter.short_name])
        )


def applications_of_secretariat(reader):
    """Those that are the secretariat's to answer, and those that nobody on the board may answer."""
    if not _is_central(reader.person):
        return
    late = reader.once(_late_with_boards, reader)
    rows = [
        row
        for row in reader.once(_waiting, reader)
        if not _is_with_board(row, reader.person) or (row not in late and _is_turn_of(reader, row))
    ]
    if rows:
        yield _line(_to_answer(rows), rows, reverse("portal:queue"))


def late_applications_of_boards(reader):
    """Those that a board was to answer by now: the secretariat can answer them as well."""
    rows = reader.once(_late_with_boards, reader)
    if rows:
        title = ngettext(
            "%(count)d application has waited too long with %(the_board)s",
            "%(count)d applications have waited too long with %(the_board)s",
            len(rows),
        )
        title %= {**organisation.message_words(), "count": len(rows)}
        yield _line(title, rows, reverse("portal:queue") + "?visning=frist")


def _waiting(reader):
    """All that wait for an answer and that this person is to give one to, the oldest first.

    For the secretariat also those that are late with a board, whoever there has taken them.
    """
    user = reader.person
    if not user.has_perm("onboarding.assess_application"):
        return []
    visible = permissions.visible_to(Application.objects.all(), user, "onboarding.assess_application")
    read = review_queries.waiting_for_secretariat if _is_central(user) else review_queries.waiting_for
    rows = read(visible, user, reader.once(sets.pathways_of_user, user).categories)
    return list(rows.select_related("assessed_in").defer("answers", "copy").order_by("waiting_since", "pk"))


def _late_with_boards(reader):
    rows = reader.once(_waiting, reader)
    return [row for row in rows if _is_with_board(row, reader.person) and answer_due(row) < clock.today()]


def _is_central(user):
    return Role.SECRETARIAT in permissions.access_of(user).roles


def _is_with_board(row, user):
    """Whether a board that this person is not on has the application, and this person has not taken it."""
    has_board = row.assessed_in_id is not None and row.assessed_in.is_active
    is_others = row.assessed_in_id not in permissions.access_of(user).board_chapters
    return row.handler_id != user.pk and has_board and is_others


def _is_turn_of(reader, row):
    """Whether it is this person's turn to answer: no one on the board may do it."""
    pathways = reader.once(sets.pathways_of_user, reader.person)
    for pathway in pathways.followed:
        if (pathway.person.pk, pathway.category.pk) == (row.person_id, row.category_id):
            step = checklist.find("approval", pathway.missing)
            if step and reader.person in pathways.turns.of(pathway, step).people:
                return True
    return False


def _to_answer(rows):
    title = ngettext(
        "%(count)d application waits for your answer",
        "%(count)d applications wait for your answer",
        len(rows),
    )
    return title % {"count": len(rows)}


def _line(title, rows, queue):
    """One line about these applications, the oldest first: to the case where there is one, else to the queue."""
    address = reverse("portal:assess", args=[rows[0].ref]) if len(rows) == 1 else queue
    return ToDo(title, _("Read and answer"), address, due=min(map(answer_due, rows)))


TO_DO = [applications_of_boards, applications_of_secretariat, late_applications_of_boards]

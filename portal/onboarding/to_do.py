"""What waits here for those who answer applications."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal import clock, organisation, permissions
from portal.onboarding.queries import answer_due
from portal.onboarding.review import queries as review_queries
from portal.permissions import Role
from portal.supporters.pathway import checklist, sets
from portal.to_do import Source, ToDo


def applications(reader):
    """All that wait for an answer and that this person is to give one to, the oldest first.

    For the secretariat also those that are late with a board, whoever there has taken them.
    """
    user = reader.person
    if not user.has_perm(review_queries.ASSESS):
        return None
    return [review_queries.waiting_for(user, reader.once(sets.pathways_of_user, user).categories)]


def to_answer(reader, rows):
    return _of_secretariat(reader, rows) if _is_central(reader.person) else _of_boards(reader, rows)


def _of_boards(reader, rows):
    """Those that are this person's to answer on a board: one line for each chapter."""
    of_chapters = {}
    for row in rows:
        if row.assessed_in.is_active:
            of_chapters.setdefault(row.assessed_in, []).append(row)
    for chapter, found in of_chapters.items():
        title, queue = _to_answer(found), reverse("portal:chapter", args=[chapter.short_name])
        yield _line(reader.title_in(chapter, title), found, queue)


def _of_secretariat(reader, rows):
    """Those that are the secretariat's to answer, or that nobody on the board may answer; and those late with a board.

    The secretariat can answer these as well, and has one queue.
    """
    own, late = [], []
    for row in rows:
        is_others = _is_with_board(row, reader.person)
        if is_others and answer_due(row) < clock.today():
            late.append(row)
        elif not is_others or _is_turn_of(reader, row):
            own.append(row)
    if own:
        yield _line(_to_answer(own), own, reverse("portal:queue"))
    if late:
        title = ngettext(
            "%(count)d application has waited too long with %(the_board)s",
            "%(count)d applications have waited too long with %(the_board)s",
            len(late),
        )
        title %= {**organisation.message_words(), "count": len(late)}
        yield _line(title, late, reverse("portal:queue") + "?visning=frist")


def _is_central(user):
    return Role.SECRETARIAT in permissions.access_of(user).roles


def _is_with_board(row, user):
    """Whether a board that this person is not on has the application, and this person has not taken it."""
    has_board = row.assessed_in_id is not None and row.assessed_in.is_active
    is_others = row.assessed_in_id not in permissions.access_of(user).board_chapters
    return row.handler_id != user.pk and has_board and is_others


def _is_turn_of(reader, row):
    """Whether it is this person's turn to answer: no one on the board may do it."""
    pathway = reader.once(_followed, reader).get((row.person_id, row.category_id))
    step = checklist.find("approval", pathway.missing) if pathway else None
    turns = reader.once(sets.pathways_of_user, reader.person).turns
    return step is not None and reader.person in turns.of(pathway, step).people


def _followed(reader):
    """The pathways that this person follows, by the ids of the one who is on it and of the category."""
    followed = reader.once(sets.pathways_of_user, reader.person).followed
    return {(pathway.person.pk, pathway.category.pk): pathway for pathway in followed}


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


TO_DO = [Source(to_answer, applications)]

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


def applications(reader):
    """Those that are this person's to answer. The secretariat has a board's too when the answer is late."""
    user = reader.person
    if not user.has_perm("onboarding.assess_application"):
        return
    visible = permissions.visible_to(Application.objects.all(), user, "onboarding.assess_application")
    pathways = reader.once(sets.pathways_of_user)
    rows = review_queries.waiting_for(visible, user, pathways.categories)
    rows = rows.select_related("assessed_in").defer("answers", "copy")
    access = permissions.access_of(user)
    is_central = Role.SECRETARIAT in access.roles
    theirs, with_boards = {}, []
    for row in rows.order_by("waiting_since", "pk"):
        if row.handler_id is None and row.assessed_in_id and row.assessed_in_id not in access.board_chapters:
            with_boards.append(row)
        else:
            theirs.setdefault("" if is_central else row.assessed_in.short_name, []).append(row)
    late = [row for row in with_boards if answer_due(row) < clock.today()]
    # Those that nobody on the board may answer are not the board's.
    mine = _to_answer(pathways, user)
    left = [row for row in with_boards if row not in late and (row.person_id, row.category_id) in mine]
    if left:
        theirs[""] = sorted([*theirs.get("", []), *left], key=lambda row: (row.waiting_since, row.pk))
    for place, found in theirs.items():
        title = ngettext(
            "%(count)d application waits for your answer",
            "%(count)d applications wait for your answer",
            len(found),
        )
        queue = reverse("portal:chapter", args=[place]) if place else reverse("portal:queue")
        yield _line(title, found, queue)
    if late:
        title = ngettext(
            "%(count)d application has waited too long with %(the_board)s",
            "%(count)d applications have waited too long with %(the_board)s",
            len(late),
        )
        yield _line(title, late, reverse("portal:queue") + "?visning=frist")


def _to_answer(pathways, user):
    """``{(person id, category id)}`` of the pathways on which it is this user's turn to answer."""
    found = set()
    for pathway in pathways.followed:
        step = checklist.find("approval", pathway.missing)
        if step and user in pathways.turns.of(pathway, step).people:
            found.add((pathway.person.pk, pathway.category.pk))
    return found


def _line(title, rows, queue):
    """One line about these applications, the oldest first: to the case where there is one, else to the queue."""
    address = reverse("portal:assess", args=[rows[0].ref]) if len(rows) == 1 else queue
    values = {**organisation.message_words(), "count": len(rows)}
    return ToDo(title % values, _("Read and answer"), address, due=min(map(answer_due, rows)))


TO_DO = [applications]

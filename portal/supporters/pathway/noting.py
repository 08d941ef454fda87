"""Who may note that a requirement of somebody's pathway is met."""

from portal import permissions, requirements
from portal.supporters import queries as supporter_queries
from portal.supporters.models import Category

BOARDS = (Category.Method.BOARD, Category.Method.COUNTY_BOARD)


def may_note(user, kind, case, pathway):
    """Whether the user may note this requirement of a pathway, on the page of ``case``.

    A contact person is only given to a supporter. An appointment follows the pathway: every board member may note the
    board's own decision, the leader other decisions, and the central staff those of central categories.
    """
    noting = requirements.get(kind).noting if kind else None
    if noting is None:
        return False
    rule = noting.rule
    if kind == "contact":
        case = pathway.case.supporter if pathway.is_appointed else supporter_queries.supporter_of(pathway.person)
        return case is not None and permissions.allows(user, rule, case)
    if kind == "appointment":
        if pathway.is_appointed or not (pathway.category.is_local or user.has_perm("supporters.view_category")):
            return False
        rule = rule if pathway.category.method in BOARDS else "supporters.appoint_supporter"
        return pathway.chapter is not None and permissions.allows(user, rule, pathway.case)
    return permissions.allows(user, rule, case)

"""Who is or is becoming a supporter of a kind that requires the declaration; for the register of promises."""

from django.utils.functional import lazy

from portal.declarations.register.queries import Holder
from portal.permissions import access_of, visible_to
from portal.supporters.models import Appointment, Candidacy
from portal.supporters.pathway import checklist, pages

address_about = lazy(pages.address_about, str)  # a page of the register shows some few of them


def holders(user, rule, people=None):
    """A ``Holder`` for each appointment in force and each candidacy that this user may see by this rule.

    Without a user: of all. ``people`` are the ids of those who are asked about; None: everybody. As many queries for
    any number up to some thousand people.
    """
    appointments = Appointment.objects.filter(ended_on__isnull=True)
    candidacies = Candidacy.objects.filter(ended_at__isnull=True)
    if people is not None:
        appointments = appointments.filter(supporter__person__in=people)
        candidacies = candidacies.filter(person__in=people)
    if user:
        appointments, candidacies = (visible_to(rows, user, rule) for rows in (appointments, candidacies))
    # Categories and chapters are few: each is read once, and not again with every person.
    appointments = appointments.select_related("supporter__person")
    appointments = appointments.prefetch_related("category", "supporter__chapter")
    candidacies = candidacies.select_related("person").prefetch_related("category", "chapter")
    cases = [*appointments.order_by("pk"), *candidacies.order_by("pk")]
    barred = {user.pk, *access_of(user).ties} if user else set()
    found = []
    for pathway in checklist.pathways_up_to("declaration", cases):
        step = checklist.find("declaration", pathway.checklist)
        if step:
            found.append(
                Holder(
                    person=pathway.person,
                    code=pathway.category.code,
                    kind=str(pathway.category),
                    chapter=pathway.chapter,
                    can_sign=step.met or step.is_open,
                    address="" if pathway.person.pk in barred else address_about(pathway.case),
                )
            )
    return found

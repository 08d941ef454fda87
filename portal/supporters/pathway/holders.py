"""Who is or is becoming a supporter of a kind that requires the declaration; for the register of promises."""

from portal.declarations.register.queries import Holder
from portal.permissions import access_of, visible_to
from portal.supporters.models import Appointment, Candidacy
from portal.supporters.pathway import checklist, pages


def holders(user, rule, people=None):
    """A ``Holder`` for each appointment in force and each candidacy that this user may see by this rule.

    Without a user: of all. ``people`` are the ids of those who are asked about; None: everybody. Three queries for up
    to some 1,500 people.
    """
    appointments = Appointment.objects.filter(ended_on__isnull=True)
    candidacies = Candidacy.objects.filter(ended_at__isnull=True)
    if people is not None:
        appointments = appointments.filter(supporter__person__in=people)
        candidacies = candidacies.filter(person__in=people)
    if user:
        appointments, candidacies = (visible_to(rows, user, rule) for rows in (appointments, candidacies))
    related = ("category", "supporter__person", "supporter__chapter")
    cases = [
        *appointments.select_related(*related).order_by("pk"),
        *candidacies.select_related("person", "category", "chapter").order_by("pk"),
    ]
    barred = {user.pk, *access_of(user).ties} if user else set()
    found = []
    for pathway in checklist.pathways(cases):
        step = checklist.find("declaration", pathway.checklist)
        if step:
            found.append(
                Holder(
                    person=pathway.person,
                    code=pathway.category.code,
                    kind=str(pathway.category),
                    chapter=pathway.chapter,
                    can_sign=step.met or step.is_open,
                    address="" if pathway.person.pk in barred else pages.address_about(pathway.case),
                )
            )
    return found

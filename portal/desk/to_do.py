"""What waits on the person's own pathways: the next step of each, and becoming a member."""

from django.urls import reverse
from django.utils.translation import gettext as _

from portal import clock, organisation
from portal.desk import own_pathway
from portal.to_do import Source, ToDo


def own_rows(reader):
    return reader.once(own_pathway.own_rows, reader).all


def own_steps(reader, *_rows):
    shown = set()
    for pathway in reader.once(own_pathway.own_pathways, reader):
        if pathway.answer_by:
            address = reverse("portal:go_on", args=[pathway.code])
            yield ToDo(_("Are you still on the way?"), _("Tell us"), address, due=pathway.answer_by)
        if pathway.must_become_member:
            name = organisation.current_cached().name
            yield ToDo(
                _("Become a member of %(organisation)s") % {"organisation": name},
                note=_("You said that you are not one yet. Get in touch with us, and we help you:"),
                since=pathway.begun_on,
                asks_office=True,
            )
        task = own_pathway.next_task([pathway])
        if task and (task.title, task.href) not in shown:
            shown.add((task.title, task.href))
            action = _("Go on") if task.href else ""
            since = clock.local(task.since).date() if task.since else None
            note = f"{task.status}. {task.hint}".strip() if task.kind in ("bad", "warn") else task.hint
            yield ToDo(str(task.title), action, task.href, since=since, note=note)


TO_DO = [Source(own_steps, own_rows)]

"""What waits here: receipts to be confirmed, people who want the declaration explained, and versions to publish."""

from django.db.models import Exists
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal import clock, permissions
from portal.declarations.reading import queries as reading_queries
from portal.declarations.receipt import queries as receipt_queries
from portal.declarations.texts import queries as text_queries
from portal.kept_querysets import kept_queryset
from portal.permissions import access_of
from portal.to_do import Source, ToDo
from portal.unreadable import readable


def unconfirmed_receipts(reader):
    rule = "declarations.confirm_receipt"
    if not receipt_queries.days_to_confirm() or not reader.person.has_perm(rule):
        return None
    waiting = permissions.visible_to(receipt_queries.unconfirmed(), reader.person, rule)
    return [waiting.only("ref", "signed_at", "confirmed_at", "withdrawn_at", "lapses_on")]


def to_confirm(_reader, waiting):
    rows, unreadable = readable(waiting)
    number = len(rows) + len(unreadable)
    if number:
        title = ngettext(
            "%(count)d declaration waits for you to confirm that we have received it",
            "%(count)d declarations wait for you to confirm that we have received them",
            number,
        )
        is_one = len(rows) == number == 1
        address = reverse("portal:receipt", args=[rows[0].ref]) if is_one else reverse("portal:receipts")
        due = receipt_queries.confirm_by(rows[0]) if rows else None
        yield ToDo(title % {"count": number}, _("Confirm"), address, due=due)


EXPLAIN = "declarations.explain_declaration"


def explanations(reader):
    return [_to_explain_to(access_of(reader.person))] if reader.person.has_perm(EXPLAIN) else None


@kept_queryset
def _to_explain_to(access):
    return permissions.visible_with(access, reading_queries.waiting_requests(), EXPLAIN).only("ref", "asked_at")


def to_explain(_reader, rows):
    if rows:
        title = ngettext(
            "%(count)d person wants to have the declaration of confidentiality explained",
            "%(count)d people want to have the declaration of confidentiality explained",
            len(rows),
        )
        is_one = len(rows) == 1
        yield ToDo(
            title % {"count": len(rows)},
            _("See whom") if is_one else _("See who"),
            reverse("portal:explanation_request", args=[rows[0].ref])
            if is_one
            else reverse("portal:explanation_requests"),
            due=reading_queries.explain_by(rows[0]),
        )


def open_drafts(reader):
    """The drafts, and the published texts where there is a draft."""
    return (
        [text_queries.open_drafts(), _texts_beside_drafts()]
        if reader.person.has_perm("declarations.publish_text")
        else None
    )


@kept_queryset
def _texts_beside_drafts():
    return text_queries.all_published().filter(Exists(text_queries.open_drafts()))


def to_publish(reader, drafts, texts):
    """Versions of the text that somebody else has finished writing."""
    for draft in drafts:
        replaced = text_queries.in_force(texts, next(iter(draft.categories), None))
        if reader.person.pk not in draft.writers and text_queries.is_ready(draft, replaced):
            title = _("Version %(number)s of the declaration of confidentiality waits for somebody to publish it")
            address = reverse("portal:compare_texts", args=[draft.ref])
            since = clock.local(draft.changed_at).date()
            yield ToDo(title % {"number": draft.number}, _("Compare and publish"), address, since=since)


EXPLANATIONS = Source(to_explain, explanations)
TO_DO = [Source(to_confirm, unconfirmed_receipts), EXPLANATIONS, Source(to_publish, open_drafts)]

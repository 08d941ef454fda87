"""Services for the texts: drafting a version, and publishing it by somebody else."""

import uuid
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import F

from portal import clock, events
from portal.accounts.models import User
from portal.declarations import queries as declaration_queries
from portal.declarations import services as declarations
from portal.declarations.models import DeclarationText, TextDraft
from portal.declarations.texts import queries
from portal.declarations.verbs import Verb
from portal.moves import Stale

EMPTY = {"nb": ""}


class WrittenBySame(Exception):
    """Whoever began the draft or changed it last cannot publish it."""


class Incomplete(Exception):
    """A text is missing in one of the languages, or what has changed is not written."""


@transaction.atomic
def begin_draft(*, token: uuid.UUID, categories: Collection[str] = (), by: User) -> TextDraft:
    """Begin a draft from the text in force for these kinds of supporter (their codes; none: for all) and return it.

    It begins empty where there is none, or none that is readable. A second call with the same ``token`` returns the
    first draft.
    """
    codes = sorted(set(categories))
    replaced = queries.in_force(queries.published(), next(iter(codes), None))
    is_readable = replaced is not None and declaration_queries.is_readable(replaced)
    draft, is_new = TextDraft.objects.get_or_create(
        token=token,
        defaults={
            "number": queries.next_number(),
            "content": _editable(replaced.content) if is_readable else _empty_content(),
            "categories": codes,
            "begun_by": by,
            "changed_by": by,
        },
    )
    if is_new:
        details = {"number": draft.number, "categories": codes}
        events.record(Verb.DECLARATION_BEGIN_DRAFT, subject=draft, by=by, details=details)
    return draft


@transaction.atomic
def change_draft(draft: TextDraft, *, version: int, by: User, **values: Any) -> TextDraft:
    """Change a draft and return it. Equal values change nothing, and leave who may publish it as it was.

    ``values`` are some of ``content``, ``number``, ``must_sign_again`` and ``what_changed``. Raises ``Stale`` when the
    draft was changed after ``version`` was read, or is published.
    """
    rows = TextDraft.objects.filter(pk=draft.pk, version=version, published__isnull=True)
    if not rows.exists():
        raise Stale(f"read at version {version}")
    if all(getattr(draft, name) == value for name, value in values.items()):
        return draft
    if not rows.update(version=F("version") + 1, changed_by=by, changed_at=clock.now(), **values):
        raise Stale(f"read at version {version}")
    draft.refresh_from_db()
    details = {"number": draft.number, "changed": sorted(values)}
    events.record(Verb.DECLARATION_CHANGE_DRAFT, subject=draft, by=by, details=details)
    return draft


@transaction.atomic
def discard_draft(draft: TextDraft, *, version: int, by: User) -> None:
    """Delete a draft. A second call changes nothing. Raises ``Stale`` as ``change_draft`` does."""
    rows = TextDraft.objects.filter(pk=draft.pk)
    if not rows.exists():
        return
    if not rows.filter(version=version, published__isnull=True).delete()[0]:
        raise Stale(f"read at version {version}")
    events.record(Verb.DECLARATION_DISCARD_DRAFT, subject=draft, by=by, details={"number": draft.number})


@transaction.atomic
def publish(draft: TextDraft, *, version: int, replaces: DeclarationText | None, by: User) -> DeclarationText:
    """Publish a draft and return the text; a second time returns the same. It is in force from now on.

    ``replaces`` is the text with which the publisher compared it. Raises ``WrittenBySame``, ``Incomplete``, and
    ``Stale`` when the draft was changed after ``version`` was read or another text is in force.
    """
    draft = TextDraft.objects.select_for_update().get(pk=draft.pk)
    if draft.published:
        return draft.published
    if draft.version != version or queries.replaced_by(draft) != replaces:
        raise Stale(f"read at version {version}, stored {draft.version}")
    if by.pk in draft.writers:
        raise WrittenBySame
    if queries.incomplete_parts(draft.content) or (replaces and not queries.is_complete(draft.what_changed)):
        raise Incomplete
    text = declarations.publish(
        draft.content,
        draft.number,
        by=by,
        categories=draft.categories,
        must_sign_again=draft.must_sign_again,
        what_changed=draft.what_changed,
        drafted_by=draft.changed_by,
    )
    draft.published = text
    draft.save(update_fields=["published"])
    return text


def _editable(content: dict[str, Any]) -> dict[str, Any]:
    """The content of a text for a draft: sections from before there was an "in short" get an empty one."""
    return {**content, "section": [{"short": EMPTY, **section} for section in content["section"]]}


def _empty_content() -> dict[str, Any]:
    return {
        "title": EMPTY,
        "summary": [],
        "section": [],
        "understanding": [{"question": EMPTY, "answer": EMPTY} for _number in range(2)],
        "promise": [{"code": code, "text": EMPTY} for code in ("read", "promise")],
    }

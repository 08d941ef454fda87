"""Answers that are saved and not sent yet. A draft is one row, saved at each step, so that it survives a logout."""

import copy
import datetime
from typing import Any

from django.core.files.storage import Storage
from django.db.models import F
from django.http import HttpRequest
from formtools.wizard.storage.base import BaseStorage

from forms.models import Draft
from forms.steps import RawAnswers, RawStep


class Conflict(Exception):
    """Another page changed the draft after this one was shown. Nothing was overwritten."""


def find(kind: str, key: str) -> Draft | None:
    """The draft with this key, or None."""
    return Draft.objects.filter(kind=kind, key=key).first()


def save_step(draft: Draft, step: str, values: RawStep, *, now: datetime.datetime, page: str = "") -> None:
    """Save the raw answers of one step, and the token of the page in which they were written.

    Raises ``Conflict`` if another page saved this draft after it was read.
    """
    answers, pages = {**draft.answers, step: values}, {**draft.pages, step: page}
    rows = Draft.objects.filter(pk=draft.pk, version=draft.version)
    if not rows.update(answers=answers, pages=pages, version=F("version") + 1, saved_at=now):
        raise Conflict
    draft.refresh_from_db()


def begin(kind: str, key: str, answers: RawAnswers | None = None, *, now: datetime.datetime) -> Draft:
    """The draft with this key. Where there is none, a new one with ``answers`` is made."""
    values = {"answers": answers or {}, "started_at": now, "saved_at": now}
    draft, _is_new = Draft.objects.get_or_create(kind=kind, key=key, defaults=values)
    return draft


def consume(kind: str, key: str, version: int | None = None) -> Draft | None:
    """Delete the draft and return it. Of two calls at the same time one gets it, the other gets None.

    Call it in the transaction that submits the answers. Raises ``Conflict`` if the draft has another ``version``.
    """
    draft = Draft.objects.select_for_update().filter(kind=kind, key=key).first()
    if draft and version not in (None, draft.version):
        raise Conflict
    if not draft or not Draft.objects.filter(pk=draft.pk, version=draft.version).delete()[0]:
        return None
    return draft


class DraftStorage(BaseStorage):
    """The storage of formtools, read from the draft that the view has set as ``request.draft``."""

    def __init__(self, prefix: str, request: HttpRequest | None = None, file_storage: Storage | None = None) -> None:
        super().__init__(prefix, request, file_storage)
        self.init_data()
        draft: Draft | None = getattr(request, "draft", None)
        answers: dict[str, dict[str, Any]] = copy.deepcopy(draft.answers) if draft else {}
        self.data[self.step_data_key] = {
            step: {f"{step}-{name}": values for name, values in fields.items()} for step, fields in answers.items()
        }

    def flush(self) -> None:
        """Save nothing: the wizard saves each step when it is posted."""

"""Answers survive a logout, a crash and a change of device: one row, saved at each step."""

import copy

from django.db.models import F
from formtools.wizard.storage.base import BaseStorage

from forms.models import Draft


class Conflict(Exception):
    """The draft was changed elsewhere after this page was shown; nothing was overwritten."""


def find(kind, key):
    return Draft.objects.filter(kind=kind, key=key).first()


def save_step(draft, step, values, *, now, page=""):
    """Keep the raw answers of one step, and the mark of the page that they were written in.

    Raises ``Conflict`` if another page saved this draft in between.
    """
    answers, pages = {**draft.answers, step: values}, {**draft.pages, step: page}
    rows = Draft.objects.filter(pk=draft.pk, version=draft.version)
    if not rows.update(answers=answers, pages=pages, version=F("version") + 1, saved_at=now):
        raise Conflict
    draft.refresh_from_db()


def begin(kind, key, answers=None, *, now):
    """The draft of this key, a new one where there is none; ``answers`` fill one that is empty."""
    values = {"answers": answers or {}, "started_at": now, "saved_at": now}
    draft, _is_new = Draft.objects.get_or_create(kind=kind, key=key, defaults=values)
    return draft


def consume(kind, key, version=None):
    """Take the draft away, once: of two at the same instant only one gets it. Call inside the submit's transaction.

    Raises ``Conflict`` where it is no longer the ``version`` that was read.
    """
    draft = Draft.objects.select_for_update().filter(kind=kind, key=key).first()
    if draft and version not in (None, draft.version):
        raise Conflict
    if not draft or not Draft.objects.filter(pk=draft.pk, version=draft.version).delete()[0]:
        return None
    return draft


class DraftStorage(BaseStorage):
    """formtools' storage over a draft row. The view sets ``request.draft``; unlisted fields are not kept."""

    def __init__(self, prefix, request=None, file_storage=None):
        super().__init__(prefix, request, file_storage)
        self.init_data()
        answers = copy.deepcopy(request.draft.answers if request.draft else {})
        self.data[self.step_data_key] = {
            step: {f"{step}-{name}": values for name, values in fields.items()} for step, fields in answers.items()
        }

    def flush(self):
        """Nothing to do at the end of a request: each step is saved by the wizard when it is posted."""

"""What a new version of this software says otherwise in the first content: kept as a version of the page or line.

It stands in the history with all other versions, where it is compared and taken back like them. Nothing that readers
see is changed by it. The CMS's log says which words were given when, and that an editor kept what stood there.
"""

import datetime
import hashlib
import json
import tomllib
from dataclasses import dataclass

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry, Page, PageLogEntry, Revision

from home.editing.review.second_person import KEY_OF_PARAGRAPH
from home.first_content.pages import CONTENT, pages_of, read_file
from home.models import Helpline, HomePage
from home.models.base import specific_pages
from home.texts.pieces import pieces_in, text_fields_of

MOMENT = datetime.timedelta(microseconds=1)
# Actions of the CMS's log. The last is Wagtail's own, for a version that somebody has taken back.
GIVEN, KEPT, RESTORED = "home.first_content", "home.keep_ours", "wagtail.revert"


@dataclass(frozen=True)
class Given:
    """A page or line of this site, the words that this version has for it, and a digest of where they are written."""

    instance: object
    words: object
    digest: str


@dataclass(frozen=True)
class Change:
    """A page or line, the version with the new words, and whether this site has words of its own there."""

    instance: object
    revision: Revision
    is_edited: bool


def keep_changes():
    """Keep the words that differ from those which this site was given last. Of what was never noted, the first
    version by nobody counts as given; where an editor wrote the first one, nothing can be said, and today's is noted.
    """
    entries = _entries(GIVEN)
    for given in _given_now():
        entry = entries[_key(given.instance)][-1] if _key(given.instance) in entries else None
        if entry and entry.data["digest"] == given.digest:
            continue
        before = entry.revision if entry else _first_version(given.instance)
        if entry is None:
            _note(given, before, "" if before else given.digest)
            if before is None:
                continue
        if before is None or _said(before.as_object(), given.words) != _said(given.words, given.words):
            _note(given, _keep_version(given.instance, given.words), given.digest)


def note_given():
    """Note what a new site was given: the first version of each page and line."""
    for given in _given_now():
        _note(given, given.instance.latest_revision, given.digest)


def waiting():
    """``[Change]`` of what an editor has neither taken over nor left. The number of queries does not grow with it."""
    entries = _entries(GIVEN, KEPT, RESTORED)
    open_keys = [key for key, found in entries.items() if _is_open(found)]
    pages = Page.objects.live().filter(pk__in=[pk for kind, pk in open_keys if kind == "page"], alias_of=None)
    lines = Helpline.objects.filter(live=True, pk__in=[pk for kind, pk in open_keys if kind == "line"])
    rows = [*specific_pages(pages.select_related("locale").order_by("path")), *lines.select_related("locale")]
    given = {row: [one.revision_id for one in entries[_key(row)] if one.action == GIVEN][-2:] for row in rows}
    revisions = Revision.objects.in_bulk([pk for both in given.values() for pk in both if pk])
    found = []
    for row, both in given.items():
        old, new = (revisions[pk].as_object() if pk in revisions else None for pk in both)
        if new and _said(row, new) != _said(new, new):
            found.append(Change(row, revisions[both[1]], is_edited=not old or _said(row, new) != _said(old, new)))
    return found


def _is_open(entries):
    """Whether new words were given, and nobody has used or left them since."""
    given = [entry for entry in entries if entry.action == GIVEN]
    since = entries[entries.index(given[-1]) + 1 :] if len(given) > 1 else []
    answers = [
        entry
        for entry in since
        if entry.action == KEPT or entry.data.get("revision", {}).get("id") == given[-1].revision_id
    ]
    return len(given) > 1 and not answers


def keep_ours(change, *, by):
    """Note that an editor has left the words as they are."""
    log(instance=change.instance, action=KEPT, user=by, revision=change.revision)


def _given_now():
    bokmal = settings.LANGUAGE_CODE
    pages = list(specific_pages(Page.objects.filter(depth__gt=1, alias_of=None).select_related("locale")))
    by_language = {(page.translation_key, page.locale.language_code): page for page in pages}
    originals = {page.slug: page for page in pages if page.locale.language_code == bokmal}
    home = next((page for page in pages if isinstance(page, HomePage) and page.locale.language_code == bokmal), None)
    lines = {(line.code, line.locale.language_code): line for line in Helpline.objects.select_related("locale")}
    for code in sorted(folder.name for folder in CONTENT.iterdir() if folder.is_dir()):
        for name, words in pages_of(code).items():
            original = home if name == "pages/home" else originals.get(words.slug)
            page = original and by_language.get((original.translation_key, code))
            if page and type(page) is type(words):
                yield Given(page, words, _digest((CONTENT / code / f"{name}.toml").read_bytes()))
        written = tomllib.loads((CONTENT / code / "helplines.toml").read_text(encoding="utf-8"))["line"]
        digests = {values["code"]: _digest(json.dumps(values, default=str).encode()) for values in written}
        for values in read_file("helplines.toml", code)["line"]:
            words = Helpline(**{name: value for name, value in values.items() if name != "hours"})
            if line := lines.get((words.code, code)):
                yield Given(line, words, digests[words.code])


def _note(given, revision, digest):
    log(instance=given.instance, action=GIVEN, revision=revision, data={"digest": digest})


def _digest(written):
    return hashlib.sha256(written).hexdigest()


def _said(instance, words):
    """The texts of an instance in those fields in which ``words`` has any, without what no reader sees."""
    return [
        " ".join(KEY_OF_PARAGRAPH.sub("", piece.text).split())
        for field in text_fields_of(type(words))
        if list(pieces_in(field, getattr(words, field.name)))
        for piece in pieces_in(field, getattr(instance, field.name))
    ]


def _keep_version(instance, words):
    """The instance as it would be with these words, as a version that is neither its draft nor published.

    It is placed before what is published: whoever edits would be warned of a later version as of somebody else's.
    """
    changed = type(instance).objects.get(pk=instance.pk)
    for field in text_fields_of(type(words)):
        if list(pieces_in(field, getattr(words, field.name))):
            setattr(changed, field.name, getattr(words, field.name))
    published = changed.live_revision or changed.latest_revision
    return Revision.objects.create(
        created_at=published.created_at - MOMENT if published else None,
        content_object=changed,
        base_content_type=changed.get_base_content_type(),
        content=changed.serializable_data(),
        object_str=str(changed),
    )


def _first_version(instance):
    """The first kept version where nobody wrote it, else None."""
    first = Revision.objects.for_instance(instance).order_by("created_at", "pk").first()
    return first if first and first.user_id is None else None


def _key(instance):
    return ("page" if isinstance(instance, Page) else "line", instance.pk)


def _entries(*actions):
    """``{key of a page or line: [log entry]}``, the oldest first, without the versions. Two queries."""
    found = {}
    for entry in PageLogEntry.objects.filter(action__in=actions).order_by("timestamp", "pk"):
        found.setdefault(("page", entry.page_id), []).append(entry)
    helplines = ContentType.objects.get_for_model(Helpline)
    lines = ModelLogEntry.objects.filter(action__in=actions, content_type=helplines)
    for entry in lines.order_by("timestamp", "pk"):
        found.setdefault(("line", int(entry.object_id)), []).append(entry)
    return found

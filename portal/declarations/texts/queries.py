"""Queries about the texts: which is in force for whom, who has a text to sign, and what a draft lacks."""

import datetime
from dataclasses import dataclass

from django.conf import settings

from portal import clock
from portal.declarations.models import DeclarationText, RecordedSignature, Signature, TextDraft, code_list
from portal.declarations.queries import newest, not_withdrawn
from portal.declarations.validity import lapsing
from portal.kept_querysets import kept_queryset
from portal.unreadable import FAULTS, readable

_roles, _kinds, _listed = [], [], []


def register_kinds(source):
    """Add ``source() -> [(code, name)]``: the kinds of supporter for which there can be a text of their own."""
    if source not in _kinds:
        _kinds.append(source)


def kinds():
    """``[(code, name)]`` of the kinds of supporter, the names in the active language."""
    return [row for source in _kinds for row in source()]


def register_roles(source):
    """Add ``source(person=None)``: the kinds of supporter that people are or are becoming, as a queryset.

    Its rows are ``(person id, code)``. The room that knows them comes later than this one. Without ``person``: of
    everybody.
    """
    if source not in _roles:
        _roles.append(source)


def register_listed(source):
    """Add ``source() -> {person id: codes}``: who is in the public list now, by which kinds of supporter.

    A kind that does not require the declaration is an empty code.
    """
    if source not in _listed:
        _listed.append(source)


def published():
    """Every published text, the newest first, with its coverage."""
    return list(all_published())


def all_published():
    """The same as a queryset."""
    return DeclarationText.objects.select_related("coverage", "published_by", "drafted_by")


@kept_queryset
def open_drafts():
    return TextDraft.objects.filter(published__isnull=True).select_related("begun_by", "changed_by")


def kinds_of(text):
    """The codes of the kinds that a text is for; none: for all. None where it holds no list of codes: for nobody.

    No service writes that: somebody has changed it in the database, and ``witness.py`` names it.
    """
    is_list = isinstance(text.categories, list) and all(isinstance(code, str) for code in text.categories)
    return text.categories if is_list else None


def is_for(text, code):
    """Whether a text names the kind with this code."""
    return code in (kinds_of(text) or ())


def coverage_of(text):
    """For which kinds a signature on a text counts (``TextCoverage``); None where that row was deleted."""
    return getattr(text, "coverage", None)


def counts_in(text, code):
    """Whether a signature on the text counts for the kind with this code (``TextCoverage.counts_in``)."""
    row = coverage_of(text)
    return row is not None and row.counts_in(code)


def in_force(texts, code=None):
    """The text in force for the kind with this code, among these texts (the newest first); None if there is none.

    It is the newest that names the kind, else the newest for all.
    """
    own = next((text for text in texts if is_for(text, code)), None) if code else None
    return own or next((text for text in texts if kinds_of(text) == []), None)


def was_enough(day, text, person):
    """Whether what was signed on this day is what ``text``, which is in force, asks of this person.

    It is what the newest version of that day said, and the first version's where no day is known or none was before it.
    """
    texts = published()
    for code in roles_of(person):
        if in_force(texts, code) == text:
            versions = succession(texts, code)
            signed = next(
                (one for one in versions if day and clock.local(one.published_at).date() <= day), versions[-1]
            )
            if signed == text or counts_in(signed, code):
                return True
    return False


def own_codes(texts):
    """The codes of the kinds that have a text of their own, sorted."""
    return sorted({code for text in texts for code in kinds_of(text) or ()})


def coverage(texts):
    """For which kinds a signature on each of these texts counts: ``{text id: (counts_for, not_for)}``.

    ``texts`` are the newest first. For each kind, those texts count that were ever in force for it, from the newest
    one that must be signed again.
    """
    codes = own_codes(texts)
    counting = {text.pk: [] for text in texts}
    for code in ["*", *codes]:
        for text in succession(texts, code):
            counting[text.pk].append(code)
            if text.must_sign_again:
                break
    return {pk: (code_list(counting[pk]), code_list(codes) if "*" in counting[pk] else "") for pk in counting}


def ended_on(texts, code):
    """``{text id: day}`` of the texts that count no more for this kind: from that day a newer one had to be signed.

    ``texts`` are the newest first.
    """
    found, day = {}, None
    for text in succession(texts, code):
        if day:
            found[text.pk] = day
        if text.must_sign_again:
            day = clock.local(text.published_at).date()
    return found


def past_coverage(texts):
    """For which kinds these texts count no more: ``{(text id, day): (counts_for, not_for)}``, as ``PastCoverage``.

    ``texts`` are the newest first.
    """
    codes, found = own_codes(texts), {}
    for code in ["*", *codes]:
        for pk, day in ended_on(texts, code).items():
            found.setdefault((pk, day), []).append(code)
    return {key: (code_list(ended), code_list(codes) if "*" in ended else "") for key, ended in found.items()}


def succession(texts, code):
    """The texts that were in force for this kind, one after the other, the newest first."""
    named = [text for text in texts if is_for(text, code)]
    first = named[-1].pk if named else None
    return [*named, *(text for text in texts if kinds_of(text) == [] and (first is None or text.pk < first))]


def roles_of(person):
    """The codes of the kinds that the person is or is becoming; ``[None]`` for somebody who is on no pathway."""
    return _codes(source(person) for source in _roles)


def _codes(roles):
    return list(dict.fromkeys(code for rows in roles for _person, code in rows)) or [None]


def signed_texts(person):
    """The ids of the texts that the person has signed, here or on paper, also if the signature has lapsed."""
    return {text for text, _lapses_on in _signed(person)}


def _signed(person):
    """``[(text id, the day on which it lapses)]`` of all that the person has signed.

    Where such a day cannot be read, all count as if they never lapsed: nobody is asked to sign anew before the office
    knows what has happened.
    """
    tables = [rows.filter(person=person).order_by() for rows in (not_withdrawn(), RecordedSignature.objects.all())]
    here, elsewhere = (rows.values_list("text", "lapses_on") for rows in tables)
    try:
        return list(here.union(elsewhere, all=True))
    except FAULTS:
        return [(text, None) for rows in tables for text in rows.values_list("text", flat=True)]


def promise_to_renew(person, text):
    """The person's last ``Signature`` or ``RecordedSignature`` that one on this text takes the place of, or None.

    It is on this text, or on one that was in force before it for what the person is or is becoming.
    """
    earlier = _same_line(text, published(), roles_of(person))
    here = not_withdrawn().filter(person=person, text__in=earlier).select_related("text").order_by("-text__pk", "-pk")
    noted = RecordedSignature.objects.filter(person=person, text__in=earlier).select_related("text")
    return newest([here.first(), noted.order_by("-text__pk", "-pk").first()])


def _same_line(text, texts, codes):
    """The ids of this text, and of those that were in force before it for these kinds of supporter."""
    lines = [succession(texts, code) for code in codes if in_force(texts, code) == text]
    return {one.pk for line in lines for one in line} | {text.pk}


def is_replaced(signature, others):
    """Whether the signer has renewed this signature, or signed a later text in every role in which this one stood.

    ``others`` are the ``Signature`` and ``RecordedSignature`` rows of the signer that can have taken its place.
    """
    if not others:
        return False
    if any((one.text_id, one.renews) == (signature.text_id, signature.ref) for one in others):
        return True
    texts, signed = published(), {signature.text_id, *(one.text_id for one in others)}
    lines = [succession(texts, code) for code in roles_of(signature.person)]
    newest = [next(text.pk for text in line if text.pk in signed) for line in lines if signature.text in line]
    return bool(newest) and signature.text_id not in newest


def texts_for(person):
    """The texts in force for what the person is or is becoming, each once."""
    texts = published()
    return list(dict.fromkeys(text for code in roles_of(person) if (text := in_force(texts, code))))


def text_to_sign(person, texts=None):
    """The text in force that the person is asked to sign now; None where nothing is left to sign, or no text is.

    A signature that lapses soon is to be renewed. ``texts`` are those that are ``published``, where the caller has read
    them already.
    """
    return _left_to_sign(published() if texts is None else texts, roles_of(person), _signed(person))


def _left_to_sign(texts, codes, signed):
    lasting = {text for text, lapses_on in signed if not lapsing.can_renew(lapses_on)}
    for code in codes:
        text = in_force(texts, code)
        if text and not any(one.pk in lasting and counts_in(one, code) for one in texts):
            return text
    return None


def promise_rows(person):
    """``(signatures, records, *roles)`` for ``Promises``, as querysets."""
    here = Signature.objects.filter(person=person).only("text", "signed_at", "withdrawn_at", "lapses_on")
    noted = RecordedSignature.objects.filter(person=person).only("text", "recorded_at", "lapses_on")
    return here, noted, *(source(person) for source in _roles)


class Promises:
    """What one person has signed and is to sign, from ``promise_rows`` and all texts that are published.

    A row that cannot be read counts for nothing.
    """

    def __init__(self, texts, signatures, records, *roles):
        (signatures, _unreadable), (records, _unreadable) = readable(signatures), readable(records)
        self.texts, self.signatures, self.codes = texts, signatures, _codes(roles)
        self.in_force = [*(row for row in signatures if row.withdrawn_at is None), *records]

    def text_to_sign(self):
        """The same as the function of this name."""
        return _left_to_sign(self.texts, self.codes, [(row.text_id, row.lapses_on) for row in self.in_force])

    def to_renew(self, text):
        """The same as ``promise_to_renew``."""
        earlier = _same_line(text, self.texts, self.codes)
        return newest([row for row in self.in_force if row.text_id in earlier])

    def withdrawn_on(self):
        """When the person's last signature was withdrawn, or None."""
        return max((row.withdrawn_at for row in self.signatures if row.withdrawn_at), default=None)


def replaced_by(draft):
    """The text that is in force where the draft is to be; None for the first one."""
    return in_force(published(), next(iter(draft.categories), None))


def people_asked_anew(draft):
    """The ids of those whose signature would not count any more if the draft were published as it is."""
    if not draft.must_sign_again:
        return set()
    texts = published()
    everybody = [row for source in _roles for row in source()]
    codes = _concerned(draft, texts, {code for _person, code in everybody})
    wanted = {(person, code) for person, code in everybody if code in codes}
    counting = {code: {text.pk for text in texts if counts_in(text, code)} for code in codes}
    found = set()
    for rows in (not_withdrawn(), RecordedSignature.objects.all()):
        signed = rows.exclude(lapses_on__lte=clock.today()).order_by().values_list("person", "text")
        pairs = {}
        for person, text in signed:
            pairs.setdefault(person, set()).add(text)
        found |= {person for person, code in wanted if pairs.get(person, set()) & counting[code]}
    return found


def _concerned(draft, texts, codes):
    """Those of the codes for whose kinds the draft would be in force."""
    return sorted(set(draft.categories) & codes if draft.categories else codes - {*own_codes(texts), ""})


@dataclass(frozen=True)
class Leaving:
    """What a draft would do to the public list: how many are in it now, and leave it unless they sign before a day."""

    number: int
    listed: int
    day: datetime.date

    @property
    def nobody_left(self):
        return 0 < self.listed == self.number


def leaving_list(draft):
    """The ``Leaving`` of a draft that is published today as it is."""
    found = {person: codes for source in _listed for person, codes in source().items()}
    texts = published()
    leaving = [codes for codes in found.values() if len(_concerned(draft, texts, codes)) == len(codes)]
    number = len(leaving) if draft.must_sign_again else 0
    return Leaving(number, len(found), clock.today() + lapsing.GRACE)


def last_signed(person, before):
    """The newest text before this one that the person has signed; None if they have signed none, or this one too."""
    row = DeclarationText.objects.filter(pk__in=signed_texts(person), pk__lte=before.pk).first()
    return None if row == before else row


def next_number():
    """A number for the next version: the highest whole number that is in use, and one more."""
    used = [*DeclarationText.objects.values_list("version", flat=True), *open_drafts().values_list("number", flat=True)]
    whole = [int(number.split(".")[0]) for number in used if number.split(".")[0].isdecimal()]
    return f"{max(whole, default=0) + 1}.0"


def is_number_used(number, *, but):
    """Whether another version or draft than ``but`` has this number."""
    drafts = open_drafts().exclude(pk=but.pk)
    return DeclarationText.objects.filter(version=number).exists() or drafts.filter(number=number).exists()


def parts_of(content):
    """``{part: its texts}`` of a content: ``introduction``, the number of each section, and ``ending``."""
    ending = [*content["understanding"], *content["promise"]]
    sections = dict(enumerate(content["section"]))
    return {"introduction": [content["title"], content["summary"]], **sections, "ending": ending}


def incomplete_parts(content):
    """The parts that lack a text in one of the languages: ``{part: the codes of these languages}``."""
    found = {part: lacking_languages(value) for part, value in parts_of(content).items()}
    return {part: codes for part, codes in found.items() if codes}


def lacking_languages(value):
    """The codes of the languages in which a text in ``value`` is missing."""
    return [language for language in dict(settings.INTERFACE_LANGUAGES) if not is_complete(value, [language])]


def is_complete(value, languages=None):
    """Whether each text in ``value`` is there in these languages (default: all). An empty list is not complete."""
    if isinstance(value, str):
        return True
    if isinstance(value, list):
        return bool(value) and all(is_complete(one, languages) for one in value)
    known = dict(settings.INTERFACE_LANGUAGES)
    if not value or set(value) & set(known):
        return all(value.get(language) for language in languages or known)
    return all(is_complete(one, languages) for one in value.values())


def parts_changed_in_some(before, now):
    """The parts that differ from the content before in some languages alone: ``{part: codes of the others}``.

    A section that is as one before in a language, wherever it stood, has not changed in that language.
    """
    old = parts_of(before)
    sections = [{"short": {}, **value} for part, value in old.items() if part not in ("introduction", "ending")]
    found = {}
    for part, value in parts_of(now).items():
        earlier = [old[part]] if part in ("introduction", "ending") else sections
        same = [
            language
            for language in dict(settings.INTERFACE_LANGUAGES)
            if _in_language(value, language) in [_in_language(one, language) for one in earlier]
        ]
        if same and len(same) < len(settings.INTERFACE_LANGUAGES):
            found[part] = same
    return found


def _in_language(value, language):
    """The texts in ``value`` in one language alone; empty where they are missing."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return [_in_language(one, language) for one in value]
    if not value or set(value) & set(dict(settings.INTERFACE_LANGUAGES)):
        return value.get(language, "")
    return {key: _in_language(one, language) for key, one in value.items()}


def is_ready(draft, replaced):
    """Whether the draft can be published by somebody else: all is written, and it differs from what it replaces."""
    if incomplete_parts(draft.content):
        return False
    if replaced is None:
        return True
    return is_complete(draft.what_changed) and _texts(draft.content) != _texts(replaced.content)


def _texts(content):
    return {**content, "section": [{"short": {"nb": ""}, **section} for section in content["section"]]}

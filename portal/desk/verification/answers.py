"""Whether a signed declaration or a course certificate is real: found by its code or its file, and judged by the log.

A file has two locks, and both must hold: the event of its sealing has its SHA-256, and its seal is one of ours and
unbroken (``portal/seal.py``). What is not found is unknown, whatever else may be wrong with it.
"""

import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from portal import seal, witness
from portal.declarations import queries as declaration_queries
from portal.declarations.models import Signature
from portal.declarations.proof import witness as declaration_witness
from portal.declarations.verbs import Verb as DeclarationVerb
from portal.knowledge.course import queries as course_queries
from portal.knowledge.course import witness as course_witness
from portal.knowledge.models import Certificate
from portal.knowledge.verbs import Verb as KnowledgeVerb
from portal.supporters import queries as supporter_queries
from portal.unreadable import FAULTS
from portal.witness import Finding

log = logging.getLogger(__name__)
Kind = type[Signature] | type[Certificate]


class Answer(StrEnum):
    VALID = "valid"
    REPLACED = "replaced"  # valid, and the person has renewed it or signed a newer version in its place
    LAPSED = "lapsed"  # valid, and was not renewed in time: the promise binds all the same
    ROLE_ENDED = "role_ended"  # valid: the promise binds afterwards too
    WITHDRAWN = "withdrawn"
    ALTERED = "altered"
    BEING_SEALED = "being_sealed"  # signed a moment ago: the worker has yet to seal the event
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Judgement:
    """An answer, and what it is about: None where nothing was found."""

    answer: Answer
    about: Signature | Certificate | None
    finding: Finding
    fault: seal.Fault | None = None  # of the file, where one was given
    is_cut_off: bool = False  # a PDF file that was given has no end
    is_as_sealed: bool = False  # a file was given, and not one byte of it was changed
    is_earlier_copy: bool = False  # such a file, and a newer copy of the same has been made since
    unreadable: Kind | None = None  # of what the row or its events cannot be read


def by_code(code: str) -> Judgement:
    """Judge the declaration or certificate with this code, as somebody typed it."""
    judged = _judge_found(Signature, declaration_queries.signature_by_code, code)
    if judged.answer is Answer.UNKNOWN:
        judged = _judge_found(Certificate, course_queries.certificate_by_code, code)
    return judged


def by_file(content: bytes) -> Judgement:
    """Judge these bytes, whatever they are: are they a copy of a declaration or certificate as we sealed it?"""
    sha256 = hashlib.sha256(content).hexdigest()
    check = seal.check(content)
    judged = _judge(None)
    if ref := witness.subject_of_file(sha256, DeclarationVerb.DECLARATION_SEAL):
        judged = _judge_found(Signature, declaration_queries.signature_by_ref, ref)
    elif ref := witness.subject_of_file(sha256, KnowledgeVerb.CERTIFICATE_SEAL):
        judged = _judge_found(Certificate, course_queries.certificate_by_ref, ref)
    if judged.answer is Answer.UNKNOWN:
        was_ours = check.certificate is not None and not check.is_intact
        found = Answer.ALTERED if was_ours else Answer.UNKNOWN
        return Judgement(found, None, Finding(), check.fault, is_cut_off=_is_cut_off(content))
    if not check.is_intact:
        return replace(judged, answer=Answer.ALTERED, fault=check.fault)
    if judged.answer in (Answer.ALTERED, Answer.BEING_SEALED):
        return judged
    return replace(judged, is_as_sealed=True, is_earlier_copy=judged.about.pdf_sha256 != sha256)


def _is_cut_off(content: bytes) -> bool:
    """Whether this is the beginning of a PDF file: its end has a sign of its own, and that is missing."""
    return b"%PDF-" in content[:1024] and b"%%EOF" not in content[-1024:]


def _judge_found(model: Kind, find: Callable[[Any], Signature | Certificate | None], sought: object) -> Judgement:
    """Judge what ``find(sought)`` finds. What cannot be read cannot be confirmed."""
    try:
        return _judge(find(sought))
    except FAULTS as fault:
        log.error("a paper could not be judged (%s): %s", model.__name__, type(fault).__name__)
        return Judgement(Answer.ALTERED, None, Finding(), unreadable=model)


def _judge(about: Signature | Certificate | None) -> Judgement:
    if about is None:
        return Judgement(Answer.UNKNOWN, None, Finding())
    if isinstance(about, Certificate):
        finding = course_witness.examine_one(about)
        return Judgement(_standing(finding) or Answer.VALID, about, finding)
    finding = declaration_witness.examine_one(about)
    return Judgement(_standing(finding) or _in_force(about), about, finding)


def _standing(finding: Finding) -> Answer | None:
    if finding.differences:
        return Answer.ALTERED
    return Answer.BEING_SEALED if finding.is_being_sealed else None


def _in_force(signature: Signature) -> Answer:
    if signature.withdrawn_at:
        return Answer.WITHDRAWN
    if supporter_queries.has_ended(signature.person):
        return Answer.ROLE_ENDED
    if declaration_witness.is_replaced(signature):
        return Answer.REPLACED
    return Answer.LAPSED if signature.has_lapsed else Answer.VALID

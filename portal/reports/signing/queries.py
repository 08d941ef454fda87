"""The signature that waits for a second one, and whether it still counts."""

import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from forms.choices import name_of
from portal.chapters import queries as chapter_queries
from portal.chapters.models import Office
from portal.chapters.register import queries as register_queries
from portal.permissions import BOARD
from portal.reports import queries as report_queries
from portal.reports.signing.attestation import SIGNED, Shown
from portal.unreadable import readable


def waiting_on(report):
    """The report's ``WaitingSignature``, or None."""
    return getattr(report, "waiting_signature", None) if report and report.is_open else None


def is_on_board(waiting):
    """Whether whoever gave the signature is still on the board that answers for the chapter."""
    chapter = register_queries.last_in_line(waiting.report.chapter).pk
    return waiting.person_id in {office.person_id for office in chapter_queries.answering_boards([chapter])[chapter]}


def why_fallen_away(waiting, words):
    """Why the signature does not count any more, as sentences; empty where it does."""
    if not is_on_board(waiting):
        return [_("%(name)s is not in %(the_board)s any more.") % {"name": waiting.person, **words}]
    now = Shown.of(report_queries.numbers_of(waiting.report), report_queries.drafted(waiting.report, words))
    return Shown(**waiting.shown).changes(now)


def as_sent(signatures):
    """What is kept of ``[(person, role, at)]`` with a report that is sent: their names are those of that day."""
    return [{"name": str(person), "role": role, "at": at.isoformat()} for person, role, at in signatures]


def signers(sent, words):
    """Who signed what was sent, the first one first: ``[{person, role, at}]`` as of that day, ``role`` in words.

    ``sent`` is the report or an ``EarlierSending``. What was sent before the names were kept has those of now.
    """
    kept = sent.numbers.get(SIGNED)
    if kept is None:
        return report_queries.signers(sent, words)
    names = report_queries.role_choices(words)
    return [
        {
            "person": one["name"],
            "role": name_of(names, one["role"]),
            "at": datetime.datetime.fromisoformat(one["at"]),
        }
        for one in kept
    ]


def chapter_name(sent, chapter):
    """What the chapter was called when this was sent."""
    return sent.numbers.get("chapter", {}).get("name") or str(chapter)


def first_received(report, sent):
    """When the report first arrived, if that was before ``sent`` (itself, or an ``EarlierSending``); else None."""
    rows, _unreadable = readable(report.earlier_sendings.all())
    return rows[0].received_at if rows and rows[0].received_at < sent.received_at else None


def signed_by(report):
    """The ids of those who have signed the report, as it was sent last or before."""
    earlier = report.earlier_sendings.values_list("attested_by", "first_signed_by")
    return {person for pair in [(report.attested_by_id, report.first_signed_by_id), *earlier] for person in pair} - {
        None
    }


def not_signed_by(reports, person):
    """Those of these reports that this person has never signed."""
    before = Q(earlier_sendings__attested_by=person) | Q(earlier_sendings__first_signed_by=person)
    return reports.exclude(Q(attested_by=person) | Q(first_signed_by=person)).exclude(before)


def was_on_board(person, short_name):
    """Whether somebody once was on the board of the chapter with this short name."""
    return Office.objects.filter(person=person, chapter__short_name=short_name, kind__in=BOARD).exists()

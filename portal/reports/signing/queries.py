"""The signature that waits for a second one, and whether it still counts."""

from django.db.models import Q
from django.utils.translation import gettext as _

from portal.chapters import queries as chapter_queries
from portal.chapters.models import Office
from portal.permissions import BOARD
from portal.reports import queries as report_queries
from portal.reports.signing.attestation import Shown


def waiting_on(report):
    """The report's ``WaitingSignature``, or None."""
    return getattr(report, "waiting_signature", None) if report and report.is_open else None


def is_on_board(waiting):
    """Whether whoever gave the signature is still on the chapter's board."""
    return waiting.person_id in {office.person_id for office in chapter_queries.board_of(waiting.report.chapter)}


def why_fallen_away(waiting, words):
    """Why the signature does not count any more, as sentences; empty where it does."""
    if not is_on_board(waiting):
        return [_("%(name)s is not in %(the_board)s any more.") % {"name": waiting.person, **words}]
    now = Shown.of(report_queries.numbers_of(waiting.report), report_queries.drafted(waiting.report, words))
    return Shown(**waiting.shown).changes(now)


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

"""Noting that somebody meets a requirement."""

import datetime

import pytest

from forms.check import CERTIFICATE_VALID_FOR, ContactPersonForm, NoteCertificateForm, NoteDateForm, NoteMembershipForm

TODAY, FIRST_DAY = datetime.date(2026, 6, 10), datetime.date(2026, 1, 15)


@pytest.mark.parametrize(
    ("written", "errors"),
    [("15.1.2026", []), ("10.6.2026", []), ("14.1.2026", ["on"]), ("11.6.2026", ["on"]), ("", ["on"]), ("nå", ["on"])],
)
def test_the_date_lies_between_the_first_day_and_today(written, errors):
    assert list(NoteDateForm({"on": written}, first_day=FIRST_DAY, today=TODAY).errors) == errors


@pytest.mark.parametrize(
    ("issued_on", "errors"),
    [
        (TODAY, []),
        (TODAY - CERTIFICATE_VALID_FOR, []),
        (TODAY - CERTIFICATE_VALID_FOR - datetime.timedelta(days=1), ["issued_on"]),
        (TODAY + datetime.timedelta(days=1), ["issued_on"]),
        ("", ["issued_on"]),
    ],
)
def test_a_certificate_is_at_most_three_months_old(issued_on, errors):
    form = NoteCertificateForm({"on": "10.6.2026", "issued_on": str(issued_on)}, first_day=FIRST_DAY, today=TODAY)

    assert list(form.errors) == errors


def test_a_wrong_date_gets_one_error_though_nothing_can_be_compared_with_it():
    form = NoteCertificateForm({"on": "nå", "issued_on": "1.6.2026"}, first_day=FIRST_DAY, today=TODAY)

    assert list(form.errors) == ["on"]


@pytest.mark.parametrize(("member", "is_fine"), [("on", True), ("", False)])
def test_membership_is_noted_by_ticking(member, is_fine):
    assert NoteMembershipForm({"member": member}).is_valid() is is_fine


@pytest.mark.parametrize(("contact", "is_fine"), [("rolf", True), ("", False), ("kari", False)])
def test_a_contact_person_is_one_of_those_offered(contact, is_fine):
    assert ContactPersonForm({"contact": contact}, choices={"contact": [("rolf", "Rolf")]}).is_valid() is is_fine

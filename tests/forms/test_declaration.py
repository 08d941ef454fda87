"""Signing the declaration."""

import datetime

import pytest

from forms.declaration import RecordedSignatureForm, SignerNameForm, SignForm

PROMISES = [("read", "Lest", "Kryss av at du har lest"), ("promise", "Lover", "Kryss av at du lover")]


def test_a_form_has_a_box_for_each_promise():
    form = SignForm(promises=[("read", "Lest", "Kryss av"), ("promise", "Lover", "Kryss av")])
    assert list(form.fields) == ["read", "promise"]


def test_each_promise_that_is_not_ticked_has_its_own_error():
    form = SignForm({"read": "on"}, promises=PROMISES)

    assert form.errors == {"promise": ["Kryss av at du lover"]}
    assert SignForm({"read": "on", "promise": "on"}, promises=PROMISES).is_valid()


def test_no_box_is_ticked_beforehand():
    assert [field.value() for field in SignForm(promises=PROMISES)] == [None, None]


@pytest.mark.parametrize(("name", "is_fine"), [("Áŋŋá", True), ("", False), ("123", False), ("x" * 81, False)])
def test_whoever_signs_has_a_name(name, is_fine):
    assert SignerNameForm({"given_name": name, "family_name": "Moe"}).is_valid() is is_fine


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({}, []),
        ({"witness": ""}, ["witness"]),
        ({"signed_on": ""}, ["signed_on"]),
        ({"signed_on": "11.12.2026"}, ["signed_on"]),
        ({"kept_at": ""}, ["kept_at"]),
        ({"medium": ""}, ["medium"]),
        ({"medium": "transfer", "signed_on": "", "witness": ""}, []),
        ({"medium": "scan"}, ["medium"]),
    ],
)
def test_what_is_noted_of_a_signature_that_was_given_elsewhere(changes, wrong):
    values = {"medium": "paper", "signed_on": "3.12.2026", "witness": "Rolf Rygg", "kept_at": "Permen", **changes}

    assert list(RecordedSignatureForm(values, today=datetime.date(2026, 12, 10)).errors) == wrong

"""The safety texts in the CMS: on the front page until somebody with professional knowledge approves them."""

import re

import pytest

from portal.operations.safety import queries as safety_queries
from portal.operations.safety.texts import safety_texts

ADDRESS = "/cms/sikkerhetstekster/"
APPROVE = f"{ADDRESS}godkjenn/"


@pytest.mark.slow
@pytest.mark.django_db
def test_a_reviewer_approves_what_an_editor_can_only_read(egil, frida, client_of):
    text = next(one for one in safety_texts() if one.code == "heavy_topic" and one.language == "nb")
    editor, reviewer = client_of(egil), client_of(frida)
    shown = editor.get(ADDRESS).content.decode()
    assert "Har du det vondt nå? Disse svarer hele døgnet:" in shown
    assert "Likepersoner svarer ikke med en gang." in shown
    assert 'name="text"' not in shown
    assert editor.post(APPROVE, {"text": text.ref}).status_code == 302  # the CMS sends them to its front page
    assert len(safety_queries.unapproved()) == len(safety_texts())

    assert f'value="{text.ref}"' in reviewer.get(ADDRESS).content.decode()
    assert "Teksten er godkjent." in reviewer.post(APPROVE, {"text": text.ref}, follow=True).content.decode()
    for odd in ("", "x", "00000000-0000-0000-0000-000000000000"):
        answer = reviewer.post(APPROVE, {"text": odd}, follow=True)
        assert answer.status_code == 404 or "Teksten er endret" in answer.content.decode()

    assert len(safety_queries.unapproved()) == len(safety_texts()) - 1
    page = editor.get(ADDRESS).content.decode()
    assert len(re.findall(r"Godkjent av Frida Fagperson \d+\.", page)) == 1
    listed = editor.get("/cms/ma-sees-pa/").content.decode()
    assert f"{ADDRESS}#{text.ref}" not in listed
    assert listed.count(f"{ADDRESS}#") == len(safety_texts()) - 1

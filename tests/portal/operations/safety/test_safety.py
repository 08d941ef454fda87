"""Each safety text is approved by somebody with professional knowledge, and asked for again when it changes."""

import uuid
from collections import Counter

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied

import wording
from portal.knowledge.models import CoursePart, Question
from portal.models import Event
from portal.operations.safety import queries as safety_queries
from portal.operations.safety import services as safety_services
from portal.operations.safety.texts import NOTICES, languages, safety_texts
from portal.operations.verbs import Verb
from portal.permissions import REVIEWERS
from tests.conftest import person


@pytest.fixture
def frida(db):
    """Somebody with professional knowledge, who reads for others."""
    frida = person("frida@example.org", "Frida", "Fagperson")
    frida.groups.add(Group.objects.get(name=REVIEWERS))
    return frida


TEMPLATES = {
    "crisis_panel": ["components/crisis.html"],
    "heavy_topic": ["home/crisis_now.html"],
    "heavy_day": ["portal/onboarding/applying/heavy_day.html", "home/crisis_line.html"],
}


def test_the_notices_are_all_that_their_templates_say():
    said = {
        code: {
            msgid
            for name in names
            for _context, msgid in wording.messages_in_template((settings.BASE_DIR / "templates" / name).read_text())
        }
        for code, names in TEMPLATES.items()
    }

    assert {code: set(messages) for code, (_name, messages) in NOTICES.items()} == said


@pytest.mark.django_db
def test_a_new_site_has_no_yes_to_any_safety_text():
    kinds = Counter(text.code for text in safety_queries.unapproved())

    assert kinds == dict.fromkeys([*NOTICES, "directory", "course_confidentiality", "course_crisis", "test"], 3)
    assert [text.code for text in safety_texts() if not all(text.words)] == []
    assert len(languages()) == 3


@pytest.mark.django_db
def test_a_yes_is_kept_with_name_and_time_until_the_text_is_another(frida, siri, django_assert_num_queries):
    by_code = {(text.code, text.language): text for text in safety_texts()}
    directory, course, test = (by_code[code, "nb"] for code in ("directory", "course_crisis", "test"))
    for text in (directory, course, test):
        safety_services.approve(text.ref, by=frida)

    def approved():
        return {one.text.code: one.by for one in safety_queries.standings() if one.at}

    assert approved() == dict.fromkeys(["directory", "course_crisis", "test"], frida.get_full_name())
    with django_assert_num_queries(6):
        safety_queries.standings()

    page = apps.get_model("home", "DirectoryPage").objects.get(locale__language_code="nb")
    page.crisis = "Noe annet."
    page.save()
    part = CoursePart.objects.get(code="crisis")
    part.text["nn"] = "Noko anna."  # another language than the one that is approved
    part.save()
    choice = Question.objects.filter(critical=True).first().choices.first()
    choice.right = not choice.right
    choice.save()

    assert approved() == {"course_crisis": frida.get_full_name()}
    with pytest.raises(safety_services.TextChanged):
        safety_services.approve(test.ref, by=frida)
    with pytest.raises(safety_services.TextChanged):
        safety_services.approve(uuid.uuid4(), by=frida)
    with pytest.raises(PermissionDenied):
        safety_services.approve(by_code["heavy_topic", "nb"].ref, by=siri)


@pytest.mark.django_db
def test_a_yes_that_somebody_wrote_into_the_table_does_not_count(frida):
    text = safety_texts()[0]
    safety_services.approve(text.ref, by=frida)
    assert text.ref not in [one.ref for one in safety_queries.unapproved()]

    Event.objects.filter(verb=Verb.SAFETY_TEXT_APPROVE).update(seal="0" * 64)

    assert text.ref in [one.ref for one in safety_queries.unapproved()]

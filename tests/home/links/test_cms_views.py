"""The report of links."""

import socket

import pytest
from django.contrib.auth.models import Group

from home.links import checker
from home.links.locations import links_by_address
from home.links.result import CheckResult, Fault
from home.models import LinkCheck
from portal.operations.setting_up import services as setting_up_services
from tests.home.links.pages import write


@pytest.mark.slow
@pytest.mark.django_db
def test_the_button_marks_every_link_and_asks_nobody(editor, monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", None)
    assert "Lenkene er ikke kontrollert ennå." in editor.get("/cms/lenker/").content.decode()

    answer = editor.post("/cms/lenker/", follow=True)

    count = len(links_by_address())
    assert LinkCheck.objects.filter(due=True).count() == count
    assert f"{count} lenker skal kontrolleres." in answer.content.decode()


@pytest.mark.django_db
def test_the_button_takes_no_post_from_elsewhere(kari, client_of):
    kari.groups.add(Group.objects.get(name=setting_up_services.EDITORS))
    outside = client_of(kari)
    outside.handler.enforce_csrf_checks = True

    assert outside.post("/cms/lenker/").status_code == 403
    assert LinkCheck.objects.count() == 0


@pytest.mark.slow
@pytest.mark.django_db
def test_the_report_says_what_is_wrong_and_where(editor, monkeypatch):
    monkeypatch.setattr(checker, "SECONDS_BETWEEN", 0)
    page = write("roller", "https://borte.example/", "https://bank.example/")
    answers = {
        "https://borte.example/": CheckResult(404, Fault.GONE),
        "https://bank.example/": CheckResult(403, Fault.TURNED_AWAY),
    }
    checker.mark_all_due()
    checker.check_all(lambda address: answers.get(address, CheckResult(200)))

    text = " ".join(editor.get("/cms/lenker/").content.decode().split())

    dead, doubtful = text.index("Lenker som ikke fører fram (1)"), text.index("Lenker du må åpne selv (1)")
    assert dead < text.index("https://borte.example/") < doubtful < text.index("https://bank.example/")
    assert "Siden finnes ikke lenger. (404)" in text
    assert (
        f'<a class="cms-link" href="/cms/pages/{page.pk}/edit/">Roller</a> Tekst: «Til https://borte.example/»' in text
    )

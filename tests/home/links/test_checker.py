"""Every link is checked in turn, by the worker and by the command."""

import threading

import pytest
from django.conf import settings
from django.core.management import call_command

from home.editing.front_page import views as front_page_views
from home.links import checker
from home.links.locations import links_by_address
from home.links.result import CheckResult, Fault
from home.models import LinkCheck
from portal import clock, periodic_tasks
from portal.operations.management.commands import worker
from tests.conftest import moment
from tests.home.links.pages import write


@pytest.mark.slow
@pytest.mark.django_db
def test_every_address_is_looked_at_and_the_dead_are_told(monkeypatch):
    monkeypatch.setattr(checker, "SECONDS_BETWEEN", 0)
    page = write("roller", "https://borte.example/", "https://her.example/", "/borte/")
    checker.mark_all_due()
    assert set(LinkCheck.objects.values_list("url", flat=True)) == set(links_by_address())

    with clock.at(moment("2027-05-10 12:00")):
        checker.check_all(lambda address: CheckResult(404, Fault.GONE) if "borte" in address else CheckResult(200))

    assert LinkCheck.objects.filter(due=True).count() == 0
    assert set(LinkCheck.objects.values_list("checked_at", flat=True)) == {moment("2027-05-10 12:00")}
    items = [item for concern in front_page_views.concerns() if concern.name == "links" for item in concern.items]
    assert [(item.title, item.sentence, item.url) for item in items] == [
        ("Roller", "/borte/: Siden finnes ikke lenger.", f"/cms/pages/{page.pk}/edit/"),
        ("Roller", "https://borte.example/: Siden finnes ikke lenger.", f"/cms/pages/{page.pk}/edit/"),
    ]


@pytest.mark.slow
@pytest.mark.django_db
def test_an_address_that_nobody_uses_any_more_is_forgotten():
    write("roller", "https://gammel.example/")
    checker.mark_all_due()
    write("roller", "https://ny.example/")
    checker.mark_all_due()

    assert not LinkCheck.objects.filter(url="https://gammel.example/").exists()
    assert LinkCheck.objects.get(url="https://ny.example/").due


@pytest.mark.django_db
def test_one_host_is_asked_once_a_second_and_few_at_once(monkeypatch):
    LinkCheck.objects.bulk_create(
        LinkCheck(url=url)
        for url in [
            *(f"https://a.example/{number}" for number in range(3)),
            *(f"https://{c}.example/" for c in "bcdef"),
        ]
    )
    now, asked, go_on = [100.0], [], threading.Event()
    monkeypatch.setattr(checker.time, "monotonic", lambda: now[0])

    def ask(address):
        asked.append(address)
        go_on.wait(5)
        return CheckResult(200)

    link_checker = checker.LinkChecker(ask)
    link_checker.step()
    assert sorted(link_checker.pending) == [
        "https://a.example/0", "https://b.example/", "https://c.example/", "https://d.example/",
    ]  # fmt: skip

    go_on.set()
    while link_checker.results.qsize() < 4:
        pass
    link_checker.step()
    assert "https://a.example/1" not in link_checker.pending
    now[0] += 1
    link_checker.step()
    assert "https://a.example/1" in link_checker.pending


@pytest.mark.slow
@pytest.mark.django_db
def test_what_is_no_address_is_told_and_stops_nobody():
    bad = ["http://[", "//[x", "https://x]/", f"{settings.SITE_ADDRESS}//[x"]
    LinkCheck.objects.bulk_create(LinkCheck(url=url) for url in [*bad, "https://zz.example/"])

    checker.check_all(lambda _address: CheckResult(200))

    faults = dict(LinkCheck.objects.values_list("url", "fault"))
    assert {url: faults[url] for url in bad[:3]} == dict.fromkeys(bad[:3], Fault.NOT_PUBLIC)
    assert faults[bad[3]] in (Fault.NOT_PUBLIC, Fault.GONE)
    assert faults["https://zz.example/"] == ""
    assert not LinkCheck.objects.filter(due=True).exists()


@pytest.mark.django_db
def test_an_answer_that_never_comes_counts_as_none(monkeypatch):
    LinkCheck.objects.create(url="https://treg.example/")
    now, never = [100.0], threading.Event()
    monkeypatch.setattr(checker.time, "monotonic", lambda: now[0])
    link_checker = checker.LinkChecker(lambda _address: never.wait(5))
    link_checker.step()
    now[0] += checker.ANSWER_WITHIN + 1
    link_checker.step()
    never.set()

    assert LinkCheck.objects.get().fault == Fault.NO_ANSWER


def test_the_worker_knows_the_task():
    assert [seconds for task, seconds in periodic_tasks.registered() if task == checker.check_some] == [1]


@pytest.mark.django_db
def test_the_worker_does_what_was_registered(monkeypatch):
    done = []
    monkeypatch.setattr(periodic_tasks, "registered", lambda: [(lambda: done.append(1), 1)])
    monkeypatch.setattr(worker, "PERIODIC_TASKS", [])
    monkeypatch.setattr(worker, "close_old_connections", lambda: None)  # the test's own is in a transaction

    call_command("worker", once=True)

    assert done == [1]


@pytest.mark.slow
@pytest.mark.django_db
def test_the_command_prints_what_is_dead(capsys, monkeypatch):
    write("roller", "https://borte.example/")
    monkeypatch.setattr(
        checker.check_all, "__defaults__", (lambda _address: CheckResult(404, Fault.GONE), lambda _s: None)
    )
    LinkCheck.objects.all().delete()

    call_command("check_links")

    assert "https://borte.example/: Siden finnes ikke lenger. (Roller, Tekst)" in capsys.readouterr().out

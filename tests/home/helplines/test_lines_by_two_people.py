"""A line for a crisis is changed by two people: one writes, another says yes."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from home.helplines import lookup as helplines
from home.models import Helpline
from portal import fragments
from portal.operations.setting_up import services as setting_up_services
from tests.home.helplines.editing import NEW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_afternoon")]


@pytest.fixture
def line():
    return Helpline.objects.get(code="kirkens-sos", locale__language_code="nb")


@pytest.fixture
def change(edit):
    """``change(phone="…")``: Egil sends the form of Kirkens SOS with these changes."""
    return lambda **changes: edit(hours=[], always="on", free="", anonymous="True", checked="", **changes)


def public_number():
    fragments.forget_cached()
    return [line["phone"] for line in helplines.crisis_lines() if line["name"] == "Kirkens SOS"]


def approve(client, line):
    task = line.current_workflow_task_state
    address = reverse("wagtailsnippets_home_helpline:workflow_action", args=[line.pk, "approve", task.pk])
    client.post(address, {"next": "/cms/"})


@pytest.mark.slow
def test_a_crisis_number_is_changed_when_another_person_has_said_yes(
    change, line, editor, frida, client_of, django_capture_on_commit_callbacks
):
    before, reviewer = line.phone, client_of(frida)

    assert change(phone="22 40 00 41").status_code == 302
    assert public_number() == [before]
    assert "venter på at en annen sier ja" in editor.get("/cms/snippets/home/helpline/").content.decode()
    assert "awaiting-review" not in editor.get("/cms/").content.decode()
    approve(editor, line)
    assert public_number() == [before]

    latest = line.revisions.order_by("pk").last()
    address = f"/cms/snippets/home/helpline/history/{line.pk}/revisions/compare/live...{latest.pk}/"
    assert address in reviewer.get("/cms/").content.decode()
    beside = reviewer.get(address).content.decode()
    assert "Si ja og publiser" in beside
    assert "22400041" in beside
    assert before.removeprefix("+47") in beside
    form = reviewer.get(reverse("wagtailsnippets_home_helpline:edit", args=[line.pk])).content.decode()
    assert form.index("Godkjenn og publiser") < form.index("Send til en annen for godkjenning")

    with django_capture_on_commit_callbacks(execute=True):
        approve(reviewer, line)
    assert public_number() == ["+4722400041"]
    assert {row.phone for row in Helpline.objects.filter(code="kirkens-sos")} == {"+4722400041"}


@pytest.mark.slow
def test_nobody_approves_what_they_restored_or_changed_on_the_way(change, line, frida, gro, client_of):
    before, first = line.phone, line.revisions.order_by("pk").first()
    change(phone="22 40 00 41")
    approve(client_of(frida), line)
    assert public_number() == ["+4722400041"]

    reviewer = client_of(frida)
    address = f"/cms/snippets/home/helpline/history/{line.pk}/revisions/{first.pk}/revert/"
    form = reviewer.get(address).context["form"]
    values = {name: form.initial.get(name) for name in form.fields} | {"always": "on", "phone": before}
    formsets = {f"{name}-TOTAL_FORMS": 0 for name in form.formsets} | {f"{n}-INITIAL_FORMS": 0 for n in form.formsets}
    values = {name: "" if value is None else value for name, value in (values | formsets).items()}
    line.refresh_from_db()
    answer = reviewer.post(address, values | {"loaded_revision_id": line.latest_revision_id})
    assert (answer.status_code, public_number()) == (302, ["+4722400041"])
    approve(reviewer, line)
    assert public_number() == ["+4722400041"]
    approve(client_of(gro), line)
    assert public_number() == [before]


@pytest.mark.slow
def test_no_way_leads_past_the_second_person(change, line, frida, editor, client_of):
    frida.groups.add(Group.objects.get(name=setting_up_services.ADMINS))
    for client in (editor, client_of(frida)):
        for address in (f"delete/{line.pk}", f"unpublish/{line.pk}"):
            client.post(f"/cms/snippets/home/helpline/{address}/")
        client.post(f"/cms/bulk/home/helpline/delete/?id={line.pk}&next=/cms/")
        client.post("/cms/snippets/home/helpline/add/", NEW | {"kind": "crisis", "always": "on"})
    change(kind="peer")  # it would be no crisis line any more

    assert public_number() == [line.phone]
    assert set(Helpline.objects.filter(code="ny").values_list("live", flat=True)) == {False}


@pytest.mark.slow
def test_the_day_of_the_check_needs_nobody_else(change, line):
    assert change(checked_today="1").status_code == 302

    line.refresh_from_db()
    assert (line.checked.isoformat(), line.has_unpublished_changes) == ("2026-12-07", False)

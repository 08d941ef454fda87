"""Walking through a form in steps: in order, back and forth, later, and in two windows."""

import datetime

import pytest
from django.http import HttpResponseRedirect
from django.test import RequestFactory

from forms import drafts
from forms.choice_fields import CheckboxField
from forms.fields import LongTextField, TextField, WholeNumberField
from forms.models import Draft
from forms.renderer import SiteForm
from forms.steps import Step
from forms.wizard import LONGEST_STEP, OpenStepsWizard, StepWizard

NOON = datetime.datetime(2026, 6, 10, 10, tzinfo=datetime.UTC)
NAME, DOGS, REST, CONFIRM = "navn", "hunder", "resten", "bekreft"

pytestmark = pytest.mark.django_db


class NameForm(SiteForm):
    name = TextField(longest=10, label="Navn")


class DogsForm(SiteForm):
    dogs = WholeNumberField(highest=5, label="Hunder")
    cats = WholeNumberField(highest=5, label="Katter", required=False)

    def eligibility_errors(self):
        return {} if self.cleaned_data.get("dogs") else {"dogs": "Skaff deg en hund"}


class RestForm(SiteForm):
    rest = LongTextField(longest=100_000, label="Resten", required=False)


class ConfirmForm(SiteForm):
    agreed = CheckboxField(label="Enig")


FIRST, LAST = Step(NAME, "Navn", NameForm), Step(CONFIRM, "Bekreft", ConfirmForm)
STEPS = [FIRST, Step(DOGS, "Hunder", DogsForm), LAST]


class WalkMixin:
    """A form about ``user:1``. Submitting consumes the draft and keeps the answers in ``submitted``."""

    template_name = "base.html"
    draft_kind = "sample"
    submitted = None

    def draft_key(self):
        return "user:1"

    def now(self):
        return NOON

    def get_step_url(self, step):
        return f"/ask/{step}/"

    def submit(self, answers):
        drafts.consume(self.draft_kind, self.draft_key(), self.request.draft.version)
        type(self).submitted.append(answers)

    def redirect_without_draft(self):
        return HttpResponseRedirect("/receipt/")

    def redirect_after_saving_for_later(self):
        return HttpResponseRedirect("/saved/")


class Walk(WalkMixin, StepWizard):
    pass


class OpenWalk(WalkMixin, OpenStepsWizard):
    pass


@pytest.fixture(params=[Walk, OpenWalk], ids=["closed", "open"])
def kind(request):
    return request.param


@pytest.fixture(autouse=True)
def submitted(monkeypatch):
    for wizard in (Walk, OpenWalk):
        monkeypatch.setattr(wizard, "submitted", [])


class Visitor:
    """Asks for steps of a wizard and posts them, as a browser does."""

    def __init__(self, wizard, steps=STEPS):
        self.view = wizard.for_steps(steps, url_name="ask")

    def get(self, step, query=""):
        return self.view(RequestFactory().get(f"/ask/{step}/{query}"), step=step)

    def post(self, step, answers=None, query="", **more):
        draft = drafts.find("sample", "user:1")
        data = {f"{step}-{name}": value for name, value in (answers or {}).items()}
        data = {"version": draft.version if draft else "", **more, **data}
        return self.view(RequestFactory().post(f"/ask/{step}/{query}", data), step=step)


@pytest.fixture
def draft():
    return drafts.begin("sample", "user:1", now=NOON)


@pytest.fixture
def visitor(kind, draft):
    return Visitor(kind)


def fill_in(**answers):
    draft = drafts.find("sample", "user:1")
    for step, values in ({NAME: {"name": ["Kari"]}, DOGS: {"dogs": ["2"]}} | answers).items():
        drafts.save_step(draft, step, values, now=NOON)


def stored():
    return Draft.objects.get().answers


def test_a_form_is_walked_through_step_by_step_and_submitted_once(visitor, kind):
    urls = [
        visitor.post(NAME, {"name": "Kari"}).url,
        visitor.post(DOGS, {"dogs": "2"}).url,
        visitor.post(CONFIRM, {"agreed": "on"}).url,
        visitor.post(CONFIRM, {"agreed": "on"}).url,
    ]

    assert urls == [f"/ask/{DOGS}/", f"/ask/{CONFIRM}/", "/receipt/", "/receipt/"]
    assert kind.submitted == [{NAME: {"name": "Kari"}, DOGS: {"dogs": 2, "cats": None}, CONFIRM: {"agreed": True}}]
    assert not Draft.objects.exists()


@pytest.mark.parametrize("step", [DOGS, CONFIRM, "finnes-ikke"])
def test_an_unknown_or_too_early_step_leads_to_the_first_that_is_not_answered(visitor, step):
    assert (visitor.get(step).url, visitor.post(step, {"dogs": "2"}).url) == (f"/ask/{NAME}/", f"/ask/{NAME}/")
    assert stored() == {}


def test_without_a_draft_there_is_nothing_to_fill_in(kind):
    visitor = Visitor(kind)

    assert (visitor.get(NAME).url, visitor.post(NAME, {"name": "Kari"}).url) == ("/receipt/", "/receipt/")
    assert not Draft.objects.exists()


def test_looking_at_a_step_saves_nothing_and_shows_no_error(visitor):
    fill_in(**{NAME: {"name": ["Kari"]}})
    response = visitor.get(NAME)

    assert response.context_data["form"]["name"].value() == "Kari"
    assert Draft.objects.get().version == 2
    assert not response.context_data["form"].errors


def test_half_an_answer_is_saved_for_later_and_shown_again_without_errors(visitor):
    assert visitor.post(NAME, {"name": "x" * 11}, action="later").url == "/saved/"

    form = visitor.get(NAME).context_data["form"]
    assert (form["name"].value(), form.errors) == ("x" * 11, {})


def test_a_wrong_answer_is_shown_again_with_its_error_and_not_saved(visitor):
    response = visitor.post(NAME, {"name": "x" * 11})

    assert list(response.context_data["form"].errors) == ["name"]
    assert stored() == {}


def test_the_posted_values_are_those_of_the_form_alone(visitor):
    fill_in(**{NAME: {"name": ["Kari"], "was_asked_before": ["1"]}})
    visitor.post(NAME, {"name": "Ola\x00", "admin": "on"})

    assert stored()[NAME] == {"name": ["Kari"], "was_asked_before": ["1"]}  # the null character is an error
    visitor.post(NAME, {"name": "Ola", "admin": "on"})
    assert stored()[NAME] == {"name": ["Ola"], "was_asked_before": ["1"]}


def test_more_text_than_can_be_stored_is_refused_and_not_saved(kind, draft):
    visitor = Visitor(kind, [Step(REST, "Resten", RestForm), LAST])
    responses = [visitor.post(REST, {"rest": "x" * (LONGEST_STEP + 1)}, action=action) for action in ("", "later")]

    assert [list(response.context_data["form"].errors) for response in responses] == [["__all__"], ["__all__"]]
    assert stored() == {}


def test_from_the_last_page_one_comes_back_to_it(visitor):
    fill_in()

    assert visitor.post(NAME, {"name": "Ola"}, query=f"?tilbake={CONFIRM}").url == f"/ask/{CONFIRM}/"
    assert visitor.post(NAME, {"name": "Ola"}).url == f"/ask/{DOGS}/"
    assert visitor.post(NAME, {"name": "Ola"}, query="?tilbake=//evil.example/").url == f"/ask/{DOGS}/"


def test_the_last_page_shows_the_answers_with_the_way_to_change_them(visitor):
    fill_in()
    sections = visitor.get(CONFIRM).context_data["sections"]

    assert [(step.key, [(row["name"], row["value"]) for row in rows]) for step, rows in sections] == [
        (NAME, [("name", "Kari")]), (DOGS, [("dogs", "2"), ("cats", "")]),
    ]  # fmt: skip
    assert sections[0][1][0]["href"] == f"/ask/{NAME}/?tilbake={CONFIRM}#id_{NAME}-name"
    assert visitor.get(NAME).context_data["sections"] == []


def test_the_last_page_is_not_submitted_without_its_own_answer(visitor, kind):
    fill_in()
    response = visitor.post(CONFIRM)

    assert list(response.context_data["form"].errors) == ["agreed"]
    assert kind.submitted == []


# Links that save first


def test_a_link_saves_what_was_typed_and_leads_on(visitor):
    fill_in()

    assert visitor.post(DOGS, {"dogs": "many"}, go_to=f"/ask/{NAME}/").url == f"/ask/{NAME}/"
    assert stored()[DOGS] == {"dogs": ["many"]}
    form = visitor.get(DOGS).context_data["form"]
    assert (form["dogs"].value(), form.errors) == ("many", {})


def test_a_link_saves_nothing_where_nothing_was_typed(visitor):
    assert visitor.post(NAME, {"name": ""}, go_to="/visning/").url == "/visning/"
    assert stored() == {}
    fill_in()
    version = Draft.objects.get().version
    assert visitor.post(NAME, {"name": "Kari"}, go_to="/visning/").url == "/visning/"
    assert Draft.objects.get().version == version


@pytest.mark.parametrize("address", ["//evil.example/", "https://evil.example/", "javascript:alert(1)", "[", ""])
def test_a_link_leads_nowhere_else(visitor, address):
    assert visitor.post(NAME, {"name": "Kari"}, go_to=address).url == f"/ask/{DOGS}/"


def test_a_link_on_the_last_page_saves_and_submits_nothing(visitor, kind):
    fill_in()
    before = stored()

    assert visitor.post(CONFIRM, {"agreed": "on"}, go_to="/visning/").url == "/visning/"
    assert (stored(), kind.submitted) == (before, [])
    assert visitor.get(CONFIRM).context_data["saving_form"] == ""


def test_a_link_does_not_overwrite_what_another_window_saved(visitor):
    shown = Draft.objects.get().version
    visitor.post(NAME, {"name": "Kari"}, version=shown, page="one")
    response = visitor.post(NAME, {"name": "Ola"}, version=shown, page="two", go_to="/visning/")

    assert [row["value"] for row in response.context_data["both"]] == ["Ola"]
    assert stored() == {NAME: {"name": ["Kari"]}}


def test_another_way_out_of_a_saved_step(visitor, kind, monkeypatch):
    monkeypatch.setattr(kind, "redirect_after_save", lambda self, step, form: HttpResponseRedirect("/too-young/"))

    assert visitor.post(NAME, {"name": "Kari"}).url == "/too-young/"
    assert stored() == {NAME: {"name": ["Kari"]}}


# Steps that are asked of some


def test_a_step_whose_condition_is_not_met_is_left_out(draft):
    asking, other = (
        Visitor(Walk, [FIRST, Step(REST, "Resten", RestForm, condition=lambda values, asks=asks: asks), LAST])
        for asks in (True, False)
    )

    assert other.post(NAME, {"name": "Kari"}).url == f"/ask/{CONFIRM}/"
    assert asking.post(NAME, {"name": "Kari"}).url == f"/ask/{REST}/"
    assert other.get(REST).url == f"/ask/{CONFIRM}/"
    assert [visitor.get(NAME).context_data["count"] for visitor in (asking, other)] == [3, 2]


# Two windows


def test_of_two_windows_the_later_one_is_asked(visitor):
    shown = Draft.objects.get().version
    visitor.post(NAME, {"name": "Kari"}, version=shown, page="one")
    response = visitor.post(NAME, {"name": "Ola"}, version=shown, page="two")

    assert stored() == {NAME: {"name": ["Kari"]}}
    rows = response.context_data["both"]
    assert [(row["name"], row["stored"], row["value"]) for row in rows] == [("name", "Kari", "Ola")]
    assert list(response.context_data["form"].errors) == ["__all__"]


def test_the_same_answer_in_two_windows_is_no_conflict(visitor):
    shown = Draft.objects.get().version

    assert [visitor.post(NAME, {"name": "Kari"}, version=shown).url for _press in range(2)] == [f"/ask/{DOGS}/"] * 2


def test_one_window_can_go_back_and_save_again(visitor):
    shown = Draft.objects.get().version
    urls = [visitor.post(NAME, {"name": name}, version=shown, page="one").url for name in ("Kari", "Ola")]

    assert urls == [f"/ask/{DOGS}/"] * 2
    assert stored() == {NAME: {"name": ["Ola"]}}


def test_the_saved_version_can_be_kept(visitor):
    fill_in()

    assert visitor.post(NAME, {"name": "Ola"}, action="keep").url == f"/ask/{DOGS}/"
    assert stored()[NAME] == {"name": ["Kari"]}


def test_what_was_not_seen_is_not_confirmed(visitor, kind):
    fill_in()
    response = visitor.post(CONFIRM, {"agreed": "on"}, version=1)

    assert response.status_code == 200
    assert kind.submitted == []


def test_what_another_window_saves_at_the_same_time_is_not_overwritten(visitor, monkeypatch):
    real = drafts.save_step

    def save_after_another(draft, *args, **kwargs):
        monkeypatch.undo()
        real(drafts.find("sample", "user:1"), NAME, {"name": ["Kari"]}, now=NOON)
        return real(draft, *args, **kwargs)

    monkeypatch.setattr(drafts, "save_step", save_after_another)
    response = visitor.post(NAME, {"name": "Ola"})

    assert stored() == {NAME: {"name": ["Kari"]}}
    assert [row["stored"] for row in response.context_data["both"]] == ["Kari"]


def test_what_another_window_submits_at_the_same_time_is_the_receipt(visitor, monkeypatch):
    def submitted_by_another(*args, **kwargs):
        Draft.objects.all().delete()
        raise drafts.Conflict

    monkeypatch.setattr(drafts, "save_step", submitted_by_another)

    assert visitor.post(NAME, {"name": "Ola"}).url == "/receipt/"


@pytest.mark.parametrize("version", ["", "x", "-1", "99999999999999999999", "\u0661"])
def test_a_version_that_is_no_number_is_treated_as_unknown(visitor, version):
    fill_in()

    response = visitor.post(NAME, {"name": "Ola"}, version=version)

    assert response.status_code == 200
    assert stored()[NAME] == {"name": ["Kari"]}


# What keeps answers from being sent


def test_closed_steps_lead_to_the_first_gap_before_anything_is_sent(draft):
    fill_in(**{DOGS: {"dogs": ["0"]}})
    visitor = Visitor(Walk)

    assert visitor.get(CONFIRM).url == f"/ask/{DOGS}/"
    assert visitor.post(CONFIRM, {"agreed": "on"}).url == f"/ask/{DOGS}/"


def test_open_steps_show_every_gap_on_the_last_page(draft):
    fill_in(**{NAME: {"name": [""]}, DOGS: {"dogs": ["0"], "cats": ["nine"]}})
    visitor = Visitor(OpenWalk)
    shown = visitor.get(CONFIRM).context_data
    sent = visitor.post(CONFIRM, {"agreed": "on"}).context_data

    hrefs = [f"/ask/{step}/?tilbake={CONFIRM}#id_{step}-{name}" for step, name in
             ((NAME, "name"), (DOGS, "cats"), (DOGS, "dogs"))]  # fmt: skip
    assert [gap["href"] for gap in shown["gaps"]] == [gap["href"] for gap in sent["gaps"]] == hrefs
    assert ("gaps_were_sent" in shown, sent["gaps_were_sent"], OpenWalk.submitted) == (False, True, [])
    assert visitor.get(NAME).context_data["gaps"] == []


def test_open_steps_are_done_begun_next_or_closed(draft):
    drafts.save_step(draft, NAME, {"name": [""]}, now=NOON)
    states = {entry["key"]: entry["state"] for entry in Visitor(OpenWalk).get(DOGS).context_data["step_list"]}
    assert states == {NAME: "begun", DOGS: "next", CONFIRM: "closed"}

    fill_in()
    entries = Visitor(OpenWalk).get(NAME).context_data["step_list"]
    assert {entry["key"]: entry["state"] for entry in entries} == {NAME: "done", DOGS: "done", CONFIRM: "next"}
    assert [entry["key"] for entry in entries if entry["is_current"]] == [NAME]
    assert [bool(entry["href"]) for entry in entries] == [True, True, True]


def test_the_last_page_of_open_steps_is_not_counted(draft):
    fill_in()
    pages = {step: Visitor(OpenWalk).get(step).context_data for step in (NAME, DOGS, CONFIRM)}

    assert [(page["number"], page["count"], page["is_last"]) for page in pages.values()] == [
        (1, 2, False), (2, 2, False), (3, 2, True),
    ]  # fmt: skip


# What a view has to say


@pytest.mark.parametrize(
    "method", ["draft_key", "now", "submit", "redirect_without_draft", "redirect_after_saving_for_later"]
)
def test_the_wizard_itself_knows_no_draft_and_no_address(method):
    with pytest.raises(TypeError, match=rf"abstract.*\b{method}\b"):
        StepWizard()

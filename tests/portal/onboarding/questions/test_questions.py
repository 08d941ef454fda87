"""The secretariat's own questions: asked in their step, kept as they were, never losing an answer."""

import uuid

import pytest

from forms.application import ABOUT_YOU, CONFIRM, CONTRIBUTION, MORE_ABOUT, MOTIVATION
from portal import interrupted_forms
from portal.models import Event
from portal.moves import Stale
from portal.onboarding import queries as onboarding_queries
from portal.onboarding import services as onboarding
from portal.onboarding.models import ExtraQuestion
from portal.onboarding.questions import services as question_services
from tests.conftest import fill_in, raw_answers, send_in
from tests.portal.onboarding.applying.test_steps import HOSTILE
from tests.portal.onboarding.applying.test_views import post_step

PATH = "/sekretariat/sporsmal/"


def add(siri, **values):
    given = {"step": MOTIVATION, "kind": "text", "label": {"nb": "Har du hund?"}, "hint": {}, "order": 1, **values}
    return question_services.add_question(token=uuid.uuid4(), by=siri, **given)


def typed(**values):
    """What the secretariat types in the form."""
    return {
        "label_nb": "Når kan du?", "kind": "choice", "choices_nb": "Dag\nKveld", "step": MOTIVATION,
        "order": "1", "version": "1", **values,
    }  # fmt: skip


class TestInTheApplication:
    @pytest.mark.parametrize(
        ("kind", "written", "said"),
        [
            ("text", "Ja, to.", "Ja, to."),
            ("yes_no", "no", "Nei"),
            ("number", "1 200", "1200"),
            ("date", "3.6.2026", "3. juni 2026"),
        ],
    )
    def test_each_kind_is_asked_and_kept_in_words(self, kari, rolf, siri, kind, written, said):
        question = add(siri, kind=kind)
        raw = raw_answers(kari)
        raw[MOTIVATION][question.field_name] = [written]

        application = send_in(kari, raw)

        assert application.copy["sections"][-1][1][-1] == {
            "name": question.field_name, "key": "Har du hund?", "value": said,
        }  # fmt: skip

    def test_a_question_that_has_to_be_answered_is_a_gap(self, applying, kari, siri):
        fill_in(kari)
        question = add(siri, required=True)

        response = post_step(applying, CONFIRM, {"consent": ["on"]})

        assert response.context["gaps"] == [
            {
                "text": "Svar på dette: Har du hund?",
                "href": f"/soknad/hvorfor/?tilbake=se-over#id_hvorfor-{question.field_name}",
            }
        ]

    def test_a_role_s_questions_have_a_step_of_their_own_only_where_it_is_chosen(self, applying, kari, siri):
        add(siri, step=MORE_ABOUT, categories=["central_supporter"])
        fill_in(kari)

        assert applying.get("/soknad/hvorfor/").context["count"] == 5
        assert applying.get("/soknad/litt-mer/").url == "/soknad/se-over/"

        both = {"contribution": ["conversation_supporter", "central_supporter"]}
        assert post_step(applying, CONTRIBUTION, both).url == "/soknad/litt-mer/"
        response = applying.get("/soknad/litt-mer/")
        assert (response.context["number"], response.context["count"]) == (5, 6)

    @pytest.mark.slow
    def test_an_answer_to_a_question_that_is_retired_is_still_there(self, applying, kari, siri):
        question = add(siri, required=True)
        raw = raw_answers(kari)
        raw[MOTIVATION][question.field_name] = ["Ja, to."]
        fill_in(kari, raw)

        question_services.retire_question(question, by=siri)

        form = applying.get("/soknad/hvorfor/").context["form"]
        assert form[question.field_name].value() == "Ja, to."
        post_step(applying, CONFIRM, {"consent": ["on"]})
        copy = onboarding_queries.current_of(kari).copy
        assert copy["sections"][-1][1][-1]["value"] == "Ja, to."

    @pytest.mark.slow
    def test_a_retired_question_is_asked_of_nobody_else(self, applying, kari, siri):
        question_services.retire_question(add(siri, required=True), by=siri)
        fill_in(kari)

        assert list(applying.get("/soknad/hvorfor/").context["form"].fields) == ["why"]
        assert post_step(applying, CONFIRM, {"consent": ["on"]}).url == "/soknad/sendt/"

    def test_an_answer_of_a_role_that_is_not_chosen_any_more_is_kept_in_the_draft(self, applying, kari, siri):
        question = add(siri, categories=["central_supporter"])
        raw = raw_answers(kari, contribution=["central_supporter"])
        raw[MOTIVATION][question.field_name] = ["Ja, to."]
        draft = fill_in(kari, raw)

        post_step(applying, CONTRIBUTION, {"contribution": ["conversation_supporter"]})
        post_step(applying, MOTIVATION, {"why": ["Derfor."]})

        draft.refresh_from_db()
        assert draft.answers[MOTIVATION] == {"why": ["Derfor."], question.field_name: ["Ja, to."]}

    def test_a_choice_that_is_left_out_is_still_there_for_whoever_chose_it(self, applying, kari, siri):
        question = add(siri, kind="choice", choices=[{"nb": "Dag"}, {"nb": "Kveld"}])
        day, evening = (choice["code"] for choice in question.choices)
        raw = raw_answers(kari)
        raw[MOTIVATION][question.field_name] = [day]
        fill_in(kari, raw)

        question_services.change_question(
            question, by=siri, version=1, label=question.label, choices=[{"nb": "Kveld"}, {"nb": "Natt"}]
        )

        question.refresh_from_db()
        assert [(choice["text"]["nb"], choice["is_gone"]) for choice in question.choices] == [
            ("Kveld", False), ("Natt", False), ("Dag", True),
        ]  # fmt: skip
        assert question.choices[0]["code"] == evening
        shown = applying.get("/soknad/hvorfor/").context["form"].fields[question.field_name].choices
        assert [name for _code, name in shown] == ["Kveld", "Natt", "Dag"]

    @pytest.mark.slow
    def test_a_sent_application_keeps_the_wording_it_was_asked_with(self, kari, rolf, siri, client_of):
        question = add(siri)
        application = send_in(kari)

        question_services.change_question(question, by=siri, version=1, label={"nb": "Har du katt?"})

        text = client_of(kari).get("/soknad/sendt/").content.decode()
        assert ("Har du hund?" in text, "Har du katt?" in text) == (True, False)
        assert "Har du hund?" in client_of(rolf).get(f"/sekretariat/soknad/{application.ref}/").content.decode()

    @pytest.mark.slow
    def test_the_mark_tells_what_was_asked(self, kari, ola, rolf, siri):
        first, second = send_in(kari), send_in(ola)
        assert first.asked_version == second.asked_version
        onboarding.withdraw(second, by=ola)
        add(siri)

        assert send_in(ola).asked_version != first.asked_version


class TestTheSecretariat:
    @pytest.mark.parametrize(("who", "status"), [("siri", 200), ("rolf", 403), ("kari", 403)])
    @pytest.mark.parametrize("path", [PATH, PATH + "nytt/"])
    def test_only_they_come_in(self, request, siri, bergen, client_of, who, status, path):
        assert client_of(request.getfixturevalue(who)).get(path).status_code == status

    def test_a_question_is_made_and_events_tell(self, siri, client_of):
        assert client_of(siri).post(PATH + "nytt/", typed(label_nn="Når kan du, nynorsk?")).url == PATH

        question = ExtraQuestion.objects.get()
        assert question.label == {"nb": "Når kan du?", "nn": "Når kan du, nynorsk?"}
        assert [choice["text"] for choice in question.choices] == [{"nb": "Dag"}, {"nb": "Kveld"}]
        assert Event.objects.filter(verb="question.add", subject=question.ref).count() == 1
        assert "Når kan du?" in client_of(siri).get(PATH).content.decode()

    @pytest.mark.slow
    def test_the_same_form_twice_is_one_question(self, siri, client_of):
        client = client_of(siri)
        token = str(client.get(PATH + "nytt/").context["token"])
        assert (
            f'name="token" value="{token}"'
            in client.post(PATH + "nytt/", typed(token=token, action="look")).content.decode()
        )

        for label in ("Når kan du?", "Når kan du?", "Når passer det?"):
            assert client.post(PATH + "nytt/", typed(token=token, label_nb=label)).url == PATH

        question = ExtraQuestion.objects.get()
        assert (question.label["nb"], question.version, len(question.choices)) == ("Når passer det?", 2, 2)
        assert Event.objects.filter(verb="question.add").count() == 1

        late = client.post(PATH + "nytt/", typed(token=token, label_nb="Når da?"))
        other = client.post(PATH + "nytt/", typed(token=token, label_nb="Når passer det?", kind="text", choices_nb=""))
        assert (late.status_code, "Når da?" in late.content.decode(), other.status_code) == (409, True, 409)
        assert ExtraQuestion.objects.get().label["nb"] == "Når passer det?"

        for strange in ("", "x", "\x00", ["", token + "0"]):
            client.post(PATH + "nytt/", typed(token=strange))
        assert ExtraQuestion.objects.count() == 5

    def test_it_can_be_looked_at_before_it_is_saved(self, siri, client_of):
        response = client_of(siri).post(PATH + "nytt/", typed(action="look"))

        assert response.status_code == 200
        assert [name for _code, name in response.context["example"].fields["example"].choices] == ["Dag", "Kveld"]
        assert ExtraQuestion.objects.count() == 0

    @pytest.mark.parametrize(
        ("values", "wrong"),
        [
            ({"label_nb": ""}, ["label"]),
            ({"label_nb": "", "label_en": "When?"}, ["label"]),
            ({"label_nb": "x" * 201}, ["label"]),
            ({"label_nb": "x\x07"}, ["label"]),
            ({"choices_nb": "Dag"}, ["choices"]),
            ({"choices_nb": "Dag\nDag"}, ["choices"]),
            ({"choices_en": "Day"}, ["choices"]),
            ({"kind": ""}, ["kind"]),
            ({"step": CONFIRM}, ["step"]),
            ({"order": "mange"}, ["order"]),
            ({"categories": ["nonsense"]}, ["categories"]),
            ({"step": ABOUT_YOU, "categories": ["conversation_supporter"]}, ["categories"]),
        ],
    )
    def test_what_is_wrong_gets_a_sentence_and_is_kept(self, siri, client_of, values, wrong):
        response = client_of(siri).post(PATH + "nytt/", typed(**values))

        assert list(response.context["form"].errors) == wrong
        assert response.context["form"]["hint"].errors == []
        assert ExtraQuestion.objects.count() == 0

    def test_two_windows_do_not_overwrite_each_other(self, siri, client_of):
        question = add(siri)
        client = client_of(siri)
        values = {"label_nb": "Har du katt?", "order": "1", "version": "1"}
        assert client.post(f"{PATH}{question.ref}/", values).url == PATH

        late = client.post(f"{PATH}{question.ref}/", {**values, "label_nb": "Har du hest?"})

        assert late.status_code == 409
        assert "Har du hest?" in late.content.decode()
        question.refresh_from_db()
        assert question.label == {"nb": "Har du katt?"}
        with pytest.raises(Stale):
            question_services.change_question(question, by=siri, version=1, label={"nb": "Har du hest?"})

    def test_how_it_is_answered_and_where_are_settled(self, siri, client_of):
        question = add(siri, kind="text")

        client_of(siri).post(
            f"{PATH}{question.ref}/",
            {"label_nb": "Har du katt?", "order": "1", "version": "1", "kind": "number", "step": ABOUT_YOU},
        )

        question.refresh_from_db()
        assert (question.kind, question.step, question.label) == ("text", MOTIVATION, {"nb": "Har du katt?"})

    def test_it_is_retired_and_taken_into_use_again(self, siri, client_of):
        question = add(siri)
        client = client_of(siri)

        for action, is_active in (("retire", False), ("retire", False), ("ask_again", True)):
            assert client.post(f"{PATH}{question.ref}/", {"action": action}).url == PATH
            question.refresh_from_db()
            assert question.is_active is is_active
        assert Event.objects.filter(verb="question.retire").count() == 1

    def test_a_change_needs_a_fresh_code_and_the_text_waits(self, siri, client_of):
        client = client_of(siri, code_age=3600)

        assert client.post(PATH + "nytt/", typed()).url.startswith("/logg-inn/ny-kode/")
        assert interrupted_forms.SESSION_KEY in client.session
        assert ExtraQuestion.objects.count() == 0

    def test_the_list_costs_the_same_with_many(
        self, siri, client_of, django_assert_num_queries, django_assert_max_num_queries
    ):
        client = client_of(siri)
        add(siri, categories=["central_supporter"])
        client.get(PATH)
        with django_assert_max_num_queries(15) as few:
            client.get(PATH)
        for _one in range(5):
            add(siri, categories=["central_supporter"])

        with django_assert_num_queries(len(few)):
            client.get(PATH)

    @pytest.mark.slow
    @pytest.mark.parametrize("action", ["", "look", "nonsense"])
    def test_no_value_is_a_fault_of_ours(self, siri, client_of, action):
        client, question = client_of(siri), add(siri, kind="choice", choices=[{"nb": "Dag"}, {"nb": "Natt"}])
        names = [*typed(), "label_nn", "hint_nb", "choices_en", "categories", "required"]

        for value in HOSTILE:
            for path in (PATH + "nytt/", f"{PATH}{question.ref}/"):
                answer = client.post(path, {**dict.fromkeys(names, [value, value]), "action": action})
                assert answer.status_code in (200, 302, 409)
        assert client.get(PATH).status_code == 200

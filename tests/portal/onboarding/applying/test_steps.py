"""The steps: what was saved stays open, what is missing is linked, and an answer that leads elsewhere is no fault."""

import re
import uuid

import pytest

from forms import drafts
from forms.application import ABOUT_YOU, CHAPTER, CONFIRM, CONTRIBUTION, EXPERIENCE, MORE_ABOUT, MOTIVATION
from portal import clock
from portal.chapters import services as chapters
from portal.models import Event, OutboxMail
from portal.onboarding import queries as onboarding_queries
from portal.onboarding import services as onboarding
from portal.onboarding.models import Application
from portal.onboarding.questions import services as question_services
from portal.onboarding.review import services as review_services
from portal.onboarding.workflow import State
from portal.supporters import queries as supporter_queries
from portal.supporters.models import Category
from tests.conftest import fill_in, moment, raw_answers, send_in
from tests.portal.onboarding.applying.test_views import post_step


def states(response):
    return {
        entry["href"].split("/")[-2] if entry["href"] else "": entry["state"] for entry in response.context["step_list"]
    }


def answer_to(response, name):
    return next(row["value"] for _step, rows in response.context["sections"] for row in rows if row["name"] == name)


class TestTheStepList:
    def test_what_was_saved_stays_open_with_its_gaps(self, applying, kari):
        post_step(applying, ABOUT_YOU, {"given_name": ["Kari"]}, action="later")
        post_step(applying, EXPERIENCE, raw_answers(kari)[EXPERIENCE])

        response = applying.get("/soknad/om-deg/")

        assert response.status_code == 200
        assert states(response) == {ABOUT_YOU: "begun", EXPERIENCE: "done", CHAPTER: "next", "": "closed"}

    def test_a_closed_step_leads_to_the_first_that_was_not_saved(self, applying, kari):
        post_step(applying, ABOUT_YOU, {}, action="later")

        assert applying.get("/soknad/hvorfor/").url == "/soknad/erfaring/"
        assert applying.get("/soknad/se-over/").url == "/soknad/erfaring/"

    def test_what_was_written_in_a_closed_step_is_shown_and_not_saved(self, applying, kari):
        response = post_step(applying, MOTIVATION, {"why": ["Alt jeg skrev."]})

        assert response.status_code == 409
        assert "Alt jeg skrev." in response.content.decode()
        assert onboarding_queries.draft_of(kari).answers == {}

    def test_what_was_written_when_the_draft_had_gone_is_shown(self, applying, kari):
        fill_in(kari)
        drafts.consume(onboarding_queries.DRAFT, onboarding_queries.draft_key(kari))

        assert "Alt jeg skrev." in post_step(applying, MOTIVATION, {"why": ["Alt jeg skrev."]}).content.decode()

    def test_starting_again_asks_first(self, applying, kari):
        fill_in(kari)

        assert applying.post("/soknad/start/", {"action": "restart"}).status_code == 200
        assert set(onboarding_queries.draft_of(kari).answers) == set(raw_answers(kari))
        assert applying.post("/soknad/start/", {"action": "restart_now"}).url == "/soknad/om-deg/"
        assert onboarding_queries.draft_of(kari).answers == {}

    def test_the_page_that_checks_all_is_not_counted(self, applying):
        response = applying.get("/soknad/om-deg/")

        assert (response.context["number"], response.context["count"]) == (1, 5)
        assert "Steg 1 av 5" in response.content.decode()

    def test_beginning_again_goes_on_at_the_first_step_that_was_not_saved(self, applying, kari):
        post_step(applying, ABOUT_YOU, raw_answers(kari)[ABOUT_YOU])

        assert applying.post("/soknad/start/").url == "/soknad/erfaring/"


class TestGoingOn:
    """A step that was saved half is where one goes on."""

    @pytest.fixture
    def half(self, applying):
        post_step(applying, ABOUT_YOU, {"given_name": ["Kari"], "postcode": ["5"]}, action="later")
        return applying

    def test_the_pages_lead_to_it(self, half):
        assert half.get("/soknad/lagret/").context["step"] == ABOUT_YOU
        assert half.post("/soknad/start/").url == "/soknad/om-deg/"

    def test_the_mail_counts_it(self, half, kari):
        half.post("/soknad/lagret/")

        assert "Du er på steg 1 av 5." in OutboxMail.objects.get(to=kari.email).text

    def test_with_all_answered_it_is_the_last_step_and_the_page_that_checks_all(self, applying, kari):
        fill_in(kari, {step: given for step, given in raw_answers(kari).items() if step != CONFIRM})
        applying.post("/soknad/lagret/")

        assert applying.get("/soknad/lagret/").context["step"] == CONFIRM
        assert "Du er på steg 5 av 5." in OutboxMail.objects.get(to=kari.email).text


class TestDeleting:
    @pytest.mark.parametrize("path", ["/soknad/lagret/", "/soknad/for-ung/", "/mine-opplysninger/"])
    def test_the_way_to_it(self, applying, path):
        assert 'href="/soknad/slett/"' in applying.get(path).content.decode()

    def test_it_asks_once_and_twice_is_once(self, applying, kari):
        shown = fill_in(kari).version
        page = applying.get("/soknad/slett/")
        assert page.context["draft"].version == shown
        assert onboarding_queries.draft_of(kari) is not None

        for _press in range(2):
            assert applying.post("/soknad/slett/", {"version": shown}).url == "/min-side/"

        assert onboarding_queries.draft_of(kari) is None
        assert applying.get("/soknad/slett/").url == "/soknad/"

    @pytest.mark.parametrize("version", ["", "0", "x", "\x00", "9" * 400])
    def test_what_was_written_since_is_not_deleted(self, applying, kari, version):
        fill_in(kari)

        assert applying.post("/soknad/slett/", {"version": version}).url == "/soknad/slett/"
        assert "endret i et annet vindu" in applying.get("/soknad/slett/").content.decode()
        assert set(onboarding_queries.draft_of(kari).answers) == set(raw_answers(kari))

    def test_what_is_sent_stays(self, submitted, kari, rolf, client_of):
        review_services.assess(submitted, "ask_for_more", by=rolf, reasons=["motivation"])
        client = client_of(kari)

        page = client.get("/soknad/slett/")
        client.post("/soknad/slett/", {"version": page.context["draft"].version})

        assert "Søknaden du har sendt, blir stående som den er." in page.content.decode()
        submitted.refresh_from_db()
        assert submitted.state == State.RETURNED
        assert client.get("/soknad/start/").url == "/soknad/hvorfor/"


class TestSeveralAnswers:
    BOTH = {"contribution": ["conversation_supporter", "activity_supporter"], "topics": ["new"]}

    @pytest.mark.slow
    def test_each_is_a_line_of_its_own(self, applying, kari, rolf, client_of):
        raw = raw_answers(kari) | {CONTRIBUTION: self.BOTH, MORE_ABOUT: {"first": ["conversation_supporter"]}}
        fill_in(kari, raw)
        offers = [row for _step, rows in applying.get("/soknad/se-over/").context["sections"] for row in rows]
        lines = next(row["lines"] for row in offers if row["name"] == "contribution")
        assert (lines[0], len(lines)) == ("Samtaler på tomannshånd eller i gruppe", 2)
        listed = re.compile(r"\s*".join(f"<li>{re.escape(line)}</li>" for line in lines))

        application = send_in(kari, raw)

        assert listed.search(client_of(kari).get("/soknad/sendt/").content.decode())
        assert listed.search(client_of(rolf).get(f"/sekretariat/soknad/{application.ref}/").content.decode())

    @pytest.mark.slow
    def test_one_is_asked_where_to_begin_and_the_rest_is_said_to_both(self, applying, kari, rolf, client_of):
        fill_in(kari)
        assert post_step(applying, CONTRIBUTION, self.BOTH).url == "/soknad/litt-mer/"
        asked = applying.get("/soknad/litt-mer/").context["form"].fields["first"]
        assert [code for code, _name in asked.choices] == self.BOTH["contribution"]
        assert list(post_step(applying, MORE_ABOUT, {}).context["form"].errors) == ["first"]

        assert post_step(applying, MORE_ABOUT, {"first": ["activity_supporter"]}).url == "/soknad/hvorfor/"
        assert answer_to(applying.get("/soknad/se-over/"), "first") == (
            "Aktiviteter, for eksempel trening, kafé eller turer"
        )
        post_step(applying, CONFIRM, {"consent": ["on"]})

        application = onboarding_queries.current_of(kari)
        assert [case.category.code for case in supporter_queries.cases_of(kari)] == ["activity_supporter"]
        other = str(Category.objects.get(code="conversation_supporter"))
        begun = f"Vi begynner med dette: {application.category}. Du har også krysset av for: {other}."
        assert begun in client_of(kari).get("/soknad/sendt/").content.decode()
        assert begun in client_of(kari).get("/min-side/").content.decode()
        case = client_of(rolf).get(f"/sekretariat/soknad/{application.ref}/")
        assert [str(found) for found in case.context["also"]] == [other]
        assert "Hva vil du begynne med?" in case.content.decode()

    @pytest.mark.slow
    def test_where_to_begin_is_asked_again_when_it_is_ticked_no_more(self, applying, kari):
        raw = raw_answers(kari) | {CONTRIBUTION: self.BOTH, MORE_ABOUT: {"first": ["activity_supporter"]}}
        fill_in(kari, raw)

        changed = {"contribution": ["conversation_supporter", "central_supporter"]}
        post_step(applying, CONTRIBUTION, changed)
        gaps = post_step(applying, CONFIRM, {"consent": ["on"]}).context["gaps"]
        assert gaps == [
            {"text": "Velg det du vil begynne med", "href": "/soknad/litt-mer/?tilbake=se-over#id_litt-mer-first_0"}
        ]

        post_step(applying, CONTRIBUTION, {"contribution": ["central_supporter"]})
        post_step(applying, CONFIRM, {"consent": ["on"]})
        assert onboarding_queries.current_of(kari).category.code == "central_supporter"

    def test_of_one_nothing_more_is_said(self, submitted, kari, client_of):
        assert "Vi begynner med dette" not in client_of(kari).get("/soknad/sendt/").content.decode()


@pytest.mark.slow
def test_asked_for_more_one_begins_where_it_is_needed(submitted, kari, rolf, client_of):
    review_services.assess(submitted, "ask_for_more", by=rolf, reasons=["motivation"])
    client = client_of(kari)

    assert client.post("/soknad/start/").url == "/soknad/hvorfor/"
    assert states(client.get("/soknad/se-over/"))[MOTIVATION] == "mend"
    assert post_step(client, MOTIVATION, {"why": ["Nå vet jeg bedre."]}).url == "/soknad/se-over/"
    assert states(client.get("/soknad/se-over/"))[MOTIVATION] == "done"


class TestTheLastPage:
    def test_every_gap_is_a_link_to_its_step_and_field(self, applying, kari):
        for step in (ABOUT_YOU, EXPERIENCE, CHAPTER, CONTRIBUTION, MOTIVATION):
            post_step(applying, step, {}, action="later")

        response = applying.get("/soknad/se-over/")

        assert [gap["href"] for gap in response.context["gaps"]] == [
            "/soknad/om-deg/?tilbake=se-over#id_om-deg-given_name",
            "/soknad/om-deg/?tilbake=se-over#id_om-deg-family_name",
            "/soknad/om-deg/?tilbake=se-over#id_om-deg-postcode",
            "/soknad/om-deg/?tilbake=se-over#id_om-deg-adult",
            "/soknad/erfaring/?tilbake=se-over#id_erfaring-experience_0",
            "/soknad/tilhorighet/?tilbake=se-over#id_tilhorighet-chapter_0",
            "/soknad/bidrag/?tilbake=se-over#id_bidrag-contribution_0",
            "/soknad/hvorfor/?tilbake=se-over#id_hvorfor-why",
        ]
        assert "8 ting mangler" in response.content.decode()

    def test_gaps_are_refused_and_shown(self, applying, kari):
        fill_in(kari, raw_answers(kari, why=[""]))

        response = post_step(applying, CONFIRM, {"consent": ["on"]})

        assert response.status_code == 200
        assert [gap["text"] for gap in response.context["gaps"]] == ["Skriv noen ord om hvorfor du vil bli likeperson"]
        assert Application.objects.count() == 0

    def test_what_is_not_right_yet_stands_as_it_was_written(self, applying, kari):
        fill_in(kari, raw_answers(kari, phone=["123"]))

        sections = applying.get("/soknad/se-over/").context["sections"]

        assert {row["name"]: row["value"] for row in sections[0][1]}["phone"] == "123"

    def test_a_change_leads_back_to_it(self, applying, kari):
        shown = fill_in(kari).version
        values = {"hvorfor-why": "Nå vet jeg.", "version": shown}

        response = applying.post("/soknad/hvorfor/?tilbake=se-over", values)

        assert response.url == "/soknad/se-over/"

    def test_what_changed_while_it_was_sent_is_not_sent(self, applying, kari, rolf):
        draft = fill_in(kari)
        answers = {ABOUT_YOU: {}}

        with pytest.raises(drafts.Conflict):
            onboarding.submit(kari, answers, by=kari, consent_text="Ja.", version=draft.version - 1)

        assert Application.objects.count() == 0


class TestNoFault:
    def test_who_forgot_to_tick_gets_an_error_and_who_is_younger_can_say_so(self, applying, kari):
        values = {**raw_answers(kari)[ABOUT_YOU], "adult": []}

        response = post_step(applying, ABOUT_YOU, values)

        assert response.context["form"].errors == {"adult": ["Kryss av hvis du er 18 år eller eldre"]}
        assert "Jeg er yngre enn 18" in response.content.decode()
        assert "Jeg er yngre enn 18" not in applying.get("/soknad/om-deg/").content.decode()

    def test_somebody_too_young_is_met_kindly_and_nothing_is_lost(self, applying, kari):
        values = {**raw_answers(kari)[ABOUT_YOU], "adult": []}

        response = post_step(applying, ABOUT_YOU, values, go_to="/soknad/for-ung/")

        assert response.url == "/soknad/for-ung/"
        page = applying.get("/soknad/for-ung/")
        assert (page.status_code, page.context["age"]) == (200, 18)
        assert onboarding_queries.draft_of(kari).answers[ABOUT_YOU]["given_name"] == ["Kari"]

    def test_too_young_is_not_sent(self, applying, kari):
        fill_in(kari, raw_answers(kari, adult=[]))

        response = post_step(applying, CONFIRM, {"consent": ["on"]})

        assert [gap["text"] for gap in response.context["gaps"]] == ["Kryss av hvis du er 18 år eller eldre"]
        assert Application.objects.count() == 0

    @pytest.mark.slow
    def test_nobody_asks_for_an_age_where_there_is_no_lowest_one(self, applying, kari):
        Category.objects.update(minimum_age=0)
        values = raw_answers(kari)
        del values[ABOUT_YOU]["adult"]

        assert post_step(applying, ABOUT_YOU, values[ABOUT_YOU]).url == "/soknad/erfaring/"
        assert "adult" not in applying.get("/soknad/om-deg/").context["form"].fields
        assert send_in(kari, values).state == State.SUBMITTED

    @pytest.mark.slow
    def test_with_different_ages_one_can_apply_for_the_kinds_one_is_old_enough_for(self, applying, kari):
        Category.objects.filter(code="activity_supporter").update(minimum_age=15)
        fill_in(kari)
        form = applying.get("/soknad/om-deg/").context["form"]
        assert "adult" not in form.fields
        assert form.fields["age"].choices == [("0", "Under 15 år"), ("15", "15 til 17 år"), ("18", "18 år eller eldre")]
        about = raw_answers(kari)[ABOUT_YOU]
        assert list(post_step(applying, ABOUT_YOU, about).context["form"].errors) == ["age"]

        assert post_step(applying, ABOUT_YOU, about | {"age": ["0"]}).url == "/soknad/for-ung/"
        assert applying.get("/soknad/for-ung/").context["age"] == 15
        gaps = post_step(applying, CONFIRM, {"consent": ["on"]}).context["gaps"]
        assert gaps[0]["text"] == "Velg alderen din hvis du er 15 år eller eldre"

        post_step(applying, ABOUT_YOU, about | {"age": ["15"]})
        offered = applying.get("/soknad/bidrag/").context["form"].fields["contribution"]
        assert ([code for code, _name in offered.choices], offered.help_text) == (["activity_supporter"], "")
        response = post_step(applying, CONFIRM, {"consent": ["on"]})
        assert answer_to(response, "contribution") == "Samtaler på tomannshånd eller i gruppe"
        assert response.context["gaps"] == [
            {
                "text": "Velg på nytt hva du vil bidra med",
                "href": "/soknad/bidrag/?tilbake=se-over#id_bidrag-contribution_0",
            }
        ]
        post_step(applying, CONTRIBUTION, {"contribution": ["activity_supporter"]})
        post_step(applying, CONFIRM, {"consent": ["on"]})

        assert onboarding_queries.current_of(kari).category.code == "activity_supporter"
        assert kari.checks.get(kind="age").age == 15

    def test_a_kind_without_a_lowest_age_is_open_to_whoever_is_too_young_for_the_others(self, applying, kari):
        Category.objects.filter(code="activity_supporter").update(minimum_age=0)
        raw = raw_answers(kari, age=["0"], contribution=["activity_supporter"])

        assert send_in(kari, raw).category.code == "activity_supporter"
        assert not kari.checks.filter(kind="age").exists()

    def test_somebody_who_is_no_member_yet_can_go_on(self, applying, kari):
        fill_in(kari)
        values = {**raw_answers(kari)[CHAPTER], "member": ["not_yet"]}

        assert post_step(applying, CHAPTER, values).url == "/soknad/medlem/"
        assert applying.get("/soknad/medlem/").context["step"] == CONFIRM

    @pytest.mark.parametrize("path", ["/soknad/for-ung/", "/soknad/medlem/", "/soknad/lagret/"])
    def test_without_a_draft_they_lead_to_the_start(self, kari, client_of, path):
        assert client_of(kari).get(path).url == "/soknad/"


class TestTheChapter:
    def names(self, response):
        return [code for code, _name in response.context["form"].fields["chapter"].choices]

    def test_the_nearest_are_suggested_and_the_rest_are_in_the_list(self, applying, kari, bergen, oslo):
        post_step(applying, ABOUT_YOU, raw_answers(kari)[ABOUT_YOU])
        post_step(applying, EXPERIENCE, raw_answers(kari)[EXPERIENCE])

        response = applying.get("/soknad/tilhorighet/")

        assert self.names(response) == ["bergen", "other", "unknown"]
        assert [code for code, _name in response.context["form"].fields["other_chapter"].choices] == [
            "",
            "bergen",
            "oslo",
        ]

    @pytest.mark.parametrize("chosen", [{"chapter": ["other"]}, {}])
    def test_one_from_the_list_is_the_answer(self, applying, kari, bergen, oslo, chosen):
        raw = raw_answers(kari)
        raw[CHAPTER] = {**chosen, "other_chapter": ["oslo"]}

        application = send_in(kari, raw)

        assert application.chapter == oslo
        rows = {row["name"]: row["value"] for row in application.copy["sections"][2][1]}
        assert (rows["chapter"], "other_chapter" in rows) == ("Oslo", False)

    def test_another_one_without_saying_which(self, applying, kari, oslo):
        fill_in(kari)

        response = post_step(applying, CHAPTER, {"chapter": ["other"], "other_chapter": [""]})

        assert response.context["form"].errors == {"other_chapter": ["Velg en lokalforening i listen"]}

    @pytest.mark.parametrize("chapter", ["unknown", "bergen"])
    def test_of_two_different_answers_it_asks_which(self, applying, kari, bergen, oslo, chapter):
        fill_in(kari)

        response = post_step(applying, CHAPTER, {"chapter": [chapter], "other_chapter": ["oslo"]})

        assert list(response.context["form"].errors) == ["chapter"]
        assert response.context["form"]["other_chapter"].value() == "oslo"
        same = {"chapter": ["bergen"], "other_chapter": ["bergen"]}
        assert post_step(applying, CHAPTER, same).url == "/soknad/bidrag/"

    def test_the_list_is_part_of_the_question(self, applying, kari, oslo):
        fill_in(kari)

        page = applying.get("/soknad/tilhorighet/").content.decode()

        label = page[page.index('for="id_tilhorighet-other_chapter"') :]
        assert "(valgfritt)" not in label[: label.index("</label>")]

    def test_a_postcode_that_leads_nowhere_is_said(self, applying, kari, bergen, oslo):
        none = "Vi fant ikke noe forslag ut fra postnummeret."
        fill_in(kari, raw_answers(kari, postcode=["9990"]))
        assert none in applying.get("/soknad/tilhorighet/").content.decode()

        fill_in(kari)
        assert none not in applying.get("/soknad/tilhorighet/").content.decode()

    def test_a_choice_made_before_the_postcode_changed_is_kept(self, applying, kari, bergen, oslo):
        fill_in(kari, raw_answers(kari, postcode=["0150"]))

        response = applying.get("/soknad/tilhorighet/")

        assert self.names(response) == ["oslo", "bergen", "unknown"]
        assert response.context["form"]["chapter"].value() == "bergen"

    def test_a_member_number_has_digits(self, applying, kari):
        fill_in(kari)
        values = raw_answers(kari)[CHAPTER]

        wrong = post_step(applying, CHAPTER, {**values, "member_number": ["12a"]})
        right = post_step(applying, CHAPTER, {**values, "member_number": ["012 34"]})

        assert wrong.context["form"].errors == {"member_number": ["Medlemsnummeret har bare tall"]}
        assert right.url == "/soknad/bidrag/"


class TestTwoWindows:
    def test_both_texts_are_shown_and_one_is_chosen(self, applying, kari):
        shown = fill_in(kari).version
        post_step(applying, MOTIVATION, {"why": ["Det første."]}, version=shown)

        response = post_step(applying, MOTIVATION, {"why": ["Det andre."]}, version=shown)

        assert [(row["stored"], row["value"]) for row in response.context["both"]] == [("Det første.", "Det andre.")]
        assert onboarding_queries.draft_of(kari).answers[MOTIVATION] == {"why": ["Det første."]}
        now = response.context["draft"].version
        assert post_step(applying, MOTIVATION, {"why": ["Det andre."]}, version=now).url == "/soknad/se-over/"
        assert onboarding_queries.draft_of(kari).answers[MOTIVATION] == {"why": ["Det andre."]}

    @pytest.mark.parametrize("version", ["", "x", "-1", "999"])
    def test_a_post_that_does_not_say_what_it_showed_overwrites_nothing(self, applying, kari, version):
        fill_in(kari, raw_answers(kari, why=["Det første."]))

        response = post_step(applying, MOTIVATION, {"why": ["Det andre."]}, version=version)

        assert [(row["stored"], row["value"]) for row in response.context["both"]] == [("Det første.", "Det andre.")]
        assert onboarding_queries.draft_of(kari).answers[MOTIVATION] == {"why": ["Det første."]}

    def test_going_back_and_saving_again_is_one_window(self, applying, kari):
        fill_in(kari)
        shown = applying.get("/soknad/hvorfor/").context
        here = {"version": shown["draft"].version, "page": shown["page"]}
        post_step(applying, MOTIVATION, {"why": ["Det første."]}, **here)

        assert post_step(applying, MOTIVATION, {"why": ["Det andre."]}, **here).url == "/soknad/se-over/"
        assert onboarding_queries.draft_of(kari).answers[MOTIVATION] == {"why": ["Det andre."]}

    def test_what_is_stored_can_be_kept(self, applying, kari):
        shown = fill_in(kari).version
        post_step(applying, MOTIVATION, {"why": ["Det første."]}, version=shown)

        response = post_step(applying, MOTIVATION, {"why": ["Det andre."]}, version=shown, action="keep")

        assert response.url == "/soknad/se-over/"
        assert onboarding_queries.draft_of(kari).answers[MOTIVATION] == {"why": ["Det første."]}


class TestTheSameInstant:
    """Another window's post is done between the reading of the draft and the saving."""

    def meanwhile(self, monkeypatch, action):
        save = drafts.save_step

        def late(draft, step, values, **marks):
            monkeypatch.setattr(drafts, "save_step", save)
            action()
            return save(draft, step, values, **marks)

        monkeypatch.setattr(drafts, "save_step", late)

    def test_saved_elsewhere_both_texts_are_shown(self, applying, kari, monkeypatch):
        draft = fill_in(kari)
        other = {"why": ["Det første."]}
        self.meanwhile(monkeypatch, lambda: drafts.save_step(draft, MOTIVATION, other, now=clock.now()))

        response = post_step(applying, MOTIVATION, {"why": ["Det andre."]})

        assert [(row["stored"], row["value"]) for row in response.context["both"]] == [("Det første.", "Det andre.")]
        assert onboarding_queries.draft_of(kari).answers[MOTIVATION] == other

    def test_sent_elsewhere_the_text_is_shown(self, applying, kari, rolf, monkeypatch):
        fill_in(kari)
        self.meanwhile(monkeypatch, lambda: send_in(kari))

        response = post_step(applying, MOTIVATION, {"why": ["Det andre."]})

        assert response.status_code == 409
        assert "Det andre." in response.content.decode()
        assert Application.objects.get().answers[MOTIVATION] == raw_answers(kari)[MOTIVATION]


def test_text_that_was_written_when_the_session_ended_comes_back(applying, kari, client_of):
    applying.logout()
    applying.post("/soknad/hvorfor/", {"hvorfor-why": ["Alt jeg skrev."]})
    session = dict(applying.session)

    applying.force_login(kari, backend="django.contrib.auth.backends.ModelBackend")
    kept = applying.session
    kept["stash"] = session["stash"]
    kept.save()

    assert "Alt jeg skrev." in applying.get("/fortsett/").content.decode()


class TestTheReceipt:
    def test_it_says_by_which_day_and_who_reads(self, kari, rolf, client_of):
        with clock.at(moment("2026-06-03 12:00")):
            send_in(kari)

        text = client_of(kari).get("/soknad/sendt/").content.decode()

        assert "24. juni 2026" in text
        assert "Styret i Bergen" in text

    def test_the_copy_is_what_was_asked_then(self, submitted, kari, client_of):
        Category.objects.filter(code="conversation_supporter").update(offer={"nb": "Noe helt annet"})

        sections = client_of(kari).get("/soknad/sendt/").context["sections"]

        assert sections[3][1][0]["value"] == "Samtaler på tomannshånd eller i gruppe"
        assert len(submitted.asked_version) == 12

    def test_the_pdf_is_one_s_own(self, submitted, kari, ola, client_of):
        own = client_of(kari).get("/soknad/kopi.pdf")

        assert (own["Content-Type"], own.content[:5]) == ("application/pdf", b"%PDF-")
        assert client_of(ola).get("/soknad/kopi.pdf").status_code == 404


def test_a_reason_for_withdrawing_is_kept_and_a_strange_one_is_not(submitted, kari, client_of):
    client = client_of(kari)

    assert client.post("/soknad/trekk/", {"reason": "nonsense"}).status_code == 200
    assert client.post("/soknad/trekk/", {"reason": "time"}).url == "/soknad/sendt/"

    submitted.refresh_from_db()
    assert (submitted.state, submitted.withdrawn_because) == (State.WITHDRAWN, "time")


def test_the_way_back_is_mailed_once_and_only_when_asked_for(applying, kari):
    post_step(applying, ABOUT_YOU, raw_answers(kari)[ABOUT_YOU], action="later")
    assert OutboxMail.objects.filter(to=kari.email).count() == 0

    for _press in range(3):
        assert applying.post("/soknad/lagret/").url == "/soknad/lagret/"

    mail = OutboxMail.objects.get(to=kari.email)
    assert mail.subject == "Fortsett med søknaden når det passer"
    assert "Du er på steg 2 av 5." in mail.text


def test_a_draft_of_somebody_on_the_way_makes_no_second_application(submitted, kari):
    fill_in(kari)

    again = onboarding.submit(kari, {}, by=kari, consent_text="Ja.")

    assert (again, Application.objects.count()) == (submitted, 1)


HOSTILE = [
    "\x00",
    "x" * 10_000,
    "9" * 400,
    "[]",
    "-1",
    "2026-13-45",
    "\u202e",
    "<script>alert(1)</script>",
    "💥",
    "%s%d",
]


@pytest.mark.slow
@pytest.mark.parametrize("step", [ABOUT_YOU, EXPERIENCE, CHAPTER, CONTRIBUTION, MOTIVATION, CONFIRM])
@pytest.mark.parametrize(
    "action", ["", "later", *(pytest.param(one, marks=pytest.mark.proof) for one in ("keep", "x"))]
)
def test_no_value_is_a_fault_of_ours(applying, kari, rolf, step, action):
    fill_in(kari)
    names = {name for values in raw_answers(kari).values() for name in values} | {
        "other_chapter",
        "member",
        "member_number",
    }

    for value in HOSTILE:
        answer = post_step(applying, step, {name: [value, value] for name in names}, action=action, version=value)
        assert answer.status_code in (200, 302)
        assert applying.get("/soknad/se-over/").status_code in (200, 302)


@pytest.mark.slow
@pytest.mark.parametrize("step", [ABOUT_YOU, EXPERIENCE, CHAPTER, CONTRIBUTION, MOTIVATION, CONFIRM])
def test_a_step_costs_the_same_with_many_chapters(
    applying, kari, siri, step, django_assert_num_queries, django_assert_max_num_queries
):
    fill_in(kari)
    applying.get(f"/soknad/{step}/")
    with django_assert_max_num_queries(25) as few:
        assert applying.get(f"/soknad/{step}/").status_code == 200
    for number in range(5):
        question_services.add_question(
            token=uuid.uuid4(),
            by=siri,
            step=ABOUT_YOU,
            kind="text",
            label={"nb": f"Spørsmål {number}"},
            hint={},
            order=1,
        )
        chapters.create_chapter(
            f"Sted {number}", f"sted-{number}", county="X", municipality="X", postcodes=["50"], by=siri
        )

    with django_assert_num_queries(len(few)):
        applying.get(f"/soknad/{step}/")


@pytest.mark.slow
def test_twenty_presses_make_one_application(applying, kari, rolf):
    fill_in(kari)
    shown = applying.get("/soknad/se-over/").context
    here = {"version": shown["draft"].version, "page": shown["page"]}
    OutboxMail.objects.all().delete()

    answers = [post_step(applying, CONFIRM, {"consent": ["on"]}, **here).url for _press in range(20)]

    assert answers == ["/soknad/sendt/"] * 20
    assert Application.objects.count() == 1
    assert Event.objects.filter(verb="application.submit").count() == 1
    assert sorted(OutboxMail.objects.values_list("to", flat=True)) == ["kari@example.org", "rolf@example.org"]

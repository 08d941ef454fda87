"""Answers for the public: gone through by another person, searchable, corrected in the open, taken down."""

import datetime

import pytest
from django.core.management import call_command

from portal import clock, fragments
from portal.experts import queries as expert_queries
from portal.experts.asking import services as asking_services
from portal.experts.models import PublishedAnswer, QuestionMonth
from portal.experts.publishing import queries as publishing_queries
from portal.experts.publishing import services as publishing_services
from portal.experts.workflow import Published
from tests.portal.experts.cast import ANSWER, NOW, WORDING, answered, code_of, later, make_expert, published

pytestmark = pytest.mark.django_db
PAGE = "/spor-en-ekspert/"


@pytest.mark.slow
def test_the_secretariat_goes_through_it_and_publishes_it(is_open, eva, siri, client, client_of):
    with clock.at(NOW):
        question = answered(eva, "Jeg heter Kari. Er det lurt å trene?")
        staff = client_of(siri)
        assert f"/sekretariat/svar/sporsmal/{question.ref}/" in staff.get("/sekretariat/svar/").content.decode()
        edit = staff.post(f"/sekretariat/svar/sporsmal/{question.ref}/", {"action": "prepare"}).url
        row = PublishedAnswer.objects.get()
        assert staff.post(f"/sekretariat/svar/sporsmal/{question.ref}/", {"action": "prepare"}).url == edit  # twice

        named = {"heading": "Trening", "topic": "", "language": "nb", "question_text": question.text}
        named |= {"answer_text": ANSWER, "identifies_nobody": "on", "action": "publish", "version": row.version}
        refused = staff.post(edit, named)
        assert list(refused.context["form"].errors) == ["question_text"]
        unread = staff.post(edit, {**WORDING, "action": "publish", "version": row.version})
        assert list(unread.context["form"].errors) == ["identifies_nobody"]
        assert PublishedAnswer.objects.get().state == Published.DRAFT
        assert client.get(f"{PAGE}les/{row.ref}/").status_code == 404

        values = {**WORDING, "identifies_nobody": "on", "action": "publish", "version": row.version}
        assert staff.post(edit, values).url == "/sekretariat/svar/"
        assert staff.post(edit, values).status_code == 409  # the same once more, from the Back button

    row.refresh_from_db()
    assert (row.state, row.reviewed_by, row.question_text) == (Published.PUBLIC, siri, "Er det lurt å trene?")
    html = client.get(f"{PAGE}les/{row.ref}/").content.decode()
    assert "juni 2026" in html
    assert "3. juni 2026" in html  # last checked
    assert "Sykepleier" in html
    assert [word for word in ("Kari", "Eva") if word in html.split("<main")[1]] == []
    assert "generelle råd" in html


def test_whoever_answered_and_whoever_said_no_cannot_be_passed_by(is_open, eva, siri, client_of):
    no = answered(eva, may_publish=False)
    own = answered(make_expert("Siri", "Sekretær", "Sosionom", [], by=siri))
    staff = client_of(siri)

    assert [staff.get(f"/sekretariat/svar/sporsmal/{one.ref}/").status_code for one in (no, own)] == [404, 404]
    for question in (no, own):
        with pytest.raises(publishing_services.NotAllowed):
            publishing_services.prepare(question, by=siri)
    assert list(publishing_queries.to_review()) == [own]
    assert client_of(eva).get("/sekretariat/svar/").status_code == 403
    assert PublishedAnswer.objects.count() == 0


@pytest.mark.slow
def test_it_is_found_by_topic_and_words_in_the_sites_search_and_page_by_page(
    is_open, eva, siri, client, django_assert_max_num_queries
):
    for number in range(21):
        published(answered(eva), siri, heading=f"Tittel nummer {number}", topic="work" if number == 20 else "")
    published(answered(eva), siri, heading="Østrogen og ÅSE", question_text="Er østrogen trygt?")
    fragments.forget_cached()
    client.get(PAGE)
    with django_assert_max_num_queries(6):
        first = client.get(PAGE)

    def shown(**query):
        return [row.heading for row, _topic in client.get(PAGE, query).context["rows"]]

    assert (len(first.context["rows"]), len(shown(page=2)), shown(page=99)) == (20, 2, shown(page=2))
    assert shown(tema="work") == ["Tittel nummer 20"]
    assert shown(q="ØSTROGEN trygt") == shown(q="østrogen") == ["Østrogen og ÅSE"]
    assert shown(q="finnes ikke") == shown(q="<script>") == []
    assert shown(tema="fotball") == [row.heading for row, _topic in first.context["rows"]]
    named = [row["location"] for row in client.get("/sitemap.xml").context["urlset"]]
    named = [address for address in named if PAGE in address]
    assert (len(named), len(set(named)), f"{PAGE}les/" in named[-1]) == (25, 25, True)
    assert "Østrogen og ÅSE" in client.get("/sok/", {"q": "østrogen"}).content.decode()
    with django_assert_max_num_queries(6):
        client.get(PAGE)


@pytest.mark.slow
def test_it_is_corrected_in_the_open_and_taken_down(is_open, eva, siri, client, client_of):
    with clock.at(NOW):
        row = published(answered(eva), siri)
    with later(days=40):
        edit, staff = f"/sekretariat/svar/{row.ref}/", client_of(siri)
        row.refresh_from_db()
        staff.post(edit, {**WORDING, "identifies_nobody": "on", "answer_text": "Nei.", "version": row.version})
        html = client.get(f"{PAGE}les/{row.ref}/").content.decode()
        assert "Rettet 13. juli 2026" in html
        assert "Nei." in html
        assert [staff.post(edit, {"action": "unpublish"}).status_code for _time in range(2)] == [302, 302]
        assert client.get(f"{PAGE}les/{row.ref}/").status_code == 404
    with later(days=129):
        call_command("forget", verbosity=0)
        assert PublishedAnswer.objects.count() == 1
    with later(days=131):
        call_command("forget", verbosity=0)
        assert PublishedAnswer.objects.count() == 0


@pytest.mark.slow
def test_what_is_published_stays_when_the_original_goes_and_a_draft_does_not(is_open, eva, siri, client):
    with clock.at(NOW):
        row = published(answered(eva), siri)
        publishing_services.prepare(answered(eva), by=siri)
    with later(days=91):
        call_command("forget", verbosity=0)

    assert list(PublishedAnswer.objects.values_list("pk", "question")) == [(row.pk, None)]
    assert "Er det lurt å trene?" in client.get(f"{PAGE}les/{row.ref}/").content.decode()


def test_when_whoever_asked_deletes_it_the_published_answer_is_gone(is_open, eva, siri, client):
    question = answered(eva)
    row = published(question, siri)
    client.post("/spor-en-ekspert/svar/", {"code": code_of(question), "action": "delete"})
    asking_services.withdraw(question)

    assert client.get(f"{PAGE}les/{row.ref}/").status_code == 404
    assert PublishedAnswer.objects.count() == 0


def test_the_months_are_told_and_small_numbers_and_few_waits_are_not(is_open, client):
    QuestionMonth.objects.create(month=datetime.date(2026, 4, 1), asked=12, answered=4, waits=[1, 2, 3, 30])
    with clock.at(NOW):
        html = client.get(PAGE).content.decode()
        assert ("april 2026" in html, "færre enn 5" in html, "Halvparten" in html) == (True, True, False)
        QuestionMonth.objects.create(month=datetime.date(2026, 5, 1), answered=1, waits=[5])
        page = client.get(PAGE)
    assert page.context["months"] == [["mai 2026", "0", "færre enn 5"], ["april 2026", "12", "færre enn 5"]]
    assert page.context["how_long"] == "Halvparten av de siste svarene kom innen 3 dager, og ni av ti innen 30."
    with clock.at(NOW + datetime.timedelta(days=300)):
        assert client.get(PAGE).context["how_long"] == ""
    assert expert_queries.waits_lately([]) is None


def test_a_left_out_question_does_not_come_again(is_open, eva, siri, client_of):
    question = answered(eva)
    address = f"/sekretariat/svar/sporsmal/{question.ref}/"
    assert [client_of(siri).post(address, {"action": "leave_out"}).status_code for _time in range(2)] == [302, 404]
    assert list(publishing_queries.to_review()) == []

"""An answer that was given is corrected: for whoever asked at once, for everybody when another has gone through it."""

import pytest

from portal import clock
from portal.chapters import services as chapters
from portal.experts.answering import services as answering_services
from portal.experts.publishing import services as publishing_services
from portal.models import Event
from portal.moves import IllegalMove
from tests.conftest import person
from tests.portal.experts.answering.test_views import QUEUE, lines_of, page_of
from tests.portal.experts.cast import NOW, WORDING, again, answered, ask, code_of, later, published

pytestmark = pytest.mark.django_db
CORRECTED = "Vent til feberen er borte, så er det trygt."


@pytest.mark.slow
def test_an_answer_is_corrected_for_whoever_asked_and_gone_through_for_everybody(
    is_open, eva, nils, siri, client_of, client
):
    solveig = person("solveig@example.org", "Solveig", "Sand")
    chapters.give_office(solveig, "secretariat", by=siri)
    with clock.at(NOW):
        question = answered(eva)
        public = published(question, siri)
    with later(days=9):
        mine, page = client_of(eva), page_of(question)
        assert page in mine.get(QUEUE).content.decode()
        assert client_of(nils).post(page, {"action": "correct", "answer": "Nei"}).status_code == 404
        assert list(mine.post(page, {"action": "correct", "answer": " "}).context["form"].errors) == ["answer"]
        posted = {"action": "correct", "answer": CORRECTED, "version": again(question).version}
        presses = [mine.post(page, posted).status_code for _press in range(2)]
        late = mine.post(page, {**posted, "answer": "Noe annet."})
        said = client.post("/spor-en-ekspert/svar/", {"code": code_of(question)}).content.decode()

    edit, read = f"/sekretariat/svar/{public.ref}/", f"/spor-en-ekspert/les/{public.ref}/"
    assert (presses, late.status_code, again(question).answer) == ([302, 302], 409, CORRECTED)
    assert (CORRECTED in said, "Svaret ble rettet 12. juni 2026." in said) == (True, True)
    assert CORRECTED not in client.get(read).content.decode()
    assert Event.objects.get(verb="expert_question.correct").actor == eva.ref
    waits = "Et svar som alle kan lese, er rettet for den som spurte"
    assert [waits in lines_of(one) for one in (siri, solveig, eva)] == [True, True, False]

    with later(days=10):
        looked_at = client_of(siri).get(edit)
        assert CORRECTED in looked_at.content.decode()
        wording = {**WORDING, "answer_text": CORRECTED, "identifies_nobody": "on", "action": "save"}
        client_of(siri).post(edit, {**wording, "version": looked_at.context["version"]})
        shown = client.get(read).content.decode()
    assert (CORRECTED in shown, "Rettet 13. juni 2026" in shown) == (True, True)
    assert waits not in lines_of(siri)


def test_whoever_corrects_an_answer_does_not_go_through_it(is_open, eva, siri, client_of):
    solveig = person("solveig@example.org", "Solveig", "Sand")
    chapters.give_office(solveig, "secretariat", by=siri)
    question = answered(eva)
    public = published(question, siri)
    page, edit = page_of(question), f"/sekretariat/svar/{public.ref}/"

    client_of(siri).post(page, {"action": "correct", "answer": CORRECTED, "version": again(question).version})

    assert (again(question).corrected_by, again(question).answered_by) == (siri, eva)
    assert [client_of(one).get(edit).status_code for one in (siri, solveig)] == [404, 200]
    public.refresh_from_db()
    with pytest.raises(publishing_services.NotAllowed):
        publishing_services.check(public, by=siri)
    publishing_services.check(public, by=solveig)
    public.refresh_from_db()
    assert public.review_since is None
    unpublished = ask()
    with pytest.raises(IllegalMove):
        answering_services.correct(unpublished, CORRECTED, version=unpublished.version, by=siri)

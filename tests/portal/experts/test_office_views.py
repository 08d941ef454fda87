"""Who answers questions, given by the secretariat, and the service opened and closed."""

import pytest

from portal import fragments
from portal.accounts.models import User
from portal.experts.models import Expert
from portal.models import OutboxMail
from portal.operations.first_days import queries as first_day_queries
from portal.operations.retention import erasures
from portal.organisation import current
from tests.portal.experts.cast import answered

pytestmark = pytest.mark.django_db
EXPERTS = "/sekretariat/eksperter/"


@pytest.mark.slow
def test_the_secretariat_adds_an_expert_changes_the_topics_and_opens(siri, client_of):
    client = client_of(siri)
    assert client.post(EXPERTS, {"action": "open"}).status_code == 302
    assert not current().takes_questions
    nameless = client.post(EXPERTS, {"email": "lege@example.org", "profession": "Nevrolog"})
    assert list(nameless.context["form"].errors) == ["given_name"]

    values = {"email": "Lege@example.org ", "profession": "Nevrolog", "given_name": "Leif", "family_name": "Lie"}
    for topics in ([], ["work"], ["work"]):
        client.post(EXPERTS, {**values, "topics": topics})
    client.post(EXPERTS, {"action": "open"})
    fragments.forget_cached()

    leif = User.objects.get(email="lege@example.org")
    assert list(Expert.objects.values_list("person", "profession", "topics")) == [(leif.pk, "Nevrolog", ["work"])]
    assert list(OutboxMail.objects.filter(to=leif.email).values_list("subject", flat=True)) == [
        "Du skal svare på spørsmål"
    ]
    assert current().takes_questions
    assert first_day_queries.steps(siri)[-1].is_done

    remove = f"{EXPERTS}{Expert.objects.get().ref}/ta-bort/"
    assert [client.post(remove).status_code for _time in range(2)] == [302, 302]
    assert Expert.objects.count() == 0
    assert not first_day_queries.steps(siri)[-1].is_done
    assert "Akkurat nå kan ingen svare" in client.get("/spor-en-ekspert/").content.decode()
    client.post(EXPERTS, {"action": "close"})
    assert not current().takes_questions


@pytest.mark.slow
def test_an_expert_who_is_erased_leaves_the_answers_without_a_name(is_open, eva, siri):
    eva.expert.shows_name = True
    eva.expert.save()
    question = answered(eva)
    assert question.shown_name == "Eva Eng"
    with pytest.raises(erasures.HasDuty):
        erasures.erase(eva, by=eva)

    erasures.erase(eva, by=None, again=True)

    question.refresh_from_db()
    assert (question.answered_by, question.shown_name, question.profession) == (None, "", "Sykepleier")

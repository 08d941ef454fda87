"""Two windows, stale pages, replayed posts, skips, addresses typed by hand: only the legal order has effect."""

import random

import pytest
from django.urls import reverse

from portal.knowledge.exam import queries as exam_queries
from portal.knowledge.models import Attempt
from portal.models import Event, OutboxMail
from tests.portal.knowledge.exam.taking import begin, hold

pytestmark = pytest.mark.django_db


class Window:
    """A browser window that posts what it was shown, however long ago that was."""

    def __init__(self, client, chance, answer):
        self.client, self.chance, self.answer, self.posts = client, chance, answer, []

    def look(self, attempt):
        """Open the question in turn, or one whose number is typed by hand."""
        number, again = self.chance.randint(0, 12), self.chance.random() < 0.3
        place = reverse("portal:exam_question_again" if again else "portal:exam_question", args=[number])
        page = self.client.get(place if self.chance.random() < 0.3 else reverse("portal:exam_result"), follow=True)
        place = page.redirect_chain[-1][0] if page.redirect_chain else place
        context = page.context
        if "form" not in context or context["is_done"]:
            return
        question = attempt.questions.get(position=context["number"])
        ids = [choice["id"] for choice in question.wording["choices"]]
        right = self.chance.random() < self.answer
        chosen = list(question.right_ids) if right else self.chance.sample(ids, 1)
        post = {"choice": chosen, "version": str(context["tries"])}
        self.posts.append((place, post))
        if self.chance.random() < 0.3:
            self.posts.append((place, {"action": "skip"}))

    def send(self):
        """The latest form or, now and then, one that was sent long ago."""
        if self.posts:
            place, post = self.posts[-1] if self.chance.random() < 0.7 else self.chance.choice(self.posts)
            assert self.client.post(place, post).status_code in (200, 302)


def rows(attempt):
    return {question.position: question for question in attempt.questions.all()}


def holds(attempt, before, after):
    for position, now in after.items():
        was = before[position]
        assert len(now.answers) == now.tries
        assert now.answers[: was.tries] == was.answers
        assert was.tries <= now.tries <= was.tries + 1
        in_time = now.counts(now.TRIES)
        assert now.settled == (in_time or now.tries >= now.TRIES)
        assert now.returns == (now.settled and now.tries == 2 and not now.right and attempt.brings_back)
        assert not was.settled or in_time == was.counts(was.TRIES)
        assert now.wording == was.wording
    assert sum(after[position].tries - before[position].tries for position in after) <= 1


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(8))
def test_only_the_legal_order_has_effect(kari, siri, client_of, seed):
    chance = random.Random(seed)
    hold(siri, questions=4, pass_mark=3, brings_back=seed % 2 == 0, counting_tries=1 + seed % 3 % 2)
    attempt = begin(kari, seed)
    windows = [Window(client_of(kari), chance, answer=0.3 + seed / 12) for _each in range(2)]
    for _step in range(400):
        before = rows(attempt)
        window = chance.choice(windows)
        window.look(attempt) if chance.random() < 0.5 else window.send()
        holds(attempt, before, rows(attempt))
        attempt.refresh_from_db()
        waits = exam_queries.next_question(attempt.questions.all()) is not None
        assert (attempt.state == "open") == waits
        if not waits:
            break

    right = sum(question.counts(attempt.counting_tries) for question in attempt.questions.all())
    safe = not any(question.is_critical for question in exam_queries.wrong_questions(attempt))
    assert attempt.right == right
    assert attempt.state == ("passed" if right >= 3 and safe else "failed")
    ended = Event.objects.filter(subject=attempt.ref, verb__in=["attempt.pass", "attempt.fail"])
    assert ended.count() == 1
    assert OutboxMail.objects.filter(person=kari.ref).count() == (attempt.state == "passed")

    final = rows(attempt)
    for window in windows:
        for place, post in window.posts[-10:]:
            assert window.client.post(place, post).status_code == 302
    assert [question.answers for question in rows(attempt).values()] == [one.answers for one in final.values()]
    assert Attempt.objects.count() == 1

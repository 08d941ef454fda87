"""Who had signed the version before stays in the public list for a while after a new one that must be signed again."""

import datetime

import pytest
from django.db import transaction
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from portal import clock, fragments, organisation
from portal.chapters import services as chapters
from portal.declarations import queries as declaration_queries
from portal.declarations import services as declarations
from portal.declarations.models import DeclarationText, PastCoverage, RecordedSignature, Signature
from portal.declarations.proof import witness
from portal.declarations.register import queries as register_queries
from portal.declarations.register import services as register_services
from portal.declarations.register.queries import Status
from portal.declarations.texts import queries as text_queries
from portal.declarations.texts import services as text_services
from portal.declarations.validity import lapsing
from portal.models import OutboxMail
from portal.supporters import queries as supporter_queries
from portal.supporters.directory import queries as directory_queries
from portal.supporters.directory import services as directory_services
from portal.supporters.models import Category
from portal.supporters.pathway import checklist, sets
from tests.conftest import make_supporter, person, sign
from tests.portal.declarations.conftest import lasts
from tests.portal.declarations.texts.test_texts import draft_of
from tests.portal.declarations.validity.test_lapsing import at_noon, days
from tests.situations import situation

pytestmark = pytest.mark.django_db
IN_FORCE = datetime.date(2027, 3, 1)  # the day of the new version
OWN = "activity_supporter"
FEW = settings(max_examples=settings.default.max_examples // 3)  # each publishes several versions


def new_version(siri, number="2.0", **values):
    return declarations.publish(declaration_queries.text_in_force().content, number, by=siri, **values)


@pytest.fixture
def shown(guro):
    """Guro, who is in the public list."""
    directory_services.consent_to_listing(
        supporter_queries.supporter_of(guro), by=guro, text="Ja.", shown_name="Guro", experience="own",
    )  # fmt: skip
    return guro


def lacks(person):
    """What the checklist says; the query over many rows says the same."""
    category = supporter_queries.category(OWN)
    missing = checklist.missing(person, category)
    assert sets.fulfilled_appointments().filter(supporter__person=person).exists() == (missing == [])
    return missing


@pytest.mark.slow
@pytest.mark.parametrize("categories", [(), (OWN,)], ids=["for all", "for the kind"])
def test_whoever_had_signed_stays_in_the_list_and_is_asked_at_once(shown, siri, categories):
    with at_noon(IN_FORCE):
        text = new_version(siri, categories=categories)
        assert lacks(shown) == ["declaration"]
        assert text_queries.text_to_sign(shown) == text
        assert directory_queries.is_listed(shown)
    leaves_on = IN_FORCE + lapsing.GRACE
    with at_noon(leaves_on - days(1)):
        assert (directory_queries.is_listed(shown), lacks(shown)) == (True, ["declaration"])
        [line] = register_queries.lines(None)
        assert (line.status, line.leaves_list_on) == (Status.AGAIN, leaves_on)
    with at_noon(leaves_on):
        assert not directory_queries.is_listed(shown)
        assert register_queries.lines(None)[0].leaves_list_on is None
        sign(shown)
        assert (directory_queries.is_listed(shown), lacks(shown)) == (True, [])


@pytest.mark.slow
def test_a_second_new_version_gives_no_new_grace(shown, siri):
    with at_noon(IN_FORCE):
        new_version(siri)
    with at_noon(IN_FORCE + days(20)):
        new_version(siri, "3.0")
    with at_noon(IN_FORCE + lapsing.GRACE):
        assert not directory_queries.is_listed(shown)


@pytest.mark.slow
def test_whose_signature_had_lapsed_before_gets_no_longer_grace(shown, siri):
    organisation.install("ms")
    lasts(1, siri)
    declarations.withdraw(declaration_queries.signature_of(shown), by=siri)
    lapses_on = sign(shown).lapses_on
    with at_noon(lapses_on + days(10)):
        new_version(siri)
    with at_noon(lapses_on + lapsing.GRACE - days(1)):
        assert directory_queries.is_listed(shown)
        assert register_queries.lines(None)[0].leaves_list_on == lapses_on + lapsing.GRACE
    with at_noon(lapses_on + lapsing.GRACE):
        assert not directory_queries.is_listed(shown)


def test_a_withdrawn_signature_gets_none(shown, siri):
    with at_noon(IN_FORCE):
        new_version(siri)
        declarations.withdraw(declaration_queries.signature_of(shown), by=siri)
        assert not directory_queries.is_listed(shown)


def test_the_list_still_takes_one_query(shown, siri, django_assert_num_queries):
    with at_noon(IN_FORCE):
        new_version(siri)
        directory_queries.listed()
        with django_assert_num_queries(1):
            assert len(directory_queries.listed()) == 1


@pytest.mark.slow
def test_a_longer_grace_in_the_database_is_named(shown, siri):
    new_version(siri)
    assert [fault for fault in witness.faults() if "counts" in fault] == []
    for values in ({"ended_on": datetime.date(2099, 1, 1)}, {"counts_for": ",*,staff,"}, {"not_for": ",staff,"}):
        with transaction.atomic():
            PastCoverage.objects.update(**values)
            assert any("who a signature on the version applies to" in fault for fault in witness.faults()), values
            transaction.set_rollback(True)
    PastCoverage.objects.all().delete()
    assert any("who a signature on the version applies to" in fault for fault in witness.faults())


# A history of versions: (days since the one before, for which kinds, whether it must be signed again).
HISTORY = st.lists(
    st.tuples(
        st.integers(1, 40), st.sampled_from([(), (OWN,), ("conversation_supporter",), (OWN, "other")]), st.booleans()
    ),
    min_size=1,
    max_size=6,
)


def counted(text, until):
    """Whether a signature on this text counted for the kind at the end of that day, from the versions until then."""
    texts = [one for one in DeclarationText.objects.all() if clock.local(one.published_at).date() <= until]
    if text not in texts:
        return False
    for one in text_queries.succession(texts, OWN):
        if one == text:
            return True
        if one.must_sign_again:
            return False
    return False


@pytest.mark.slow
def test_checklist_sets_and_grace_agree_after_any_history(guro, siri):
    Category.objects.filter(code=OWN).update(requires=[["declaration", []], ["appointment", []]], minimum_age=0)
    Signature.objects.filter(person=guro).delete()
    fragments.forget_cached()

    @FEW
    @given(HISTORY, st.data())
    def agree(history, data):
        with transaction.atomic():
            day = datetime.date(2027, 1, 1)
            for number, (gap, categories, must_sign_again) in enumerate(history, start=2):
                day += days(gap)
                with at_noon(day):
                    new_version(siri, f"{number}.0", categories=categories, must_sign_again=must_sign_again)
            text = data.draw(st.sampled_from(list(DeclarationText.objects.order_by("pk"))))
            lapses_on = data.draw(st.sampled_from([None, day - days(10), day + days(5)]))
            RecordedSignature.objects.create(
                person=guro, text=text, medium="transfer", kept_at="Arkivet", by=siri, lapses_on=lapses_on
            )
            asked_on = day + days(data.draw(st.integers(0, 60)))
            with at_noon(asked_on):
                lapsed = lapses_on is not None and lapses_on + lapsing.GRACE <= asked_on
                lately = any(counted(text, asked_on - days(before)) for before in range(lapsing.GRACE.days + 1))
                rows = sets.fulfilled_appointments(with_grace=True).filter(supporter__person=guro)
                assert rows.exists() == (lately and not lapsed)
                now = counted(text, asked_on) and not lapsing.has_lapsed(lapses_on)
                assert (lacks(guro) == []) == now
                assert not now or rows.exists()
            transaction.set_rollback(True)

    agree()


# Before it is published


@situation
def sara(siri):
    sara = person("sara@example.org", "Sara", "Sand")
    chapters.give_office(sara, "secretariat", by=siri, starts=datetime.date(2020, 1, 1))
    return sara


@pytest.mark.slow
def test_the_publisher_reads_who_leaves_and_is_asked_once_more(shown, siri, sara, bergen, client_of):
    draft = draft_of(siri)
    place, posted = reverse("portal:compare_texts", args=[draft.ref]), {"version": draft.version, "replaces": "1.0"}
    with at_noon(IN_FORCE):
        client = client_of(sara)
        page = client.get(place).content.decode()
        assert ("1 av de 1" in page, "29. mars 2027" in page) == (True, True)
        asked = client.post(place, posted).content.decode()
        assert ("vises ingen" in asked, 'name="sure" value="yes"' in asked) == (True, True)
        assert declaration_queries.text_in_force().version == "1.0"
        assert client.post(place, {**posted, "sure": "yes"}).status_code == 302
        assert declaration_queries.text_in_force().version == "2.0"


@pytest.mark.slow
def test_nobody_is_asked_where_somebody_stays_in_the_list(shown, siri, sara, bergen, client_of):
    nils = person("nils@example.org", "Nils", "Nes")
    other = make_supporter(nils, bergen, by=siri, category="conversation_supporter")
    directory_services.consent_to_listing(other, by=nils, text="Ja.", shown_name="Nils", experience="own")
    draft = draft_of(siri, categories=[OWN])
    leaving = text_queries.leaving_list(draft)
    assert (leaving.number, leaving.listed, leaving.nobody_left) == (1, 2, False)
    assert text_queries.leaving_list(draft_of(siri)).nobody_left
    assert text_queries.leaving_list(draft_of(siri, must_sign_again=False)).number == 0
    place = reverse("portal:compare_texts", args=[draft.ref])
    posted = {"version": draft.version, "replaces": "1.0"}
    assert client_of(sara).post(place, posted).url == reverse("portal:declaration_texts")


@pytest.mark.slow
def test_an_empty_list_does_not_say_that_nobody_has_been_in_it(shown, siri, client):
    with at_noon(IN_FORCE):
        new_version(siri)
    with at_noon(IN_FORCE + lapsing.GRACE):
        page = client.get("/finn-likeperson/").content.decode()
    assert ("Akkurat nå er det ingen på listen" in page, "ennå" in page) == (True, False)


# The mail about it


@pytest.mark.slow
def test_the_mail_says_what_is_new_and_counts_as_a_reminder(shown, siri, sara, bergen, client_of, client):
    shown.language = "nn"
    shown.save(update_fields=["language"])
    draft = draft_of(siri)
    what_changed = {"nb": "Nytt om barn.", "nn": "Nytt om born.", "en": "New about children."}
    draft = text_services.change_draft(draft, version=draft.version, by=siri, what_changed=what_changed)
    with at_noon(IN_FORCE):
        values = {"version": draft.version, "replaces": "1.0", "sure": "yes"}
        page = client_of(sara).post(reverse("portal:compare_texts", args=[draft.ref]), values, follow=True)
        assert "1 person har fått e-post" in page.content.decode()
        mail = OutboxMail.objects.filter(to=shown.email).last()
        for words in ("versjon, 2.0,", "Nytt om born.", reverse("portal:declaration_changes"), "29. mars 2027"):
            assert words in mail.text, words
        assert "Kanskje er det vi som skal gjøre" not in mail.text
        [line] = register_queries.lines(None)
        assert (line.reminded_at, line.is_due) == (clock.now(), False)
        assert register_services.send_reminders([shown], by=siri, rule="declarations.view_register") == 0
        assert client_of(shown).get(reverse("portal:declaration_changes")).status_code == 200


@pytest.mark.slow
def test_whoever_has_two_roles_gets_one_mail(shown, siri, bergen):
    other = supporter_queries.category("conversation_supporter")
    supporter = supporter_queries.supporter_of(shown)
    supporter.appointments.create(category=other, method="board", decided_on=clock.today(), decided_by=siri)
    before = OutboxMail.objects.filter(to=shown.email).count()
    for number in ("2.0", "3.0"):
        text = new_version(siri, number)
        assert register_queries.number_told_of(text) == (number == "2.0")
    assert OutboxMail.objects.filter(to=shown.email).count() == before + 1

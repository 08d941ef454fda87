"""Signatures that were not given on the site: on paper, or from before it. Noted as what they are, never scanned."""

import datetime

import pytest
from django.urls import reverse

from portal import clock, gates
from portal.declarations import queries as declaration_queries
from portal.declarations import services as declarations
from portal.declarations.models import RecordedSignature, Signature
from portal.declarations.texts import queries as text_queries
from portal.models import Event
from portal.supporters import queries as supporter_queries
from portal.supporters.models import Supporter
from portal.supporters.pathway import checklist, facts
from tests.conftest import make_supporter, person

pytestmark = pytest.mark.django_db
TRANSFER = {"medium": "transfer", "signed_on": None, "kept_at": "Arkivet"}


def yesterday():
    return clock.today() - datetime.timedelta(days=1)


def paper():
    return {"medium": "paper", "signed_on": yesterday(), "seen_by": "Rolf Rygg", "kept_at": "Ringpermen på kontoret"}


@pytest.fixture
def unsigned(guro):
    """A supporter who has not signed."""
    Signature.objects.filter(person=guro).delete()
    return guro


def record(someone, by, **values):
    text = text_queries.text_to_sign(someone) or declaration_queries.text_in_force()
    return declarations.record_signature(someone, text, by=by, **(values or paper()))


@pytest.mark.parametrize("signed", [paper, lambda: TRANSFER], ids=["paper", "transfer"])
def test_what_was_signed_elsewhere_counts_as_what_it_is(unsigned, siri, signed):
    values = signed()
    category = supporter_queries.category("activity_supporter")
    assert checklist.missing(unsigned, category) == ["declaration"]
    for _time in range(2):
        noted = record(unsigned, siri, **values)
    assert checklist.missing(unsigned, category) == []
    assert facts.people_with("declaration", category).filter(pk=unsigned.pk).exists()
    assert declaration_queries.has_signed(unsigned)
    assert text_queries.text_to_sign(unsigned) is None
    assert (noted.medium, noted.by, noted.witness) == (values["medium"], siri, values.get("seen_by", ""))
    assert (RecordedSignature.objects.count(), Signature.objects.count()) == (1, 0)
    assert Event.objects.filter(verb="declaration.record").count() == 1


def test_a_new_text_that_must_be_signed_asks_them_too(unsigned, siri):
    record(unsigned, siri)
    content = declaration_queries.text_in_force().content
    text = declarations.publish({**content, "title": {"nb": "Ny"}}, "2.0", by=siri)
    assert text_queries.text_to_sign(unsigned) == text
    old, other = text_queries.published()[-1], person("n@example.org", "N", "N")
    with pytest.raises(declarations.TextChanged):
        declarations.record_signature(other, old, by=siri, **paper())


@pytest.mark.slow
@pytest.mark.parametrize(("must_sign_again", "is_taken"), [(True, False), (False, True)])
def test_a_paper_of_before_a_version_counts_where_that_need_not_be_signed_again(
    unsigned, siri, client_of, must_sign_again, is_taken
):
    content = declaration_queries.text_in_force().content
    declarations.publish(content, "2.0", by=siri, must_sign_again=must_sign_again, what_changed={"nb": "Nytt."})
    place = reverse("portal:note", args=[Supporter.objects.get(person=unsigned).ref, "taushetserklaering"])
    old = {"medium": "paper", "signed_on": "1.2.2020", "witness": "Rolf Rygg", "kept_at": "Permen"}

    for values in (old, {"medium": "transfer", "signed_on": "", "kept_at": "Arkivet"}):
        answer = client_of(siri).post(place, values)
        assert (answer.status_code == 302) is is_taken
        assert is_taken or "Be om en ny signatur" in answer.content.decode()
    assert RecordedSignature.objects.exists() is is_taken


def test_a_paper_of_the_day_of_the_version_counts(unsigned, siri):
    content = declaration_queries.text_in_force().content
    with clock.at(clock.now() - datetime.timedelta(days=1)):
        declarations.publish(content, "2.0", by=siri, what_changed={"nb": "Nytt."})
    assert record(unsigned, siri).text.version == "2.0"


def test_the_order_of_the_pathway_holds_for_paper_too(approved, kari, siri):
    with pytest.raises(gates.NotYet):
        record(kari, siri)


def test_what_was_noted_by_mistake_is_taken_back_on_the_same_day(unsigned, siri, rolf):
    noted = record(unsigned, siri)
    with pytest.raises(declarations.TooLate):
        declarations.take_back_record(noted, by=rolf)
    with clock.at(clock.now() + datetime.timedelta(days=2)), pytest.raises(declarations.TooLate):
        declarations.take_back_record(noted, by=siri)
    for _time in range(2):
        declarations.take_back_record(noted, by=siri)
    assert not declaration_queries.has_signed(unsigned)
    assert Event.objects.filter(verb="declaration.take_back_record").count() == 1


@pytest.mark.slow
def test_the_board_notes_it_on_the_supporters_page(unsigned, rolf, client_of):
    supporter = Supporter.objects.get(person=unsigned)
    page, client = reverse("portal:supporter", args=[supporter.ref]), client_of(rolf)
    place = reverse("portal:note", args=[supporter.ref, "taushetserklaering"])
    assert place in client.get(page).content.decode()
    assert "1.0" in client.get(place).content.decode()
    day = f"{yesterday():%-d.%-m.%Y}"
    values = {"medium": "paper", "signed_on": day, "witness": "Rolf Rygg", "kept_at": "Permen"}
    assert list(client.post(place, {**values, "witness": ""}).context["form"].errors) == ["witness"]
    for _click in range(2):
        assert client.post(place, values).url == page
    noted = RecordedSignature.objects.get()
    assert (noted.by, noted.signed_on, noted.kept_at) == (rolf, yesterday(), "Permen")
    assert place in client.get(page).content.decode()  # to take it back today
    own = client_of(unsigned)
    assert "Permen" in own.get(reverse("portal:signed")).content.decode()
    assert own.get(reverse("portal:declaration")).url == reverse("portal:signed")
    assert "Permen" in own.get(reverse("portal:my_data")).content.decode()
    assert client.post(place, {"action": "take_back"}).url == page
    assert RecordedSignature.objects.count() == 0


def test_what_took_the_place_of_an_earlier_signature_is_taken_back_from_the_page_too(guro, siri, client_of):
    supporter = Supporter.objects.get(person=guro)
    later = clock.now() + datetime.timedelta(days=30)
    with clock.at(later):
        content = declaration_queries.text_in_force().content
        declarations.publish({**content, "title": {"nb": "Ny"}}, "2.0", by=siri, must_sign_again=False)
        record(guro, siri)
        shown = client_of(siri).get(reverse("portal:supporter", args=[supporter.ref])).content.decode()
    assert reverse("portal:note", args=[supporter.ref, "taushetserklaering"]) in shown
    assert "/sekretariat/signatur/" not in shown


@pytest.mark.slow
def test_the_secretariat_withdraws_a_signature_from_the_persons_page(guro, siri, rolf, client_of):
    page = reverse("portal:supporter", args=[Supporter.objects.get(person=guro).ref])
    signature = declaration_queries.signature_of(guro)
    place = f'href="{reverse("portal:withdraw_signature", args=[signature.ref])}"'
    assert [place in client_of(one).get(page).content.decode() for one in (siri, rolf)] == [True, False]
    declarations.withdraw(signature, by=siri)
    assert "/sekretariat/signatur/" not in client_of(siri).get(page).content.decode()


@pytest.mark.slow
def test_no_other_board_and_nobody_about_themselves(unsigned, bergen, siri, turid, client_of):
    place = reverse("portal:note", args=[Supporter.objects.get(person=unsigned).ref, "taushetserklaering"])
    assert [client_of(one).get(place).status_code for one in (turid, unsigned)] == [404, 404]
    make_supporter(siri, bergen, by=siri)
    Signature.objects.filter(person=siri).delete()
    own = reverse("portal:note", args=[Supporter.objects.get(person=siri).ref, "taushetserklaering"])
    assert client_of(siri).get(own).status_code == 404

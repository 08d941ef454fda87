"""Being called back without an account: who is asked, who sees what and when, and that it all deletes itself."""

import datetime
import re
import uuid

import pytest
from django.core import mail as sent_mails
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal import clock, mail
from portal.accounts.models import User
from portal.chapters import services as chapters
from portal.chapters.models import Membership
from portal.models import Event, EventDetails, OutboxMail
from portal.moves import IllegalMove
from portal.operations.management.commands.worker import PERIODIC_TASKS
from portal.permissions import allows
from portal.supporters import queries as supporter_queries
from portal.supporters import services as supporters
from portal.supporters.contact import queries as contact_queries
from portal.supporters.contact import services as contact_services
from portal.supporters.contact.views import VIEW_LIMIT
from portal.supporters.directory import queries as directory_queries
from portal.supporters.directory import services as directory_services
from portal.supporters.models import ContactRequest, Listing
from portal.supporters.workflow import Request
from tests.conftest import already, make_supporter, moment, person
from tests.situations import situation

pytestmark = pytest.mark.django_db
CALL_ME = "/finn-likeperson/bli-ringt-opp/"
ANSWERS = {
    "called": "Mona", "phone": "23 00 20 01", "email": "", "best_time": "evening", "who": "own",
    "message": "Jeg sover dårlig, og vil gjerne snakke med noen.",
}  # fmt: skip
SECRETS = ["Mona", "23\xa000\xa020\xa001", "+4723002001", "sover dårlig"]
NOW = moment("2026-06-03 14:32")


def show(supporter, **values):
    name = supporter.person.given_name
    directory_services.consent_to_listing(supporter, by=supporter.person, text="Ja.", **{"shown_name": name, **values})
    return Listing.objects.get(supporter=supporter)


@situation
def listed(guro):
    """Guro's entry in the public list."""
    return show(supporter_queries.supporter_of(guro), experience="own")


@situation
def anna(bergen, siri):
    """Another active supporter in Bergen."""
    anna = person("anna@example.org", "Anna", "Ås")
    make_supporter(anna, bergen, by=siri)
    return anna


@situation
def kare(db, siri):
    """The coordinator."""
    kare = person("kare@example.org", "Kåre", "Krag")
    chapters.give_office(kare, "coordinator", by=siri, starts=datetime.date(2020, 1, 1))
    return kare


def ask(listing=None, **values):
    contact = {**ANSWERS, "phone": "+4723002001", **values}
    return contact_services.ask_for_contact(token=uuid.uuid4(), listing=listing.ref if listing else None, **contact)[0]


def post(client, address, at=NOW, seconds=30, **changes):
    """Open the form, take one's time, send it."""
    with clock.at(at):
        started = client.get(address).context["started"]
    with clock.at(at + datetime.timedelta(seconds=seconds)):
        return client.post(address, {**ANSWERS, "started": started, **changes})


def subjects(address):
    return list(OutboxMail.objects.filter(to=address).order_by("pk").values_list("subject", flat=True))


def receipt_of(request):
    return f"/finn-likeperson/sendt/{request.token}/"


def page_of(listing):
    return f"/finn-likeperson/{listing.ref}/"


class TestSending:
    @pytest.mark.slow
    def test_to_one_person(self, listed, guro, kare, client):
        response = post(client, page_of(listed))

        request = ContactRequest.objects.get()
        assert response.url == f"/finn-likeperson/sendt/{request.token}/"
        assert (request.asked, request.state, request.by_choice) == (guro, Request.WAITING, True)
        assert (request.called, request.phone, request.email) == ("Mona", "+4723002001", "")
        assert clock.local(request.due_at).isoformat() == "2026-06-06T23:59:59+02:00"
        assert subjects(guro.email)[-1] == "Noen vil snakke med deg"
        assert subjects(kare.email) == []

    def test_to_whoever_is_found(self, bergen, kare, siri, client):
        post(client, CALL_ME, place="chapter.bergen", experience="relative", topic="work", language="se")

        request = ContactRequest.objects.get()
        assert (request.asked, request.state, request.by_choice) == (None, Request.UNPLACED, False)
        assert (request.chapter, request.experience, request.topic, request.language) == (
            bergen, "relative", "work", "se",
        )  # fmt: skip
        assert subjects(kare.email) == ["En henvendelse venter på deg"]
        assert subjects(siri.email) == []

    def test_a_county_is_a_place_and_without_a_coordinator_the_secretariat_hears(self, bergen, siri, client):
        post(client, CALL_ME, place="county.Vestland")

        assert ContactRequest.objects.values_list("county", "chapter").get() == ("Vestland", None)
        assert subjects(siri.email) == ["En henvendelse venter på deg"]

    @pytest.mark.parametrize("kind", ["anybody", "one person"])
    def test_whoever_writes_of_not_wanting_to_live_sees_the_numbers_before_it_is_sent(self, kind, listed, client):
        address = {"anybody": CALL_ME, "one person": page_of(listed)}[kind]
        text = "Hei. Jeg vil ikke leve lenger."
        page = post(client, address, message=text)

        html = page.content.decode()
        top = html[html.index("<main") : html.index("<h1")]
        assert re.findall(r'href="tel:([^"]+)"', top)[:3] == ["116123", "+4722400040", "113"]
        assert "Har du det vondt nå?" in top
        assert "Meldingen er ikke sendt ennå" in html[: html.index("<h1")]
        assert len(re.findall(r"Send likevel\s*</button>", html)) == 2
        assert 'name="numbers_shown" value="on"' in html
        assert (page.status_code, ContactRequest.objects.count()) == (200, 0)
        assert page.context["form"]["message"].value() == text

        answers = {name: page.context["form"][name].value() for name in ANSWERS}
        with clock.at(NOW + datetime.timedelta(minutes=1)):
            sent = client.post(address, {**answers, "started": page.context["started"], "numbers_shown": "on"})
        request = ContactRequest.objects.get()
        assert (request.message, sent.url) == (text, receipt_of(request))

        receipt = client.get(sent.url).content.decode()
        assert "Har du det vondt nå?" in receipt[receipt.index("<main") : receipt.index("<h1")]
        assert text not in receipt

    def test_the_office_is_not_told_that_the_numbers_were_shown(self, kare, client_of, client):
        post(client, CALL_ME, message="Jeg vil ikke leve lenger.", numbers_shown="on")
        marked = client_of(kare).get("/sekretariat/henvendelser/").content.decode().split("<main")[1]
        ContactRequest.objects.update(message="Jeg vil snakke om jobb.")

        assert client_of(kare).get("/sekretariat/henvendelser/").content.decode().split("<main")[1] == marked

    def test_what_people_write_of_their_illness_is_sent_at_once(self, client, kare):
        post(client, CALL_ME, message="Jeg er ensom, og klarer ikke å jobbe lenger.")

        request = ContactRequest.objects.get()
        assert "Har du det vondt nå?" not in client.get(receipt_of(request)).content.decode()

    def test_whoever_goes_back_and_corrects_the_number_sends_it_anew(self, bergen, client):
        with clock.at(NOW):
            started = client.get(CALL_ME).context["started"]
        with clock.at(NOW + datetime.timedelta(minutes=1)):
            for phone in ("23 00 20 01", "23 00 20 01", "23 00 20 99"):
                client.post(CALL_ME, {**ANSWERS, "phone": phone, "started": started})

        assert list(ContactRequest.objects.order_by("pk").values_list("phone", flat=True)) == [
            "+4723002001", "+4723002099",
        ]  # fmt: skip

    @pytest.mark.slow
    def test_the_receipt_shows_nothing_of_what_was_written(self, listed, client):
        address = post(client, page_of(listed)).url

        with clock.at(NOW):
            page = Client().get(address)

        text = page.content.decode()
        assert [secret for secret in [*SECRETS, "Guro"] if secret in text] == []
        assert "6. juni 2026" in text  # answered by
        assert "3. juli 2026" in text  # deleted on
        assert page.headers["X-Robots-Tag"] == "noindex"
        assert Client().get(f"/finn-likeperson/sendt/{uuid.uuid4()}/").status_code == 404

    @pytest.mark.parametrize(
        ("days", "said"), [(3, False), (4, True)], ids=["on the last day that was promised", "the day after"]
    )
    @pytest.mark.parametrize("state", ["waiting", "accepted", "unplaced"])
    def test_the_receipt_says_when_it_took_longer_than_promised(self, listed, guro, client, state, days, said):
        with clock.at(NOW):
            request = ask(listed)
            if state != "waiting":
                (contact_services.accept if state == "accepted" else contact_services.decline)(request, by=guro)

        with clock.at(NOW + datetime.timedelta(days=days)):
            text = client.get(receipt_of(request)).content.decode()

        assert ("Det har tatt lengre tid enn vi lovet." in text) is said
        assert ('<p>Ta kontakt med oss: <a href="mailto:epost@ms.no">' in text) is said
        assert ("innen 6. juni 2026" in text) is not said

    @pytest.mark.parametrize(
        ("end", "said"),
        [
            (contact_services.finish, "Likepersonen har sagt fra om at dere har snakket sammen."),
            (contact_services.close, "Likepersonen fikk ikke tak i deg."),
        ],
    )
    def test_the_receipt_says_when_it_has_ended(self, listed, guro, client, end, said):
        with clock.at(NOW):
            request = ask(listed)
            contact_services.accept(request, by=guro)
            end(request, by=guro)

        with clock.at(NOW + datetime.timedelta(days=6)):
            text = client.get(receipt_of(request)).content.decode()

        assert said in text
        assert [old for old in ("lengre tid enn vi lovet", "Dette skjer nå", "3. juli 2026") if old in text] == []
        assert "10. juni 2026" in text  # deleted on

    def test_no_mail_names_who_asks_or_about_what(self, listed, guro, kare, client):
        post(client, page_of(listed))
        contact_services.decline(ContactRequest.objects.get(), by=guro)

        text = " ".join(f"{mail.subject} {mail.text}" for mail in OutboxMail.objects.all())
        assert [secret for secret in [*SECRETS, "kveld", "sykdom"] if secret in text] == []

    @pytest.mark.slow
    def test_nobody_is_noted_as_the_one_who_asked(self, listed, kari, client_of):
        post(client_of(kari), page_of(listed))

        event = Event.objects.get(verb="contact_request.send")
        assert event.actor is None
        assert EventDetails.objects.get(event=event).text == "{}"

    @pytest.mark.slow
    def test_works_in_every_language(self, listed, client):
        for prefix in ("", "/nn", "/en"):
            assert client.get(prefix + page_of(listed)).status_code == 200
            assert client.get(prefix + CALL_ME).status_code == 200


class TestTakingItBack:
    """At an address that only the sender has."""

    @pytest.mark.slow
    @pytest.mark.parametrize("state", ["waiting", "accepted", "unplaced"])
    def test_deletes_it_from_everybody(self, listed, guro, kare, client, client_of, state):
        address = post(client, page_of(listed)).url
        request = ContactRequest.objects.get()
        if state != "waiting":
            (contact_services.accept if state == "accepted" else contact_services.decline)(request, by=guro)
        assert f'href="{address}slett/"' in client.get(address).content.decode()
        asked_once = client.get(f"{address}slett/")
        assert ContactRequest.objects.count() == 1

        gone = [client.post(f"{address}slett/").url for _press in range(2)]

        assert asked_once.headers["X-Robots-Tag"] == "noindex"
        assert set(gone) == {"/finn-likeperson/sendt/slettet/"}
        assert client.get(gone[0]).status_code == 200
        assert ContactRequest.objects.count() == 0
        assert [client.get(one).status_code for one in (address, f"{address}slett/")] == [404, 404]
        held = client_of(guro)
        assert held.get(f"/min-side/henvendelser/{request.ref}/").status_code == 404
        assert held.post(f"/min-side/henvendelser/{request.ref}/", {"action": "finish"}).status_code == 404
        assert client_of(kare).get(f"/sekretariat/henvendelser/{request.ref}/").status_code == 404

    @pytest.mark.slow
    def test_is_in_the_log_once_without_anybody_s_name(self, listed, kari, client_of):
        client = client_of(kari)
        address = post(client, page_of(listed)).url

        for _press in range(2):
            client.post(f"{address}slett/")

        event = Event.objects.get(verb="contact_request.withdraw")
        assert event.actor is None
        assert EventDetails.objects.get(event=event).text == "{}"

    def test_whoever_has_the_request_cannot_find_the_receipt(self, listed, guro, client_of):
        request = ask(listed)
        contact_services.accept(request, by=guro)
        client = client_of(guro)

        page = client.get(f"/min-side/henvendelser/{request.ref}/").content.decode()
        client.post(f"/finn-likeperson/sendt/{request.ref}/slett/")

        assert str(request.token) not in page
        assert client.get(f"/finn-likeperson/sendt/{request.ref}/").status_code == 404
        assert ContactRequest.objects.get() == request

    def test_reading_the_receipt_sets_no_cookie(self, listed):
        client = Client()
        request = ask(listed)

        assert [list(client.get(one).cookies) for one in (receipt_of(request), "/finn-likeperson/sendt/slettet/")] == [
            [],
            [],
        ]


class TestBadInput:
    @pytest.mark.parametrize(
        ("changes", "wrong"),
        [
            ({"called": ""}, ["called"]),
            ({"called": "Se http://spam.example"}, ["called"]),
            ({"called": "x" * 81}, ["called"]),
            ({"phone": "", "email": ""}, ["phone"]),
            ({"phone": "2242454"}, ["phone"]),
            ({"phone": "829 12 345"}, ["phone"]),
            ({"phone": "", "email": "mona"}, ["email"]),
            ({"best_time": ""}, ["best_time"]),
            ({"best_time": "midnight"}, ["best_time"]),
            ({"who": ""}, ["who"]),
            ({"message": "x" * 301}, ["message"]),
            ({"message": "https://a.example og www.b.example"}, ["message"]),
            ({"website": "https://spam.example"}, ["website"]),
        ],
    )
    @pytest.mark.parametrize("whom", ["one", "anybody"])
    def test_gets_a_sentence_and_what_was_typed(self, listed, client, whom, changes, wrong):
        response = post(client, page_of(listed) if whom == "one" else CALL_ME, **changes)

        form = response.context["form"]
        assert (response.status_code, list(form.errors)) == (200, wrong)
        assert form["message"].value() == changes.get("message", ANSWERS["message"])
        assert ContactRequest.objects.count() == OutboxMail.objects.filter(subject__contains="snakke").count() == 0

    @pytest.mark.parametrize("values", [{"place": "county.Atlantis"}, {"topic": "x"}, {"language": "\x00"}])
    def test_a_wish_that_cannot_be_chosen(self, bergen, client, values):
        assert list(post(client, CALL_ME, **values).context["form"].errors) == list(values)

    @pytest.mark.slow
    @pytest.mark.parametrize("sign", ["\r\nBcc: x@example.org", "\n", "\x00", "\u202e", "%0d%0aTo: y@example.org"])
    @pytest.mark.parametrize("field", ["called", "phone", "email", "message", "best_time", "who", "website"])
    def test_no_field_reaches_a_header_or_another_recipient(self, listed, guro, client, field, sign):
        OutboxMail.objects.all().delete()

        response = post(client, page_of(listed), **{field: ANSWERS.get(field, "") + sign})
        mail.send_due()

        assert response.status_code in (200, 302)
        assert {tuple(message.recipients()) for message in sent_mails.outbox} <= {(guro.email,)}
        for message in sent_mails.outbox:
            assert {"Bcc", "Cc"} & set(message.message().keys()) == set()
            assert [secret for secret in ("x@example.org", "y@example.org") if secret in str(message.message())] == []

    @pytest.mark.slow
    def test_a_phone_number_with_a_row_and_a_message_of_several_lines(self, listed, client):
        post(client, page_of(listed), message="Hei.\r\nRing meg.")

        assert ContactRequest.objects.get().message == "Hei.\nRing meg."

    @pytest.mark.slow
    def test_faster_than_anybody_writes(self, listed, client):
        response = post(client, page_of(listed), seconds=2)
        form = response.context["form"]
        assert (response.status_code, form["called"].value(), len(form.non_field_errors())) == (200, "Mona", 1)

        with clock.at(NOW + datetime.timedelta(seconds=4)):
            again = client.post(page_of(listed), {**ANSWERS, "started": response.context["started"]})

        assert again.status_code == 302

    @pytest.mark.parametrize("started", ["", "x", "ImZhbHNrIg:1abc:def"])
    def test_a_form_whose_key_was_made_up_counts_as_shown_just_now(self, listed, client, started):
        response = client.post(page_of(listed), {**ANSWERS, "started": started})

        assert len(response.context["form"].non_field_errors()) == 1
        assert ContactRequest.objects.count() == 0

    def test_the_database_refuses_a_request_that_nobody_can_answer(self, listed):
        with pytest.raises(IntegrityError), transaction.atomic():
            ask(listed, phone="", email="")


class TestFlooding:
    @pytest.mark.slow
    def test_five_an_hour_and_what_was_written_is_kept(self, listed, guro, bergen, client):
        answers = [post(client, CALL_ME).status_code for _time in range(5)]
        sixth = post(client, CALL_ME)

        assert answers == [302] * 5
        assert (sixth.status_code, sixth.context["form"]["message"].value()) == (429, ANSWERS["message"])
        assert ContactRequest.objects.count() == Event.objects.filter(verb="contact_request.send").count() == 5

    @pytest.mark.slow
    def test_bad_input_and_the_same_form_twice_do_not_count(self, listed, client):
        with clock.at(NOW):
            started = client.get(CALL_ME).context["started"]
        with clock.at(NOW + datetime.timedelta(minutes=1)):
            wrong = [client.post(CALL_ME, {**ANSWERS, "called": "", "started": started}) for _press in range(6)]
            right = [client.post(CALL_ME, {**ANSWERS, "started": started}).url for _press in range(6)]

        assert {response.status_code for response in wrong} == {200}
        assert len(set(right)) == ContactRequest.objects.count() == 1
        assert post(client, CALL_ME).status_code == 302

    @pytest.mark.slow
    def test_looks_at_a_person_and_empty_forms_are_counted_together(self, listed, client):
        already(198, "see_listed", VIEW_LIMIT)
        last = [client.get(page_of(listed)).status_code, client.post(page_of(listed)).status_code]
        look, form = client.get(page_of(listed)), client.post(page_of(listed), ANSWERS)

        assert (VIEW_LIMIT, last) == ("200/h/key", [200, 200])
        assert (look.status_code, form.status_code) == (429, 429)
        assert [page for page in (look, form) if "Guro" in page.content.decode()] == []
        assert form.context["form"]["message"].value() == ANSWERS["message"]
        assert f'action="{CALL_ME}"' in form.content.decode()

    @pytest.mark.slow
    def test_one_address_asks_a_supporter_once_a_day(self, guro, anna, client):
        guro_s, anna_s = (show(supporter_queries.supporter_of(one), capacity=3) for one in (guro, anna))

        answers = [post(client, page_of(guro_s)) for _time in range(3)]

        assert [answer.status_code for answer in answers] == [302, 429, 429]
        text = answers[1].content.decode()
        assert "Du har allerede spurt Guro i dag. Vi kan finne en annen til deg" in text
        assert f'action="{CALL_ME}"' in text
        assert answers[1].context["form"]["message"].value() == ANSWERS["message"]
        assert directory_queries.listed_entry(guro_s.ref).is_full is False
        assert post(client, page_of(anna_s)).status_code == 302
        with clock.at(NOW + datetime.timedelta(minutes=1)):
            again = client.post(CALL_ME, {**ANSWERS, "started": answers[2].context["started"]})
        assert again.status_code == 302
        assert ContactRequest.objects.count() == 3

    @pytest.mark.slow
    def test_another_address_asks_the_same_supporter(self, listed, client):
        post(client, page_of(listed))

        assert post(Client(REMOTE_ADDR="203.0.113.77"), page_of(listed)).status_code == 302

    @pytest.mark.slow
    def test_the_same_form_twice_is_the_same_request_and_not_a_second(self, listed, client):
        with clock.at(NOW):
            started = client.get(page_of(listed)).context["started"]
        with clock.at(NOW + datetime.timedelta(minutes=1)):
            answers = [client.post(page_of(listed), {**ANSWERS, "started": started}) for _press in range(3)]

        assert [answer.status_code for answer in answers] == [302] * 3
        assert len({answer.url for answer in answers}) == 1

    def test_the_count_holds_no_network_address(self, listed, client):
        client.get(page_of(listed), REMOTE_ADDR="203.0.113.77")

        with connection.cursor() as cursor:
            cursor.execute("SELECT cache_key FROM shared_cache")
            keys = [key for (key,) in cursor.fetchall()]
        assert [("203.0.113.77" in key) for key in keys if "see_listed" in key] == [False]

    @pytest.mark.slow
    def test_another_visitor_has_a_limit_of_their_own(self, listed, client):
        already(200, "see_listed", VIEW_LIMIT)

        assert client.get(page_of(listed)).status_code == 429
        assert client.get(page_of(listed), REMOTE_ADDR="203.0.113.77").status_code == 200

    @pytest.mark.slow
    def test_guessing_finds_nobody(self, listed, client):
        already(199, "see_listed", VIEW_LIMIT)

        answers = [client.get(f"/finn-likeperson/{uuid.uuid4()}/").status_code for _guess in range(2)]

        assert answers == [404, 429]

    @pytest.mark.slow
    def test_nobody_has_more_than_they_said(self, guro, client):
        listing = show(supporter_queries.supporter_of(guro), capacity=1)
        ask(listing)

        list_page, own_page = client.get("/finn-likeperson/"), client.get(page_of(listing))

        assert "Har mange å snakke med akkurat nå." in list_page.content.decode()
        assert page_of(listing) not in list_page.content.decode()
        assert b"<textarea" not in own_page.content
        with pytest.raises(contact_services.SupporterFull):
            ask(listing)

    @pytest.mark.slow
    def test_whoever_wrote_to_somebody_who_got_busy_keeps_the_text(self, guro, client):
        listing = show(supporter_queries.supporter_of(guro), capacity=1)
        with clock.at(NOW):
            started = client.get(page_of(listing)).context["started"]
        ask(listing)
        with clock.at(NOW + datetime.timedelta(minutes=1)):
            response = client.post(page_of(listing), {**ANSWERS, "started": started})

            assert (response.status_code, response.context["form"]["called"].value()) == (409, "Mona")
            assert f'action="{CALL_ME}"' in response.content.decode()
            assert client.post(CALL_ME, {**ANSWERS, "started": response.context["started"]}).status_code == 302

    @pytest.mark.slow
    def test_whoever_wrote_to_somebody_who_left_keeps_the_text(self, guro, listed, client):
        with clock.at(NOW):
            started = client.get(page_of(listed)).context["started"]
        directory_services.withdraw_listing(supporter_queries.supporter_of(guro), by=guro)
        with clock.at(NOW + datetime.timedelta(minutes=1)):
            response = client.post(page_of(listed), {**ANSWERS, "started": started})

        assert (response.status_code, response.context["form"]["message"].value()) == (404, ANSWERS["message"])


class TestTheSupporter:
    def page(self, request):
        return f"/min-side/henvendelser/{request.ref}/"

    def test_sees_who_it_is_only_after_a_yes(self, listed, guro, client_of):
        request, client = ask(listed), client_of(guro)
        before = client.get(self.page(request))

        client.post(self.page(request), {"action": "accept"})
        after = client.get(self.page(request))

        assert [secret for secret in SECRETS if secret in before.content.decode()] == []
        assert [secret for secret in SECRETS if secret not in after.content.decode()] == []
        assert 'href="tel:+4723002001"' in after.content.decode()
        assert "no-store" in after.headers["Cache-Control"]

    @pytest.mark.slow
    def test_the_page_of_one_s_own_puts_it_first(self, listed, guro, anna, client_of):
        request = ask(listed)

        mine, another = client_of(guro).get("/min-side/"), client_of(anna).get("/min-side/")

        assert [row.href for row in mine.context["to_do"]] == [self.page(request)]
        assert another.context["to_do"] == []
        text = mine.content.decode()
        assert text.index(self.page(request)) < text.index("/aktivitet/ny/")
        assert [secret for secret in SECRETS if secret in text] == []

    def test_says_no_without_a_reason(self, listed, guro, kare, client_of):
        request = ask(listed)
        client = client_of(guro)

        for _press in range(2):
            assert client.post(self.page(request), {"action": "decline"}).url == "/min-side/"

        request.refresh_from_db()
        assert (request.state, request.asked, request.asked_before) == (Request.UNPLACED, None, [str(guro.ref)])
        assert client.get(self.page(request)).status_code == 404
        assert subjects(kare.email) == ["En henvendelse venter på deg"]

    @pytest.mark.parametrize("lost", ["membership", "signatures"])
    def test_who_lacks_something_cannot_say_yes_and_is_told(self, listed, guro, kare, client_of, lost):
        request, client = ask(listed), client_of(guro)
        if lost == "membership":
            Membership.objects.filter(person=guro).delete()
        else:
            guro.signatures.all().delete()

        response = client.post(self.page(request), {"action": "accept"}, follow=True)

        text = response.content.decode()
        assert "Du kan ikke ta henvendelsen nå" in text
        assert [secret for secret in SECRETS if secret in text] == []
        request.refresh_from_db()
        assert request.state == Request.WAITING
        with pytest.raises(contact_services.RequirementsNotMet):
            contact_services.accept(request, by=guro)
        client.post(self.page(request), {"action": "decline"})
        request.refresh_from_db()
        assert request.state == Request.UNPLACED

    @pytest.mark.parametrize(("act", "state"), [("finish", Request.DONE), ("close", Request.CLOSED)])
    def test_ends_it_and_the_contact_is_shown_no_more(self, listed, guro, client_of, act, state):
        request, client = ask(listed), client_of(guro)
        contact_services.accept(request, by=guro)

        client.post(self.page(request), {"action": act})

        request.refresh_from_db()
        assert request.state == state
        text = client.get(self.page(request)).content.decode()
        assert [secret for secret in SECRETS if secret in text] == []

    @pytest.mark.parametrize(("act", "state"), [("finish", Request.DONE), ("close", Request.CLOSED)])
    def test_undoes_a_wrong_tap_for_ten_minutes(self, listed, guro, client_of, act, state):
        request, client = ask(listed), client_of(guro)
        contact_services.accept(request, by=guro)

        client.post(self.page(request), {"action": act})
        ended = client.get(self.page(request)).content.decode()
        client.post(self.page(request), {"action": "reopen"})
        again = client.get(self.page(request)).content.decode()

        assert 'value="reopen"' in ended
        assert ('href="/aktivitet/ny/"' in ended) is (act == "finish")
        assert [secret for secret in SECRETS if secret not in again] == []
        request.refresh_from_db()
        assert request.ended_at is None
        client.post(self.page(request), {"action": act})
        request.refresh_from_db()
        with clock.at(request.ended_at + datetime.timedelta(minutes=11)):
            assert 'value="reopen"' not in client.get(self.page(request)).content.decode()
            client.post(self.page(request), {"action": "reopen"})
        request.refresh_from_db()
        assert request.state == state

    def test_is_asked_before_a_yes_is_given_back(self, listed, guro, client_of):
        request, client = ask(listed), client_of(guro)
        contact_services.accept(request, by=guro)

        page = client.get(self.page(request)).content.decode()
        question = client.get(self.page(request) + "gi-tilbake/")

        assert 'value="decline"' not in page
        assert f'href="{self.page(request)}gi-tilbake/"' in page
        assert 'value="decline"' in question.content.decode()
        assert "no-store" in question.headers["Cache-Control"]
        request.refresh_from_db()
        assert request.state == Request.ACCEPTED

    def test_an_answer_that_came_second_gets_a_page(self, listed, guro, client_of):
        request, client = ask(listed), client_of(guro)
        contact_services.accept(request, by=guro)

        assert client.post(self.page(request), {"action": "accept"}).status_code == 302
        contact_services.finish(request, by=guro)
        assert client.post(self.page(request), {"action": "accept"}).status_code == 409
        with pytest.raises(IllegalMove):
            contact_services.accept(request, by=guro)

    @pytest.mark.parametrize("act", ["", "assign", "take", "pass_on", "\x00"])
    def test_nothing_else_can_be_done(self, listed, guro, client_of, act):
        request = ask(listed)

        client_of(guro).post(self.page(request), {"action": act})

        request.refresh_from_db()
        assert request.state == Request.WAITING

    @pytest.mark.parametrize("who", ["anna", "rolf", "siri", "kare", "kari"])
    def test_another_s_request_is_not_there(self, request, listed, who, client_of):
        someone, found = request.getfixturevalue(who), ask(listed)
        client = client_of(someone)

        assert client.get(self.page(found)).status_code == 404
        assert client.post(self.page(found), {"action": "accept"}).status_code == 404
        assert client.get(f"/sekretariat/henvendelser/{found.ref}/").status_code == 404

    def test_somebody_who_is_not_signed_in_is_asked_to(self, listed):
        assert Client().get(self.page(ask(listed))).url.startswith("/logg-inn/")

    @pytest.mark.parametrize("leaving", [supporters.pause, directory_services.withdraw_listing, supporters.end])
    def test_whoever_leaves_leaves_nobody_waiting(self, listed, guro, kare, leaving):
        waiting, accepted = ask(listed), ask(listed)
        contact_services.accept(accepted, by=guro)
        values = {"until": None} if leaving == supporters.pause else {}

        leaving(supporter_queries.supporter_of(guro), by=guro, **values)

        waiting.refresh_from_db()
        accepted.refresh_from_db()
        left = Request.UNPLACED if leaving == supporters.end else Request.ACCEPTED
        assert (waiting.state, accepted.state) == (Request.UNPLACED, left)
        assert len(subjects(kare.email)) == (2 if leaving == supporters.end else 1)


class TestTheDeadline:
    def test_is_the_end_of_the_third_day_in_norway(self, listed, guro, kare):
        with clock.at(moment("2026-03-27 23:30")):  # the clocks change on the 29th
            request = ask(listed)

        with clock.at(moment("2026-03-30 23:59")):
            assert contact_services.pass_on_overdue() == 0
        with clock.at(moment("2026-03-31 00:00")):
            assert contact_services.pass_on_overdue() == 1
            assert contact_services.pass_on_overdue() == 0

        request.refresh_from_db()
        assert (request.state, request.asked_before) == (Request.UNPLACED, [str(guro.ref)])
        assert subjects(kare.email) == ["En henvendelse venter på deg"]

    def test_after_a_yes_is_the_end_of_the_seventh_day(self, listed, guro, kare, client_of):
        with clock.at(NOW):
            request = ask(listed)
        with clock.at(NOW + datetime.timedelta(days=2)):  # 5 June
            contact_services.accept(request, by=guro)
            page = client_of(guro).get(f"/min-side/henvendelser/{request.ref}/").content.decode()
        assert "Har dere ikke snakket sammen innen 12. juni 2026, spør vi en annen." in page

        with clock.at(moment("2026-06-12 23:59")):
            assert contact_services.pass_on_overdue() == 0
        with clock.at(moment("2026-06-13 00:00")):
            assert contact_services.pass_on_overdue() == 1
            assert contact_services.pass_on_overdue() == 0

        request.refresh_from_db()
        assert (request.state, request.asked, request.asked_before) == (Request.UNPLACED, None, [str(guro.ref)])
        assert subjects(kare.email) == ["En henvendelse venter på deg"]

    @pytest.mark.slow
    def test_whoever_has_it_is_told_the_day_that_the_one_who_asked_was_promised(self, listed, guro, client_of, client):
        with clock.at(NOW):
            request = ask(listed)
            assert "6. juni 2026" in client.get(receipt_of(request)).content.decode()
            promise = "Vi har lovet den som spurte, at noen tar kontakt innen 6. juni 2026."
            assert promise in client_of(guro).get(f"/min-side/henvendelser/{request.ref}/").content.decode()
        with clock.at(NOW + datetime.timedelta(days=2)):
            contact_services.accept(request, by=guro)
            assert promise in client_of(guro).get(f"/min-side/henvendelser/{request.ref}/").content.decode()
        with clock.at(NOW + datetime.timedelta(days=4)):
            text = client_of(guro).get(f"/min-side/henvendelser/{request.ref}/").content.decode()
        assert "Vi lovet den som spurte, at noen skulle ta kontakt innen 6. juni 2026. Det har tatt lengre tid." in text

    def test_whoever_in_the_office_takes_an_old_one_has_a_week(self, kare):
        with clock.at(NOW):
            request = ask()
        with clock.at(NOW + datetime.timedelta(days=10)):
            contact_services.take(request, by=kare)
            assert contact_services.pass_on_overdue() == 0

        with clock.at(NOW + datetime.timedelta(days=18)):
            assert contact_services.pass_on_overdue() == 1

    @pytest.mark.parametrize("has_said_yes", [False, True])
    def test_comes_at_once_where_the_account_is_closed(self, listed, guro, has_said_yes):
        request = ask(listed)
        if has_said_yes:
            contact_services.accept(request, by=guro)
        assert contact_services.pass_on_overdue() == 0

        User.objects.filter(pk=guro.pk).update(is_active=False)

        assert contact_services.pass_on_overdue() == 1
        request.refresh_from_db()
        assert request.state == Request.UNPLACED

    def test_comes_at_once_where_the_account_is_gone(self, listed, guro):
        request = ask(listed)
        contact_services.accept(request, by=guro)
        ContactRequest.objects.update(asked=None)  # what the database does when an account is deleted

        assert contact_services.pass_on_overdue() == 1
        request.refresh_from_db()
        assert (request.state, request.asked_before) == (Request.UNPLACED, [])

    def test_comes_at_once_where_the_office_is_over(self, kare, siri):
        with clock.at(NOW):
            request = ask()
            contact_services.take(request, by=kare)
            chapters.end_office(kare.offices.get(), by=siri, last_day=clock.today())
            assert contact_services.pass_on_overdue() == 0

        with clock.at(NOW + datetime.timedelta(days=1)):
            assert contact_services.pass_on_overdue() == 1
        request.refresh_from_db()
        assert request.state == Request.UNPLACED

    def test_a_break_keeps_a_yes(self, listed, guro):
        contact_services.accept(ask(listed), by=guro)
        supporters.pause(supporter_queries.supporter_of(guro), until=None, by=guro)

        assert contact_services.pass_on_overdue() == 0

    def test_the_worker_keeps_it_and_forgets(self):
        tasks = {task for task, _pause in PERIODIC_TASKS}

        assert {contact_services.pass_on_overdue, contact_services.forget_requests} <= tasks


class TestTheOffice:
    QUEUE = "/sekretariat/henvendelser/"

    @pytest.mark.parametrize(
        ("who", "status"), [("siri", 200), ("kare", 200), ("rolf", 403), ("guro", 403), ("kari", 403)]
    )
    def test_who_may_open_the_queue(self, request, who, status, client_of):
        assert client_of(request.getfixturevalue(who)).get(self.QUEUE).status_code == status

    def test_sees_the_age_and_the_wish_and_not_who_it_is(self, kare, client_of):
        with clock.at(NOW):
            request = ask(topic="work")

        with clock.at(NOW + datetime.timedelta(days=4)):
            client = client_of(kare)
            queue, one = client.get(self.QUEUE), client.get(f"{self.QUEUE}{request.ref}/")

        [[row, days, late, wish]] = queue.context["rows"]
        assert (row, days, late, wish) == (request, 4, True, "Jobb og studier")
        assert [secret for secret in SECRETS if secret in (queue.content + one.content).decode()] == []

    def test_the_wait_counts_from_when_somebody_asked_though_it_was_passed_on(self, listed, guro, kare, client_of):
        with clock.at(NOW):
            request = ask(listed)
        with clock.at(NOW + datetime.timedelta(days=3)):
            contact_services.decline(request, by=guro)
            assert [late for _row, _days, late, _wish in client_of(kare).get(self.QUEUE).context["rows"]] == [False]
        with clock.at(NOW + datetime.timedelta(days=4)):
            [[_row, days, late, _wish]] = client_of(kare).get(self.QUEUE).context["rows"]
            receipt = Client().get(f"/finn-likeperson/sendt/{request.token}/")

        assert (days, late, receipt.context["is_late"]) == (4, True, True)

    @pytest.mark.slow
    def test_asks_another_supporter_who_has_room_and_has_not_said_no(self, listed, guro, anna, kare, client_of):
        request = ask(listed)
        contact_services.decline(request, by=guro)
        client, address = client_of(kare), f"{self.QUEUE}{request.ref}/"
        supporter = supporter_queries.supporter_of(anna)

        offered = client.get(address).context["form"].fields["supporter"].choices
        refused = client.post(address, {"supporter": str(supporter_queries.supporter_of(guro).ref)})
        for _press in range(2):
            assert client.post(address, {"supporter": str(supporter.ref)}).url == self.QUEUE

        assert [code for code, _name in offered] == ["", str(supporter.ref)]
        assert list(refused.context["form"].errors) == ["supporter"]
        request.refresh_from_db()
        assert (request.state, request.asked) == (Request.WAITING, anna)
        assert subjects(anna.email)[-1] == "Noen vil snakke med deg"

    @pytest.mark.slow
    def test_does_not_ask_those_who_are_full_or_on_a_break(self, guro, anna, kare):
        ask(show(supporter_queries.supporter_of(guro), capacity=1))
        supporters.pause(supporter_queries.supporter_of(anna), until=None, by=anna)

        assert list(contact_queries.available_supporters(ask())) == []

    @pytest.mark.parametrize("lost", ["membership", "signatures"])
    def test_does_not_ask_those_who_lack_something(self, guro, anna, lost):
        if lost == "membership":
            Membership.objects.filter(person=guro).delete()
        else:
            guro.signatures.all().delete()

        assert [one.person for one in contact_queries.available_supporters(ask())] == [anna]

    def test_finds_what_it_has_taken_on_its_own_page(self, kare, siri, client_of):
        request, other = ask(), ask()
        contact_services.take(request, by=kare)
        contact_services.take(other, by=siri)

        page = client_of(kare).get("/min-side/")

        assert [row.href for row in page.context["to_do"]] == [f"/min-side/henvendelser/{request.ref}/"]
        assert f'href="/min-side/henvendelser/{request.ref}/"' in page.content.decode()

    def test_takes_it_and_sees_it_alone(self, kare, siri, client_of):
        request = ask()
        client = client_of(kare)

        [address] = {client.post(f"{self.QUEUE}{request.ref}/", {"action": "take"}).url for _press in range(2)}

        assert address == f"/min-side/henvendelser/{request.ref}/"
        text = client.get(address).content.decode()
        assert [secret for secret in SECRETS if secret not in text] == []
        assert client_of(siri).get(address).status_code == 404
        assert [found.pk for found, _promised_by, _late in client.get(self.QUEUE).context["mine"]] == [request.pk]
        client.post(address, {"action": "finish"})
        request.refresh_from_db()
        assert request.state == Request.DONE

    @pytest.mark.parametrize(("who", "status"), [("rolf", 404), ("guro", 404), ("kari", 404), (None, 302)])
    def test_nobody_else_places_it(self, request, who, status, client_of):
        found = ask()
        client = client_of(request.getfixturevalue(who)) if who else Client()

        for act in ({"action": "take"}, {"supporter": "x"}):
            assert client.post(f"{self.QUEUE}{found.ref}/", act).status_code == status
        found.refresh_from_db()
        assert found.state == Request.UNPLACED

    def test_costs_the_same_with_one_and_with_five(self, kare, bergen, client_of):
        client, costs = client_of(kare), []
        client.get(self.QUEUE)
        for more in (1, 4):
            for _one in range(more):
                ask(chapter=bergen)
            with CaptureQueriesContext(connection) as captured:
                client.get(self.QUEUE)
            costs.append(len(captured))

        assert costs[0] == costs[1]


# (state, who) -> what this person may do with it; everybody else and everything else is refused
HELD = {"view", "accept", "decline", "finish", "close", "reopen"}
OFFICE = {"assign", "take"}


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("guro", HELD),
        ("anna", set()),
        ("rolf", set()),
        ("turid", set()),
        ("kari", set()),
        ("siri", OFFICE),
        ("kare", OFFICE),
    ],
)
def test_who_may_do_what_with_a_request_that_guro_has(request, listed, who, may):
    user, case = request.getfixturevalue(who), ask(listed)
    acts = HELD | OFFICE | {"pass_on"}

    assert {act for act in acts if allows(user, f"supporters.{act}_contact_request", case)} == may


def test_a_supporter_who_has_ended_has_nothing(listed, guro):
    request = ask(listed)
    supporters.end(supporter_queries.supporter_of(guro), by=guro)

    assert allows(guro, "supporters.view_contact_request", request) is False


class TestForgetting:
    @pytest.mark.slow
    def test_thirty_days_after_it_was_sent(self, listed):
        with clock.at(NOW):
            ask(listed)

        with clock.at(NOW + datetime.timedelta(days=30)):
            call_command("forget", verbosity=0)
            assert ContactRequest.objects.count() == 1
        with clock.at(NOW + datetime.timedelta(days=30, seconds=1)):
            call_command("forget", verbosity=0)
            assert ContactRequest.objects.count() == 0

    @pytest.mark.parametrize("end", [contact_services.finish, contact_services.close])
    def test_seven_days_after_it_ended(self, listed, guro, end):
        with clock.at(NOW):
            request = ask(listed)
            contact_services.accept(request, by=guro)
            end(request, by=guro)

        with clock.at(NOW + datetime.timedelta(days=7)):
            assert contact_services.forget_requests() == 0
        with clock.at(NOW + datetime.timedelta(days=7, seconds=1)):
            assert contact_services.forget_requests() == 1
            assert contact_services.forget_requests() == 0

        assert Event.objects.filter(subject=request.ref).count() == 3

    def test_the_day_that_is_promised_is_the_day(self, listed, guro):
        with clock.at(NOW):
            request = ask(listed)
            assert contact_queries.deleted_on(request) == datetime.date(2026, 7, 3)
            contact_services.accept(request, by=guro)
            contact_services.finish(request, by=guro)

        assert contact_queries.deleted_on(request) == datetime.date(2026, 6, 10)


def test_the_days_that_the_pages_promise_are_those_of_the_deadline(client, monkeypatch):
    monkeypatch.setattr(contact_queries, "ANSWER_DAYS", 4)

    assert "ringe deg innen 4 dager." in client.get(CALL_ME).content.decode()
    assert contact_queries.answer_due(moment("2026-06-01 12:00")).date() >= moment("2026-06-05 00:00").date()

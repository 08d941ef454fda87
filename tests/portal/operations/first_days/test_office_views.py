"""The page for the first days of a site: what is in place, what is left, and a test e-mail."""

import pytest
from django.core.management import call_command

from portal import mail
from portal.accounts import services as accounts
from portal.accounts.models import User
from portal.chapters import services as chapters
from portal.models import Event, OutboxMail

pytestmark = pytest.mark.django_db
PAGE = "/sekretariat/forste-dager/"


def hints_of(html):
    """``{step: (its hint, In place or Left to do)}``"""
    found = {}
    for part in html.split('<li class="task">')[1:]:
        title = part.split("task-name")[1].split(">", 1)[1].split("<", 1)[0].strip()
        hint = part.split('task-hint"')[1].split(">", 1)[1].split("<", 1)[0].strip()
        found[title] = (hint, "På plass" if "På plass" in part else "Gjenstår")
    return found


@pytest.fixture
def new_site(client_of):
    """A production site a minute after ``manage.py start``: its administrator, signed in."""
    call_command("start", organisation="ms", admin="anne@example.org", verbosity=0)
    return client_of(User.objects.get(email="anne@example.org"))


@pytest.mark.slow
def test_a_new_site_says_what_is_left(new_site):
    html = new_site.get(PAGE).content.decode()
    found = hints_of(html)

    assert 'href="/sekretariat/register/import/"' in html
    assert found["Lokalforeninger"] == ("Det er ingen ennå, så ingen kan søke.", "Gjenstår")
    assert found["Ledere"] == ("Først må lokalforeninger inn i registeret.", "Gjenstår")
    assert found["E-posten virker"] == ("Send deg selv en prøve-e-post med knappen nedenfor.", "Gjenstår")
    assert found["Taushetserklæring"] == ("En taushetserklæring er publisert og gjelder nå.", "På plass")
    assert found["Totrinnsinnlogging"][1] == "Gjenstår"


@pytest.mark.slow
def test_the_first_page_of_a_new_site_leads_there(new_site):
    html = new_site.get("/min-side/").content.decode()

    assert "Tjenesten er ny. Se hva som gjenstår før den åpnes" in html
    assert f'href="{PAGE}"' in html


@pytest.mark.slow
def test_and_no_longer_once_there_is_a_chapter(new_site):
    anne = User.objects.get(email="anne@example.org")
    bergen = chapters.create_chapter(
        by=anne, name="Bergen", short_name="bergen", county="Vestland", municipality="Bergen", postcodes=["50"]
    )
    chapters.give_office(accounts.get_or_create_account("rolf@example.org"), "chapter_leader", bergen, by=anne)

    assert "Tjenesten er ny" not in new_site.get("/min-side/").content.decode()
    found = hints_of(new_site.get(PAGE).content.decode())
    assert found["Lokalforeninger"] == ("Det er 1.", "På plass")
    assert found["Ledere"] == ("Hver av dem har en leder.", "På plass")


@pytest.mark.slow
def test_a_test_e_mail_goes_out_and_the_page_says_so(new_site):
    new_site.post(PAGE)
    assert hints_of(new_site.get(PAGE).content.decode())["E-posten virker"][1] == "Gjenstår"

    mail.send_due()

    row = OutboxMail.objects.get(subject="E-posten virker")
    assert (row.to, row.state) == ("anne@example.org", OutboxMail.State.SENT)
    assert hints_of(new_site.get(PAGE).content.decode())["E-posten virker"][1] == "På plass"


@pytest.mark.slow
def test_pressed_twice_it_is_one_e_mail(new_site):
    new_site.post(PAGE)
    new_site.post(PAGE)

    assert OutboxMail.objects.filter(subject="E-posten virker").count() == 1
    assert Event.objects.filter(verb="mail.test").count() == 1


@pytest.mark.slow
def test_one_that_does_not_go_out_is_told_of(new_site, settings):
    settings.DELIVERY_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 1, 1
    new_site.post(PAGE)
    mail.send_due()

    hint, state = hints_of(new_site.get(PAGE).content.decode())["E-posten virker"]
    assert (state, hint.startswith("E-posttjeneren har ikke tatt imot prøve-e-posten.")) == ("Gjenstår", True)


def test_a_board_has_no_such_page(rolf, client_of):
    assert client_of(rolf).get(PAGE).status_code == 403
    assert client_of(rolf).post(PAGE).status_code == 403

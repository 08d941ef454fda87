"""Each figure of the overview leads to the list of just what it counts; the list of supporters says who has room."""

import datetime
import uuid

import pytest

from portal import clock
from portal.activities import services as activities
from portal.chapters import services as chapters
from portal.onboarding.review import services as review_services
from portal.reports import services as reports
from portal.reports.years import services as year_services
from portal.supporters import queries as supporter_queries
from portal.supporters import services as supporters
from portal.supporters.contact import services as contact_services
from portal.supporters.directory import services as directory_services
from tests.conftest import make_supporter, moment, person, raw_answers, send_in
from tests.portal.reports.conftest import ANSWERS
from tests.portal.waiting import ask

pytestmark = pytest.mark.django_db
LIST = "/sekretariat/likepersoner/"


@pytest.fixture
def kare(siri):
    kare = person("kare@example.org", "Kåre", "Koll")
    chapters.give_office(kare, "coordinator", by=siri, starts=datetime.date(2020, 1, 1))
    return kare


@pytest.fixture
def country(siri, kare, rolf, turid, bergen, oslo, guro):
    """Something of each kind that is counted, and something beside it that is not; Oslo is closed after its report."""
    anna, jon = person("anna@example.org", "Anna", "Aas"), person("jon@example.org", "Jon", "Jensen")
    make_supporter(anna, oslo, by=siri)
    supporters.pause(make_supporter(jon, oslo, by=siri), until=None, by=jon)
    supporters.end(make_supporter(ended := person("b@example.org", "Bo", "Bø"), bergen, by=siri), by=ended)
    for number in range(3):
        application = send_in(one := person(f"ny{number}@example.org", "Ny", "Nes"), raw_answers(one))
    review_services.assess(application, "decline", by=rolf)
    send_in(siri, raw_answers(siri))  # she does not see her own
    for chapter, leader in ((bergen, rolf), (oslo, turid)):
        report = reports.prepare(chapter, year_services.open_year(clock.today().year - 1, by=siri), by=leader)
        report = reports.submit(report, ANSWERS, by=leader, received_at=clock.now())
    for kind in ("phone", "phone", "visit"):
        activities.log(token=uuid.uuid4(), kind=kind, day=clock.today(), chapter=bergen, participants=1, by=guro)
    reports.approve(report, by=siri)
    oslo.is_active = False
    oslo.save()


def rows_behind(client, figure):
    """How many rows the list behind a figure has."""
    if figure.href.startswith("#"):
        return sum(bar["value"] for bar in client.get("/sekretariat/oversikt/").context["bars"]["rows"])
    page = client.get(figure.href)
    return len(page.context["lines"]) if "lines" in page.context else page.context["page"].paginator.count


@pytest.mark.slow
@pytest.mark.parametrize("who", ["siri", "kare"])
def test_each_figure_counts_the_rows_behind_its_link(request, country, who, client_of):
    client = client_of(request.getfixturevalue(who))
    page = client.get("/sekretariat/oversikt/")
    figures = page.context["numbers"]

    numbers = {figure.text: int(str(figure.number).split(" / ")[0]) for figure in figures if figure.href}
    assert {figure.text: rows_behind(client, figure) for figure in figures if figure.href} == numbers
    assert [number for number in numbers.values() if number == 0] == []
    assert len(numbers) == (5 if who == "siri" else 4)  # a coordinator has no queue of applications
    assert all(f'href="{figure.href}"' in page.content.decode() for figure in figures if figure.href)


@pytest.mark.slow
def test_the_list_shows_load_topics_and_for_whom_somebody_is_the_contact(kare, guro, bergen, siri, client_of):
    supporter = supporter_queries.supporter_of(guro)
    listing = directory_services.consent_to_listing(
        supporter, by=guro, text="Ja.", shown_name="Guro", topics=["new"], capacity=2
    )
    contact_services.accept(ask(listing), by=guro)
    jon = make_supporter(person("jon@example.org", "Jon", "Jensen"), bergen, by=siri)
    type(jon).objects.filter(pk=jon.pk).update(contact=guro)

    with clock.at(moment("2027-06-08 10:00")):
        guros, jons = client_of(kare).get(LIST).context["rows"]
    topic = guros["topics"]

    assert (guros["row"], guros["load"], guros["row"].contact_for) == (supporter, "1 av 2 henvendelser", 1)
    assert (jons["row"], jons["load"], jons["topics"], jons["row"].contact_for) == (jon, "0 av 3 henvendelser", "", 0)
    assert topic
    request = ask()
    offered = client_of(kare).get(f"/sekretariat/henvendelser/{request.ref}/").context["form"].fields["supporter"]
    assert [name for _code, name in offered.choices][1:] == [
        f"Guro Gran · Bergen · 1 av 2 henvendelser · {topic}",
        "Jon Jensen · Bergen · 0 av 3 henvendelser",
    ]


@pytest.mark.slow
def test_the_list_costs_the_same_for_one_and_for_three(
    kare, guro, bergen, siri, client_of, django_assert_max_num_queries, django_assert_num_queries
):
    client = client_of(kare)
    client.get(LIST)
    with django_assert_max_num_queries(17) as found:
        client.get(LIST)
    for number in range(2):
        make_supporter(person(f"ny{number}@example.org", "Ny", "Nes"), bergen, by=siri)
    with django_assert_num_queries(len(found)):
        client.get(LIST)

"""The form of a figure, and the short name by which texts name it."""

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError

from home.figures.references import pages_by_figure
from home.models import Figure
from portal import clock, permissions
from tests.conftest import moment

pytestmark = pytest.mark.django_db


def test_a_range_goes_upwards():
    with pytest.raises(ValidationError, match="høyere enn det første"):
        Figure(code="x", what="x", low=10, high=10, year=2025, source="x").full_clean()


@pytest.fixture
def form(ola, client_of):
    """``form(**changes)``: the number of people with MS sent as it stands, with these changes."""
    ola.groups.add(Group.objects.get(name=permissions.EDITORS))
    client = client_of(ola)
    figure = Figure.objects.get(code="antall-med-ms")
    address = f"/cms/snippets/home/figure/edit/{figure.pk}/"

    def send(**changes):
        figure.refresh_from_db()
        names = ["what", "low", "year", "source", "url", "code"]
        values = {name: getattr(figure, name) for name in names} | {"high": ""}
        values["loaded_revision_id"] = figure.latest_revision_id or ""
        return client.post(address, values | changes)

    return send


@pytest.mark.parametrize("typed", ["14500", "14 500", "14\u00a0500", "14.500", " 14 500 "])
def test_a_number_is_typed_as_people_write_it(form, typed):
    assert form(low=typed).status_code == 302
    assert Figure.objects.get(code="antall-med-ms").low == 14500


@pytest.mark.parametrize("typed", ["mange", "14 50", "1.5", "14,5"])
def test_a_number_that_is_none_gets_an_example(form, typed):
    response = form(low=typed)

    assert response.context["form"].errors == {"low": ["Skriv tallet med siffer, for eksempel 14 500."]}
    assert f'value="{typed}"' in response.content.decode()


@pytest.mark.parametrize("year", [1989, 2028, 20255])
def test_the_year_of_a_source_is_near(form, year):
    with clock.at(moment("2027-05-10 12:00")):
        response = form(year=year)

    assert response.context["form"].errors == {"year": ["Skriv et årstall fra 1990 til 2027."]}


@pytest.mark.slow
def test_a_short_name_that_texts_use_stays(form):
    response = form(code="antall-ms")
    [sentence] = response.context["form"].errors["code"]

    assert sentence.startswith("Disse tekstene nevner {antall-med-ms}: ")
    assert all(page.title in sentence for page in pages_by_figure()["antall-med-ms"])
    for page in pages_by_figure()["antall-med-ms"]:
        page.unpublish()
    assert form(code="antall-ms").status_code == 302


@pytest.mark.slow
@pytest.mark.parametrize("code", ["Antall-MS", "antall_ms", "antall ms", "år"])
def test_a_short_name_is_one_that_a_text_can_name(form, code):
    assert form(code=code).context["form"].errors["code"][0] == (
        "Bruk bare små bokstaver fra a til z, tall og bindestrek, for eksempel ms-telefonen."
    )


def test_a_figure_can_be_taken_back_to_what_it_was(form):
    before = Figure.objects.get(code="antall-med-ms").low
    assert form(low="15 000").status_code == 302

    assert [row.content["low"] for row in Figure.objects.get(code="antall-med-ms").revisions.order_by("pk")] == [
        before, 15000,
    ]  # fmt: skip

"""The page that shows every building block: for those who work on the site, and nowhere else."""

import re

import pytest

ADDRESS = "/visning/stil/"


@pytest.mark.django_db
def test_it_shows_each_building_block_that_stands_by_itself(client):
    html = client.get(ADDRESS).content.decode()

    names = "card alert-ok alert-bad receipt tag-warn tasks summary pages bars danger choice portrait"
    for name in [*names.split(), "error-summary", "field-wrong", "button-danger", "help-now", "chips", "box"]:
        assert re.search(rf'class="[^"]*\b{name}\b', html), name


@pytest.mark.django_db
def test_it_is_not_there_in_production(client, settings):
    settings.PRODUCTION = True

    assert client.get(ADDRESS).status_code == 404

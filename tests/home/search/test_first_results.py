"""What comes first, for what people type: a table of queries in three languages, and where each must lead.

The table is in ``first_results.toml`` beside this file. On PostgreSQL too: `tests/on_postgresql.py`.
"""

import tomllib
from pathlib import Path

import pytest
from django.utils import translation

from home.search.results import clean_query, search

TABLE = tomllib.loads((Path(__file__).parent / "first_results.toml").read_text())


@pytest.mark.slow
@pytest.mark.django_db
def test_each_query_has_the_expected_page_first(bergen):
    wrong = []
    for language, expected in TABLE.items():
        with translation.override(language):
            for place, queries in expected.items():
                for query in queries:
                    found = [result.url.removeprefix(f"/{language}") for result in search(clean_query(query))]
                    if found[:1] != [place]:
                        wrong.append((language, query, place, found[:3]))

    assert wrong == []
    assert sum(len(queries) for expected in TABLE.values() for queries in expected.values()) >= 60

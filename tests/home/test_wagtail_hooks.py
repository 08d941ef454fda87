"""The menu of the CMS, and what its front page leaves out."""

import json
import re

import pytest


def menu_of(client):
    props = re.search(r'<script id="wagtail-sidebar-props" type="application/json">(.*?)</script>', client, re.DOTALL)
    modules = json.loads(props[1])["modules"]
    items = next(module for module in modules if module["_type"] == "wagtail.sidebar.MainMenuModule")["_args"][0]
    return [item["_args"][0]["name"] for item in items]


@pytest.mark.slow
@pytest.mark.django_db
def test_the_menu_holds_what_editors_need_and_nothing_else(egil, client_of):
    names = menu_of(client_of(egil).get("/cms/").content.decode())

    assert set(names) == {
        "explorer", "contact", "guide", "training", "texts", "images", "documents", "reports", "help",
    }  # fmt: skip


@pytest.mark.slow
@pytest.mark.django_db
def test_counts_of_pages_and_news_of_the_program_are_left_out(egil, client_of):
    text = client_of(egil).get("/cms/").content.decode()

    assert "w-summary" not in text
    assert "data-upgrade" not in text

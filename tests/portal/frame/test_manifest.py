"""The manifest, by which a phone can have the form for an activity on its home screen."""

import re
import tomllib

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from PIL import Image

from portal import organisation
from tests.test_contrast import tokens

pytestmark = pytest.mark.django_db
PRESETS = settings.BASE_DIR / "portal" / "presets"


def read(client, language=""):
    response = client.get(f"{language}/site.webmanifest")
    assert response.status_code == 200
    assert response["Content-Type"] == "application/manifest+json"
    assert not response.cookies
    return response.json()


@pytest.mark.parametrize(
    ("language", "short", "start"),
    [("", "Aktivitet", "/aktivitet/ny/"), ("/nn", "Aktivitet", "/nn/aktivitet/ny/"),
     ("/en", "Activity", "/en/aktivitet/ny/")],
)  # fmt: skip
def test_it_begins_with_the_form_in_the_language_of_the_page(client, language, short, start):
    found = read(client, language)

    assert (found["short_name"], found["start_url"], found["lang"]) == (short, start, language.strip("/") or "nb")
    assert found["name"] == organisation.current().service_name
    assert (found["id"], found["scope"], found["display"]) == ("/aktivitet/", "/", "standalone")


@pytest.mark.parametrize("preset", organisation.PRESETS)
def test_the_name_under_the_icon_says_nothing_of_the_organisation(client, preset):
    organisation.install(preset, phone="22 00 00 00", email="post@example.org")
    found = tomllib.loads((PRESETS / f"{preset}.toml").read_text())
    shown = read(client)["short_name"].lower()

    said = {forms[0] for words in found["words"].values() for forms in words.values()} | {preset, found["name"]}
    assert [word for word in said if word.lower() in shown] == []
    assert len(shown) <= 12  # a phone cuts longer ones


def test_its_icons_are_our_own_and_are_there(client):
    icons = read(client)["icons"]

    assert all(icon["src"].startswith("/static/img/") for icon in icons)
    sizes = {(icon["type"], icon["sizes"], icon["purpose"]) for icon in icons}
    assert ("image/svg+xml", "any", "any") in sizes
    assert {("image/png", f"{size}x{size}", "maskable") for size in (192, 512)} <= sizes
    for icon in icons:
        path = finders.find(icon["src"].removeprefix("/static/"))
        if icon["type"] == "image/png":
            with Image.open(path) as picture:
                assert f"{picture.width}x{picture.height}" == icon["sizes"]


def test_the_part_that_a_phone_may_cut_off_holds_nothing_of_the_sign():
    with Image.open(finders.find("img/icon-512.png")) as picture:
        pixels, ground = picture.convert("RGB").load(), (0xFB, 0xF8, 0xF3)
    outside = [
        (x, y)
        for x in range(512)
        for y in range(512)
        if (x - 256) ** 2 + (y - 256) ** 2 > (0.4 * 512) ** 2 and pixels[x, y] != ground
    ]

    assert outside == []


def test_the_colours_are_those_of_the_page(client):
    found, text = read(client), client.get("/visning/").content.decode()

    paper = [tokens(mode)["paper"] for mode in ("light", "dark")]
    assert (found["background_color"], found["theme_color"]) == (paper[0], paper[0])
    assert re.findall(r'name="theme-color"\s+content="(#\w+)"\s+media="\(prefers-color-scheme: (\w+)\)"', text) == [
        (paper[0], "light"), (paper[1], "dark"),
    ]  # fmt: skip


@pytest.mark.parametrize(("mode", "place"), [("light", 0), ("dark", 1)])
def test_who_has_chosen_a_look_has_its_colour_alone(client, mode, place):
    client.cookies["visning"] = f"mode-{mode}"
    found = re.findall(r'name="theme-color"\s+content="(#\w+)"', client.get("/visning/").content.decode())

    assert found == [[tokens(mode)["paper"] for mode in ("light", "dark")][place]]


def test_it_is_offered_to_whoever_is_signed_in(client, client_of, kari):
    """A reader who puts the helplines on their home screen must not get a form that they cannot open."""
    link = '<link rel="manifest" href="/site.webmanifest">'

    assert link in client_of(kari).get("/visning/").content.decode()
    assert link not in client.get("/visning/").content.decode()


def test_the_policy_allows_our_own_files_and_no_script_in_the_page(client_of, kari):
    """Manifest and worker have no line of their own in the policy: what is not named is `default-src`."""
    policy = client_of(kari).get("/visning/").headers["Content-Security-Policy"]
    rules = dict(part.strip().split(" ", 1) for part in policy.split(";") if part.strip())

    assert (rules["default-src"], rules["script-src"]) == ("'self'", "'self'")
    assert not {"manifest-src", "worker-src", "connect-src"} & set(rules)
    assert "unsafe" not in policy

"""The colours of site.css, held to what blurred sight needs: 7:1 for text, 3:1 for all else that must be seen."""

import re
from pathlib import Path

import pytest

CSS = (Path(__file__).resolve().parent.parent / "site/static/css/site.css").read_text(encoding="utf-8")
HEX = r"#[0-9A-Fa-f]{6}"


def tokens(mode):
    pairs = re.findall(rf"--([a-z-]+):\s*light-dark\(({HEX}),\s*({HEX})\)", CSS)
    # A later rule for prefers-contrast repeats some names: the first one is the colour of every day.
    found = {}
    for name, light, dark in pairs:
        found.setdefault(name, light if mode == "light" else dark)
    return found


def luminance(colour):
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


GROUNDS = ("paper", "surface", "sand")
TINTS = ("ok-bg", "warn-bg", "bad-bg", "info-bg")

TEXT = [
    *[("ink", ground) for ground in GROUNDS + TINTS],
    *[("link", ground) for ground in GROUNDS + TINTS],
    # Hints stand on paper and on surface, never on sand.
    ("muted", "paper"),
    ("muted", "surface"),
    ("visited", "paper"),
    ("visited", "surface"),
    ("on-primary", "primary"),
    ("on-primary", "primary-hover"),
    ("ok", "ok-bg"),
    ("warn", "warn-bg"),
    ("bad", "bad-bg"),
    ("info", "info-bg"),
    ("bad", "surface"),
    ("bad", "paper"),
]

SHAPES = [
    ("border", "paper"),
    ("border", "surface"),
    ("border", "sand"),
    ("accent", "paper"),
    ("accent", "surface"),
    ("primary", "paper"),
    ("primary", "surface"),
    ("focus", "paper"),
    ("focus", "surface"),
    ("focus", "sand"),
    ("focus", "halo"),
    ("halo", "primary"),
]


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize(("front", "back"), TEXT)
def test_text_reaches_seven_to_one(mode, front, back):
    colours = tokens(mode)
    assert contrast(colours[front], colours[back]) >= 7


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize(("front", "back"), SHAPES)
def test_shapes_reach_three_to_one(mode, front, back):
    colours = tokens(mode)
    assert contrast(colours[front], colours[back]) >= 3


def test_browsers_without_light_dark_get_the_same_light_colours():
    plain = dict(re.findall(rf"--([a-z-]+):\s*({HEX});", CSS.split("@supports")[0]))
    assert plain == tokens("light")

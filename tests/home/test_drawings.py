"""The drawings and the typeface: few bytes, nothing in them but shapes in the page's own colours."""

import re

from django.conf import settings

from home.drawings import DRAWINGS, drawing_of

STATIC = settings.BASE_DIR / "site" / "static"
FILES = {path.stem: path.read_text(encoding="utf-8") for path in (STATIC / "img" / "art").glob("*.svg")}


def test_each_page_that_has_a_drawing_has_one_that_is_there():
    assert set(DRAWINGS.values()) <= set(FILES)
    assert drawing_of("/nn/veileder/") == drawing_of("/veileder/") == "read"
    assert drawing_of("/finn-likeperson/?county=03#choose") == "walk"
    assert drawing_of("/") == drawing_of("/veileder/grenser/") == drawing_of("https://www.ffo.no/") == ""


def test_a_drawing_is_light_and_takes_every_colour_from_the_page():
    css = (STATIC / "css" / "site.css").read_text(encoding="utf-8")
    for name, drawing in FILES.items():
        assert len(drawing) < 9_000, name
        assert '<g id="art">' in drawing, name
        assert set(re.findall(r"<(\w+)", drawing)) <= {"svg", "g", "path", "circle", "ellipse", "rect"}, name
        colours = set(re.findall(r'(?:fill|stroke)="([^"]+)"', drawing)) - {"none"}
        for colour in colours:
            assert f"{colour.removeprefix('var(').removesuffix(')')}:" in css, (name, colour)


def test_the_typeface_weighs_at_most_30_kilobytes_and_its_licence_lies_beside_it():
    fonts = list((STATIC / "fonts").glob("*.woff2"))
    assert sum(font.stat().st_size for font in fonts) < 30_000
    assert "SIL OPEN FONT LICENSE" in (STATIC / "fonts" / "OFL.txt").read_text(encoding="utf-8").upper()

"""Pages are read as a browser shows them: what shows stays, so a page that is wrong still fails its test."""

import pytest

from tests.reading import as_shown


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("<p>\n  Hei\n</p>", "<p>Hei</p>"),
        ("<p>Hei  på\n  deg</p>", "<p>Hei på deg</p>"),
        ("<li>\n  <a\n    href='/'\n  >Hjem</a>\n</li>", "<li><a href='/'>Hjem</a></li>"),
        ("<ul>\n  <li>A</li>\n\n  <li>B</li>\n</ul>", "<ul>\n<li>A</li>\n<li>B</li>\n</ul>"),
        ("<button>\n  Send\n</button>", "<button>Send</button>"),
    ],
)
def test_white_space_that_does_not_show_is_left_out(written, read):
    assert as_shown(written) == read


@pytest.mark.parametrize(
    "page",
    [
        "<p>Hei .</p>",
        "<p>Hei , du</p>",
        "<p>Se<a> her</a>.</p>",
        "<p>Se <a>her </a>og der.</p>",
        "<p>Se <a>her</a> .</p>",
        "<p><b>Ja</b> <i>nei</i></p>",
        "<p><b>Ja</b><i>nei</i></p>",
        "<p>( <b>Ja</b> )</p>",
        "<p><button>A</button> <button>B</button></p>",
        "<p>Tre <svg></svg> bilder</p>",
        "<pre>\n a\n</pre>",
        "<textarea>\n\n a </textarea>",
        '<p title="a  b">c</p>',
    ],
)
def test_what_shows_stays(page):
    assert as_shown(page) == page


def test_a_line_break_that_shows_is_a_space():
    assert as_shown("<p>Hei\n  <b>du</b>\n  .</p>") == "<p>Hei <b>du</b> .</p>"

"""How far it is to something on a page for whoever presses Tab."""

import re

STOP = re.compile(
    r"<(?:a\s[^>]*href|button|select|summary|input(?![^>]*hidden)|[a-z]+\s[^>]*tabindex=\"0\")[^>]*>", re.DOTALL
)


def tab_stops(page, wanted):
    """How many presses of Tab lead from the beginning of the content to the element whose tag has this text.

    Each tick counts as one.
    """
    main = page.split("<main")[1].split("</main")[0]
    stops = [match[0] for match in STOP.finditer(main)]
    return next(number for number, tag in enumerate(stops, 1) if wanted in tag)

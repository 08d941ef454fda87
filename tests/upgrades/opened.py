"""Opens the pages of a site whose database was brought up to date, as a reader and as each person who is in it.

``python -m tests.upgrades.opened`` prints how many were opened, and each that was not.
"""

import collections
import re

import django

LINK = re.compile(r'href="(/[^"#?]*)"')
OTHERS = re.compile(r"^/(static|media|cms|logg-ut)/|\.(pdf|ics|xml|xlsx|json|zip)$")
AT_MOST = 60  # pages for each person


def opened(client):
    """``{address: status}`` of the pages that are reached from the front page and from my page."""
    found, left = {}, collections.deque(["/", "/min-side/", "/veileder/", "/hjelpetelefoner/"])
    while left and len(found) < AT_MOST:
        address = left.popleft()
        if address in found or OTHERS.search(address):
            continue
        answer = client.get(address, follow=True)
        found[address] = answer.status_code
        if answer.headers.get("Content-Type", "").startswith("text/html"):
            left.extend(LINK.findall(answer.content.decode()))
    return found


def main():
    from django.conf import settings  # noqa: PLC0415  after the setup
    from django.contrib.auth import get_user_model  # noqa: PLC0415  the same
    from django.test import Client  # noqa: PLC0415  the same

    settings.ALLOWED_HOSTS = ["localhost"]
    number, faults = 0, []
    for person in [None, *get_user_model().objects.filter(is_active=True).order_by("pk")]:
        client = Client(raise_request_exception=False, HTTP_HOST="localhost")
        if person:
            client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
        for address, status in opened(client).items():
            number += 1
            if status >= 500:
                faults.append(f"{status} {address}")
    print(f"{number} pages opened")
    print("\n".join(faults), end="")


if __name__ == "__main__":
    django.setup()
    main()

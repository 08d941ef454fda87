"""How long signing and making a copy take: printed by ``make proof`` and not judged, since a busy machine is slow."""

import re
import time

import pytest
from django.urls import reverse

from portal import seal
from portal.declarations import services as declarations
from portal.declarations.models import Signature
from tests.conftest import person, read_declaration, sign
from tests.portal.frame.tampering import paper

pytestmark = [pytest.mark.django_db, pytest.mark.proof]
TIMES = 9


def taken(do):
    """How many milliseconds it takes, the database and the disk included, and what it gives."""
    begun = time.perf_counter()
    found = do()
    return (time.perf_counter() - begun) * 1000, found


def print_times(what, times):
    print(f"\n{what}: {sorted(times)[len(times) // 2]:.0f} ms, at most {max(times):.0f} ms ({len(times)} times)")


def test_how_long_it_takes_to_sign_is_printed(client_of):
    """From the button to the receipt that is shown."""
    times = []
    for number in range(TIMES + 1):
        signer = person(f"signerer{number}@example.org", "Nora", f"Nr{number}")
        client = client_of(signer)
        read_declaration(signer)
        page = client.get(reverse("portal:sign"))
        values = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.content.decode()))
        values |= dict.fromkeys(page.context["form"].fields, "on")
        took, receipt = taken(lambda: client.post(reverse("portal:sign"), values, follow=True))  # noqa: B023
        assert receipt.redirect_chain == [(reverse("portal:signed"), 302)]
        times.append(took)

    print_times("Signing, from the button to the receipt", times[1:])  # the first one loads what all need
    assert Signature.objects.count() == TIMES + 1


def test_how_long_a_copy_takes_is_printed(signed_papers):
    """What the worker does: make the PDF, seal it, check the seal, record it. And the seal alone."""
    times = []
    for _signature in signed_papers:
        took, made = taken(lambda: declarations.render_pending(limit=1))
        assert made == 1
        times.append(took)
    unsealed = paper()
    sealing = [taken(lambda: seal.seal(unsealed))[0] for _time in range(TIMES)]

    print_times("Making, sealing and recording a copy", times[1:])
    print_times("The seal alone", sealing)
    assert not Signature.objects.filter(pdf_sha256="").exists()


@pytest.fixture
def signed_papers(tmp_path, settings):
    settings.PRIVATE_DIR = tmp_path
    return [sign(person(f"kopi{number}@example.org", "Nora", f"Nr{number}")) for number in range(TIMES + 1)]

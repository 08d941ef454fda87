"""Declarations of the demo, one for each answer of the check page. Run inside the site: ``print_codes()``."""

import datetime
import json

from django.contrib.auth import get_user_model

from portal import clock, events
from portal.declarations import queries as declaration_queries
from portal.declarations import services as declarations
from portal.declarations.models import Signature
from portal.models import Organisation
from portal.supporters import queries as supporter_queries
from portal.supporters import services as supporters

A_YEAR_AND_MORE = datetime.timedelta(days=400)


def print_codes():
    """Bring about every answer that has a declaration, and print ``{answer: code}``. The last one is left unsealed."""
    siri = _person("siri.sekretaer")
    Organisation.objects.update(declaration_years=1)
    found = {"valid": _signature("anne.aas"), "role_ended": _signature("per.pettersen")}
    supporters.end(supporter_queries.supporter_of(found["role_ended"].person), by=siri)
    found["withdrawn"] = _signature("tone.tveit")  # by _signs_anew
    for answer, name in (("lapsed", "tone.tveit"), ("replaced", "ulf.ulriksen")):
        with clock.at(clock.now() - A_YEAR_AND_MORE):
            found[answer] = _signs_anew(name, siri)
    _sign(_person("ulf.ulriksen"))
    found["altered"] = _signature("guro.gran")
    while declarations.render_pending():
        pass
    Signature.objects.filter(pk=found["altered"].pk).update(html="")
    while events.seal_pending():
        pass
    found["being_sealed"] = _signs_anew("anna.cahci", siri)
    print(json.dumps({answer: signature.grouped_code for answer, signature in found.items()}))


def _person(name):
    return get_user_model().objects.get(email=f"{name}@example.org")


def _signature(name):
    return Signature.objects.get(person=_person(name))


def _signs_anew(name, siri):
    declarations.withdraw(_signature(name), by=siri)
    return _sign(_person(name))


def _sign(person):
    text = declaration_queries.text_in_force()
    shown = declaration_queries.render_text(text, "nb")
    return declarations.sign(
        text, by=person, language="nb", shown_sha256=shown.sha256, promises=[p["code"] for p in shown.promises],
        methods=[{"method": "code", "at": int(clock.now().timestamp())}],
        shown_years=Organisation.objects.get().declaration_years,
    )  # fmt: skip

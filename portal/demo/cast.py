"""The invented chapters and people of the demo, and a list of who they are."""

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator

from portal import permissions
from portal.accounts.models import User
from portal.chapters.queries import offices_held
from portal.onboarding import queries as onboarding_queries
from portal.permissions import Role
from portal.supporters import queries as supporter_queries
from portal.supporters.pathway import checklist
from portal.supporters.workflow import State as SupporterState

DOMAIN = "example.org"

CHAPTERS = {
    "nordvik": ("Nordvik", "Troms", ["90", "91", "92", "93"]),
    "solheim": ("Solheim", "Vestland", ["50", "51", "52", "53"]),
    "elvedal": ("Elvedal", "Innlandet", ["22", "23", "24", "26"]),
    "storoya": ("Storøya", "Møre og Romsdal", ["60", "62", "65"]),
    "furulund": ("Furulund", "Akershus", ["13", "14", "20", "02", "04"]),
}
# (given, family, office, chapter)
OFFICERS = [
    ("Siri", "Sekretær", "secretariat", None),
    ("Solveig", "Sekretær", "secretariat", None),
    ("Kåre", "Koordinator", "coordinator", None),
    ("Lise", "Leder", "chapter_leader", "nordvik"),
    ("Bjørn", "Berg", "board_member", "nordvik"),
    ("Rolf", "Rygg", "chapter_leader", "solheim"),
    ("Berit", "Bakke", "board_member", "solheim"),
    ("Eva", "Eng", "chapter_leader", "elvedal"),
    ("Stein", "Strand", "chapter_leader", "storoya"),
    ("Frida", "Foss", "chapter_leader", "furulund"),
]
# (given, family, chapter, first or second kind of supporter, what is shown in public: which of the organisation's
# experiences and topics, age, languages)
SUPPORTERS = [
    ("Anne", "Aas", "nordvik", 0, (0, "45-59", [0, 4], ["no", "en"])),
    ("Áŋŋá", "Čáhci", "nordvik", 0, (0, "30-44", [1, 2], ["no", "se"])),
    ("Per", "Pettersen", "solheim", 0, (1, "60-plus", [2, 3], ["no"])),
    ("Guro", "Gran", "solheim", 1, (0, "45-59", [5], ["no"])),
    ("Hassan", "Hussein", "furulund", 0, (0, "30-44", [1, 3], ["no", "en", "other"])),
    ("Tone", "Tveit", "elvedal", 1, None),
    ("Ulf", "Ulriksen", "storoya", 0, (1, "60-plus", [2], ["no"])),
]
# Who answers the helplines: two for the first line, two for the next.
ANSWERING = [[("Hassan", "Hussein"), ("Áŋŋá", "Čáhci")], [("Per", "Pettersen"), ("Guro", "Gran")]]
# One person for each number of requirements that are met, in this order.
CANDIDATES = [
    ("Terje", "Thue"), ("Ingrid", "Iversen"), ("Jon", "Jensen"), ("Maja", "Moen"), ("Oda", "Opdal"),
    ("Silje", "Sand"), ("Unni", "Urdal"), ("Vegard", "Vold"), ("Yngve", "Ytre"), ("Åse", "Ås"),
]  # fmt: skip
MOTIVATION = "Det betydde mye for meg å snakke med en som hadde stått i det samme en stund. Det vil jeg gi videre."


def email_address(given, family):
    plain = str.maketrans({"æ": "ae", **dict(zip("øåáŋčđšŧž", "oaancdstz", strict=True))})
    return f"{given}.{family}@{DOMAIN}".lower().translate(plain)


def people():
    """The people of the demo: ``[{role, name, email, chapter, where, totp_secret}]``, read from the database."""
    return [_described(person) for person in User.objects.filter(email__endswith=f"@{DOMAIN}").order_by("pk")]


def _described(person):
    access = permissions.access_of(person)
    roles = sorted(role.value for role in access.roles - {Role.ANYONE, Role.PERSON})
    supporter, application = supporter_queries.supporter_of(person), onboarding_queries.current_of(person)
    office = offices_held().filter(person=person, chapter__isnull=False).select_related("chapter").first()
    chapter = office.chapter if office else (supporter and supporter.chapter) or (application and application.chapter)
    secret = Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).first()
    return {
        "role": ", ".join(roles) or "applicant",
        "name": person.get_full_name(),
        "email": person.email,
        "chapter": chapter.short_name if chapter else "",
        "where": _stage_of(person, roles, supporter, application),
        "totp_secret": get_adapter().decrypt(secret.data["secret"]) if secret else "",
    }


def _stage_of(person, roles, supporter, application):
    if set(roles) - {Role.SUPPORTER.value, Role.VOLUNTEER.value, Role.CENTRAL_SUPPORTER.value}:
        return ", ".join(roles)
    if supporter and supporter.state != SupporterState.BECOMING:
        return f"supporter, {supporter.state}"
    if supporter:
        return "approved, misses " + ", ".join(checklist.missing(person, application.category))
    return f"application {application.state}" if application else "application begun"

"""The requirement that this room stores: the signed declaration of confidentiality."""

from django.utils.translation import gettext_lazy as _

from portal.declarations.lapsing import GRACE
from portal.declarations.models import RecordedSignature
from portal.declarations.queries import not_withdrawn
from portal.declarations.verbs import Verb
from portal.requirements import Fact, Noting, Requirement, Turn

# For which kinds of supporter a signature on its text counts today.
COVERAGE = {"counts_for": "text__coverage__counts_for", "not_for": "text__coverage__not_for"}
LAPSE = {"until": "lapses_on", "grace": GRACE}
REQUIREMENTS = [
    Requirement(
        code="declaration",
        name=_("The declaration of confidentiality"),
        met_name=_("The declaration of confidentiality is signed"),
        public_text=_("You read it, and sign it here on the site."),
        turn=Turn.PERSON,
        order=100,
        facts=(
            Fact(not_withdrawn, "signed_at", **COVERAGE, **LAPSE),
            Fact(RecordedSignature.objects.all, "recorded_at", **COVERAGE, **LAPSE),
        ),
        met_by=(Verb.DECLARATION_SIGN, Verb.DECLARATION_RECORD),
        undone_by=(Verb.DECLARATION_WITHDRAW, Verb.DECLARATION_TAKE_BACK_RECORD),
        minutes=5,
        page="portal:declaration",
        done_page="portal:signed",
        noting=Noting("taushetserklaering", "declarations.record_signature", is_check=False),
    ),
]

"""The requirement that this room stores: confirmed membership."""

from django.utils.translation import gettext_lazy as _

from portal.chapters.models import Membership
from portal.chapters.verbs import Verb
from portal.requirements import Fact, Noting, Requirement, Turn

REQUIREMENTS = [
    Requirement(
        code="membership",
        name=_("Membership"),
        met_name=_("Membership is confirmed"),
        public_text=_("%(who)s checks that you are a member, or tells you how to become one."),
        turn=Turn.ASSESSOR,
        order=20,
        facts=(Fact(Membership.objects.all, "confirmed_at"),),
        met_by=(Verb.MEMBERSHIP_CONFIRM,),
        keeps_order=False,
        noting=Noting("medlemskap", "supporters.note_membership", is_check=False),
    ),
]

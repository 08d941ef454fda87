"""What the room of supporters keeps of somebody's pathway: answers, agreements, what was seen, the appointment."""

from functools import partial

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from portal.requirements import Fact, Noting, Requirement, Turn
from portal.supporters.models import Appointment, Candidacy, Check, RoleAgreement, Supporter
from portal.supporters.verbs import Verb


def _checks(code):
    return Fact(partial(Check.objects.filter, kind=code), "recorded_at")


def _appointments():
    return Appointment.objects.filter(ended_on__isnull=True)


def _approved():
    return Candidacy.objects.filter(ended_at__isnull=True, approved_at__isnull=False)


def _with_contact():
    return Supporter.objects.filter(contact__isnull=False)


APPOINTED = Fact(_appointments, "recorded_at", person="supporter__person", category="category")
REQUIREMENTS = [
    Requirement(
        code="approval",
        name=_("The answer to the application"),
        met_name=_("The application is approved"),
        public_text=ngettext_lazy(
            "%(who)s reads the application. You get an answer within %(weeks)s week.",
            "%(who)s reads the application. You get an answer within %(weeks)s weeks.",
            "weeks",
        ),
        turn=Turn.ASSESSOR,
        order=10,
        facts=(Fact(_approved, "approved_at", category="category"), APPOINTED),
        met_by=(Verb.CANDIDACY_APPROVE,),
        undone_by=(Verb.CANDIDACY_END, Verb.CANDIDACY_STEP_BACK),
    ),
    Requirement(
        code="age",
        name=_("Age"),
        met_name=_("Is old enough"),
        public_text=_("You are %(age)s years or older."),
        turn=Turn.PERSON,
        order=30,
        facts=(Fact(partial(Check.objects.filter, kind="age"), "recorded_at", age="age"),),
        met_by=(Verb.CHECK_NOTE,),
        minutes=1,
        page="portal:role",
        page_of_category=True,
    ),
    Requirement(
        code="talk",
        name=_("A talk with us"),
        met_name=_("We have talked together"),
        public_text=_("%(who)s has a chat with you. It is not a job interview."),
        turn=Turn.ASSESSOR,
        order=40,
        facts=(_checks("talk"),),
        met_by=(Verb.CHECK_NOTE,),
        undone_by=(Verb.CHECK_TAKE_BACK,),
        noting=Noting("samtale", "supporters.note_talk"),
    ),
    Requirement(
        code="role",
        name=_("The role and its tasks"),
        met_name=_("The role description is agreed to"),
        public_text=_("You read what the role is about, and say yes to it."),
        turn=Turn.PERSON,
        order=50,
        facts=(Fact(RoleAgreement.objects.all, "agreed_at", category="category"),),
        met_by=(Verb.ROLE_AGREE,),
        minutes=3,
        page="portal:role",
        done_page="portal:role",
        page_of_category=True,
    ),
    Requirement(
        code="explained",
        name=_("Going through the declaration together"),
        met_name=_("The declaration is gone through together"),
        public_text=_("%(who)s goes through it with you, so that you know what you promise."),
        turn=Turn.COORDINATOR,
        order=90,
        facts=(_checks("explained"),),
        met_by=(Verb.CHECK_NOTE,),
        undone_by=(Verb.CHECK_TAKE_BACK,),
        noting=Noting("gjennomgang", "supporters.note_explained"),
    ),
    Requirement(
        code="police_certificate",
        name=_("Police certificate"),
        met_name=_("A police certificate is shown"),
        public_text=_("You show it to us. We note that we have seen it, and keep no copy."),
        turn=Turn.PERSON,
        order=110,
        facts=(_checks("police_certificate"),),
        met_by=(Verb.CHECK_NOTE,),
        undone_by=(Verb.CHECK_TAKE_BACK,),
        noting=Noting("politiattest", "supporters.note_police_certificate"),
        in_person=_("Show it to %(who)s. We write down the day and nothing else."),
    ),
    Requirement(
        code="certification",
        name=_("Certification"),
        met_name=_("Is certified"),
        public_text=_("%(who)s confirms that you have the training you need."),
        turn=Turn.SECRETARIAT,
        order=120,
        facts=(_checks("certification"),),
        met_by=(Verb.CHECK_NOTE,),
        undone_by=(Verb.CHECK_TAKE_BACK,),
        noting=Noting("sertifisering", "supporters.note_certification"),
    ),
    Requirement(
        code="registration",
        name=_("The member register"),
        met_name=_("Is in the member register"),
        public_text=_("%(who)s notes there that you are %(role_supporter)s."),
        turn=Turn.SECRETARIAT,
        order=130,
        facts=(_checks("registration"),),
        met_by=(Verb.CHECK_NOTE,),
        undone_by=(Verb.CHECK_TAKE_BACK,),
        noting=Noting("medlemsregister", "supporters.note_registration"),
    ),
    Requirement(
        code="contact",
        name=_("Somebody to turn to"),
        met_name=_("Has somebody to turn to"),
        public_text=_("%(who)s finds somebody whom you can call."),
        turn=Turn.COORDINATOR,
        order=140,
        facts=(Fact(_with_contact),),
        met_by=(Verb.CONTACT_GIVE,),
        undone_by=(Verb.SUPPORTER_END,),
        noting=Noting("kontaktperson", "supporters.give_contact", is_check=False),
    ),
    Requirement(
        code="appointment",
        name=_("Appointment"),
        met_name=_("Is appointed"),
        public_text=_("%(who)s appoints you."),
        turn=Turn.ASSESSOR,
        order=150,
        facts=(APPOINTED,),
        met_by=(Verb.SUPPORTER_APPOINT,),
        undone_by=(Verb.SUPPORTER_END_APPOINTMENT, Verb.SUPPORTER_END),
        keeps_order=False,  # by office or transfer it comes as it comes; ``appoint`` asks where it matters
        noting=Noting("oppnevning", "supporters.appoint_by_board", is_check=False),
    ),
]

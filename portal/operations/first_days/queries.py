"""What is left before a new site can be opened, and what is done."""

from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal import clock, events, mail, organisation
from portal.accounts.models import User
from portal.chapters import queries as chapter_queries
from portal.chapters.models import Office
from portal.declarations.texts import queries as text_queries
from portal.experts import queries as expert_queries
from portal.models import OutboxMail
from portal.operations.backups import queries as backup_queries
from portal.operations.verbs import Verb
from portal.permissions import ADMINS, EDITORS


@dataclass(frozen=True)
class Step:
    """One thing to do before the site is opened. ``hint`` says what is so now, or what to do; ``href`` is where."""

    title: str
    hint: str
    is_done: bool
    href: str = ""


def steps(person):
    """All steps, in the order in which they are done, as this person sees them. The same number of queries always."""
    return [
        _mail(person),
        _worker(),
        _contact(),
        _second_factors(),
        _chapters(),
        _leaders(),
        _declaration(),
        _backup(),
        _experts(),
    ]


def last_test(person):
    """The test e-mail that this person sent last, or None."""
    told = events.last_details(Verb.MAIL_TEST, person.ref)
    return OutboxMail.objects.filter(message_id=told.get("mail", "")).first() if told else None


def _mail(person):
    row = last_test(person)
    if row is None:
        return Step(_("E-mail works"), _("Send yourself a test e-mail, with the button below."), is_done=False)
    if row.state == OutboxMail.State.SENT:
        told = _("The mail server took the last test. Look in your inbox, and in the folder for unwanted e-mail.")
        return Step(_("E-mail works"), told, is_done=True)
    if row.last_fault:
        told = _(
            "The mail server has not taken it. Whoever runs the site finds out why: the log says what it answered."
        )
    else:
        told = _("The test e-mail is on its way. Open this page again in a minute.")
    return Step(_("E-mail works"), told, is_done=False)


def _worker():
    runs = mail.health(clock.now())["worker"]
    told = (
        _("It runs.") if runs else _("It does not run, and no e-mail goes out. Whoever runs the site has to start it.")
    )
    return Step(_("What works in the background"), told, is_done=runs)


def _contact():
    who = organisation.current()
    told = _("This stands in every e-mail and on every page: %(contact)s") % {"contact": who.contact}
    return Step(_("How you are reached"), told, is_done=bool(who.email), href=reverse("portal:organisation"))


def _second_factors():
    has_app = Exists(Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP))
    central = chapter_queries.active_offices().filter(kind__in=[Office.Kind.SECRETARIAT, Office.Kind.COORDINATOR])
    groups = Group.objects.filter(name__in=[ADMINS, EDITORS])
    staff = User.objects.filter(Q(pk__in=central.values("person")) | Q(groups__in=groups), is_active=True).distinct()
    lacking = staff.exclude(has_app).count()
    if lacking:
        told = ngettext(
            "%(count)d of the staff has no second factor yet, and sets one up when they sign in.",
            "%(count)d of the staff have no second factor yet, and set one up when they sign in.",
            lacking,
        ) % {"count": lacking}
    else:
        told = _("Everybody who works here has one.")
    return Step(_("Second factors"), told, is_done=not lacking)


def _chapters():
    count = chapter_queries.active_chapters().count()
    if count:
        told = ngettext("There is %(count)d.", "There are %(count)d.", count) % {"count": count}
    else:
        told = _("There is none yet, so nobody can apply.")
    title = capfirst(organisation.fill_in_words(_("%(chapters)s")))
    return Step(title, told, is_done=bool(count), href=reverse("portal:register"))


def _leaders():
    led = chapter_queries.active_offices().filter(chapter=OuterRef("pk"), kind=Office.Kind.CHAPTER_LEADER)
    chapters = chapter_queries.active_chapters()
    without = chapters.exclude(Exists(led)).count()
    if not chapters.exists():
        told = organisation.fill_in_words(_("First %(chapters)s come into the register."))
    elif without:
        told = ngettext("%(count)d has no leader.", "%(count)d have no leader.", without) % {"count": without}
    else:
        told = _("Each of them has a leader.")
    return Step(_("Leaders"), told, is_done=not without and chapters.exists(), href=reverse("portal:register"))


def _declaration():
    is_published = text_queries.all_published().exists()
    told = _("A text is in force.") if is_published else _("No text is in force, so nobody can sign.")
    href = reverse("portal:declaration_texts")
    return Step(_("The declaration of confidentiality"), told, is_done=is_published, href=href)


def _backup():
    made = backup_queries.last_good()
    return Step(_("Backups"), backup_queries.in_words(made), is_done=not backup_queries.is_late(made))


def _experts():
    """Nobody has to have the service: done is whoever leaves it closed, and whoever has opened it and can answer."""
    count, is_open = expert_queries.experts().count(), organisation.current().takes_questions
    if is_open and not count:
        told = _("It is open, and nobody can answer. Add an expert, or close it.")
    elif is_open:
        told = ngettext("It is open, and %(count)d expert answers.", "It is open, and %(count)d experts answer.", count)
        told = told % {"count": count}
    else:
        told = _("It is closed. If you have professionals who answer questions, add them and open it.")
    return Step(_("Ask an expert"), told, is_done=bool(count) or not is_open, href=reverse("portal:experts"))

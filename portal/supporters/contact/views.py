"""Being called back: the form anybody may open, the request as its holder sees it, and the office's queue."""

import datetime
import uuid

from django.contrib import messages
from django.core import signing
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from forms import contact as asked
from portal import clock, context, limits, organisation
from portal.chapters.models import Chapter, Office
from portal.chapters.queries import central_staff, public_chapters
from portal.supporters.contact import queries, services, words
from portal.supporters.directory import queries as directory_queries
from portal.supporters.models import ContactRequest
from portal.supporters.workflow import Request
from portal.views import OpenPage, PortalView

# What one visitor can do: ask to be called, ask the same person, and look at single persons of the list. Everybody
# in a house may share one address.
ASKING = "5/h/key,20/d/key"
ASKING_ONE = "1/d/key"
LOOKING = "200/h/key"
PER_PAGE = 25
KEPT = {"called", "phone", "email", "best_time", "who", "message"}


class PublicPage(OpenPage):
    """A page of the public list that asks something."""

    rule = "supporters.ask_for_contact"

    def render(self, template, status=200, **values):
        front_page = context.language_prefix()
        return super().render(
            template,
            status,
            directory=f"{front_page}finn-likeperson/",
            helplines=f"{front_page}hjelpetelefoner/",
            kept_days=queries.KEPT_DAYS,
            **values,
        )


class CallMe(PublicPage):
    """Be called back by somebody whom the office finds. No account is needed."""

    template = "supporters/call_me"

    def form(self, data=None):
        wishes = {
            "place": directory_queries.places(list(public_chapters())),
            "experience": directory_queries.experiences_asked_for(),
            "topic": organisation.topics(),
        }
        any_of = {name: [("", _("It does not matter")), *options] for name, options in wishes.items()}
        return asked.CallMe(data, choices={"who": self.who(), **any_of})

    def who(self):
        return [*organisation.experiences(), (words.UNSAID, _("I would rather not say"))]

    def wishes(self, answered):
        """What the service takes of the wishes, from a valid form."""
        kind, _dot, code = answered["place"].partition(".")
        chapter = Chapter.objects.filter(short_name=code).first() if kind == "chapter" else None
        return {
            "county": code if kind == "county" else "",
            "chapter": chapter,
            **{name: answered[name] for name in ("experience", "topic", "language")},
        }

    def get(self, request, **kwargs):
        return self.page(self.form())

    def post(self, request, **kwargs):
        form, started = self.form(request.POST), Started.read(request)
        if not form.is_valid():
            return self.page(form, started)
        sent = queries.request_of_form(started.key(form.cleaned_data))
        if sent:
            return redirect("portal:contact_sent", token=sent.token)
        if started.too_fast():
            form.add_error(None, _("That was very fast. Look through what you have written, and send again."))
            return self.page(form, started)
        try:
            return redirect("portal:contact_sent", token=self.send(form.cleaned_data, started).token)
        except limits.TooManyRequests:
            return self.page(form, started, status=429, too_many=True)

    @transaction.atomic
    def send(self, answered, started):
        """The limit counts requests, not presses: the same form sent twice is one."""
        contact = {name: answered[name] for name in ("called", "phone", "email", "best_time", "who", "message")}
        token = started.key(answered)
        sent, is_new = services.ask_for_contact(token=token, **contact, **self.wishes(answered))
        if is_new:
            self.count()
        return sent

    def count(self):
        limits.count(self.request, "ask_for_contact", ASKING)

    def page(self, form, started=None, status=200, **values):
        started = started or Started.now()
        shown = {"form": form, "started": started.signed(), "form_errors": bool(form.errors), **values}
        return self.render(self.template, status, **shown)


class AskedToday(Exception):
    """This visitor has asked this supporter today: nobody can fill a supporter's places alone."""


class CallMePerson(CallMe):
    """The same from one person of the list, who is shown as there."""

    template = "supporters/call_me_person"

    def form(self, data=None):
        return asked.AskForContact(data, choices={"who": self.who()})

    def wishes(self, answered):
        return {"listing": self.kwargs["ref"]}

    def get(self, request, **kwargs):
        limits.count(request, "see_listed", LOOKING)
        if directory_queries.listed_one(self.kwargs["ref"]) is None:
            raise Http404
        return super().get(request)

    def post(self, request, **kwargs):
        try:
            limits.count(request, "see_listed", LOOKING)
            return super().post(request)
        except limits.TooManyRequests:
            return self.somebody_else(429, too_many=True)
        except AskedToday:
            return self.somebody_else(429, asked_today=directory_queries.listed_one(self.kwargs["ref"]))
        except services.NotShown:
            return self.somebody_else(404, gone=True)
        except services.Full:
            return self.somebody_else(409, full=True)

    def count(self):
        super().count()
        try:
            limits.count(self.request, f"ask.{self.kwargs['ref']}", ASKING_ONE)
        except limits.TooManyRequests as reason:
            raise AskedToday from reason

    def page(self, form, started=None, status=200, **values):
        entry = directory_queries.listed_one(self.kwargs["ref"])
        if entry is None:
            raise services.NotShown
        return super().page(form, started, status, entry=entry, **values)

    def somebody_else(self, status, **why):
        """Whoever has written to a person that cannot be chosen now keeps the text, and we find another."""
        form = super().form({name: value for name, value in self.request.POST.items() if name in KEPT})
        return self.render(CallMe.template, status, form=form, started=Started.read(self.request).signed(), **why)


class Receipt(PublicPage):
    """A page at an address that only whoever sent the request has: it holds the form's key."""

    def sent(self):
        found = queries.request_of_form(self.kwargs["token"])
        if found is None:
            raise Http404
        return found


class Sent(Receipt):
    """It is sent: who sees it, how far it is, when it is deleted. Shows nothing of what was written."""

    def get(self, request, token):
        found = self.sent()
        due = queries.answer_due(found.sent_at)
        return self.render(
            "supporters/contact_sent",
            token=token,
            sent=found.sent_at,
            due=due,
            has_talked=found.state == Request.DONE,
            has_missed=found.state == Request.CLOSED,
            is_late=due < clock.now(),
            deleted_on=queries.deleted_on(found),
            days_after=queries.KEPT_DAYS_AFTER_END,
            by_choice=found.by_choice,
        )


class DeleteRequest(Receipt):
    """A page that asks once, and a button."""

    def get(self, request, token):
        self.sent()
        return self.render("supporters/delete_request", token=token)

    def post(self, request, token):
        services.withdraw_request(token)
        return redirect("portal:request_deleted")


class RequestDeleted(PublicPage):
    """The same for everybody: it tells nothing about any request."""

    def get(self, request):
        return self.render("supporters/request_deleted")


class Started:
    """When a form was shown, and its key, signed: nobody writes in less than three seconds."""

    SHORTEST = datetime.timedelta(seconds=3)

    def __init__(self, token, at):
        self.token, self.at = token, at

    @classmethod
    def now(cls):
        return cls(uuid.uuid4(), clock.now())

    @classmethod
    def read(cls, request):
        """What the form says; where that is missing or was tampered with, the form counts as shown just now."""
        try:
            token, at = signing.loads(request.POST.get("started", ""), salt=cls.__name__)
            return cls(uuid.UUID(token), datetime.datetime.fromisoformat(at))
        except signing.BadSignature:
            return cls.now()

    def signed(self):
        return signing.dumps([str(self.token), self.at.isoformat()], salt=type(self).__name__)

    def key(self, answered):
        """The same form with the same answers is the same request; whoever goes back and corrects sends another."""
        return uuid.uuid5(self.token, repr(sorted(answered.items())))

    def too_fast(self):
        return clock.now() - self.at < self.SHORTEST


class OneRequest(PortalView):
    """A request as the one who has it sees it: name, contact and message only after a yes."""

    rule = "supporters.view_contact_request"
    shows_others = True
    ACTS = {
        "accept": services.accept,
        "decline": services.decline,
        "finish": services.finish,
        "close": services.close,
    }

    def dispatch(self, request, ref):
        """Whoever has handed it on, and presses once more, goes where the first press led."""
        if request.method == "POST" and request.user.is_authenticated and queries.handed_on_by(request.user, ref):
            return redirect("portal:my_page")
        return super().dispatch(request, ref=ref)

    def get_case(self):
        rows = self.visible(ContactRequest.objects.select_related("chapter"))
        return get_object_or_404(rows, ref=self.kwargs["ref"])

    def get(self, request, ref):
        return self.render(
            "supporters/contact_request",
            state=Request(self.case.state).label,
            is_open=self.case.state == Request.ACCEPTED,
            waits=self.case.state == Request.WAITING,
            about=words.about(self.case),
            contacts=central_staff(Office.Kind.COORDINATOR),
            deleted_on=queries.deleted_on(self.case),
        )

    def post(self, request, ref):
        act = request.POST.get("action", "")
        may = act in self.ACTS and request.user.has_perm(f"supporters.{act}_contact_request", self.case)
        if not may or self.case.state == self.case.MOVES[act].target:  # a hand that trembles presses twice
            return redirect("portal:contact_request", ref=ref)
        try:
            self.ACTS[act](self.case, by=request.user)
        except services.Lapsed:
            messages.warning(
                request,
                _(
                    "You cannot take it now: something that the role asks for is missing, such as a confirmed "
                    "membership. Get in touch with us, or say no, and we ask somebody else."
                ),
            )
        if act == "decline":
            messages.success(request, _("Thank you for saying so. We ask somebody else."))
            return redirect("portal:my_page")
        return redirect("portal:contact_request", ref=ref)

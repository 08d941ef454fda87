"""Asking to be called back: the public forms and receipt, and the page of the supporter who has the request."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from forms import contact as asked
from portal import context, limits, organisation, permissions
from portal.chapters.models import Chapter, Office
from portal.chapters.queries import central_staff, public_chapters
from portal.form_start import FormStart
from portal.supporters.contact import queries, services, words
from portal.supporters.directory import queries as directory_queries
from portal.supporters.models import ContactRequest
from portal.supporters.workflow import Request
from portal.views import OpenPage, PortalView

# Limits for one network address, which a whole household may share: new requests, new requests to the same
# supporter, and views of single entries of the directory.
REQUEST_LIMIT = "5/h/key,20/d/key"
REQUEST_LIMIT_PER_SUPPORTER = "1/d/key"
VIEW_LIMIT = "200/h/key"
PER_PAGE = 25
CARRIED_FIELDS = {"called", "phone", "email", "best_time", "who", "message"}


class PublicContactPage(OpenPage):
    """Base class of the public pages about contact requests."""

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


class CallMe(PublicContactPage):
    """Ask to be called back by a supporter whom the office finds. No account is needed."""

    template = "supporters/contact/call_me"

    def form(self, data=None):
        wishes = {
            "place": directory_queries.places(list(public_chapters())),
            "experience": directory_queries.experience_choices(),
            "topic": organisation.topics(),
        }
        any_of = {name: [("", _("It does not matter")), *options] for name, options in wishes.items()}
        return asked.OpenContactRequestForm(data, choices={"who": self.who_choices(), **any_of})

    def who_choices(self):
        return [*organisation.experiences(), (words.UNSAID, _("I would rather not say"))]

    def wishes(self, answered):
        """The arguments of ``services.ask_for_contact`` about whom they want to talk with, from a valid form."""
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
        form, started = self.form(request.POST), FormStart.read(request)
        if not form.is_valid():
            return self.page(form, started)
        sent = queries.request_by_token(started.request_token(form.cleaned_data))
        if sent:
            return redirect("portal:contact_sent", token=sent.token)
        if started.too_fast():
            form.add_error(None, _("That was very fast. Look through what you have written, and send again."))
            return self.page(form, started)
        if organisation.is_about_crisis("", *self.texts(form)) and "numbers_shown" not in request.POST:
            return self.page(form, started, not_sent_yet=True)
        try:
            return redirect("portal:contact_sent", token=self.send(form.cleaned_data, started).token)
        except limits.TooManyRequests:
            return self.page(form, started, status=429, too_many=True)

    @transaction.atomic
    def send(self, answered, started):
        """Create the request. The limit counts new requests only, so sending the same form twice counts once."""
        contact = {name: answered[name] for name in ("called", "phone", "email", "best_time", "who", "message")}
        token = started.request_token(answered)
        sent, is_new = services.ask_for_contact(token=token, **contact, **self.wishes(answered))
        if is_new:
            self.count_against_limits()
        return sent

    def count_against_limits(self):
        limits.count(self.request, "ask_for_contact", REQUEST_LIMIT)

    def page(self, form, started=None, status=200, **values):
        started = started or FormStart.now()
        shown = {"form": form, "started": started.signed(), "form_errors": bool(form.errors), **values}
        shown["is_crisis"] = self.is_crisis(form)
        return self.render(self.template, status, answer_days=queries.ANSWER_DAYS, **shown)

    def is_crisis(self, form):
        topic = form["topic"].value() if "topic" in form.fields else ""
        return organisation.is_about_crisis(topic, *self.texts(form))

    def texts(self, form):
        """What was written in words of one's own."""
        return [form[name].value() or "" for name in ("called", "message")]


class AskedToday(Exception):
    """This visitor has already asked this supporter today. One visitor must not fill a supporter's capacity."""


class CallMePerson(CallMe):
    """Ask to be called back by one supporter of the directory, whose entry is shown."""

    template = "supporters/contact/call_me_person"

    def form(self, data=None):
        return asked.ContactRequestForm(data, choices={"who": self.who_choices()})

    def wishes(self, answered):
        return {"listing": self.kwargs["ref"]}

    def get(self, request, **kwargs):
        limits.count(request, "see_listed", VIEW_LIMIT)
        if directory_queries.listed_entry(self.kwargs["ref"]) is None:
            raise Http404
        return super().get(request)

    def post(self, request, **kwargs):
        try:
            limits.count(request, "see_listed", VIEW_LIMIT)
            return super().post(request)
        except limits.TooManyRequests:
            return self.offer_somebody_else(429, too_many=True)
        except AskedToday:
            return self.offer_somebody_else(429, asked_today=directory_queries.listed_entry(self.kwargs["ref"]))
        except services.NotListed:
            return self.offer_somebody_else(404, gone=True)
        except services.SupporterFull:
            return self.offer_somebody_else(409, full=True)

    def count_against_limits(self):
        super().count_against_limits()
        try:
            limits.count(self.request, f"ask.{self.kwargs['ref']}", REQUEST_LIMIT_PER_SUPPORTER)
        except limits.TooManyRequests as reason:
            raise AskedToday from reason

    def page(self, form, started=None, status=200, **values):
        entry = directory_queries.listed_entry(self.kwargs["ref"])
        if entry is None:
            raise services.NotListed
        return super().page(form, started, status, entry=entry, **values)

    def offer_somebody_else(self, status, **why):
        """The form for anybody, with the text kept, when this supporter cannot be chosen now."""
        form = super().form({name: value for name, value in self.request.POST.items() if name in CARRIED_FIELDS})
        return self.render(
            CallMe.template,
            status,
            form=form,
            started=FormStart.read(self.request).signed(),
            answer_days=queries.ANSWER_DAYS,
            is_crisis=self.is_crisis(form),
            **why,
        )


class RequestByToken(PublicContactPage):
    """Base class: a page about one request for its sender. The address holds the secret token."""

    def contact_request(self):
        found = queries.request_by_token(self.kwargs["token"])
        if found is None:
            raise Http404
        return found


class RequestReceipt(RequestByToken):
    """The receipt: who sees the request, its status, when it is deleted. Shows nothing of its contents."""

    def get(self, request, token):
        found = self.contact_request()
        return self.render(
            "supporters/contact/sent",
            token=token,
            sent=found.sent_at,
            due=queries.promised_by(found),
            has_talked=found.state == Request.DONE,
            has_missed=found.state == Request.CLOSED,
            is_late=queries.is_late(found),
            deleted_on=queries.deleted_on(found),
            days_after=queries.KEPT_DAYS_AFTER_END,
            by_choice=found.by_choice,
            is_crisis=organisation.is_about_crisis(found.topic, found.called, found.message),
        )


class DeleteRequest(RequestByToken):
    """The sender deletes the request, after a confirmation page."""

    def get(self, request, token):
        self.contact_request()
        return self.render("supporters/contact/delete_request", token=token)

    def post(self, request, token):
        services.withdraw_request(token)
        return redirect("portal:request_deleted")


class RequestDeleted(PublicContactPage):
    """Confirms the deletion. The page is the same for everybody and tells nothing about a request."""

    def get(self, request):
        return self.render("supporters/contact/request_deleted")


class OneRequest(PortalView):
    """A request for the person who has it. Name, contact and message are shown only after accepting it."""

    rule = "supporters.view_contact_request"
    shows_others = True
    ACTIONS = {
        "accept": services.accept,
        "decline": services.decline,
        "finish": services.finish,
        "close": services.close,
        "reopen": services.reopen,
    }

    def dispatch(self, request, ref):
        """After a double click on “no”, redirect to the same page as the first click."""
        if request.method == "POST" and request.user.is_authenticated and queries.was_passed_on_by(request.user, ref):
            return redirect("portal:my_page")
        return super().dispatch(request, ref=ref)

    def get_case(self):
        rows = self.visible(ContactRequest.objects.select_related("chapter"))
        return get_object_or_404(rows, ref=self.kwargs["ref"])

    def get(self, request, ref):
        return self.render(
            "supporters/contact/request",
            state=Request(self.case.state).label,
            is_open=self.case.state == Request.ACCEPTED,
            waits=self.case.state == Request.WAITING,
            waiting_since=words.waiting_since(self.case),
            may_undo=services.can_be_reopened(self.case),
            may_log=self.case.state == Request.DONE and permissions.allows(request.user, "activities.log_activity"),
            about=words.summary_rows(self.case),
            promised_by=queries.promised_by(self.case),
            is_late=queries.is_late(self.case),
            contacts=central_staff(Office.Kind.COORDINATOR),
            deleted_on=queries.deleted_on(self.case),
        )

    def post(self, request, ref):
        action = request.POST.get("action", "")
        may = action in self.ACTIONS and request.user.has_perm(f"supporters.{action}_contact_request", self.case)
        if not may or self.case.state == self.case.MOVES[action].target:  # a double click: the action is done already
            return redirect("portal:contact_request", ref=ref)
        try:
            self.ACTIONS[action](self.case, by=request.user)
        except services.RequirementsNotMet:
            messages.warning(
                request,
                _(
                    "You cannot take it now: something that the role asks for is missing, such as a confirmed "
                    "membership. Get in touch with us, or say no, and we ask somebody else."
                ),
            )
        except services.TooLate:
            messages.warning(request, _("It is more than ten minutes ago, so it was not undone."))
        if action == "decline":
            messages.success(request, _("Thank you for saying so. We ask somebody else."))
            return redirect("portal:my_page")
        return redirect("portal:contact_request", ref=ref)


class GiveBackRequest(OneRequest):
    """Asks whether whoever said yes wants to give the request back: name and number are gone for them at once."""

    rule = "supporters.decline_contact_request"

    def get(self, request, ref):
        if self.case.state != Request.ACCEPTED:
            return redirect("portal:contact_request", ref=ref)
        return self.render("supporters/contact/give_back")

"""Pages that decide who handles an application: take it, hand it over, send it on, or declare to be too close."""

import contextlib
import uuid

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forms.assessment import ChangeChapterForm
from forms.fields import parse_whole_number
from portal import organisation
from portal.chapters.models import Chapter
from portal.moves import IllegalMove, Stale
from portal.onboarding.models import Application
from portal.onboarding.review import queries, services
from portal.onboarding.review.office_views import OneApplication, queue_of
from portal.onboarding.workflow import WAITING
from portal.views import PortalView, safe_next_url


class TakeOne(OneApplication):
    """Take one application."""

    rule = "onboarding.take_application"

    def get(self, request, ref):
        return redirect("portal:assess", ref=ref)

    def post(self, request, ref):
        if self.case.handler != request.user:
            self.check_desk()
            try:
                services.take(self.case, by=request.user)
            except services.CannotAssess as fault:
                raise Http404 from fault
        return redirect("portal:assess", ref=ref)


class TakeSeveral(PortalView):
    """Take the applications that are ticked in a queue and that nobody has."""

    rule = "onboarding.take_application"
    keeps_text = False

    def get(self, request):
        return redirect(self.back())

    def post(self, request):
        refs = []
        for text in request.POST.getlist("case")[:100]:
            with contextlib.suppress(ValueError):
                refs.append(uuid.UUID(text))
        free = self.visible(Application.objects.filter(~queries.is_taken(), ref__in=refs, state__in=WAITING))
        taken = 0
        for application in free:
            with contextlib.suppress(IllegalMove, Stale, services.CannotAssess):  # somebody was quicker
                services.take(application, by=request.user)
                taken += 1
        gone = len(set(refs)) - taken
        if taken:
            said = ngettext("%(n)d case is on your desk now.", "%(n)d cases are on your desk now.", taken) % {
                "n": taken
            }
            messages.success(request, said)
        if gone:
            said = ngettext("%(n)d case was not free any more.", "%(n)d cases were not free any more.", gone) % {
                "n": gone
            }
            messages.warning(request, said)
        if not refs:
            messages.warning(request, _("Tick the cases that you want to have."))
        return redirect(self.back())

    def back(self):
        return safe_next_url(self.request, queue_of(self.request.user))


class HandOverOne(OneApplication):
    """Hand an application over to somebody else who may answer."""

    rule = "onboarding.hand_over_application"

    def get(self, request, ref):
        return redirect("portal:assess", ref=ref)

    def post(self, request, ref):
        able = {str(found.ref): found for found in queries.possible_assessors(self.case)}
        to = able.get(request.POST.get("to", ""))
        try:
            if to is None:
                raise services.CannotAssess
            if to != self.case.handler:
                self.check_desk()
            services.hand_over(self.case, to, by=request.user)
        except services.CannotAssess:
            messages.warning(request, _("Choose who gets the case"))
            return redirect("portal:assess", ref=ref)
        messages.success(request, _("%(name)s has the case now.") % {"name": to.get_full_name()})
        return redirect(self.back())


class SendOnOne(OneApplication):
    """Send an application on to the chapter that the applicant belongs to."""

    rule = "onboarding.send_on_application"
    needs_fresh_code = True

    def dispatch(self, request, *args, **kwargs):
        if request.method == "POST" and not self.is_seen() and queries.was_sent_on(kwargs["ref"], request.user):
            return redirect(queue_of(request.user))  # the button was pressed twice
        return super().dispatch(request, *args, **kwargs)

    def is_seen(self):
        return self.visible(Application.objects.filter(ref=self.kwargs["ref"])).exists()

    def form(self, data=None):
        places = [(found.short_name, found.name) for found in queries.chapters_to_send_to(self.case)]
        names = organisation.message_words()
        choices = {"chapter": [("", _("Choose %(a_chapter)s") % names), *places]}
        return ChangeChapterForm(data, words=names, choices=choices)

    def get(self, request, ref):
        if self.case.state not in WAITING:
            return redirect("portal:assess", ref=ref)
        return self.page(self.form())

    def post(self, request, ref):
        if request.POST.get("chapter") and self.is_there(request.POST["chapter"]):
            return redirect(queue_of(request.user))
        form = self.form(request.POST)
        if not form.is_valid():
            return self.page(form)
        self.check_desk()
        self.case.version = parse_whole_number(request.POST.get("version")) or 0
        chapter = Chapter.objects.get(short_name=form.cleaned_data["chapter"])
        name, back = self.case.person.get_full_name(), self.back()
        services.send_on(self.case, chapter, by=request.user)
        said = _("The application of %(name)s is with %(chapter)s now.")
        messages.success(request, said % {"name": name, "chapter": chapter.name})
        return redirect(back)

    def is_there(self, short_name):
        """Whether this user has sent it to this chapter already: the button was pressed twice."""
        there = self.case.chapter is not None and self.case.chapter.short_name == short_name
        return there and queries.was_sent_on(self.case.ref, self.request.user)

    def page(self, form):
        return self.render("onboarding/review/send_on", back=reverse("portal:assess", args=[self.case.ref]), form=form)


class DeclareTie(OneApplication):
    """Declare to be too close to the applicant, before reading anything. The page shows no answers."""

    rule = "onboarding.declare_tie_application"

    def dispatch(self, request, *args, **kwargs):
        if request.method == "POST" and queries.has_declared_tie_in(kwargs["ref"], request.user):
            return redirect(queue_of(request.user))  # the button was pressed twice
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, ref):
        return self.render("onboarding/review/tie", back=self.back())

    def post(self, request, ref):
        back = self.back()
        services.declare_tie(self.case, by=request.user)
        messages.success(request, _("The case has gone on to others. You do not see it any more."))
        return redirect(back)

"""Proving who one is at an OpenID Connect provider, before signing. There are no such pages where none is set up."""

import datetime

from django.conf import settings
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from portal import clock, identity, limits
from portal.accounts.identity import words
from portal.date_formats import until_in_words
from portal.limits import Limit, Use
from portal.openid import NotProved, Problem
from portal.views import PortalView, safe_next_url

TIMES = Limit("identity", 20, datetime.timedelta(hours=1))
PROBLEM_KEY = "identity_problem"


class IdentityPage(PortalView):
    rule = "accounts.prove_identity"
    keeps_text = False

    def dispatch(self, request, *args, **kwargs):
        if not identity.is_on():
            raise Http404
        return super().dispatch(request, *args, **kwargs)


class Identity(IdentityPage):
    """Says what happens at the provider and what is kept of it, and leads there; after a failure, what went wrong."""

    def get(self, request):
        return self.page(request.session.pop(PROBLEM_KEY, ""))

    def page(self, problem="", status=200, until=""):
        name, back_to = settings.IDENTITY_NAME, safe_next_url(self.request, reverse("portal:my_page"))
        return self.render(
            "accounts/identity/ask",
            status=status,
            name=name,
            problem=words.of(problem, name=name, until=until) if problem else None,
            begin_at=f"{reverse('portal:begin_identity')}?{urlencode({'next': back_to})}",
        )


class Begin(Identity):
    """Asks the provider, and sends the person to its page.

    It is reached by a link: a form could only lead to addresses that the content security policy names, and a provider
    leads on to others.
    """

    def get(self, request):
        back_to = safe_next_url(request, reverse("portal:my_page"))
        page = f"{reverse('portal:identity')}?{urlencode({'next': back_to})}"
        try:
            limits.use(Use(TIMES, str(request.user.pk)))
            return redirect(identity.begin(request, page=page, back_to=back_to))
        except limits.LimitReached as reached:
            until = until_in_words(clock.local(reached.until), clock.today())
            return self.page(words.TOO_OFTEN, status=429, until=until)
        except NotProved as reason:
            return self.page(reason.problem, status=503)


class Answer(IdentityPage):
    """Where the provider sends people back to. The address that they end on has nothing of its answer in it."""

    def dispatch(self, request, *args, **kwargs):
        if identity.is_on() and not request.user.is_authenticated:
            # The question was in the session that is over: after signing in it is asked once more.
            return redirect(f"{reverse('portal:sign_in')}?{urlencode({'next': reverse('portal:my_page')})}")
        return super().dispatch(request, *args, **kwargs)

    def get(self, request):
        question = identity.take_question(request)
        if question is None:
            request.session[PROBLEM_KEY] = Problem.NOT_BEGUN
            return redirect("portal:identity")
        try:
            identity.accept(request, question)
        except NotProved as reason:
            request.session[PROBLEM_KEY] = reason.problem
            return redirect(question["page"])
        return redirect(question["back_to"])

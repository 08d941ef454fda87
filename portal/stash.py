"""Where is the text of a form that met a closed door? Kept on the server, given back after signing in.

A POST that arrives without a session (or without the fresh code it needs) is put in the visitor's session for at most
a day. Each form carries a digest of who it was made for, so that another person on the same machine never sees it.
"""

import datetime
import hmac

from django.utils.crypto import salted_hmac

from portal import clock

KEY = "stash"
HIDDEN = {"csrfmiddlewaretoken", "writer"}
LONGEST = datetime.timedelta(hours=24)
LARGEST = 100_000  # characters in all: far more than any form of ours asks for


def writer(user):
    """A digest that ties a form to the person it was shown to; empty for visitors."""
    return salted_hmac("portal.stash.writer", str(user.ref)).hexdigest() if user.is_authenticated else ""


def keep(request):
    """Put the posted fields aside; they wait for ``waiting``. More than any of our forms could hold is not kept."""
    fields = [[name, value] for name, values in request.POST.lists() if name not in HIDDEN for value in values]
    if sum(len(name) + len(value) for name, value in fields) > LARGEST:
        return
    if not request.user.is_authenticated:
        request.session.set_expiry(int(LONGEST.total_seconds()))
    request.session[KEY] = {
        "path": request.path,
        "fields": fields,
        "writer": request.POST.get("writer", ""),
        "at": clock.now().isoformat(),
    }


def waiting(request):
    """What was put aside for this person, or None. Another person's text is thrown away unseen."""
    stash = request.session.get(KEY)
    if not stash or not request.user.is_authenticated:
        return None
    fresh = clock.now() - datetime.datetime.fromisoformat(stash["at"]) < LONGEST
    mine = writer(request.user)
    theirs = hmac.compare_digest((stash["writer"] or mine).encode(), mine.encode())
    if fresh and theirs:
        return stash
    drop(request)
    return None


def drop(request):
    request.session.pop(KEY, None)


def arrived(request):
    """A form has reached its page: what was kept of it is kept no longer."""
    if request.session.get(KEY, {}).get("path") == request.path:
        drop(request)

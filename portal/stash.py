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


def writer(user):
    """A digest that ties a form to the person it was shown to; empty for visitors."""
    return salted_hmac("portal.stash.writer", str(user.ref)).hexdigest() if user.is_authenticated else ""


def keep(request):
    """Put the posted fields aside. Returns nothing; the text waits for ``waiting``."""
    fields = [[name, value] for name, values in request.POST.lists() if name not in HIDDEN for value in values]
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
    theirs = hmac.compare_digest(stash["writer"] or writer(request.user), writer(request.user))
    if fresh and theirs:
        return stash
    drop(request)
    return None


def drop(request):
    request.session.pop(KEY, None)

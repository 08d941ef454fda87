"""The button that repeats the last activity, and what the form holds that is filled in so, in words."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forms.activity import ANOTHER, DAYS_WITH_DATE, ME, NO_CHAPTER_CHOICE, ONE_TO_ONE_KINDS, SUPPORTER, ActivityForm
from forms.dates import day_in_words
from portal import clock, organisation
from portal.activities.corrections.words import said_in_words
from portal.activities.presences import queries as presence_queries
from portal.unreadable import found


def button(last):
    """The ``text`` and ``href`` of the button, of the rows of ``queries.last_logged``; None where there is none."""
    for activity in found(last):
        if activity.participants is None or activity.kind in ONE_TO_ONE_KINDS:
            text = _("Repeat the last one: %(kind)s")
        else:
            text = ngettext(
                "Repeat the last one: %(kind)s, %(count)d participant",
                "Repeat the last one: %(kind)s, %(count)d participants",
                activity.participants,
            )
        values = {"kind": activity.kind_name, "count": activity.participants}
        return {"text": text % values, "href": f"{reverse('portal:log_activity')}?gjenta={activity.ref}"}
    return None


def in_words(activity, answers, places):
    """What the form holds, of the answers that ``queries.answers_like`` gave, as sentences without a full stop.

    ``head`` says what and how many, ``lines`` the rest, and ``missing`` what has to be chosen before it can be saved.
    """
    codes = [code for code in places if len(places) == 1 or code == answers["chapter"]]
    chapters = [places[code] or organisation.fill_in_words(NO_CHAPTER_CHOICE) for code in codes]
    also_there = [str(one) for one in presence_queries.present(activity) if str(one.ref) in answers["present"]]
    topics = dict(organisation.topics())
    leader = led_by(activity, answers.get("leader"))
    named = {
        _("Also there"): ", ".join(also_there),
        _("Place"): answers["place"],
        _("Topics"): ", ".join(topics[code] for code in answers["topics"]),
    }
    lines = [
        leader,
        *map(str, chapters),
        *(f"{name}: {value}" for name, value in named.items() if value),
        *(f"{one['name']} {one['value']}" for one in said_in_words(activity)),
    ]
    missing = [] if leader else [_("Choose below who led it")]
    if not chapters:
        missing.append(organisation.fill_in_words(ActivityForm.base_fields["chapter"].error_messages["required"]))
    if answers.get("when") == "":
        missing.append(_("Choose below when it was"))
    return {"head": ", ".join(_head(activity, answers)), "lines": [line for line in lines if line], "missing": missing}


def _head(activity, answers):
    if answers.get("when") == "":
        yield str(activity.kind_name)
    else:
        yield f"{DAYS_WITH_DATE['today'] % {'day': day_in_words(clock.today())}}: {activity.kind_name}"
    if (count := answers["participants"]) is not None:
        yield ngettext("%(count)d participant", "%(count)d participants", count) % {"count": count}
    if (minutes := answers["minutes"]) is not None:
        yield ngettext("%(minutes)d minute", "%(minutes)d minutes", minutes) % {"minutes": minutes}


def led_by(activity, leader):
    """Who led it, without a full stop; ``leader`` is an answer of the form. None where nobody has said."""
    if leader == SUPPORTER:
        return _("%(name)s led it") % {"name": activity.led_by}
    return {ME: _("You led it"), ANOTHER: _("Somebody else led it")}.get(leader)

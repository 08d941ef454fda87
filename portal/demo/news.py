"""What editors of the demo have published: two pieces of news that are true of this site, and an example of a story.

The example says of itself that it is one.
"""

import datetime

from django.apps import apps
from django.conf import settings
from django.db import transaction
from wagtail.models import Locale, Page
from wagtail.rich_text import RichText

from portal import clock

NEWS = [
    {
        "title": "Nå kan veilederen skrives ut",
        "lead": "Hele veilederen finnes som én side du kan skrive ut. Du kan også lagre den som PDF.",
        "text": '<p>Gå til <a href="/veileder/skriv-ut/">hele veilederen på én side</a>, og skriv den ut.</p>',
        "days_ago": 30,
    },
    {
        "title": "Alle treff på ett sted",
        "lead": "Nå ser du treff fra hele landet på én side. Velg fylke, eller se hva som skjer på nett.",
        "text": (
            '<p>Gå til <a href="/treff/">alle treff</a>. Der kan du melde deg på og legge treffet i kalenderen din.'
            "</p><p>Savner du et treff der du bor? Spør lokalforeningen.</p>"
        ),
        "days_ago": 4,
    },
]
STORY = {
    "title": "Slik kan en historie se ut",
    "shown_name": "Gunvor",
    "lead": "Dette er et eksempel. Gunvor finnes ikke, og historien er ikke sann.",
    "text": "<p>Her forteller folk med egne ord. De bestemmer selv hva som skal stå, og hvilket navn de bruker.</p>",
}


def publish_news(*, by):
    """Publish them in bokmål, as ``by``, an editor, would. The other languages borrow the words."""
    for values in NEWS:
        day = clock.today() - datetime.timedelta(days=values["days_ago"])
        _publish("NewsIndexPage", "NewsPage", values, by, date=day)
    _publish("StoriesPage", "StoryPage", STORY, by, shown_name=STORY["shown_name"], consented_on=clock.today())
    # The translation tool publishes the lists of other languages after the commit, as they were without these pages.
    transaction.on_commit(Page.fix_tree)


def _publish(list_kind, kind, values, by, **more):
    above = apps.get_model("home", list_kind).objects.get(locale__language_code=settings.LANGUAGE_CODE)
    body = [("text", RichText(values["text"]))]
    page = apps.get_model("home", kind)(title=values["title"], lead=values["lead"], body=body, live=False, **more)
    above.add_child(instance=page)
    page.save_revision(user=by, log_action=True).publish(user=by)
    page.refresh_from_db()
    for locale in Locale.objects.exclude(pk=above.locale_id):
        page.copy_for_translation(locale, alias=True)

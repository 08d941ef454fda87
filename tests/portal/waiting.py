"""What stands on somebody's list of what waits, and a request to be called back."""

import uuid

from portal.supporters.contact import services as contact_services


def rows_of(client_of, user):
    return client_of(user).get("/min-side/").context["to_do"]


def titles(client_of, user):
    return [row.title for row in rows_of(client_of, user)]


def ask(listing=None, **values):
    asked = {"called": "Mona", "phone": "+4723002001", "email": "", "best_time": "evening", "who": "own", "message": ""}
    token, entry = uuid.uuid4(), listing.ref if listing else None
    return contact_services.ask_for_contact(token=token, listing=entry, **{**asked, **values})[0]

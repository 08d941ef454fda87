"""Gatherings that a chapter has planned."""

import datetime
import uuid

from portal.activities.gatherings import services as gathering_services
from tests.conftest import moment


def plan(chapter, by, title="Kafé for nye", audience="public", starts=None, kind="conversation_group", **values):
    starts = starts or moment("2026-06-17 18:00")
    return gathering_services.plan_gathering(
        chapter, token=uuid.uuid4(), title=title, kind=kind, starts_at=starts, place="Biblioteket",
        ends_at=starts + datetime.timedelta(hours=2), audience=audience, by=by, **values,
    )  # fmt: skip

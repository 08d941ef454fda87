"""Figures about the running site for the collector Prometheus: numbers alone, and none about a person."""

import shutil

from django.conf import settings
from django.db.models import Count, Min
from prometheus_client import CollectorRegistry, Gauge, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from portal import clock
from portal.models import OutboxMail
from portal.operations.health import faults

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4


def text() -> bytes:
    """All figures as of now, as the collector reads them (``CONTENT_TYPE``)."""
    registry, now = CollectorRegistry(), clock.now()
    well = Gauge("likeperson_well", "Whether this part is as it should be: 1 or 0", ["what"], registry=registry)
    for what, is_well in faults.found(now).items():
        well.labels(what).set(is_well)
    mails = Gauge("likeperson_mails", "E-mails in the outbox", ["state"], registry=registry)
    counts = dict(OutboxMail.objects.order_by().values_list("state").annotate(count=Count("pk")))
    for state in OutboxMail.State.values:
        mails.labels(state).set(counts.get(state, 0))
    waiting = OutboxMail.objects.filter(state=OutboxMail.State.WAITING).aggregate(since=Min("created_at"))["since"]
    oldest = Gauge("likeperson_oldest_mail_seconds", "How long the oldest e-mail has waited", registry=registry)
    oldest.set((now - waiting).total_seconds() if waiting else 0)
    free = Gauge("likeperson_disk_free_bytes", "Room on the disk of the data folder", registry=registry)
    free.set(shutil.disk_usage(settings.DATA_DIR).free)
    return generate_latest(registry)

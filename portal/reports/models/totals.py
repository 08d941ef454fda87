"""What was counted of a year, and what the secretariat says of it to estimate what it is worth."""

from django.db import models

from portal.models import KeptCount, Ref


class YearWorth(Ref):
    """What the secretariat has said of a base year: for an estimate, and for sharing an amount among the chapters.

    The three weights are the organisation's own key: whole numbers, for each activity day, each supporter with an
    activity that counts, and each chapter. Nothing here decides about the grant.
    """

    base_year = models.PositiveSmallIntegerField(unique=True)
    kroner_per_point = models.PositiveIntegerField(null=True)  # None: no kroner are shown
    per_day = models.PositiveIntegerField(default=0)
    per_supporter = models.PositiveIntegerField(default=0)
    per_chapter = models.PositiveIntegerField(default=0)


class CountedYear(KeptCount):
    """What the worker counted of a base year (``totals.keeping``). Nothing that leaves the house is taken from here."""

"""The rules of what counts for the grant, and the facts on which others are tried."""

import dataclasses

from django.conf import settings
from django.db import models

from portal import clock, organisation
from portal.activities.counting.verdicts import KindRules, Rules
from portal.models import KeptCount, Ref


class CountingRules(Ref):
    """Counting rules of a preset that apply from a base year until a later row. No row is ever changed.

    The secretariat adds rows; of two for one year, the newer one applies. Years that are closed keep their numbers.
    ``kinds`` is ``{kind: {minutes, participants, led_by_supporter, in_person}}`` of ``verdicts.KindRules``.
    """

    preset = models.CharField(max_length=20)
    base_year = models.PositiveSmallIntegerField()
    kinds = models.JSONField()
    leader_counts_as_participant = models.BooleanField()
    in_norway = models.BooleanField()
    own_event = models.BooleanField()
    unpaid = models.BooleanField()
    warns_of_last_day = models.BooleanField()
    added_at = models.DateTimeField(default=clock.now)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["base_year", "pk"]

    @property
    def is_sound(self):
        """Whether it names a preset that there is, and its kinds are as rules need them: for ``portal.unreadable``."""
        try:
            kinds = [dataclasses.asdict(asked) for asked in self.values.kinds.values()]
        except (TypeError, AttributeError):
            return False
        are_numbers = all(type(asked[name]) is int for asked in kinds for name in ("minutes", "participants"))
        answers = [asked[name] for asked in kinds for name in ("led_by_supporter", "in_person")]
        are_answers = all(isinstance(answer, int) and answer in (0, 1) for answer in answers)  # forms give 0 for False
        return self.preset in organisation.PRESETS and are_numbers and are_answers

    @property
    def values(self):
        """The row as ``verdicts.Rules``."""
        rules = {name: getattr(self, name) for name in RULE_COLUMNS}
        return Rules(**rules | {"kinds": {kind: KindRules(**asked) for kind, asked in self.kinds.items()}})


RULE_COLUMNS = [column.name for column in dataclasses.fields(Rules)]


class CountedFacts(KeptCount):
    """``counting.facts.YearFacts`` of an open year. No verdict is taken from here: it shows what other rules change."""

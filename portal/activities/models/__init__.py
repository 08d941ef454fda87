"""All models of the room; each file is named as the part of the room that they are of."""

from portal.activities.models.activities import OF_NO_CHAPTER, Activity, Presence, leader_columns
from portal.activities.models.base_years import ClosedYear
from portal.activities.models.corrections import Correction
from portal.activities.models.counting import RULE_COLUMNS, CountedFacts, CountingRules
from portal.activities.models.double_entries import DoubleEntry
from portal.activities.models.gatherings import Gathering, SignUp
from portal.activities.models.statements import Statement

__all__ = [
    "OF_NO_CHAPTER",
    "RULE_COLUMNS",
    "Activity",
    "ClosedYear",
    "Correction",
    "CountedFacts",
    "CountingRules",
    "DoubleEntry",
    "Gathering",
    "Presence",
    "SignUp",
    "Statement",
    "leader_columns",
]

"""Permission rules for chapters. Those for giving and ending offices are in ``portal/desk``."""

from portal.permissions import BOARD, Rule

RULES = {
    "chapters.describe_chapter": Rule(BOARD),
}

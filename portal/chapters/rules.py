"""Who may do what with chapters. Offices are given and ended at the desk."""

from portal.permissions import BOARD, Rule

RULES = {
    "chapters.describe_chapter": Rule(BOARD),
}

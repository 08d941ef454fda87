"""Permission rules for chapters. Those for giving and ending offices are in ``portal/desk``."""

from portal.permissions import BOARD, CENTRAL, Role, Rule, Scope

RULES = {
    "chapters.describe_chapter": Rule(BOARD),
    "chapters.view_chapter_record": Rule(CENTRAL),
    "chapters.change_chapter": Rule({Role.SECRETARIAT: Scope.ALL}),
}

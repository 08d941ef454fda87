"""What the staff are told of the last backup, for pages of rooms that may not know of this one."""

from django import template

from portal.operations.backups import queries as backup_queries

register = template.Library()


@register.inclusion_tag("portal/operations/backups/last_backup.html")
def last_backup():
    """When the last good backup was made, with a warning where that is long ago; nothing where none is expected."""
    if not backup_queries.is_expected():
        return {"is_expected": False}
    made = backup_queries.last_good()
    is_late = backup_queries.is_late(made)
    return {"is_expected": True, "text": backup_queries.in_words(made), "is_late": is_late}

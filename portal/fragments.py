"""What do all readers see alike, so that the database need not be asked each time? Never anything about a person.

Kept in the process for a minute: a change is seen within 60 seconds, by every process, without anybody telling it.
"""

from django.core.cache import caches


def cached_one_minute(name, make):
    """What ``make()`` gave within the last minute in this process. It must be picklable and the same for everybody."""
    return caches["fragments"].get_or_set(name, make)


def forget_cached():
    """Ask the database anew, in this process."""
    caches["fragments"].clear()

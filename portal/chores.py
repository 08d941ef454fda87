"""What the worker does beside the rooms' own chores: work of apps that the portal does not know."""

_registered = []


def register(chore, *, seconds):
    """Let the worker call ``chore()`` with about this many seconds between.

    It holds up the mail while it runs, so it does a bounded amount; it may be killed or run twice at any point.
    """
    _registered.append((chore, seconds))


def registered():
    return list(_registered)

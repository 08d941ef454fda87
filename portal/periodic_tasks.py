"""Periodic tasks of apps that the portal must not import. The worker runs them beside the portal's own."""

from collections.abc import Callable

Task = Callable[[], object]
_registered: list[tuple[Task, float]] = []


def register(task: Task, *, seconds: float) -> None:
    """Let the worker call ``task()`` about every ``seconds`` seconds.

    No mail is sent while a task runs, so each call must be short. It must bear being stopped half-way and run twice.
    """
    _registered.append((task, seconds))


def registered() -> list[tuple[Task, float]]:
    """Every registered task: ``[(task, seconds)]``."""
    return list(_registered)

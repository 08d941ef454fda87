"""Two people who change one activity at once: what either of them typed is kept, and neither undoes the other's."""

from dataclasses import dataclass
from typing import Any

from portal.activities.corrections import queries
from portal.activities.corrections.words import changes_in_words, history_in_words


@dataclass(frozen=True)
class Meanwhile:
    """What the second of two is shown, with their form.

    ``answers`` is the activity as it is now with what this person changed, as ``queries.written_values`` gives it;
    ``history`` is what was changed since they read it; ``contested`` is what both changed, and not to the same.
    """

    answers: dict[str, Any]
    history: list[dict[str, Any]]
    contested: list[dict[str, Any]]


def since(activity, version, values):
    """The ``Meanwhile`` of an activity as it is stored, read at this version, and the values that were typed then."""
    shown, now = queries.values_at(activity, version), queries.written_values(activity)
    typed = {name: queries.written(value) for name, value in values.items()}
    changed = {name for name, value in typed.items() if value != shown[name]}
    if changed & {"leader", "led_by"}:  # two columns, and one answer
        changed |= {"leader", "led_by"}
    both = {name: [now[name], typed[name]] for name in typed if shown[name] not in (now[name], typed[name])}
    contested = {name: pair for name, pair in both.items() if pair[0] != pair[1]}
    return Meanwhile(
        answers=now | {name: typed[name] for name in changed},
        history=history_in_words(queries.history(activity).filter(version__gt=version)),
        contested=changes_in_words(contested),
    )

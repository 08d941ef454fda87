"""Walks of a state machine (Hypothesis) through our services, in any order of deeds."""

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

BATCH = 4


def walk(machine, *, walks, steps, is_complete):
    """Walk so often in `make proof`. Elsewhere a third is enough once ``is_complete()`` says that every deed has had an
    effect; until it does, more follow. They are the same walks each time, whatever is written in the machine's file."""
    if not settings().derandomize:
        _walk(seed(0)(machine), walks, steps)
        return
    for number in range(0, walks, BATCH):
        _walk(seed(number)(machine), BATCH, steps)
        if number + BATCH >= walks // 3 and is_complete():
            break


def _walk(machine, walks, steps):
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=walks,
            stateful_step_count=steps,
            deadline=None,
            derandomize=settings().derandomize,
            phases=[Phase.generate],  # the way to a fault is short enough to read as it is
            suppress_health_check=list(HealthCheck),
        ),
    )

"""Which of the collected tests are run, for the shorter rounds: `make test`, `make quick`, and PostgreSQL."""

from itertools import count

import pytest

# The files of which every test is run on PostgreSQL: what they are about differs there.
WHOLE = ("test_races.py", "test_read_together.py", "test_kept_querysets.py")


def add_options(parser):
    parser.addoption(
        "--examples",
        type=int,
        help="of a test that needs a database, run as many examples at most, spread over all of them",
    )
    parser.addoption("--with-database", action="store_true", help="leave out what needs no database")
    parser.addoption("--every", type=int, default=1, help="of each file, run every such test")


def mark_matrices(items):
    """Those of which ``--examples`` leaves some out are a ``matrix``, which `make proof` runs whole."""
    for group in _grouped(items).values():
        if len(group) > 1 and _may_be_shortened(group[0]):
            for item in group:
                item.add_marker(pytest.mark.matrix)


def choose(config, items):
    """Leave out what the options leave out, and say so. Races are run with every example."""
    before = list(items)
    if config.getoption("--with-database"):
        items[:] = [item for item in items if needs_database(item)]
    most = config.getoption("--examples")
    if most:
        groups = [spread(group, most) if _may_be_shortened(group[0]) else group for group in _grouped(items).values()]
        some = {item for group in groups for item in group}
        items[:] = [item for item in items if item in some]
    each = config.getoption("--every")
    if each > 1:
        numbers, number_of = {}, {}
        for item in items:
            number_of.setdefault(_function(item), next(numbers.setdefault(item.path, count())))
        items[:] = [item for item in items if item.path.name in WHOLE or number_of[_function(item)] % each == 0]
    kept = set(items)
    config.hook.pytest_deselected(items=[item for item in before if item not in kept])


def spread(group, most):
    """As many of the group at most, at equal distances, with the first one."""
    if len(group) <= most:
        return group
    return [group[number * len(group) // most] for number in range(most)]


def needs_database(item):
    return bool(item.get_closest_marker("django_db")) or "db" in item.fixturenames


def _may_be_shortened(item):
    return needs_database(item) and item.path.name != "test_races.py"


def _grouped(items):
    groups = {}
    for item in items:
        groups.setdefault(_function(item), []).append(item)
    return groups


def _function(item):
    return item.nodeid.partition("[")[0]

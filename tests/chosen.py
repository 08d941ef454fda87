"""Which of the collected tests are run, for the shorter rounds: `make quick`, and `make test` on PostgreSQL."""

from itertools import count

PAGES = ("views.py", "pages.py")  # how the files end whose tests open pages


def add_options(parser):
    parser.addoption(
        "--one-example-of",
        choices=["everything", "what-needs-a-database"],
        help="of such tests with many examples, run the first example alone",
    )
    parser.addoption("--with-database", action="store_true", help="leave out what needs no database")
    parser.addoption("--half-of-pages", action="store_true", help="of each file about pages, run every other test")


def choose(config, items):
    """Leave out what the options leave out. Races are run with every example."""
    if config.getoption("--with-database"):
        items[:] = [item for item in items if needs_database(item)]
    which = config.getoption("--one-example-of")
    if which:
        kept = {}
        for item in items:
            takes_all = item.path.name == "test_races.py" or (which != "everything" and not needs_database(item))
            kept.setdefault(item.nodeid if takes_all else _function(item), item)
        items[:] = kept.values()
    if config.getoption("--half-of-pages"):
        numbers, number_of = {}, {}
        for item in items:
            number_of.setdefault(_function(item), next(numbers.setdefault(item.path, count())))
        items[:] = [item for item in items if not item.path.name.endswith(PAGES) or number_of[_function(item)] % 2 == 0]


def needs_database(item):
    return bool(item.get_closest_marker("django_db")) or "db" in item.fixturenames


def _function(item):
    return item.nodeid.partition("[")[0]

"""Whether an activity would count if it were saved now, by the same code as when it is. Nothing is saved."""

from portal.activities.counting import queries as counting_queries
from portal.activities.models import Activity, leader_columns

COLUMNS = {column.name for column in Activity._meta.concrete_fields}


def unsaved(*, day, by, also_on=(), led_by=None, led_by_another=False, **values):
    """The rows that ``services.log`` would make of these arguments, one for each day; each has a key of its own."""
    columns = {name: value for name, value in values.items() if name in COLUMNS}
    columns |= {"logged_by": by, **leader_columns(led_by, led_by_another)}
    return [Activity(pk=-number, day=one, **columns) for number, one in enumerate(sorted({day, *also_on}), 1)]


def days_by_verdict(rows, statements=()):
    """``[(verdict, [day])]`` of unsaved rows, by the rules of each year and as things were on each day.

    ``statements`` is what the person says of a year in the same form.
    """
    found = {}
    for year in sorted({row.day.year for row in rows}):
        of_year = [row for row in rows if row.day.year == year]
        verdicts = counting_queries.judge(of_year, counting_queries.rules_for(year), statements=statements)
        for row in of_year:
            verdict = verdicts[row.pk]
            found.setdefault((verdict, verdict.asked), (verdict, []))[1].append(row.day)
    return list(found.values())

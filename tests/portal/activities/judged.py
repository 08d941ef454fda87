"""Whether an activity that is saved counts, for the tests of several parts."""

from portal.activities.counting import queries as counting_queries
from portal.activities.models import Activity


def counts(activity):
    """Whether it counts: True, or the reasons why it does not."""
    [(_activity, found)] = counting_queries.with_verdicts(
        [Activity.objects.get(pk=activity.pk)], counting_queries.rules_for(activity.day.year)
    )
    return found.counts or found.reasons

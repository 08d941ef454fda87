"""Does somebody search about not wanting to live, or because they feel low? Then the numbers to ring come first."""

from forms import distress
from portal import organisation


def is_about_crisis(query):
    """Whether a query is about wanting to die or to hurt oneself, or names a topic of the organisation that can be."""
    return distress.is_about_crisis(query, also=organisation.crisis_topic_names())


def is_about_feeling_low(query):
    """Whether a query has a word in which people say that they have it hard, such as «ensom» or «hjelp»."""
    return distress.is_about_feeling_low(query)

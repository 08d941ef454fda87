"""The search of the CMS in the database, for whatever is typed."""

from copy import copy

from django.db import connection
from modelsearch.backends import database
from modelsearch.query import Phrase, PlainText


class WithoutQuotationMarks:
    """Reads a quotation mark as a space: SQLite ends a term there and fails.

    Wagtail passes them on (https://github.com/wagtail/wagtail/issues/13227).
    """

    def build_search_query_content(self, query, config=None):
        if isinstance(query, PlainText | Phrase):
            words = query.query_string.replace('"', " ").split()
            query = copy(query) if words else Phrase("")
            query.query_string = " ".join(words)
        return super().build_search_query_content(query, config=config)


def SearchBackend(params):  # noqa: N802 - Wagtail looks for this name
    """Wagtail's own backend of the database in use, with the terms mended for SQLite."""
    backend = database.SearchBackend(params)
    if connection.vendor == "sqlite":
        for name in ("query_compiler_class", "autocomplete_query_compiler_class"):
            setattr(backend, name, type("Compiler", (WithoutQuotationMarks, getattr(backend, name)), {}))
    return backend

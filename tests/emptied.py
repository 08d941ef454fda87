"""What a test that commits has written, removed after it."""

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction


def empty_tables(_case):
    """Every table of ours. Django's own way makes all kinds of rows and permissions anew: a second for each test."""
    kept = {ContentType._meta.db_table, Permission._meta.db_table}
    with transaction.atomic(), connection.cursor() as cursor:
        for table in set(connection.introspection.django_table_names(only_existing=True, include_views=False)) - kept:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")  # noqa: S608  our own tables

"""A file as an editor uploads it."""

from django.urls import reverse
from wagtail.models import Collection


def add(editor, kind, file):
    values = {"title": "Et navn", "file": file, "collection": Collection.get_first_root_node().pk, "tags": ""}
    return editor.post(reverse(f"{kind}:add"), values)

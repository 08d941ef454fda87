"""The copy of all that is stored about a person: a zip with a page to read, the rows as JSON, PDFs and pictures."""

import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal import clock, organisation, uploads
from portal.accounts.models import User
from portal.declarations import services as declarations
from portal.desk import own_data
from portal.knowledge.course import services as course_services
from portal.onboarding.applying import copies
from portal.operations.own_data.tables import NAMED, by_ref, tables
from portal.supporters.models import Portrait
from portal.unreadable import readable

PAGE, DATA, PDFS, PICTURES = "les-dette.html", "opplysninger.json", "pdf", "bilder"


def make(person: User) -> bytes:
    """The bytes of the zip, in the active language. Nobody else is named in it."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        files = {f"{PDFS}/{name}": content for name, content in papers_of(person)}
        files |= {f"{PICTURES}/{name}": content for name, content in pictures_of(person)}
        archive.writestr(PAGE, page_of(person, sorted(files)))
        data = {
            "made_at": clock.now(),
            "site": settings.SITE_ADDRESS,
            "organisation": organisation.current().name,
            "tables": rows_of(person),
        }
        archive.writestr(DATA, json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1))
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def page_of(person: User, files: list[str]) -> str:
    """The page to read. The lists are those of the person's own page on the site."""
    context = {
        **own_data.lists_of(person, someone=_("somebody with us")),
        "person": person,
        "organisation": organisation.current(),
        "LANGUAGE_CODE": get_language(),
        "site": settings.SITE_ADDRESS,
        "made_at": clock.now(),
        "papers": files,
        "data": DATA,
    }
    return render_to_string("portal/operations/own_data/own_copy.html", context)


def rows_of(person: User) -> dict[str, list[dict[str, Any]]]:
    """``{table: [{column: value}]}``; each row says by which column it belongs to the person (``because_of``).

    A row with a value that cannot be read has nothing but ``cannot_be_read``.
    """
    found: dict[str, list[dict[str, Any]]] = {}
    for table in tables():
        _add(found, table.label, table.rows_of(person), table.columns, because_of=table.path)
    for label, rows, columns in by_ref(person):
        _add(found, label, rows, columns, because_of="ref")
    return found


def _add(found: dict[str, list[dict[str, Any]]], label: str, rows: Any, columns: list[Any], *, because_of: str) -> None:
    shown = [column for column in columns if not column.is_relation or column.related_model._meta.label in NAMED]
    rows, unreadable = readable(rows.select_related(*(column.name for column in shown if column.is_relation)))
    lines = [{"because_of": because_of, **{column.name: _value(row, column) for column in shown}} for row in rows]
    lines += [{"because_of": because_of, "cannot_be_read": True} for _key in unreadable]
    if lines:
        found.setdefault(label, []).extend(lines)


def _value(row: Any, column: Any) -> object:
    value = getattr(row, column.name)
    return str(value) if column.is_relation and value is not None else value


def papers_of(person: User) -> Iterator[tuple[str, bytes]]:
    """``(name, content)`` of each PDF: the application, signed declarations, course certificates."""
    for number, application in enumerate(person.applications.exclude(answers={}).order_by("pk"), 1):
        yield f"soknad-{number}.pdf", copies.pdf_of(application)
    for number, signature in enumerate(readable(person.signatures.order_by("pk"))[0], 1):
        if content := declarations.read_copy(signature):
            yield f"taushetserklaering-{number}.pdf", content
    for number, certificate in enumerate(readable(person.certificates.order_by("pk"))[0], 1):
        if content := course_services.read_copy(certificate):
            yield f"kursbevis-{number}.pdf", content


def pictures_of(person: User) -> Iterator[tuple[str, bytes]]:
    """``(name, content)`` of the person's picture in the public list in each size, and of one that is not shown."""
    rows, _unreadable = readable(Portrait.objects.filter(supporter__person=person).order_by("pk"))
    for number, row in enumerate(rows, 1):
        if content := uploads.read(row):
            yield f"portrett-{number}.jpg", content

"""What the pages of totals and tallies share: the months and names of a table, and the table as a file."""

import datetime
import io

from django.http import FileResponse
from django.utils.formats import date_format

from portal import clock, spreadsheet


def file_of(title, heads, lines):
    """The response that is a spreadsheet with this title."""
    file = io.BytesIO(spreadsheet.workbook(title, heads, lines))
    return FileResponse(file, as_attachment=True, filename=f"{title}.xlsx", content_type=spreadsheet.CONTENT_TYPE)


def months_of(year):
    """The first day of each month of a year, until the month of today."""
    last = clock.today()
    return [day for month in range(1, 13) if (day := datetime.date(year, month, 1)) <= last]


def month_name(month):
    """“Juni”, as a row of a table about one year."""
    return date_format(month, "F").capitalize()


def named(known, table, names_of):
    """``[(code, name)]`` of what can be chosen, and of what is counted and can be chosen no more."""
    return [*known, *((code, name) for code in table if code not in dict(known) for name in names_of([code]))]

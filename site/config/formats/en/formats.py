"""How dates and times are written, in British English."""

DATE_FORMAT = "j F Y"
MONTH_DAY_FORMAT = "j F"
DATETIME_FORMAT = r"j F Y \a\t H:i"

"""How dates and times are written. With the word: screen readers stumble on the abbreviation."""

DATE_FORMAT = "j. F Y"
MONTH_DAY_FORMAT = "j. F"
DATETIME_FORMAT = r"j. F Y \k\l\o\k\k\a H.i"

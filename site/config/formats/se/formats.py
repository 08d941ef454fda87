"""As in bokmål: Northern Sámi is a language of pages, and their dates stand in the interface's words."""

from config.formats.nb.formats import DATE_FORMAT, DATETIME_FORMAT, MONTH_DAY_FORMAT

__all__ = ["DATETIME_FORMAT", "DATE_FORMAT", "MONTH_DAY_FORMAT"]

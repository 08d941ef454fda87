from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "portal.reports"
    label = "reports"

    def ready(self):
        from portal.calls.tally import queries as tally_queries
        from portal.reports.years import queries as year_queries

        tally_queries.register_last_day(year_queries.last_day_of)

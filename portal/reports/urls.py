from django.urls import path

from forms.annual_report import STEPS
from portal.reports import office_views, views
from portal.reports.years import office_views as year_office_views

CHAPTER = "lokalforening/<slug:short_name>/rapport/<int:year>/"
urlpatterns = [
    path(CHAPTER, views.Report.as_view(), name="report"),
    path(f"{CHAPTER}aktiviteter/", views.ReportedActivities.as_view(), name="report_rows"),
    path(f"{CHAPTER}kvittering/", views.Receipt.as_view(), name="report_receipt"),
    path(f"{CHAPTER}pdf/", views.ReportPdf.as_view(), name="report_pdf"),
    path(f"{CHAPTER}<slug:step>/", views.FillIn.for_steps(STEPS, url_name="portal:report_step"), name="report_step"),
    path("sekretariat/rapporter/<int:year>/", year_office_views.Reports.as_view(), name="reports"),
    # The year: its dates, what applies to one chapter, reminders, the list as a spreadsheet.
    path(
        "sekretariat/rapporter/<int:year>/paminnelse/",
        year_office_views.RemindChapters.as_view(),
        name="remind_chapters",
    ),
    path("sekretariat/rapporter/<int:year>/regneark/", year_office_views.Download.as_view(), name="reports_file"),
    path("sekretariat/rapporter/<int:year>/frister/", year_office_views.ChangeDates.as_view(), name="report_dates"),
    path(
        "sekretariat/rapporter/<int:year>/<slug:short_name>/frist/",
        year_office_views.DecideForChapter.as_view(),
        name="decide_report",
    ),
    path(
        "sekretariat/rapporter/<int:year>/<slug:short_name>/", office_views.HandleReport.as_view(), name="handle_report"
    ),
]

from django.urls import path

from forms.annual_report import STEPS
from portal.reports import office_views, views
from portal.reports.totals import files as totals_files
from portal.reports.totals import office_views as totals_office_views
from portal.reports.totals import views as totals_views

CHAPTER = "lokalforening/<slug:short_name>/rapport/<int:year>/"
urlpatterns = [
    path(CHAPTER, views.Report.as_view(), name="report"),
    path(f"{CHAPTER}aktiviteter/", views.ReportedActivities.as_view(), name="report_rows"),
    path(f"{CHAPTER}kvittering/", views.Receipt.as_view(), name="report_receipt"),
    path(f"{CHAPTER}pdf/", views.ReportPdf.as_view(), name="report_pdf"),
    # Totals: before the sections of the report, whose address is any word
    path(f"{CHAPTER}uten-aktivitet/", totals_views.WithoutActivity.as_view(), name="chapter_without_activity"),
    path(f"{CHAPTER}uten-aktivitet/melding/", totals_views.WriteTo.as_view(), name="chapter_write_to"),
    path(f"{CHAPTER}<slug:step>/", views.FillIn.for_steps(STEPS, url_name="portal:report_step"), name="report_step"),
    path("sekretariat/rapporter/<int:year>/", office_views.Reports.as_view(), name="reports"),
    path(
        "sekretariat/rapporter/<int:year>/<slug:short_name>/", office_views.HandleReport.as_view(), name="handle_report"
    ),
    # Totals
    path("sekretariat/tall/<int:year>/", totals_office_views.YearTotals.as_view(), name="year_totals"),
    path("sekretariat/tall/<int:year>/verdi/", totals_office_views.Worth.as_view(), name="year_worth"),
    path("sekretariat/tall/<int:year>/verdi/endre/", totals_office_views.SetWorth.as_view(), name="set_worth"),
    path("sekretariat/tall/<int:year>/verdi/fil/", totals_office_views.SharesFile.as_view(), name="shares_file"),
    path("sekretariat/tall/<int:year>/regneark/<slug:what>/", totals_files.DailyFile.as_view(), name="daily_file"),
    path("sekretariat/tall/<int:year>/fil/<slug:code>/", totals_office_views.TotalsFile.as_view(), name="totals_file"),
    path(
        "sekretariat/tall/<int:year>/uten-aktivitet/", totals_views.WithoutActivity.as_view(), name="without_activity"
    ),
    path("sekretariat/tall/<int:year>/uten-aktivitet/melding/", totals_views.WriteTo.as_view(), name="write_to"),
]

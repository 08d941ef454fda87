from django.urls import path

from forms.annual_report import STEPS
from portal.reports import office_views, views
from portal.reports.answering import views as answering_views
from portal.reports.attachments import views as attachment_views
from portal.reports.filling_in import views as filling_in_views
from portal.reports.grants import office_views as grant_office_views
from portal.reports.grants import views as grant_views
from portal.reports.measures import office_views as measure_office_views
from portal.reports.receipts import views as receipt_views
from portal.reports.reopening import views as reopening_views
from portal.reports.totals import files as totals_files
from portal.reports.totals import office_views as totals_office_views
from portal.reports.totals import views as totals_views
from portal.reports.years import office_views as year_office_views

CHAPTER = "lokalforening/<slug:short_name>/rapport/<int:year>/"
MEASURE = "sekretariat/tiltak/<int:year>/<slug:code>/"
urlpatterns = [
    path(CHAPTER, views.Report.as_view(), name="report"),
    path(f"{CHAPTER}aktiviteter/", views.ReportedActivities.as_view(), name="report_rows"),
    path(f"{CHAPTER}kvittering/", receipt_views.Receipt.as_view(), name="report_receipt"),
    path(f"{CHAPTER}pdf/", receipt_views.ReportPdf.as_view(), name="report_pdf"),
    path(f"{CHAPTER}kvittering/<int:number>/", receipt_views.EarlierReceipt.as_view(), name="earlier_receipt"),
    path(f"{CHAPTER}pdf/<int:number>/", receipt_views.EarlierPdf.as_view(), name="earlier_pdf"),
    path(f"{CHAPTER}apne-igjen/", reopening_views.AskReopening.as_view(), name="ask_reopening"),
    path(f"{CHAPTER}rett-tall/", answering_views.CorrectNumbers.as_view(), name="correct_numbers"),
    # Measures
    path("sekretariat/tiltak/<int:year>/", measure_office_views.Measures.as_view(), name="measures"),
    path(MEASURE, measure_office_views.DescribeMeasure.as_view(), name="describe_measure"),
    path(f"{MEASURE}bilde/", measure_office_views.AddPicture.as_view(), name="add_measure_picture"),
    path(f"{MEASURE}bilde/<uuid:ref>/", measure_office_views.ConfirmPicture.as_view(), name="measure_picture"),
    path(f"{MEASURE}bilde/<uuid:ref>/fil/", measure_office_views.PictureFile.as_view(), name="measure_picture_file"),
    path(
        f"{MEASURE}bilde/<uuid:ref>/fjern/", measure_office_views.RemovePicture.as_view(), name="remove_measure_picture"
    ),
    # Attachments: before the sections, whose addresses take any word
    path(f"{CHAPTER}vedlegg/", attachment_views.Attachments.as_view(), name="report_attachments"),
    path(f"{CHAPTER}vedlegg/<uuid:ref>/", attachment_views.FileOfReport.as_view(), name="report_attachment"),
    path(f"{CHAPTER}vedlegg/<uuid:ref>/fjern/", attachment_views.RemoveFile.as_view(), name="remove_report_attachment"),
    # Totals: before the sections of the report, whose address is any word
    path(f"{CHAPTER}uten-aktivitet/", totals_views.WithoutActivity.as_view(), name="chapter_without_activity"),
    path(f"{CHAPTER}uten-aktivitet/melding/", totals_views.WriteTo.as_view(), name="chapter_write_to"),
    path(
        f"{CHAPTER}<slug:step>/",
        filling_in_views.FillIn.for_steps(STEPS, url_name="portal:report_step"),
        name="report_step",
    ),
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
    path(
        "sekretariat/rapporter/<int:year>/<slug:short_name>/apne-igjen/",
        reopening_views.AnswerReopening.as_view(),
        name="answer_reopening",
    ),
    # The grant file.
    path("mine-opplysninger/adresse/<int:year>/", grant_views.OwnGrantContact.as_view(), name="grant_contact"),
    path("mine-opplysninger/oversikt/<int:year>/", grant_views.OwnOverview.as_view(), name="own_overview"),
    path("sekretariat/tilskudd/", grant_office_views.Grants.as_view(), name="grants"),
    path("sekretariat/tilskudd/<int:year>/", grant_office_views.Grant.as_view(), name="grant"),
    path("sekretariat/tilskudd/<int:year>/frys/", grant_office_views.FreezeGrant.as_view(), name="freeze_grant"),
    path(
        "sekretariat/tilskudd/<int:year>/frys/forskjeller/",
        grant_office_views.CompareGrant.as_view(),
        name="compare_grant",
    ),
    path("sekretariat/tilskudd/<int:year>/behold/", grant_office_views.HoldGrant.as_view(), name="hold_grant"),
    path(
        "sekretariat/tilskudd/<int:year>/<int:number>/<slug:kind>/",
        grant_office_views.GrantDownload.as_view(),
        name="grant_download",
    ),
    path(
        "sekretariat/tilskudd/<int:year>/oversikt/",
        grant_office_views.SupportersOverviews.as_view(),
        name="supporters_overviews",
    ),
    path(
        "sekretariat/tilskudd/<int:year>/oversikt/<uuid:ref>/",
        grant_office_views.SupportersOverview.as_view(),
        name="supporters_overview",
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

from django.urls import path

from forms.annual_report import STEPS
from portal.reports import office_views, views
from portal.reports.answering import views as answering_views
from portal.reports.reopening import views as reopening_views

CHAPTER = "lokalforening/<slug:short_name>/rapport/<int:year>/"
urlpatterns = [
    path(CHAPTER, views.Report.as_view(), name="report"),
    path(f"{CHAPTER}aktiviteter/", views.ReportedActivities.as_view(), name="report_rows"),
    path(f"{CHAPTER}kvittering/", views.Receipt.as_view(), name="report_receipt"),
    path(f"{CHAPTER}pdf/", views.ReportPdf.as_view(), name="report_pdf"),
    path(f"{CHAPTER}kvittering/<int:number>/", views.EarlierReceipt.as_view(), name="earlier_receipt"),
    path(f"{CHAPTER}pdf/<int:number>/", views.EarlierPdf.as_view(), name="earlier_pdf"),
    path(f"{CHAPTER}apne-igjen/", reopening_views.AskReopening.as_view(), name="ask_reopening"),
    path(f"{CHAPTER}rett-tall/", answering_views.CorrectNumbers.as_view(), name="correct_numbers"),
    path(f"{CHAPTER}<slug:step>/", views.FillIn.for_steps(STEPS, url_name="portal:report_step"), name="report_step"),
    path("sekretariat/rapporter/<int:year>/", office_views.Reports.as_view(), name="reports"),
    path(
        "sekretariat/rapporter/<int:year>/<slug:short_name>/", office_views.HandleReport.as_view(), name="handle_report"
    ),
    path(
        "sekretariat/rapporter/<int:year>/<slug:short_name>/apne-igjen/",
        reopening_views.AnswerReopening.as_view(),
        name="answer_reopening",
    ),
]

from django.urls import path

from forms.annual_report import STEPS
from portal.reports import office_views, views
from portal.reports.grants import office_views as grant_office_views
from portal.reports.grants import views as grant_views

CHAPTER = "lokalforening/<slug:short_name>/rapport/<int:year>/"
urlpatterns = [
    path(CHAPTER, views.Report.as_view(), name="report"),
    path(f"{CHAPTER}aktiviteter/", views.ReportedActivities.as_view(), name="report_rows"),
    path(f"{CHAPTER}kvittering/", views.Receipt.as_view(), name="report_receipt"),
    path(f"{CHAPTER}pdf/", views.ReportPdf.as_view(), name="report_pdf"),
    path(f"{CHAPTER}<slug:step>/", views.FillIn.for_steps(STEPS, url_name="portal:report_step"), name="report_step"),
    path("sekretariat/rapporter/<int:year>/", office_views.Reports.as_view(), name="reports"),
    path(
        "sekretariat/rapporter/<int:year>/<slug:short_name>/", office_views.HandleReport.as_view(), name="handle_report"
    ),
    # The grant file.
    path("mine-opplysninger/adresse/<int:year>/", grant_views.OwnGrantContact.as_view(), name="grant_contact"),
    path("mine-opplysninger/oversikt/<int:year>/", grant_views.OwnOverview.as_view(), name="own_overview"),
    path("sekretariat/tilskudd/", grant_office_views.Grants.as_view(), name="grants"),
    path("sekretariat/tilskudd/<int:year>/", grant_office_views.Grant.as_view(), name="grant"),
    path("sekretariat/tilskudd/<int:year>/frys/", grant_office_views.FreezeGrant.as_view(), name="freeze_grant"),
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
]

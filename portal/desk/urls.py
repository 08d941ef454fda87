from django.urls import path

from portal.desk import office_views, organisation_office_views, views
from portal.desk.people import office_views as people_office_views
from portal.desk.supporters import office_views as supporters_office_views
from portal.desk.verification import office_views as verification_office_views
from portal.desk.verification import views as verification_views

urlpatterns = [
    path("verifiser/", verification_views.Verify.as_view(), name="verify"),
    path("verifiser/fil/", verification_views.VerifyFile.as_view(), name="verify_file"),
    path("verifiser/<str:code>/", verification_views.VerifyCode.as_view(), name="verify_code"),
    path("sekretariat/signatur/<uuid:ref>/", verification_office_views.Withdraw.as_view(), name="withdraw_signature"),
    path("min-side/", views.MyPage.as_view(), name="my_page"),
    path("mine-opplysninger/", views.MyData.as_view(), name="my_data"),
    path("lokalforening/", views.MyChapters.as_view(), name="my_chapters"),
    path("lokalforening/<slug:short_name>/", views.OneChapter.as_view(), name="chapter"),
    path("sekretariat/", office_views.Queue.as_view(), name="queue"),
    path("sekretariat/pa-vei/", office_views.PeopleUnderWay.as_view(), name="on_the_way"),
    path("sekretariat/oversikt/", office_views.Overview.as_view(), name="overview"),
    path("sekretariat/likepersoner/", supporters_office_views.Supporters.as_view(), name="supporters"),
    path("sekretariat/likepersoner/fil/", supporters_office_views.Download.as_view(), name="supporters_file"),
    path("sekretariat/register/", office_views.Register.as_view(), name="register"),
    path("sekretariat/register/folk/", people_office_views.People.as_view(), name="people"),
    path("sekretariat/register/folk/<uuid:ref>/", people_office_views.Person.as_view(), name="person"),
    path("sekretariat/register/verv/", office_views.NewOffice.as_view(), name="new_office"),
    path("sekretariat/register/verv/<uuid:ref>/", office_views.EndOffice.as_view(), name="end_office"),
    path("sekretariat/innstillinger/", organisation_office_views.Settings.as_view(), name="settings"),
    path("sekretariat/organisasjon/", organisation_office_views.Organisation.as_view(), name="organisation"),
    path(
        "sekretariat/organisasjon/ord/<slug:word>/", organisation_office_views.Word.as_view(), name="organisation_word"
    ),
    path(
        "sekretariat/organisasjon/<slug:rows>/",
        organisation_office_views.OrganisationList.as_view(),
        name="organisation_list",
    ),
    path(
        "sekretariat/organisasjon/<slug:rows>/ny/",
        organisation_office_views.OrganisationListEntry.as_view(),
        name="new_organisation_row",
    ),
    path(
        "sekretariat/organisasjon/<slug:rows>/<slug:code>/",
        organisation_office_views.OrganisationListEntry.as_view(),
        name="organisation_row",
    ),
]

from django.urls import path

from portal.desk import organisation_views as settings
from portal.desk import views

urlpatterns = [
    path("min-side/", views.MyPage.as_view(), name="my_page"),
    path("mine-opplysninger/", views.MyData.as_view(), name="my_data"),
    path("lokalforening/", views.MyChapters.as_view(), name="my_chapters"),
    path("lokalforening/<slug:short_name>/", views.OneChapter.as_view(), name="chapter"),
    path("sekretariat/", views.Queue.as_view(), name="queue"),
    path("sekretariat/pa-vei/", views.OnTheWay.as_view(), name="on_the_way"),
    path("sekretariat/oversikt/", views.Overview.as_view(), name="overview"),
    path("sekretariat/register/", views.Register.as_view(), name="register"),
    path("sekretariat/register/verv/", views.NewOffice.as_view(), name="new_office"),
    path("sekretariat/register/verv/<uuid:ref>/", views.EndOffice.as_view(), name="end_office"),
    path("sekretariat/innstillinger/", settings.Settings.as_view(), name="settings"),
    path("sekretariat/organisasjon/", settings.Organisation.as_view(), name="organisation"),
    path("sekretariat/organisasjon/ord/<slug:word>/", settings.Word.as_view(), name="organisation_word"),
    path("sekretariat/organisasjon/<slug:rows>/", settings.List.as_view(), name="organisation_list"),
    path("sekretariat/organisasjon/<slug:rows>/ny/", settings.Row.as_view(), name="new_organisation_row"),
    path("sekretariat/organisasjon/<slug:rows>/<slug:code>/", settings.Row.as_view(), name="organisation_row"),
]

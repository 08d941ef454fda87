from django.urls import path

from forms.application import STEPS
from portal.onboarding import self_check_views, views

urlpatterns = [
    path("bli-likeperson/passer-det/", self_check_views.Check.as_view(), name="self_check"),
    path("soknad/", views.Start.as_view(), name="apply"),
    path("soknad/start/", views.Begin.as_view(), name="begin_application"),
    path("soknad/lagret/", views.Saved.as_view(), name="application_saved"),
    path("soknad/sendt/", views.Sent.as_view(), name="application_sent"),
    path("soknad/trekk/", views.Withdraw.as_view(), name="withdraw_application"),
    path("soknad/<slug:step>/", views.Apply.of(STEPS, url_name="portal:apply_step"), name="apply_step"),
    path("sekretariat/soknad/<uuid:ref>/", views.AssessOne.as_view(), name="assess"),
]

from django.urls import path

from forms.application import STEPS
from portal.onboarding import assess_views, letter_views, views

urlpatterns = [
    path("soknad/", views.Start.as_view(), name="apply"),
    path("soknad/start/", views.Begin.as_view(), name="begin_application"),
    path("soknad/lagret/", views.Saved.as_view(), name="application_saved"),
    path("soknad/sendt/", views.Sent.as_view(), name="application_sent"),
    path("soknad/trekk/", views.Withdraw.as_view(), name="withdraw_application"),
    path("soknad/<slug:step>/", views.Apply.of(STEPS, url_name="portal:apply_step"), name="apply_step"),
    path("sekretariat/soknad/<uuid:ref>/", assess_views.AssessOne.as_view(), name="assess"),
    path("sekretariat/soknad/<uuid:ref>/svar/", assess_views.Answer.as_view(), name="answer_application"),
    path("sekretariat/soknad/<uuid:ref>/ta/", assess_views.TakeOne.as_view(), name="take_application"),
    path("sekretariat/soknad/<uuid:ref>/gi-videre/", assess_views.HandOverOne.as_view(), name="hand_over"),
    path("sekretariat/soknad/<uuid:ref>/inhabil/", assess_views.DeclareTie.as_view(), name="declare_tie"),
    path("sekretariat/tildel-meg/", assess_views.TakeSeveral.as_view(), name="take_several"),
    path("sekretariat/brev/", letter_views.Letters.as_view(), name="letters"),
    path("sekretariat/brev/grunn/", letter_views.OneReason.as_view(), name="new_reason"),
    path("sekretariat/brev/grunn/<uuid:ref>/", letter_views.OneReason.as_view(), name="reason"),
    path("sekretariat/brev/<slug:code>/", letter_views.OneLetter.as_view(), name="letter"),
]

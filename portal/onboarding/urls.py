from django.urls import path

from forms.application import STEPS, STEPS_FOR_ANOTHER
from portal.onboarding.applying import for_another_views, self_check_views
from portal.onboarding.applying import views as applying_views
from portal.onboarding.letters import office_views as letter_office_views
from portal.onboarding.questions import office_views as question_office_views
from portal.onboarding.review import handler_office_views
from portal.onboarding.review import office_views as review_office_views

apply_step = applying_views.FillInApplication.for_steps(STEPS, url_name="portal:apply_step")
entry_step = for_another_views.FillInForAnother.for_steps(STEPS_FOR_ANOTHER, url_name="portal:entry_step")

urlpatterns = [
    path("bli-likeperson/passer-det/", self_check_views.SelfCheckPage.as_view(), name="self_check"),
    path("soknad/", applying_views.ApplicationStart.as_view(), name="apply"),
    path("soknad/start/", applying_views.BeginApplication.as_view(), name="begin_application"),
    path("soknad/lagret/", applying_views.DraftSaved.as_view(), name="application_saved"),
    path("soknad/slett/", applying_views.DeleteDraft.as_view(), name="delete_draft"),
    path("soknad/for-ung/", applying_views.TooYoung.as_view(), name="too_young"),
    path("soknad/medlem/", applying_views.NotMemberYet.as_view(), name="not_member_yet"),
    path("soknad/sendt/", applying_views.ApplicationReceipt.as_view(), name="application_sent"),
    path("soknad/kopi.pdf", applying_views.ApplicationPdf.as_view(), name="application_pdf"),
    path("soknad/trekk/", applying_views.Withdraw.as_view(), name="withdraw_application"),
    path("soknad/paa-vegne-av/", for_another_views.ForAnother.as_view(), name="apply_for_another"),
    path("soknad/paa-vegne-av/<uuid:ref>/", for_another_views.ForAnotherReceipt.as_view(), name="entered"),
    path("soknad/paa-vegne-av/<uuid:ref>/<slug:step>/", entry_step, name="entry_step"),
    path("soknad/<slug:step>/", apply_step, name="apply_step"),
    path("sekretariat/sporsmal/", question_office_views.Questions.as_view(), name="extra_questions"),
    path("sekretariat/sporsmal/nytt/", question_office_views.NewQuestion.as_view(), name="new_question"),
    path("sekretariat/sporsmal/<uuid:ref>/", question_office_views.OneQuestion.as_view(), name="extra_question"),
    path("sekretariat/soknad/<uuid:ref>/", review_office_views.AssessOne.as_view(), name="assess"),
    path("sekretariat/soknad/<uuid:ref>/svar/", review_office_views.Answer.as_view(), name="answer_application"),
    path("sekretariat/soknad/<uuid:ref>/ta/", handler_office_views.TakeOne.as_view(), name="take_application"),
    path("sekretariat/soknad/<uuid:ref>/gi-videre/", handler_office_views.HandOverOne.as_view(), name="hand_over"),
    path("sekretariat/soknad/<uuid:ref>/annen-forening/", handler_office_views.SendOnOne.as_view(), name="send_on"),
    path("sekretariat/soknad/<uuid:ref>/inhabil/", handler_office_views.DeclareTie.as_view(), name="declare_tie"),
    path("sekretariat/tildel-meg/", handler_office_views.TakeSeveral.as_view(), name="take_several"),
    path("sekretariat/brev/", letter_office_views.Letters.as_view(), name="letters"),
    path("sekretariat/brev/grunn/", letter_office_views.OneReason.as_view(), name="new_reason"),
    path("sekretariat/brev/grunn/<uuid:ref>/", letter_office_views.OneReason.as_view(), name="reason"),
    path("sekretariat/brev/<slug:code>/", letter_office_views.OneLetter.as_view(), name="letter"),
]

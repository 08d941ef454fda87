from django.urls import path

from forms.application import STEPS, STEPS_FOR_ANOTHER
from portal.onboarding import apply_views, assess_views, letter_views, question_views, self_check_views

apply_step = apply_views.Apply.of(STEPS, url_name="portal:apply_step")
entry_step = apply_views.FillEntry.of(STEPS_FOR_ANOTHER, url_name="portal:entry_step")

urlpatterns = [
    path("bli-likeperson/passer-det/", self_check_views.Check.as_view(), name="self_check"),
    path("soknad/", apply_views.Start.as_view(), name="apply"),
    path("soknad/start/", apply_views.Begin.as_view(), name="begin_application"),
    path("soknad/lagret/", apply_views.Saved.as_view(), name="application_saved"),
    path("soknad/slett/", apply_views.DeleteDraft.as_view(), name="delete_draft"),
    path("soknad/for-ung/", apply_views.TooYoung.as_view(), name="too_young"),
    path("soknad/medlem/", apply_views.NotMemberYet.as_view(), name="not_member_yet"),
    path("soknad/sendt/", apply_views.Sent.as_view(), name="application_sent"),
    path("soknad/kopi.pdf", apply_views.Copy.as_view(), name="application_pdf"),
    path("soknad/trekk/", apply_views.Withdraw.as_view(), name="withdraw_application"),
    path("soknad/paa-vegne-av/", apply_views.ForAnother.as_view(), name="apply_for_another"),
    path("soknad/paa-vegne-av/<uuid:ref>/", apply_views.Entered.as_view(), name="entered"),
    path("soknad/paa-vegne-av/<uuid:ref>/<slug:step>/", entry_step, name="entry_step"),
    path("soknad/<slug:step>/", apply_step, name="apply_step"),
    path("sekretariat/sporsmal/", question_views.Questions.as_view(), name="extra_questions"),
    path("sekretariat/sporsmal/nytt/", question_views.NewQuestion.as_view(), name="new_question"),
    path("sekretariat/sporsmal/<uuid:ref>/", question_views.OneQuestion.as_view(), name="extra_question"),
    path("sekretariat/soknad/<uuid:ref>/", assess_views.AssessOne.as_view(), name="assess"),
    path("sekretariat/soknad/<uuid:ref>/svar/", assess_views.Answer.as_view(), name="answer_application"),
    path("sekretariat/soknad/<uuid:ref>/ta/", assess_views.TakeOne.as_view(), name="take_application"),
    path("sekretariat/soknad/<uuid:ref>/gi-videre/", assess_views.HandOverOne.as_view(), name="hand_over"),
    path("sekretariat/soknad/<uuid:ref>/annen-forening/", assess_views.SendOnOne.as_view(), name="send_on"),
    path("sekretariat/soknad/<uuid:ref>/inhabil/", assess_views.DeclareTie.as_view(), name="declare_tie"),
    path("sekretariat/tildel-meg/", assess_views.TakeSeveral.as_view(), name="take_several"),
    path("sekretariat/brev/", letter_views.Letters.as_view(), name="letters"),
    path("sekretariat/brev/grunn/", letter_views.OneReason.as_view(), name="new_reason"),
    path("sekretariat/brev/grunn/<uuid:ref>/", letter_views.OneReason.as_view(), name="reason"),
    path("sekretariat/brev/<slug:code>/", letter_views.OneLetter.as_view(), name="letter"),
]

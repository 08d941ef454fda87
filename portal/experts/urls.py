from django.urls import path

from portal.experts import office_views
from portal.experts.answering import views as answering_views
from portal.experts.asking import views as asking_views
from portal.experts.publishing import office_views as publishing_office_views
from portal.experts.publishing import views as publishing_views

urlpatterns = [
    path("spor-en-ekspert/", publishing_views.ExpertAnswers.as_view(), name="expert_answers"),
    path("spor-en-ekspert/les/<uuid:ref>/", publishing_views.ExpertAnswer.as_view(), name="expert_answer"),
    path("spor-en-ekspert/still/", asking_views.AskExpert.as_view(), name="ask_expert"),
    path("spor-en-ekspert/svar/", asking_views.MyAnswer.as_view(), name="my_answer"),
    path("spor-en-ekspert/slettet/", asking_views.QuestionDeleted.as_view(), name="question_deleted"),
    path("ekspert/", answering_views.ExpertQueue.as_view(), name="expert_queue"),
    path("ekspert/<uuid:ref>/", answering_views.OneQuestion.as_view(), name="expert_question"),
    path("sekretariat/eksperter/", office_views.Experts.as_view(), name="experts"),
    path("sekretariat/eksperter/<uuid:ref>/ta-bort/", office_views.RemoveExpert.as_view(), name="remove_expert"),
    path("sekretariat/svar/", publishing_office_views.Publishing.as_view(), name="publishing"),
    path(
        "sekretariat/svar/<uuid:ref>/",
        publishing_office_views.EditPublishedAnswer.as_view(),
        name="edit_published_answer",
    ),
    path(
        "sekretariat/svar/sporsmal/<uuid:ref>/",
        publishing_office_views.ReviewQuestion.as_view(),
        name="review_question",
    ),
]

from django.urls import path

from portal.knowledge import test_desk_views, test_views, views

urlpatterns = [
    path("kunnskapstest/", test_views.KnowledgeTest.as_view(), name="knowledge_test"),
    path("kunnskapstest/oving/", test_views.Practice.as_view(), name="practice"),
    path("kunnskapstest/sporsmal/<int:number>/", test_views.TestQuestion.as_view(), name="test_question"),
    path(
        "kunnskapstest/sporsmal/<int:number>/igjen/",
        test_views.TestQuestionAgain.as_view(),
        name="test_question_again",
    ),
    path("kunnskapstest/resultat/", test_views.TestResult.as_view(), name="test_result"),
    path("sekretariat/kunnskapstest/", test_desk_views.TestRules.as_view(), name="test_rules"),
    path("sekretariat/kunnskapstest/unntak/", test_desk_views.TestExceptions.as_view(), name="test_exceptions"),
    path(
        "sekretariat/kunnskapstest/unntak/<uuid:ref>/",
        test_desk_views.TestExceptionsOf.as_view(),
        name="test_exceptions_of",
    ),
    path("sekretariat/kunnskapstest/sporsmal/", test_desk_views.TestItems.as_view(), name="test_items"),
    path("sekretariat/kunnskapstest/sporsmal/<slug:code>/", test_desk_views.TestItem.as_view(), name="test_item"),
    path("sekretariat/kurs/", views.Courses.as_view(), name="courses"),
    path("sekretariat/kurs/<uuid:ref>/", views.OneCourse.as_view(), name="course"),
]

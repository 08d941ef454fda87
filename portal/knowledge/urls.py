from django.urls import path

from portal.knowledge import test_views, views

urlpatterns = [
    path("kunnskapstest/", test_views.KnowledgeTest.as_view(), name="knowledge_test"),
    path("kunnskapstest/sporsmal/<int:number>/", test_views.TestQuestion.as_view(), name="test_question"),
    path("kunnskapstest/resultat/", test_views.TestResult.as_view(), name="test_result"),
    path("sekretariat/kurs/", views.Courses.as_view(), name="courses"),
    path("sekretariat/kurs/<uuid:ref>/", views.OneCourse.as_view(), name="course"),
]

from django.urls import path

from portal.knowledge import views

urlpatterns = [
    path("kunnskapstest/", views.KnowledgeTest.as_view(), name="knowledge_test"),
    path("kunnskapstest/sporsmal/<int:number>/", views.TestQuestion.as_view(), name="test_question"),
    path("kunnskapstest/resultat/", views.TestResult.as_view(), name="test_result"),
    path("sekretariat/kurs/", views.Courses.as_view(), name="courses"),
    path("sekretariat/kurs/<uuid:ref>/", views.OneCourse.as_view(), name="course"),
]

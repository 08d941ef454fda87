from django.urls import path

from portal.knowledge import course_desk_views, course_views, test_desk_views, test_views

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
    # Courses
    path("kurs/", course_views.TakeCourse.as_view(), name="take_course"),
    path("kurs/bevis/", course_views.Certificates.as_view(), name="certificates"),
    path("kurs/bevis/<uuid:ref>/", course_views.OneCertificate.as_view(), name="certificate"),
    path("kurs/bevis/<uuid:ref>/pdf/", course_views.CertificatePdf.as_view(), name="certificate_pdf"),
    path("kurs/samling/<uuid:ref>/", course_views.Session.as_view(), name="course_session"),
    path("kurs/samling/<uuid:ref>/meld-pa/", course_views.SignUp.as_view(), name="join_course"),
    path("kurs/samling/<uuid:ref>/meld-av/", course_views.Withdraw.as_view(), name="leave_course"),
    path("kurs/samling/<uuid:ref>/kurs.ics", course_views.SessionCalendar.as_view(), name="calendar_of_course"),
    path("kurs/<slug:code>/", course_views.Part.as_view(), name="course_part"),
    path("sekretariat/kurs/", course_desk_views.Courses.as_view(), name="courses"),
    path("sekretariat/kurs/nytt/", course_desk_views.NewCourse.as_view(), name="new_course"),
    path("sekretariat/kurs/<uuid:ref>/", course_desk_views.OneCourse.as_view(), name="course"),
    path("sekretariat/kurs/<uuid:ref>/endre/", course_desk_views.ChangeCourse.as_view(), name="change_course"),
    path("sekretariat/kurs/<uuid:ref>/avlys/", course_desk_views.CancelledCourse.as_view(), name="cancel_course"),
    path(
        "sekretariat/kurs/<uuid:ref>/ta-av/<uuid:line>/",
        course_desk_views.TakeOffList.as_view(),
        name="take_off_course",
    ),
    path("sekretariat/kurs/<uuid:ref>/oppmote/", course_desk_views.TookPart.as_view(), name="register_attendance"),
    path(
        "sekretariat/kurs/<uuid:ref>/oppmote/<uuid:attendance>/",
        course_desk_views.TakeBackAttendance.as_view(),
        name="take_back_attendance",
    ),
]

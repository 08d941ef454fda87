from django.urls import path

from portal.knowledge.course import office_views as course_office_views
from portal.knowledge.course import views as course_views
from portal.knowledge.exam import office_views as exam_office_views
from portal.knowledge.exam import views as exam_views

urlpatterns = [
    path("kunnskapstest/", exam_views.KnowledgeTest.as_view(), name="knowledge_test"),
    path("kunnskapstest/oving/", exam_views.Practice.as_view(), name="practice"),
    path("kunnskapstest/sporsmal/<int:number>/", exam_views.ExamQuestion.as_view(), name="exam_question"),
    path(
        "kunnskapstest/sporsmal/<int:number>/igjen/",
        exam_views.ExamQuestionAgain.as_view(),
        name="exam_question_again",
    ),
    path("kunnskapstest/resultat/", exam_views.ExamResult.as_view(), name="exam_result"),
    path("sekretariat/kunnskapstest/", exam_office_views.ExamRules.as_view(), name="exam_rules"),
    path("sekretariat/kunnskapstest/unntak/", exam_office_views.ExamExceptions.as_view(), name="exam_exceptions"),
    path(
        "sekretariat/kunnskapstest/unntak/<uuid:ref>/",
        exam_office_views.ExamExceptionsOf.as_view(),
        name="exam_exceptions_of",
    ),
    path("sekretariat/kunnskapstest/sporsmal/", exam_office_views.ExamItems.as_view(), name="exam_items"),
    path("sekretariat/kunnskapstest/sporsmal/<slug:code>/", exam_office_views.ExamItem.as_view(), name="exam_item"),
    path(
        "sekretariat/kunnskapstest/sporsmal/<slug:code>/doem-pa-nytt/",
        exam_office_views.CorrectAnswers.as_view(),
        name="correct_answers",
    ),
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
    path("sekretariat/kurs/", course_office_views.Courses.as_view(), name="courses"),
    path("sekretariat/kurs/nytt/", course_office_views.NewCourse.as_view(), name="new_course"),
    path("sekretariat/kurs/<uuid:ref>/", course_office_views.OneCourse.as_view(), name="course"),
    path("sekretariat/kurs/<uuid:ref>/endre/", course_office_views.ChangeCourse.as_view(), name="change_course"),
    path("sekretariat/kurs/<uuid:ref>/avlys/", course_office_views.CancelCourseView.as_view(), name="cancel_course"),
    path(
        "sekretariat/kurs/<uuid:ref>/ta-av/<uuid:line>/",
        course_office_views.TakeOffList.as_view(),
        name="take_off_course",
    ),
    path(
        "sekretariat/kurs/<uuid:ref>/oppmote/",
        course_office_views.RegisterAttendance.as_view(),
        name="register_attendance",
    ),
    path(
        "sekretariat/kurs/<uuid:ref>/oppmote/<uuid:attendance>/",
        course_office_views.TakeBackAttendance.as_view(),
        name="take_back_attendance",
    ),
]

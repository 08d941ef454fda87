from portal.knowledge.models.course import (
    Attendance,
    Certificate,
    Course,
    CoursePart,
    CourseRead,
    CourseSignUp,
    PartDone,
    Reflection,
)
from portal.knowledge.models.exam import (
    Attempt,
    AttemptQuestion,
    Choice,
    Question,
    TestException,
    TestSettings,
    Theme,
    new_code,
)

__all__ = [
    "Attempt",
    "AttemptQuestion",
    "Attendance",
    "Certificate",
    "Choice",
    "Course",
    "CoursePart",
    "CourseRead",
    "CourseSignUp",
    "PartDone",
    "Question",
    "Reflection",
    "TestException",
    "TestSettings",
    "Theme",
    "new_code",
]

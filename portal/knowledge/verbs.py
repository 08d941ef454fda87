"""The verbs of the events that this room records. Their values stand in sealed events: they never change."""

from enum import StrEnum


class Verb(StrEnum):
    ATTEMPT_CORRECT = "attempt.correct"  # an answer is judged by a corrected key; the result is as before
    ATTEMPT_START = "attempt.start"
    ATTENDANCE_REGISTER = "attendance.register"
    ATTENDANCE_TAKE_BACK = "attendance.take_back"
    CERTIFICATE_CHECK = "certificate.check"  # by anybody, and never by whom
    CERTIFICATE_ISSUE = "certificate.issue"
    CERTIFICATE_REFUSE_COPY = "certificate.refuse_copy"  # it was missing or not as it was sealed, and is not given out
    CERTIFICATE_SEAL = "certificate.seal"
    COURSE_CHANGE = "course.change"
    COURSE_COMPLETE = "course.complete"
    COURSE_PLAN = "course.plan"
    COURSE_SIGN_UP_MAKE = "course_sign_up.make"
    COURSE_SIGN_UP_MOVE_UP = "course_sign_up.move_up"
    COURSE_SIGN_UP_WITHDRAW = "course_sign_up.withdraw"
    TEST_EXCEPTION_MAKE = "test_exception.make"
    TEST_EXCEPTION_WITHDRAW = "test_exception.withdraw"
    TEST_SETTINGS_CHANGE = "test_settings.change"

    # Recorded by ``moves.move`` as ``<KIND>.<move>``; the tables are in the workflow module.
    ATTEMPT_CORRECT_TO_FAILED = "attempt.correct_to_failed"
    ATTEMPT_CORRECT_TO_PASSED = "attempt.correct_to_passed"
    ATTEMPT_FAIL = "attempt.fail"
    ATTEMPT_PASS = "attempt.pass"
    COURSE_CANCEL = "course.cancel"

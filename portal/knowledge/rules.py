"""Permission rules for courses, the question bank and the knowledge test."""

from portal.permissions import CENTRAL, IMPARTIAL, Role, Rule, Scope

EDITORS = {Role.EDITOR: Scope.ALL, Role.ADMIN: Scope.ALL}

RULES = {
    "knowledge.take_test": Rule({Role.PERSON: Scope.OWN}),
    "knowledge.practise_test": Rule({Role.PERSON: Scope.ALL}),
    # These moves follow from the last answer of the attempt.
    "knowledge.pass_attempt": Rule({Role.PERSON: Scope.OWN}),
    "knowledge.fail_attempt": Rule({Role.PERSON: Scope.OWN}),
    # Judging the answers to a question by its corrected key, which may change the result of finished attempts.
    "knowledge.correct_answers": Rule({Role.SECRETARIAT: Scope.ALL}),
    "knowledge.correct_to_passed_attempt": Rule({Role.SECRETARIAT: Scope.ALL}),
    "knowledge.correct_to_failed_attempt": Rule({Role.SECRETARIAT: Scope.ALL}),
    "knowledge.change_test_settings": Rule({Role.SECRETARIAT: Scope.ALL}),
    "knowledge.make_test_exception": Rule(CENTRAL, unless=IMPARTIAL),
    "knowledge.view_item_analysis": Rule({Role.SECRETARIAT: Scope.ALL}),
    # Wagtail checks permissions with these four names for the question bank.
    "knowledge.view_question": Rule(EDITORS),
    "knowledge.add_question": Rule(EDITORS),
    "knowledge.change_question": Rule(EDITORS),
    "knowledge.delete_question": Rule(EDITORS),
    # Courses
    "knowledge.take_course": Rule({Role.PERSON: Scope.ALL}),  # read the parts, sign up
    "knowledge.plan_course": Rule(CENTRAL),
    "knowledge.cancel_course": Rule(CENTRAL),
    "knowledge.register_attendance": Rule(CENTRAL, unless=IMPARTIAL),
    "knowledge.view_own_certificate": Rule({Role.PERSON: Scope.OWN}),
    "knowledge.view_certificate_holder": Rule({Role.PERSON: Scope.OWN, **CENTRAL}),
    "knowledge.view_coursepart": Rule(EDITORS),
    "knowledge.add_coursepart": Rule(EDITORS),
    "knowledge.change_coursepart": Rule(EDITORS),
    "knowledge.delete_coursepart": Rule({}),  # nobody, since people have read it: editors make it inactive instead
}

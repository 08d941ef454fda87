"""After how long somebody is reminded. Each can be changed alone."""

from datetime import timedelta

from portal.to_do import USUAL_TIME

# An application that waits for an answer
ASSESSORS_AFTER = timedelta(days=7)  # those who have it: the board's leaders, or the secretariat
ASSESSORS_DEPUTIES_AFTER = timedelta(days=14)  # those who step in for them
APPLICANT_AFTER = timedelta(days=14)  # who was asked for more, or has something to do before the answer
# A step on a pathway
OFFICE_AFTER = timedelta(days=7)  # the office whose step it is
DEPUTIES_AFTER = USUAL_TIME  # so long, the person has been told, it usually takes
PERSON_AFTER = timedelta(days=14)
# A pathway on which nothing happens
HALTED_AFTER = timedelta(days=182)

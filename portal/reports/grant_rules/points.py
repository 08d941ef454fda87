"""How many points the numbers of a base year may give, as an estimate. Pure functions.

Source: forskrift om tilskudd til funksjonshemmedes organisasjoner, paragraph 19. Each band is read as one of income tax
is: the first 24 supporters give 60 points each, the next 25 give 45 each. The text does not say so in plain words, and
points for members, the factor of the group and the money for a point come from elsewhere: hence an estimate.
"""

# ``(from which number on, points for each)``.
BANDS = {
    "chapters": [(1, 50), (50, 30), (200, 10)],
    "supporters": [(1, 60), (25, 45), (50, 30), (150, 15)],
    "activity_days": [(1, 16), (50, 8), (150, 4), (300, 2)],
}
FOR_A_MEASURE, MOST_MEASURES = 350, 2  # the phone service, and exchange through digital solutions


def points_of(criterion, number):
    """The points of so many of a criterion of ``BANDS``."""
    bands, found = BANDS[criterion], 0
    for place, (begins, each) in enumerate(bands):
        ends = bands[place + 1][0] if place + 1 < len(bands) else number + 1
        found += each * max(0, min(number + 1, ends) - begins)
    return found


def estimate(*, chapters, supporters, activity_days, measures):
    """``{criterion: points}``, with their ``sum``. ``measures`` is how many of the two there are evidence of."""
    numbers = {"chapters": chapters, "supporters": supporters, "activity_days": activity_days}
    found = {criterion: points_of(criterion, number) for criterion, number in numbers.items()}
    found["measures"] = FOR_A_MEASURE * min(measures, MOST_MEASURES)
    return found | {"sum": sum(found.values())}

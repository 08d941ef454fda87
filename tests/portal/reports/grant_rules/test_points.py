"""The points estimate: paragraph 19 of the regulation, band by band."""

import pytest

from portal.reports.grant_rules.points import BANDS, estimate, points_of


@pytest.mark.parametrize(
    ("criterion", "number", "points"),
    [
        ("supporters", 0, 0),
        ("supporters", 1, 60),
        ("supporters", 24, 1440),
        ("supporters", 25, 1485),
        ("supporters", 49, 2565),
        ("supporters", 130, 4995),
        ("supporters", 150, 1440 + 25 * 45 + 100 * 30 + 15),
        ("activity_days", 49, 784),
        ("activity_days", 149, 1584),
        ("activity_days", 400, 2386),
        ("chapters", 1, 50),
        ("chapters", 49, 2450),
        ("chapters", 50, 2480),
        ("chapters", 200, 2450 + 150 * 30 + 10),
    ],
)
def test_each_band_gives_its_points(criterion, number, points):
    assert points_of(criterion, number) == points


@pytest.mark.parametrize("criterion", BANDS)
def test_one_more_is_never_worth_less(criterion):
    found = [points_of(criterion, number) for number in range(400)]
    assert found == sorted(set(found))


@pytest.mark.parametrize(("measures", "points"), [(0, 0), (1, 350), (2, 700), (3, 700)])
def test_the_measures_give_350_each_and_700_at_most(measures, points):
    found = estimate(chapters=0, supporters=0, activity_days=0, measures=measures)
    assert (found["measures"], found["sum"]) == (points, points)


def test_the_sum_is_that_of_all():
    found = estimate(chapters=47, supporters=130, activity_days=400, measures=2)
    assert found == {"chapters": 2350, "supporters": 4995, "activity_days": 2386, "measures": 700, "sum": 10431}

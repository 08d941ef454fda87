"""What a year gives in points, as an estimate, and how an amount is shared by a key. Pure functions.

Source: FOR-2023-01-01-122, paragraph 19. It gives bands, and does not say whether they are marginal. They are read so:
each supporter gives the points of the band in which they are, as with a tax. Whoever shows the result says so.
"""

from collections.abc import Mapping, Sequence
from typing import TypeVar

# ``(the last one of the band, points for each)``; None: no last one.
Bands = Sequence[tuple[int | None, int]]
CHAPTERS: Bands = ((49, 50), (199, 30), (None, 10))
SUPPORTERS: Bands = ((24, 60), (49, 45), (149, 30), (None, 15))
ACTIVITY_DAYS: Bands = ((49, 16), (149, 8), (299, 4), (None, 2))
MEASURE, MOST_MEASURES = 350, 2  # a phone service, and digital exchange

Key = TypeVar("Key")


def points(number: int, bands: Bands) -> int:
    """The points of so many, each by the band in which it is."""
    found, before = 0, 0
    for last, each in bands:
        here = max(0, (number if last is None else min(number, last)) - before)
        found += here * each
        before = before if last is None else last
    return found


def share(amount: int, weights: Mapping[Key, int]) -> dict[Key, int]:
    """An amount shared by whole weights, in whole kroner: the sum is the amount exactly (largest remainder).

    Of equal remainders, the earlier key gets it. Where every weight is zero, nobody gets anything.
    """
    total = sum(weights.values())
    if not total:
        return dict.fromkeys(weights, 0)
    shares = {key: amount * weight // total for key, weight in weights.items()}
    left = amount - sum(shares.values())
    for key in sorted(weights, key=lambda key: amount * weights[key] % total, reverse=True)[:left]:
        shares[key] += 1
    return shares

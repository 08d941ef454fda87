"""How an amount is shared by a key of whole numbers. Pure functions."""

from collections.abc import Mapping
from typing import TypeVar

Key = TypeVar("Key")


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

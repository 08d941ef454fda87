"""Sharing an amount, as pure functions."""

from hypothesis import given
from hypothesis import strategies as st

from portal.reports.totals.sharing import share


@given(amount=st.integers(0, 10**9), weights=st.dictionaries(st.text(max_size=3), st.integers(0, 10**5), max_size=20))
def test_the_shares_are_the_amount_exactly(amount, weights):
    shares, total = share(amount, weights), sum(weights.values())
    assert shares.keys() == weights.keys()
    assert sum(shares.values()) == (amount if total else 0)
    assert all(abs(shares[key] * total - amount * weight) < total for key, weight in weights.items() if total)
    assert all(shares[key] == 0 for key, weight in weights.items() if not weight)


def test_of_equal_remainders_the_first_gets_what_is_left():
    assert share(100, {"a": 1, "b": 1, "c": 1}) == {"a": 34, "b": 33, "c": 33}

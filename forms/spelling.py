"""Words that are spelled almost alike."""


def is_one_letter_off(one: str, other: str) -> bool:
    """Whether one letter is missing, superfluous or another one, or two that stand together have changed places."""
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    start = next((place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    if start is None:
        return True
    rest, other_rest = one[start:], other[start:]
    if len(rest) == len(other_rest):
        return rest[1:] == other_rest[1:] or (rest[:2] == other_rest[1::-1] and rest[2:] == other_rest[2:])
    return rest[1:] == other_rest or rest == other_rest[1:]


def begins_almost_like(word: str, beginning: str) -> bool:
    """Whether a word begins with this, or with one letter of it wrong."""
    longest = len(beginning) + 1
    return any(
        word[:length] == beginning or is_one_letter_off(word[:length], beginning)
        for length in range(len(beginning) - 1, longest + 1)
    )

"""Which numbers of a table may not be told, because they are small or would give a small one away.

A number of participants, or of activities about a theme, can point to somebody where it is under five. Whoever sees
the table also sees its sums, and could take the others off them. So more cells are hidden until no hidden one can be
worked out. None at all is told: it points to nobody.

The table and its sums are looked at as a network: rows and columns are its knots, cells and sums its threads. A hidden
number can be another one, as far as a reader knows, exactly where it lies on a round trip of hidden ones along which
one can be added and taken off by turns, and nothing that is shown changes.
"""

from collections import defaultdict

SMALL = 5  # fewer than this are not told
SUM = None  # stands for the row or the column of the sums


def hide(cells, *, row_sums=True, column_sums=True, sum_of_all=True):
    """The places of a table that may not be told. ``cells`` are numbers from zero up, ``{(row, column): number}``.

    A sum has ``SUM`` in place of what it adds up. ``row_sums`` and ``column_sums`` say whether the reader sees them.
    ``sum_of_all``: whether the sum of all may be told; it may not where another table of the same rows hides it.
    """
    numbers = {place: number for place, number in _with_sums(cells).items() if number}
    unseen = {
        (row, column)
        for row, column in numbers
        if (column is SUM and row is not SUM and not row_sums) or (row is SUM and column is not SUM and not column_sums)
    }
    table = _Network(numbers, unseen)
    waiting = sorted((place for place, number in numbers.items() if number < SMALL and place not in unseen), key=_order)
    if not sum_of_all and (SUM, SUM) in numbers and (SUM, SUM) not in waiting:
        waiting.insert(0, (SUM, SUM))  # last, when the cells have hidden what they need
    hidden = set()
    for place in unseen | set(waiting):
        table.hide(place)
    while waiting:
        place = waiting.pop()
        hidden.add(place)
        while not table.can_be_another(place):
            more = min(
                table.shown_beside(place) or table.shown, key=lambda one: (numbers[one], _order(one)), default=None
            )
            if more is None:
                break
            for one in (more, *table.added_up_in(more)):
                table.hide(one)
                waiting.append(one)
    return hidden


def hide_in_list(numbers, *, sum_of_all=True):
    """The same of one row of numbers with their sum: the keys of ``{key: number}`` that may not be told, or ``SUM``."""
    cells = {("", key): number for key, number in numbers.items()}
    return {column for _row, column in hide(cells, column_sums=False, sum_of_all=sum_of_all)}


def _with_sums(cells):
    found = defaultdict(int)
    for (row, column), number in cells.items():
        for place in ((row, column), (row, SUM), (SUM, column), (SUM, SUM)):
            found[place] += number
    return found


def _order(place):
    """Cells before sums, and always the same."""
    return [(part is SUM, str(part)) for part in place]


class _Network:
    """The table, as somebody sees it: ``shown`` are the places that can still be hidden."""

    def __init__(self, numbers, unseen):
        self.numbers, self.unseen = numbers, unseen
        self.shown = set(numbers)
        self.next = defaultdict(lambda: defaultdict(set))  # {knot: {knot: places by which one can come there}}

    def hide(self, place):
        self.shown.discard(place)
        for begin, end in self._ways(place):
            self.next[begin][end].add(place)

    def _ways(self, place):
        """In a sum, more is less of what is added up. A hidden number is known to be one at least, as none is told."""
        (row, column), number = place, self.numbers[place]
        up, down = (("row", row), ("column", column)), (("column", column), ("row", row))
        if (row is SUM) != (column is SUM):
            up, down = down, up
        return [up, down] if number > 1 or place in self.unseen else [up]

    def can_be_another(self, place):
        return any(self._leads_back(end, begin, place) for begin, end in self._ways(place))

    def _leads_back(self, begin, end, without):
        seen, knots = {begin}, [begin]
        while knots:
            knot = knots.pop()
            for other, places in self.next[knot].items():
                if other not in seen and places - {without}:
                    if other == end:
                        return True
                    seen.add(other)
                    knots.append(other)
        return False

    def added_up_in(self, place):
        """The smallest number of a row or column whose sum is hidden: of shown ones the sum can be worked out."""
        row, column = place
        if (row is SUM) == (column is SUM):
            return []
        addends = {one for one in self.shown_beside(place) if SUM not in one and (row in one[:1] or column in one[1:])}
        return sorted(addends, key=lambda one: (self.numbers[one], _order(one)))[:1]

    def shown_beside(self, place):
        row, column = place
        return {one for one in self.shown if one[0] == row or one[1] == column}

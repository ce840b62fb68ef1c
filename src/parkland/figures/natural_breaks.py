"""Natural breaks (Fisher 1958, Jenks): the classes with the least squared distance to their means.

The optimum is found exactly, also for 100,000 different values. The cost of a class is concave in
its limits, so the best start of the last class never moves down when one more value is added
(Ckmeans.1d.dp, Wang and Song 2011); the search divides the values and narrows the starts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    Cost = Callable[[np.ndarray, np.ndarray], np.ndarray]

DENSE = 4096  # pairs of a start and an end that are compared at once


def natural_breaks(distinct: np.ndarray, counts: np.ndarray, k: int) -> np.ndarray:
    """Return the place of the least value of each class but the first.

    Parameters
    ----------
    distinct
        Different numbers in ascending order, at least one.
    counts
        How often each occurs.
    k
        How many classes; there are fewer where the numbers are fewer.

    Examples
    --------
    >>> import numpy as np
    >>> natural_breaks(np.array([1.0, 2.0, 9.0, 10.0, 30.0]), np.ones(5), 3).tolist()
    [2, 4]
    """
    number = len(distinct)
    k = min(k, number)
    cost = _cost(distinct, counts)
    ends = np.arange(number + 1)
    best = cost(np.zeros(number + 1, dtype="int64"), ends)  # of one class
    starts = []
    for classes in range(2, k + 1):
        best, start = _one_class_more(best, cost, classes, number)
        starts.append(start)
    end, found = number, []
    for start in reversed(starts):
        end = int(start[end])
        found.append(end)
    return np.array(found[::-1], dtype="int64")


def _cost(distinct: np.ndarray, counts: np.ndarray) -> Cost:
    """Return the function that gives the cost of the class of values from a start to an end."""
    # counted from the middle, because the squares of large numbers would lose their last digits
    shifted = distinct - (distinct[0] + distinct[-1]) / 2
    running = [
        np.concatenate([[0.0], np.cumsum(counts * power)])
        for power in (np.ones_like(shifted), shifted, shifted * shifted)
    ]

    def cost(start: np.ndarray, end: np.ndarray) -> np.ndarray:
        weight, total, squares = (sums[end] - sums[start] for sums in running)
        spread: np.ndarray = squares - total * total / np.maximum(weight, 1)
        return spread

    return cost


def _one_class_more(
    best: np.ndarray, cost: Cost, classes: int, number: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return the least cost of the first values in `classes` classes, and where the last starts."""
    least = np.full(number + 1, np.inf)
    start = np.zeros(number + 1, dtype="int64")
    # ends from `low` to `high`, of which the last class starts between `first` and `last`
    open_ = [(classes, number, classes - 1, number - 1)]
    while open_:
        low, high, first, last = open_.pop()
        if low > high:
            continue
        if (high - low + 1) * (last - first + 1) <= DENSE or low == high:
            ends = np.arange(low, high + 1)[:, None]
        else:
            ends = np.array([[(low + high) // 2]])
        begins = np.arange(first, last + 1)[None, :]
        sums = np.where(
            begins < ends, best[begins] + cost(begins, np.maximum(ends, begins)), np.inf
        )
        chosen = sums.argmin(axis=1)
        rows = ends[:, 0]
        least[rows], start[rows] = sums[np.arange(len(rows)), chosen], begins[0, chosen]
        if len(rows) == 1 and low < high:
            at = int(rows[0])
            open_ += [(low, at - 1, first, int(start[at])), (at + 1, high, int(start[at]), last)]
    return least, start

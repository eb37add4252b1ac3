"""Matrices that are plain arrays while they are small and sparse when they are not: the same few operations on both.

Building a sparse matrix takes longer than solving the programme of a small table.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

DENSE = 60_000  # entries


def handy(matrix: Any) -> Any:
    """A sparse matrix as it is fastest to work with."""
    return matrix.toarray() if matrix.shape[0] * matrix.shape[1] <= DENSE else matrix


def is_plain(matrix: Any) -> bool:
    """Whether it is a plain array."""
    return not hasattr(matrix, "indptr")


def stacked(blocks: Sequence[Sequence[Any]]) -> Any:
    """One matrix of blocks, as :func:`numpy.block`; sparse when it would be large or a block of it is sparse.

    None is a block of zeros; each row and column of blocks needs one that is not None.
    """
    import numpy as np
    from scipy import sparse

    heights = [next(one.shape[0] for one in row if one is not None) for row in blocks]
    widths = [next(one.shape[1] for one in column if one is not None) for column in zip(*blocks, strict=True)]
    plain = all(one is None or is_plain(one) for row in blocks for one in row)
    if plain and sum(heights) * sum(widths) <= 4 * DENSE:
        made = np.zeros((sum(heights), sum(widths)))
        down = np.concatenate([[0], np.cumsum(heights)])
        right = np.concatenate([[0], np.cumsum(widths)])
        for r, row in enumerate(blocks):
            for c, one in enumerate(row):
                if one is not None:
                    made[down[r] : down[r + 1], right[c] : right[c + 1]] = one
        return made
    filled = [
        [sparse.csr_array((heights[r], widths[c])) if one is None else sparse.csr_array(one) for c, one in enumerate(row)]
        for r, row in enumerate(blocks)
    ]
    return sparse.csr_array(sparse.block_array(filled))


def diagonal(values: Any, like: Any) -> Any:
    """A matrix with *values* on its diagonal, plain when *like* is and it is small."""
    import numpy as np
    from scipy import sparse

    if is_plain(like) and len(values) ** 2 <= DENSE:
        return np.diag(values)
    return sparse.csr_array(sparse.diags_array(values))


def row(matrix: Any, place: int) -> Any:
    """One row as a plain array of one dimension."""
    import numpy as np

    return matrix[place] if is_plain(matrix) else np.asarray(matrix[[place]].toarray()).ravel()


def alone(matrix: Any) -> tuple[Any, Any]:
    """The rows that have one entry, and the columns of those entries."""
    import numpy as np

    if is_plain(matrix):
        rows = np.flatnonzero(np.count_nonzero(matrix, axis=1) == 1)
        return rows, np.argmax(matrix[rows] != 0, axis=1) if len(rows) else rows
    rows = np.flatnonzero(np.diff(matrix.indptr) == 1)
    return rows, matrix.indices[matrix.indptr[rows]]


def different(matrix: Any, low: Any, high: Any) -> list[int]:
    """The places of rows that are not empty and not said twice with the same limits."""
    seen: dict[Any, int] = {}
    for place in range(matrix.shape[0]):
        if is_plain(matrix):
            said, filled = matrix[place].tobytes(), matrix[place].any()
        else:
            part = slice(matrix.indptr[place], matrix.indptr[place + 1])
            said, filled = matrix.indices[part].tobytes() + matrix.data[part].tobytes(), part.start < part.stop
        if filled:
            seen.setdefault((said, low[place], high[place]), place)
    return list(seen.values())

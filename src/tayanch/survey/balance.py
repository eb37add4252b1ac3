"""Hadamard matrices, which choose balanced half samples.

Paley, *On orthogonal matrices* (J. Mathematics and Physics 12, 1933); Sylvester's doubling.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Signs = NDArray[np.int8]


def hadamard(least: int) -> Signs:
    """The smallest Hadamard matrix that can be made here of order *least* or more: signs (m, m), first row all 1.

    Its rows are orthogonal, so that every row but the first is balanced, alone and against each other.
    """
    order = least if least <= 2 else -4 * (-least // 4)
    while (made := _of_order(max(order, 1))) is None:
        order += 4
    return np.asarray(made * made[0], np.int8)  # signs of columns turned, so that the first row is all 1


def _of_order(order: int) -> Signs | None:
    """A Hadamard matrix of exactly this order by doubling or by Paley's two constructions, if there is one."""
    if order == 1:
        return np.ones((1, 1), dtype=np.int8)
    if order % 2 == 0 and (half := _of_order(order // 2)) is not None:
        return np.kron(np.array([[1, 1], [1, -1]], dtype=np.int8), half)
    if order % 4 == 0 and _is_prime(order - 1):
        return _bordered(order - 1, -1) + np.eye(order, dtype=np.int8)
    if order % 4 == 0 and _is_prime(order // 2 - 1) and (order // 2 - 1) % 4 == 1:
        square, turned = np.array([[1, 1], [1, -1]], np.int8), np.array([[1, -1], [-1, -1]], np.int8)
        return np.kron(_bordered(order // 2 - 1, 1), square) + np.kron(np.eye(order // 2, dtype=np.int8), turned)
    return None


def _bordered(prime: int, sign: int) -> Signs:
    """The matrix of quadratic residues of *prime* with a border of 1 above and *sign* at the left."""
    residue = np.full(prime, -1, dtype=np.int8)
    residue[(np.arange(1, prime, dtype=np.int64) ** 2) % prime] = 1
    residue[0] = 0
    out = np.zeros((prime + 1, prime + 1), dtype=np.int8)
    out[0, 1:], out[1:, 0] = 1, sign
    out[1:, 1:] = residue[(np.arange(prime)[:, None] - np.arange(prime)) % prime]
    return out


def _is_prime(number: int) -> bool:
    return number > 1 and all(number % divisor for divisor in range(2, int(number**0.5) + 1))

"""Rows as plain values: a page needs no models."""

from collections.abc import Iterable
from typing import Any


def tuples(query: Any) -> Iterable[tuple[Any, ...]]:
    """The rows of a query as tuples in the order of its columns."""
    rows: Iterable[tuple[Any, ...]] = query.tuples()
    return rows


def named(query: Any) -> Iterable[Any]:
    """The rows of a query with their columns by name."""
    rows: Iterable[Any] = query.namedtuples()
    return rows

"""Rows as plain values: a page needs no models."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

Row = TypeVar("Row")
Other = TypeVar("Other")
PAGE = 50  # rows of a long list on one page


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows of a list: page `number`, from 1; `first` is the place of its first row in the list, from 1."""

    number: int
    first: int
    rows: tuple[Row, ...]
    has_more: bool

    def of(self, rows: Iterable[Other]) -> "Page[Other]":
        """The same page of the list with its rows in other words."""
        return Page(self.number, self.first, tuple(rows), self.has_more)


def tuples(query: Any) -> Iterable[tuple[Any, ...]]:
    """The rows of a query as tuples in the order of its columns."""
    rows: Iterable[tuple[Any, ...]] = query.tuples()
    return rows


def named(query: Any) -> Iterable[Any]:
    """The rows of a query with their columns by name."""
    rows: Iterable[Any] = query.namedtuples()
    return rows


def page_of(query: Any, number: int = 1, size: int = PAGE) -> Page[Any]:
    """A page of the rows of a query, with their columns by name. One read."""
    skip = (number - 1) * size
    rows = tuple(named(query.limit(size + 1).offset(skip)))
    return Page(number, skip + 1, rows[:size], len(rows) > size)

"""Queries whose SQL is written once: building it anew would cost a page more than running it.

    @statement
    def scales_of(school_id: int) -> Any:
        return GradingScaleEntry.select(...).where(GradingScale.school == school_id)

    for row in scales_of(school.id): ...

The function is called once with placeholders for its arguments; a list becomes as many placeholders as it has items.
So it may only hand its arguments on to the query, not look at them. A placeholder that is given None matches nothing.
"""

from collections import namedtuple
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import wraps
from typing import Any

from peewee import (
    SQL,
    Alias,
    BooleanField,
    DateField,
    DateTimeField,
    FieldAlias,
    PostgresqlDatabase,
    TimeField,
)

from app.database.connection import db
from app.database.fields import PointsField, TranslatedField

Converter = Callable[[Any], Any]
Shape = tuple[int | None, ...]  # of each argument: the length of a list, else None


@dataclass(frozen=True)
class _Argument:
    """Stands for an argument, or an item of one, in the parameters of the SQL."""

    position: int
    item: int | None = None

    def of(self, arguments: tuple[Any, ...]) -> Any:
        value = arguments[self.position]
        return value if self.item is None else value[self.item]


class _Written:
    """The SQL of a query with its parameters, and how its rows are read."""

    def __init__(self, query: Any) -> None:
        self.sql, self.parameters = query.sql()
        columns = [_field(column) for column in query._returning]
        self.row: Any = namedtuple("Row", [name for name, _ in columns], rename=True)  # type: ignore[misc]
        self.converters = [(at, convert) for at, (_, convert) in enumerate(columns) if convert is not None]

    def run(self, arguments: tuple[Any, ...]) -> list[Any]:
        values = [each.of(arguments) if isinstance(each, _Argument) else each for each in self.parameters]
        found = db.execute_sql(self.sql, values).fetchall()
        make = self.row._make
        if not self.converters:
            return [make(each) for each in found]
        rows = []
        for each in found:
            row = list(each)
            for at, convert in self.converters:
                if row[at] is not None:
                    row[at] = convert(row[at])
            rows.append(make(row))
        return rows


def statement(build: Callable[..., Any]) -> Callable[..., list[Any]]:
    """Make a function that builds a query into one that answers with its rows, columns by name. One read."""
    written: dict[tuple[type, Shape], _Written] = {}

    @wraps(build)
    def ask(*arguments: Any) -> list[Any]:
        shape = tuple(len(each) if isinstance(each, (list, tuple)) else None for each in arguments)
        key = (type(db.obj), shape)
        if key not in written:
            written[key] = _Written(build(*map(_placeholders, range(len(shape)), shape)))
        return written[key].run(arguments)

    return ask


def _placeholders(position: int, length: int | None) -> Any:
    if length is None:
        return SQL(db.param, [_Argument(position)])
    return [SQL(db.param, [_Argument(position, item)]) for item in range(length)]


def _field(column: Any) -> tuple[str, Converter | None]:
    """The name of a selected column, and how its values are read; None where the database's own are right."""
    name = str(getattr(column, "_alias", None) or getattr(column, "name", "value"))
    source = column.node if isinstance(column, Alias) else column
    source = source.field if isinstance(source, FieldAlias) else source
    if isinstance(source, TranslatedField | PointsField):
        reads: Converter = source.python_value
        return name, reads
    return name, None if isinstance(db.obj, PostgresqlDatabase) else SQLITE.get(type(source))


# SQLite keeps these as text or number; peewee's own reading tries formats, which costs more than the query.
SQLITE: dict[type, Converter] = {
    BooleanField: bool,
    DateField: date.fromisoformat,
    DateTimeField: datetime.fromisoformat,
    TimeField: time.fromisoformat,
}

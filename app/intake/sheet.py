"""A CSV file as rows: read as a stream, its columns found by name, its cells parsed."""

import csv
import zipfile
import zlib
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Protocol

from app.intake.cells import BadCell, DoubtfulCell, Parser, one_line, shown
from app.intake.report import Report

LONGEST_LINE = 1 << 20  # bytes: a file without line breaks must not fill the memory
EXTENSION = "metadata."

Progress = Callable[[int], object]


class Fault(Exception):
    """What is wrong with a file as a whole, in one sentence. Nothing of it can be taken."""


class Source(Protocol):
    """Bytes with a name."""

    @property
    def name(self) -> str: ...

    def open(self) -> BinaryIO: ...


@dataclass(frozen=True)
class Column:
    """A column by its name; without a parser it is known and never read."""

    name: str
    parse: Parser | None = one_line
    required: bool = False  # in the header, and filled in every row
    refers: str = ""  # whose sourcedIds stand in it


@dataclass(frozen=True)
class Table:
    """The columns of one kind of file, and those whose cells together may stand in one row only."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ("sourcedId",)
    closed: bool = False  # no other column may stand in the file

    def key_of(self, cells: Mapping[str, object]) -> str:
        return "\x1f".join(str(cells.get(name) or "") for name in self.key)

    @property
    def references(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.refers)


@dataclass
class Row:
    """A row as parsed: its cells by column, None where empty; `refs` are the primary keys that its ids stand for."""

    line: int
    key: str  # by which it may stand in the file only once
    cells: dict[str, Any]
    refs: dict[str, Any] = field(default_factory=dict)
    rejected: bool = False

    def __getitem__(self, column: str) -> Any:
        return self.cells.get(column)


@dataclass(frozen=True)
class RawRow:
    """A row before its cells are parsed, and what is wrong with its form: column and reason."""

    line: int
    cells: dict[str, str]
    problem: tuple[str, str] | None = None


class Sheet:
    """A file of a known kind."""

    def __init__(self, source: Source, table: Table, progress: Progress = lambda count: None) -> None:
        self.source, self.table, self._progress = source, table, progress
        self.header: tuple[str, ...] = ()

    @property
    def file(self) -> str:
        return self.source.name

    def has(self, column: str) -> bool:
        return column in self.header

    def raw_rows(self) -> Generator[RawRow, None, None]:
        """Every row that is not blank; raises Fault where the file cannot be read on."""
        with self.source.open() as binary:
            lines = _Lines(binary, self.file, self._progress)
            records = self._records(lines)
            self.header = tuple(cell.strip() for cell in next(records, (0, []))[1])
            if not self.header:
                raise Fault(f"{self.file} is empty: it has no header.")
            for line, cells in records:
                yield self._raw_row(line, cells, "".join(lines.raw))

    def rows(self, report: Report) -> Iterator[Row]:
        """The rows whose every cell can be taken; the others are reported as rejected."""
        for raw in self.raw_rows():
            try:
                yield self._parsed(raw, report)
            except _BadRow as bad:
                report.reject(self.table.name, self.file, raw.line, bad.column, bad.reason)

    def check_header(self, report: Report) -> None:
        """Find the columns by name before anything is written; raises Fault."""
        with closing(self.raw_rows()) as rows:
            next(rows, None)
        header, known = self.header, [column.name for column in self.table.columns]
        doubled = sorted({name for name in header if header.count(name) > 1})
        missing = [column.name for column in self.table.columns if column.required and column.name not in header]
        absent = [name for name in known if name not in header and not name.startswith(EXTENSION)]
        unknown = [name for name in header if name not in known]
        strange = [name for name in unknown if not name.startswith(EXTENSION)]
        if doubled:
            raise Fault(f"{self.file}: the header names {_listed(doubled)} more than once.")
        lacking = missing or (absent if strange else [])  # an unknown name beside a missing one: it was renamed
        if lacking or (strange and self.table.closed):
            lacks = f"no column {_listed(lacking)}" if lacking else ""
            has = f"{_listed(strange)}, which this file does not know" if strange else ""
            says = " but ".join(part for part in (lacks, has) if part)
            raise Fault(f"{self.file}: the header has {says}. The names are: {', '.join(known)} (capitals count).")
        if self.table.closed:
            return
        if unknown:
            report.note(self.file, f"not read: the column {_listed(unknown)}")
        if absent:
            report.note(self.file, f"has no column {_listed(absent)}: taken as empty")
        if [name for name in header if name in known] != [name for name in known if name in header]:
            report.note(self.file, "its columns stand in another order: they are found by name")

    def _records(self, lines: "_Lines") -> Iterator[tuple[int, list[str]]]:
        """The cells of each record that is not blank, with the line it begins on."""
        reader = csv.reader(lines, strict=True)
        while True:
            line = lines.number + 1
            lines.raw.clear()
            try:
                cells = next(reader, None)
            except csv.Error as error:
                raise Fault(f"{self.file} line {line}: {_in_words(error)}") from None
            if cells is None:
                return
            if len(cells) > 1 or any(cells):
                yield line, cells

    def _raw_row(self, line: int, cells: list[str], raw: str) -> RawRow:
        if len(cells) != len(self.header):
            return RawRow(line, {}, ("", f"has {len(cells)} cells where the header has {len(self.header)}"))
        named = {name: cell.strip() for name, cell in zip(self.header, cells, strict=True)}
        for name, cell in zip(self.header, cells, strict=True):
            # RFC 4180: a quotation mark stands doubled in a quoted cell. Python's reader lets a bare one pass.
            if '"' in cell and '"' + cell.replace('"', '""') + '"' not in raw:
                return RawRow(line, named, (name, "has a quotation mark in a cell that is not quoted"))
        return RawRow(line, named)

    def _parsed(self, raw: RawRow, report: Report) -> Row:
        if raw.problem is not None:
            raise _BadRow(*raw.problem)
        cells: dict[str, Any] = {}
        for column in self.table.columns:
            cell = raw.cells.get(column.name, "")
            if not cell:
                if column.required:
                    raise _BadRow(column.name, "is empty")
            elif column.parse is not None:
                try:
                    cells[column.name] = column.parse(cell)
                except DoubtfulCell as doubt:
                    report.note(self.file, f"{column.name} {doubt}", raw.line)
                except BadCell as bad:
                    raise _BadRow(column.name, str(bad)) from None
        return Row(raw.line, self.table.key_of(raw.cells), cells)


class _BadRow(Exception):
    def __init__(self, column: str, reason: str) -> None:
        super().__init__(column, reason)
        self.column, self.reason = column, reason


class _Lines:
    """The lines of a file as text, counted; `raw` are those since it was last cleared."""

    def __init__(self, binary: BinaryIO, name: str, progress: Progress) -> None:
        self._binary, self._name, self._progress = binary, name, progress
        self.number = 0
        self.raw: list[str] = []

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        try:
            line = self._binary.readline(LONGEST_LINE)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
            raise Fault(f"{self._name} cannot be read: {error}.") from None
        if not line:
            raise StopIteration
        self.number += 1
        self._progress(len(line))
        if len(line) == LONGEST_LINE:
            raise Fault(f"{self._name} line {self.number} is longer than a megabyte.")
        try:
            text = line.decode("utf-8-sig" if self.number == 1 else "utf-8")
        except UnicodeDecodeError:
            raise Fault(f"{self._name} line {self.number} is not UTF-8. Save the file as UTF-8.") from None
        self.raw.append(text)
        return text


def _in_words(error: csv.Error) -> str:
    said = str(error)
    if "end of data" in said:
        return "a quotation mark is opened here and never closed."
    if "expected after" in said:
        return "text stands after a closing quotation mark."
    if "larger than" in said:
        return "a cell has more than 131,072 characters: is a quotation mark never closed?"
    return "a carriage return stands alone. Lines must end in LF or CRLF."


def _listed(names: list[str]) -> str:
    return ", ".join(shown(name) for name in names)

"""What an import did, said to the one who ran it."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

LINES_NAMED = 10


class Outcome(StrEnum):
    APPLIED = "applied"
    REFUSED = "refused"  # nothing was written
    WOULD_APPLY = "would_apply"  # a dry run


@dataclass
class Counts:
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    withdrawn: int = 0
    rejected: int = 0


class Entry(NamedTuple):
    """One row that was not taken, or one thing that is held; `line` counts from 1, the header."""

    file: str
    line: int
    column: str
    reason: str

    def __str__(self) -> str:
        column = f", column {self.column}" if self.column else ""
        return f"{self.file} line {self.line}{column}: {self.reason}"


@dataclass
class Note:
    """What was met and taken all the same: how often, and on which lines first."""

    file: str
    text: str
    count: int = 0
    lines: list[int] = field(default_factory=list)

    def __str__(self) -> str:
        if not self.lines:
            return f"{self.file}: {self.text}" + (f" ({self.count:,} rows)" if self.count > 1 else "")
        more = ", …" if self.count > len(self.lines) else ""
        return f"{self.file}: {self.text} ({self.count:,}: line {', '.join(map(str, self.lines))}{more})"


class Report:
    """Counts per kind, rejected rows, what is held, notes. Entries lie in a file that grows instead of the memory."""

    def __init__(self, scratch: sqlite3.Connection) -> None:
        self.kinds: defaultdict[str, Counts] = defaultdict(Counts)
        self.outcome = Outcome.REFUSED
        self.faults: list[str] = []
        self._notes: dict[tuple[str, str], Note] = {}
        self._scratch = scratch
        scratch.execute("CREATE TABLE entry (held INT, file TEXT, line INT, col TEXT, reason TEXT)")

    def reject(self, kind: str, file: str, line: int, column: str, reason: str) -> None:
        """A row (or, where `kind` says so, a tie named in it) that is not taken."""
        self.kinds[kind].rejected += 1
        self._scratch.execute("INSERT INTO entry VALUES (0, ?, ?, ?, ?)", (file, line, column, reason))

    def hold(self, file: str, line: int, column: str, reason: str) -> None:
        """What the file says and somebody has decided otherwise: a right, an e-mail. Theirs stands."""
        self._scratch.execute("INSERT INTO entry VALUES (1, ?, ?, ?, ?)", (file, line, column, reason))

    def note(self, file: str, text: str, line: int = 0) -> None:
        note = self._notes.setdefault((file, text), Note(file, text))
        note.count += 1
        if line and len(note.lines) < LINES_NAMED:
            note.lines.append(line)

    @property
    def rejected(self) -> int:
        return sum(counts.rejected for counts in self.kinds.values())

    @property
    def notes(self) -> list[Note]:
        return list(self._notes.values())

    def entries(self, held: bool) -> Iterator[Entry]:
        """The rejected rows, or what is held: files in the order of reading, so causes first, by lines."""
        query = (
            "SELECT file, line, col, reason FROM entry "
            "NATURAL JOIN (SELECT file, MIN(rowid) AS place FROM entry GROUP BY file) "
            "WHERE held = ? ORDER BY place, line, entry.rowid"
        )
        return (Entry(*row) for row in self._scratch.execute(query, (int(held),)))

    def totals(self) -> dict[str, dict[str, int]]:
        return {kind: asdict(counts) for kind, counts in self.kinds.items()}

    def text(self) -> Iterator[str]:
        """The report for a person, line by line."""
        yield from self.faults
        for title, held in (("Rejected:", False), ("Held:", True)):
            for number, entry in enumerate(self.entries(held)):
                if not number:
                    yield title
                yield f"  {entry}"
        for number, note in enumerate(self.notes):
            if not number:
                yield "Noted:"
            yield f"  {note}"
        if self.kinds:
            corner = "" if self.outcome is Outcome.APPLIED else "would be"
            yield f"{corner:20}" + "".join(f"{name:>11}" for name in asdict(Counts()))
            for kind, counts in self.totals().items():
                yield f"{kind:20}" + "".join(f"{count:>11,}" for count in counts.values())
        yield self.verdict

    def json(self) -> Iterator[str]:
        """The report as one JSON object, in pieces, so that any number of entries passes through."""
        head: dict[str, Any] = {
            "outcome": self.outcome,
            "verdict": self.verdict,
            "faults": self.faults,
            "kinds": self.totals(),
            "notes": [asdict(note) for note in self.notes],
        }
        yield json.dumps(head, ensure_ascii=False)[:-1]
        for name, held in (("rejected", False), ("held", True)):
            yield f', "{name}": ['
            for number, entry in enumerate(self.entries(held)):
                yield (", " if number else "") + json.dumps(entry._asdict(), ensure_ascii=False)
            yield "]"
        yield "}"

    @property
    def verdict(self) -> str:
        if self.outcome is Outcome.APPLIED:
            return "Applied."
        if self.outcome is Outcome.WOULD_APPLY:
            return "Dry run: it would be applied; nothing was written."
        if self.faults:
            return "Refused: nothing was written."
        rows = "1 row is" if self.rejected == 1 else f"{self.rejected:,} rows are"
        return f"Refused: {rows} rejected and nothing was written. Mend the file, or add --accept-valid-rows."

"""A OneRoster bundle: a folder, or a zip whose files lie at its root; what its manifest says of it."""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from app.intake.cells import shown
from app.intake.report import Report
from app.intake.sheet import Column, Fault, Progress, Sheet, Source, Table
from app.oneroster.columns import NOT_READ, TABLES

# A zip's size is bounded before anything of it is unpacked. zipfile stops at the size that an entry declares.
MOST_BYTES = 4 << 30
MOST_TIMES = 100  # how often smaller than its content: rosters come to 30, a bomb to 1,000
HARMLESS_BYTES = 10 << 20

MANIFEST = Table("manifest", (Column("propertyName", required=True), Column("value")), key=("propertyName",))
ONLY_1_2 = {"roles", "userProfiles", "userResources", "scoreScales", "lineItemScoreScales", "resultScoreScales"}


@dataclass(frozen=True)
class FileInFolder:
    path: Path

    @property
    def name(self) -> str:
        return self.path.name

    @property
    def size(self) -> int:
        return self.path.stat().st_size

    def open(self) -> BinaryIO:
        try:
            return self.path.open("rb")
        except OSError as error:
            raise Fault(f"{self.name} cannot be opened: {error.strerror}.") from None


@dataclass(frozen=True)
class FileInZip:
    archive: zipfile.ZipFile
    entry: zipfile.ZipInfo

    @property
    def name(self) -> str:
        return self.entry.filename

    @property
    def size(self) -> int:
        return self.entry.file_size

    def open(self) -> BinaryIO:
        try:
            return cast(BinaryIO, self.archive.open(self.entry))
        except (NotImplementedError, zipfile.BadZipFile, OSError) as error:
            raise Fault(f"{self.name} cannot be unpacked: {error}.") from None
        except RuntimeError:
            raise Fault(f"{self.name} is locked with a password in the zip.") from None


@dataclass(frozen=True)
class Bundle:
    """The files of a bundle that are read, by the name of their table."""

    sources: dict[str, FileInFolder | FileInZip]

    @property
    def size(self) -> int:
        """Bytes of all its files, unpacked."""
        return sum(source.size for source in self.sources.values())

    def sheet(self, table: Table, progress: Progress) -> Sheet | None:
        source = self.sources.get(table.name)
        return Sheet(cast(Source, source), table, progress) if source else None


@contextmanager
def opened(path: Path, report: Report) -> Iterator[Bundle]:
    """The bundle at `path`, checked as far as its manifest says; raises Fault."""
    if path.is_dir():
        yield _checked({file.name: FileInFolder(file) for file in sorted(path.iterdir()) if file.is_file()}, report)
        return
    if not path.exists():
        raise Fault(f"There is nothing at {shown(str(path))}.")
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        raise Fault(f"{shown(path.name)} is neither a folder nor a zip file that can be read.") from None
    except OSError as error:
        raise Fault(f"{shown(path.name)} cannot be opened: {error.strerror}.") from None
    with archive:
        yield _checked(_entries(archive), report)


def _entries(archive: zipfile.ZipFile) -> dict[str, FileInFolder | FileInZip]:
    files: dict[str, FileInFolder | FileInZip] = {}
    for entry in archive.infolist():
        name = entry.filename
        if name.startswith("__MACOSX/"):  # what macOS adds to every zip
            continue
        if any(mark in name for mark in "/\\:") or name.startswith(".."):
            raise Fault(
                f"The zip holds {shown(name)}: its files must lie at its root, in no folder. "
                "Zip the files themselves, not their folder."
            )
        if name in files:
            raise Fault(f"The zip holds {shown(name)} more than once.")
        if entry.file_size > max(HARMLESS_BYTES, MOST_TIMES * entry.compress_size):
            bytes_from = f"{entry.file_size:,} bytes from {entry.compress_size:,}"
            raise Fault(f"The zip is refused: {shown(name)} would unpack to {bytes_from}.")
        files[name] = FileInZip(archive, entry)
    unpacked = sum(source.size for source in files.values())
    if unpacked > MOST_BYTES:
        raise Fault(f"The zip would unpack to {unpacked:,} bytes; {MOST_BYTES:,} is the most.")
    return files


def _checked(files: dict[str, FileInFolder | FileInZip], report: Report) -> Bundle:
    """What the manifest announces must be there, as version 1.1 in full."""
    present = {name.removesuffix(".csv"): source for name, source in files.items() if name.endswith(".csv")}
    bundle = Bundle({name: source for name, source in present.items() if name in TABLES})
    manifest = present.get("manifest")
    if manifest is None:
        if not bundle.sources:
            raise Fault("There is no manifest.csv and no OneRoster file.")
        if ONLY_1_2 & present.keys():
            raise Fault("There is no manifest.csv, and the files are those of OneRoster 1.2, which is not taken yet.")
        report.note("manifest.csv", "is missing: the files are taken as version 1.1 in full (bulk)")
    else:
        _obey(_properties(manifest, report), present, report)
    for name in sorted(files):
        if name.removesuffix(".csv") in NOT_READ:
            report.note(name, "not read: this portal has no use for it")
        elif name != "manifest.csv" and name.removesuffix(".csv") not in bundle.sources and not name.startswith("."):
            report.note(name, "not read: no file of OneRoster 1.1")
    return bundle


def _properties(manifest: FileInFolder | FileInZip, report: Report) -> dict[str, str]:
    sheet = Sheet(cast(Source, manifest), MANIFEST)
    sheet.check_header(report)
    rows = [(row["propertyName"], row["value"] or "") for row in sheet.rows(report)]
    if report.rejected:
        raise Fault(f"manifest.csv cannot be taken: {next(report.entries(held=False))}.")
    if len(dict(rows)) < len(rows):
        raise Fault("manifest.csv names a property more than once.")
    return dict(rows)


def _obey(properties: dict[str, str], present: dict[str, FileInFolder | FileInZip], report: Report) -> None:
    version = properties.get("oneroster.version", "")
    if version != "1.1":
        raise Fault(
            f"manifest.csv names OneRoster version {shown(version)}; only version 1.1 is taken so far."
            if version
            else "manifest.csv does not name its oneroster.version; only version 1.1 is taken so far."
        )
    modes = {name.removeprefix("file."): mode.lower() for name, mode in properties.items() if name.startswith("file.")}
    for file, mode in modes.items():
        if mode == "delta":
            raise Fault(f"manifest.csv announces {file}.csv as delta; only full copies (bulk) are taken so far.")
        if mode not in ("bulk", "absent"):
            raise Fault(f"manifest.csv announces {shown(file)} as {shown(mode)}, which is neither bulk nor absent.")
        if mode == "bulk" and file not in present:
            raise Fault(f"manifest.csv announces {file}.csv, and it is not in the bundle.")
        if mode == "absent" and file in present:
            report.note("manifest.csv", f"says that {file}.csv is absent; it is there, and taken")
    for file in TABLES:
        if file in present and file not in modes:
            report.note("manifest.csv", f"does not announce {file}.csv, which is taken all the same")

"""What the codes mean: the kinds that are counted, and the set a district starts with. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from app.database import Translated
from app.sis.attendance.models import Excuse, Status


class Kind(StrEnum):
    """What an attendance total counts, in the order in which it is shown."""

    EXCUSED = "excused"
    UNEXCUSED = "unexcused"
    UNDECIDED = "undecided"  # absent, excused or not is not known
    TARDY = "tardy"
    LEFT_EARLY = "left_early"
    EXEMPT = "exempt"  # at a school activity: no absence


@dataclass(frozen=True)
class Code:
    """A code as the district has set it up."""

    code: str
    title: Translated
    status: Status
    excuse: Excuse

    @property
    def kind(self) -> Kind | None:
        return kind_of(self.status, self.excuse)

    def contradicts(self, other: "Code") -> bool:
        """Whether it says something else than the other, not only whether what the other says is excused."""
        return self.status != other.status or (self.excuse != other.excuse and other.excuse != Excuse.UNKNOWN)


def kind_of(status: str, excuse: str) -> Kind | None:
    """What a mark counts as; None is present."""
    if status == Status.PRESENT:
        return None
    if excuse == Excuse.EXEMPT:
        return Kind.EXEMPT
    return OF_EXCUSE[Excuse(excuse)] if status == Status.ABSENT else Kind(status)


OF_EXCUSE = {
    Excuse.EXCUSED: Kind.EXCUSED,
    Excuse.UNEXCUSED: Kind.UNEXCUSED,
    Excuse.UNKNOWN: Kind.UNDECIDED,
}
GRAVEST_FIRST = (Kind.UNEXCUSED, Kind.UNDECIDED, Kind.EXCUSED)  # what a day of several kinds of absence counts as

PRESENT = "P"
ABSENT, EXCUSED, UNEXCUSED, TARDY, LEFT_EARLY = "A", "E", "U", "T", "L"

TEACHERS_ENTER = (PRESENT, ABSENT, TARDY)  # whether an absence is excused, the office decides
STARTING_CODES = tuple(
    Code(code, Translated(en=english, es=spanish), status, excuse)
    for code, english, spanish, status, excuse in (
        (PRESENT, "present", "presente", Status.PRESENT, Excuse.EXEMPT),
        (ABSENT, "absent", "ausente", Status.ABSENT, Excuse.UNKNOWN),
        (EXCUSED, "excused absence", "ausencia justificada", Status.ABSENT, Excuse.EXCUSED),
        ("M", "medical absence", "ausencia por motivo médico", Status.ABSENT, Excuse.EXCUSED),
        ("PA", "absence excused by the family", "ausencia justificada por la familia", Status.ABSENT, Excuse.EXCUSED),
        ("R", "religious holiday", "día religioso", Status.ABSENT, Excuse.EXCUSED),
        ("SR", "school activity", "actividad escolar", Status.ABSENT, Excuse.EXEMPT),
        (UNEXCUSED, "unexcused absence", "ausencia injustificada", Status.ABSENT, Excuse.UNEXCUSED),
        (TARDY, "tardy", "tardanza", Status.TARDY, Excuse.UNEXCUSED),
        ("TE", "tardy, excused", "tardanza justificada", Status.TARDY, Excuse.EXCUSED),
        ("ISS", "in-school suspension", "suspensión dentro de la escuela", Status.ABSENT, Excuse.EXCUSED),
        ("OSS", "out-of-school suspension", "suspensión fuera de la escuela", Status.ABSENT, Excuse.EXCUSED),
        (LEFT_EARLY, "left early", "salida temprana", Status.LEFT_EARLY, Excuse.UNKNOWN),
    )
)

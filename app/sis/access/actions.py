"""Giving and ending rights to a student's records, by staff or by a file that the district vouches for."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from app import clock
from app.sis.access.models import Basis, EndBasis, RecordsRight
from app.sis.actor import Actor
from app.sis.audit.actions import audited
from app.sis.people.models import StudentContact
from app.sis.refused import Refused

OFFICE = "office"


@dataclass(frozen=True)
class Grant:
    """A right that is asked for: of which tie, why, from when (today) to when (exclusive; open)."""

    tie: StudentContact
    basis: Basis
    starts_on: date | None = None
    ends_on: date | None = None
    document_seen: str = ""


@dataclass(frozen=True)
class Standing:
    """What has been decided on a tie so far."""

    latest: RecordsRight | None = None
    open: RecordsRight | None = None  # the right that is in force or will be

    @property
    def held(self) -> RecordsRight | None:
        """The office's decision that no import may undo: a right it ended, never gave, or gave until a day gone by."""
        latest = self.latest
        if latest is None or self.open is not None:
            return None
        return latest if latest.ended_by_office or latest.source == OFFICE else None

    @property
    def is_of_office(self) -> bool:
        """Whether the office gave the right that is open, or decided against one."""
        return self.held is not None or (self.open is not None and self.open.source == OFFICE)


def standings(ties: Sequence[StudentContact]) -> dict[int, Standing]:
    """What has been decided on each of these ties, by the tie's id. One read."""
    found = {tie.id: Standing() for tie in ties}
    today = clock.today()
    for right in RecordsRight.select().where(RecordsRight.tie.in_(list(found))).order_by(RecordsRight.id):
        is_open = right.granted and right.revoked_at is None and (right.ends_on is None or right.ends_on > today)
        found[right.tie_id] = Standing(right, right if is_open else found[right.tie_id].open)
    return found


def held(tie: StudentContact) -> RecordsRight | None:
    """The office's decision against this tie, if there is one."""
    return standings([tie])[tie.id].held


def grant_right(
    tie: StudentContact,
    *,
    by: Actor,
    basis: Basis,
    source: str = OFFICE,
    starts_on: date | None = None,
    ends_on: date | None = None,
    document_seen: str = "",
) -> RecordsRight:
    """Give the contact of this tie a right to the student's records, from today unless said otherwise.

    `ends_on` is exclusive. Raises Refused("right_ends_before_it_starts"), Refused("right_in_force") where one
    already is, and, where `source` is an import, Refused("right_held") where the office has decided against it
    and Refused("right_restricted") where the tie is restricted.
    """
    grant = Grant(tie, basis, starts_on, ends_on, document_seen)
    with audited("right.granted", by, about=tie.contact_id, student_id=tie.student_id, basis=basis, source=source):
        refusal = _refusal(grant, standings([tie])[tie.id], source)
        if refusal is not None:
            raise refusal
        right: RecordsRight = RecordsRight.create(**_row(grant, by, source))
        return right


def grant_rights(
    grants: Sequence[Grant], *, by: Actor, source: str, undecided_only: bool = False
) -> list[Refused | None]:
    """Give many rights by the rule of `grant_right`; for each, in order, None or why it is refused.

    With `undecided_only`, Refused("right_decided") wherever anybody has ever decided; in any case where a file of
    another kind denied the right. Two statements, one audit event.
    """
    decided = standings([grant.tie for grant in grants])
    refusals = [_refusal(grant, decided[grant.tie.id], source, undecided_only) for grant in grants]
    rows = [_row(grant, by, source) for grant, refusal in zip(grants, refusals, strict=True) if refusal is None]
    if rows:
        with audited("rights.granted", by, source=source, rights=len(rows)):
            RecordsRight.insert_many(rows).execute()
    return refusals


def end_right(
    tie: StudentContact, *, by: Actor, basis: EndBasis, source: str = OFFICE, document_seen: str = ""
) -> None:
    """End the right of this tie now, or decide that there is none: it closes at the contact's next click.

    Decided by the office it is never restored by an import. An import may end only what an import gave:
    Refused("right_given_by_office"). Ending nothing is Refused("no_right") for an import.
    """
    with audited("right.ended", by, about=tie.contact_id, student_id=tie.student_id, basis=basis, source=source):
        right = standings([tie])[tie.id].open
        now = clock.now()
        if source != OFFICE:
            if right is None:
                raise Refused("no_right")
            if right.source == OFFICE:
                raise Refused("right_given_by_office", by=right.decided_by, on=right.decided_at.date())
        if right is None:
            right = RecordsRight(
                tie=tie, granted=False, starts_on=clock.today(), source=source, decided_by=by.name,
                decided_by_id=by.person_id, document_seen=document_seen,
            )  # fmt: skip
        right.revoked_at = now
        right.end_basis = basis
        right.ended_by_office = source == OFFICE
        right.decided_by, right.decided_by_id, right.decided_at = by.name, by.person_id, now
        right.document_seen = document_seen or right.document_seen
        right.save()


def end_rights_given_by(
    source: str, ties: Sequence[StudentContact], *, by: Actor, but: Collection[Basis] = ()
) -> set[int]:
    """End the rights that this import gave on these ties, except on the bases `but`; the ids of the ties it ended.

    For a file that no longer has them. Two statements, one audit event.
    """
    rights = [standing.open for standing in standings(ties).values() if standing.open is not None]
    given = [right for right in rights if right.source == source and right.basis not in but]
    if given:
        with audited("rights.ended", by, source=source, rights=len(given)):
            _end(given, by)
    return {right.tie_id for right in given}


def deny_rights(ties: Sequence[StudentContact], *, by: Actor, source: str) -> set[int]:
    """Keep that a file says there is no right on these ties, and end what an import gave; the ids of those it changed.

    What the office decided stays. Three statements, one audit event.
    """
    denied = {
        tie_id: standing
        for tie_id, standing in standings(ties).items()
        if standing.latest is None or (standing.latest.granted and not standing.is_of_office)
    }
    if denied:
        now = clock.now()
        values = {"granted": False, "starts_on": clock.today(), "revoked_at": now, "source": source}
        decided = {"decided_by": by.name, "decided_by_id": by.person_id, "decided_at": now}
        with audited("rights.denied", by, source=source, rights=len(denied)):
            _end([standing.open for standing in denied.values() if standing.open is not None], by)
            RecordsRight.insert_many([{"tie": tie_id, **values, **decided} for tie_id in denied]).execute()
    return set(denied)


def _end(rights: Sequence[RecordsRight], by: Actor) -> None:
    """End rights for a file that no longer gives them."""
    now = clock.now()
    RecordsRight.update(
        revoked_at=now, end_basis=EndBasis.SOURCE_WITHDREW, decided_at=now,
        decided_by=by.name, decided_by_id=by.person_id,
    ).where(RecordsRight.id.in_([right.id for right in rights])).execute()  # fmt: skip


def _refusal(grant: Grant, standing: Standing, source: str, undecided_only: bool = False) -> Refused | None:
    """The rule: why this right may not be given, if it may not."""
    if grant.ends_on is not None and grant.ends_on <= (grant.starts_on or clock.today()):
        return Refused("right_ends_before_it_starts", field="ends_on")
    if standing.open is not None:
        return Refused("right_in_force", since=standing.open.starts_on)
    if source != OFFICE:
        if (decision := standing.held) is not None:
            return Refused("right_held", by=decision.decided_by, on=_ended_on(decision))
        if grant.tie.restrictions:
            return Refused("right_restricted")
        latest = standing.latest
        if latest is not None and (undecided_only or (not latest.granted and latest.source != source)):
            return Refused("right_decided", on=latest.decided_at.date())
    return None


def _ended_on(decision: RecordsRight) -> date:
    ends_on: date | None = decision.ends_on
    return clock.local(decision.revoked_at).date() if decision.revoked_at else ends_on or decision.starts_on


def _row(grant: Grant, by: Actor, source: str) -> dict[str, object]:
    return {
        "tie": grant.tie.id,
        "starts_on": grant.starts_on or clock.today(),
        "ends_on": grant.ends_on,
        "basis": grant.basis,
        "document_seen": grant.document_seen,
        "source": source,
        "decided_by": by.name,
        "decided_by_id": by.person_id,
    }

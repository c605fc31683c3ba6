"""Giving and ending rights to a student's records, by staff or by a file that the district vouches for."""

from datetime import date

from app import clock
from app.sis.access.models import Basis, EndBasis, RecordsRight
from app.sis.actor import Actor
from app.sis.audit.actions import audited
from app.sis.people.models import StudentContact
from app.sis.refused import Refused

OFFICE = "office"


def held(tie: StudentContact) -> RecordsRight | None:
    """The office's decision against this tie, which no import may undo: a right ended or never given."""
    latest = RecordsRight.select().where(RecordsRight.tie == tie).order_by(RecordsRight.id.desc()).first()
    return latest if latest is not None and latest.ended_by_office else None


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
    already is, and Refused("right_held") where `source` is an import and the office has decided against it.
    """
    starts_on = starts_on or clock.today()
    if ends_on is not None and ends_on <= starts_on:
        raise Refused("right_ends_before_it_starts", field="ends_on")
    with audited("right.granted", by, about=tie.contact_id, student_id=tie.student_id, basis=basis, source=source):
        open_right = _open_right(tie)
        if open_right is not None:
            raise Refused("right_in_force", since=open_right.starts_on)
        if source != OFFICE and (decision := held(tie)) is not None:
            raise Refused("right_held", by=decision.decided_by, on=decision.decided_at.date())
        right: RecordsRight = RecordsRight.create(
            tie=tie,
            starts_on=starts_on,
            ends_on=ends_on,
            basis=basis,
            document_seen=document_seen,
            source=source,
            decided_by=by.name,
            decided_by_id=by.person_id,
        )
        return right


def end_right(tie: StudentContact, *, by: Actor, basis: EndBasis, source: str = OFFICE, document_seen: str = "") -> None:
    """End the right of this tie now, or decide that there is none: it closes at the contact's next click.

    Decided by the office it is never restored by an import. An import may end only what an import gave:
    Refused("right_given_by_office"). Ending nothing is Refused("no_right") for an import.
    """
    with audited("right.ended", by, about=tie.contact_id, student_id=tie.student_id, basis=basis, source=source):
        right = _open_right(tie)
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


def _open_right(tie: StudentContact) -> RecordsRight | None:
    """The right of this tie that is in force or will be, if any."""
    return (
        RecordsRight.select()
        .where(
            (RecordsRight.tie == tie)
            & RecordsRight.granted
            & RecordsRight.revoked_at.is_null()
            & (RecordsRight.ends_on.is_null() | (RecordsRight.ends_on > clock.today()))
        )
        .first()
    )

"""The seals leave the house: once a week they are mailed to whoever keeps them for the district."""

from flask import current_app

from app import clock
from app.sis.access.staffing import district_office_emails
from app.sis.audit.seals import newest_seals
from app.sis.outbox.actions import enqueue


def mail_seals() -> None:
    """Send this week's, if that was not done yet: to DISTRICT_EMAIL, else to everybody in the district office."""
    newest = newest_seals()
    if not newest:
        return
    seals = [{"log": seal.log, "last_id": seal.last_id, "rows": seal.rows, "digest": seal.digest} for seal in newest]
    given = current_app.config["SETTINGS"].district_email
    week = clock.today().strftime("%G-W%V")
    for person_id, email in [(0, given)] if given else district_office_emails():
        enqueue("access_seal", person_id, event=f"access_seal {week} {person_id}", address=email, seals=seals)

"""From the outbox to the way out. A message is marked as sent after it is: killed between the two, it is sent again."""

import logging
from enum import StrEnum

from app.mail.carriers import Carrier, Rejected, Trouble, Unreachable
from app.mail.letter import NotSent, as_mail
from app.mail.messages import MESSAGES
from app.sis.outbox import queue

log = logging.getLogger("homeroom.mail")


class Outcome(StrEnum):
    SENT = "sent"
    WAITS = "to try again"
    DROPPED = "dropped"


def deliver_next(carrier: Carrier) -> Outcome | None:
    """Deliver what has waited longest; None where nothing is due. Whatever becomes of one, the next has its turn."""
    message = queue.claim()
    if message is None:
        return None
    try:
        carrier.deliver(as_mail(MESSAGES[message.kind](message), message))
    except NotSent as reason:
        (queue.forget if reason.is_strangers else queue.drop)(message, reason.why)
        return Outcome.DROPPED
    except Rejected as trouble:
        queue.drop(message, "refused by the mail server", str(trouble))
        return Outcome.DROPPED
    except Trouble as trouble:
        queue.try_again(message, str(trouble))
        if isinstance(trouble, Unreachable):
            queue.let_all_wait()
        return Outcome.WAITS
    except Exception as error:  # ours: shown with the message, which waits for the version that mends it
        log.exception("message %s (%s)", message.id, message.kind)
        queue.try_again(message, f"{type(error).__name__}: {error}")
        return Outcome.WAITS
    queue.sent(message)
    return Outcome.SENT

"""Who asks."""

from dataclasses import dataclass
from datetime import datetime

from app.sis.access.roles import Role, RoleInForce
from app.sis.actor import Actor


@dataclass(frozen=True)
class Viewer:
    """The person behind a session that is in force, read anew for every request."""

    session_id: int
    account_id: int
    person_id: int
    name: str
    language: str
    csrf_secret: str
    seen_minutes_ago: int
    visited_before_at: datetime | None  # when the session before this one began
    roles: tuple[RoleInForce, ...]  # as staff, today
    public_computer: bool = False  # where the session runs
    has_second_factor: bool = False
    has_first_password: bool = False  # from a slip: nothing opens before an own one is set
    has_pass: bool = False  # as a substitute, today

    @property
    def is_staff(self) -> bool:
        return bool(self.roles) or self.has_pass

    @property
    def has_classes(self) -> bool:
        """Whether there are classes to show: a teacher's, or a substitute's of today."""
        return self.has_pass or any(each.role == Role.TEACHER for each in self.roles)

    @property
    def actor(self) -> Actor:
        return Actor(self.name, self.account_id, self.person_id)

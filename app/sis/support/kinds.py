"""What kinds of reports there are."""

from enum import StrEnum


class Kind(StrEnum):
    PROBLEM = "problem"
    COMMENT = "comment"
    SUGGESTION = "suggestion"

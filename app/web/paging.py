"""Lists in pages."""

from flask import request

MOST = 100_000  # pages; beyond that there is no list


def page_number() -> int:
    """The page of a list that ?page= asks for, from 1; what is no number is the first."""
    asked = request.args.get("page", "")
    number = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 7 else 1
    return min(max(1, number), MOST)

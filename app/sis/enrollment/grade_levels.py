"""Grade levels as the CEDS tokens under which they are kept."""

TOKENS = ("IT", "PR", "PK", "TK", "KG", *(f"{number:02}" for number in range(1, 14)), "PS", "UG", "Other")
FROM_6_UP = frozenset(f"{number:02}" for number in range(6, 14))  # middle and high school: students with accounts
NAMES = {
    **{token.casefold(): token for token in TOKENS},
    **{str(number): f"{number:02}" for number in range(1, 10)},
    **dict.fromkeys(("k", "0", "00", "kindergarten"), "KG"),
    "pre-k": "PK",
    "prekindergarten": "PK",
}


def place(token: str) -> int:
    """Where a grade level stands in the order of them; what is none comes last."""
    return TOKENS.index(token) if token in TOKENS else len(TOKENS)


def token_of(name: str) -> str | None:
    """The token of a grade level as people write it: 09 for "9", KG for "K"; None for what is none."""
    return NAMES.get(name.strip().casefold())

"""What every part of the demonstration district is laid with: its year, its chance, its rows on their way."""

from collections import defaultdict
from copy import copy
from random import Random
from typing import TypeVar

from app.database.fields import ALPHABET
from app.demo.batch import Batch
from app.demo.year import Year, before


class District:
    """One district under construction. The same seed and year lay the same rows."""

    def __init__(self, seed: int, year: Year) -> None:
        self.seed: object = seed
        self.year = year
        self.batch = Batch()
        self.add = self.batch.add
        self.sessions: dict[str, int] = {}  # YEAR, S1, S2, Q1 … Q4 by their numbers
        self._keys: dict[str, Random] = {}
        self._taken: defaultdict[str, set[str]] = defaultdict(set)

    def a_year_ago(self) -> "District":
        """The same district in the school year before: other days and sessions, and a chance of its own."""
        past = copy(self)
        past.seed, past.year, past.sessions = f"{self.seed}/before", before(self.year), {}
        return past

    def chance(self, *about: object) -> Random:
        """A stream of its own for each matter, so that what is added to one leaves the others as they were."""
        return Random("/".join(map(str, (self.seed, *about))))

    def key(self, kind: str) -> str:
        """The next address of a kind of row: the same from one laying to the next."""
        stream = self._keys.get(kind) or self._keys.setdefault(kind, self.chance("key", kind))
        while True:
            key = "".join(stream.choices(ALPHABET, k=8))
            if key not in self._taken[kind]:
                self._taken[kind].add(key)
                return key


T = TypeVar("T")


def pick(chance: Random, shares: dict[T, int]) -> T:
    """One of the keys, in proportion to its number."""
    return chance.choices(list(shares), list(shares.values()))[0]

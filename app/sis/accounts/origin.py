"""Where an attempt to sign in comes from."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Origin:
    """What is known of the computer at the other end."""

    address: str
    device: str = ""  # "Firefox, Windows": for its owner to recognise, in no language
    mark: str = ""  # random, kept by this browser; of one that is said to be public only what it has sent
    public_computer: bool = False

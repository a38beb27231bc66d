"""Drawing lots that anyone can repeat: an order of options made from a published seed.

Each option stands at the SHA-256 of "seed:option"; the smallest comes first. Nothing secret, no random generator, so
that the same draw can be made with any program, or by hand with a website.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from hashlib import sha256


def lot(option: Hashable, seed: str) -> str:
    """The drawn lot of one option: 64 hexadecimal digits."""
    return sha256(f"{seed}:{option}".encode()).hexdigest()


def by_lot(options: Iterable[Hashable], seed: str) -> list[Hashable]:
    """The options in the order of their lots."""
    return sorted(options, key=lambda option: lot(option, seed))

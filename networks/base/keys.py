"""Keys made here and not by the database, so that archives, merges and phones can make them too."""

import hashlib
import os
import secrets
import time
import uuid

# Letters and digits that nobody mistakes for one another, on paper or on the telephone.
CLEAR = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"


def uuid7() -> uuid.UUID:
    """Return a UUID version 7 (RFC 9562): 48 bits of milliseconds, then random. Keys made later sort later."""
    value = (time.time_ns() // 1_000_000) << 80 | int.from_bytes(os.urandom(10))
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return uuid.UUID(int=value)


def clear_code(length: int = 6) -> str:
    """Return a random code of `length` characters without look-alikes."""
    return "".join(secrets.choice(CLEAR) for _ in range(length))


def normal_code(typed: str) -> str:
    """Return what somebody typed as a code is written: capitals, without spaces and dashes."""
    return "".join(ch for ch in typed.upper() if ch.isalnum())


def token() -> str:
    """Return a secret for a link: 256 bits, safe in an address."""
    return secrets.token_urlsafe(32)


def hashed(secret: str) -> str:
    """Return what is kept of a secret made by `token`: enough to recognise it, not to know it."""
    return hashlib.sha256(secret.encode()).hexdigest()

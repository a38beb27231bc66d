"""A file that only who knows the passphrase reads: scrypt (RFC 7914) makes the key, AES-256-GCM seals it piece by piece.

Pieces are numbered and the last one is marked, so that none can be taken away, added or exchanged (the STREAM construction: Hoang,
Reyhanitabar, Rogaway, Vizár 2015). Written and read from front to back; memory holds one piece.
"""

import io
import os
import struct
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

MAGIC = b"NET-WORKS BACKUP 1\n"
PIECE = 1 << 20  # bytes
TAG = 16
COST = 17  # 2 ** COST × 8 × 128 bytes: 128 MB for a moment
LEAST = 12  # characters of a passphrase


class CannotOpen(Exception):
    """The file is not a backup, was damaged, or the passphrase is another one."""


def _key(passphrase: str, salt: bytes, cost: int) -> AESGCM:
    derived = Scrypt(salt=salt, length=32, n=2**cost, r=8, p=1).derive(passphrase.encode())
    return AESGCM(derived)


def _nonce(prefix: bytes, number: int, last: bool) -> bytes:
    return prefix + struct.pack(">IB", number, last)


class Writer(io.RawIOBase):
    """Seals what is written into `file`. Close it: without its last piece the file is worth nothing."""

    def __init__(self, file: BinaryIO, passphrase: str, cost: int = COST):
        salt, self.prefix = os.urandom(16), os.urandom(7)
        self.head = MAGIC + bytes([cost]) + salt + self.prefix
        self.file, self.cipher, self.number, self.waiting = file, _key(passphrase, salt, cost), 0, bytearray()
        file.write(self.head)

    def writable(self) -> bool:
        return True

    def write(self, data) -> int:
        self.waiting += data
        while len(self.waiting) > PIECE:  # the last piece is only known at the end
            self._seal(bytes(self.waiting[:PIECE]), last=False)
            del self.waiting[:PIECE]
        return len(data)

    def _seal(self, piece: bytes, last: bool) -> None:
        self.file.write(self.cipher.encrypt(_nonce(self.prefix, self.number, last), piece, self.head))
        self.number += 1

    def finish(self) -> None:
        """Write the last piece."""
        self._seal(bytes(self.waiting), last=True)
        self.waiting.clear()


class Reader(io.RawIOBase):
    """Reads what a Writer sealed. Raises CannotOpen; nothing that was changed is ever returned."""

    def __init__(self, file: BinaryIO, passphrase: str):
        head = file.read(len(MAGIC) + 1 + 16 + 7)
        if not head.startswith(MAGIC) or len(head) < len(MAGIC) + 24 or head[len(MAGIC)] > 20:
            raise CannotOpen("This is not a backup of Net-Works.")
        cost, salt, self.prefix = head[len(MAGIC)], head[len(MAGIC) + 1 :][:16], head[-7:]
        self.head, self.file, self.cipher = head, file, _key(passphrase, salt, cost)
        self.number, self.opened, self.ended = 0, b"", False
        self.next = file.read(PIECE + TAG)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        while not self.opened and not self.ended:
            self._open()
        count = min(len(buffer), len(self.opened))
        buffer[:count], self.opened = self.opened[:count], self.opened[count:]
        return count

    def _open(self) -> None:
        sealed, self.next = self.next, self.file.read(PIECE + TAG)
        self.ended = not self.next
        try:
            self.opened = self.cipher.decrypt(_nonce(self.prefix, self.number, self.ended), sealed, self.head)
        except InvalidTag:
            why = (
                "The passphrase is another one, or the file was damaged."
                if not self.number
                else "The backup is cut off or damaged. Take another one."
            )
            raise CannotOpen(why) from None
        self.number += 1

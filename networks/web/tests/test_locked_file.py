"""The encryption of backups: whoever has another passphrase, or changed a bit, reads nothing."""

import io

import pytest

from networks.web.backups import locked_file
from networks.web.backups.locked_file import CannotOpen, Reader, Writer

CHEAP = 8


def locked(content: bytes, passphrase="correct horse battery") -> bytes:
    file = io.BytesIO()
    writer = Writer(file, passphrase, cost=CHEAP)
    for start in range(0, len(content), 70_000):
        writer.write(content[start : start + 70_000])
    writer.finish()
    return file.getvalue()


def unlocked(sealed: bytes, passphrase="correct horse battery") -> bytes:
    reader = Reader(io.BytesIO(sealed), passphrase)
    return b"".join(iter(lambda: reader.read(50_000), b""))


@pytest.mark.parametrize("size", [0, 1, 999, 1000, 1001, 2000, 5500])
def test_what_goes_in_comes_out(size, monkeypatch):
    monkeypatch.setattr(locked_file, "PIECE", 1000)
    content = bytes(n % 251 for n in range(size))
    sealed = locked(content)
    assert unlocked(sealed) == content
    assert size < 20 or content not in sealed


def test_nobody_else_reads_or_changes_it(monkeypatch):
    monkeypatch.setattr(locked_file, "PIECE", 1000)
    content = b"secret" * 1000
    sealed = locked(content)
    head, piece = len(locked_file.MAGIC) + 24, 1000 + locked_file.TAG
    pieces = [sealed[head + n * piece :][:piece] for n in range(6)]
    wrong = {
        "a bit": sealed[:-20] + bytes([sealed[-20] ^ 1]) + sealed[-19:],
        "cut off": sealed[: head + 3 * piece],
        "exchanged": sealed[:head] + pieces[1] + pieces[0] + b"".join(pieces[2:]),
        "taken away": sealed[:head] + pieces[0] + b"".join(pieces[2:]),
        "longer": sealed + pieces[0],
        "another head": sealed[: head - 1] + bytes([sealed[head - 1] ^ 1]) + sealed[head:],
        "no backup": b"PK\x03\x04" + sealed,
        "empty": b"",
    }
    for what, changed in wrong.items():
        with pytest.raises(CannotOpen):
            unlocked(changed)
            pytest.fail(what)
    with pytest.raises(CannotOpen, match="passphrase"):
        unlocked(sealed, "another passphrase")

"""An uploaded file is what its contents are, whatever its name says."""

import io
import zipfile

import pytest

from networks.base.files import errors
from networks.base.files.docx import docx
from networks.base.files.pdf import pdf
from networks.base.files.sheets import Sheet, csv, xlsx
from networks.base.files.uploads import TEXTS, check, safe_name
from networks.base.tests.documents import REPORT
from networks.base.tests.test_pictures import sent
from networks.base.tests.test_sheets import MADE


def packed(**parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, body in parts.items():
            file.writestr(name.replace("__", "/"), body)
    return out.getvalue()


DOCX = docx(REPORT)
OPEN = {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>"}


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.pdf", pdf(REPORT), "pdf"),
        ("a.docx", DOCX, "docx"),
        ("a.xlsx", xlsx([Sheet("a", ["b"], [])], MADE), "xlsx"),
        ("a.odt", packed(**OPEN), "odt"),
        ("a.csv", csv(["a"], [["é"]]), "csv"),
        ("a.txt", "Łódź".encode("utf-16"), "txt"),
        ("a.md", b"# A <b>", "md"),
        *[
            (f"a.{kind}", sent(kind.upper().replace("JPG", "JPEG")), kind)
            for kind in ["jpg", "png", "webp", "gif", "avif"]
        ],
        ("a.JPEG", sent(), "jpg"),
        ("photo.png", sent(), "jpg"),
        ("letter.txt", DOCX, "docx"),
    ],
)
def test_kinds(name, data, kind):
    found = check(name, data)
    assert (found.kind, found.size) == (kind, len(data))
    assert found.name.endswith(f".{kind}")


@pytest.mark.parametrize(
    ("name", "data", "error"),
    [
        ("a.pdf", b"", errors.FileEmpty),
        ("a.pdf", bytes(21 * 1024 * 1024), errors.FileTooLarge),
        ("a.png", b"<svg onload='x'/>", errors.ActiveContent),
        ("a.svg", b"<?xml version='1.0'?><svg/>", errors.ActiveContent),
        ("a.txt", b"hello <script>alert(1)</script>", errors.ActiveContent),
        ("a.txt", "<script>".encode("utf-16"), errors.ActiveContent),
        ("a.csv", b"x" * 5000 + b"<script>", errors.ActiveContent),
        ("a.html", b"<!doctype html>", errors.ActiveContent),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), errors.ActiveContent),
        ("a.docm", packed(**{"[Content_Types].xml": "document.macroEnabled.main+xml"}), errors.ActiveContent),
        ("a.docx", packed(word__vbaProject_bin="x", **{"word/vbaProject.bin": "x"}), errors.ActiveContent),
        ("a.odt", packed(Basic__script="x", **OPEN), errors.ActiveContent),
        ("a.zip", packed(a="b"), errors.KindNotAllowed),
        ("a.docx", packed(a="b"), errors.KindNotAllowed),
        ("a.docx", DOCX[:1000], errors.FileBroken),
        ("a.docx", packed(a=bytes(201 * 1024 * 1024)), errors.UnpacksTooLarge),
        ("a.exe", b"MZ" + bytes(500), errors.KindNotAllowed),
        ("a.pdf", b"MZ" + bytes(500), errors.KindUnknown),
        ("a.txt", b"\x00\x01\x02", errors.KindUnknown),
        ("a", b"words", errors.KindNotAllowed),
    ],
)
def test_what_is_refused(name, data, error):
    with pytest.raises(error) as raised:
        check(name, data)
    assert "%(" not in str(raised.value)


def test_only_what_is_taken_here():
    with pytest.raises(errors.KindNotAllowed, match="TXT, CSV"):
        check("a.pdf", pdf(REPORT), allowed=["txt", "csv"])
    assert check("a.csv", b"a,b", allowed=TEXTS).media_type == "text/csv"


@pytest.mark.parametrize(
    ("name", "kind", "safe"),
    [
        ("../../etc/passwd", "txt", "passwd.txt"),
        ("C:\\Users\\Ana\\Année 2026.PDF", "pdf", "Année 2026.pdf"),
        ("invoice\u202efdp.exe", "pdf", "invoicefdp.exe.pdf"),
        ("a\r\nSet-Cookie: b.csv", "csv", "aSet-Cookie b.csv"),
        ("...", "png", "file.png"),
        ("photo.jpeg", "jpg", "photo.jpg"),
        ("v1.2 final", "docx", "v1.2 final.docx"),
        ("ж" * 300, "pdf", "ж" * 120 + ".pdf"),
    ],
)
def test_names_are_safe_to_save(name, kind, safe):
    assert safe_name(name, kind) == safe

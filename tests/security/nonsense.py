"""What nobody should send: values, bodies and headers; and what the forms of a page would send."""

import json
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import quote_plus, urlencode

from django.core.files.uploadedfile import SimpleUploadedFile

UNKNOWN_KEY = "01999999-9999-7999-8999-999999999999"
# Each stands for a way in which something is not what it should be. Text is sent as UTF-8, bytes as they are.
VALUES: dict[str, str | bytes] = {
    "nothing": "",
    "NUL": "a\x00b",
    "not UTF-8": b"caf\xe9 \xff\xfe \xed\xa0\x80",
    "100,000 characters": "x" * 100_000,
    "strange letters": " \u202eنريد\u202c\u200b 👩‍👩‍👧‍👦🏳️‍🌈 e"
    + "\u0301" * 500
    + "\x01\x0b\x1b\ufffe <script>{{ 7*7 }}%(name)s{0}",
    "a line break": "en\r\nSet-Cookie: a=b",
    "a broken address": "http://[::1",
    "too many digits": "9" * 5_000,
    "64 bits and one": "9223372036854775808",
    "an infinite number": "1e999",
    "a digit that is none": "²",
    "a key of nothing": UNKNOWN_KEY,
    "no such day": "2026-02-31T25:61",
    "the first day": "0001-01-01T00:00",
    "the last day": "9999-12-31T23:59",
    "an object": '{"id": "x", "a": [1, {}]}',
    "deep": "[" * 20_000,
}
# Those that reach furthest, for fields of a form that are wrong alone, the others right. FEW is for queries and paths.
ALONE = ("NUL", "64 bits and one", "a line break", "a key of nothing")
# Of those, what a database refuses by itself: letters that PostgreSQL has no place for, numbers that fit into no column.
FOR_DATABASES = ("NUL", "64 bits and one")
# Of all, what PostgreSQL may refuse where SQLite takes it.
REFUSED = (
    "nothing",
    "NUL",
    "not UTF-8",
    "100,000 characters",
    "strange letters",
    "too many digits",
    "64 bits and one",
    "an infinite number",
    "the first day",
    "the last day",
)
FEW = (
    "NUL",
    "not UTF-8",
    "a line break",
    "too many digits",
    "64 bits and one",
    "a digit that is none",
    "a key of nothing",
)
HEADERS = {
    "HTTP_ACCEPT_LANGUAGE": "zz-\x00;q=²,,;=, *-*;q=9",
    "HTTP_REFERER": "http://[",
    "HTTP_X_VOTER": "a\x00b",
    "HTTP_LAST_EVENT_ID": "²",
    "HTTP_HX_CURRENT_URL": "http://[",
    "HTTP_HX_REQUEST": "true",
    "HTTP_RANGE": "bytes=9-1",
    "HTTP_IF_MODIFIED_SINCE": "yesterday",
    "HTTP_X_FORWARDED_FOR": "²",
}
COOKIES = ("seat", "language", "reading", "theme", "local_key", "csrftoken", "messages")
JSON_VALUES = (None, 10**400, "a\x00b", "\ud800", [[1]], {"a": {"b": 1}})
JSON_BODIES = (b"null", b"[]", b"{", b"\xff", b'{"a": ' + b"[" * 100_000)


def encoded(names, value: str | bytes, others: dict | None = None) -> bytes:
    """A form's body, or a query, that gives this value to each of the names and to `others` their own."""
    value = quote_plus(
        value, safe="["
    )  # which a server reads as it is; 20,000 of them take their time otherwise
    fields = [f"{quote_plus(name)}={value}" for name in sorted(names)]
    rest = {name: given for name, given in (others or {}).items() if name not in names}
    return "&".join([*fields, urlencode(rest, doseq=True)]).encode()


def as_json(names, value) -> bytes:
    return json.dumps(dict.fromkeys(sorted(names), value)).encode()


def files() -> list[SimpleUploadedFile]:
    """Files that are not what their names say, or not whole."""
    broken = b'email,name\r\n"ana@example.org,Ana\r\n\x00,\x00\r\n=1+1,b\xe9b\xe9\r\nx;y;z;' + b"," * 5_000
    return [
        SimpleUploadedFile("broken.csv", broken, "text/csv"),
        SimpleUploadedFile("wide.csv", "email,name\nana@example.org,Ána\n".encode("utf-16"), "text/csv"),
        SimpleUploadedFile("half.xlsx", b"PK\x03\x04" + bytes(200), "application/vnd.ms-excel"),
        SimpleUploadedFile("picture.png", b"\x89PNG\r\n\x1a\n" + b"\xff" * 50, "image/png"),
        SimpleUploadedFile("a\u202ename" + "x" * 300 + ".pdf", b"%PDF-1.7 nothing", "application/pdf"),
    ]


@dataclass
class Form:
    """A form on a page: where it leads and what it would send."""

    action: str = ""
    method: str = "get"
    fields: dict[str, list[str]] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)


TYPED = {
    "email": "ana@example.org", "number": "1", "date": "2027-05-05", "datetime-local": "2027-05-05T14:00", "time": "14:00",
    "url": "https://example.org/", "tel": "+32 2 123", "search": "word", "color": "#112233",
}  # fmt: skip


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.by_id: dict[str, Form] = {}
        self.inside: Form | None = None
        self.select: tuple[Form, str] | None = None
        self.area: tuple[Form, str] | None = None
        self.text = ""

    def handle_starttag(self, tag, attributes):
        attrs = {name: value or "" for name, value in attributes}
        if tag == "form":
            self.inside = Form(attrs.get("action", ""), attrs.get("method", "get").lower())
            self.forms.append(self.inside)
            if "id" in attrs:
                self.by_id[attrs["id"]] = self.inside
        form = self.by_id.get(attrs.get("form", ""), self.inside)
        name = attrs.get("name", "")
        if form is None or not name:
            if tag == "option" and self.select:
                self._choose(attrs)
            return
        if tag == "input":
            self._fill(form, name, attrs)
        elif tag == "select":
            self.select = form, name
        elif tag == "textarea":
            self.area, self.text = (form, name), ""
        elif tag == "button" and name not in form.fields:
            form.fields[name] = [attrs.get("value", "")]

    def _fill(self, form: Form, name: str, attrs: dict[str, str]) -> None:
        kind = attrs.get("type", "text")
        if kind == "file":
            form.files.append(name)
        elif kind in ("radio", "checkbox"):
            if name not in form.fields or "checked" in attrs:
                form.fields[name] = [attrs.get("value", "on")]
        else:
            form.fields.setdefault(name, []).append(attrs.get("value") or TYPED.get(kind, "Some words"))

    def _choose(self, attrs: dict[str, str]) -> None:
        form, name = self.select
        if name not in form.fields or form.fields[name] == [""] or "selected" in attrs:
            form.fields[name] = [attrs.get("value", "")]

    def handle_endtag(self, tag):
        if tag == "form":
            self.inside = None
        elif tag == "select":
            self.select = None
        elif tag == "textarea" and self.area:
            form, name = self.area
            form.fields[name] = [self.text.strip() or "Some words"]
            self.area = None

    def handle_data(self, data):
        self.text += data


def forms_of(page: str) -> list[Form]:
    """All forms of a page, each filled in as somebody would who chooses the first that is offered."""
    reader = _Forms()
    reader.feed(page)
    return reader.forms

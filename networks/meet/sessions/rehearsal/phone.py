"""A phone as far as a rehearsal needs one: asks for pages, keeps cookies, sends forms, follows a stream. Only this machine is called."""

import asyncio
import ipaddress
import json
import random
from collections.abc import AsyncIterator
from html.parser import HTMLParser
from urllib.parse import urlencode, urlsplit

PATIENCE = 60  # seconds that a page may take
LARGEST = 5_000_000  # bytes of a page


class NotHere(ValueError):
    """The address is not one of this machine."""


class Broken(OSError):
    """The server hung up, or said something that is no HTTP."""


def host_and_port(address: str) -> tuple[str, int]:
    """Return host and port of `address`, such as http://localhost:8000. Raises NotHere unless it is this machine, without https."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    try:
        local = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        local = False
    if parts.scheme != "http" or not local:
        raise NotHere(f"{address} is not this machine: name an address such as http://localhost:8000")
    return host, parts.port or 80


class Phone:
    """One browser: `get`, `post` and `send` return (status, text); a redirect is followed."""

    def __init__(self, address: str):
        self.address = address.rstrip("/")
        self.host, self.port = host_and_port(address)
        self.cookies: dict[str, str] = {}

    async def get(self, path: str, **headers: str) -> tuple[int, str]:
        return await self._ask("GET", path, headers)

    async def post(self, path: str, fields: list[tuple[str, str]], **headers: str) -> tuple[int, str]:
        """Send a form."""
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        return await self._ask("POST", path, headers, urlencode(fields).encode())

    async def send(self, path: str, content: dict) -> tuple[int, dict]:
        """Send JSON, as the page's script does; return what came back as JSON ({} where it is none)."""
        headers = {"Content-Type": "application/json", "X-Net-Works": "1", "Accept": "application/json"}
        status, text = await self._ask("POST", path, headers, json.dumps(content).encode())
        try:
            return status, json.loads(text)
        except ValueError:
            return status, {}

    async def _ask(self, method: str, path: str, headers: dict, body: bytes = b"") -> tuple[int, str]:
        async with asyncio.timeout(PATIENCE):
            for _redirect in range(5):
                status, answered, reader, writer = await self._open(method, path, headers, body)
                try:
                    text = b"".join([piece async for piece in _pieces(reader, answered)])
                finally:
                    writer.close()
                if status in (301, 302, 303) and answered.get("location", "").startswith("/"):
                    method, path, body = "GET", answered["location"], b""
                    continue
                return status, text.decode(errors="replace")
        raise Broken("more than five redirects")

    async def _open(self, method: str, path: str, headers: dict, body: bytes = b""):
        reader, writer = await asyncio.open_connection(self.host, self.port, limit=LARGEST)
        lines = {
            "Host": f"{self.host}:{self.port}",
            "Origin": self.address,
            "Connection": "close",
            "Content-Length": str(len(body)),
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        if self.cookies:
            lines["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        writer.write(f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + body)
        try:
            await writer.drain()
            first = (await reader.readline()).split()
            if len(first) < 2 or not first[1].isdigit():
                raise Broken("the server hung up")
            answered: dict[str, str] = {}
            while line := (await reader.readline()).strip():
                name, _colon, value = line.decode("latin-1").partition(":")
                if name.lower() == "set-cookie":
                    cookie, _equals, content = value.strip().partition("=")
                    self.cookies[cookie] = content.partition(";")[0]
                answered[name.lower()] = value.strip()
        except BaseException:
            writer.close()
            raise
        return int(first[1]), answered, reader, writer

    async def follow(self, path: str) -> AsyncIterator[dict]:
        """Yield the messages of a stream of server-sent events, until it ends."""
        status, answered, reader, writer = await self._open("GET", path, {"Accept": "text/event-stream"})
        try:
            if status != 200:
                raise Broken(f"the stream answered {status}")
            rest = b""
            async for piece in _pieces(reader, answered):
                *events, rest = (rest + piece).split(b"\n\n")
                for event in events:
                    for line in event.split(b"\n"):
                        if line.startswith(b"data: {"):
                            yield json.loads(line[6:])
        finally:
            writer.close()


async def _pieces(reader: asyncio.StreamReader, headers: dict[str, str]) -> AsyncIterator[bytes]:
    """The body of an answer, as it comes: of known length, in chunks, or until the end."""
    if headers.get("transfer-encoding", "").lower() == "chunked":
        while size := int((await reader.readline()).split(b";")[0] or b"0", 16):
            yield await reader.readexactly(size)
            await reader.readline()
    elif "content-length" in headers:
        yield await reader.readexactly(min(int(headers["content-length"]), LARGEST))
    else:
        while piece := await reader.read(65536):
            yield piece


class Form(HTMLParser):
    """The first form of a page that is sent by POST and has the field `having`; `filled(chance)` fills it in somehow."""

    def __init__(self, html: str, having: str = ""):
        super().__init__()
        self.having = having
        self.forms: list[list[tuple[str, dict]]] = []
        self.inside: list[tuple[str, dict]] | None = None
        self.select: dict | None = None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = [] if found.get("method") == "post" else None
            if self.inside is not None:
                self.forms.append(self.inside)
        elif self.inside is None:
            return
        elif tag == "option" and self.select is not None:
            self.select["options"].append(found.get("value", ""))
        elif tag in ("input", "textarea", "select", "button") and found.get("name"):
            kind = found.get("type", "text") if tag == "input" else tag
            entry = {**found, "kind": kind, "options": []}
            self.inside.append((found["name"], entry))
            self.select = entry if tag == "select" else None

    def handle_endtag(self, tag):
        if tag == "form":
            self.inside = self.select = None
        elif tag == "select":
            self.select = None

    def filled(self, chance: random.Random, words: str = "", **given: str) -> list[tuple[str, str]] | None:
        """Return the fields as somebody might fill them in, or None where there is no such form."""
        fields = next((f for f in self.forms if not self.having or self.having in dict(f)), None)
        if fields is None:
            return None
        sent: list[tuple[str, str]] = []
        choices: dict[str, list[str]] = {}
        places = [name for name, entry in fields if entry["kind"] == "number"]
        order = dict(
            zip(places, map(str, chance.sample(range(1, len(places) + 1), len(places))), strict=True)
        )
        for name, entry in fields:
            kind, value = entry["kind"], entry.get("value", "")
            if name in given:
                continue
            if kind == "hidden":
                sent.append((name, value))
            elif kind == "number":
                sent.append((name, order[name]))
            elif kind in ("radio", "button"):
                choices.setdefault(name, []).append(value)
            elif kind == "checkbox":
                if chance.random() < 0.4:
                    sent.append((name, value or "on"))
            elif kind == "select":
                sent.append((name, chance.choice(entry["options"] or [""])))
            elif kind == "textarea" and chance.random() < 0.5:
                sent.append((name, words))
        sent += [(name, chance.choice(values)) for name, values in choices.items()]
        return [*sent, *given.items()]

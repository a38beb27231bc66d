"""Calls to services outside that an administrator configured. They never lead into the network that this machine stands in.

A name is resolved once, every address that it has is looked at, and the connection goes to the address that was looked at (a name that answers
differently the second time gains nothing). Redirects are not followed. A service on this very machine is allowed where it is named as such
(`http://localhost:5000`); other private addresses only with `private=True`, which a setting of its own has to say.
"""

import http.client
import ipaddress
import json
import socket
import ssl
from typing import Any
from urllib.parse import urlsplit

LARGEST = 2_000_000  # bytes of an answer
HERE = ("localhost", "127.0.0.1", "::1")


class NotReached(Exception):
    """The service did not answer as it should. `status` is the HTTP status, or None where there was none."""

    def __init__(self, message: str, status: int | None = None):
        super().__init__(message)
        self.status = status


class NotAllowed(NotReached):
    """The address of the service is not one that may be called."""


def post_json(url: str, data: dict[str, Any], *, timeout: float = 20, private: bool = False) -> Any:
    """Send `data` as JSON to `url` and return the JSON that comes back. Raises NotReached or NotAllowed."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise NotAllowed("A service has an address that begins with https:// or http://.")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    address = allowed_address(parts.hostname, port, private=private)
    body = json.dumps(data).encode()
    connection = _Pinned(parts.hostname, port, address, secure=parts.scheme == "https", timeout=timeout)
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request(
            "POST", path, body, {"Content-Type": "application/json", "Accept": "application/json"}
        )
        response = connection.getresponse()
        content = response.read(LARGEST + 1)
        if response.status != 200:
            raise NotReached(f"The service answered {response.status}.", response.status)
        if len(content) > LARGEST:
            raise NotReached("The answer of the service is too long.")
        return json.loads(content)
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise NotReached(f"The service cannot be used: {type(error).__name__}.") from error
    finally:
        connection.close()


def allowed_address(host: str, port: int, *, private: bool = False) -> str:
    """Return an address of `host` that may be called. Raises NotAllowed if any of its addresses may not be."""
    try:
        found = [str(row[4][0]) for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except OSError as error:
        raise NotReached("The name of the service is not known.") from error
    for text in found:
        if not _may_be_called(ipaddress.ip_address(text.split("%")[0]), host, private):
            raise NotAllowed(f"{host} leads to an address inside a private network.")
    return found[0]


def _may_be_called(address: Any, host: str, private: bool) -> bool:
    mapped = getattr(address, "ipv4_mapped", None) or getattr(address, "sixtofour", None)
    if mapped is not None:
        address = mapped
    if address.is_multicast or address.is_unspecified or address.is_link_local:
        return False
    if address.is_loopback:
        return host.lower() in HERE or private
    return bool(address.is_global) or private


class _Pinned(http.client.HTTPConnection):
    """A connection to one address, whatever the name would lead to by now; certificates are checked against the name."""

    def __init__(self, host: str, port: int, address: str, *, secure: bool, timeout: float):
        super().__init__(host, port, timeout=timeout)
        self.address, self.secure = address, secure

    def connect(self) -> None:
        self.sock = socket.create_connection((self.address, self.port), self.timeout)
        if self.secure:
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)

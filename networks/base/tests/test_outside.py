"""Calls to configured services never lead into the network that the machine stands in."""

import json
import socket
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from networks.base import outside


class Echo(BaseHTTPRequestHandler):
    """Answers with what it was sent; /away redirects, /broken fails, /words is no JSON."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        status = {"/away": 302, "/broken": 500, "/unknown": 400}.get(self.path, 200)
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "http://localhost/elsewhere")
        self.end_headers()
        self.wfile.write(
            b"words" if self.path == "/words" else json.dumps({"got": json.loads(body)}).encode()
        )

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def echo():
    server = HTTPServer(("127.0.0.1", 0), Echo)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_port
    server.shutdown()
    server.server_close()
    thread.join()


def resolving(monkeypatch, *addresses):
    """Make every name lead to these addresses."""
    rows = [
        (socket.AF_INET6 if ":" in a else socket.AF_INET, socket.SOCK_STREAM, 6, "", (a, 80))
        for a in addresses
    ]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: rows)


def test_a_service_on_this_machine_is_called_by_the_name_of_this_machine(echo):
    assert outside.post_json(f"http://127.0.0.1:{echo}/translate", {"q": "é"}) == {"got": {"q": "é"}}


@pytest.mark.parametrize(
    "address",
    ["10.0.0.8", "192.168.1.1", "172.16.4.4", "127.0.0.1", "169.254.169.254", "0.0.0.0", "100.64.0.1", "::1", "fe80::1", "fd00::1",
     "::ffff:10.0.0.8", "2002:0a00:0008::1", "224.0.0.1"],
)  # fmt: skip
def test_a_public_name_that_leads_inside_is_refused(monkeypatch, address):
    resolving(monkeypatch, address)
    with pytest.raises(outside.NotAllowed):
        outside.post_json("https://translate.example.org/translate", {})


def test_one_private_address_among_public_ones_is_enough_to_refuse(monkeypatch):
    resolving(monkeypatch, "93.184.216.34", "10.0.0.8")
    with pytest.raises(outside.NotAllowed):
        outside.allowed_address("translate.example.org", 443)


def test_a_private_service_needs_a_setting_of_its_own(monkeypatch):
    resolving(monkeypatch, "10.0.0.8")
    assert outside.allowed_address("translate", 80, private=True) == "10.0.0.8"
    resolving(monkeypatch, "169.254.169.254")
    with pytest.raises(outside.NotAllowed):
        outside.allowed_address("translate", 80, private=True)


def test_the_connection_goes_to_the_address_that_was_looked_at(monkeypatch):
    answers = iter(["93.184.216.34", "10.0.0.8"])
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda *a, **k: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), 80))],
    )
    called = []

    def connect(address, timeout):
        called.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(outside.NotReached):
        outside.post_json("http://translate.example.org/translate", {})
    assert called == [("93.184.216.34", 80)]


@pytest.mark.parametrize("path", ["away", "broken", "unknown", "words"])
def test_whatever_is_no_answer_is_said(echo, path):
    with pytest.raises(outside.NotReached):
        outside.post_json(f"http://localhost:{echo}/{path}", {})


@pytest.mark.parametrize("address", ["file:///etc/passwd", "ftp://localhost/", "localhost:5000", "http://"])
def test_only_addresses_of_the_web(address):
    with pytest.raises(outside.NotAllowed):
        outside.post_json(address, {})

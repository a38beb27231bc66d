"""Prepare the data and serve the program: what `bin/run` does once everything is installed."""

import argparse
import asyncio
import contextlib
import errno
import logging
import os
import secrets
import socket
import sys

from networks.web.starting.install import say

FIRST_PORT, LAST_PORT = 8000, 8099


def options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="bin/run", description="Install what is missing and serve Net-Works on this machine."
    )
    parser.add_argument("--port", type=int, help="the port to serve on (the first free one from 8000)")
    parser.add_argument(
        "--demo", action="store_true", help="build the demonstration network, unless it is there"
    )
    parser.add_argument("--lan", action="store_true", help="let phones in the room join a session")
    parser.add_argument("--install", action="store_true", help="install, and do nothing else")
    parser.add_argument(
        "--prepare", action="store_true", help="install and prepare the data, but do not serve"
    )
    return parser.parse_args(arguments)


def listen(host: str, port: int) -> list[socket.socket]:
    """Open `port` on this machine (by both names of localhost) or, with host 0.0.0.0, for others too. OSError where taken."""
    sockets = []
    try:
        for family, address in ((socket.AF_INET, host), (socket.AF_INET6, "::1")):
            try:
                opened = socket.socket(family, socket.SOCK_STREAM)
            except OSError:  # a machine without IPv6
                continue
            sockets.append(opened)
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                opened.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            try:
                opened.bind((address, port))
            except OSError as error:
                if family == socket.AF_INET6 and error.errno != errno.EADDRINUSE:
                    sockets.remove(opened)
                    opened.close()
                    continue
                raise
            opened.listen(2048)
    except OSError:
        for opened in sockets:
            opened.close()
        raise
    return sockets


def open_port(host: str, wanted: int | None) -> tuple[int, list[socket.socket]]:
    """Open the wanted port, or the first free one. Ends the program with a sentence where there is none."""
    for port in [wanted] if wanted else range(FIRST_PORT, LAST_PORT + 1):
        try:
            opened = listen(host, port)
        except (OSError, OverflowError):
            continue
        if not wanted and port != FIRST_PORT:
            say(f"Port {FIRST_PORT} is taken by another program, so this is port {port}.")
        return port, opened
    if wanted:
        sys.exit(f"Port {wanted} is taken or may not be used. Choose another: bin/run --port 8123")
    sys.exit(f"No port from {FIRST_PORT} to {LAST_PORT} is free. Name one: bin/run --port 9000")


def address_in_the_room() -> str | None:
    """The address at which other machines of the local network reach this one, or None without a network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # nothing is sent: the system only chooses the way out
            found = probe.getsockname()[0]
        except OSError:
            return None
    return None if found.startswith("127.") else found


def prepare() -> None:
    """Bring the words and the database up to date. Quick where nothing changed."""
    import django

    os.umask(0o077)
    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from networks.base.catalogues import compile_catalogues

    compile_catalogues()
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        say("Preparing the database.")
        call_command("migrate", verbosity=0, interactive=False)
    connection.close()


def build_demonstration() -> None:
    from django.db import connection

    from networks.web import demonstration

    if demonstration.exists():
        say("The demonstration network is there already.")
    else:
        say("Building the demonstration network.")
        demonstration.build()
    connection.close()


def serve(sockets: list[socket.socket]) -> None:
    """Serve until told to stop (SIGTERM, SIGINT); streams that are open then get two seconds."""
    import uvicorn

    config = uvicorn.Config(
        "networks.web.asgi:application",
        lifespan="on",
        log_level="warning",
        access_log=False,
        proxy_headers=False,  # this is never behind a proxy; believing such headers would let others pass as local
        server_header=False,
        timeout_graceful_shutdown=2,
        backlog=2048,
    )
    logging.getLogger("uvicorn.error").addFilter(is_news)
    uvicorn.Server(config).run(sockets=sockets)


def is_news(record: logging.LogRecord) -> bool:
    """Whether a line of the server's log is worth a line in the terminal: streams that end with the server are not."""
    ended = bool(
        record.exc_info and record.exc_info[0] and issubclass(record.exc_info[0], asyncio.CancelledError)
    )
    return not ended and not str(record.msg).startswith("Cancel ")


def main(arguments: list[str]) -> None:
    chosen = options(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "networks.web.settings")
    os.environ["NETWORKS_EMBEDDED"] = "1"
    if chosen.prepare:
        prepare()
        if chosen.demo:
            build_demonstration()
        return
    reachable = address_in_the_room() if chosen.lan else None
    if chosen.lan and reachable is None:
        sys.exit(
            "This machine is in no network, so phones cannot reach it. Join the room's network and start again."
        )
    port, sockets = open_port("0.0.0.0" if reachable else "127.0.0.1", chosen.port)  # noqa: S104 (asked for by --lan)
    os.environ["SITE_ADDRESS"] = here = f"http://localhost:{port}"
    os.environ["NETWORKS_LOCAL_KEY"] = key = secrets.token_urlsafe(16)
    if reachable:
        os.environ["NETWORKS_LAN_ADDRESS"] = f"http://{reachable}:{port}"
    prepare()
    if chosen.demo:
        build_demonstration()
    say("", f"Net-Works runs here: {here}", f"With the key of this machine: {here}/local/{key}/")
    if reachable:
        show_to_the_room(f"http://{reachable}:{port}")
    say("To stop it, press Ctrl and C.", "")
    with contextlib.suppress(KeyboardInterrupt):
        serve(sockets)


def show_to_the_room(address: str) -> None:
    """Print the address for phones in the room, and the same as a QR code."""
    import segno

    say("", f"Phones in this room join here: {address}/j/", "")
    segno.make(f"{address}/j/", error="m").terminal(compact=True)
    say(
        "",
        "They reach joining, the big screen by its link, and public pages. Signing in works on this machine only.",
    )


if __name__ == "__main__":
    main(sys.argv[1:])

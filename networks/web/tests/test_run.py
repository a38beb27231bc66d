"""`bin/run`: one command that installs, prepares and serves."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from networks.web.starting import install, serve
from tests.prepared_database import give_tables

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def start(tmp_path):
    """Start the program as `bin/run` does, with data of its own in a folder whose name has spaces; stop it at the end."""
    started = []

    def begin(*arguments):
        if arguments:  # without, it makes its tables itself
            give_tables(tmp_path / "data with spaces" / "networks.sqlite3")
        environment = {
            k: v
            for k, v in os.environ.items()
            if not k.startswith(("NETWORKS_", "TENANCY", "SITE_", "DATABASE", "JOBS_"))
        }
        environment["NETWORKS_DATA"] = str(tmp_path / "data with spaces")
        environment["HOME"] = "/nonexistent"
        process = subprocess.Popen(
            [sys.executable, "-m", "networks.web.starting.serve", *arguments],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(process)
        lines = []
        watchdog = threading.Timer(240, process.kill)
        watchdog.start()
        for line in process.stdout:
            lines.append(line)
            if line.startswith("To stop it"):
                break
        watchdog.cancel()
        return process, "".join(lines)

    yield begin
    for process in started:
        if process.poll() is None:
            process.kill()
        process.stdout.close()
        process.wait()


def read(address: str) -> str:
    with urllib.request.urlopen(address, timeout=60) as response:
        return response.read().decode()


@pytest.mark.slow
@pytest.mark.sqlite
def test_it_prints_its_address_serves_there_and_ends_on_sigterm_with_a_line_open(start):
    process, said = start()
    address = re.search(r"http://localhost:\d+", said)[0]

    assert "Found your own network" in read(f"{address}/")
    assert read(f"{address}/health/") == "ok"
    assert f"{address}/local/" in said
    port = int(address.rsplit(":", 1)[1])
    with socket.create_connection(("127.0.0.1", port)) as line:  # a browser that keeps its line open
        line.sendall(b"GET /health/ HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert line.recv(20).startswith(b"HTTP/1.1 200")
        with socket.create_connection(("127.0.0.1", port)) as slow:  # and a request that is never finished
            slow.sendall(b"POST /found/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nabc")
            read(f"{address}/health/")
            process.send_signal(signal.SIGTERM)
            process.wait(120)  # how long it takes is measured elsewhere; here it ends at all
    assert "Traceback" not in process.stdout.read()


@pytest.mark.slow
@pytest.mark.sqlite
def test_with_lan_it_prints_the_address_for_the_room_and_refuses_to_sign_in_from_there(start):
    room = serve.address_in_the_room()
    if room is None:
        pytest.skip("this machine is in no network")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    _process, said = start("--lan", "--port", str(port))

    assert f"http://{room}:{port}/j/" in said
    assert "▄" in said  # the same as a QR code
    assert "Found your own network" in read(f"http://localhost:{port}/")
    with pytest.raises(urllib.error.HTTPError) as refused:
        read(f"http://{room}:{port}/sign-in/")
    assert refused.value.code == 403
    assert "not encrypted" in refused.value.read().decode()


@pytest.mark.slow
@pytest.mark.sqlite
def test_the_demonstration_is_built_where_it_was_asked_for(start):
    _process, said = start("--demo")
    address = re.search(r"http://localhost:\d+", said)[0]

    assert "Building the demonstration network" in said
    assert "Ilse Vermeulen" in read(f"{address}/")


def test_a_taken_port_is_said_and_the_next_one_used(capsys, monkeypatch):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        monkeypatch.setattr(serve, "FIRST_PORT", port)
        monkeypatch.setattr(serve, "LAST_PORT", port + 30)

        used, sockets = serve.open_port("127.0.0.1", None)
        for opened in sockets:
            opened.close()

        assert used > port
        assert f"Port {port} is taken" in capsys.readouterr().out
        with pytest.raises(SystemExit, match="Choose another"):
            serve.open_port("127.0.0.1", port)


def test_nothing_listens_to_other_machines_unless_asked(monkeypatch):
    _port, sockets = serve.open_port("127.0.0.1", None)
    addresses = {opened.getsockname()[0] for opened in sockets}
    for opened in sockets:
        opened.close()

    assert addresses <= {"127.0.0.1", "::1"}


def test_where_python_lacks_a_part_the_one_command_is_said(tmp_path, monkeypatch):
    def lacks(*args, **kwargs):
        return subprocess.CompletedProcess(args, 1)

    assert re.fullmatch(r"sudo apt-get install --yes python3\.\d+-venv", install.missing_part(lacks))
    monkeypatch.setattr(install, "missing_part", lambda: "sudo apt-get install --yes python3.11-venv")
    with pytest.raises(install.CannotInstall, match="sudo apt-get install"):
        install.make_environment(tmp_path / "venv")


def test_what_is_installed_is_not_installed_again(tmp_path):
    requirements = tmp_path / "base.txt"
    requirements.write_text("")
    folder = tmp_path / "an environment"
    install.python_of(folder).parent.mkdir(parents=True)
    install.python_of(folder).symlink_to(sys.executable)
    (folder / "installed-base").write_text(install.wanted(requirements))

    assert install.install(requirements, folder) is False


def test_other_requirements_are_installed_anew(tmp_path, monkeypatch):
    requirements = tmp_path / "base.txt"
    requirements.write_text("")
    before = install.wanted(requirements)
    requirements.write_text("# changed\n")

    assert install.wanted(requirements) != before


def test_bin_run_without_a_python_says_which_one_is_needed(tmp_path):
    """`bin/run` with a PATH where no Python is."""
    for name in ("dirname", "sh"):
        (tmp_path / name).symlink_to(shutil.which(name))
    clone = tmp_path / "clone"
    (clone / "bin").mkdir(parents=True)
    shutil.copy(ROOT / "bin" / "run", clone / "bin" / "run")

    done = subprocess.run(
        ["/bin/sh", clone / "bin" / "run"], env={"PATH": str(tmp_path)}, capture_output=True, text=True
    )

    assert done.returncode == 1
    assert "Python 3.11 or later" in done.stdout

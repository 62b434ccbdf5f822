"""PostgreSQL, the sandbox, and the shop in gunicorn with several workers: each as real as it gets."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from sandbox import Relay, Sandbox, answers, free_port, process, sandbox, until

HERE = Path(__file__).parent
WORKERS = 3


@pytest.fixture(scope="session")
def postgresql() -> Iterator[dict[str, str]]:
    """A database cluster of its own, in a temporary folder, reached by a socket there and by nobody else."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin")) or [Path(shutil.which("initdb") or "/nowhere").parent]
    programs = found[-1]
    if not (programs / "initdb").exists():
        pytest.fail("PostgreSQL is needed: `apt-get install --no-install-recommends postgresql`, or initdb in the PATH")
    folder = Path(tempfile.mkdtemp(prefix="shop-", dir="/tmp"))  # a socket's path must be short
    # PostgreSQL will not run as root.
    owner = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    shutil.chown(folder, owner)

    def run(program: str, *arguments: str) -> None:
        options = {"user": owner, "cwd": folder} if os.geteuid() == 0 else {"cwd": folder}
        subprocess.run([programs / program, *arguments], check=True, stdout=subprocess.DEVNULL, **options)

    data = str(folder / "data")
    run("initdb", "--pgdata", data, "--auth", "trust", "--username", owner, "--encoding", "UTF8", "--no-sync")
    run(
        "pg_ctl",
        "-D",
        data,
        "-w",
        "-l",
        str(folder / "log"),
        "-o",
        f"-k {folder} -c listen_addresses= -c fsync=off",
        "start",
    )
    try:
        run("createdb", "--host", str(folder), "--username", owner, "shop")
        yield {"PGDATABASE": "shop", "PGHOST": str(folder), "PGUSER": owner}
    finally:
        run("pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def gateways() -> Iterator[Sandbox]:
    with sandbox() as running:
        yield running


@pytest.fixture(scope="session")
def relay(gateways: Sandbox) -> Iterator[Relay]:
    relay = Relay(gateways.url)
    yield relay
    relay.close()


@pytest.fixture(scope="session")
def environment(postgresql: dict[str, str], relay: Relay) -> dict[str, str]:
    own = {"SANDBOX": relay.url, "ORIGIN": f"http://127.0.0.1:{free_port()}", "PATIENCE": "3", "DEBUG": "1"}
    return {**os.environ, **postgresql, **own, "DJANGO_SETTINGS_MODULE": "project.settings"}


@pytest.fixture(scope="session")
def manage(environment: dict[str, str]):
    """Runs `manage.py` in a process of its own, and gives what it wrote."""

    def run(*arguments: str) -> str:
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(command, cwd=HERE, env=environment, check=True, capture_output=True, text=True).stdout

    run("migrate")
    return run


@pytest.fixture(scope="session")
def database(environment: dict[str, str], manage) -> None:
    """The shop's own models, in this process too, for looking at what is stored."""
    os.environ.update(environment)
    import django

    django.setup()


@pytest.fixture(scope="session")
def shop(environment: dict[str, str], database: None) -> Iterator[httpx.Client]:
    """The shop in gunicorn, and a client that follows no redirect."""
    origin = environment["ORIGIN"]
    address = origin.removeprefix("http://")
    gunicorn = [
        sys.executable,
        "-m",
        "gunicorn",
        "--workers",
        str(WORKERS),
        "--bind",
        address,
        "--log-level",
        "warning",
    ]
    with process([*gunicorn, "project.wsgi"], cwd=HERE, env=environment) as running:
        with httpx.Client(base_url=origin, timeout=30, trust_env=False) as client:
            until("the shop answers", lambda: answers(running, client))
            yield client

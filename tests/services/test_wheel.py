"""The wheel alone, in an empty environment outside the tree, does the main job and serves the pages."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import tomllib
import zipfile
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from tests.conftest import HOTLINE, SAMPLES

pytestmark = pytest.mark.services

ROOT = Path(__file__).parents[2]
SHIPPED = ("index", "qa", "eval", "web", "cli", "app.py")
UNITS = ("budget-qa.service", "budget-qa-sync.service", "budget-qa-sync.timer")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """The wheel, built from a copy of what is committed or would be: no build leaves anything in the tree."""
    copy, out = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("dist")
    for name in tracked(*SHIPPED, "pyproject.toml", "README.md", "LICENSE"):
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, copy / name)
    quietly(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", out, copy)
    (built,) = out.glob("*.whl")
    return built


def tracked(*paths: str) -> set[str]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", *paths], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return {name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()}


def quietly(*command: object, **more: object) -> str:
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, timeout=1500, **more)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory) -> Path:
    """The command in an environment that has nothing but the wheel and what it asks for."""
    folder = tmp_path_factory.mktemp("installed") / "venv"
    quietly(sys.executable, "-m", "venv", folder)
    # What PYTHONPATH shows would count as installed.
    quietly(folder / "bin" / "python", "-m", "pip", "install", "--quiet", wheel, env=outside())
    return folder / "bin" / "budget-qa"


def outside() -> dict[str, str]:
    """The environment without what points into the tree."""
    return {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "BUDGET_QA_"))}


@pytest.fixture
def run(installed, tmp_path):
    """``run("ask", …)`` → what the installed command says, in a folder that is not the tree."""
    environment = outside()

    def command(*arguments: object) -> str:
        return quietly(installed, *arguments, cwd=tmp_path, env=environment)

    command.environment = environment
    return command


def test_the_wheel_holds_what_is_tracked_and_nothing_else(wheel):
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert held == tracked(*SHIPPED)


def test_the_version_is_that_of_the_project(run):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert run("--version").strip() == f"budget-qa {project['version']}"


def test_documents_are_indexed_asked_about_and_served(run, installed, tmp_path):
    shutil.copyfile(SAMPLES / HOTLINE, tmp_path / HOTLINE)
    run("index", HOTLINE)
    assert json.loads(run("docs", "--json"))["year"] == 2025
    assert "预算1.50万元" in run("ask", "12345热线中心2025年公务接待费是多少")
    assert "受理" in run("ask", "热线中心的主要职责是什么")
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    served = subprocess.Popen(
        [str(installed), "serve", "--port", str(port)],
        cwd=tmp_path,
        env=run.environment,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        page = answered(f"http://127.0.0.1:{port}/", served)
        assert "gradio" in page
        assert httpx.get(f"http://127.0.0.1:{port}/readyz").json()["documents"] == 1
        question = {"question": "12345热线中心2025年公务接待费是多少"}
        reply = httpx.post(f"http://127.0.0.1:{port}/api/ask", json=question, timeout=60).json()
        assert reply["figures"][0]["printed"] == "1.50"
    finally:
        served.send_signal(signal.SIGINT)
        served.communicate(timeout=60)


def answered(address: str, served: subprocess.Popen[bytes]) -> str:
    for _ in range(600):
        assert served.poll() is None, f"{address}: ended with {served.returncode}"
        try:
            return httpx.get(address).raise_for_status().text
        except httpx.HTTPError:
            time.sleep(0.1)
    raise AssertionError(f"{address} does not answer")


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not there")
def test_systemd_takes_the_units(installed, tmp_path):
    for name in UNITS:
        unit = (ROOT / "deploy" / name).read_text("utf-8")
        (tmp_path / name).write_text(unit.replace("/opt/budget-qa/bin/budget-qa", str(installed)), "utf-8")
    quietly("systemd-analyze", "verify", *(tmp_path / name for name in UNITS))


@pytest.mark.skipif(not shutil.which("nginx"), reason="nginx is not there")
def test_nginx_takes_the_configuration(tmp_path):
    """With what it would write in a folder of the test's own, and no root."""
    folders = "".join(
        f"{of}_temp_path {tmp_path};" for of in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    told = (ROOT / "deploy" / "nginx.conf").read_text("utf-8")
    assert told.count("http {") == 1
    checked = tmp_path / "nginx.conf"
    checked.write_text(told.replace("http {", f"http {{ access_log off; {folders}"), "utf-8")
    quietly("nginx", "-t", "-e", "stderr", "-p", tmp_path, "-c", checked, "-g", f"pid {tmp_path}/pid;")


def test_the_container_and_the_proxy_name_what_the_program_has():
    told = (ROOT / "deploy" / "Containerfile").read_text("utf-8")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = re.search(r"\[([a-z,]+)\]", told.split("wheel}", 1)[1])
    assert extras and set(extras[1].split(",")) <= project["optional-dependencies"].keys()
    assert "/healthz" in told and "USER 10001" in told

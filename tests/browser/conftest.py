"""The real server, worker and browser, on a database of their own with the demo."""

import json
import mailbox
import os
import shutil
import subprocess
import sys
from contextlib import ExitStack
from email import message_from_bytes, policy
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from playwright.sync_api import expect, sync_playwright

from spbe_portal.processes import start
from spbe_portal.run import answers
from spbe_portal.services import LOOPBACK, free_port
from tests.conftest import BROWSERS

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "Demo-SPBE-2026!"
AXE = ROOT / "node_modules/axe-core/axe.min.js"
CLAIMS = {  # of one account of the provider of single sign-on
    "sub": "anggota-sso",
    "email": "anggota.sso@sso.example",
    "email_verified": True,
    "name": "Anggota Tim",
    "preferred_username": "anggota.sso",
    "role": "spbe-anggota",
    "opd": "1.02",
}
WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
expect.set_options(timeout=20_000)  # milliseconds; machines of tests are busy
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def portal(tmp_path_factory):
    """The address of a portal with the demo province, behind gunicorn and a worker."""
    folder = tmp_path_factory.mktemp("portal")
    port = free_port()
    env = {
        "DATABASE_URL": new_database("portal_browser"),
        "VAR_DIR": str(folder),
        "DEMO": "True",
        "BASE_URL": f"http://localhost:{port}",
        "EMAIL_HOST": LOOPBACK,
        "EMAIL_PORT": str(free_port()),
    }
    python = [sys.executable, "-m"]
    before = {name: os.environ.get(name) for name in env}
    os.environ.update(env)
    shutil.copytree(ROOT / "var/frontend", folder / "frontend")
    for command in (
        ["spbe_portal.prepare", str(folder / "accounts")],
        ["django", "collectstatic", "--noinput", "--verbosity=0"],
    ):
        subprocess.run(
            [*python, *command],
            check=True,
            cwd=ROOT,
            env=os.environ | {"DJANGO_SETTINGS_MODULE": "spbe_portal.settings"},
        )
    serve = ["gunicorn", "spbe_portal.wsgi", f"--bind={LOOPBACK}:{port}"]
    work = ["celery", "--app=spbe_portal", "worker", "--concurrency=1"]
    post = ["aiosmtpd", "--nosetuid", "--class=aiosmtpd.handlers.Mailbox"]
    post += [f"--listen={LOOPBACK}:{env['EMAIL_PORT']}", str(folder / "post")]
    with ExitStack() as stack:
        for name, command in (
            ("post", post),
            ("web", [*serve, "--worker-class=gthread", "--threads=8"]),
            ("worker", [*work, "--loglevel=INFO", "--without-gossip"]),
        ):
            log = folder / f"{name}.log"
            child = start(name, [*python, *command], folder=folder, log=log)
            stack.callback(child.stop)
            if name == "web":
                child.wait_until(lambda: answers(port))
        yield f"http://localhost:{port}"
    for name, value in before.items():
        os.environ.pop(name) if value is None else os.environ.update({name: value})


@pytest.fixture
def post(portal):
    """The mail that arrived for an address: post("name@host", page) waits for one."""
    box = Path(os.environ["VAR_DIR"]) / "post"

    def letter(address, page):
        for _ in range(200):
            found = [m for m in mailbox.Maildir(box) if m["X-RcptTo"] == address]
            if found:
                return message_from_bytes(found[-1].as_bytes(), policy=policy.default)
            page.wait_for_timeout(100)  # milliseconds
        return pytest.fail(f"No mail came for {address}.")

    return letter


@pytest.fixture(scope="session")
def strict(portal, tmp_path_factory):
    """A second server of the same portal: a second step is a duty, and single sign-on."""
    folder, port, provider = tmp_path_factory.mktemp("strict"), free_port(), free_port()
    claims = [
        f"--user-claims={json.dumps(CLAIMS | changes)}"
        for changes in ({}, {"sub": "tamu", "role": "tamu", "email": "t@sso.example"})
    ]
    issuer = ["oidc_provider_mock", f"--port={provider}", *claims]
    serve = ["gunicorn", "spbe_portal.wsgi", f"--bind={LOOPBACK}:{port}"]
    env = {
        "BASE_URL": f"http://localhost:{port}",
        "MFA_REQUIRED": "True",
        "OIDC_ISSUER": f"http://localhost:{provider}",
        "OIDC_CLIENT_ID": "portal",
        "OIDC_CLIENT_SECRET": "rahasia",
        "OIDC_ROLES": "spbe-anggota=OPD_MEMBER",
    }
    with ExitStack() as stack, pytest.MonkeyPatch.context() as patch:
        for name, value in env.items():
            patch.setenv(name, value)
        for name, command in (
            ("provider", issuer),
            ("web", [*serve, "--worker-class=gthread", "--threads=4"]),
        ):
            log = folder / f"{name}.log"
            python = [sys.executable, "-m"]
            child = start(name, [*python, *command], folder=folder, log=log)
            stack.callback(child.stop)
            if name == "web":
                child.wait_until(lambda: answers(port))
        yield env["BASE_URL"]


def new_database(name):
    parts = urlsplit(os.environ["DATABASE_URL"])
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name}")
    return urlunsplit(parts._replace(path=f"/{name}"))


@pytest.fixture(scope="module")
def chromium():
    """Closed after each module: its event loop keeps Django from the database."""
    path = next(filter(None, map(shutil.which, BROWSERS)))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def log_in(portal, chromium):
    """A page of a person's own browser: log_in("anggota.dinkes", **context options)."""
    contexts = []

    def make(username, **options):
        usual = {"viewport": WIDE, "locale": "id-ID", "base_url": portal}
        context = chromium.new_context(**(usual | options))
        contexts.append(context)
        page = context.new_page()
        page.errors = []
        page.on("pageerror", lambda error: page.errors.append(str(error)))
        page.on(
            "response",
            lambda r: (
                page.errors.append(f"{r.status} {r.url}") if r.status >= 500 else None
            ),
        )
        if username:
            page.goto("/accounts/login/")
            page.fill("input[name=login]", username)
            page.fill("input[name=password]", PASSWORD)
            page.press("input[name=password]", "Enter")
            page.wait_for_url(lambda url: "/login/" not in url)
        return page

    yield make
    for context in contexts:
        for page in context.pages:
            assert page.errors == []
        context.close()


def violations(page):
    """What axe-core finds on a page: rule, and where."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        (rule["id"], node["html"][:160])
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def tick(radio):
    """By the keyboard: a forced click on a hidden radio misses while the page scrolls."""
    radio.press("Space")
    expect(radio).to_be_checked()

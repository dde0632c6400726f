import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from django.core.checks import run_checks

from spbe_portal import checks

ROOT = Path(__file__).resolve().parent.parent
COMPOSE = (ROOT / "docker-compose.yml").read_text()
READ = re.compile(r'env\.(?:text|flag|number|words)\(\s*"([A-Z0-9_]+)"')
COMPOSE_USES = re.compile(r"\$\{([A-Z0-9_]+)")


def names_in_settings():
    return set(READ.findall((ROOT / "spbe_portal/settings.py").read_text()))


def names_in_example():
    text = (ROOT / ".env.example").read_text()
    return set(re.findall(r"^#? ?([A-Z0-9_]+)=", text, re.M))


def test_example_names_every_variable():
    wanted = names_in_settings() | set(COMPOSE_USES.findall(COMPOSE))

    assert names_in_example() == wanted


def test_example_explains_every_variable():
    blocks = (ROOT / ".env.example").read_text().strip().split("\n\n")

    unexplained = [block for block in blocks if not block.startswith("# ")]

    assert unexplained == []


def test_docs_name_every_variable():
    text = (ROOT / "docs/settings.md").read_text()

    assert set(re.findall(r"^\| `([A-Z0-9_]+)`", text, re.M)) == names_in_example()


def test_portal_reads_no_setting_elsewhere():
    apps = ("accounts", "assessments", "evidence", "instruments", "lib", "reports")
    files = [path for app in (*apps, "teams") for path in (ROOT / app).rglob("*.py")]

    assert [path for path in files if "os.environ" in path.read_text()] == []


def has_compose():
    if not shutil.which("docker"):
        return False
    version = ["docker", "compose", "version"]
    return subprocess.run(version, capture_output=True, check=False).returncode == 0


@pytest.mark.skipif(not has_compose(), reason="docker compose is not installed")
def test_compose_file_is_accepted(tmp_path):
    shutil.copy(ROOT / "docker-compose.yml", tmp_path)
    shutil.copy(ROOT / ".env.example", tmp_path / ".env")
    values = dict.fromkeys(COMPOSE_USES.findall(COMPOSE), "value")

    result = subprocess.run(
        ["docker", "compose", "config", "--quiet"],
        cwd=tmp_path,
        env={**os.environ, **values},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (result.returncode, result.stderr) == (0, "")


def test_compose_files_portal_has_no_demo_accounts():
    services = yaml.safe_load(COMPOSE)["services"]
    portal = {name for name, part in services.items() if "build" in part}

    assert portal == {"web", "worker", "beat", "migrate"}
    assert {part["environment"]["DEMO"] for part in map(services.get, portal)} == {
        "False"
    }


PRODUCTION = {
    "DEBUG": False,
    "DEMO": False,
    "HTTPS": True,
    "BASE_URL": "https://spbe.example.go.id",
    "ALLOWED_HOSTS": ["spbe.example.go.id"],
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
    "ALLAUTH_TRUSTED_PROXY_COUNT": 1,
    "MFA_REQUIRED": True,
}
FILES = "django.core.mail.backends.filebased.EmailBackend"


@pytest.mark.parametrize(
    ("change", "ids"),
    [
        ({}, []),
        ({"DEBUG": True}, ["spbe_portal.E001"]),
        ({"DEMO": True}, ["spbe_portal.E002"]),
        ({"EMAIL_BACKEND": FILES}, ["spbe_portal.E003"]),
        ({"BASE_URL": "http://spbe.example.go.id"}, ["spbe_portal.E004"]),
        ({"BASE_URL": "https://other.example.go.id"}, ["spbe_portal.E005"]),
        ({"ALLOWED_HOSTS": ["*", "spbe.example.go.id"]}, ["spbe_portal.E006"]),
        ({"ALLAUTH_TRUSTED_PROXY_COUNT": 0}, ["spbe_portal.W001"]),
        ({"EMAIL_USE_TLS": True, "EMAIL_USE_SSL": True}, ["spbe_portal.E009"]),
        ({"UNSCANNED_FILES": "refuse"}, ["spbe_portal.E007"]),
        ({"UNSCANNED_FILES": "hold"}, ["spbe_portal.E008"]),
        ({"UNSCANNED_FILES": "hold", "CLAMD": "clamav:3310"}, []),
        ({"MFA_REQUIRED": False}, ["spbe_portal.W002"]),
        ({"OIDC_ISSUER": "https://sso.example.go.id"}, []),
        ({"OIDC_ISSUER": "http://sso.example.go.id"}, ["spbe_portal.E010"]),
        ({"OIDC_ROLES": {"kepala": "OPD_HEAD"}}, []),
        ({"OIDC_ROLES": {"admin": "ADMIN"}}, ["spbe_portal.E011"]),
        ({"SIGNING_CERTIFICATE": __file__}, []),
        (
            {
                "SIGNING_CERTIFICATE": __file__,
                "SIGNING_MODULE": __file__,
                "SIGNING_LABEL": "a",
            },
            ["spbe_portal.E012"],
        ),
        ({"SIGNING_MODULE": __file__}, ["spbe_portal.E013"]),
        ({"SIGNATURE_ROOTS": "/nowhere.pem"}, ["spbe_portal.E014"]),
        ({"SIGNING_LONG_TERM": True}, ["spbe_portal.E015"]),
    ],
)
def test_impossible_combinations_are_refused(settings, change, ids):
    for name, value in {**PRODUCTION, **change}.items():
        setattr(settings, name, value)

    assert [message.id for message in checks.combinations(None)] == ids


def test_combinations_are_registered(settings):
    settings.BASE_URL = "https://elsewhere.example"

    ids = {message.id for message in run_checks()}

    assert {"spbe_portal.E004", "spbe_portal.E005"} <= ids

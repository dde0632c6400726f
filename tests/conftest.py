"""What every test stands on: strict templates, quick passwords, nothing left behind."""

import os
import shutil
import sys
from pathlib import Path

import pytest

TEMPLATES = str(Path(__file__).resolve().parent.parent / "templates")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def pytest_collection_modifyitems(items):
    """Without a browser its tests are skipped, except in CI, where that is a fault."""
    if any(shutil.which(name) for name in BROWSERS):
        return
    tests = [item for item in items if item.get_closest_marker("browser")]
    if tests and os.environ.get("CI"):
        raise pytest.UsageError("Chromium is missing: the browser tests cannot run.")
    for test in tests:
        test.add_marker(pytest.mark.skip(reason="Chromium is missing"))


class UndefinedVariable(str):
    """Fails the test that renders a variable which does not exist.

    Only in templates of this project: those of packages lean on undefined variables.
    """

    def __mod__(self, name):
        context = sys._getframe(1).f_locals["context"]
        origin = context.render_context.template.origin.name
        if origin.startswith(TEMPLATES):
            pytest.fail(f"undefined variable {name} in {origin}")
        return ""

    def __contains__(self, item):
        return item == "%s" or super().__contains__(item)


@pytest.fixture(autouse=True, scope="session")
def _undefined_variables_fail():
    from django.template import engines

    engines["django"].engine.string_if_invalid = UndefinedVariable("%s")


@pytest.fixture(autouse=True, scope="session")
def _tasks_run_at_once():
    from spbe_portal.celery import app

    app.loader.import_default_modules()  # what is sent by name is found, and run
    app.conf.task_always_eager = True
    app.conf.task_eager_propagates = True


@pytest.fixture(autouse=True)
def _fresh_settings(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    settings.UPLOAD_DIR = tmp_path / "uploads"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Tests with real transactions end with TRUNCATE, which some tables refuse."""
    from django.db import connection

    guarded = "SELECT tgrelid::regclass FROM pg_trigger WHERE tgname = 'not_truncated'"
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(guarded)
        for (table,) in cursor.fetchall():
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER not_truncated")


@pytest.fixture(autouse=True)
def _empty_cache():
    """Rate limits and sessions of one test do not reach the next."""
    from django.core.cache import cache

    yield
    cache.clear()


@pytest.fixture
def client_for():
    """A client whose log-in was a moment ago: client_for(Role.ASSESSOR) or client_for(user)."""
    from allauth.account.internal.flows.login import record_authentication
    from django.http import HttpRequest
    from django.test import Client

    from tests.factories import UserFactory

    def make(who):
        user = who if hasattr(who, "pk") else UserFactory(role=who)
        client = Client()
        client.force_login(user)
        request = HttpRequest()
        request.session = client.session
        record_authentication(request, user, method="password")
        request.session.save()
        return client

    return make

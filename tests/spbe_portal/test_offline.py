import json
import re

import pytest
from django.urls import reverse

from accounts.enums import Role
from spbe_portal import offline
from tests.factories import AgencyFactory, AssessmentFactory, UserFactory

pytestmark = pytest.mark.django_db


def settings_of(response):
    return json.loads(re.match(r"const PORTAL = (.*);\n", response.content.decode())[1])


def test_the_worker_is_served_from_the_root_and_never_old(client):
    response = client.get("/service-worker.js")

    assert response.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert response.headers["Cache-Control"] == "no-cache"
    assert "worker-src 'self'" in response.headers["Content-Security-Policy"]


def test_the_worker_knows_hashed_files_and_the_doors(client, settings):
    portal = settings_of(client.get(reverse("service_worker")))

    assert len(portal["files"]) == len(offline.FILES)
    assert all(re.search(r"\.[0-9a-f]{12}\.\w+$", name) for name in portal["files"])
    assert portal["doors"] == [reverse("account_login"), reverse("account_logout")]
    assert portal["age"] == settings.SESSION_COOKIE_AGE
    assert re.fullmatch("[0-9a-f]{12}", portal["version"])


def test_a_new_release_gives_the_worker_a_new_version(settings):
    before = offline._script.__wrapped__()
    settings.VERSION = "99.0"

    assert offline._script.__wrapped__() != before


def test_the_fallback_is_nobodys(client, client_for):
    page = client.get(reverse("offline")).content.decode()

    assert "Anda sedang luring" in page
    assert 'id="offline-pages"' in page
    assert "data-user" not in page


@pytest.fixture
def member():
    return UserFactory(role=Role.OPD_MEMBER, agency=AgencyFactory(code="1.02"))


def addresses(member):
    assessment = AssessmentFactory(agency=member.agency)
    return {
        "list": reverse("assessments:list"),
        "detail": reverse("assessments:detail", args=[assessment.pk]),
        "answer": reverse("assessments:answer", args=[assessment.answers.first().pk]),
    }


def test_workspace_pages_may_be_kept_for_who_opened_them(client_for, member):
    client = client_for(member)

    found = {
        name: client.get(address).headers.get("X-Offline-For")
        for name, address in addresses(member).items()
    }

    assert found == dict.fromkeys(found, str(member.uuid))


def test_parts_of_a_page_and_other_pages_are_not_kept(client_for, member):
    client, pages = client_for(member), addresses(member)

    part = client.get(pages["list"], headers={"HX-Request": "true"})
    others = [client.get(reverse(n)) for n in ("home", "evidence:list")]

    assert [r.status_code for r in others] == [200, 200]
    assert not any("X-Offline-For" in r.headers for r in [part, *others])
    assert not any(" data-offline" in r.content.decode() for r in others)
    assert " data-offline" in client.get(pages["list"]).content.decode()


def test_pages_name_their_reader_to_the_scripts(client_for, member):
    page = client_for(member).get(reverse("home")).content.decode()

    assert f'data-user="{member.uuid}"' in page
    assert f'data-logout="{reverse("account_logout")}"' in page

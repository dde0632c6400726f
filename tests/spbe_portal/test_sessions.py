import pytest
from django.core.cache import cache
from django.urls import reverse
from redis.exceptions import ConnectionError as RedisDown

from accounts.enums import Role

pytestmark = pytest.mark.django_db


def test_a_session_outlives_the_loss_of_its_cache(client_for, monkeypatch):
    client = client_for(Role.SECRETARIAT)

    def refuse(*_args, **_options):
        raise RedisDown

    for method in ("get", "set"):
        monkeypatch.setattr(type(cache._connections["default"]), method, refuse)
    page = client.get(reverse("assessments:list"))
    monkeypatch.undo()  # the next test empties the cache

    assert page.status_code == 200

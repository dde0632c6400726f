from types import SimpleNamespace

import pytest
from django.db import OperationalError
from redis.exceptions import RedisError

from spbe_portal import health


def refusing(method, error):
    def attempt(*_args):
        raise error

    return SimpleNamespace(**{method: attempt})


@pytest.mark.django_db
def test_health_is_public_and_names_what_works(client):
    response = client.get("/health/")

    assert response.status_code == 200
    assert response.json() == {"database": True, "redis": True}


@pytest.mark.django_db
def test_health_without_redis(client, monkeypatch):
    monkeypatch.setattr(health, "cache", refusing("get", RedisError()))

    response = client.get("/health/")

    assert response.status_code == 503
    assert response.json() == {"database": True, "redis": False}


@pytest.mark.django_db
def test_health_without_database(client, monkeypatch):
    broken = refusing("ensure_connection", OperationalError())
    monkeypatch.setattr(health, "connection", broken)

    response = client.get("/health/")

    assert response.status_code == 503
    assert response.json() == {"database": False, "redis": True}

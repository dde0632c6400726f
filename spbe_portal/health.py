"""Whether this web server reaches what it needs; read by proxies and monitors.

python -m spbe_portal.health        asks the server of this container
"""

import http.client
import os
import sys
from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis.exceptions import RedisError


@require_safe
@login_not_required
@never_cache
def health(request: HttpRequest) -> JsonResponse:
    states = {
        "database": works(connection.ensure_connection, DatabaseError),
        "redis": works(lambda: cache.get("health"), RedisError),
    }
    return JsonResponse(states, status=200 if all(states.values()) else 503)


def works(attempt: Callable[[], object], refusal: type[Exception]) -> bool:
    try:
        attempt()
    except refusal:
        return False
    return True


def main() -> None:
    """Asks as the proxy does: for the public name, and over HTTPS."""
    headers = {
        "Host": os.environ["ALLOWED_HOSTS"].split(",")[0],
        "X-Forwarded-Proto": "https",
    }
    server = http.client.HTTPConnection("127.0.0.1", 8000, timeout=5)
    server.request("GET", "/health/", headers=headers)
    answer = server.getresponse()
    sys.exit(None if answer.status == http.HTTPStatus.OK else answer.read().decode())


if __name__ == "__main__":
    main()

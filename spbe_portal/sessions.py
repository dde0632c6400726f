"""Sessions read from the cache, else from the database: a lost Redis logs nobody out."""

import logging
from typing import Any

from django.contrib.sessions.backends import cached_db, db
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


class SessionStore(cached_db.SessionStore):
    """Django's own reads the database too, but then insists on filling the cache.

    Only reading goes on: a log-out that Redis does not hear of is still an error.
    """

    def load(self) -> dict[str, Any]:
        try:
            return super().load()
        except RedisError:
            logger.warning("No cache: a session is read from the database.")
            return db.SessionStore.load(self)

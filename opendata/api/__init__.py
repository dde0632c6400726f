"""The read-only API under /api/v1/: published data for all, internal data by token.

Nothing here writes but the note of a token's last use. A change that breaks a client
becomes v2 under an address of its own.
"""

from opendata.api.service import api

__all__ = ["api"]

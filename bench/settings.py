"""The portal's settings with one more view: the bare write that saves are held against."""

from spbe_portal.settings import *  # noqa: F403, TID251 all of them, and one change

ROOT_URLCONF = "bench.urls"
LOGGING = {"version": 1, "disable_existing_loggers": True}

"""The portal's settings with one more view, the bare write that saves are held against,
and files that vanish with the run.
"""

import os

from spbe_portal.settings import *  # noqa: F403, TID251 all of them, and what follows

ROOT_URLCONF = "bench.urls"
MEDIA_ROOT = os.environ["BENCH_MEDIA"]
LOGGING = {"version": 1, "disable_existing_loggers": True}

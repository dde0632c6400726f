"""The portal's settings with one more view, the bare write that saves are held against,
and files that vanish with the run.
"""

import os
from pathlib import Path

from spbe_portal.settings import *  # noqa: F403, TID251 all of them, and what follows

FILES = Path(os.environ["BENCH_FILES"])
ROOT_URLCONF = "bench.urls"
MEDIA_ROOT = FILES / "media"
UPLOAD_DIR = FILES / "uploads"
FILE_UPLOAD_TEMP_DIR = FILES
ALLAUTH_TRUSTED_PROXY_COUNT = 1  # visitors say their address, as a proxy would
LOGGING = {"version": 1, "disable_existing_loggers": True}

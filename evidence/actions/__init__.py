"""Everything that changes the library; nothing else writes this app's models."""

from evidence.actions.base import EvidenceError
from evidence.actions.descriptions import describe, restore
from evidence.actions.documents import replace, upload, withdraw
from evidence.actions.links import add_link, ask_again, replace_link
from evidence.actions.province import accept, update
from evidence.actions.reading import record_download, record_part
from evidence.actions.search import refresh_search
from evidence.actions.uploads import (
    give_up_upload,
    receive_upload,
    start_upload,
    sweep_uploads,
)

__all__ = [
    "EvidenceError",
    "accept",
    "add_link",
    "ask_again",
    "describe",
    "give_up_upload",
    "receive_upload",
    "record_download",
    "record_part",
    "refresh_search",
    "replace",
    "replace_link",
    "restore",
    "start_upload",
    "sweep_uploads",
    "update",
    "upload",
    "withdraw",
]

"""Pages of the API: `page` from 1, `page_size` to 100."""

from __future__ import annotations

from typing import Any

from ninja import Field, Schema
from ninja.pagination import PaginationBase

SIZE, LARGEST, LAST = 50, 100, 10_000


class Pages(PaginationBase):
    """`items` and `count`; a page after the last is empty."""

    class Input(Schema):
        page: int = Field(1, ge=1, le=LAST)
        page_size: int = Field(SIZE, ge=1, le=LARGEST)

    def paginate_queryset(
        self, queryset: Any, pagination: Input, request: Any, **params: Any
    ) -> Any:
        start = (pagination.page - 1) * pagination.page_size
        return {
            "items": queryset[start : start + pagination.page_size],
            "count": self._items_count(queryset),
        }

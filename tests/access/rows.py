"""Rows of the matrix by what they have in common, and a request that leaves nothing."""

import re
from io import BytesIO
from uuid import UUID, uuid4
from zipfile import ZipFile

import pytest
from django.db import transaction
from django.urls import reverse

from tests.test_access import ROWS, SCOPED, read

SCOPED_ROWS = [row for row in ROWS if row.scoped]
LISTS = [row for row in ROWS if row.make is None and "GET" in row.methods]
NOWHERE = 2**31 - 1
# What differs between two answers to the same question: tokens and the second.
CHANGING = re.compile(
    rb'(?:name="csrfmiddlewaretoken" value|nonce|data-now)="[^"]+"|X-CSRFToken[^}]+'
)


def each(rows):
    return pytest.mark.parametrize("row", rows, ids=lambda row: row.name)


def scoped_roles(row):
    """The roles for which the agency of the row's object counts."""
    return sorted(row.roles & SCOPED)


def send(client, method, address, data="", **options):
    """The answer to a request, with everything that it wrote taken back."""
    with transaction.atomic():
        if isinstance(data, dict):
            response = client.post(address, data, **options)
        else:
            response = client.generic(method, address, data, **options)
        read(response)
        transaction.set_rollback(True)
    return response


def missing(arguments):
    """The same address with ids that name nothing."""
    return {name: _nothing(name, value) for name, value in arguments.items()}


def _nothing(name, value):
    if isinstance(value, UUID):
        return uuid4()
    if name == "code":
        return "tiada-9.99"
    return NOWHERE if name in {"pk", "assessment"} else value


def said(response):
    """Status, type and text of an answer without its tokens and the time of day."""
    body = CHANGING.sub(b"", response.content)
    if body.startswith(b"PK"):
        body = contents_of(body)
    return response.status_code, response.headers.get("Content-Type"), body.decode()


def contents_of(workbook):
    """The cells and words of a workbook, without when and in what it was written."""
    with ZipFile(BytesIO(workbook)) as book:
        names = sorted(book.namelist())
        return b"".join(book.read(n) for n in names if n.startswith("xl/"))


def renamed(answer, nothing, something):
    """The answer about `nothing` as it would be about `something`: lists of ids.

    An id of nothing is long and stands nowhere else in a page.
    """
    status, kind, body = answer
    for none, other in zip(nothing, something, strict=True):
        body = body.replace(str(none), str(other))
    return status, kind, body


def address_and_arguments(row, world, agency):
    arguments = row.make(world, agency) if row.make else {}
    return reverse(row.name, kwargs=arguments), arguments

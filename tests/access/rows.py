"""Rows of the matrix by what they have in common, and a request that leaves nothing."""

import re
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from django.urls import reverse

from tests.test_access import ROWS, SCOPED, read

SCOPED_ROWS = [row for row in ROWS if row.scoped]
LISTS = [row for row in ROWS if row.make is None and "GET" in row.methods]
NOWHERE = 2**31 - 1
# What differs between two answers to the same question: tokens and ids.
_TOKEN = re.compile(rb'(?:name="csrfmiddlewaretoken" value|nonce)="[^"]+"')
_HX_TOKEN = re.compile(rb"X-CSRFToken[^}]+")


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
    body = b"".join(response) if response.streaming else response.content
    for part in (_TOKEN, _HX_TOKEN):
        body = part.sub(b"", body)
    return response.status_code, response.headers.get("Content-Type"), body.decode()


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

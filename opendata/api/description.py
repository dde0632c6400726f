"""The API's own description, as the page of open data prints it."""

from __future__ import annotations

from dataclasses import dataclass

from opendata.api.service import api


@dataclass(frozen=True, slots=True)
class Endpoint:
    method: str
    path: str
    summary: str
    needs_token: bool
    parameters: tuple[str, ...]


def endpoints() -> list[Endpoint]:
    """Every operation of the OpenAPI description, in its order."""
    schema = api.get_openapi_schema()
    return [
        Endpoint(
            method.upper(),
            path,
            said["summary"],
            bool(said.get("security")),
            tuple(p["name"] for p in said["parameters"] if p["in"] == "query"),
        )
        for path, methods in schema["paths"].items()
        for method, said in methods.items()
    ]

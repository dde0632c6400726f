"""What the wizard collects, as plain values that the row keeps as JSON."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class NewAgency:
    """A successor that does not exist yet; `kind` is an AgencyKind."""

    code: str
    name: str
    short_name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Choices:
    """`predecessors` and `successors` are keys of agencies, `new` those to be founded.

    A successor is named by its key: "a12" is the agency 12, "n0" the first of `new`.
    `leading` is the predecessor whose work a founded successor goes on with, `heir` the
    successor that takes over what is open. `rules` gives of assessments (uuid) a Rule,
    `homes` of accounts (key) the successor. `name` and `short_name` are of a renaming.
    """

    predecessors: tuple[int, ...] = ()
    successors: tuple[int, ...] = ()
    new: tuple[NewAgency, ...] = ()
    leading: int | None = None
    heir: str = ""
    name: str = ""
    short_name: str = ""
    rules: Mapping[str, str] = field(default_factory=dict)
    homes: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Choices:
        values = dict(data)
        for name in ("predecessors", "successors"):
            values[name] = tuple(values.get(name, ()))
        values["new"] = tuple(NewAgency(**row) for row in values.get("new", ()))
        return cls(**values)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def keys(self) -> list[str]:
        """Of every successor, in order."""
        standing = [f"a{pk}" for pk in self.successors]
        return standing + [f"n{number}" for number in range(len(self.new))]

    @property
    def heir_key(self) -> str:
        """The one that was chosen while it stands, else the first; empty without any."""
        if self.heir in self.keys:
            return self.heir
        return self.keys[0] if self.keys else ""

    @property
    def is_complete(self) -> bool:
        return bool(self.predecessors)

    def with_rules(self, **values: Any) -> Choices:
        return replace(self, **values)

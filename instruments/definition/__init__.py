"""An instrument as plain values: what is asked, what it weighs, how it is judged.

No Django here. `load` builds an Instrument from a file, `instruments.queries` from
the database.
"""

from instruments.definition.reading import load, parse
from instruments.definition.values import (
    Band,
    Case,
    Criterion,
    DefinitionError,
    Indicator,
    Instrument,
    Node,
    Requirement,
    Source,
)

__all__ = [
    "Band",
    "Case",
    "Criterion",
    "DefinitionError",
    "Indicator",
    "Instrument",
    "Node",
    "Requirement",
    "Source",
    "load",
    "parse",
]

"""What the public may read of a determination, and the tokens of other systems."""

from opendata.models.releases import Release
from opendata.models.tokens import ApiToken

__all__ = ["ApiToken", "Release"]

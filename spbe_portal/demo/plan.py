"""Which levels each agency claims, is given and keeps. No Django here."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from instruments.definition import Instrument
from spbe_portal.demo import dice
from spbe_portal.demo.province import Office

Levels = dict[str, int]


@dataclass(frozen=True)
class Course:
    """The levels of one agency in one quarter, {indicator: level} each.

    `objected` are indicators that the head contests, `returned` those that a mentor
    sends back once.
    """

    own: Levels
    verified: Levels
    final: Levels
    objected: tuple[str, ...] = ()
    returned: tuple[str, ...] = ()

    @property
    def lowered(self) -> list[str]:
        return [code for code in self.own if self.verified[code] < self.own[code]]


def determined_course(
    office: Office, instrument: Instrument, objections: int
) -> Course:
    """The quarter that is over: verified levels around the agency's means."""
    verified: Levels = {}
    for domain, mean in zip(instrument.nodes, office.means, strict=True):
        codes = [leaf.code for leaf in domain.leaves]
        verified |= _around(mean, codes, office.key, instrument)
    highest = instrument.scale_max
    raisable = [code for code, level in verified.items() if level < highest]
    claims = 2 + dice.number(5, office.key, "claims") + objections
    claimed = dice.shuffled(raisable, office.key, "claimed")[:claims]
    own = {code: level + (code in claimed) for code, level in verified.items()}
    objected = tuple(claimed[:objections])
    final = dict(verified)
    for code in objected[::2]:
        final[code] = own[code]
    returned = tuple(dice.shuffled(list(own), office.key, "returned")[:3])
    return Course(own, verified, final, objected, returned)


def current_course(office: Office, instrument: Instrument, before: Levels) -> Course:
    """The quarter under way: a few claims more than what was final before."""
    raisable = [code for code in before if before[code] < instrument.scale_max]
    order = dice.shuffled(raisable, office.key, "growth")
    growth = order[: 3 + dice.number(4, office.key, "count")]
    own = {code: level + (code in growth) for code, level in before.items()}
    lowered = growth[: 2 + dice.number(2, office.key, "lowered")]
    verified = {code: level - (code in lowered) for code, level in own.items()}
    stand = office.stand
    objections = stand.count if stand.stage in {"verified", "final"} else 0
    returns = {"returned": stand.count, "again": stand.count}.get(stand.stage, 2)
    final = dict(verified)
    for code in lowered[:objections]:
        final[code] = own[code]
    candidates = [code for code in own if own[code] > instrument.scale_min]
    returned = dice.shuffled(candidates, office.key, "back")[:returns]
    return Course(own, verified, final, tuple(lowered[:objections]), tuple(returned))


def _around(
    mean: Decimal, codes: list[str], key: str, instrument: Instrument
) -> Levels:
    """Whole levels whose mean is `mean` to within half a step, some further apart."""
    total = int((mean * len(codes)).to_integral_value(ROUND_HALF_UP))
    low, rest = divmod(total, len(codes))
    order = dice.shuffled(codes, key, "order")
    levels = {code: low + (place < rest) for place, code in enumerate(order)}
    apart = dice.shuffled(codes, key, "apart")
    for up, down in zip(apart[0:4:2], apart[1:4:2], strict=False):
        if levels[up] < instrument.scale_max and levels[down] > instrument.scale_min:
            levels[up] += 1
            levels[down] -= 1
    return {code: levels[code] for code in codes}

"""The main navigation as data: who sees which item follows from the permissions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import NoReverseMatch, reverse

from accounts.permissions import Permission, can

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


@dataclass(frozen=True)
class Item:
    """`owns` are beginnings of view names whose pages belong under this item.

    Two items may bear one label: a person sees the first one his role may open.
    `folds` says that the item makes room for the others when there are too many.
    """

    label: str
    view: str
    permission: Permission
    owns: tuple[str, ...] = ()
    folds: bool = False

    def fit(self, view_name: str) -> int:
        """How well the item covers a page: the length of the longest matching start."""
        starts = (self.view, *self.owns)
        return max((len(s) for s in starts if view_name.startswith(s)), default=0)


@dataclass(frozen=True)
class Link:
    label: str
    url: str
    current: bool
    folded: bool = False


P = Permission

ITEMS = (
    Item("Beranda", "home", P.ASSESSMENT_EDIT),
    Item("Tugas saya", "assessments:tasks", P.ASSESSMENT_EDIT),
    Item(
        "Ruang kendali",
        "assessments:control",
        P.CONTROL_VIEW,
        (
            "assessments:period",
            "assessments:determin",
            "assessments:correct",
            "assessments:consistency",
        ),
    ),
    Item(
        "Antrean telaah",
        "assessments:reviews",
        P.REVIEW_DECIDE,
        (
            "assessments:review",
            "assessments:decide",
            "assessments:compare",
            "assessments:claim",
            "assessments:release",
            "assessments:phrase",
            "assessments:consistency",
        ),
    ),
    Item(
        "Pleno",
        "assessments:plenary",
        P.PLENARY_DECIDE,
        ("assessments:finalise", "assessments:set_final", "assessments:session"),
    ),
    Item("Pleno", "assessments:sessions", P.CONTROL_VIEW, ("assessments:session",)),
    Item(
        "Pendamping",
        "assessments:mentors_current",
        P.MENTOR_ASSIGN,
        ("assessments:mentors",),
        folds=True,
    ),
    Item(
        "Periode",
        "assessments:periods",
        P.PERIOD_MANAGE,
        ("assessments:open", "assessments:plan", "assessments:deadlines"),
    ),
    Item(
        "Contoh bukti",
        "assessments:examples",
        P.EXAMPLE_KEEP,
        ("assessments:example",),
    ),
    Item("Penilaian", "assessments:list", P.ASSESSMENT_VIEW, ("assessments:",)),
    Item("Dasbor", "insight:start", P.ASSESSMENT_VIEW, ("insight:",), folds=True),
    Item(
        "Pendampingan",
        "assessments:mentorings",
        P.MENTORING_VIEW,
        ("assessments:mentoring", "reports:mentoring"),
    ),
    Item("Pustaka bukti", "evidence:list", P.EVIDENCE_VIEW, ("evidence:",), folds=True),
    Item(
        "Tim SPBE",
        "teams:list",
        P.TEAM_VIEW,
        ("teams:", "assessments:decree", "assessments:certificate"),
    ),
    Item(
        "Perangkat daerah",
        "accounts:agencies",
        P.AGENCY_VIEW_ALL,
        ("accounts:agenc", "reorganisations:"),
        folds=True,
    ),
    Item("TPP", "reports:exports", P.TPP_VIEW, ("reports:export", "reports:rule")),
    Item("Publikasi", "opendata:releases", P.RELEASE_VIEW, ("opendata:",), folds=True),
    Item("Laporan", "reports:documents", P.REPORT_VIEW, ("reports:",)),
    Item("Jejak audit", "accounts:trail", P.TRAIL_VIEW),
    Item("Pengguna", "accounts:people", P.USER_MANAGE, ("accounts:",), folds=True),
)

# How many items fit in a row of 1024 pixels.
ROOM = 9

# Pages of one's own, reached by the bell: no item covers them.
PERSONAL = (
    "accounts:notice",
    "accounts:preferences",
    "accounts:mailings",
    "accounts:profile",
    "accounts:session",
)


def links(user: User | AnonymousUser, view_name: str) -> list[Link]:
    """The items of this user, the one of the shown page marked; folded if too many."""
    named: dict[str, Item] = {}
    for item in ITEMS:
        if can(user, item.permission):
            named.setdefault(item.label, item)
    items = named.values()
    best = max(items, key=lambda item: item.fit(view_name), default=None)
    covered = best and best.fit(view_name) and not view_name.startswith(PERSONAL)
    current = best if covered else None
    return [
        Link(item.label, url, item is current, item.folds and len(items) > ROOM)
        for item in items
        for url in _addresses(item.view)
    ]


def _addresses(view: str) -> Iterator[str]:
    """The item's address; none while its app has no such page."""
    try:
        yield reverse(view)
    except NoReverseMatch:
        return

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.enums import Role
from accounts.models import User
from spbe_portal import navigation

WORK = "Penilaian, Dasbor, Pendampingan, Pustaka bukti, Tim SPBE"
REST = "TPP, Publikasi, Laporan"
EXPECTED = {
    Role.OPD_MEMBER: f"Beranda, Tugas saya, {WORK}, Laporan",
    Role.OPD_COORDINATOR: f"Beranda, Tugas saya, {WORK}, Laporan",
    Role.OPD_HEAD: f"Beranda, Tugas saya, {WORK}, Laporan",
    Role.MENTOR: f"Antrean telaah, Contoh bukti, {WORK}, Laporan",
    Role.ASSESSOR: f"Ruang kendali, Pleno, {WORK}, Perangkat daerah, Laporan",
    Role.SECRETARIAT: (
        f"Ruang kendali, Pleno, Pendamping, Periode, {WORK}, Perangkat daerah, {REST}, "
        "Pengguna"
    ),
    Role.AUDITOR: f"Ruang kendali, Pleno, {WORK}, Perangkat daerah, {REST}, Jejak audit",
    Role.ADMIN: "Pengguna",
}


@pytest.fixture
def _every_page(monkeypatch):
    monkeypatch.setattr(navigation, "reverse", lambda view: f"/{view}/")


def current(role, view):
    links = navigation.links(User(role=role), view)
    return [link.label for link in links if link.current]


@pytest.mark.usefixtures("_every_page")
@pytest.mark.parametrize(("role", "labels"), EXPECTED.items())
def test_role_sees_its_items(role, labels):
    links = navigation.links(User(role=role), "help")

    assert ", ".join(link.label for link in links) == labels
    assert [link for link in links if link.current] == []


@pytest.mark.usefixtures("_every_page")
@pytest.mark.parametrize(
    ("role", "folded"),
    [
        (
            Role.SECRETARIAT,
            [
                "Pendamping",
                "Dasbor",
                "Pustaka bukti",
                "Perangkat daerah",
                "Publikasi",
                "Pengguna",
            ],
        ),
        (Role.AUDITOR, ["Dasbor", "Pustaka bukti", "Perangkat daerah", "Publikasi"]),
        (Role.ADMIN, []),
    ],
)
def test_too_many_items_fold(role, folded):
    links = navigation.links(User(role=role), "help")

    assert [link.label for link in links if link.folded] == folded
    assert len(links) - len(folded) <= navigation.ROOM


@pytest.mark.usefixtures("_every_page")
def test_pleno_leads_to_what_the_role_may_open():
    urls = {
        role: [x.url for x in navigation.links(User(role=role), "help")]
        for role in (Role.ASSESSOR, Role.AUDITOR)
    }

    assert "/assessments:plenary/" in urls[Role.ASSESSOR]
    assert "/assessments:sessions/" not in urls[Role.ASSESSOR]
    assert "/assessments:sessions/" in urls[Role.AUDITOR]


def test_visitor_sees_none():
    assert navigation.links(AnonymousUser(), "help") == []


@pytest.mark.usefixtures("_every_page")
@pytest.mark.parametrize(
    ("role", "view", "label"),
    [
        (Role.OPD_HEAD, "home", "Beranda"),
        (Role.OPD_HEAD, "assessments:answer", "Penilaian"),
        (Role.OPD_HEAD, "assessments:tasks", "Tugas saya"),
        (Role.OPD_HEAD, "reports:verify", "Laporan"),
        (Role.MENTOR, "assessments:review", "Antrean telaah"),
        (Role.ASSESSOR, "assessments:plenary_detail", "Pleno"),
        (Role.ASSESSOR, "assessments:sessions", "Pleno"),
        (Role.SECRETARIAT, "assessments:session", "Pleno"),
        (Role.SECRETARIAT, "assessments:period", "Ruang kendali"),
        (Role.SECRETARIAT, "assessments:consistency", "Ruang kendali"),
        (Role.MENTOR, "assessments:consistency", "Antrean telaah"),
        (Role.SECRETARIAT, "assessments:periods", "Periode"),
        (Role.SECRETARIAT, "insight:mapping_edit", "Dasbor"),
        (Role.OPD_HEAD, "insight:agency", "Dasbor"),
        (Role.MENTOR, "reports:mentoring_minutes", "Pendampingan"),
        (Role.SECRETARIAT, "assessments:decree_issue", "Tim SPBE"),
        (Role.OPD_COORDINATOR, "assessments:certificate_file", "Tim SPBE"),
        (Role.SECRETARIAT, "reports:exports", "TPP"),
        (Role.SECRETARIAT, "opendata:publish", "Publikasi"),
        (Role.SECRETARIAT, "accounts:person", "Pengguna"),
        (Role.AUDITOR, "accounts:trail", "Jejak audit"),
    ],
)
def test_page_marks_its_item(role, view, label):
    assert current(role, view) == [label]


@pytest.mark.usefixtures("_every_page")
@pytest.mark.parametrize(
    "view", ["accounts:notices", "accounts:preferences", "accounts:mailings"]
)
def test_pages_of_one_s_own_are_under_no_item(view):
    assert current(Role.SECRETARIAT, view) == []

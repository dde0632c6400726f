"""The public pages show what is published, and nothing besides."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.enums import Role, Succeeding
from accounts.models import Agency, Succession
from opendata import actions
from tests.factories import AgencyFactory, UserFactory
from tests.opendata.builders import determined, publish, published

pytestmark = pytest.mark.django_db


def page(client, *args, **query):
    return client.get(reverse("opendata:quarter", args=args or [2026, 1]), query)


def test_without_a_release_the_page_says_so(client):
    determined()

    response = client.get(reverse("opendata:index"))

    assert "Belum ada hasil yang dipublikasikan" in response.content.decode()
    assert "Dinas Arsip" not in response.content.decode()


def test_the_newest_public_quarter_is_the_first_page(client):
    published(2025, 4)
    published(2026, 1)
    determined(2026, 2, agencies=(("1.09", "Dinas Rahasia", "555"),))

    text = client.get(reverse("opendata:index")).content.decode()

    assert "Triwulan I 2026, nilai yang ditetapkan" in text
    assert "Instrumen rujukan, belum ditetapkan" in text
    assert "Dinas Rahasia" not in text


def test_a_quarter_can_be_searched_and_sorted(client):
    published()

    found = page(client, q="badan").content.decode()
    lowest = page(client, sort="index").content.decode()
    odd = page(client, sort="'; drop", page="x")

    assert "Badan Citra" in found
    assert "Dinas Arsip" not in found
    assert lowest.index("Badan Citra") < lowest.index("Dinas Arsip")
    assert odd.status_code == 200
    assert "Tidak ada yang cocok" in page(client, q="zzz").content.decode()


def test_another_quarter_is_chosen_without_a_script(client):
    published(2025, 4)
    published(2026, 1)

    response = page(client, period="2025-4")

    assert response.url == reverse("opendata:quarter", args=[2025, 4])
    assert page(client, period="x").status_code == 404
    assert page(client, period="99999999-1").status_code == 404


@pytest.mark.parametrize("place", ["2026/2/", "99999999999999/1/", "2026/999999/"])
def test_a_quarter_that_is_not_public_is_not_there(client, place):
    published()

    assert client.get(f"/public/{place}").status_code == 404


def test_a_replaced_revision_keeps_its_address(client):
    first = published()
    publish(first.determination, shows_rank=False, reason="Tanpa peringkat.")
    old = reverse("opendata:revision", args=[2026, 1, 1])
    new = reverse("opendata:revision", args=[2026, 1, 2])

    text = client.get(old).content.decode()

    assert "Revisi ini sudah diganti" in text
    assert "Tanpa peringkat." in text
    assert client.get(new).url == reverse("opendata:quarter", args=[2026, 1])
    missing = reverse("opendata:revision", args=[2026, 1, 9])
    assert client.get(missing).status_code == 404


def test_a_withdrawn_quarter_says_why_and_shows_no_figure(client):
    release = published()
    by = UserFactory(role=Role.SECRETARIAT, name="Orang Dalam")
    actions.withdraw(release.pk, reason="Salah hitung.", by=by)

    for address in ("opendata:quarter", "opendata:revision"):
        extra = [1] if address.endswith("revision") else []
        response = client.get(reverse(address, args=[2026, 1, *extra]))
        text = response.content.decode()
        assert response.status_code == 410
        assert "Salah hitung." in text
        assert "Orang Dalam" not in text
        assert "Dinas Arsip" not in text


def test_an_agency_has_its_history_under_the_names_of_then(client):
    published(2025, 4, agencies=(("1.01", "Dinas Lama", "222"),))
    Agency.objects.filter(code="1.01").update(name="Dinas Baru")
    published(2026, 1, agencies=(("1.01", "Dinas Baru", "333"),))

    text = client.get(reverse("opendata:agency", args=["1.01"])).content.decode()

    assert "<h1>Dinas Baru</h1>" in text
    assert "sebagai Dinas Lama" in text
    unknown = reverse("opendata:agency", args=["9.99"])
    assert client.get(unknown).status_code == 404


def test_a_page_costs_the_same_whatever_the_number(client, django_assert_num_queries):
    published(agencies=tuple((f"1.{n:02}", f"Dinas {n}", "333") for n in range(40)))

    with django_assert_num_queries(3):  # releases, menu, whether one is outdated
        response = page(client)

    assert "Halaman 1 dari 2" in response.content.decode()


def test_search_engines_are_kept_out_where_that_is_set(client, settings):
    published()
    settings.PUBLIC_INDEXED = False

    assert page(client).headers["X-Robots-Tag"] == "noindex"


def test_a_page_of_a_person_logged_in_is_kept_nowhere(client):
    published()
    client.force_login(UserFactory(role=Role.SECRETARIAT))

    assert page(client).headers["Cache-Control"] == "no-store"


def test_the_page_of_data_explains_every_column_and_address(client):
    published()

    text = client.get(reverse("opendata:data")).content.decode()

    assert "/api/v1/quarters/{year}/{quarter}/indices" in text
    assert "berita_acara" in text
    assert client.get(reverse("opendata:about")).status_code == 200


def test_a_successor_names_the_agencies_before_it(client):
    published(2025, 4, agencies=(("1.01", "Dinas Lama", "222"),))
    old = Agency.objects.get(code="1.01")
    new = AgencyFactory(code="1.02", name="Dinas Baru")
    Succession.objects.create(
        predecessor=old,
        successor=new,
        kind=Succeeding.MERGE,
        starts_on=date(2026, 1, 1),
        legal_basis="Perda 1/2025",
    )
    published(2026, 1, agencies=(("1.02", "Dinas Baru", "333"),))

    text = client.get(reverse("opendata:agency", args=["1.02"])).content.decode()

    assert "Perangkat daerah sebelumnya" in text
    assert "Dinas Lama</a>: 2,00 Cukup, Triwulan IV 2025" in " ".join(text.split())

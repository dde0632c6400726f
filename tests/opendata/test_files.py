"""Files of open data carry the same figures as the record."""

import csv
import io
import json
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from opendata import downloads
from tests.opendata.builders import publish, published

pytestmark = pytest.mark.django_db


def get(client, dataset, extension, **headers):
    address = reverse("opendata:download", args=[2026, 1, dataset, extension])
    return client.get(address, headers=headers)


def test_csv_has_the_figures_of_the_record(client):
    release = published()

    response = get(client, "indices", "csv")

    assert response.content.startswith(b"\xef\xbb\xbf")
    text = response.content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    indices = dict(release.determination.results.values_list("agency_code", "index"))
    found = {row["kode"]: Decimal(row["indeks"].replace(",", ".")) for row in rows}
    assert found == indices
    assert list(rows[0]) == [field.name for field in downloads.INDICES]


def test_nodes_have_a_row_for_each_part_and_agency(client):
    published()

    text = get(client, "nodes", "csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))

    assert len(rows) == 3 * 4
    assert {row["kode_bagian"] for row in rows} == {"D1", "A1", "D2", "A2"}


def test_json_has_numbers_and_says_its_source(client):
    release = published()

    data = json.loads(get(client, "indices", "json").content)

    quarter = data["quarters"][0]
    assert quarter["sha256"] == release.sha256
    assert quarter["determination"]["number"] == release.determination.number
    assert isinstance(quarter["agencies"][0]["index"], float)
    assert "published_by" not in quarter


def test_xlsx_has_real_numbers_and_explains_its_columns(client):
    published()

    book = load_workbook(io.BytesIO(get(client, "indices", "xlsx").content))

    assert book.sheetnames == ["Indeks", "Domain_Aspek", "Kamus_Data", "Sumber"]
    page = book["Indeks"]
    heads = {cell.value: cell.column for cell in page[1]}
    first = page[2]
    assert first[heads["kode"] - 1].data_type == "s"
    assert first[heads["indeks"] - 1].value == 5
    assert first[heads["tanggal_penetapan"] - 1].value.date() == date(2026, 2, 6)
    explained = {row[1].value for row in book["Kamus_Data"].iter_rows(min_row=2)}
    assert explained == {f.name for f in (*downloads.INDICES, *downloads.NODES)}


def test_what_looks_like_a_formula_stays_text(client):
    published(agencies=(("=1+1", "=HYPERLINK(0)", "333"),))

    text = get(client, "indices", "csv").content.decode("utf-8-sig")
    book = load_workbook(io.BytesIO(get(client, "indices", "xlsx").content))

    assert "'=HYPERLINK(0)" in text
    cells = [cell for row in book["Indeks"].iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]


def test_a_file_is_kept_by_caches_and_asked_again_by_its_mark(client):
    release = published()
    first = get(client, "indices", "csv")

    again = get(client, "indices", "csv", if_none_match=first.headers["ETag"])
    publish(release.determination, shows_rank=False, reason="Tanpa peringkat.")
    changed = get(client, "indices", "csv", if_none_match=first.headers["ETag"])

    assert first.headers["Cache-Control"] == "public, max-age=300"
    assert (again.status_code, again.content) == (304, b"")
    assert changed.status_code == 200


def test_other_sites_may_read_files_only_where_that_is_set(client, settings):
    published()

    allowed = get(client, "indices", "csv")
    settings.OPEN_DATA_CORS = False
    closed = get(client, "indices", "csv")

    assert allowed.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Origin" not in closed.headers


@pytest.mark.parametrize(
    "place",
    ["2026/2/indices.csv", "2026/1/levels.csv", "2026/1/indices.pdf", "levels.csv"],
)
def test_a_quarter_that_is_not_public_has_no_file(client, place):
    published()

    assert client.get(f"/public/{place}").status_code == 404


def test_files_are_limited_by_the_minute(client):
    published()
    address = reverse("opendata:download_all", args=["indices", "csv"])

    answers = [client.get(address).status_code for _ in range(61)]

    assert answers[-2:] == [200, 429]


def test_robots_name_the_public_pages_alone(client, settings):
    published()

    text = client.get("/robots.txt").content.decode()
    settings.PUBLIC_INDEXED = False
    closed = client.get("/robots.txt").content.decode()

    assert "Allow: /public/\nDisallow: /\n" in text
    assert closed == "User-agent: *\nDisallow: /\n"
    assert client.get("/sitemap.xml").status_code == 404


def test_the_map_of_the_site_lists_quarters_and_agencies(client):
    published()

    text = client.get("/sitemap.xml").content.decode()

    assert "/public/2026/1/" in text
    assert "/public/agencies/1.03/" in text

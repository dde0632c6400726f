import csv
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from openpyxl import Workbook

from tests.factories import small_version

ROOT = Path(__file__).resolve().parents[2]
NATIONAL = ROOT / "fixtures/instruments/permenpanrb-59-2020.yaml"
PUBLISHED = ROOT / "tests/data/published-indices.csv"


def run(instrument, file):
    """Exit status, rows of standard output, lines of standard error."""
    out, err = io.StringIO(), io.StringIO()
    status = 0
    try:
        call_command("score", str(instrument), str(file), stdout=out, stderr=err)
    except SystemExit as stop:
        status = stop.code
    return status, list(csv.DictReader(io.StringIO(out.getvalue()))), err.getvalue()


def table(tmp_path, text):
    path = tmp_path / "tabel.csv"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("code", ["permenpanrb-59-2020", "permenpanrb-5-2018"])
def test_published_levels_give_the_published_index(tmp_path, code):
    with PUBLISHED.open(encoding="utf-8") as file:
        lines = file.readlines()
    chosen = [lines[0], *(line for line in lines[1:] if line.startswith(code + ","))]
    path = table(tmp_path, "".join(chosen))

    status, rows, err = run(ROOT / f"fixtures/instruments/{code}.yaml", path)

    assert (status, err) == (0, "")
    assert len(rows) == len(chosen) - 1
    assert [row["index"] for row in rows] == [row["index_2dp"] for row in rows]
    for row in rows:
        domains = [row[name] for name in ("D1", "D2", "D3", "D4") if name in row]
        assert domains == row["domain_indices_2dp"].split()


def test_a_code_is_found_in_the_database(db, tmp_path):
    small_version()

    status, rows, _ = run("kecil", table(tmp_path, "opd,I1,I2,I3\nDinas A,3,2,5\n"))

    assert status == 0
    assert rows == [
        {
            "opd": "Dinas A",
            "D1": "2.67",
            "A1": "2.67",
            "D2": "5.00",
            "A2": "5.00",
            "exact": "3.60",
            "index": "3.60",
            "predicate": "Sangat Baik",
        }
    ]


def test_bad_rows_are_named_and_the_others_scored(db, tmp_path):
    small_version()
    text = (
        "opd;I1;I2;I3;catatan\nA;3;2;5;x\nB;3;;5;\nC;6;2;5;\nD;2,5;2;5;\nE;1;1;1;y\n\n"
    )

    status, rows, err = run("kecil", table(tmp_path, text))

    assert status == 1
    assert [(row["opd"], row["catatan"], row["index"]) for row in rows] == [
        ("A", "x", "3.60"),
        ("E", "y", "1.00"),
    ]
    assert err.splitlines() == [
        "row 3: column I2: no level",
        "row 4: column I1: '6' is not a level",
        "row 5: column I1: '2,5' is not a level",
    ]


@pytest.mark.parametrize("levels", ["12", "1x3", "", "1234"])
def test_a_bad_levels_column_is_named(db, tmp_path, levels):
    small_version()

    status, rows, err = run("kecil", table(tmp_path, f"opd,levels\nA,{levels}\n"))

    assert (status, rows) == (1, [])
    assert err.startswith("row 2: column levels: ")


@pytest.mark.slow
def test_without_a_database_a_path_works_and_a_code_is_refused_in_a_sentence(tmp_path):
    path = table(tmp_path, f"nama,levels\nA,{'3' * 47}\n")
    nowhere = {
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
        "DATABASE_POOL": "False",
    }

    def score(instrument):
        command = [sys.executable, "manage.py", "score", str(instrument), str(path)]
        env = os.environ | nowhere
        return subprocess.run(
            command, cwd=ROOT, env=env, capture_output=True, text=True, check=False
        )

    by_path, by_code = score(NATIONAL), score("permenpanrb-59-2020")

    assert by_path.stdout.splitlines()[1].endswith(",3.00,3.00,Baik")
    assert (by_path.returncode, by_path.stderr) == (0, "")
    assert by_code.returncode == 1
    assert by_code.stderr.startswith("CommandError: The database can't be reached")


def test_xlsx_is_read_like_csv(db, tmp_path):
    small_version()
    book = Workbook()
    for row in (["opd", "I1", "I2", "I3"], ["Dinas A", 3, 2, 5]):
        book.active.append(row)
    book.save(tmp_path / "tabel.xlsx")

    status, rows, _ = run("kecil", tmp_path / "tabel.xlsx")

    assert (status, rows[0]["index"]) == (0, "3.60")


@pytest.mark.parametrize(
    ("instrument", "name", "text", "complaint"),
    [
        ("tidak-ada", "t.csv", "I1\n1\n", "no published instrument"),
        ("kecil", "t.csv", "a,b\n1,2\n", "neither a column `levels` nor"),
        ("kecil", "t.csv", "", "neither a column `levels` nor"),
        ("kecil", "t.xlsx", "bukan xlsx", "can't be read as a table"),
        ("kecil", "hilang.csv", None, "can't be read as a table"),
        ("t.yaml", "t.csv", "I1\n1\n", "cannot be read"),
    ],
)
def test_what_can_not_be_read_is_one_sentence(
    db, tmp_path, instrument, name, text, complaint
):
    small_version()
    if text is not None:
        (tmp_path / name).write_text(text, encoding="utf-8")

    with pytest.raises(CommandError, match=complaint):
        run(instrument, tmp_path / name)

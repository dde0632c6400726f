import copy
import re
from pathlib import Path

import pytest

from instruments.definition import DefinitionError, load, parse
from tests.factories import SMALL

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures/instruments"


def broken(change):
    data = copy.deepcopy(SMALL)
    change(data)
    return data


def aspect(data):
    return data["nodes"][0]["nodes"][0]


def put(key, value):
    return lambda data: data.update({key: value})


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (put("weight_total", "99"), "nodes: weights sum to 100, weight_total is 99"),
        (
            lambda d: aspect(d)["indicators"][0].update(weight="39"),
            "A1: weight is 60, its parts sum to 59",
        ),
        (
            lambda d: aspect(d)["indicators"][0].update(weight=40.1),
            "I1: 40.1 is not valid (write 40.1 in quotes)",
        ),
        (
            lambda d: aspect(d)["indicators"][0].update(weight="empat"),
            "nodes > D1 > A1 > I1: 'empat' is not valid",
        ),
        (
            lambda d: aspect(d)["indicators"][0].update(weight="1/0"),
            "nodes > D1 > A1 > I1: '1/0' is not valid",
        ),
        (
            lambda d: [
                i.update(weight=w)
                for i, w in zip(aspect(d)["indicators"], ("60", "0"), strict=True)
            ],
            "A1: a part's weight is not above 0",
        ),
        (
            lambda d: aspect(d)["indicators"][1].update(code="I1"),
            "I1: the code stands 2 times",
        ),
        (
            lambda d: aspect(d)["indicators"][0].update(kind="layanan"),
            "I1: level_names has no kind 'layanan'",
        ),
        (
            lambda d: aspect(d)["indicators"][0]["criteria"].pop(4),
            "I1: the criterion of level 4 is missing",
        ),
        (
            lambda d: d["level_names"]["proses"].pop(5),
            "I1: level_names of 'proses' miss a level",
        ),
        (
            lambda d: aspect(d)["indicators"][0]["evidence"][0].update(level=6),
            "I1: level 6 is outside the scale",
        ),
        (lambda d: d["bands"].pop(0), "bands: the first must start at 1"),
        (lambda d: d["bands"].reverse(), "bands: the first must start at 1"),
        (lambda d: d["bands"][2].update({"from": "1.8"}), "bands: starts must ascend"),
        (lambda d: d["bands"][4].update({"from": "5.1"}), "bands: starts must ascend"),
        (put("bands", []), "bands: the first must start at 1"),
        (put("tree_depth", 1), "A1: depth 2, tree_depth is 1"),
        (
            put("status", "DRAFT"),
            "status: 'DRAFT' is none of OFFICIAL, REFERENCE, SECONDARY",
        ),
        (
            put("rounding", {"step": "0.01", "mode": "UP"}),
            "rounding > mode: 'UP' is none of",
        ),
        (put("self_test", []), "self_test: at least one case is needed"),
        (
            lambda d: d["self_test"][0].update(levels="11"),
            "self_test > a: 2 levels for 3 indicators",
        ),
        (lambda d: d.pop("bands"), "bands: missing"),
        (put("scale", {"max": 5}), "not the shape of an instrument: KeyError('min')"),
        (put("nodes", ["D1"]), "not the shape of an instrument: AttributeError"),
        (put("bands", 5), "not the shape of an instrument: TypeError"),
        (put("self_test", [{"name": "a"}]), "not the shape of an instrument: KeyError"),
        (lambda d: aspect(d).pop("name"), "nodes > D1 > A1: name is missing"),
    ],
)
def test_parse_refuses_and_says_where(change, complaint):
    with pytest.raises(DefinitionError, match=re.escape(complaint)):
        parse(broken(change))


@pytest.mark.parametrize("data", [None, [], "teks"])
def test_parse_refuses_what_is_no_mapping(data):
    with pytest.raises(DefinitionError, match="no mapping"):
        parse(data)


def test_load_names_a_file_that_is_not_there(tmp_path):
    with pytest.raises(DefinitionError, match=r"tidak-ada\.yaml: cannot be read"):
        load(tmp_path / "tidak-ada.yaml")


def test_load_names_a_file_that_is_not_yaml(tmp_path):
    (tmp_path / "x.yaml").write_text("a: [1")

    with pytest.raises(DefinitionError, match="not valid YAML"):
        load(tmp_path / "x.yaml")


@pytest.mark.parametrize(
    ("name", "indicators", "nodes", "status"),
    [
        ("opd-rujukan-2026", 25, 9, "REFERENCE"),
        ("permenpanrb-59-2020", 47, 12, "OFFICIAL"),
        ("permenpanrb-5-2018", 37, 10, "OFFICIAL"),
    ],
)
def test_each_instrument_file_loads(name, indicators, nodes, status):
    instrument = load(FIXTURES / f"{name}.yaml")

    assert len(instrument.indicators) == indicators
    assert len(instrument.all_nodes) == nodes
    assert instrument.status == status
    assert instrument.weight == 100


def test_reference_instrument_writes_out_every_indicator():
    instrument = load(FIXTURES / "opd-rujukan-2026.yaml")
    texts = [c.text for i in instrument.indicators for c in i.criteria]

    assert instrument.status_label == "Instrumen rujukan, belum ditetapkan"
    assert len(set(texts)) == 125
    for indicator in instrument.indicators:
        assert indicator.definition
        assert len(indicator.evidence) >= 5
        assert len(indicator.incomplete_if) >= 4


def test_numbers_are_the_codes_as_people_read_them():
    instrument = load(FIXTURES / "permenpanrb-5-2018.yaml")

    assert [i.number for i in instrument.indicators[-4:]] == [
        "34",
        "35-1",
        "35-2",
        "35-3",
    ]
    assert instrument.all_nodes[0].number == "1"


def test_below_the_first_band_there_is_no_predicate():
    with pytest.raises(ValueError, match="below the first band"):
        parse(SMALL).predicate_of(0)

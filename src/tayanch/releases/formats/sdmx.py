"""SDMX: the structure of each series, and its values as SDMX-CSV 1.0 and SDMX-ML 2.1.

SDMX 2.1 Technical Specifications (2011, amended 2020), SDMX-CSV 1.0 (2018); code lists follow the cross-domain lists
CL_SEX, CL_FREQ and CL_OBS_STATUS (SDMX Statistical Working Group). Written by pysdmx, loaded when it is needed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

from tayanch.indicators.model import Observation
from tayanch.releases import datasets, labels, wording
from tayanch.releases.model import Dataset, Release
from tayanch.vocabulary.model import Text

AGENCY = "TAYANCH"
_SEX = {"female": "F", "male": "M", "other": "_O"}  # CL_SEX has no code for another sex; _O is "other" of SDMX
_FREQUENCY = {"A": "Annual", "Q": "Quarterly", "M": "Monthly"}
_STATUS = {
    "A": "Normal value",
    "Q": "Missing value; suppressed",
    "M": "Missing value; data cannot exist",
    "L": "Missing value; data exist but were not collected",
    "P": "Provisional value",
    "U": "Low reliability",
    "E": "Estimated value",
}
_OF_FLAG = {
    "hidden": "Q",
    "no-denominator": "M",
    "not-asked": "L",
    "partial-period": "P",
    "small-base": "U",
    "rounded": "E",
}
_MEASURED = (("NUMERATOR", "count"), ("DENOMINATOR", "base"), ("STD_ERR", "se"), ("LOWER", "lower"), ("UPPER", "upper"))


@dataclass(frozen=True)
class Component:
    """One column of a structure, before it is made of pysdmx's classes."""

    id: str
    role: str  # D, M or A
    dtype: str
    name: str
    codes: str = ""  # id of its code list


def series_of(release: Release) -> list[Dataset]:
    """The datasets that are series; other tables have no time to be a dimension."""
    return [one for one in release.datasets if one.kind == "series" and one.observations and one.indicator]


def identity(name: str) -> str:
    """An id as SDMX allows it: capital letters, digits, underscores."""
    told = re.sub(r"[^A-Z0-9]+", "_", name.upper()).strip("_")
    return told if told[:1].isalpha() else f"D_{told}"


# --- values ---------------------------------------------------------------------------------------------------


def columns(dataset: Dataset) -> list[Component]:
    """Dimensions, time, measure and attributes of a series."""
    names = _dimensions(dataset)
    found = [Component("FREQ", "D", "String", "Frequency", "CL_FREQ")]
    for name in names:
        told = labels.dimension(name).get("en")
        found.append(Component(_id(name), "D", "String", told, _list(dataset, name)))
    found.append(Component("TIME_PERIOD", "D", "ObservationalTimePeriod", "Time period"))
    found.append(Component("OBS_VALUE", "M", "Double", "Observation value"))
    found.append(Component("UNIT_MEASURE", "A", "String", "Unit of measure"))
    found.append(Component("OBS_STATUS", "A", "String", "Observation status", "CL_OBS_STATUS"))
    found.extend(Component(id, "A", "Double", wording.say(f"column.{name}", "en")) for id, name in _MEASURED)
    return [*found, Component("COMMENT_OBS", "A", "String", "Flags")]


def rows(dataset: Dataset) -> list[dict[str, Any]]:
    """One observation a row, a cell for each of :func:`columns`."""
    names = _dimensions(dataset)
    return [_row(one, names) for one in dataset.observations]


def status(one: Observation) -> str:
    """The code of CL_OBS_STATUS: why there is no value, or what to know of it."""
    known = [_OF_FLAG[flag] for flag in one.flags if flag in _OF_FLAG]
    if one.value is None:
        return next((code for code in known if code in "QML"), "Q")
    return next((code for code in known if code in "PUE"), "A")


def _dimensions(dataset: Dataset) -> tuple[str, ...]:
    assert dataset.indicator is not None
    return datasets.dimensions(dataset.observations, dataset.indicator)


def _row(one: Observation, names: Sequence[str]) -> dict[str, Any]:
    groups = dict(one.groups)
    told: dict[str, Any] = {"FREQ": frequency(one.period)}
    told |= {_id(name): _code(name, datasets.code_of(name, groups)) for name in names}
    told |= {"TIME_PERIOD": one.period, "OBS_VALUE": one.value, "UNIT_MEASURE": one.unit, "OBS_STATUS": status(one)}
    told |= {id: getattr(one, name) for id, name in _MEASURED}
    return told | {"COMMENT_OBS": " ".join(one.flags)}


def frequency(period: str) -> str:
    """``A``, ``Q`` or ``M`` of a period."""
    return "Q" if "-Q" in period else "M" if "-" in period else "A"


def _id(name: str) -> str:
    return identity(name)


def _list(dataset: Dataset, name: str) -> str:
    return "CL_SEX" if name == "sex" else f"CL_{identity(dataset.id)}_{_id(name)}"


def _code(name: str, code: str) -> str:
    told = _SEX.get(code, code) if name == "sex" else code
    return re.sub(r"[^A-Za-z0-9_@$\-]", "_", told)


# --- structure ------------------------------------------------------------------------------------------------


def code_lists(dataset: Dataset) -> dict[str, list[tuple[str, Text]]]:
    """Id of each code list that a series uses → its codes and what they mean."""
    found = {
        "CL_FREQ": [(code, Text(en=name)) for code, name in _FREQUENCY.items()],
        "CL_OBS_STATUS": [(code, Text(en=name)) for code, name in _STATUS.items()],
    }
    coded = {column.name: column.codes for column in dataset.columns if column.codes}
    for name in _dimensions(dataset):
        if name == "sex":
            every = {datasets.TOTAL: wording.text("all"), datasets.UNKNOWN: wording.text("sex.unknown")}
            own = {code: wording.text(f"sex.{word}") for word, code in _SEX.items()}
            found["CL_SEX"] = list({**every, **own}.items())
        else:
            found[_list(dataset, name)] = [(_code(name, code), meaning) for code, meaning in coded[name]]
    return found


class Maker:
    """Makes pysdmx's objects of one release; loads it once."""

    def __init__(self, release: Release) -> None:
        from pysdmx import model
        from pysdmx.model.dataflow import Role

        self.release, self.model, self.roles = release, model, {role.value: role for role in Role}
        self.series = series_of(release)

    def everything(self) -> list[Any]:
        """Code lists, concepts, and a structure and a flow for each series."""
        lists: dict[str, Any] = {}
        for dataset in self.series:
            lists |= {id: self.code_list(id, codes) for id, codes in code_lists(dataset).items()}
        structures = [self.structure(dataset, lists) for dataset in self.series]
        flows = [
            self.model.Dataflow(id=one.id, name=one.name, agency=AGENCY, version="1.0", structure=one)
            for one in structures
        ]
        return [*lists.values(), self.concepts(), *structures, *flows]

    def code_list(self, id: str, codes: Iterable[tuple[str, Text]]) -> Any:
        items = [self.model.Code(code, name=meaning.get("en")) for code, meaning in codes]
        return self.model.Codelist(id=id, name=id, agency=AGENCY, version="1.0", items=items)

    def concepts(self) -> Any:
        """One concept for every column that any series has."""
        from pysdmx.model import DataType

        told = {one.id: one for dataset in self.series for one in columns(dataset)}
        items = [self.model.Concept(one.id, name=one.name, dtype=DataType(one.dtype)) for one in told.values()]
        return self.model.ConceptScheme(id="CS_EVIDENCE", name="Concepts", agency=AGENCY, version="1.0", items=items)

    def structure(self, dataset: Dataset, lists: dict[str, Any]) -> Any:
        made = [self.component(one, lists) for one in columns(dataset)]
        return self.model.DataStructureDefinition(
            id=identity(dataset.id),
            name=dataset.title.get("en"),
            description=dataset.about.get("en") or None,
            agency=AGENCY,
            version="1.0",
            components=self.model.Components(made),
        )

    def component(self, one: Component, lists: dict[str, Any]) -> Any:
        from pysdmx.model import DataType, ItemReference

        own: dict[str, Any] = {"local_codes": lists[one.codes]} if one.codes else {"local_dtype": DataType(one.dtype)}
        reference = ItemReference("Concept", AGENCY, "CS_EVIDENCE", "1.0", one.id)
        level: dict[str, Any] = {"attachment_level": "O"} if one.role == "A" else {}
        role = self.roles[one.role]
        return self.model.Component(one.id, one.role != "A", role, reference, name=one.name, **own, **level)

    def values(self, dataset: Dataset, lists: dict[str, Any]) -> Any:
        import pandas as pd
        from pysdmx.io.pd import PandasDataset

        frame = pd.DataFrame(rows(dataset), columns=[one.id for one in columns(dataset)])
        return PandasDataset(structure=self.structure(dataset, lists).to_schema(), data=frame)

    def header(self, id: str) -> Any:
        from pysdmx.model.message import Header

        moment = datetime.fromisoformat(self.release.date).replace(tzinfo=UTC)
        return Header(id=id, prepared=moment, sender=self.model.Organisation(AGENCY, name=self.release.publisher.name))


def write(release: Release) -> dict[str, bytes]:
    """Path → file: one structure, and for each series its SDMX-CSV and SDMX-ML. Empty when there is no series."""
    from pysdmx.io import write_sdmx
    from pysdmx.io.format import Format

    maker = Maker(release)
    if not maker.series:
        return {}
    text: Callable[..., Any] = partial(write_sdmx)
    structure = text(
        maker.everything(),
        Format.STRUCTURE_SDMX_ML_2_1,
        prettyprint=True,
        header=maker.header(f"STRUCTURE_{_stamp(release)}"),
    )
    found = {"sdmx/structure.xml": _bytes(structure)}
    for dataset in maker.series:
        lists = {id: maker.code_list(id, codes) for id, codes in code_lists(dataset).items()}
        made = maker.values(dataset, lists)
        header = maker.header(f"{identity(dataset.id)}_{_stamp(release)}")
        found[f"sdmx/{dataset.id}.csv"] = _bytes(text([made], Format.DATA_SDMX_CSV_1_0_0))
        found[f"sdmx/{dataset.id}.xml"] = _bytes(
            text([made], Format.DATA_SDMX_ML_2_1_STR, prettyprint=True, header=header)
        )
    return found


def _stamp(release: Release) -> str:
    return release.date.replace("-", "")


def _bytes(text: str) -> bytes:
    return text.encode()

"""Whatever is broken in a project: it is read or refused with a sentence, and the account adds up."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from tayanch.interviews.refi import NVIVO, Imported, RefiError, read_project, write_project
from tests.interviews.refi_files import zipped
from tests.interviews.studies import NOW, example

WHOLE = write_project(example(), reading=NVIVO, names_of_coders=True, created=NOW).data
with zipfile.ZipFile(io.BytesIO(WHOLE)) as archive:
    FILES = {name: archive.read(name) for name in archive.namelist()}
ODD = ["", "x", "-1", "99999999999999999999", "c001", "{}", "true", "turn; said 5", "settled", "\u0661", " 7 ", "1.5"]


def damaged(draw: st.DrawFn) -> bytes:
    root = etree.fromstring(FILES["project.qde"])
    for _ in range(draw(st.integers(1, 6))):
        every = [each for each in root.iter() if each is not root]
        if not every:
            break
        one, kind = draw(st.sampled_from(every)), draw(st.integers(0, 4))
        if kind == 0:
            one.getparent().remove(one)
        elif kind == 1 and one.attrib:
            del one.attrib[draw(st.sampled_from(sorted(one.attrib)))]
        elif kind == 2 and one.attrib:
            one.set(draw(st.sampled_from(sorted(one.attrib))), draw(st.sampled_from(ODD)))
        elif kind == 3:
            one.addnext(etree.fromstring(etree.tostring(one)))
        else:
            draw(
                st.sampled_from([each for each in every if one not in (each, *each.iterancestors())] or [root])
            ).append(one)
    return etree.tostring(root)


def adds_up(found: Imported) -> None:
    dropped = Counter[str]()
    for loss in found.report:
        assert loss.count > 0
        if loss.kind == "dropped":
            dropped[loss.what] += loss.count
    for what, held in found.held.items():
        assert found.kept[what] + dropped[what] == held
        assert found.kept[what] >= 0, what
    study = found.study
    texts = {document.id: document.newest.text for document in study.documents}
    for coding in study.codings:
        assert 0 <= coding.start < coding.end <= len(texts[coding.document])
        assert coding.code in study.codebook
    settled = sum(len(each.codes) for each in study.adjudications)
    assert found.kept.get("Coding", 0) == len(study.codings) + settled
    assert found.kept.get("Code", 0) == len(study.codebook.codes)
    assert found.kept.get("Case", 0) == len(study.cases) + len(
        [each for each in study.speakers if _listed(found, each.id)]
    )
    every = [
        each.id for each in (*study.documents, *study.speakers, *study.cases, *study.codebook.codes, *study.codings)
    ]
    assert len(every) == len(set(every))


def _listed(found: Imported, own: str) -> bool:
    """A speaker made from the name of her code is no case of the file."""
    from tayanch.interviews.refi.schema import made

    return all(made("Speaker", speaker.label) != own for speaker in found.study.speakers)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_damaged_project_is_read_and_the_account_adds_up(data: st.DataObject) -> None:
    xml = data.draw(st.composite(damaged)())
    try:
        found = read_project(zipped({**FILES, "project.qde": xml}))
    except RefiError:
        return
    adds_up(found)
    write_project(found.study, created=NOW)


@settings(max_examples=80, deadline=None)
@given(st.integers(0, len(WHOLE) - 1), st.binary(min_size=1, max_size=8))
def test_damaged_bytes_are_read_or_refused(place: int, noise: bytes) -> None:
    with suppress(RefiError):
        read_project(WHOLE[:place] + noise + WHOLE[place + len(noise) :])


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(FILES["project.qde"])))
def test_xml_that_ends_early_is_read_or_refused(place: int) -> None:
    with suppress(RefiError):
        adds_up(read_project(zipped({**FILES, "project.qde": FILES["project.qde"][:place]})))


def test_the_whole_one_adds_up() -> None:
    adds_up(read_project(WHOLE))
    with pytest.raises(RefiError):
        read_project(WHOLE[: len(WHOLE) // 2])

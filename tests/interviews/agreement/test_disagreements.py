"""Where coders differ, and in which way."""

from __future__ import annotations

import numpy as np

from tayanch.interviews.agreement import Codings, Disagreement, Units, confusions, disagreements_of

CODES, CODERS = ("HOME", "MONEY", "FEAR"), ("ann", "bea", "cy")


def found(rows: list[tuple[int, ...]], coders: int = 2, **more: object) -> tuple[Disagreement, ...]:
    return disagreements_of(Codings.of(rows), [100, 100], codes=CODES, coders=CODERS[:coders], **more)  # type: ignore[arg-type]


def test_what_both_coded_alike_is_no_disagreement() -> None:
    assert found([(0, 10, 20, 0, 0), (0, 10, 15, 0, 1), (0, 15, 20, 0, 1)]) == ()


def test_a_code_that_only_one_gave_is_one_sided_and_names_who_was_silent() -> None:
    (each,) = found([(0, 10, 20, 0, 0), (0, 50, 60, 1, 0), (0, 50, 60, 1, 1)])
    assert (each.kind, each.codes, each.silent, each.apart) == ("one-sided", ("HOME",), ("bea",), 10)
    assert [(said.coder, said.start, said.end) for said in each.said] == [("ann", 10, 20)]


def test_another_code_on_the_same_words_is_one_disagreement_about_two_codes() -> None:
    (each,) = found([(0, 10, 20, 0, 0), (0, 12, 25, 1, 1)])
    assert (each.kind, each.codes, each.start, each.end) == ("other-code", ("HOME", "MONEY"), 10, 25)
    assert [(said.coder, said.code) for said in each.said] == [("ann", "HOME"), ("bea", "MONEY")]
    assert each.silent == ()


def test_the_same_code_with_other_borders_tells_how_much_is_apart() -> None:
    (each,) = found([(0, 10, 20, 0, 0), (0, 12, 25, 0, 1)])
    assert (each.kind, each.start, each.end, each.apart) == ("other-borders", 10, 25, 7)


def test_the_code_with_most_words_in_common_stands_against_the_other() -> None:
    rows = [(0, 0, 30, 0, 0), (0, 0, 5, 1, 1), (0, 5, 30, 2, 1)]
    kinds = {each.codes: each.kind for each in found(rows)}
    assert kinds == {("HOME", "FEAR"): "other-code", ("MONEY",): "one-sided"}


def test_of_three_coders_each_may_say_something_else() -> None:
    (each,) = found([(0, 0, 10, 0, 0), (0, 0, 10, 1, 1), (0, 0, 10, 2, 2)], coders=3)
    assert each.codes == ("HOME", "MONEY", "FEAR")
    assert {pair.codes for pair in confusions([each])} == {("FEAR", "HOME"), ("FEAR", "MONEY"), ("HOME", "MONEY")}


def test_a_document_that_one_coder_read_holds_no_disagreement() -> None:
    assert found([(0, 10, 20, 0, 0), (1, 0, 5, 0, 0), (1, 0, 5, 0, 1)]) == ()


def test_disagreements_stand_in_the_order_of_the_texts() -> None:
    rows = [(1, 40, 50, 0, 0), (1, 5, 9, 1, 1), (0, 70, 80, 2, 1), (0, 3, 4, 2, 0)]
    read = np.ones((2, 2), dtype=bool)
    assert [(each.document, each.start) for each in found(rows, read=read)] == [
        ("0", 3),
        ("0", 70),
        ("1", 5),
        ("1", 40),
    ]


def test_by_turn_a_difference_within_a_turn_is_none_and_passages_are_whole_turns() -> None:
    units = Units(np.zeros(3, dtype=int), np.array([0, 20, 50]), np.array([19, 49, 99]))
    rows = [(0, 2, 10, 0, 0), (0, 4, 15, 0, 1), (0, 30, 40, 1, 0), (0, 30, 60, 1, 1)]
    (each,) = found(rows, units=units)
    assert (each.kind, each.codes, each.start, each.end, each.apart) == ("other-borders", ("MONEY",), 20, 99, 1)
    assert [(said.coder, said.start, said.end) for said in each.said] == [("ann", 20, 49), ("bea", 20, 99)]


def test_confusions_count_pairs_of_codes_the_commonest_first() -> None:
    rows = [(0, start, start + 5, code, coder) for start in (0, 20) for coder, code in ((0, 0), (1, 1))]
    told = confusions(found([*rows, (0, 50, 60, 2, 0), (0, 80, 90, 1, 0), (0, 81, 90, 1, 1)]))
    assert [(each.codes, each.count, each.apart) for each in told] == [
        (("HOME", "MONEY"), 2, 10),
        (("FEAR", ""), 1, 10),
        (("MONEY", "MONEY"), 1, 1),
    ]

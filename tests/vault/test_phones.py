"""Phone numbers as people say them. All numbers are invented."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tayanch.vault.phones import NotAPhone, candidates, masked, normalise

SPOKEN = [
    ("8 701 123 45 67", "KZ", "+77011234567"),
    ("8 701 123 45 67", None, "+77011234567"),
    ("8 (916) 123-45-67", "RU", "+79161234567"),
    ("8 916 123 45 67", "KG", "+79161234567"),
    ("9161234567", "RU", "+79161234567"),
    ("0 555 123 456", "KG", "+996555123456"),
    ("0555 12-34-56", "RU", "+996555123456"),
    ("0700123456", None, "+996700123456"),
    ("0999 123 456", "KG", "+996999123456"),
    ("555 123 456", "KG", "+996555123456"),
    ("996 555 123456", "RU", "+996555123456"),
    ("00996555123456", None, "+996555123456"),
    ("8 10 996 555 123456", "RU", "+996555123456"),
    ("90 123 45 67", "UZ", "+998901234567"),
    ("998901234567", None, "+998901234567"),
    ("93 123 4567", "TJ", "+992931234567"),
    ("0532 123 45 67", "TR", "+905321234567"),
    ("whatsapp: +996 555 12 34 56", None, "+996555123456"),
    ("Next: 0555 123 456 внучка", "KG", "+996555123456"),
    ("https://wa.me/79161234567", None, "+79161234567"),
    ("+7 (916) 123-45-67 доб. 12", None, "+79161234567"),
    ("+٩٩٦ ٥٥٥ ١٢٣٤٥٦", None, "+996555123456"),
    ("+996\u00a0555\u2011123\u2011456", None, "+996555123456"),
]


@pytest.mark.parametrize(("text", "region", "e164"), SPOKEN)
def test_a_number_as_people_say_it_has_one_form(text, region, e164):
    assert normalise(text, region) == e164
    assert e164 in candidates(text, region)


@pytest.mark.parametrize("text", ["", "   ", "нет", "+", "0555 12", "996", "+" * 200, "1" * 200])
def test_what_is_not_a_full_number_is_refused_with_advice(text):
    with pytest.raises(NotAPhone, match="country code"):
        normalise(text, "KG")
    assert candidates(text, "KG") == []


@pytest.mark.parametrize("text", ["+996 555 123456 / +79161234567", "0555123456, 0700123456", "49 +15123456789"])
def test_two_numbers_in_one_field_are_never_glued_together(text):
    with pytest.raises(NotAPhone, match="one number"):
        normalise(text, "KG")


def test_a_number_that_two_countries_know_is_not_guessed():
    with pytest.raises(NotAPhone, match=r"\+998, \+992"):
        normalise("90 123 45 67", None)
    assert candidates("90 123 45 67", None) == ["+998901234567", "+992901234567"]
    assert candidates("90 123 45 67", "TJ")[0] == "+992901234567"


def test_a_refusal_does_not_repeat_the_number():
    with pytest.raises(NotAPhone) as caught:
        normalise("90 123 45 67", None)
    assert "123" not in str(caught.value)


def test_while_a_number_is_typed_nothing_is_suggested_until_it_is_whole():
    typed = "0555123456"
    found = [candidates(typed[:length], "KG") for length in range(len(typed) + 1)]
    assert found[-1] == ["+996555123456"]
    assert not any("+996555123456" in early for early in found[:-1])


def test_an_operator_code_newer_than_our_tables_is_taken_when_said_in_full():
    assert normalise("+996 111 123 456", None) == "+996111123456"


numberish = st.text(alphabet="0123456789+-() 8790", max_size=18)


@given(numberish, st.sampled_from([None, "KG", "RU", "KZ", "UZ", "TJ", "TR", "??"]))
def test_a_normal_form_stays_as_it_is(text, region):
    for e164 in candidates(text, region):
        assert normalise(e164, region) == e164
        assert normalise(e164, None) == e164


@given(st.text(max_size=40))
def test_no_text_breaks_the_look_up(text):
    assert all(number.startswith("+") for number in candidates(text, "KG"))


@given(st.from_regex(r"\+996(5|7)0[0-9]{7}", fullmatch=True), st.integers(1, 30))
def test_dashes_and_brackets_do_not_count(e164, seed):
    dressed = "".join(c + (" -()"[(seed * i) % 4] if i else "") for i, c in enumerate(e164))
    assert normalise(dressed, None) == e164


@pytest.mark.parametrize(
    ("e164", "shown"),
    [("+996555123445", "+996 ··· ··45"), ("+79161234567", "+7 ··· ··67"), ("+77011234567", "+7 ··· ··67")],
)
def test_a_masked_number_shows_its_country_code_and_two_digits(e164, shown):
    assert masked(e164) == shown


def test_only_a_normal_form_can_be_masked():
    with pytest.raises(NotAPhone):
        masked("0555123445")

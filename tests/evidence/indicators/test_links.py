"""Indicators that are not of the desk: values from tables, studies, the register and files, as their pages show."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tayanch.audit.models import Entry
from tayanch.evidence import telling
from tayanch.evidence.figures import register
from tayanch.evidence.indicators import hearing, linking, values
from tayanch.evidence.indicators.actions import do_link, do_unlink
from tayanch.evidence.indicators.linking import LinkError
from tayanch.evidence.indicators.models import ImportedSeries, Link
from tayanch.evidence.interviews.models import Coding
from tayanch.indicators.definitions import definitions
from tests.evidence.indicators.made import FILE, brought, rows, study, survey, table
from tests.evidence.made import signed_in

pytestmark = pytest.mark.django_db
CONTRACT, BANNED = "survey-no-contract", "interviews-entry-ban"
WOMEN, MEN = (("sex", "female"),), (("sex", "male"),)


def by_groups(who: Any, indicator: str) -> dict[Any, Any]:
    return {one.groups: one for one in values.shown(who, indicator)}


# --- surveys ---------------------------------------------------------------------------------------------------------


def test_a_linked_table_gives_the_weighted_shares_of_its_rows_with_base_error_and_derivation(
    here: SimpleNamespace,
) -> None:
    made = table(survey(here.analyst), here.analyst)
    do_link(CONTRACT, tabulation=made, by=here.analyst)
    told, data = by_groups(here.director, CONTRACT), rows().to_pydict()
    weight, without = np.array(data["weight"]), np.array(data["contract"]) == "no"
    for groups, sex in (((), ""), (WOMEN, "female"), (MEN, "male")):
        own = np.array([sex in ("", one) for one in data["sex"]])
        assert told[groups].value == pytest.approx(weight[own & without].sum() / weight[own].sum())
        assert (told[groups].base, told[groups].period) == (own.sum(), "2026")
        assert told[groups].se > 0
        assert told[groups].lower < told[groups].value < told[groups].upper
    way = told[()].derivation
    assert way.inputs == {"Work abroad, 2026": "0" * 64}
    assert (way.rows, way.at) == (1200, made.derivation["at"])
    assert "stratum" in way.method


def test_nothing_is_shown_that_the_page_of_the_table_hides(here: SimpleNamespace) -> None:
    made = table(survey(here.analyst), here.analyst, by=("sex", "country"))
    do_link(CONTRACT, tabulation=made, by=here.analyst)
    lines = [line for section in telling.table(made, "en")["shown"].sections for line in section.lines]
    page = sorted((line.estimate, line.n) for line in lines if line.answer == "No" and line.estimate is not None)
    seen = values.shown(here.director, CONTRACT)
    assert sorted((one.value, one.base) for one in seen if one.value is not None) == page
    assert len(seen) == sum(line.answer == "No" for line in lines)
    assert any("hidden" in one.flags for one in seen)
    assert all(one.se is None and one.lower is None for one in seen if one.value is None)


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"by": ()}, "sex"),
        ({"column": "monthly_income", "stat": "mean"}, "ask"),
        ({"where": "country == 'ru'"}, "some of the people"),
        ({"by": ("sex", "pension_paid")}, "pension_paid"),
    ],
)
def test_a_table_that_does_not_fit_the_definition_is_refused_with_its_reason(
    here: SimpleNamespace, more: dict[str, Any], why: str
) -> None:
    made = table(survey(here.analyst), here.analyst, **more)
    assert why in linking.misfit(definitions()[CONTRACT], made)
    with pytest.raises(LinkError, match=why):
        do_link(CONTRACT, tabulation=made, by=here.analyst)
    assert values.shown(here.analyst, CONTRACT) == ()


def test_one_survey_answers_a_year_and_the_next_year_another(here: SimpleNamespace) -> None:
    first, second = (table(survey(here.analyst, title), here.analyst) for title in ("One, 2026", "Two, 2026"))
    do_link(CONTRACT, tabulation=first, by=here.analyst)
    with pytest.raises(LinkError, match="One, 2026"):
        do_link(CONTRACT, tabulation=second, by=here.analyst)
    do_link(CONTRACT, tabulation=second, period="2025", by=here.analyst)
    assert [one.period for one in values.series(here.analyst, CONTRACT, WOMEN)] == ["2025", "2026"]
    assert {one.period for one in values.latest(here.analyst, CONTRACT)} == {"2026"}


def test_two_tables_of_one_survey_tell_everybody_once(here: SimpleNamespace) -> None:
    whole = survey(here.analyst)
    do_link(CONTRACT, tabulation=table(whole, here.analyst), by=here.analyst)
    do_link(CONTRACT, tabulation=table(whole, here.analyst, "By country", by=("sex", "country")), by=here.analyst)
    places = [(one.period, one.groups) for one in values.shown(here.analyst, CONTRACT)]
    assert len(places) == len(set(places))
    assert (("sex", "female"), ("country", "ru")) in dict(map(reversed, places))


def test_linking_and_taking_away_are_logged_and_another_organisation_sees_nothing(here: SimpleNamespace) -> None:
    link = do_link(CONTRACT, tabulation=table(survey(here.analyst), here.analyst), by=here.analyst)
    assert values.shown(here.stranger, CONTRACT) == ()
    do_unlink(link, by=here.supervisor)
    assert values.shown(here.analyst, CONTRACT) == ()
    done = Entry.objects.filter(action__startswith="indicators.").order_by("seq")
    assert [(one.action, one.actor_id) for one in done] == [
        ("indicators.link", here.analyst.id),
        ("indicators.unlink", here.supervisor.id),
    ]


def test_the_page_offers_what_fits_and_says_why_the_rest_does_not(here: SimpleNamespace) -> None:
    whole = survey(here.analyst)
    client, address = signed_in(here.analyst), f"/en/evidence/indicators/{CONTRACT}/"
    page = client.get(address).content.decode()
    assert "No kept table fits" in page
    assert definitions()[CONTRACT].query["question"]["en"].split(".")[0] in page
    fits, other = table(whole, here.analyst), table(whole, here.analyst, "Nobody divided", by=())
    page = client.get(address).content.decode()
    assert str(fits.id) in page
    assert str(other.id) not in page
    assert "It is not divided by sex." in page
    page = client.post(f"{address}link/", {"source": str(fits.id), "period": ""}, follow=True).content.decode()
    told = by_groups(here.analyst, CONTRACT)[WOMEN].value
    assert f"{told * 100:.1f}\u00a0%" in page
    page = client.post(f"{address}unlink/", {"source": str(fits.id)}, follow=True).content.decode()
    assert not Link.objects.exists()
    assert f'value="{fits.id}"' in page  # one press links it again
    page = signed_in(here.director).get(address).content.decode()
    assert "Let it answer" not in page


def test_a_table_of_another_organisation_is_not_there(here: SimpleNamespace) -> None:
    from tayanch.accounts.models import Role, User

    her = User.objects.create_user(
        "far-analyst", None, name="Far", role=Role.ANALYST, organisation=here.partner, language="en"
    )
    made = table(survey(her), her)
    address = f"/en/evidence/indicators/{CONTRACT}/link/"
    assert signed_in(here.analyst).post(address, {"source": str(made.id)}).status_code == 404
    with pytest.raises(LinkError):
        do_link(CONTRACT, tabulation=made, by=here.analyst)


# --- interviews ------------------------------------------------------------------------------------------------------


def test_a_linked_study_gives_speakers_and_documents_by_sex_beside_who_could_have_said_it(
    here: SimpleNamespace,
) -> None:
    do_link(BANNED, study=study(here.analyst, here.owner), by=here.analyst)
    told = {one.groups: (one.value, one.base) for one in values.shown(here.director, BANNED)}
    # Of six women and six men every other one has the code or the one below it.
    for counted in ("documents", "speakers"):
        last = (("code", "BAN"), ("counted", counted))
        assert told[last] == (6, 12)
        assert told[WOMEN + last] == told[MEN + last] == (3, 6)
    assert all("no-sample" in one.flags for one in values.shown(here.director, BANNED))


def test_of_fewer_than_five_speakers_nothing_is_told_and_no_total_from_which_it_followed(
    here: SimpleNamespace,
) -> None:
    do_link(BANNED, study=study(here.analyst, here.owner, men=4), by=here.analyst)
    seen = values.shown(here.director, BANNED)
    told = {one.groups[0]: one for one in seen if ("counted", "speakers") in one.groups}
    assert set(told) == {WOMEN[0], MEN[0]}
    assert (told[MEN[0]].value, told[MEN[0]].base, told[MEN[0]].flags[0]) == (None, None, "hidden")
    assert (told[WOMEN[0]].value, told[WOMEN[0]].base) == (3, 6)


def test_a_study_that_changed_is_counted_anew_or_tells_nothing(here: SimpleNamespace) -> None:
    made = study(here.analyst, here.owner)
    do_link(BANNED, study=made, by=here.analyst)
    every = (("code", "BAN"), ("counted", "speakers"))
    Coding.objects.filter(version__study=made).order_by("id").first().delete()
    assert by_groups(here.director, BANNED)[every].value == 5
    Coding.objects.filter(version__study=made).order_by("id").first().delete()
    made.members.all().delete()  # nobody leads it any more
    assert values.shown(here.director, BANNED) == ()


def test_only_who_leads_a_study_lets_it_answer_an_indicator(here: SimpleNamespace) -> None:
    made = study(here.analyst, here.owner)
    with pytest.raises(LinkError, match="leads"):
        do_link(BANNED, study=made, by=here.supervisor)
    with pytest.raises(LinkError, match="WAGE-NONPAY"):
        do_link("interviews-unpaid-wages", study=made, by=here.analyst)
    link = do_link(BANNED, study=made, by=here.analyst)
    assert not hearing.count(definitions()[BANNED], link, here.owner)  # she codes there


# --- published figures -----------------------------------------------------------------------------------------------


def test_figures_stand_at_the_desk_as_the_register_has_them(here: SimpleNamespace) -> None:
    known = {one.id: one for one in register.figures_for(here.director)}
    seen = values.shown(here.director, "figures-contracts")
    assert seen
    for one in seen:
        figure = known[dict(one.groups)["figure"]]
        assert (one.value, one.unit, one.base) == (float(figure.value), figure.unit, figure.base)
    page = signed_in(here.director).get("/en/evidence/indicators/figures-contracts/").content.decode()
    assert seen[0].source.split(".")[0] in page.replace("&#x27;", "'").replace("&quot;", '"')


# --- official series -------------------------------------------------------------------------------------------------


def bring(client: Any, data: bytes, **more: str) -> Any:
    told = {"publisher": "UNODC", "publication": "Victims", "url": "https://unstats.un.org/x", "seen_on": "2026-11-21"}
    sent = told | {"known": "seen", "code": "", "file": SimpleUploadedFile("a.csv", data)} | more
    return client.post("/en/evidence/indicators/sdg-trafficking-victims/series/", sent, follow=True)


def test_a_downloaded_file_counts_once_it_is_kept_and_no_longer_once_it_is_taken_back(here: SimpleNamespace) -> None:
    client = signed_in(here.analyst)
    page = bring(client, FILE).content.decode()
    row = ImportedSeries.objects.get()
    assert "Nothing counts until you keep it" in page
    assert values.shown(here.director, row.indicator) == ()
    act = f"/en/evidence/indicators/{row.indicator}/series/{row.id}/act/"
    client.post(act, {"act": "keep"})
    seen = values.shown(here.director, row.indicator)
    told = {(one.period, dict(one.groups)["sex"]): one.value for one in seen}
    assert told == {("2022", "female"): 1.4, ("2022", "male"): 0.5, ("2023", "female"): 1.1}
    assert all("https://unstats.un.org/x" in one.source and "2026-11-21" in one.source for one in seen)
    assert seen[0].derivation.inputs == {"a.csv": row.fingerprint}
    client.post(act, {"act": "undo"})
    assert values.shown(here.director, row.indicator) == ()
    client.post(act, {"act": "keep"})
    assert len(values.shown(here.director, row.indicator)) == 3


def test_a_newer_file_takes_the_place_of_the_same_values_and_leaves_the_others(here: SimpleNamespace) -> None:
    brought(here.analyst, keep=True)
    brought(here.analyst, FILE.replace(b"1.4", b"1.6").rsplit(b"2023", 1)[0], keep=True)
    told = {(one.period, dict(one.groups)["sex"]): one.value for one in values.shown(here.analyst, brought_into())}
    assert told == {("2022", "female"): 1.6, ("2022", "male"): 0.5, ("2023", "female"): 1.1}


def brought_into() -> str:
    return "sdg-trafficking-victims"


def test_a_file_with_a_problem_is_not_brought_in_and_its_line_is_named(here: SimpleNamespace) -> None:
    answer = bring(signed_in(here.analyst), FILE.replace(b"0.5", b"few"))
    assert answer.status_code == 422
    assert "“few” is no number" in answer.content.decode()
    assert not ImportedSeries.objects.exists()


def test_what_is_only_looked_at_is_for_its_analyst_alone_and_can_be_forgotten(here: SimpleNamespace) -> None:
    row = brought(here.analyst)
    address = f"/en/evidence/indicators/{row.indicator}/series/{row.id}/"
    assert signed_in(here.supervisor).get(address).status_code == 404
    signed_in(here.analyst).post(f"{address}act/", {"act": "drop"})
    assert not ImportedSeries.objects.exists()


def test_series_that_come_with_tayanch_are_there_at_once_for_every_organisation(here: SimpleNamespace) -> None:
    russia = (("origin", "kg"), ("country", "ru"))
    told = {one.period: one.value for one in values.series(here.stranger, "official-migrant-stock", russia)}
    assert told["1990"] == 433_625  # UN DESA, International Migrant Stock 2024, table 1
    page = signed_in(here.director).get("/en/evidence/indicators/official-migrant-stock/").content.decode()
    assert "Bring a downloaded file" not in page

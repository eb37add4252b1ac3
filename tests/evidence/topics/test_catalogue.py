"""Topics as data: everything they name exists, in three languages."""

from __future__ import annotations

from importlib import resources

import pytest
import yaml

from tayanch import law, vocabulary
from tayanch.evidence.topics.catalogue import NoSuchTopic, Topic, topic, topics
from tayanch.figures import load


def codes() -> set[str]:
    text = resources.files("tayanch.interviews.codebooks").joinpath("women-migration.yaml").read_text("utf-8")
    return {code["name"] for theme in yaml.safe_load(text)["themes"] for code in theme["codes"]}


@pytest.mark.parametrize("one", topics(), ids=lambda one: one.id)
def test_what_a_topic_names_is_known_where_it_comes_from(one: Topic) -> None:
    for concept in one.concepts:
        vocabulary.concept(concept.replace(":", "/"))
    assert set(one.rules) <= set(law.rule_ids())
    assert set(one.codes) <= codes()
    assert set(one.printed_under) <= {figure.topic for figure in load().figures}
    assert all((one.name.ky, one.name.ru, one.name.en, one.lead.ky, one.lead.ru, one.lead.en))


def test_no_concept_belongs_to_two_topics_and_no_topic_is_there_twice() -> None:
    concepts = [concept for one in topics() for concept in one.concepts]
    assert len(concepts) == len(set(concepts))
    assert len({one.id for one in topics()}) == len(topics())


def test_articles_come_from_the_mappings_of_the_vocabulary() -> None:
    assert topic("unpaid-wages").articles("cedaw") == ("11",)
    assert topic("children").articles("cedaw") == ("9", "10", "16")  # in the order of numbers, not of letters


def test_an_unknown_topic_is_an_error() -> None:
    with pytest.raises(NoSuchTopic):
        topic("weather")

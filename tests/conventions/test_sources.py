"""What the sources promise by themselves: no bare words, every sentence in every language, a sentence per refusal."""

from pathlib import Path

import pytest

from app import changes
from app.reasons import SENTENCES
from tests.conventions import actions, catalogue, refusals, templates
from tests.conventions.findings import none_of

pytestmark = pytest.mark.check


def test_no_template_has_words_of_its_own() -> None:
    none_of(templates.all_bare_words())


def test_the_template_has_what_the_source_says() -> None:
    none_of(catalogue.stale(catalogue.template(), catalogue.extracted()))


@pytest.mark.parametrize("path", catalogue.languages(), ids=lambda path: path.parts[-3])
def test_every_sentence_is_there_in(path: Path) -> None:
    translated = catalogue.read(path)
    none_of([*catalogue.stale(translated, catalogue.extracted()), *catalogue.faults(translated)])


def test_every_refusal_has_its_sentence() -> None:
    none_of(refusals.faults(refusals.source_files(), SENTENCES))


def test_every_action_is_told_to_families_or_said_not_to_be() -> None:
    none_of(actions.faults(refusals.source_files(), changes.SENTENCES, changes.NOT_TOLD))

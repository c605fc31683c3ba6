"""The demo's letters: one guardian waits for hers, everybody else was written to."""

import pytest

from app.sis.activation.letters import Whom, plan_letters
from app.sis.activation.models import ActivationKey
from app.sis.activation.printed import batches_within, letters_within
from app.sis.actor import operator
from app.sis.people.models import Person
from app.sis.schools.models import School

pytestmark = pytest.mark.usefixtures("laid")

OFFICE = operator("the test")


def test_one_guardian_is_still_to_be_written_to() -> None:
    plans = {school.code: plan_letters(Whom(school), OFFICE) for school in School.select()}
    assert {code: [each.full_name for each in plan.letters] for code, plan in plans.items() if plan.letters} == {
        "EAST": ["Hodan Farah"]
    }
    assert all(plan.passed_over and plan.with_account for plan in plans.values())


def test_the_grandmother_has_no_letter_and_each_letter_names_a_child() -> None:
    grandmother = Person.get(Person.given_name == "Carmen", Person.family_name == "Torres")
    assert not ActivationKey.select().where(ActivationKey.person == grandmother).exists()
    assert all(letter.children for letter in letters_within(OFFICE, None).rows)


def test_there_are_letters_in_each_state_that_a_year_brings() -> None:
    counts = {
        state: len(letters_within(OFFICE, None, state=state).rows) for state in ("used", "live", "expired", "returned")
    }
    assert all(counts.values()), counts
    assert len(batches_within(None).rows) == 2 * School.select().count()

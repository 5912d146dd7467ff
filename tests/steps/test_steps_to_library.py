"""An accepted change of a clause's words can become the library's wording here; what belongs to one agreement cannot."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from steps_york import Case

from studio.errors import StudioError
from studio.steps import deciding, library, look
from studio.steps.to_library import propose_to_library

At = Callable[..., Case]


def test_an_accepted_sentence_becomes_local_wording_and_one_that_was_not_accepted_does_not(at_stage: At) -> None:
    case = at_stage("returned", "2026-10-19")
    found = next(each for each in look.merge(case.ws, case.id).proposals if "or advocate" in each.after)
    with pytest.raises(StudioError, match="no accepted change"):
        propose_to_library(case.ws, case.id, found.id, "It serves everyone.")
    deciding.decide(case.ws, case.id, [found.id], "accept", "Agreed.")
    propose_to_library(case.ws, case.id, found.id, "It serves everyone.")
    clause = case.ws.library.clauses[str(found.clause)]
    shipped = case.ws.shipped.clauses[str(found.clause)]
    assert "or advocate" in clause.body
    assert len(clause.body.split("\n")) == len(shipped.body.split("\n"))
    assert clause.body.count("{{") == shipped.body.count("{{")
    (edit,) = library.edits_of(case.ws, str(found.clause))
    assert (edit.reason, edit.state) == ("It serves everyone.", "in_use")


def test_a_change_of_a_fact_or_of_a_table_is_no_wording_of_the_library(at_stage: At) -> None:
    case = at_stage("returned", "2026-10-19")
    view = look.merge(case.ws, case.id)
    fact = next(each for each in view.proposals if each.fact)
    other = next(each for each in view.proposals if each.kind in {"row-added", "new", "moved"} and not each.clashes)
    for each in (fact, other):
        deciding.decide(case.ws, case.id, [each.id], "accept", "Agreed.")
        with pytest.raises(StudioError, match="Only a"):
            propose_to_library(case.ws, case.id, each.id, "It serves everyone.")
    assert library.edits_of(case.ws) == ()

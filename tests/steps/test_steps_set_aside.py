"""Carried on regardless: a partner is set aside with a reason, everything that is derived follows, it may join later."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from steps_york import Case

from studio.errors import StudioError
from studio.steps import circulation, look

At = Callable[..., Case]


def test_setting_a_partner_aside_closes_its_flows_and_needs_a_reason(at_stage: At) -> None:
    case = at_stage("returned", "2026-10-22")
    for party, reason in (("ambulance", " "), ("together", "The lead."), ("nobody", "Who.")):
        with pytest.raises(StudioError):
            circulation.set_aside(case.ws, case.id, party, reason)
    circulation.set_aside(case.ws, case.id, "ambulance", "It is not ready.")
    facts = look.agreement(case.ws, case.id).facts
    assert next(each for each in facts.parties if each.id == "ambulance").status == "set_aside"
    assert not [each for each in facts.flows if each.active and "ambulance" in (each.from_, each.to)]

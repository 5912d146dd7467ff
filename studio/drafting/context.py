"""The names that clause text and conditions may use, beside the facts themselves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from studio.drafting.view import Missing, view
from studio.facts.model import Facts
from studio.law import Law

_GONE = {"withdrawn", "set_aside"}


@dataclass(frozen=True, slots=True)
class DraftNames:
    """`draft.number`, `draft.final` in a clause."""

    number: int
    final: bool


@dataclass(frozen=True, slots=True)
class NowNames:
    date: date


@dataclass(frozen=True, slots=True)
class RegulatorNames:
    name: str
    short: str


def context(facts: Facts, law: Law, *, on: date, number: int = 0, final: bool = False) -> dict[str, Any]:
    """All names for one assembly. The facts are wrapped so that printed values keep their JSON Pointer."""
    names: dict[str, Any] = {
        name: view(getattr(facts, name), f"/{name}")
        for name in type(facts).model_fields
        if getattr(facts, name) is not None
    }
    for name in type(facts).model_fields:
        names.setdefault(name, Missing(f"/{name}"))
    names.update(
        party=_by_id(names["parties"], "parties"),
        purpose=_by_id(names["purposes"], "purposes"),
        item=_by_id(names["data_items"], "data_items"),
        group=_by_id(names["subject_groups"], "subject_groups"),
        contact=_by_id(names["contacts"], "contacts"),
        flow=_by_id(names["flows"], "flows"),
        active_parties=[each for each in names["parties"] if each.status not in _GONE],
        active_flows=[each for each in names["flows"] if each.active],
        power=law.power,
        regulator=RegulatorNames(law.regulator_name, law.regulator_short),
        now=NowNames(on),
        draft=DraftNames(number, final),
    )
    names.update(_lookups(names))
    return names


def _by_id(rows: list[Any], what: str) -> Callable[[str], Any]:
    found = {str(row.id): row for row in rows}
    return lambda wanted: found.get(str(wanted), Missing(f"/{what}/{wanted}")) if wanted else Missing(f"/{what}")


def _lookups(names: dict[str, Any]) -> dict[str, Any]:
    legal = {(str(row.party), str(row.purpose)): row for row in names["legal"]}
    roles = {(str(row.party), str(row.purpose)): row for row in names["roles"]}
    items = {str(row.id): row for row in names["data_items"]}
    flowing = [items[str(each)] for flow in names["active_flows"] for each in flow["items"] if str(each) in items]
    tiers = {str(item.tier) for item in flowing}

    def contacts_of(party: str, role: str) -> list[Any]:
        return [each for each in names["contacts"] if each.party == party and role in each.roles]

    return {
        "legal_of": lambda party, purpose: legal.get((str(party), str(purpose)), Missing(f"/legal/{party}/{purpose}")),
        "role_of": lambda party, purpose: roles.get((str(party), str(purpose)), Missing(f"/roles/{party}/{purpose}")),
        "contacts_of": contacts_of,
        "any_item": lambda tier: tier in tiers,
    }

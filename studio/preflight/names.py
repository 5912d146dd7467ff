"""What a check can speak of: the facts under their names, rows that belong together, and a few plain questions."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any, TypeVar

from studio.drafting.change import EVERY_FIELD
from studio.drafting.draft import Draft
from studio.facts.model import AccessRule, Contact, DataItem, Facts, Flow, LegalRow, Party, Purpose, SubjectGroup
from studio.law.law import Law
from studio.preflight.language import matches
from studio.preflight.standing import Standing, last_looked_at, power_day
from studio.preflight.texts import Walks

T = TypeVar("T")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_CARE_HOMES = ("care_home_private", "care_home_public")
_GONE = ("withdrawn", "set_aside")


@dataclass(frozen=True, slots=True)
class TakingPart:
    """A partner that sends or receives for a purpose, with its legal row if it has one."""

    party: Party
    purpose: Purpose
    legal: LegalRow | None
    flow: Flow
    items: tuple[DataItem, ...]


_ALL = tuple(Facts.model_fields)
# What each name is made from, so that a check is asked again only when one of these has changed.
MADE_FROM: dict[str, tuple[str, ...]] = {
    **{name: (name,) for name in _ALL},
    "texts": _ALL,
    "texts_holding": _ALL,
    "active_parties": ("parties",),
    "active_flows": ("flows",),
    "taking_part": ("parties", "purposes", "legal", "flows", "data_items"),
    "party": ("parties",),
    "purpose": ("purposes",),
    "item": ("data_items",),
    "group": ("subject_groups",),
    "ends": ("parties", "flows"),
    "items_of": ("data_items", "flows"),
    "groups_of": ("subject_groups", "data_items"),
    "legal_of": ("legal",),
    "contacts_of": ("contacts",),
    "received": ("parties", "flows", "data_items"),
    "signed": ("parties", "signatures"),
    "care_home_access": ("flows", "parties", "access_rules"),
    "items_named": ("data_items",),
    "form_named": ("consent_model",),
    "partners_of": ("parties", "flows"),
    "categories_of": ("parties", "flows", "data_items"),
    "kept": ("retention",),
    "moves": ("flows",),
    "power_day": ("agreement",),
    "changes_since": ("agreement", "legal"),
    "work": ("work",),
    "at": (),
}


# Fields that the names below read for a check that does not name them: when one changes, every check over its part of the
# facts is asked again.
READ_UNNAMED = frozenset(
    {
        "active", "category", "dated", "document", "forms", "from", "holder", "id", "items", "last_review_on", "party",
        "powers", "purpose", "roles", "signed", "signed_on", "start_date", "status", "subjects", "template", "to", "type",
        "variations",
    }
)  # fmt: skip
# Names that read a field of their own accord, and which.
READS = {"labels": frozenset({"label"}), "texts": frozenset({EVERY_FIELD}), "texts_holding": frozenset({EVERY_FIELD})}


def names(
    facts: Facts, draft: Draft | None, law: Law, on: date, work: Standing | None = None, walks: Walks | None = None
) -> dict[str, Any]:
    """The names that conditions and messages may use. `walks` keeps what was walked from one change to the next."""
    rows, texts = _Rows(facts), (walks or Walks()).of(facts)
    plain = {name: getattr(facts, name) for name in type(facts).model_fields}
    return {
        **plain,
        "law": law,
        "draft": draft,
        "on": on,
        "work": work or Standing(),
        "power_day": power_day(facts, on),
        "changes_since": changes_since(facts, law, on),
        "at": texts.at,
        "kept": rows.kept,
        "moves": rows.moves,
        "texts": texts.every,
        "texts_holding": texts.holding,
        "active_parties": rows.active_parties,
        "active_flows": rows.active_flows,
        "taking_part": rows.taking_part(),
        "party": rows.by_id(facts.parties),
        "purpose": rows.by_id(facts.purposes),
        "item": rows.by_id(facts.data_items),
        "group": rows.by_id(facts.subject_groups),
        "power": law.power,
        "ends": rows.ends,
        "items_of": rows.items_of,
        "groups_of": rows.groups_of,
        "legal_of": rows.legal_of,
        "contacts_of": rows.contacts_of,
        "received": rows.received(),
        "signed": rows.signed,
        "care_home_access": rows.care_home_access(),
        "items_named": rows.items_named,
        "has_duty": lambda ids: any(power.is_duty for key in ids if (power := law.power(key))),
        "form_named": lambda name: any(form.template == name for form in facts.consent_model.forms),
        "partners_of": rows.partners_of,
        "categories_of": rows.categories_of,
        "final_sha256": _final_sha256(draft),
        "word": law.word,
        **_PLAIN,
    }


def changes_since(facts: Facts, law: Law, on: date) -> list[str]:
    """What has changed in the law since the agreement was last looked at, each with its place and day."""
    last = last_looked_at(facts)
    if last is None or last > on:
        return []
    ended = {
        f"{power.citation} is no longer in force ({key})"
        for row in facts.legal
        for key in row.powers
        if (power := law.power(key)) and power.in_force_on(last) and not power.in_force_on(on)
    }
    found = [f"{each.title} ({each.cite}, since {written(each.day)})" for each in law.changed_between(last, on)]
    return [*found, *sorted(ended)]


def _final_sha256(draft: Draft | None) -> str | None:
    """SHA-256 of the text to be signed, where this is it."""
    if draft is None or str(draft.info.status) != "final":
        return None
    return hashlib.sha256(draft.text().encode()).hexdigest()


class _Rows:
    """Rows of one facts file, found by what they belong to."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self.active_parties = tuple(party for party in facts.parties if party.status not in _GONE)
        self.active_flows = tuple(flow for flow in facts.flows if flow.active)
        self._party = {party.id: party for party in facts.parties}
        self._item = {item.id: item for item in facts.data_items}
        self._group = {group.id: group for group in facts.subject_groups}
        self._retention = {(row.holder, row.category) for row in facts.retention}
        self._moving = {key for flow in self.active_flows for key in flow.items}
        self._legal = {(row.party, row.purpose): row for row in facts.legal}

    def kept(self, holder: str, category: str) -> bool:
        """Has the holder a retention rule for the category?"""
        return (holder, category) in self._retention

    def moves(self, item: str) -> bool:
        """Does an open flow carry the item?"""
        return item in self._moving

    @staticmethod
    def by_id(rows: Sequence[T]) -> Callable[[str], T | None]:
        table = {getattr(row, "id", ""): row for row in rows}
        return table.get

    def ends(self, flow: Flow) -> list[Party]:
        """Sender and receiver, as far as they are partners."""
        return [self._party[key] for key in (flow.from_, flow.to) if key in self._party]

    def items_of(self, flow: Flow) -> list[DataItem]:
        return [self._item[key] for key in flow.items if key in self._item]

    def items_named(self, keys: Iterable[str]) -> list[DataItem]:
        return [self._item[key] for key in keys if key in self._item]

    def care_home_access(self) -> list[AccessRule]:
        """Access rules of care homes for what a GP practice sends them."""
        shared: dict[str, set[str]] = {}
        for flow in self.active_flows:
            sender, receiver = self._party.get(flow.from_), self._party.get(flow.to)
            if sender and receiver and sender.type == "gp_practice" and receiver.type in _CARE_HOMES:
                shared.setdefault(receiver.id, set()).update(flow.items)
        return [row for row in self._facts.access_rules if shared.get(row.party, set()) & set(row.items)]

    def groups_of(self, item: DataItem) -> list[SubjectGroup]:
        return [self._group[key] for key in item.subjects if key in self._group]

    def legal_of(self, party: str, purpose: str) -> LegalRow | None:
        return self._legal.get((party, purpose))

    def contacts_of(self, party: str, role: str) -> list[Contact]:
        return [row for row in self._facts.contacts if row.party == party and role in row.roles]

    def taking_part(self) -> list[TakingPart]:
        """Each partner and purpose once, with the items it sends or receives for it."""
        purposes = {row.id: row for row in self._facts.purposes}
        flows: dict[tuple[str, str], list[Flow]] = {}
        for flow in self.active_flows:
            for party in self.ends(flow):
                flows.setdefault((party.id, flow.purpose), []).append(flow)
        return [
            TakingPart(self._party[key], purposes[purpose], self.legal_of(key, purpose), found[0], self._items(found))
            for (key, purpose), found in flows.items()
            if purpose in purposes
        ]

    def _items(self, flows: Iterable[Flow]) -> tuple[DataItem, ...]:
        found = {item.id: item for flow in flows for item in self.items_of(flow)}
        return tuple(found.values())

    def received(self) -> list[tuple[Party, str, Flow]]:
        """(receiver, category, first flow that brings it), each receiver and category once."""
        found: dict[tuple[str, str], tuple[Party, str, Flow]] = {}
        for flow in self.active_flows:
            for item in self.items_of(flow):
                if flow.to in self._party:
                    found.setdefault((flow.to, item.category), (self._party[flow.to], item.category, flow))
        return list(found.values())

    def signed(self, party: Party) -> bool:
        """Has this partner signed the agreement or joined it?"""
        if party.status in ("signed", "acceded"):
            return True
        return any(
            row.party == party.id and row.document in ("agreement", "accession") and row.signed_on is not None
            for row in self._facts.signatures
        )

    def partners_of(self, party: Party) -> list[Party]:
        """Those to whom this partner sends."""
        keys = dict.fromkeys(flow.to for flow in self.active_flows if flow.from_ == party.id)
        return [self._party[key] for key in keys if key in self._party]

    def categories_of(self, party: Party) -> list[str]:
        """Categories this partner sends or receives."""
        flows = [flow for flow in self.active_flows if party.id in (flow.from_, flow.to)]
        return list(dict.fromkeys(item.category for flow in flows for item in self.items_of(flow)))


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last day of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(day.day, last))
        except ValueError:
            continue
    return day


def years_in(period: str | None) -> float:
    """The longest time that a period such as "6 years" or "18 months" names, in years; 0 where it names none."""
    found = re.findall(r"(\d+(?:\.\d+)?)\s*(year|month|week|day)", (period or "").lower())
    parts = {"year": 1.0, "month": 1 / 12, "week": 7 / 365, "day": 1 / 365}
    return max((float(number) * parts[unit] for number, unit in found), default=0.0)


def pairs(rows: Sequence[T]) -> Iterator[tuple[T, T]]:
    return combinations(rows, 2)


def uk(country: str | None) -> bool:
    """Is this the United Kingdom, or nothing said?"""
    return country is None or matches(
        country, r"^\s*(uk|u\.k\.|gb|united kingdom|great britain|england|wales|scotland|northern ireland)?\s*$"
    )


def labels(rows: Iterable[Any]) -> str:
    """The labels of items as a list in words."""
    found = [str(getattr(row, "label", row)) for row in rows]
    return found[0] if len(found) == 1 else ", ".join(found[:-1]) + " and " + found[-1] if found else ""


def written(day: date) -> str:
    """1 March 2027, in any locale."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


_PLAIN: dict[str, Any] = {
    "matches": matches,
    "months_after": months_after,
    "years_in": years_in,
    "pairs": pairs,
    "uk": uk,
    "labels": labels,
    "written": written,
    "days": lambda earlier, later: (later - earlier).days,
}

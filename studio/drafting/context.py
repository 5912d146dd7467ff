"""The names that clause text and conditions may use, beside the facts themselves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from studio.drafting.change import Change, Changes, Mark, Moment, This, changed_fields
from studio.drafting.view import Missing, view
from studio.facts.model import Facts
from studio.law.law import Law

_GONE = {"withdrawn", "set_aside"}
_NO_CHOICE = {
    "legal_duty",
    "legal_permission",
    "overriding_public_interest",
    "best_interests",
}  # shared whatever is said


@dataclass(frozen=True, slots=True)
class DraftNames:
    """`draft.number`, `draft.final` in a clause."""

    number: int
    final: bool


@dataclass(frozen=True, slots=True)
class NowNames:
    date: date


class Views:
    """The facts as clause text sees them, kept from one assembly to the next where they are the same."""

    def __init__(self) -> None:
        self._last: dict[str, tuple[object, Any, Change]] = {}

    def of(self, name: str, value: object) -> tuple[Any, Change]:
        """The view of a top-level name's facts, and what has changed in them."""
        if name not in self._last:
            self._last[name] = (value, _seen(name, value, []), Change())
        before, seen, change = self._last[name]
        if before is not value and before != value:
            rows = zip(before, seen, strict=True) if isinstance(before, tuple) and isinstance(seen, list) else ()
            seen = _seen(name, value, list(rows))
            change.note(changed_fields(before, value))
            self._last[name] = (value, seen, change)
        return seen, change


def _seen(name: str, value: object, before: list[tuple[object, Any]]) -> Any:
    """As `view`, with the rows of the last time where they are unchanged and in their place."""
    if not isinstance(value, tuple):
        return view(value, f"/{name}")
    return [
        before[index][1] if index < len(before) and before[index][0] == row else view(row, f"/{name}/{index}")
        for index, row in enumerate(value)
    ]


def context(  # noqa: PLR0913 - the parts of a draft, by name
    facts: Facts,
    law: Law,
    *,
    on: date,
    number: int = 0,
    final: bool = False,
    party: str = "",
    views: Views | None = None,
) -> dict[str, Any]:
    """All names for one assembly. The facts are wrapped so that printed values keep their JSON Pointer.

    `party` is the partner for whom the document is made: `this` in its clauses, which is missing in all other documents.
    """
    views = views or Views()
    seen = {name: views.of(name, getattr(facts, name)) for name in type(facts).model_fields}
    names: dict[str, Any] = {name: each for name, (each, _) in seen.items()}
    names.update(
        party=_by_id(names["parties"], "parties"),
        purpose=_by_id(names["purposes"], "purposes"),
        item=_by_id(names["data_items"], "data_items"),
        group=_by_id(names["subject_groups"], "subject_groups"),
        contact=_by_id(names["contacts"], "contacts"),
        flow=_by_id(names["flows"], "flows"),
        this=Missing("/parties"),
        assurance=Missing("/assurance"),
        active_parties=[each for each in names["parties"] if each.status not in _GONE],
        active_flows=[each for each in names["flows"] if each.active],
        power=lambda wanted: law.power(str(wanted)) or Missing(f"/powers/{wanted}"),
        regulator=law.the_regulator(),
        welsh=lambda term: law.words.get("welsh", {}).get(str(term)) or Missing(f"/welsh/{term}"),
        now=NowNames(on),
        draft=DraftNames(number, final),
    )
    names["sharing_parties"] = _sharing(names)
    names.update(_lookups(names))
    names.update(_form_lookups(names))
    if party:
        names["this"] = names["party"](party)
    names["_behind"] = _behind({name: change for name, (_, change) in seen.items()}, (on, number, final, party))
    return names


def _sharing(names: dict[str, Any]) -> list[Any]:
    """The active partners without those that only process for the others and stand in no open flow."""
    decides = {str(each.party) for each in names["roles"] if str(each.value) != "processor"}
    processes = {str(each.party) for each in names["roles"]} - decides
    moving = {str(end) for each in names["active_flows"] for end in (each["from"], each["to"])}
    return [each for each in names["active_parties"] if str(each.id) not in processes - moving]


_FORM = ("consent_model", "data_items", "flows", "parties", "purposes")
# What each name of our own is made from: a text that reads it is rendered again only when one of these has changed.
_MADE_FROM: dict[str, tuple[str, ...]] = {
    "party": ("parties",),
    "purpose": ("purposes",),
    "item": ("data_items",),
    "group": ("subject_groups",),
    "contact": ("contacts",),
    "flow": ("flows",),
    "active_parties": ("parties",),
    "active_flows": ("flows",),
    "sharing_parties": ("parties", "flows", "roles"),
    "legal_of": ("legal",),
    "role_of": ("roles",),
    "contacts_of": ("contacts",),
    "any_item": ("data_items", "flows"),
    "form_items": _FORM,
    "form_flows": _FORM,
    "form_parties": _FORM,
    "form_purposes": _FORM,
    "form_needs": _FORM,
    "form_asked": _FORM,
    "form_kinds": _FORM,
}


def _behind(changes: dict[str, Change], moment: tuple[date, int, bool, str]) -> dict[str, Mark]:
    """By name: what tells whether a text that reads it may have changed."""
    made = {name: Changes(tuple(changes[each] for each in parts)) for name, parts in _MADE_FROM.items()}
    at = Moment(moment)
    return {**changes, **made, "now": at, "draft": at, "this": This(changes["parties"], moment[3])}


def _by_id(rows: list[Any], what: str) -> Callable[[str], Any]:
    found = {str(row.id): row for row in rows}
    return lambda wanted: found.get(str(wanted), Missing(f"/{what}/{wanted}")) if wanted else Missing(f"/{what}")


def _form_lookups(names: dict[str, Any]) -> dict[str, Any]:
    """What a consent form asks about: items that are a matter of choice, the flows that carry them, their recipients.

    Agencies and categories follow the flows unless the form's row names them (domain note, section 0).
    """

    def form(template: str) -> Any:
        model = names["consent_model"]
        return next((each for each in model.forms if each.template == template), Missing("/consent_model/forms"))

    def items(template: str) -> list[Any]:
        wanted = [str(each) for each in form(template).categories]
        chosen = [each for each in names["data_items"] if each.optional_by_consent]
        moving = {str(item) for flow in names["active_flows"] for item in flow["items"]}
        return [each for each in chosen if each.id in moving and (not wanted or each.category in wanted)]

    def flows(template: str) -> list[Any]:
        asked = {str(each.id) for each in items(template)}
        wanted = {str(each) for each in form(template).agencies}
        return [
            each
            for each in names["active_flows"]
            if asked & {str(item) for item in each["items"]}
            and (str(each.confidentiality_route) if each.confidentiality_route else "") not in _NO_CHOICE
            and (not wanted or each.to in wanted)
        ]

    def parties(template: str) -> list[Any]:
        named = {str(each.to) for each in flows(template)}
        return [each for each in names["active_parties"] if each.id in named]

    def purposes(template: str) -> list[Any]:
        named = {str(each.purpose) for each in flows(template)}
        return [each for each in names["purposes"] if each.id in named]

    return {
        "form_items": items, "form_flows": flows, "form_parties": parties, "form_purposes": purposes,
        **_form_whole_flows(names, form, items),
    }  # fmt: skip


def _form_whole_flows(
    names: dict[str, Any], form: Callable[[str], Any], items: Callable[[str], list[Any]]
) -> dict[str, Any]:
    """What a form asks beside single items: flows that rest on explicit consent and carry more than matters of choice."""
    fixed = {str(each.id): each for each in names["data_items"] if not each.optional_by_consent}
    fixed = {key: each for key, each in fixed.items() if each.tier != "anonymous"}

    def needs(template: str) -> list[Any]:
        wanted = {str(each) for each in form(template).agencies}
        return [
            each
            for each in names["active_flows"]
            if each.confidentiality_route == "explicit_consent"
            and fixed.keys() & {str(item) for item in each["items"]}
            and (not wanted or each.to in wanted)
        ]

    def asked(template: str) -> list[Any]:
        moving = {str(item) for flow in needs(template) for item in flow["items"]} & fixed.keys()
        chosen = {str(each.id) for each in items(template)}
        return [each for each in names["data_items"] if str(each.id) in moving | chosen]

    def kinds(template: str) -> list[Any]:
        return list(form(template).kinds) or list(names["consent_model"].kinds)

    return {"form_needs": needs, "form_asked": asked, "form_kinds": kinds}


def _lookups(names: dict[str, Any]) -> dict[str, Any]:
    legal = {(str(row.party), str(row.purpose)): row for row in names["legal"]}
    roles = {(str(row.party), str(row.purpose)): row for row in names["roles"]}
    items = {str(row.id): row for row in names["data_items"]}
    flowing = [items[str(each)] for flow in names["active_flows"] for each in flow["items"] if str(each) in items]
    tiers = {str(item.tier) for item in flowing}

    contacts: dict[tuple[str, str], list[Any]] = {}
    for each in names["contacts"]:
        for role in each.roles:
            contacts.setdefault((str(each.party), str(role)), []).append(each)

    def contacts_of(party: str, role: str) -> list[Any]:
        return list(contacts.get((str(party), str(role)), ()))

    return {
        "legal_of": lambda party, purpose: legal.get((str(party), str(purpose)), Missing(f"/legal/{party}/{purpose}")),
        "role_of": lambda party, purpose: roles.get((str(party), str(purpose)), Missing(f"/roles/{party}/{purpose}")),
        "contacts_of": contacts_of,
        "any_item": lambda tier: tier in tiers,
    }

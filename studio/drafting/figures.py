"""Text alternatives of the pictures, made from the facts: one sentence for each sender (documents, accessibility)."""

from __future__ import annotations

from typing import Any

from studio.drafting.view import FactDate, long_date


def _and(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}" if parts else ""


def text_alternative(figure: str, names: dict[str, Any]) -> str:
    """What the picture says, in words. Names not known give an empty text."""
    return {"flow-map": _flow_map, "sharing-matrix": _matrix, "timeline": _timeline}.get(figure, lambda _: "")(names)


def _short(names: dict[str, Any], party: Any) -> str:
    row = names["party"](party)
    return str(row.short_name or row.legal_name)


def _flow_map(names: dict[str, Any]) -> str:
    flows = names["active_flows"]
    senders: dict[str, list[str]] = {}
    for flow in flows:
        to = senders.setdefault(_short(names, flow["from"]), [])
        if (receiver := _short(names, flow["to"])) not in to:
            to.append(receiver)
    count = len({party for flow in flows for party in (str(flow["from"]), str(flow["to"]))})
    sentences = " ".join(
        f"{sender[:1].upper()}{sender[1:]} sends to {_and(receivers)}." for sender, receivers in senders.items()
    )
    return f"Map of the flows: {count} partners, {len(flows)} flows. {sentences} The same facts are in the flow table."


def _matrix(names: dict[str, Any]) -> str:
    rows: dict[tuple[str, str], list[str]] = {}
    for flow in names["active_flows"]:
        rows.setdefault((_short(names, flow["from"]), _short(names, flow["to"])), []).append(str(flow.id))
    sentences = "; ".join(f"{sender} to {receiver}: {_and(ids)}" for (sender, receiver), ids in rows.items())
    return f"Matrix of who sends to whom. {sentences[:1].upper()}{sentences[1:]}. The same facts are in the flow table."


def _timeline(names: dict[str, Any]) -> str:
    agreement, terms = names["agreement"], names["terms"]
    dates = [
        ("the agreement starts", agreement.start_date),
        ("information may flow from", terms.go_live_date),
        ("review", agreement.review_date),
        ("the agreement ends", agreement.expiry_date),
    ]
    parts = [f"{what} {long_date(day)}" for what, day in dates if isinstance(day, FactDate)]
    return f"Timeline: {_and(parts)}."

"""JSON Schema 2020-12 of a facts file, for forms and for other programs."""

from __future__ import annotations

from typing import Any

from studio.facts.model import Facts

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema() -> dict[str, Any]:
    """The schema under the names of the facts file; `title` of a property is its label, `description` its help."""
    schema = Facts.model_json_schema(by_alias=True, mode="validation")
    return {"$schema": _DIALECT, **schema, "title": "Agreement Studio facts"}

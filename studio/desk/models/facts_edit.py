"""An edit of the facts: checked against the model, given back as YAML text or as what to write instead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from studio.desk.models.form import Data, get, put
from studio.facts.model import Facts
from studio.facts.read import read_facts
from studio.facts.write import set_fact, write_facts


@dataclass(frozen=True, slots=True)
class Edited:
    """The facts after an edit. With `problems` (pointer → sentence) they do not hold and `yaml` is as before."""

    data: Data
    yaml: str
    problems: dict[str, str]


def data_of(facts: Facts) -> Data:
    """The facts as JSON, under the names of the facts file."""
    found: Data = facts.model_dump(mode="json", by_alias=True, exclude_none=True)
    return found


def edit(yaml: str, before: Data, pointer: str, value: Any) -> Edited:
    """One value changed. A scalar that stands in the text is changed in place, so that comments and layout stay."""
    after = put(before, pointer, value)
    checked = check(yaml, after)
    if checked.problems or not isinstance(value, str) or not isinstance(get(before, pointer), str):
        return checked
    text = set_fact(yaml, pointer, value)
    if read_facts(text).facts != Facts.model_validate(after):
        return checked  # what was entered beside a field that did not hold is not in the text yet
    return Edited(after, text, {})


def check(yaml: str, after: Data) -> Edited:
    """The whole data as facts, and as YAML if it holds."""
    try:
        facts = Facts.model_validate(after)
    except ValidationError as error:
        return Edited(after, yaml, dict(_problem(one) for one in error.errors()))
    return Edited(after, write_facts(facts), {})


def _problem(error: Any) -> tuple[str, str]:
    pointer = "/" + "/".join("from" if part == "from_" else str(part) for part in error["loc"])
    said = {
        "missing": "Write something here.",
        "string_pattern_mismatch": "Use only small letters, digits and hyphens.",
    }
    message = said.get(
        error["type"], f"This {error['msg']}." if error["type"].startswith("studio_") else error["msg"] + "."
    )
    return pointer, message

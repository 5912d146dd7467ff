"""What documents are called in a list: by their short titles, told apart where several have the same one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from studio.desk.models.form import plain_words
from studio.library.clause import Template


def document_names(templates: Iterable[Template]) -> dict[str, str]:
    """The name of each document by its id; two of one title add what their ids say: "… agreement (two-party)"."""
    plain = {each.id: _title(each) for each in templates}
    many = Counter(plain.values())
    return {name: title if many[title] == 1 else f"{title} ({_kind(name)})" for name, title in plain.items()}


def _title(template: Template) -> str:
    """The short title or the title; where both would need the facts, the words of the id."""
    for text in (template.short_title, template.title):
        if "{{" not in text and "{%" not in text:
            return text
    return plain_words("", template.id.replace("-", "_"))


def _kind(name: str) -> str:
    rest = name.partition("-")[2] or name
    return rest.upper() if len(rest) <= 3 else rest

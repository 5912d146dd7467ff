"""What run properties say of how words look, and how that is put in words."""

from __future__ import annotations

from studio.returns.ooxml import Element, attr, name_of, on
from studio.returns.paragraphs import Format

Said = dict[str, bool | str]  # field of `Format` -> value, only what is said

TOGGLES = ("bold", "italic", "strike", "hidden")  # ECMA-376 17.7.3
_SWITCHES = {"w:b": "bold", "w:i": "italic", "w:strike": "strike", "w:dstrike": "strike", "w:vanish": "hidden"}
_WORDS = {
    "bold": "bold", "italic": "italic", "underline": "underlined", "strike": "struck through", "hidden": "hidden",
    "highlight": "highlighted", "colour": "coloured", "raised": "raised or lowered",
}  # fmt: skip


def said_of(properties: Element | None) -> Said:
    """What `w:rPr` itself says (17.3.2)."""
    said: Said = {}
    for item in properties if properties is not None else ():
        name, value = name_of(item), attr(item, "w:val")
        if name in _SWITCHES:
            said[_SWITCHES[name]] = bool(said.get(_SWITCHES[name], False) and name == "w:dstrike") or on(item)
        elif name == "w:u":
            said["underline"] = value != "none"
        elif name == "w:highlight":
            said["highlight"] = "" if value == "none" else value
        elif name == "w:color":
            said["colour"] = "" if value == "auto" else value.upper()
        elif name == "w:vertAlign":
            said["raised"] = "" if value == "baseline" else value
    return said


def in_words(before: Format, after: Format) -> str:
    """What became of the looks: "bold, no longer highlighted"."""
    told = []
    for name in Format._fields:
        was, now = getattr(before, name), getattr(after, name)
        if was != now:
            told.append(_WORDS[name] if now else f"no longer {_WORDS[name]}")
    return ", ".join(told)

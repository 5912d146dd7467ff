"""Read and compile the shipped texts once, as installing does with Python's modules (`studio.prepared`)."""

from __future__ import annotations

import marshal

from studio.drafting.render import Assembler
from studio.facts.read import read_facts
from studio.library.read import load_library
from studio.preflight.assurance import read_points
from studio.preflight.check import prepare
from studio.preflight.documents import read_document_checks
from studio.preflight.rules import rules_of
from studio.prepared import keep, prepared


def main() -> None:
    new = prepared().collect()
    library = load_library()
    renderer = Assembler(library).renderer
    for clause in (*library.clauses.values(), *(each.clause for each in library.welsh.values())):
        renderer.prepare(clause)
    for template in library.templates.values():
        renderer.prepare_condition(template.when)
        for words in (template.title, template.short_title, *(each.heading for each in template.outline)):
            renderer.prepare_words(words)
    for rule in rules_of(library).rules:
        prepare(rule)
    read_document_checks(library.folder / "clauses" / "checks")
    read_points(library.folder / "clauses" / "checks")
    for case in sorted((library.folder / "templates" / "cases").glob("*.yaml")):
        read_facts(case.read_text("utf-8"))
    keep({name: value for name, value in new.items() if _can_be_kept(value)})


def _can_be_kept(value: object) -> bool:
    """Days, which a YAML header may hold, are no plain values."""
    try:
        marshal.dumps(value)
    except ValueError:
        return False
    return True


if __name__ == "__main__":
    main()

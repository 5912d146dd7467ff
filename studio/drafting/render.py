"""Facts and library to a draft: choose clauses, render them, apply agreed wording, number, join."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

from studio.drafting.bilingual import TWO_LANGUAGES, in_welsh, no_welsh, unconfirmed
from studio.drafting.change import Given
from studio.drafting.context import Views, context
from studio.drafting.draft import Block, Draft, DraftInfo, DraftStatus, Run, SignaturePlace
from studio.drafting.edits import Edit, FactPlace, Insert, InsertRow, Place, Sources, Words, words_of
from studio.drafting.engine import environment
from studio.drafting.figures import text_alternative
from studio.drafting.instance import Instance, Part
from studio.drafting.instances import ClauseRenderer, ClauseTextError, RenderedClause, UnansweredFactError, Variables
from studio.drafting.marked import folded
from studio.drafting.number import blocks_of
from studio.drafting.pointers import at_path
from studio.drafting.rework import apply_edits
from studio.drafting.view import FactDate, Missing, MissingFactError
from studio.errors import StudioError, WrongUse
from studio.facts.model import Facts
from studio.facts.signatories import GONE
from studio.library.clause import Clause, OutlineEntry, Template
from studio.library.read import Library
from studio.library.source import Code, Kind, Literal, parse_pieces

SAMPLE = "SAMPLE"


class Unanswered(StudioError):  # noqa: N818 - the name of the state, as in the contract
    """Some printed facts have no answer; `missing` are their JSON Pointers and the clauses that print them."""

    def __init__(self, missing: Sequence[UnansweredFactError]) -> None:
        what = ", ".join(dict.fromkeys(f"{each.pointer} (clause {each.clause})" for each in missing))
        super().__init__(
            f"Nothing was written: these facts have no answer yet: {what}.", "Fill them in, then assemble again."
        )
        self.missing = tuple(missing)


@dataclass(frozen=True, slots=True)
class Choice:
    """Whether a clause stands in the document, and why."""

    clause: Clause
    chosen: bool
    why: str


@dataclass(frozen=True)
class Rendering:
    """A draft with the sources of its paragraphs, for carrying changes back; `choices` says why each clause is in or out."""

    draft: Draft
    instances: tuple[Instance, ...]
    choices: tuple[Choice, ...]

    @cached_property
    def lines(self) -> dict[str, Instance]:
        """Every line before numbering, by key."""
        return {each.key: each for each in self.instances}

    @cached_property
    def blocks(self) -> dict[str, Block]:
        """Every block of the draft, by key."""
        return {each.key: each for each in self.draft.blocks}

    @cached_property
    def parts(self) -> dict[str, Part]:
        """The sources of every paragraph by key, with the runs as printed."""
        return _parts(self.instances, self.draft.blocks)


class Assembler:
    """Assembles documents from one library. Keeps compiled clauses, so that a changed fact shows at once."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.renderer = ClauseRenderer(environment(library.law))
        self.views = Views()
        self._headings: dict[tuple[str, OutlineEntry], Instance] = {}  # of sections, where they print no fact
        self.own_gaps: dict[tuple[str, str], tuple[object, StudioError | None]] = {}  # kept by gaps.py

    def learn(self, other: Assembler) -> None:
        """Take over the compiled clauses of another library over the same law: a new wording compiles itself alone."""
        if self.library.law is other.library.law:
            self.renderer.learn(other.renderer)

    def render(  # noqa: PLR0913 - the parts of a draft, by name
        self,
        facts: Facts,
        template_id: str,
        *,
        on: date,
        number: int = 0,
        status: DraftStatus = DraftStatus.DRAFT,
        edits: Sequence[Edit] = (),
        elsewhere: bool = False,
        party: str = "",
        beside: Mapping[str, Any] | None = None,
    ) -> Rendering:
        """The draft of one template, for one partner if `party` is given.

        `elsewhere`: the edits were agreed in another document of the family. Those of clauses that this one has are
        made here too; the others say nothing.
        `beside` has names that no facts file gives, such as the assurance report's findings; a value of it never changes.

        Raises Unanswered, ClauseTextError, or WrongUse for an unknown template."""
        template = self._template(template_id)
        if party and all(each.id != party for each in facts.parties):
            raise WrongUse(f"There is no partner called {party}.", "Name one by its id in the facts.")
        names = context(
            facts, self.library.law, on=on, number=number, final=status is DraftStatus.FINAL, party=party,
            views=self.views,
        )  # fmt: skip
        for name, value in (beside or {}).items():
            names[name], names["_behind"][name] = value, Given(value)
        names["_also"] = words_of(edits)
        rendered, choices = self._instances(template, names)
        instances, orphans = apply_edits(
            rendered.instances,
            [each for each in edits if self._of_clause(each)] if elsewhere else edits,
            lambda sources: self._edited(sources, rendered.variables, names),
        )
        blocks = blocks_of(
            instances,
            numbered=template.numbered,
            signature=lambda each: _signature_place(each, names),
            picture=lambda figure: text_alternative(figure, names),
        )
        info = replace(self._info(template, names, on, number, status), party=party)
        facts_sha256 = hashlib.sha256(facts.model_dump_json(by_alias=True).encode()).hexdigest()
        chosen = [each.clause for each in choices if each.chosen] if template.bilingual else []
        open_points = unconfirmed(chosen, self.library.welsh)
        draft = Draft(info, blocks, facts_sha256, self.library.sha256, () if elsewhere else tuple(orphans), open_points)
        return Rendering(draft, tuple(instances), tuple(choices))

    def _of_clause(self, edit: Edit) -> bool:
        """Whether an edit changes a clause's text, which other documents may have too, and not one document's frame."""
        place = edit.after if isinstance(edit, Insert | InsertRow) else edit.key
        return place.split(".", 1)[0] in self.library.clauses

    def family(self, facts: Facts, *, on: date) -> tuple[tuple[str, str], ...]:
        """Every document that belongs to these facts, as template and partner ("" for the one that is for all)."""
        names = context(facts, self.library.law, on=on, views=self.views)
        found: list[tuple[str, str]] = []
        for each in sorted(self.library.templates.values(), key=lambda one: one.id):
            if each.by_name or (each.when and not self.renderer.value(each.when, names, each.file)):
                continue
            found.append((each.id, ""))
            if each.each_party:
                found += [(each.id, str(party.id)) for party in names["active_parties"]]
        return tuple(found)

    def _template(self, template_id: str) -> Template:
        if template_id not in self.library.templates:
            known = ", ".join(sorted(self.library.templates))
            raise WrongUse(f"There is no template called {template_id}.", f"Choose one of: {known}.")
        return self.library.templates[template_id]

    def _instances(self, template: Template, names: dict[str, Any]) -> tuple[RenderedClause, list[Choice]]:
        """All clauses in force, one after the other, with the loop variables of every paragraph."""
        found: list[Instance] = []
        variables: Variables = {}
        choices: list[Choice] = []
        missing: list[UnansweredFactError] = []
        for entry in template.outline:
            inside: list[Instance] = []
            for clause_id in entry.clauses:
                clause = self._clause(clause_id, template)
                chosen = self.renderer.holds(clause, names) and clause.status == "approved"
                choices.append(Choice(clause, chosen, _why(clause, chosen)))
                if chosen:
                    try:
                        rendered = self.renderer.instances(clause, names)
                        inside += self._welsh(clause, names) if template.bilingual else ()
                        inside += [each for each in rendered.instances if template.numbered or not each.is_note]
                        variables |= rendered.variables
                    except UnansweredFactError as error:
                        missing.append(error)
            if inside and entry.kind != "plain":
                found.append(self._section(template, entry, names))
            found += inside
        if missing:
            raise Unanswered(missing)
        return RenderedClause(tuple(found), variables), choices

    def _welsh(self, clause: Clause, names: dict[str, Any]) -> list[Instance]:
        translation = self.library.welsh.get(clause.id)
        if translation is None:
            return [no_welsh(clause)]
        return in_welsh(self.renderer.instances(translation.clause, names).instances)

    def _clause(self, clause_id: str, template: Template) -> Clause:
        if clause_id not in self.library.clauses:
            raise ClauseTextError(
                template.file, 1, f"the template names the clause “{clause_id}”, which the library lacks."
            )
        return self.library.clauses[clause_id]

    def _section(self, template: Template, entry: OutlineEntry, names: dict[str, Any]) -> Instance:
        if known := self._headings.get((template.id, entry)):
            return known
        key = f"{entry.kind}.{entry.place}"
        pieces = parse_pieces(entry.heading)
        bare = Instance(key, "", "", Kind(entry.kind), 1, Part(key, (), ()), file=template.file, at=1)
        runs = self.renderer.runs(pieces, names, {}, key)
        made = replace(bare, part=Part(key, runs, tuple(_source(piece, key) for piece in pieces)))
        if not any(isinstance(piece, Code) for piece in pieces):
            self._headings[template.id, entry] = made
        return made

    def _edited(self, sources: Sources, known: Variables, names: dict[str, Any]) -> tuple[Run, ...]:
        """The runs of edited sources: each stretch of library Jinja2 with its own paragraph's loop variables."""
        runs: list[Run] = []
        start = 0
        while start < len(sources):
            end = _stretch(sources, start)
            owner = next((each.of for each in sources[start:end] if isinstance(each, Place)), "")
            made = self._stretch_runs(sources[start:end], known, owner, names)
            runs += [replace(run, piece=run.piece + start) for run in made]
            start = end
        return folded(runs)

    def _stretch_runs(self, sources: Sources, known: Variables, owner: str, names: dict[str, Any]) -> tuple[Run, ...]:
        if isinstance(sources[0], FactPlace):
            return self._fact_runs(sources[0], names)
        if owner and owner not in known:
            raise StudioError(f"Agreed wording was made from {owner}, which the facts no longer call for.")
        pieces = tuple(
            Code(each.code, each.strong)
            if isinstance(each, Place)
            else Literal(each.text, each.strong, each.ref, each.box)
            for each in sources
            if not isinstance(each, FactPlace)
        )
        return self.renderer.loose_runs(pieces, names, known.get(owner, {}), owner)

    def _fact_runs(self, place: FactPlace, names: dict[str, Any]) -> tuple[Run, ...]:
        try:
            value = at_path(names, place.path)
        except MissingFactError as error:
            raise StudioError(f"Agreed wording names {error.pointer}, which the facts no longer have.") from error
        code = " | ".join(part for part in ("_value", place.filters) if part)
        piece = Code(f"{{{{ {code} }}}}", place.strong)
        return self.renderer.loose_runs((piece,), names, {"_value": value}, place.path)

    def _info(self, template: Template, names: dict[str, Any], on: date, number: int, status: DraftStatus) -> DraftInfo:
        agreement = names["agreement"]
        lead = names["party"](agreement.lead_party)
        ref = _text(agreement.ref)
        return DraftInfo(
            template=template.id,
            title=self._words(template.title, names, template),
            short_title=self._words(template.short_title, names, template),
            ref=ref,
            version=_text(agreement.version),
            family=template.family,
            status=status,
            number=number,
            on=on,
            marking=_text(names["terms"].marking)
            if names["terms"] and template.family in {"agreement", "record"}
            else "",
            sample=ref.upper().startswith(SAMPLE),
            lead=_text(lead.short_name or lead.legal_name) if lead else "",
            look=TWO_LANGUAGES if template.bilingual else template.look,
        )

    def _words(self, text: str, names: dict[str, Any], template: Template) -> str:
        return "".join(run.text for run in self.renderer.runs(parse_pieces(text), names, {}, template.id))


@lru_cache(maxsize=4)
def assembler_of(library: Library) -> Assembler:
    """The assembler of a library, kept with its compiled clauses."""
    return Assembler(library)


def render(  # noqa: PLR0913 - the parts of a draft, by name
    facts: Facts,
    library: Library,
    template_id: str,
    *,
    on: date,
    number: int = 0,
    status: DraftStatus = DraftStatus.DRAFT,
    edits: Sequence[Edit] = (),
) -> Draft:
    """The draft of one template, by the library's own assembler."""
    return assembler_of(library).render(facts, template_id, on=on, number=number, status=status, edits=edits).draft


def _why(clause: Clause, chosen: bool) -> str:
    if clause.status != "approved":
        return "Not approved; used in no agreement."
    if not clause.when:
        return "Stands in every agreement of this kind."
    return clause.why or clause.when if chosen else f"Left out: {clause.when} does not hold."


def _source(piece: Code | Literal, key: str) -> Words | Place:
    return (
        Place(piece.source, key, piece.strong)
        if isinstance(piece, Code)
        else Words(piece.text, piece.strong, piece.ref, piece.box)
    )


def _stretch(sources: Sources, start: int) -> int:
    """End of the longest run of sources that can be rendered with one paragraph's loop variables."""
    if isinstance(sources[start], FactPlace):
        return start + 1
    owner, end = "", start
    while end < len(sources):
        source = sources[end]
        if isinstance(source, FactPlace) or (isinstance(source, Place) and owner and source.of != owner):
            break
        owner = source.of if isinstance(source, Place) else owner
        end += 1
    return end


def _text(value: Any) -> str:
    return (
        ""
        if isinstance(value, Missing) or value is None
        else str.__str__(value)
        if isinstance(value, str)
        else str(value)
    )


def _signature_place(instance: Instance, names: dict[str, Any]) -> SignaturePlace:
    """The signature row that a `!signature` line names. Raises ClauseTextError for an unknown id."""
    wanted = "".join(run.text for run in instance.part.runs).strip()
    rows = [
        row
        for row in names["signatures"]
        if row.document == "agreement" and names["party"](row.party).status not in GONE
    ]
    for position, row in enumerate(rows, 1):
        if str(row.id) == wanted:
            party = names["party"](row.party)
            delegation = _text(
                row.delegation_ref
            ) and f"{_text(row.delegation_ref)}, {_day(row.delegation_date)}".strip(", ")
            return SignaturePlace(
                wanted, str(row.party), _text(party.legal_name), _text(row.person), _text(row.office),
                f"sign.{row.party}", position, len(rows), delegation,
            )  # fmt: skip
    raise ClauseTextError(instance.file, instance.at, f"there is no signature row with the id “{wanted}”.")


def _day(value: Any) -> str:
    return str(value) if isinstance(value, FactDate) else ""


def _parts(instances: Sequence[Instance], blocks: Sequence[Block]) -> dict[str, Part]:
    """Sources by key, with the runs as printed (cross references have their words only after numbering)."""
    printed = {block.key: block.runs for block in blocks}
    printed.update({inner.key: inner.runs for block in blocks for inner in block.cell_paragraphs()})
    found: dict[str, Part] = {}
    for instance in instances:
        for part in (instance.part, *(each for cell in instance.cells for each in cell)):
            found[part.key] = replace(part, runs=printed.get(part.key) or part.runs)
    return found

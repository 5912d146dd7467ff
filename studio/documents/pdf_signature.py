"""The block in which one partner signs (documents.md, section 10): facts at the left, the field at the right."""

from __future__ import annotations

from dataclasses import dataclass, field

from studio.documents import layout
from studio.documents.furniture import printed_date
from studio.documents.layout import Style
from studio.documents.pdf_items import Columns, Item, Label, Rule, Stack, TextItem
from studio.documents.pdf_lines import plain
from studio.documents.pdf_measured import Measured
from studio.documents.pdf_pen import Pen
from studio.documents.pdf_tables import FACTS, table_item
from studio.documents.pdf_tag import Annotation, Node
from studio.drafting.draft import Block, BlockType, Cell, DraftInfo, DraftStatus, Row, Run, SignaturePlace, Table
from studio.drafting.office import titled

COORDINATOR = "sign.coordinator"
TIME_STAMP = "DocTime"


@dataclass(frozen=True, slots=True)
class Fingerprints:
    """What a signing PDF prints and carries about the agreed text; digests are lower-case hexadecimal."""

    text_sha256: str
    docx_sha256: str
    history_head: str | None = None
    seal: str = ""  # of a record that the lead alone signs: what its signature says


@dataclass(frozen=True, slots=True)
class FieldSpot:
    """A signature field to be made: its box in PDF points and the words of its empty appearance."""

    name: str
    page: int
    rect: tuple[float, float, float, float]
    label: str
    prompt: str
    annotation: Annotation | None


@dataclass(slots=True)
class SignatureBox(Item):
    """Room for the field. Nothing is drawn on the page where a field will stand: the widget shows itself."""

    name: str = ""
    party: str = ""
    signer: str = ""
    mode: str = "draft"  # draft | ink | field
    node: Node | None = None
    truth_node: Node | None = None
    spots: list[FieldSpot] = field(default_factory=list)

    def height(self, width: float) -> float:
        del width
        return 13 + layout.SIGNATURE_BOX[1] + 14

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        wide, high = min(width, layout.SIGNATURE_BOX[0]), layout.SIGNATURE_BOX[1]
        with pen.tagged(self.truth_node):
            pen.text(x, y + 9, "Signature ", layout.SANS_STRONG, 9, ink=layout.ACCENT)
            pen.text(x + wide, y + 9, f"Field {self.name} ", layout.SANS, 9, ink=layout.GREY, align="right")
        top = y + 13
        if self.mode == "field":
            self._field(pen, x, top, wide, high)
            return
        if self.mode == "draft":
            pen.frame(x, top, wide, high, thick=0.6, dash=(1, 2), ink=layout.LINE)
            with pen.tagged(self.truth_node):
                pen.text(x + 12, top + 40, "Not open for signature ", layout.SANS_STRONG, 9.5, ink=layout.GREY)
                pen.text(x + 12, top + 54, "This is a draft. The field is made when the text is final. ",
                         layout.SANS, 9, ink=layout.GREY)  # fmt: skip
            return
        pen.frame(x, top, wide, high, thick=0.9, dash=(4, 2.5))
        pen.rule(x + 8, top + high - 24, x + wide - 8)
        with pen.tagged(self.truth_node):
            pen.text(x + 8, top + high - 12, "Signature ", layout.SANS, 9, ink=layout.GREY)
            pen.text(x + wide * 0.64, top + high - 12, "Date ", layout.SANS, 9, ink=layout.GREY)
            pen.text(x, top + high + 11, "Not signed. ", layout.SANS, 9, ink=layout.GREY)

    def _field(self, pen: Pen, x: float, top: float, wide: float, high: float) -> None:
        rect = (x, pen.height - top - high, x + wide, pen.height - top)
        label = f"Signature of {self.signer}, for {titled(self.party)}"
        annotation = Annotation(pen.page, rect, label)
        if self.node is not None:
            self.node.kids.append(annotation)
        self.spots.append(
            FieldSpot(self.name, pen.page, rect, label, f"Sign here. For {titled(self.party)}", annotation)
        )
        with pen.tagged(self.truth_node):
            pen.text(x, top + high + 11, "The picture is not the proof: your reader checks the signature. ",
                     layout.SANS, 9, ink=layout.GREY)  # fmt: skip


def fingerprint(digest: str) -> str:
    """A digest in groups of four, as it is printed and read aloud."""
    upper = digest.upper()
    return " ".join(upper[i : i + 4] for i in range(0, len(upper), 4))


def facts_table(rows: list[tuple[str, str]], parent: Node, key: str) -> Item:
    """A facts list made here and not in the draft: what the file says about the signed text."""

    def cell(text: str) -> Cell:
        return Cell((Block("", "", "", BlockType.PARAGRAPH, runs=(Run(text),)),))

    made = tuple(Row("", (cell(label), cell(value))) for label, value in rows)
    table = Table((), made, style="facts", row_heads=True)
    item = table_item(Block(key, "", "", BlockType.TABLE, table=table), table, parent, FACTS, Measured())
    item.keys = ()
    return item


def document_facts(info: DraftInfo, prints: Fingerprints) -> list[tuple[str, str]]:
    """What a declaration names: the document, and the fingerprints of its text and of the agreed DOCX."""
    return [
        ("Document", info.title),
        ("Reference", f"{info.ref}, version {info.version}"),
        ("Date", printed_date(info.on)),
        ("Fingerprint of the text", f"SHA-256 of the attached agreement.txt: {fingerprint(prints.text_sha256)}"),
        ("Fingerprint of the DOCX", f"SHA-256 of the agreed agreement.docx: {fingerprint(prints.docx_sha256)}"),
    ]


def place_items(block: Block, place: SignaturePlace, info: DraftInfo, prints: Fingerprints | None, parent: Node,
                spots: list[FieldSpot]) -> list[Item]:  # fmt: skip
    """The whole place of one partner."""
    items: list[Item] = []
    if prints:
        table = facts_table(document_facts(info, prints)[-2:], parent, block.key)
        table.before, table.keep_next = 8, True
        items.append(table)
    mode = "field" if prints else "draft" if info.status is DraftStatus.DRAFT else "ink"
    items.append(_block(block, place, mode, parent, spots))
    items.append(_steps(mode, parent))
    return items


def _line(text: str, style: Style, node: Node) -> TextItem:
    return TextItem(words=plain(text, style), style=style, node=node, after=style.after)


def _block(block: Block, place: SignaturePlace, mode: str, parent: Node, spots: list[FieldSpot]) -> Item:
    rows = [("Name", place.person), ("Office", place.office), ("For", place.legal_name),
            ("Partner", f"{place.position} of {place.of}")]  # fmt: skip
    if place.delegation:
        rows.append(("Delegation", place.delegation))
    left: list[Item] = [_line(block.text, layout.SMALL, parent.add("P"))]
    for label, value in rows:
        left.append(
            TextItem(words=plain(label, layout.NOTE_TAG), style=layout.NOTE_TAG, node=parent.add("P"), before=5)
        )
        left.append(TextItem(words=plain(value, layout.PLAIN, fact=True), style=layout.PLAIN, node=parent.add("P")))
    box = SignatureBox(name=place.field, party=place.legal_name, signer=place.person, mode=mode,
                       truth_node=parent.add("P"), spots=spots)  # fmt: skip
    if mode == "field":
        box.node = parent.add("Form", title=place.field)
    edge = layout.SIGNATURE_BOX[0]
    full = layout.FULL.width
    columns = Columns(columns=[(0, full - edge - 14, Stack(items=left)), (full - edge, edge, Stack(items=[box]))])
    above: list[Item] = [] if mode == "field" else [Rule(thick=1.2, ink=layout.ACCENT, after=14)]
    return Stack(before=14, after=12, items=[*above, columns], keys=(block.key,),
                 bookmark=(1, f"Signature: {place.legal_name}"))  # fmt: skip


_CERTIFIES = (
    "The coordinator certifies that this file holds the text that the partners agreed. From then on nothing may be added to "
    "it but the signatures prepared in it. This certification binds no partner."
)


def certification_items(info: DraftInfo, prints: Fingerprints, parent: Node, spots: list[FieldSpot]) -> list[Item]:
    """The coordinator's own page: the certification fixes the text before anybody signs."""
    head = "Signature of the lead partner" if prints.seal else "Certification by the coordinator"
    title = TextItem(words=plain(head, layout.PART_TITLE), style=layout.PART_TITLE, node=parent.add("H2"), after=3,
                     bookmark=(1, head), keys=("certification",))  # fmt: skip
    words = prints.seal or _CERTIFIES
    table = facts_table(document_facts(info, prints), parent, "certification")
    text = TextItem(words=plain(words, layout.BODY), style=layout.BODY, node=parent.add("P"), before=10, after=10)
    box = SignatureBox(name=COORDINATOR, party="the coordinator", signer="the coordinator", mode="field",
                       truth_node=parent.add("P"), node=parent.add("Form", title=COORDINATOR), spots=spots)  # fmt: skip
    edge = layout.SIGNATURE_BOX[0]
    columns = Columns(before=16, columns=[(layout.FULL.width - edge, edge, Stack(items=[box]))])
    return [title, Rule(thick=1.4, ink=layout.ACCENT, after=9), text, table, columns]


_STEPS = {
    "draft": ("Before this can be signed", (
        "Every comment has an answer, and no check is left at “must”.",
        "Each organisation has checked the text.",
        "The coordinator issues version 1.0 with its fingerprints.")),
    "ink": ("How to sign", (
        "Digital signatures are made in the signing copy that the coordinator sends.",
        "On paper: sign and date in the box, and send this page to the coordinator as a counterpart.")),
    "field": ("How to sign", (
        "Open this file in the signing window, or in your own PDF reader. Save it through no other program.",
        "Check that the fingerprints above are those that the coordinator gave you.",
        "Choose the field above and sign with your own certificate. Earlier signatures stay valid.")),
}  # fmt: skip


def _steps(mode: str, parent: Node) -> Item:
    """Help for the signatory, where the page has room for it."""
    head, steps = _STEPS[mode]
    items: list[Item] = [TextItem(words=plain(head, layout.PLAIN_HEAD), style=layout.PLAIN_HEAD, node=parent.add("P"),
                                  after=4)]  # fmt: skip
    listed = parent.add("L", numbering="Decimal")
    for number, step in enumerate(steps, start=1):
        items.append(numbered_step(str(number), step, listed))
    return Stack(before=10, items=items, optional=True)


def numbered_step(number: str, text: str, listed: Node) -> TextItem:
    line = listed.add("LI")
    label = Label(number, 0, layout.FACTS_LABEL, line.add("Lbl"))
    return TextItem(words=plain(text, layout.PLAIN), style=layout.PLAIN, node=line.add("LBody"), left=20, label=label,
                    after=4)  # fmt: skip

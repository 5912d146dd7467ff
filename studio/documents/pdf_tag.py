"""The structure tree: nodes made in reading order, filled while pages are drawn, written with pikepdf.

ISO 32000-1, 14.7 and 14.8; the rules for signed files are those of the signing research: a Form element's /K is the
object reference itself, pages come first in the parent tree, annotations after them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pikepdf
from pikepdf import Array, Dictionary, Name, String

# an empty cell is a cell: without it the columns no longer match (ISO 14289-1, 7.5)
_CELLS = ("TBody", "TR", "TH", "TD")


@dataclass(frozen=True, slots=True)
class Content:
    """Marked content `mcid` on a page (counted from 0)."""

    page: int
    mcid: int


@dataclass(slots=True)
class Annotation:
    """A link or field that the structure points to; `link` is a paragraph key or an address with a scheme."""

    page: int
    rect: tuple[float, float, float, float]
    contents: str
    link: str = ""
    object: pikepdf.Object | None = None


@dataclass(slots=True)
class Node:
    """One structure element."""

    tag: str
    kids: list[Node | Content | Annotation] = field(default_factory=list)
    title: str = ""
    alt: str = ""
    actual: str = ""
    lang: str = ""
    numbering: str = ""  # ListNumbering of an L
    scope: str = ""  # of a TH
    id: str = ""
    span: int = 1
    decoration: str = ""  # TextDecorationType of a Span (ISO 32000-1, table 344)
    bbox: tuple[float, float, float, float] | None = None

    def add(self, tag: str, **more: str) -> Node:
        node = Node(tag, **more)  # type: ignore[arg-type]
        self.kids.append(node)
        return node

    @property
    def drawn(self) -> bool:
        return any(not isinstance(kid, Node) or kid.drawn for kid in self.kids)

    def walk(self) -> Iterator[Node]:
        yield self
        for kid in self.kids:
            if isinstance(kid, Node):
                yield from kid.walk()


class TreeWriter:
    """Writes one tree into an open PDF whose pages carry the marked content."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self.pdf = pdf
        self.pages = list(pdf.pages)
        self.by_page: list[dict[int, pikepdf.Object]] = [{} for _ in self.pages]
        self.annotations: list[pikepdf.Object] = []  # parents, in the order of their keys
        self.ids: list[tuple[str, pikepdf.Object]] = []

    def write(self, root: Node) -> None:
        """Puts the structure tree, the parent tree and the pages' keys into the PDF."""
        tree = self.pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        document = self._element(root, tree)
        tree.K = document
        nums = Array()
        for index, page in enumerate(self.pages):
            page.obj.StructParents = index
            page.obj.Tabs = Name.S
            owners = self.by_page[index]
            nums.append(index)
            row = Array([owners[mcid] for mcid in range(len(owners))])
            nums.append(self.pdf.make_indirect(row))
        for offset, owner in enumerate(self.annotations):
            nums.append(len(self.pages) + offset)
            nums.append(owner)
        tree.ParentTree = self.pdf.make_indirect(Dictionary(Nums=nums))
        tree.ParentTreeNextKey = len(self.pages) + len(self.annotations)
        if self.ids:
            names = Array()
            for name, element in sorted(self.ids, key=lambda pair: pair[0]):
                names.extend([String(name), element])
            tree.IDTree = Dictionary(Names=names, Limits=Array([names[0], names[-2]]))
            tree.IDTree = self.pdf.make_indirect(Dictionary(Names=names))
        self.pdf.Root.StructTreeRoot = tree
        self.pdf.Root.MarkInfo = Dictionary(Marked=True)

    def _element(self, node: Node, parent: pikepdf.Object) -> pikepdf.Object:
        element = self.pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name("/" + node.tag), P=parent))
        self._describe(node, element)
        kids = Array()
        home: int | None = None
        for kid in node.kids:
            if isinstance(kid, Content):
                if home is None:
                    home = kid.page
                    element.Pg = self.pages[home].obj
                self.by_page[kid.page][kid.mcid] = element
                kids.append(kid.mcid if kid.page == home else self._reference(kid))
            elif isinstance(kid, Annotation):
                kids.append(self._object(kid, element))
            elif kid.drawn or kid.tag in _CELLS:
                kids.append(self._element(kid, element))
        if node.tag == "Form" and len(kids) == 1:
            element.K = kids[0]
            element.Pg = kids[0].Pg
        elif kids:
            element.K = kids
        return element

    def _describe(self, node: Node, element: pikepdf.Object) -> None:
        for key, value in (("/T", node.title), ("/Alt", node.alt), ("/ActualText", node.actual), ("/Lang", node.lang)):
            if value:
                element[key] = String(value)
        if node.id:
            element.ID = String(node.id)
            self.ids.append((node.id, element))
        if node.numbering:
            element.A = Dictionary(O=Name.List, ListNumbering=Name("/" + node.numbering))
        if node.scope:
            element.A = Dictionary(O=Name.Table, Scope=Name("/" + node.scope))
        if node.decoration:
            element.A = Dictionary(O=Name.Layout, TextDecorationType=Name("/" + node.decoration))
        if node.span > 1:
            element.A = Dictionary(O=Name.Table, ColSpan=node.span)
        if node.bbox and len({kid.page for kid in node.kids if isinstance(kid, Content)}) == 1:
            element.A = Dictionary(O=Name.Layout, BBox=Array([round(x, 2) for x in node.bbox]), Placement=Name.Block)

    def _reference(self, content: Content) -> pikepdf.Object:
        return Dictionary(Type=Name.MCR, Pg=self.pages[content.page].obj, MCID=content.mcid)

    def _object(self, annotation: Annotation, owner: pikepdf.Object) -> pikepdf.Object:
        if annotation.object is None:
            raise ValueError("an annotation must be made before the tree is written")
        annotation.object.StructParent = len(self.pages) + len(self.annotations)
        self.annotations.append(owner)
        return Dictionary(Type=Name.OBJR, Obj=annotation.object, Pg=self.pages[annotation.page].obj)


def problems(pdf: pikepdf.Pdf) -> list[str]:
    """What does not agree between tree, parent tree, pages and annotations; an empty list is the only good answer."""
    found: list[str] = []
    tree = pdf.Root.get("/StructTreeRoot")
    if tree is None:
        return ["no structure tree"]
    nums = list(tree.ParentTree.Nums)
    parents = {int(nums[i]): nums[i + 1] for i in range(0, len(nums), 2)}
    seen = _reached(tree)
    for index, page in enumerate(pdf.pages):
        owners = parents.get(int(page.obj.get("/StructParents", -1)))
        if owners is None:
            found.append(f"page {index + 1} has no entry in the parent tree")
            continue
        marks = _marks(page, index, found)
        if marks != set(range(len(owners))):
            found.append(f"page {index + 1}: marked content and parent tree differ")
        found += [f"page {index + 1}: element of {n} is not in the tree" for n, o in enumerate(owners)
                  if o.objgen not in seen]  # fmt: skip
        for annotation in page.obj.get("/Annots", []):
            owner = parents.get(int(annotation.get("/StructParent", -1)))
            if owner is None or owner.objgen not in seen:
                found.append(f"page {index + 1}: an annotation is not in the tree")
    return found


def _reached(tree: pikepdf.Object) -> set[tuple[int, int]]:
    seen: set[tuple[int, int]] = set()
    waiting = [tree.K]
    while waiting:
        element = waiting.pop()
        if isinstance(element, Array):
            waiting.extend(list(element))
        elif isinstance(element, Dictionary) and "/S" in element and element.objgen not in seen:
            seen.add(element.objgen)
            if "/K" in element:
                waiting.append(element.K)
    return seen


def _marks(page: pikepdf.Page, index: int, found: list[str]) -> set[int]:
    marks: set[int] = set()
    depth = 0
    for instruction in pikepdf.parse_content_stream(page):
        operands, name = instruction.operands, str(instruction.operator)
        if name in {"BDC", "BMC"}:
            depth += 1
            if name == "BDC" and "/MCID" in operands[1]:
                marks.add(int(operands[1].MCID))
        elif name == "EMC":
            depth -= 1
        elif depth == 0 and name in {"Tj", "TJ", "S", "f", "f*", "B", "Do"}:
            found.append(f"page {index + 1}: something is drawn outside tag and artifact")
    return marks

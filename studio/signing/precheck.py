"""pyHanko's comparison of revisions without doing the same work for every pair of signatures.

Where `revisions` explains a revision, comparing it with every earlier signed state ends as comparing it with the one
before; the rest goes to pyHanko. Its own judgement of the first signed state against the last explained revision is
the anchor: it holds only if every object that was touched is used in no place but the expected ones.
"""

from __future__ import annotations

from typing import Any

from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader, RawPdfPath
from pyhanko.sign.diff_analysis import (
    DEFAULT_DIFF_POLICY,
    DiffPolicy,
    DiffResult,
    ModificationLevel,
    SuspiciousModification,
)
from pyhanko.sign.diff_analysis.form_rules_api import _list_fields
from pyhanko.sign.diff_analysis.rules_api import Context
from pyhanko.sign.fields import FieldMDPSpec, MDPPerm

from studio.signing.revisions import History, Step
from studio.signing.uses import are_used_as_expected


class PrecheckedPolicy(DiffPolicy):
    """Goes in as `diff_policy`; made once per reader.

    With `chained`, a revision that is not explained is compared with the one before it, and what comes out holds for
    all that was signed earlier: enough where such a revision makes the document fail anyway, and one comparison
    instead of one for each signature (seconds each in a tagged file).
    """

    def __init__(self, reader: PdfFileReader, history: History, pdf: bytes, *, chained: bool = False) -> None:
        self._reader, self._history, self._pdf, self._chained = reader, history, pdf, chained
        self._known: dict[tuple[int, int, str], DiffResult | SuspiciousModification] = {}
        self._sound: bool | None = None

    def apply(
        self,
        old: HistoricalResolver,
        new: HistoricalResolver,
        field_mdp_spec: FieldMDPSpec | None = None,
        doc_mdp: MDPPerm | None = None,
    ) -> DiffResult:
        return DEFAULT_DIFF_POLICY.apply(old, new, field_mdp_spec, doc_mdp)

    def review_file(
        self,
        reader: PdfFileReader,
        base_revision: int | HistoricalResolver,
        field_mdp_spec: FieldMDPSpec | None = None,
        doc_mdp: MDPPerm | None = None,
    ) -> DiffResult | SuspiciousModification:
        base = base_revision if isinstance(base_revision, int) else base_revision.revision
        if base < self._history.first or self._locked(base, field_mdp_spec, doc_mdp) or not self._is_sound():
            return DEFAULT_DIFF_POLICY.review_file(reader, base, field_mdp_spec, doc_mdp)
        later = [step for step in self._history.steps if step.revision > base]
        level = max((_level(step) for step in later), default=ModificationLevel.NONE)
        names = {step.field for step in later if step.field}
        for revision in range(max(base + 1, self._history.stop), reader.xrefs.total_revisions):
            try:
                result = self._compare(base, revision, field_mdp_spec, doc_mdp)
            except SuspiciousModification as suspicious:
                return suspicious
            level, names = max(level, result.modification_level), names | result.changed_form_fields
        return DiffResult(level, names)

    def _compare(self, base: int, revision: int, locked: FieldMDPSpec | None, permitted: MDPPerm | None) -> DiffResult:
        document = self._reader.get_historical_resolver
        if self._chained and revision >= self._history.stop:
            return self._step(revision, locked, permitted)
        return DEFAULT_DIFF_POLICY.apply(document(base), document(revision), locked, permitted)

    def _step(self, revision: int, locked: FieldMDPSpec | None, permitted: MDPPerm | None) -> DiffResult:
        document = self._reader.get_historical_resolver
        key = (revision, permitted.value if permitted else 0, repr(locked))
        if key not in self._known:
            try:
                pair = document(revision - 1), document(revision)
                self._known[key] = DEFAULT_DIFF_POLICY.apply(*pair, locked, permitted)
            except SuspiciousModification as suspicious:
                self._known[key] = suspicious
        found = self._known[key]
        if isinstance(found, SuspiciousModification):
            raise found
        return found

    def _locked(self, base: int, field_mdp: FieldMDPSpec | None, doc_mdp: MDPPerm | None) -> bool:
        """Whether this signature forbids what later revisions may hold; then every pair is judged in full."""
        later = [step.field for step in self._history.steps if step.revision > base and step.field]
        return doc_mdp == MDPPerm.NO_CHANGES or (
            field_mdp is not None and any(field_mdp.is_locked(one) for one in later)
        )

    def _is_sound(self) -> bool:
        if self._sound is None:
            self._sound = self._anchor()
        return self._sound

    def _anchor(self) -> bool:
        history = self._history
        if not history.steps:
            return True
        base = self._reader.get_historical_resolver(history.first)
        if are_used_as_expected(base, self._pdf, {step.field for step in history.steps if step.field}):
            return True
        try:
            self._compare(history.first, history.stop - 1, None, None)
        except SuspiciousModification:
            return False
        base._load_reverse_xref_cache()  # type: ignore[no-untyped-call]
        return all(self._uses_expected(base, step.field) for step in history.steps if step.field)

    def _uses_expected(self, base: HistoricalResolver, name: str) -> bool:
        """Whether the field is reached only as field, as annotation and from the reading order."""
        specification = self._specifications(base).get(name)
        reference = getattr(specification, "old_field_ref", None)
        if specification is None or reference is None:
            return False
        used = {Context.from_absolute(base, path) for path in base._get_usages_of_ref(reference)}
        return bool(used <= specification.expected_contexts())

    def _specifications(self, base: HistoricalResolver) -> dict[str, Any]:
        if not hasattr(self, "_listed"):
            fields = base.root["/AcroForm"]["/Fields"]
            path = RawPdfPath("/Root", "/AcroForm", "/Fields")
            self._listed = dict(_list_fields(fields, fields, old_path=path))
        return self._listed


def _level(step: Step) -> ModificationLevel:
    """Validation data and document time stamps are no filling-in of a form (ISO 32000-2, 12.8.5)."""
    plain = step.field is not None and not step.stamp
    return ModificationLevel.FORM_FILLING if plain else ModificationLevel.LTA_UPDATES

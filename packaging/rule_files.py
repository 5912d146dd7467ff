"""For every rule a facts file in which it fires and one in which it is quiet, judged by `check --json`: `make rules`.

The files are York Pathways with one edit, the same edits as in tests/preflight; they are written to the folder that is named.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests" / "preflight"), str(ROOT / "tests" / "facts")]

from test_preflight_rules import CASES, DAY, LATER, ON_A_LATER_DAY, york_values  # noqa: E402

from studio.cli.main import run  # noqa: E402
from studio.facts.model import Facts  # noqa: E402
from studio.facts.write import write_facts  # noqa: E402


def rules_found(path: Path, day: str) -> set[str]:
    """The ids of the rules that `check --json` finds in a facts file."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        run(["check", str(path), "--json", "--date", day])
    return {each["rule"] for each in json.loads(said.getvalue())["findings"]}


def main() -> int:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    quiet = folder / "quiet.yaml"
    values = york_values()
    values["consent_model"]["forms"].append({"template": "consent-easy-read"})  # York's one piece of advice: C15
    quiet.write_text(write_facts(Facts.model_validate(values)), "utf-8")
    silent = rules_found(quiet, DAY.isoformat())
    seen: dict[str, tuple[str, bool]] = {}
    for cases, day in ((CASES, DAY), (ON_A_LATER_DAY, LATER)):
        for rule, _, edit in cases:
            if rule in seen:
                continue
            values = york_values()
            edit(values)
            path = folder / f"{rule}.yaml"
            path.write_text(write_facts(Facts.model_validate(values)), "utf-8")
            seen[rule] = (path.name, rule in rules_found(path, day.isoformat()))
    for rule, (name, fires) in sorted(seen.items()):
        print(
            f"{rule}  {name}: {'fires' if fires else 'DOES NOT FIRE'}  quiet.yaml: {'FIRES' if rule in silent else 'quiet'}"
        )
    bad = [rule for rule, (_, fires) in seen.items() if not fires or rule in silent]
    print(f"{len(seen)} rules, {len(bad)} not as they should be.")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())

"""How many paragraphs are put into the right clause when every mark of a returned file is gone: `make align`.

For each share of edited paragraphs: York Pathways and MASH, twenty seeds each. Ends with 1 if a figure is under its
budget (issue 5, shown e).
"""

from __future__ import annotations

import statistics
import sys
import time

from returns_edited import CASES, Score, edited, paragraphs, scores

BUDGETS = ((0.05, 99.9), (0.15, 99.6), (0.30, 99.0), (0.50, 98.0))
SEEDS = 20


def main() -> int:
    kept = True
    print(" edited   all paragraphs   outside tables     budget   worst file   paragraphs   one file")
    for share, budget in BUDGETS:
        whole, prose, worst, taken = Score(), Score(), 100.0, []
        for case in CASES:
            for seed in range(SEEDS):
                back = edited(paragraphs(case), share, seed)
                began = time.process_time()
                one, outside = scores(paragraphs(case), back)
                taken.append((time.process_time() - began) * 1000)
                whole, prose, worst = whole + one, prose + outside, min(worst, one.percent)
        kept = kept and min(whole.percent, prose.percent) >= budget
        figures = f"{whole.percent:14.3f} % {prose.percent:14.3f} % {budget:8.1f} % {worst:10.2f} %"
        print(f"{share:7.0%} {figures} {whole.all:12,} {statistics.median(taken):7.0f} ms", flush=True)
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())

"""What benchmarks say at their end: medians, percentiles, and whether the goals are met."""

from __future__ import annotations

import statistics
from collections.abc import Sequence


def median(values: Sequence[float]) -> float:
    """Return the median."""
    return statistics.median(values)


def p95(values: Sequence[float]) -> float:
    """Return the value that 95 of 100 do not exceed: the nearest rank, never in between."""
    ranked = sorted(values)
    return ranked[max(0, -(-95 * len(ranked) // 100) - 1)]


class Goals:
    """Goals of a benchmark, each met or missed."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._missed = 0

    def at_least(self, what: str, found: float, goal: float, unit: str) -> None:
        """Note a goal that a figure should reach."""
        self._note(found >= goal, what, found, f"at least {goal:g}", unit)

    def at_most(self, what: str, found: float, goal: float, unit: str) -> None:
        """Note a goal that a figure should not exceed."""
        self._note(found <= goal, what, found, f"at most {goal:g}", unit)

    def under(self, what: str, found: float, goal: float, unit: str) -> None:
        """Note a goal that a figure should stay below."""
        self._note(found < goal, what, found, f"under {goal:g}", unit)

    def tell(self) -> int:
        """Print every goal, and return the exit code: 1 when one is missed."""
        print(*self._lines, sep="\n")
        return 1 if self._missed else 0

    def _note(self, met: bool, what: str, found: float, goal: str, unit: str) -> None:
        self._missed += not met
        self._lines.append(
            f"goal {'met' if met else 'MISSED'}: {what}, {found:.3g} {unit} (goal: {goal})"
        )

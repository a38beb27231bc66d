"""Time and quality of breakout groups: 200 invented people, 40 groups, sessions in a row that remember who met.

    python -m tests.bench.breakout_groups [number of sessions, 6] [seed of the people, 1]

Prints a table in Markdown. Times are wall-clock; run it when nothing else does.
"""

import sys
from statistics import mean
from time import perf_counter

from networks.meet.sessions.methods.breakout import Impossible, Reason, Setting, arrange, meetings
from networks.meet.sessions.tests.invented_people import invented_people


def main(sessions: int = 6, seed: int = 1) -> None:
    people, attended = invented_people(seed), []
    print(
        "| session | seconds | cost | proven bound | best of 1,000 random | mean of random | repeats | ",
        end="",
    )
    print("repeats, random | of them forced | countries in a group |\n|" + "---|" * 10)
    for number in range(1, sessions + 1):
        start = perf_counter()
        plan = arrange(Setting(people, groups=40, met=meetings(attended), seed=number))
        seconds = perf_counter() - start
        if isinstance(plan, Impossible):
            print(plan)
            return
        forced = sum(r.reason is Reason.FEW_SHARE_LANGUAGE for group in plan.groups for r in group.repeats)
        cells = (
            number,
            f"{seconds:.2f}",
            plan.cost,
            plan.bound,
            plan.random.best,
            f"{plan.random.mean:.0f}",
            plan.repeats,
            f"{plan.random.repeats:.0f}",
            forced,
            f"{mean(len(group.countries) for group in plan.groups):.2f}",
        )
        print("| " + " | ".join(map(str, cells)) + " |")
        attended.append(plan.members)
    met = len(meetings(attended))
    print(f"\n{met:,} different pairs met, of {400 * sessions:,} meetings.")


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))

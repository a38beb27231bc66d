"""Count an election again from its published file:  python recount_election.py ballot.json

Needs Python alone, and shares no line with the program whose result it checks. It counts rounds, rankings, approval, and yes or no to each name;
with limits on groups (parity), and with every rule for candidates who are level. Ends with 0 where the count is right, with 1 where it is
not, with 2 where the file is no election that it can count.
"""

import hashlib
import json
import sys
from fractions import Fraction
from pathlib import Path

VOTE = 100_000  # rankings are counted in hundred-thousandths of a vote
METHODS = ("rounds", "ranked", "stv", "approval", "each")
TIES = ("lots", "older", "chair", "new_round")


class CannotCount(Exception):
    """The file says something that this program does not know."""


class Level(Exception):
    """Somebody has to say who comes first."""

    def __init__(self, keys, elected=()):
        super().__init__(keys)
        self.keys, self.elected = sorted(keys), list(elected)


class Election:
    """What the file says, and the two rules that every method asks: who comes first of level ones, and what the limits allow."""

    def __init__(self, told):
        try:
            if told["format"] != "networks-ballot-1":
                raise CannotCount(f"The format {told['format']!r} is not known.")
            self.method, self.keys, self.seats, rules = (
                told["method"],
                told["options"],
                told["seats"],
                told.get("election"),
            )
            if self.method == "yes_no":
                raise CannotCount("This is a vote on a motion: count it with recount.py.")
            if self.method not in METHODS or rules is None:
                raise CannotCount(f"The way of voting {self.method!r} is not known.")
            self.ties, self.seed, self.runoff = (
                rules.get("ties", "lots"),
                rules["seed"],
                bool(rules.get("runoff")),
            )
            if self.ties not in TIES:
                raise CannotCount(f"The rule for level candidates {self.ties!r} is not known.")
            self.chosen, self.rule, self.by_age, self.passed_over = (
                rules.get("chosen", []),
                told["rule"],
                [],
                [],
            )
            self.limits = [
                (one["group"], one.get("least", 0), one.get("most")) for one in rules.get("limits", [])
            ]
            self.groups = told["groups"]
            self.roll, self.papers = told["roll"], []
            self.by_country = bool(self.rule.get("by_country")) and told["form"] == "open"
            countries = {}
            for number, paper in enumerate(told["papers"], 1):
                choice = self._read(number, paper["choice"])
                if self.by_country and paper["country"]:
                    countries.setdefault(paper["country"], []).append(choice)
                else:
                    self.papers += [choice] * (1 if self.by_country else paper["weight"])
            self.cast = len(told["papers"]) if self.by_country else len(self.papers)
            self.countries = {country: self.together(said) for country, said in countries.items()}
            self.papers += self.countries.values()
            self.older = {
                tuple(sorted(one["level"])): one["order"]
                for one in told["result"]["ties"]
                if one["rule"] == "older"
            }
        except (KeyError, TypeError, AttributeError) as missing:
            raise CannotCount(f"Something in it is missing: {missing}") from None

    def _read(self, number, choice):
        keys = choice
        if self.method == "each":
            said = [one.partition(":") for one in choice]
            keys = [key if answer in ("yes", "no", "abstain") else "" for answer, _colon, key in said]
        if (
            len(set(keys)) < len(keys)
            or not set(keys) <= set(self.keys)
            or (self.method == "rounds" and len(keys) > 1)
        ):
            raise CannotCount(f"Paper {number} says something that is not on the paper of this election.")
        return choice

    def together(self, choices):
        """What the members of a country say as one: the same, or nothing where they differ."""
        said = [[one for one in choice if not one.startswith("abstain:")] for choice in choices]
        alike = said if self.method in ("ranked", "stv") else [sorted(one) for one in said]
        return said[0] if all(one == alike[0] for one in alike) else []

    def votes_of(self, rows):
        """How many votes these voters have together."""
        if not self.by_country:
            return sum(row["weight"] for row in rows)
        return len({row["country"] for row in rows} - {""}) + sum(not row["country"] for row in rows)

    def in_order(self, level, elected=()):
        """Level candidates, the preferred first."""
        level = sorted(level)
        if len(level) < 2:
            return level
        if self.ties == "new_round" or (self.ties == "chair" and not set(level) <= set(self.chosen)):
            raise Level(level, elected)
        if self.ties == "chair":
            return sorted(level, key=self.chosen.index)
        if self.ties == "older" and tuple(level) in self.older:
            self.by_age.append(self.older[tuple(level)])
            return self.older[tuple(level)]
        return sorted(level, key=lambda key: hashlib.sha256(f"{self.seed}:{key}".encode()).hexdigest())

    def can_hold(self, elected, others):
        """Whether the seats that are left can be filled from `others` so that every limit is kept."""
        taken = min(self.seats - len(elected), len(others))
        if taken < 0 or not self.limits:
            return taken >= 0
        ways = {
            (0, self.of_groups(elected))
        }  # how many of `others` are taken, and how many of each group are then elected
        for key in others:
            ways |= {(n + 1, self.of_groups([key], have)) for n, have in ways if n < taken}
        return any(n == taken and self.within(have) for n, have in ways)

    def of_groups(self, keys, have=None):
        """How many of each limited group there are among `keys`, added to `have`."""
        have = have or [0] * len(self.limits)
        return tuple(
            have[at] + sum(group in self.groups.get(key, []) for key in keys)
            for at, (group, _least, _most) in enumerate(self.limits)
        )

    def within(self, have):
        return all(
            least <= have[at] and (most is None or have[at] <= most)
            for at, (_group, least, most) in enumerate(self.limits)
        )

    def may(self, key, elected, left):
        return self.can_hold([*elected, key], [one for one in left if one != key])

    # ---- the ways of voting; each gives what the result must say ----

    def most(self, votes):
        """Seats for those with the most votes, as far as the limits let them."""
        elected, passed_over, left = [], [], {key for key in votes if votes[key]}
        for count in sorted({votes[key] for key in left}, reverse=True):
            if len(elected) == self.seats:
                break
            level = sorted(key for key in left if votes[key] == count)
            can = [key for key in level if self.may(key, elected, left)]
            all_in = len(elected) + len(can) <= self.seats and self.can_hold(
                [*elected, *can], left - set(level)
            )
            for key in can if all_in else self.in_order(can, elected):
                if len(elected) < self.seats:
                    (elected if self.may(key, elected, left) else passed_over).append(key)
                left.discard(key)
            passed_over += [key for key in level if key not in can]
            left -= set(level)
        return {"elected": elected, "skipped": passed_over}

    def approval(self):
        votes = {key: sum(key in paper for paper in self.papers) for key in self.keys}
        return [votes], 0, lambda: self.most(votes)

    def each(self):
        """Whoever has the majority that the body's rule asks for; the most yes first."""
        said = {
            answer: {key: sum(f"{answer}:{key}" in paper for paper in self.papers) for key in self.keys}
            for answer in ("yes", "no")
        }
        silent = {key: len(self.papers) - said["yes"][key] - said["no"][key] for key in self.keys}
        everybody = self.votes_of([row for row in self.roll if row["may"]])
        present = self.votes_of([row for row in self.roll if row["may"] and row["took_part"]])
        share, strict = Fraction(self.rule["share"].lstrip(">")), self.rule["share"].startswith(">")
        passed = {}
        for key, yes in said["yes"].items():
            cast = yes + said["no"][key] + (silent[key] if self.rule["abstentions"] else 0)
            least = len(self.papers)
            whole = {"cast": cast, "present": max(present, least), "all": max(everybody, least)}[
                self.rule["of"]
            ]
            has = whole > 0 and (yes > share * whole if strict else yes >= share * whole)
            passed[key] = yes if has else 0
        self.limits = [(group, 0, most) for group, _least, most in self.limits]  # seats may stay empty
        return [said["yes"], said["no"], silent], 0, lambda: self.most(passed)

    def rounds(self):
        """More than half of the votes for somebody; in a run-off the most. Else the two with the most go on."""
        votes = {key: sum(paper == [key] for paper in self.papers) for key in self.keys}
        needed = 0 if self.runoff else sum(votes.values()) // 2 + 1

        def found():
            if not any(votes.values()):
                return {}
            first = [key for key in votes if votes[key] == max(votes.values())]
            if self.runoff or votes[first[0]] >= needed:
                return {"elected": self.in_order(first)[:1]}
            if len(votes) == 1:
                return {}
            on = []
            for count in sorted(set(votes.values()), reverse=True):
                level = [key for key in votes if votes[key] == count]
                if len(on) < 2:
                    on += (
                        level
                        if len(on) + len(level) <= 2 or self.ties == "new_round"
                        else self.in_order(level)[: 2 - len(on)]
                    )
            return {"goes_on": on}

        return [votes], needed, found

    def stv(self):
        """The single transferable vote by the Scottish rules; with one seat, the alternative vote."""
        held = [[paper, VOTE, None] for paper in self.papers if paper]  # what it names, its value, who has it
        quota = (len(held) // (self.seats + 1) + 1) * VOTE
        past = []

        def found():
            elected, waiting, out, passed_over = [], [], [], self.passed_over

            def among():
                return [key for key in sorted(self.keys) if key not in elected and key not in out]

            def history(key):
                return [stage[key] for stage in reversed(past)]

            while held:
                for paper in held:
                    if paper[2] is None:
                        paper[2] = next((key for key in paper[0] if key in among()), "")
                past.append(
                    {key: sum(value for _names, value, who in held if who == key) for key in self.keys}
                )
                votes = past[-1]
                for key in sorted(among(), key=lambda key: [-n for n in history(key)]):
                    if votes[key] >= quota and self.may(key, elected, among()):
                        elected.append(key)
                        waiting += [key] if votes[key] > quota else []
                left = among()
                gone = [key for key in left if not self.may(key, elected, left)]
                if len(elected) == self.seats or not left:
                    break
                passed_over += [key for key in gone if key not in passed_over]
                if len(elected) + len(left) <= self.seats and self.can_hold([*elected, *left], []):
                    elected += left
                    break
                if waiting and not gone:
                    best = max(map(history, waiting))
                    one = self.in_order([key for key in waiting if history(key) == best])[0]
                    waiting.remove(one)
                    moved, part = [paper for paper in held if paper[2] == one], votes[one] - quota
                    held.append([[], quota, one])  # what stays with them
                else:
                    if not gone:
                        free = [
                            key
                            for key in left
                            if self.can_hold(elected, [other for other in left if other != key])
                        ]
                        least = min(map(history, free))
                        gone = [self.in_order([key for key in free if history(key) == least])[-1]]
                    out += gone
                    moved, part = [paper for paper in held if paper[2] in gone], None
                for paper in moved:
                    paper[1], paper[2] = paper[1] if part is None else part * paper[1] // votes[one], None
            return {"elected": elected, "skipped": passed_over}

        return past, quota, found

    ranked = stv

    def result(self):
        """Everything that the published result must say."""
        votes, needed, found = getattr(self, self.method)()
        blank = sum(not paper for paper in self.papers)
        if self.method == "each":
            blank = sum(all(one.startswith("abstain:") for one in paper) for paper in self.papers)
        said = {"elected": [], "skipped": self.passed_over, "goes_on": [], "level": [], "asks": ""}
        try:
            said |= found()
        except Level as level:
            said |= {"level": level.keys, "asks": self.ties, "elected": level.elected}
        return said | {"votes": votes, "needed": needed, "papers": len(self.papers) - blank, "blank": blank}


def differences(told):
    """What the published result says otherwise, in words; and the election."""
    election = Election(told)
    counted, result = election.result(), told["result"]
    stages = [stage["votes"] for stage in result["stages"] if stage["what"] != "last_seats"]
    found = [
        name for name in ("elected", "skipped", "goes_on", "level") if set(counted[name]) != set(result[name])
    ]
    found += [name for name in ("asks", "needed", "papers", "blank") if counted[name] != result[name]]
    found += ["votes"] if counted["votes"] != stages else []
    voted = [row for row in election.roll if row["voted"]]
    on_roll = len(voted) if election.by_country else sum(row["weight"] for row in voted)
    found += ["papers and roll"] if on_roll != election.cast else []
    said = {one["country"]: one["choice"] for one in result.get("countries", [])}
    found += ["countries"] if election.by_country and said != election.countries else []
    found += ["receipts"] if "receipts" in told and len(set(told["receipts"])) != len(voted) else []
    return found, election, counted


def main(path):
    try:
        told = json.loads(Path(path).read_text(encoding="utf-8"))
        found, election, counted = differences(told)
        names = told["names"]
        print(told["title"], [names[key] for key in counted["elected"]])
        for order in election.by_age:
            print("The older first; days of birth are not published:", [names[key] for key in order])
        if counted["level"]:
            print("Level:", [names[key] for key in counted["level"]], "- asked:", counted["asks"])
    except (OSError, ValueError) as broken:
        print(f"This file cannot be read: {broken}")
        return 2
    except CannotCount as unknown:
        print(f"This file cannot be counted again. {unknown}")
        return 2
    except (KeyError, TypeError, AttributeError) as unknown:
        print(f"This file cannot be counted again. Something in it is missing: {unknown}")
        return 2
    print(
        f"THE COUNT DIFFERS from the published result: {', '.join(found)}."
        if found
        else "The count is right."
    )
    return 1 if found else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Say which file:  python recount_election.py ballot.json")
    sys.exit(main(sys.argv[1]))

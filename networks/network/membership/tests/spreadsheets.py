"""Files as networks have them, for tests: sixty members in Slovak, in an order of their own, with broken lines and doubles."""

import csv
import io

HEADER = [
    "Člen od", "Názov", "Krajina", "Mesto", "IČ DPH", "Kategória", "Členské číslo", "Štatutár", "E-mail štatutára", "Faktúry e-mail",
    "Obrat 2024", "Zamestnanci 2024", "Vozový park", "Vlastná jedáleň",
]  # fmt: skip
CATEGORIES = ("Riadny člen", "Pridružený člen")
COUNTRIES = ("Slovensko", "Maďarsko", "Rumunsko", "Srbsko", "Belgicko")
WORDS = (
    "Dielňa",
    "Záhrada",
    "Práčovňa",
    "Kuchyňa",
    "Tlačiareň",
    "Pekáreň",
    "Stolárstvo",
    "Recyklácia",
    "Krajčírstvo",
    "Kaviareň",
)
PLACES = ("Nitra", "Žilina", "Košice", "Trnava", "Prešov", "Zvolen")


def row(n: int) -> list[str]:
    """The line of the n-th member."""
    name = f"{WORDS[n % 10]} {PLACES[n % 6]} {n:02}"
    host = f"member{n}.example"
    return [
        f"{1 + n % 28}.{1 + n % 12}.{2005 + n % 18}", name, COUNTRIES[n % 5], PLACES[n % 6], f"SK{2020000000 + n}", CATEGORIES[n % 3 == 2],
        f"M-{n:03}", f"Jana Nováková {n}", f"jana@{host}", f"faktury@{host}", f"{100 + n % 800}.{n % 1000:03},50", str(5 + n), "dodávka" if n % 2 else "dodávka, príves",
        "áno" if n % 4 == 0 else "nie",
    ]  # fmt: skip


def sixty() -> list[list[str]]:
    """Sixty members; lines 12, 30 and 45 are broken, and two more lines say again what lines 5 and 20 said."""
    rows = [row(n) for n in range(60)]
    rows[10][0] = "31.2.2010"
    rows[28][8] = "jana(at)member28"
    rows[43][10] = "asi veľa"
    again = [list(rows[3]), list(rows[18])]
    again[1][3] = "Bratislava"  # says another town
    return rows + again


def as_csv(rows: list[list[str]], header: list[str] = HEADER, encoding: str = "cp1250") -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue().encode(encoding)

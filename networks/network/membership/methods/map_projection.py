"""Where a point of the earth stands on our maps.

Europe: Lambert's azimuthal equal-area projection centred at 52° N 10° E, as the European Union uses it (ETRS89-LAEA, EPSG:3035; here on a
sphere: Snyder, Map Projections, 1987, equations 24-2 to 24-4). The world: Equal Earth (Šavrič, Patterson, Jenny 2018).
"""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from math import asin, atan2, cos, degrees, hypot, radians, sin, sqrt

_LAT, _LON = radians(52), radians(10)
_A = (1.340264, -0.081106, 0.000893, 0.003796)
_M = sqrt(3) / 2


@dataclass(frozen=True)
class View:
    """A map: its size, and what it shows."""

    name: str
    width: int
    height: int
    south: float
    west: float
    north: float
    east: float
    project: Callable[[float, float], tuple[float, float]]  # (latitude, longitude) → x, y
    locate: Callable[[float, float], tuple[float, float]]  # x, y → (latitude, longitude)

    def holds(self, latitude: float, longitude: float, beyond: float = 0) -> bool:
        """Whether a point lies on this map, or at most `beyond` degrees outside."""
        return (
            self.south - beyond <= latitude <= self.north + beyond
            and self.west - beyond <= longitude <= self.east + beyond
        )


def _lambert(latitude: float, longitude: float) -> tuple[float, float]:
    """On a sphere of radius 1; y grows to the north."""
    lat, lon = radians(latitude), radians(longitude) - _LON
    k = sqrt(2 / max(1e-9, 1 + sin(_LAT) * sin(lat) + cos(_LAT) * cos(lat) * cos(lon)))
    return k * cos(lat) * sin(lon), k * (cos(_LAT) * sin(lat) - sin(_LAT) * cos(lat) * cos(lon))


def _from_lambert(x: float, y: float) -> tuple[float, float]:
    rho = hypot(x, y)
    if rho == 0:
        return degrees(_LAT), degrees(_LON)
    c = 2 * asin(min(1.0, rho / 2))
    lat = asin(cos(c) * sin(_LAT) + y * sin(c) * cos(_LAT) / rho)
    lon = _LON + atan2(x * sin(c), rho * cos(_LAT) * cos(c) - y * sin(_LAT) * sin(c))
    return degrees(lat), degrees(lon)


def _europe(latitude: float, longitude: float) -> tuple[float, float]:
    x, y = _lambert(latitude, longitude)
    return 490 + x * 1210, 500 - y * 1210


def _from_europe(x: float, y: float) -> tuple[float, float]:
    return _from_lambert((x - 490) / 1210, (500 - y) / 1210)


def _equal_earth(latitude: float, longitude: float) -> tuple[float, float]:
    t = asin(_M * sin(radians(latitude)))
    a1, a2, a3, a4 = _A
    t2 = t * t
    t6 = t2**3
    x = radians(longitude) * cos(t) / (_M * (a1 + 3 * a2 * t2 + t6 * (7 * a3 + 9 * a4 * t2)))
    return x, t * (a1 + a2 * t2 + t6 * (a3 + a4 * t2))


def _world(latitude: float, longitude: float) -> tuple[float, float]:
    x, y = _equal_earth(latitude, longitude)
    return 500 + x * 180, 243 - y * 180


def _from_world(x: float, y: float) -> tuple[float, float]:
    """By halving: the inverse has no closed form."""
    x, y = (x - 500) / 180, (243 - y) / 180
    low, high = -90.0, 90.0
    for _step in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if _equal_earth(middle, 0)[1] < y else (low, middle)
    per_degree = _equal_earth(low, 1)[0]
    return low, max(-180.0, min(180.0, x / per_degree))


EUROPE = View("europe", 1000, 940, 34.3, -25, 71.5, 41, _europe, _from_europe)
WORLD = View("world", 1000, 486, -90, -180, 90, 180, _world, _from_world)
VIEWS = {view.name: view for view in (EUROPE, WORLD)}


def view_for(points) -> View:
    """The map on which all `points` (latitude, longitude) can be seen."""
    return EUROPE if all(EUROPE.holds(lat, lon) for lat, lon in points) else WORLD


_LETTERS = str.maketrans(
    {"ß": "ss", "đ": "d", "ł": "l", "ø": "o", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ı": "i"}
)


def folded(name: str) -> str:
    """A name as it is looked up: small letters without marks; everything else is one space."""
    plain = unicodedata.normalize("NFKD", name.lower().translate(_LETTERS))
    letters = "".join(ch if ch.isalnum() else " " for ch in plain if not unicodedata.combining(ch))
    return " ".join(letters.split())

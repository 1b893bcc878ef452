"""The shortest way over a round Earth between two airports."""

from math import asin, cos, radians, sin, sqrt

EARTH_RADIUS_KM = 6371.0088


def distance_km(here: tuple[float, float], there: tuple[float, float]) -> float:
    """Haversine formula; latitude and longitude in degrees. Off by 0.5 % at most, as the Earth is not a ball."""
    (lat1, lon1), (lat2, lon2) = (map(radians, here), map(radians, there))
    h = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(sqrt(h))

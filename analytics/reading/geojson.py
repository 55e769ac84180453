"""GeoJSON (RFC 7946) as a table: a row for each feature, its properties as columns, a point as longitude and latitude.

What is no point stays the JSON text of its geometry. Other members of a feature than ``id``, ``properties`` and
``geometry`` are columns of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analytics.reading.json_shapes import Found, beside
from analytics.reading.json_table import dumped
from analytics.schema import Problem

FORMAT = "geojson"
DEGREES = ("longitude", "latitude", "altitude")
PLANE = ("x", "y", "z")
GEOMETRY = "geometry"
WHY = "It is GeoJSON: a row for each feature, its properties as columns. Choose “json” to read it field by field."
KNOWN = ("type", "id", "properties", "geometry", "bbox")


def is_collection(value: Any) -> bool:
    """Whether a JSON value is a FeatureCollection with features in it."""
    if not isinstance(value, dict) or value.get("type") != "FeatureCollection":
        return False
    features = value.get("features")
    return isinstance(features, list) and bool(features) and all(is_feature(each) for each in features[:100])


def is_feature(value: Any) -> bool:
    return isinstance(value, dict) and value.get("type") == "Feature" and "geometry" in value and "properties" in value


def rows_of(document: Mapping[str, Any]) -> tuple[Found, Iterable[Any]]:
    """The rows of a FeatureCollection, and what is known of it."""
    features: list[Any] = document["features"]
    found = Found(FORMAT, WHY, "features", ("features",), pointer="/features")
    plane = _is_plane(document.get("crs"), features)
    if plane:
        words = f"The coordinates are no degrees ({plane}); they are in the columns “x” and “y”."
        found.problems.append(Problem(words))
    found.problems += beside(dict(document), {"type", "crs", "bbox", "features"}, "features")
    maker = Maker.of(features, PLANE if plane else DEGREES)
    return found, (maker.row(each) for each in features)


def _is_plane(crs: Any, features: Sequence[Any]) -> str:
    """Why the coordinates are no degrees; empty where they are (as RFC 7946 asks for)."""
    named = crs.get("properties", {}).get("name") if isinstance(crs, dict) else None
    if isinstance(named, str) and not any(known in named for known in ("CRS84", "4326", "4979", "4269")):
        return f"the file names {named[:80]}"
    for feature in features:
        point = point_of(feature.get(GEOMETRY)) if isinstance(feature, dict) else None
        if point is not None and not _on_earth(point):
            return "one of them is beyond 360 east or 90 north"
    return ""


def _on_earth(point: Sequence[Any]) -> bool:
    try:
        return abs(float(point[0])) <= 360 and abs(float(point[1])) <= 90
    except ValueError:
        return True


def point_of(geometry: Any) -> list[Any] | None:
    """The two or three coordinates of a point; None of every other geometry."""
    if not isinstance(geometry, dict) or geometry.get("type") != "Point":
        return None
    place = geometry.get("coordinates")
    if not isinstance(place, list) or not 2 <= len(place) <= 3 or any(not isinstance(each, str) for each in place):
        return None
    return place


@dataclass(frozen=True)
class Maker:
    """Makes rows of features. ``names`` are those of the coordinates, the geometry and the id."""

    axes: tuple[str, ...]
    geometry: str = GEOMETRY
    id: str = "id"

    @classmethod
    def of(cls, features: Sequence[Any], axes: tuple[str, ...] = DEGREES) -> Maker:
        """Names that no property of these features has: a property keeps its own."""
        taken = {key for each in features if is_feature(each) for key in each["properties"] or ()}
        free = tuple(f"geometry.{name}" if name in taken else name for name in axes)
        geometry = "feature.geometry" if GEOMETRY in taken else GEOMETRY
        return cls(free, geometry, "feature.id" if "id" in taken else "id")

    def row(self, feature: Any) -> Any:
        """One feature as one flat object; what is no feature stays as it is."""
        if not is_feature(feature):
            return feature
        made: dict[str, Any] = {}
        if feature.get("id") is not None:
            made[self.id] = feature["id"]
        properties = feature["properties"]
        if isinstance(properties, dict):
            # Of later features a property may have a name of ours: both stay.
            ours = {*self.axes, self.geometry}
            made |= {(f"properties.{key}" if key in ours else key): value for key, value in properties.items()}
        elif properties is not None:
            made["properties"] = properties
        made |= {key: value for key, value in feature.items() if key not in KNOWN and key not in made}
        geometry = feature[GEOMETRY]
        point = point_of(geometry)
        if point is not None:
            made |= zip(self.axes, point, strict=False)
        elif geometry is not None:
            made[self.geometry] = dumped(geometry)
        return made

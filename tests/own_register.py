"""A register of brownfield land of a town in England, by a profile of its own; made here.

No law of another country applies to it.
"""

import json

AS_OF = "2024-06-01"
LONG = "years_since(last_use) >= 5 and assessed < 1000"
PROFILE = """
extends = "default"
rulebook = "none"
title = "Brownfield register"
[aliases]
parcel_id = ["reference"]
status_text = []
[statuses.planning]
label = "Planning status"
columns = ["planning-status"]
[statuses.planning.codes.permissioned]
label = { en = "Permissioned", zh = "已许可" }
color = "#4A8358"
flag = true
words = ["permissioned", "full permission"]
[statuses.planning.codes.pending]
label = "Pending decision"
words = ["pending decision", "sent / awaited"]
[statuses.planning.codes.not_permissioned]
flag = true
words = ["not permissioned", "refused*"]
[statuses.use.codes.long_vacant]
flag = true
[statuses.use.codes.recent]
[[conditions]]
axis = "use"
code = "long_vacant"
when = "years_since(last_use) >= 5 and assessed < 1000"
reason = "not used for {years_since(last_use)} years, since {last_use}"
citation = { en = "Local Plan, policy E4", zh = "规划 E4" }
[[conditions]]
axis = "use"
code = "recent"
when = "years_since(last_use) < 5"
"""
ROWS = (
    # reference, planning-status, last_use, assessed
    ("A1", "Permissioned", "2012-03-01", 100),
    ("A2", "not  permissioned", "2019-06-01", 999),
    ("A3", "NOT PERMISSIONED", "2019-06-02", 100),
    ("A4", "pending decision", None, 100),
    ("A5", "Full permission; Permissioned", "2012-03-01", None),
    ("A6", "permissioned | pending decision", "unknown date", 1000),
    ("A7", "lapsed", "2012-03-01", 5000),
    ("A8", "", "2023-01-01", 1),
    ("A9", "Refused on appeal", "2010-01-01", 1),
    ("A10", "sent / awaited", "2010-01-01", 0),
)


def write_register(folder, rows=ROWS):
    folder.mkdir(exist_ok=True)
    features = []
    for place, (reference, planning, last_use, assessed) in enumerate(rows):
        west, south = -1.55 + place * 0.002, 53.8
        ring = [(0, 0), (0.001, 0), (0.001, 0.001), (0, 0.001), (0, 0)]
        features.append(
            {
                "type": "Feature",
                "properties": {
                    "reference": reference,
                    "planning-status": planning,
                    "last_use": last_use,
                    "assessed": assessed,
                },
                "geometry": {
                    "type": "Polygon",
                    "coordinates": [[(west + x, south + y) for x, y in ring]],
                },
            }
        )
    path = folder / "register.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path

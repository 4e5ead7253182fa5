"""The chance that a reader calls a triple true to the text and sensible by itself.

First figures by construction; to be replaced by weights fitted on read triples.
"""

from __future__ import annotations

KINDS = {
    "object": 0.75, "phrase": 0.75, "phrase of a common noun": 0.65, "agent": 0.8, "attribute": 0.78, "adjective": 0.65, "named": 0.75, "content": 0.65,
    "date": 0.7, "V N prep": 0.55, "is N prep": 0.6, "beside": 0.55, "adjective PP": 0.55, "apposition": 0.65, "apposition PP": 0.55, "possessive": 0.6,
    "title": 0.5, "life dates": 0.85, "existential": 0.6,
}  # fmt: skip

"""A process of its own for the encoder and for grouping: `python -m networks.meet.sessions.methods.child`.

It reads one JSON object a line and answers with one: {"do": "encode" | "suggest" | "place" | "similar", …}. It gives way to everything
else (nice 10), loads the encoder on first use, and ends when its input does. The server keeps neither the engine nor scipy in memory.
"""

import base64
import json
import os
import sys

import numpy as np

from networks.meet.sessions.methods.encoder import available, encoder, packed, unpacked
from networks.meet.sessions.methods.theme_suggestions import THRESHOLDS, me_toos, placements, suggested_themes


def main() -> None:
    os.nice(10)
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # whatever an engine prints must not stand among the answers
    for line in sys.stdin:
        try:
            answer = DOES[json.loads(line).pop("do")](json.loads(line))
        except Exception as error:  # the caller decides what to do with it
            answer = {"error": f"{type(error).__name__}: {error}"}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


def _encode(asked: dict) -> dict:
    one = encoder()
    vectors = one.encode(asked["texts"])
    return {"label": one.label, "vectors": [base64.b64encode(packed(v)).decode() for v in vectors]}


def _vectors(asked: dict) -> np.ndarray:
    return unpacked([base64.b64decode(v) for v in asked["vectors"]], encoder().dimension)


def _suggest(asked: dict) -> dict:
    found = suggested_themes(_vectors(asked), asked["languages"], asked["texts"], THRESHOLDS[encoder().name])
    themes = [{"name": t.name, "language": t.language, "answers": list(t.answers)} for t in found.themes]
    return {"themes": themes, "enough": found.enough}


def _place(asked: dict) -> dict:
    offered = placements(
        _vectors(asked),
        asked["languages"],
        asked["texts"],
        asked["themes"],
        asked["new"],
        THRESHOLDS[encoder().name],
    )
    return {"placements": [{"answer": p.answer, "theme": p.theme} for p in offered]}


def _similar(asked: dict) -> dict:
    vector = encoder().encode([asked["text"]])[0]
    others = list(zip(asked["texts"], asked["languages"], _vectors(asked), strict=True))
    return {"similar": me_toos(asked["text"], asked["language"], vector, others, THRESHOLDS[encoder().name])}


def _which(asked: dict) -> dict:
    found = available()
    return {"label": encoder().label, "reason": found.reason, "across_languages": encoder().across_languages}


DOES = {"encode": _encode, "suggest": _suggest, "place": _place, "similar": _similar, "which": _which}

if __name__ == "__main__":
    main()

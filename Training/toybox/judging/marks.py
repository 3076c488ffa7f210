"""How what was seen agrees with what was asked for, clip by clip and over many."""
from __future__ import annotations

import numpy as np

from .clips import PICTURE
from .verdict import Sighting

ASKED = ("thing", "count", "verb", "setting", "time", "weather", "look", "camera")


def expected(scene_facts: dict) -> dict:
    """What a clip of a scene must show; the verb of a thing that another bumps into is left open, for it is pushed."""
    actors = [{"thing": a["thing"], "count": a["count"], "verb": None if i and scene_facts["actors"][0]["verb"] == "collide" else a["verb"]}
              for i, a in enumerate(scene_facts["actors"])]
    return {"actors": actors, **{k: scene_facts[k] for k in (*PICTURE, "camera")}}


def marks(seen: Sighting, wanted: dict) -> dict[str, list[bool]]:
    """Right or wrong: thing, count and verb once for each actor, the others once. A thing that is not found is judged, by what it does
    alone, on whatever else moves there."""
    out: dict[str, list[bool]] = {k: [] for k in ASKED}
    found = {a.thing: a for a in seen.actors}
    spare = [a for a in seen.actors if a.thing not in {w["thing"] for w in wanted["actors"]}]
    for actor in wanted["actors"]:
        match = found.get(actor["thing"])
        out["thing"].append(match is not None)
        out["count"].append(match is not None and match.count == actor["count"])
        match = match or (spare.pop(0) if spare else None)
        if actor["verb"] is not None:
            out["verb"].append(match is not None and match.verb == actor["verb"])
    for k in (*PICTURE, "camera"):
        out[k].append(seen.words[k] == wanted[k])
    return out


def mistakes(seen: Sighting, wanted: dict) -> list[str]:
    """What was taken for what, where something was seen in its place."""
    out = [f"{k}: {wanted[k] or 'no sky'} taken for {seen.words[k] or 'no sky'}" for k in (*PICTURE, "camera") if seen.words[k] != wanted[k]]
    found = {a.thing: a for a in seen.actors}
    for actor in wanted["actors"]:
        match = found.get(actor["thing"])
        if match is None:
            out.append(f"thing: {actor['thing']} not found, doing {actor['verb']}; seen: {', '.join(found) or 'nothing'}")
            continue
        if match.count != actor["count"]:
            out.append(f"count: {actor['count']} taken for {match.count}, doing {actor['verb']}")
        if actor["verb"] not in (None, match.verb):
            out.append(f"verb: {actor['verb']} taken for {match.verb}")
    return out


def share(right: list[bool]) -> str:
    return f"{100 * sum(right) / len(right):.1f} % of {len(right)}" if right else "-"


def frechet(a: np.ndarray, b: np.ndarray) -> float:
    """The Frechet distance of two sets of features [N, D] taken as Gaussians (Heusel et al. 2017, eq. 6), as FVD has it."""
    gap = a.mean(0) - b.mean(0)
    ca, cb = (np.cov(x, rowvar=False) for x in (a.astype(np.float64), b.astype(np.float64)))
    values, vectors = np.linalg.eigh(ca)
    root = (vectors * np.sqrt(values.clip(0))) @ vectors.T
    cross = np.sqrt(np.linalg.eigvalsh(root @ cb @ root).clip(0)).sum()
    return float(gap @ gap + np.trace(ca) + np.trace(cb) - 2 * cross)

"""The numbers of a recipe, from a YAML file. Every key must be known: a misspelt one is an error."""
from __future__ import annotations

import os
from dataclasses import dataclass, is_dataclass
from typing import get_type_hints

import yaml

PRESETS = os.path.join(os.path.dirname(os.path.dirname(__file__)), "presets")


@dataclass
class VAE:
    minutes: float
    base_dim: int
    decoder_base_dim: int
    z_dim: int
    lr: float
    batch_frames: float
    crop: int
    cropped: float
    early: list
    late: list
    kl: float
    ema: float


@dataclass
class Text:
    vocabulary: int
    width: int
    layers: int


@dataclass
class Model:
    minutes: float
    heads: int
    head_dim: int
    ffn: int
    layers: int
    vace_layers: list
    lr: float
    batch_tokens: int
    group: int
    pool: int
    first: int
    reuse: int
    thing_weight: float
    words_alone: float
    text_dropout: float
    train_shift: float
    flow_shift: float
    ema: float


@dataclass
class Distil:
    minutes: float
    steps: int
    substeps: int
    guidance: float
    lr: float
    batch_tokens: int
    ema: float


@dataclass
class Config:
    seed: int
    world: str
    sizes: list
    frames: list
    workers: int
    stock: int
    vae: VAE
    text: Text
    model: Model
    distil: Distil


def _build(kind, values: dict, where: str):
    hints = get_type_hints(kind)
    unknown, missing = set(values) - set(hints), set(hints) - set(values)
    if unknown or missing:
        raise SystemExit(f"{where}: unknown {sorted(unknown)}, missing {sorted(missing)}")
    return kind(**{k: _build(hints[k], values[k], f"{where}.{k}") if is_dataclass(hints[k]) else hints[k](values[k]) for k in hints})


def load(preset: str, settings: list[str] = ()) -> Config:
    """A preset's name or a file; settings such as `model.layers=6` change some of its numbers."""
    path = preset if preset.endswith(".yaml") else os.path.join(PRESETS, preset + ".yaml")
    with open(path) as f:
        values = yaml.safe_load(f)
    for item in settings:
        name, _, value = item.partition("=")
        *outer, last = name.split(".")
        part = values
        for key in outer:
            part = part.get(key, {})
        if last not in part:
            raise SystemExit(f"no such number in the preset: {name}")
        part[last] = yaml.safe_load(value)
    return _build(Config, values, os.path.basename(path))



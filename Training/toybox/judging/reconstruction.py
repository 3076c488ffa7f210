"""Clips through a run's autoencoder and back: as near as its model can come to them."""
from __future__ import annotations

import os

import numpy as np
import torch

from .. import config, vae as vaes
from ..run import load_weights
from .renderers import as_bytes


class Reconstruction:
    """`there` tells whether the run has an autoencoder."""

    def __init__(self, run: str, c: config.Config):
        self.vae = vaes.make(c).eval()
        self.there = load_weights(os.path.join(run, "vae"), {"vae": self.vae})

    @torch.no_grad()
    def __call__(self, frames: np.ndarray) -> np.ndarray:
        """uint8 [F, H, W, 3] to the same."""
        video = torch.from_numpy(frames).permute(3, 0, 1, 2)[None].float() / 127.5 - 1
        return as_bytes(vaes.decode(self.vae, vaes.encode(self.vae, video)[0])[0])

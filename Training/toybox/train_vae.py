"""Stage 1: the video autoencoder. `accelerate launch -m toybox.train_vae RUN`; call it again to go on.

L1 + squared error + a trace of KL, on stills and short cropped clips first, whole and longer ones later.
"""
from __future__ import annotations

import json
import os
import random
import time

import torch
from accelerate import Accelerator

from . import config, vae as vaes
from .feed import HELD_OUT, pick
from .muon import Muon
from .run import Stage, begin, decibels, psnr
from .supply import Supply
from .world import Scene, World


class Pictures:
    """Batches of clips [B, 3, F, H, W] in -1...1 from the samples of the transformer's tasks: mostly what is wanted there, now and then
    what is given. Early ones are cut to `crop` pixels, so that a step sees more scenes."""

    def __init__(self, c: config.Config, supply: Supply, rng: random.Random):
        self.c, self.supply, self.rng = c, supply, rng

    def batch(self, late: bool) -> torch.Tensor:
        v, rng = self.c.vae, self.rng
        frames, _ = pick(rng, v.late if late else v.early)
        (width, height, _), crop = pick(rng, self.c.sizes), None if late else v.crop
        seen = width * height if crop is None else min(width, crop) * min(height, crop)
        count, out = max(1, round(v.batch_frames * 65536 / (seen * frames))), []
        while len(out) < count:
            video = self._video(rng, frames)
            if video.shape[1] >= frames and (crop is not None or video.shape[2:] == (height, width)):
                out.append(self._cut(video, frames, crop))
        return torch.stack(out)

    def _video(self, rng: random.Random, frames: int) -> torch.Tensor:
        s = self.supply.any()
        if frames == 1 and s.references and rng.random() < 0.5:
            return rng.choice(s.references)[:, None]
        if s.control is None or rng.random() < 0.75:
            return s.target
        return s.control if s.mask is None or rng.random() < 0.5 else s.control * (1 - s.mask)

    def _cut(self, video: torch.Tensor, frames: int, crop: int | None) -> torch.Tensor:
        f, height, width = video.shape[1:]
        start, top, left = self.rng.randint(0, f - frames), self.rng.randint(0, max(0, height - (crop or height))), self.rng.randint(0, max(0, width - (crop or width)))
        return video[:, start:start + frames, top:top + (crop or height), left:left + (crop or width)]


@torch.no_grad()
def evaluate(vae, c: config.Config, accelerator: Accelerator, count: int, frames: int = 17) -> dict:
    """PSNR on scenes never trained on: clips, single frames, and clips in the plain look."""
    world, (width, height, _) = World.named(c.world), c.sizes[0]
    pairs, stills, plain = [], [], []
    for i in range(count):
        scene = Scene.random(HELD_OUT + i, world)
        x = scene.stage(width, height, frames).draw(accelerator.device).frames.transpose(0, 1)[None] * 2 - 1
        with accelerator.autocast():
            y = vaes.decode(vae, vaes.encode(vae, x)[0])
            z = vaes.decode(vae, vaes.encode(vae, x[:, :, 8:9])[0])
        pairs.append(psnr(y, x))
        stills.append(psnr(z, x[:, :, 8:9]))
        if scene.look == "plain":
            plain.append(pairs[-1])
    return {"psnr": sum(pairs) / count, "psnr_still": sum(stills) / count, "psnr_plain": sum(plain) / max(1, len(plain))}


@torch.no_grad()
def statistics(vae, c: config.Config, accelerator: Accelerator, count: int = 96) -> tuple[list[float], list[float]]:
    """Mean and deviation of each latent channel."""
    world, (width, height, _) = World.named(c.world), c.sizes[0]
    frames = max(f for f, _ in c.frames)
    z = []
    for i in range(count):
        x = Scene.random(700_000_000 + i, world).stage(width, height, frames).draw(accelerator.device).frames
        with accelerator.autocast():
            z.append(vaes.encode(vae, x.transpose(0, 1)[None] * 2 - 1)[0][0].flatten(1))
    z = torch.cat(z, 1)
    return z.mean(1).tolist(), z.std(1).tolist()


def main() -> None:
    a, c, accelerator = begin(__doc__)
    torch.manual_seed(c.seed)
    torch.backends.cudnn.benchmark = True
    vae = vaes.make(c).to(accelerator.device).train()
    stage = Stage("vae", a, c, c.vae.minutes, c.vae.ema, accelerator)
    stage.trains({"vae": vae}, lambda m: Muon(m["vae"].parameters(), lr=c.vae.lr))
    stage.log(parameters=sum(p.numel() for p in vae.parameters()), resumed=stage.step > 0)
    key, window = f"vae {c.seed} {stage.step} {accelerator.process_index}", []
    pictures = Pictures(c, Supply(a.run, c, key, accelerator.device), random.Random(key))
    while (progress := stage.progress()) is not None:
        begun = time.time()
        video = pictures.batch(late=progress > c.vae.cropped)
        waited = time.time() - begun
        stage.rate(c.vae.lr, progress, 30)
        with accelerator.autocast():
            mean, logvar = vaes.encode(vae, video)
            error = vaes.decode(vae, mean + torch.randn_like(mean) * (0.5 * logvar).exp()) - video
        kl = 0.5 * (mean.pow(2) + logvar.exp() - 1 - logvar).sum() / video.numel() * 3
        loss = (error.abs() + error.pow(2)).mean() + c.vae.kl * kl
        norm = stage.learn(loss)
        window.append((error.detach() / 2).pow(2).mean())
        if stage.step % 25 == 0:
            mse = torch.stack(window).mean().item()
            window = []
            stage.log(loss=loss.detach(), norm=norm, train_psnr=decibels(mse), scale=mean.detach().std(), noise=(0.5 * logvar.detach()).exp().mean(),
                      seconds=time.time() - begun, waited=waited, clips=len(video), frames=video.shape[2])
        stage.save_now_and_then()
    stage.save()
    if stage.main:
        stage.ema.swap()
        vae.eval()
        mean, std = statistics(vae, c, accelerator, 48 if accelerator.device.type == "cuda" else 24)
        with open(os.path.join(stage.folder, "statistics.json"), "w") as f:
            json.dump({"mean": mean, "std": std}, f)
        stage.log(**evaluate(vae, c, accelerator, 24 if accelerator.device.type == "cuda" else 12))


if __name__ == "__main__":
    main()

"""Stage 1: the video autoencoder. `accelerate launch -m toybox.train_vae RUN`; call it again to go on.

L1 + squared error + a trace of KL, on single frames and short clips first, longer ones later; a thing's pixels count for more
than the setting's, which is learnt first.
"""
from __future__ import annotations

import json
import os
import random
import time

import torch
from accelerate import Accelerator

from . import config, vae as vaes
from .feed import HELD_OUT, Beside, Clips, groups
from .muon import Muon
from .run import Stage, begin, decibels, psnr
from .world import Scene, World


def shot(stages: list, frames: int, device: torch.device, weight: float, crop: int | None) -> tuple[torch.Tensor, torch.Tensor]:
    """Clips [B, 3, F, H, W] in -1...1, and the weight of each pixel [B, 1, F, H, W]; of each scene a crop of so many pixels."""
    videos, weights = [], []
    for stage in stages:
        drawn = stage.draw(device, facts=True)
        pixels, weighed = drawn.frames, 1 + (weight - 1) * drawn.masks.sum(0)
        if crop is not None:
            height, width = pixels.shape[-2:]
            top, left = random.randint(0, max(0, height - crop)), random.randint(0, max(0, width - crop))
            pixels, weighed = pixels[..., top:top + crop, left:left + crop], weighed[..., top:top + crop, left:left + crop]
        videos += pixels.split(frames)
        weights += weighed.split(frames)
    w = torch.stack(weights).unsqueeze(1)
    return torch.stack(videos).transpose(1, 2) * 2 - 1, w / w.mean()


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


def fastest_layout(vae, c: config.Config, accelerator: Accelerator) -> torch.memory_format:
    """Convolutions in channels-last order may be faster, or slower: try both."""
    def finished() -> float:
        if accelerator.device.type == "cuda":
            torch.cuda.synchronize()
        return time.time()

    least = {torch.contiguous_format: float("inf"), torch.channels_last_3d: float("inf")}
    x = torch.rand(4 if accelerator.device.type == "cuda" else 1, 3, 9, c.sizes[0][1], c.sizes[0][0], device=accelerator.device) * 2 - 1
    for repeat in range(4):
        for layout in least:
            arrange(vae, layout)
            start = finished()
            with accelerator.autocast():
                vaes.decode(vae, vaes.encode(vae, x)[0]).square().mean().backward()
            least[layout] = min(least[layout], finished() - start)
    best = min(least, key=least.get)
    vae.zero_grad(set_to_none=True)
    arrange(vae, best)
    return best


def arrange(vae, layout: torch.memory_format) -> None:
    for m in vae.modules():
        if isinstance(m, torch.nn.Conv3d):
            m.to(memory_format=layout)


def main() -> None:
    a, c, accelerator = begin(__doc__)
    vaes.exact_shortcut_for_stills()
    torch.manual_seed(c.seed)
    torch.backends.cudnn.benchmark = True
    vae = vaes.make(c).to(accelerator.device).train()
    layout = fastest_layout(vae, c, accelerator)
    stage = Stage("vae", a, c, c.vae.minutes, c.vae.ema, accelerator)
    stage.trains({"vae": vae}, lambda m: Muon(m["vae"].parameters(), lr=c.vae.lr))
    stage.log(parameters=sum(p.numel() for p in vae.parameters()), layout=str(layout), resumed=stage.step > 0)
    key, late, feed, window = f"vae {c.seed} {stage.step} {accelerator.process_index}", None, None, []
    beside = Beside(accelerator.device)
    while (progress := stage.progress()) is not None:
        if late != (progress >= 0.5):
            late = progress >= 0.5
            feed = groups(Clips(c, late), key + str(late), c.workers)
        begun = time.time()
        stages, frames = next(feed)
        waited = time.time() - begun
        video, weight = beside(lambda: shot(stages, frames, accelerator.device, c.vae.thing_weight, None if late else c.vae.crop))
        stage.rate(c.vae.lr, progress, 30)
        with accelerator.autocast():
            mean, logvar = vaes.encode(vae, video)
            error = vaes.decode(vae, mean + torch.randn_like(mean) * (0.5 * logvar).exp()) - video
        kl = 0.5 * (mean.pow(2) + logvar.exp() - 1 - logvar).sum() / video.numel() * 3
        loss = (weight * (error.abs() + error.pow(2))).mean() + c.vae.kl * kl
        norm = stage.learn(loss)
        window.append((error.detach() / 2).pow(2).mean())
        if stage.step % 25 == 0:
            mse = torch.stack(window).mean().item()
            window = []
            stage.log(loss=loss.detach(), norm=norm, train_psnr=decibels(mse), seconds=time.time() - begun, waited=waited, clips=len(video), frames=video.shape[2])
        stage.save_now_and_then()
    stage.save()
    if stage.main:
        stage.ema.swap()
        vae.eval()
        mean, std = statistics(vae, c, accelerator, 48 if accelerator.device.type == "cuda" else 24)
        with open(os.path.join(stage.folder, "statistics.json"), "w") as f:
            json.dump({"mean": mean, "std": std}, f)
        stage.log(**evaluate(vae, c, accelerator, 24 if accelerator.device.type == "cuda" else 6))


if __name__ == "__main__":
    main()

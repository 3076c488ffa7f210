"""Stage 1: the video autoencoder. `python -m toybox.train_vae RUN`; call it again to go on.

With `--decoder` its decoder alone goes on learning, which may happen while stage 2 runs: the latents stay what they are.
"""
from __future__ import annotations

import argparse
import os
import random

import numpy as np
import torch
from diffusers import AutoencoderKLWan

from . import common
from .config import Config, parse
from .muon import Muon
from .world import FRAMES, Scene

HELD_OUT = 10_000_000               # scenes from this seed on are never trained on


def batch(c: Config, rng: random.Random, late: bool) -> tuple[torch.Tensor, torch.Tensor]:
    """Clips, and the weight of each pixel [B, 1, F, H, W]: the thing counts for more than the place, which is learnt first."""
    lengths, shares = zip(*(c.vae_late if late else c.vae_early))
    frames = rng.choices(lengths, shares)[0]
    count = max(1, c.vae_pixels // frames)
    scenes = [Scene.random(rng.randrange(HELD_OUT)) for _ in range(count)]
    clips = np.stack([s.render(frames, rng.randint(0, FRAMES - frames)) for s in scenes])
    empty = np.stack([s.background() for s in scenes])[:, None] * 255
    weight = 1 + (c.thing_weight - 1) * (np.abs(clips - empty).max(-1) > 4).astype(np.float32)
    return common.to_tensor(clips), torch.from_numpy(weight / weight.mean()).unsqueeze(1)


@torch.no_grad()
def evaluate(vae, count: int = 12) -> dict:
    vae.eval()
    clips = common.to_tensor(np.stack([Scene.random(HELD_OUT + i).render() for i in range(count)]))
    whole = common.decode(vae, common.encode(vae, clips)[0])
    single = common.decode(vae, common.encode(vae, clips[:, :, 8:9])[0])
    vae.train()
    return {"psnr": round(common.psnr(whole, clips), 2), "psnr_still": round(common.psnr(single, clips[:, :, 8:9]), 2)}


@torch.no_grad()
def statistics(vae, count: int = 128) -> tuple[list[float], list[float]]:
    z = torch.cat([common.encode(vae, common.to_tensor(Scene.random(7_000_000 + i).render()[None]))[0] for i in range(count)])
    z = z.permute(1, 0, 2, 3, 4).flatten(1)
    return z.mean(1).tolist(), z.std(1).tolist()


def main() -> None:
    a = argparse.ArgumentParser()
    a.add_argument("run", help="folder of the run, made if need be")
    a.add_argument("--decoder", action="store_true", help="train the decoder on, with the encoder and so the latents as they are")
    a.add_argument("--set", nargs="*", default=[])
    a = a.parse_args()
    c = parse(a.set)
    os.makedirs(a.run, exist_ok=True)
    rank = common.start_worker()
    common.exact_shortcut_for_stills()
    torch.manual_seed(c.seed)
    folder = os.path.join(a.run, "vae")
    if a.decoder:
        stage, minutes, peak, clip_from = "decoder", c.decoder_minutes, c.decoder_lr, 0.0
        vae = AutoencoderKLWan.from_pretrained(folder).train()
        parameters = [*vae.post_quant_conv.parameters(), *vae.decoder.parameters()]
    else:
        stage, minutes, peak, clip_from = "vae", c.vae_minutes, c.vae_lr, c.vae_late_from
        vae = common.make_vae(c).train()
        parameters = list(vae.parameters())
    optimiser = Muon(parameters, lr=peak)
    ema = common.EMA(parameters, c.ema)
    step, clock, path = 0, common.Clock(minutes), os.path.join(a.run, stage + ".pt")
    if os.path.exists(path):
        state = torch.load(path, weights_only=True)
        vae.load_state_dict(state["vae"]); optimiser.load_state_dict(state["optimiser"]); ema.load(state["ema"])
        step, clock = state["step"], common.Clock(minutes, state["spent"])
    rng = random.Random(f"{stage} {c.seed} {step} {rank}")
    torch.manual_seed(rng.getrandbits(60))
    if rank == 0:
        common.log(a.run, stage, parameters=sum(p.numel() for p in vae.parameters()), step=step)

    def checkpoint() -> None:
        common.save(path, {"vae": vae.state_dict(), "optimiser": optimiser.state_dict(), "ema": ema.state(), "step": step,
                           "spent": clock.spent})

    window = []
    while (progress := clock.progress()) < 1:
        video, weight = batch(c, rng, progress >= clip_from)
        for group in optimiser.param_groups:
            group["lr"] = common.learning_rate(peak, progress, step)
        with torch.autocast("cpu", torch.bfloat16):
            with torch.set_grad_enabled(not a.decoder):
                mean, logvar = (x.float() for x in common.encode(vae, video))
            z = mean + torch.randn_like(mean) * (0.5 * logvar).exp()
            error = common.decode(vae, z).float() - video
        loss = (weight * (error.abs() + error.pow(2))).mean()
        if not a.decoder:
            kl = 0.5 * (mean.pow(2) + logvar.exp() - 1 - logvar).sum() / video.numel() * 3
            loss = loss + c.vae_kl * kl
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        common.average_gradients(parameters)
        norm = torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        if torch.isfinite(norm):
            optimiser.step()
        ema.update()
        step += 1
        window.append((error.detach() / 2).pow(2).mean().item())
        if rank == 0 and step % 50 == 0:
            common.log(a.run, stage, step=step, progress=round(progress, 4), minutes=round(clock.spent / 60, 2), loss=round(loss.item(), 4),
                       norm=round(norm.item(), 2), deviation=round((0.5 * logvar).exp().mean().item(), 4),
                       train_psnr=round(-10 * np.log10(np.mean(window)), 2))
            window = []
        if rank == 0 and step % 250 == 0:
            ema.swap()
            common.log(a.run, stage, step=step, **evaluate(vae))
            ema.swap()
            checkpoint()
    if rank:
        return
    checkpoint()
    ema.swap()
    if not a.decoder:
        mean, std = statistics(vae)
        vae.register_to_config(latents_mean=mean, latents_std=std)
    vae.save_pretrained(folder)
    common.log(a.run, stage, step=step, minutes=round(clock.spent / 60, 2), **evaluate(vae, 48))


if __name__ == "__main__":
    main()

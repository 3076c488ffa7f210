"""Stage 2: text encoder and diffusion transformer, together. `python -m toybox.train_dit runs/a` after train_vae.

Flow matching on latents that are encoded once and kept in memory: x_s = (1 - s) x_0 + s noise, the model is told 1000 s
and predicts noise - x_0.
"""
from __future__ import annotations

import argparse
import os
import random

import numpy as np
import torch
from diffusers import AutoencoderKLWan, WanTransformer3DModel

from . import common, text
from .config import Config, parse
from .muon import Muon
from .world import Scene


def make_transformer(c: Config) -> WanTransformer3DModel:
    return WanTransformer3DModel(
        patch_size=(1, 2, 2), num_attention_heads=c.heads, attention_head_dim=c.head_dim, in_channels=c.z_dim, out_channels=c.z_dim,
        text_dim=c.text_dim, freq_dim=256, ffn_dim=c.ffn, num_layers=c.layers, cross_attn_norm=True,
        qk_norm="rms_norm_across_heads", eps=1e-6)


@torch.no_grad()
def latents(run: str, c: Config, rank: int) -> tuple[torch.Tensor, torch.Tensor, int]:
    """Normalised latents of this worker's scenes, clips [N, 48, 5, 4, 4] and single frames [N, 48, 1, 4, 4], and the seed of
    its first scene. Encoded once, then kept in the run's folder."""
    path, first = os.path.join(run, f"latents{rank}.pt"), rank * c.dit_clips
    if not os.path.exists(path):
        vae = AutoencoderKLWan.from_pretrained(os.path.join(run, "vae")).eval()
        mean = torch.tensor(vae.config.latents_mean).view(1, -1, 1, 1, 1)
        std = torch.tensor(vae.config.latents_std).view(1, -1, 1, 1, 1)
        clips, stills = [], []
        for start in range(0, c.dit_clips, 10):
            video = common.to_tensor(np.stack([Scene.random(first + i).render() for i in range(start, start + 10)]))
            with torch.autocast("cpu", torch.bfloat16):
                for part, out in ((video, clips), (video[:, :, 8:9], stills)):
                    out.append(((common.encode(vae, part)[0].float() - mean) / std).half())
            if rank == 0 and start % 200 == 0:
                common.log(run, "latents", done=start)
        common.save(path, {"clips": torch.cat(clips), "stills": torch.cat(stills)})
    state = torch.load(path, weights_only=True)
    return state["clips"].float(), state["stills"].float(), first


def main() -> None:
    a = argparse.ArgumentParser()
    a.add_argument("run", help="folder of the run, made if need be")
    a.add_argument("--set", nargs="*", default=[])
    a = a.parse_args()
    c = parse(a.set)
    rank = common.start_worker()
    common.exact_shortcut_for_stills()
    torch.manual_seed(c.seed)
    tokenizer_folder = os.path.join(a.run, "tokenizer")
    if rank == 0 and not os.path.exists(os.path.join(tokenizer_folder, "spiece.model")):
        text.train_tokenizer(tokenizer_folder, c)
    clips, stills, first = latents(a.run, c, rank)
    common.agree(0)                                   # the vocabulary is there
    tokenizer = text.load_tokenizer(tokenizer_folder)
    encoder, transformer = text.make_encoder(c).train(), make_transformer(c).train()
    for block in transformer.blocks:
        block.attn2.set_processor(text.ShortPadding())
    parameters = [*encoder.parameters(), *transformer.parameters()]
    words = encoder.get_input_embeddings().weight
    optimiser = Muon([{"params": [p for p in parameters if p is not words]}, {"params": [words], "matrices": False}],
                     lr=c.dit_lr, weight_decay=0.01)
    ema = common.EMA(parameters, c.ema)
    step, clock, path = 0, common.Clock(c.dit_minutes), os.path.join(a.run, "dit.pt")
    if os.path.exists(path):
        state = torch.load(path, weights_only=True)
        encoder.load_state_dict(state["encoder"]); transformer.load_state_dict(state["transformer"])
        optimiser.load_state_dict(state["optimiser"]); ema.load(state["ema"])
        step, clock = state["step"], common.Clock(c.dit_minutes, state["spent"])
    rng = random.Random(f"dit {c.seed} {step} {rank}")
    torch.manual_seed(rng.getrandbits(60))
    common.log(a.run, "dit", parameters=sum(p.numel() for p in transformer.parameters()),
               text_parameters=sum(p.numel() for p in encoder.parameters()), step=step)

    def checkpoint() -> None:
        common.save(path, {"encoder": encoder.state_dict(), "transformer": transformer.state_dict(),
                           "optimiser": optimiser.state_dict(), "ema": ema.state(), "step": step, "spent": clock.spent})

    window = []
    while (progress := clock.progress()) < 1:
        still = common.agree(rng.random()) < c.still_share
        source = stills if still else clips
        count = c.dit_batch * 3 if still else c.dit_batch
        chosen = [rng.randrange(len(source)) for _ in range(count)]
        captions = ["" if rng.random() < c.text_dropout else Scene.random(first + i).caption(rng, still) for i in chosen]
        x0 = source[chosen]
        u = torch.rand(len(chosen))
        s = c.train_shift * u / (1 + (c.train_shift - 1) * u)
        noise = torch.randn_like(x0)
        w = s.view(-1, 1, 1, 1, 1)
        for group in optimiser.param_groups:
            group["lr"] = common.learning_rate(c.dit_lr, progress, step, 60)
        with torch.autocast("cpu", torch.bfloat16):
            hidden = text.embed(captions, tokenizer, encoder, short=True)
            predicted = transformer((1 - w) * x0 + w * noise, 1000 * s, hidden, return_dict=False)[0].float()
        loss = (predicted - (noise - x0)).pow(2).mean()
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        common.average_gradients(parameters)
        norm = torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        if torch.isfinite(norm):
            optimiser.step()
        ema.update()
        step += 1
        window.append(loss.item())
        if rank == 0 and step % 50 == 0:
            common.log(a.run, "dit", step=step, progress=round(progress, 4), minutes=round(clock.spent / 60, 2),
                       loss=round(sum(window) / len(window), 4), norm=round(norm.item(), 2))
            window = []
        if rank == 0 and step % 250 == 0:
            checkpoint()
    if rank == 0:
        checkpoint()


if __name__ == "__main__":
    main()

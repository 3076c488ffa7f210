"""Stage 2: text encoder and transformer, together, on all tasks. `accelerate launch -m toybox.train_model RUN` after train_vae.

Flow matching on latents: x_s = (1 - s) x_0 + s noise; the model is told 1000 s and predicts noise - x_0. New clips are drawn and
encoded all the while; each is trained on a few times, in other words, before it leaves the pool.
"""
from __future__ import annotations

import os
import random
import time

import torch
from accelerate import Accelerator
from diffusers import WanVACETransformer3DModel

from . import attention, config, text, vae as vaes
from .muon import Muon
from .run import Stage, begin
from .supply import Supply
from .tasks import Item, Pool


def make_transformer(c: config.Config) -> WanVACETransformer3DModel:
    m = c.model
    return WanVACETransformer3DModel(
        patch_size=(1, 2, 2), num_attention_heads=m.heads, attention_head_dim=m.head_dim, in_channels=c.vae.z_dim, out_channels=c.vae.z_dim,
        text_dim=c.text.width, freq_dim=256, ffn_dim=m.ffn, num_layers=m.layers, cross_attn_norm=True, qk_norm="rms_norm_across_heads",
        eps=1e-6, vace_layers=m.vace_layers, vace_in_channels=2 * c.vae.z_dim + 256)


def make_modules(c: config.Config, device: torch.device) -> dict[str, torch.nn.Module]:
    transformer = make_transformer(c)
    for block in [*transformer.blocks, *transformer.vace_blocks]:
        block.attn1.set_processor(attention.Short()), block.attn2.set_processor(attention.Short())
    return {"encoder": text.make_encoder(c).to(device), "transformer": transformer.to(device)}


def optimiser(modules: dict[str, torch.nn.Module], lr: float) -> Muon:
    """Words are looked up, not multiplied: Adam for them."""
    words = modules["encoder"].get_input_embeddings().weight
    rest = [p for m in modules.values() for p in m.parameters() if p is not words]
    return Muon([{"params": rest}, {"params": [words], "matrices": False}], lr=lr, weight_decay=0.01)


class Source:
    """Batches from a pool that is filled as it is used."""

    def __init__(self, run: str, c: config.Config, accelerator: Accelerator, key: str, log):
        self.c, self.accelerator = c, accelerator
        vae = vaes.load(run, c, accelerator.device)
        self.pool = Pool(vaes.Latents(vae, accelerator.device), c.model.pool)
        self.supply = Supply(run, c, key, accelerator.device)
        self.owed, self.drawn = 0.0, 0
        self.rng = random.Random("batches " + key)
        while len(self.pool) < c.model.first:
            self.fill()
        log(pool=len(self.pool))

    def fill(self) -> None:
        with self.accelerator.autocast():
            count = self.supply.give(self.pool.add)
        self.drawn += count
        self.owed = self.owed - count if count else 0.0              # a stock that has been through is no longer owed

    def batch(self, tokens: int) -> list[Item]:
        while self.owed >= 1:
            self.fill()
        items = [self.pool.words_alone(i) if self.rng.random() < self.c.model.words_alone else i for i in self.pool.batch(self.rng, tokens)]
        self.owed += len(items) / self.c.model.reuse
        self.supply.lend(*(t for i in items for t in (i.x0, i.control)))
        return items


def noisy(x0: torch.Tensor, s: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """x_s and the velocity noise - x_0, float32."""
    noise = torch.randn_like(x0)
    w = s.view(-1, 1, 1, 1, 1)
    return (1 - w) * x0 + w * noise, noise - x0


def main() -> None:
    a, c, accelerator = begin(__doc__)
    torch.manual_seed(c.seed)
    words = os.path.join(a.run, "tokenizer")
    if accelerator.is_main_process and not os.path.exists(os.path.join(words, "spiece.model")):
        text.train_tokenizer(words, c)
    accelerator.wait_for_everyone()
    tokenizer = text.load_tokenizer(words)
    modules = make_modules(c, accelerator.device)
    stage = Stage("model", a, c, c.model.minutes, c.model.ema, accelerator)
    stage.trains(modules, lambda m: optimiser(m, c.model.lr))
    encoder, transformer = modules["encoder"].train(), modules["transformer"].train()
    stage.log(parameters=sum(p.numel() for p in transformer.parameters()), text_parameters=sum(p.numel() for p in encoder.parameters()))
    source = Source(a.run, c, accelerator, f"model {c.seed} {stage.step} {accelerator.process_index}", stage.log)
    losses, by_task, begun, clips = [], {}, time.time(), 0
    while (progress := stage.progress()) is not None:
        items = source.batch(c.model.batch_tokens)
        captions = ["" if stage.rng.random() < c.model.text_dropout else i.words(stage.rng) for i in items]
        x0, control = torch.stack([i.x0 for i in items]).float(), torch.stack([i.control for i in items])
        u = torch.rand(len(items), device=x0.device)
        s = c.model.train_shift * u / (1 + (c.model.train_shift - 1) * u)
        x, velocity = noisy(x0, s)
        stage.rate(c.model.lr, progress, 100)
        with accelerator.autocast():
            hidden = text.embed(captions, tokenizer, encoder, short=True)
            predicted = transformer(hidden_states=x, timestep=1000 * s, encoder_hidden_states=hidden, control_hidden_states=control.float(),
                                    return_dict=False)[0].float()
        weight = 1 + (c.model.thing_weight - 1) * torch.stack([i.thing for i in items])
        each = ((predicted - velocity).pow(2) * weight).flatten(1).mean(1) / weight.mean()
        norm = stage.learn(each.mean())
        losses.append(each.detach().mean())
        for item, loss in zip(items, each.detach().unbind()):
            by_task.setdefault(item.task, []).append(loss)
        clips += len(items)
        if stage.step % 25 == 0:
            stage.log(loss=torch.stack(losses).mean(), norm=norm, drawn=source.drawn, pool=len(source.pool), clips_per_second=clips / (time.time() - begun),
                      tasks={k: round(torch.stack(v).mean().item(), 3) for k, v in sorted(by_task.items())})
            losses, by_task, begun, clips = [], {}, time.time(), 0
        stage.save_now_and_then()
    stage.save()


if __name__ == "__main__":
    main()

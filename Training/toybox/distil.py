"""Stage 3: few steps without guidance. `accelerate launch -m toybox.distil RUN` after train_model.

The student takes each of the schedule's few steps at once, to where the teacher comes in several smaller ones with guidance:
from x_s the teacher goes on to x_r by Euler steps; the student's velocity at s is to be (x_r - x_s) / (r - s). One round of
progressive distillation (Salimans & Ho 2022) that takes the guidance with it (Meng et al. 2023).
"""
from __future__ import annotations

import os

import torch

from . import text
from .run import Stage, begin, load_weights
from .train_model import Source, make_modules, noisy, optimiser


def schedule(steps: int, shift: float) -> torch.Tensor:
    """The noise levels of FlowMatchEulerDiscreteScheduler(shift=shift) for so many steps, 1...0, steps + 1 of them."""
    from diffusers import FlowMatchEulerDiscreteScheduler
    scheduler = FlowMatchEulerDiscreteScheduler(shift=shift)
    scheduler.set_timesteps(steps)
    return scheduler.sigmas.clone()


def main() -> None:
    a, c, accelerator = begin(__doc__)
    device = accelerator.device
    tokenizer = text.load_tokenizer(os.path.join(a.run, "tokenizer"))
    teacher, student = make_modules(c, device), make_modules(c, device)
    for modules in (teacher, student):
        if not load_weights(os.path.join(a.run, "model"), modules):
            raise SystemExit(f"{a.run} has no model to distil: train that first")
    for m in teacher.values():
        m.requires_grad_(False).eval()
    student["encoder"].requires_grad_(False)                      # the words keep their meaning
    stage = Stage("distil", a, c, c.distil.minutes, c.distil.ema, accelerator)
    stage.trains(student, lambda m: optimiser(m, c.distil.lr))
    source = Source(a.run, c, accelerator, f"distil {c.seed} {stage.step} {accelerator.process_index}", stage.log)
    sigmas = schedule(c.distil.steps, c.model.flow_shift).to(device)
    losses = []
    while (progress := stage.progress()) is not None:
        items = source.batch(c.distil.batch_tokens)
        captions = [i.words(stage.rng) for i in items]
        x0, control = torch.stack([i.x0 for i in items]).float(), torch.stack([i.control for i in items]).float()
        at = torch.randint(c.distil.steps, (len(items),), device=device)
        s, r = sigmas[at], sigmas[at + 1]
        x, _ = noisy(x0, s)
        stage.rate(c.distil.lr, progress, 30)
        with accelerator.autocast():
            with torch.no_grad():
                hidden = text.embed(captions + [""] * len(items), tokenizer, teacher["encoder"], short=True)
                y, level = x, s
                for k in range(c.distil.substeps):
                    following = s + (r - s) * (k + 1) / c.distil.substeps
                    v = teacher["transformer"](hidden_states=torch.cat([y, y]), timestep=1000 * torch.cat([level, level]), encoder_hidden_states=hidden,
                                               control_hidden_states=torch.cat([control, control]), return_dict=False)[0].float()
                    with_text, without = v.chunk(2)
                    y = y + (following - level).view(-1, 1, 1, 1, 1) * (without + c.distil.guidance * (with_text - without))
                    level = following
                wanted = (y - x) / (r - s).view(-1, 1, 1, 1, 1)
            predicted = student["transformer"](hidden_states=x, timestep=1000 * s, encoder_hidden_states=hidden[:len(items)], control_hidden_states=control,
                                               return_dict=False)[0].float()
        loss = (predicted - wanted).pow(2).mean()
        norm = stage.learn(loss)
        losses.append(loss.detach())
        if stage.step % 25 == 0:
            stage.log(loss=torch.stack(losses).mean(), norm=norm, drawn=source.drawn)
            losses = []
        stage.save_now_and_then()
    stage.save()


if __name__ == "__main__":
    main()

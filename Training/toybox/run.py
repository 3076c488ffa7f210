"""A stage of training as it goes on over several commands: time, metrics, averages, checkpoints."""
from __future__ import annotations

import argparse
import glob
import json
import math
import os
import random
import time

import torch
from accelerate import Accelerator
from safetensors import safe_open
from safetensors.torch import save_file

from . import config

SHARD = 15 * 2**20              # bytes of a file of weights, so that narrow channels can carry it


SAVE_EVERY = 240                # seconds


def begin(description: str) -> tuple[argparse.Namespace, config.Config, Accelerator]:
    """What every stage begins with: its command line, the numbers of its preset, the devices it runs on."""
    a = argparse.ArgumentParser(description=description)
    a.add_argument("run", help="folder of the run, made if need be")
    a.add_argument("--preset", default="toybox", help="toybox, nano or a YAML file")
    a.add_argument("--minutes", type=float, help="stop this command after so long; the stage goes on when it is called again")
    a.add_argument("--set", nargs="*", default=[], metavar="name=value", help="numbers of the preset to change")
    args = a.parse_args()
    accelerator = Accelerator(mixed_precision="bf16")
    if accelerator.device.type == "cpu":
        torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", 1)))
    return args, config.load(args.preset, args.set), accelerator


class EMA:
    """Moving average of parameters; warms up, so that short runs are not held back by their start."""

    def __init__(self, parameters: list[torch.nn.Parameter], decay: float):
        self.parameters, self.decay, self.steps = parameters, decay, 0
        self.average = [p.detach().clone() for p in parameters]

    @torch.no_grad()
    def update(self) -> None:
        self.steps += 1
        torch._foreach_lerp_(self.average, [p.detach() for p in self.parameters], 1 - min(self.decay, (1 + self.steps) / (10 + self.steps)))

    @torch.no_grad()
    def swap(self) -> None:
        """Exchanges the average and the live parameters; call it again to go back."""
        for average, p in zip(self.average, self.parameters):
            live = p.detach().clone()
            p.copy_(average)
            average.copy_(live)


class Stage:
    """One stage of one run: its modules, optimiser and clock.

    `RUN/STAGE/full.pt` holds everything, to go on exactly on this machine; `RUN/STAGE/weights-*.safetensors` the averages in
    bfloat16, in files of at most 15 MiB, from which a machine that has nothing else goes on too.
    """

    def __init__(self, name: str, args, c: config.Config, minutes: float, ema: float, accelerator: Accelerator):
        self.name, self.run, self.c, self.accelerator = name, args.run, c, accelerator
        self.folder = os.path.join(args.run, name)
        os.makedirs(self.folder, exist_ok=True)
        self.decay = ema
        self.budget, self.limit = minutes * 60, (args.minutes or 1e9) * 60
        self.begun = self.last = self.saved = time.time()
        self.spent, self.step = 0.0, 0
        self.main = accelerator.is_main_process

    # -- what is trained -------------------------------------------------------------------------------------------------

    def trains(self, modules: dict[str, torch.nn.Module], optimiser) -> None:
        """`optimiser`: from the parameters to an optimiser."""
        self.modules = modules
        self.parameters = [p for m in modules.values() for p in m.parameters() if p.requires_grad]
        resumed = load_weights(self.folder, modules)
        self.optimiser = optimiser(modules)
        self.ema = EMA(self.parameters, self.decay)
        full = os.path.join(self.folder, "full.pt")
        if os.path.exists(full):
            state = torch.load(full, map_location=self.accelerator.device, weights_only=True)
            for key, module in modules.items():
                module.load_state_dict(state["modules"][key])
            self.optimiser.load_state_dict(state["optimiser"])
            for a, b in zip(self.ema.average, state["average"]):
                a.copy_(b)
            self.ema.steps, self.step, self.spent = state["ema_steps"], state["step"], state["spent"]
        elif resumed:
            with open(os.path.join(self.folder, "state.json")) as f:
                state = json.load(f)
            self.step, self.spent, self.ema.steps = state["step"], state["spent"], state["step"]
        self.fresh_from = self.step                                  # the learning rate warms up anew from here
        self.rng = random.Random(f"{self.name} {self.c.seed} {self.step} {self.accelerator.process_index}")
        torch.manual_seed(self.rng.getrandbits(60))
        self.last = time.time()

    def save(self) -> None:
        """Both kinds of checkpoint."""
        if not self.main:
            return
        state = {"modules": {k: m.state_dict() for k, m in self.modules.items()}, "optimiser": self.optimiser.state_dict(),
                 "average": self.ema.average, "ema_steps": self.ema.steps, "step": self.step, "spent": self.spent}
        path = os.path.join(self.folder, "full.pt")
        torch.save(state, path + ".part")
        os.replace(path + ".part", path)
        self.ema.swap()
        save_weights(self.folder, self.modules)
        self.ema.swap()
        with open(os.path.join(self.folder, "state.json"), "w") as f:
            json.dump({"step": self.step, "spent": round(self.spent, 1)}, f)

    # -- one step --------------------------------------------------------------------------------------------------------

    def save_now_and_then(self) -> None:
        if time.time() - self.saved > SAVE_EVERY:
            self.save()
            self.saved = time.time()

    def progress(self) -> float | None:
        """0...1 of the stage's time; None when it is time to stop. The first process decides for all."""
        now = time.time()
        self.spent, self.last = self.spent + now - self.last, now
        stop = self.spent >= self.budget or now - self.begun >= self.limit
        shared = torch.tensor([min(1.0, self.spent / self.budget), float(stop)], dtype=torch.float32, device=self.accelerator.device)
        if self.accelerator.num_processes > 1:
            torch.distributed.broadcast(shared, 0)
        share, stop = shared.tolist()
        return None if stop else share

    def rate(self, peak: float, progress: float, warm_up: int) -> None:
        """Even after a warm-up, then down in a straight line over the last third."""
        factor = min(1, (self.step - self.fresh_from + 1) / warm_up) * min(1, max(0.01, (1 - progress) * 3))
        for group in self.optimiser.param_groups:
            group["lr"] = peak * factor

    def learn(self, loss: torch.Tensor) -> torch.Tensor:
        """Backward, average over processes, clip, step. Returns the norm of the gradient."""
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        if self.accelerator.num_processes > 1:
            flat = torch.cat([(p.grad if p.grad is not None else torch.zeros_like(p)).reshape(-1) for p in self.parameters])
            flat = self.accelerator.reduce(flat, "mean")
            for p, g in zip(self.parameters, flat.split([p.numel() for p in self.parameters])):
                p.grad = g.view_as(p).clone()
        norm = torch.nn.utils.clip_grad_norm_(self.parameters, 1.0)
        bad = ~torch.isfinite(norm)                     # such a step counts as none; asking on the host would make it wait
        for p in self.parameters:
            if p.grad is not None:
                p.grad.masked_fill_(bad, 0)
        self.optimiser.step()
        self.ema.update()
        self.step += 1
        return norm

    def log(self, **values) -> None:
        if not self.main:
            return
        line = json.dumps({"stage": self.name, "step": self.step, "minutes": round(self.spent / 60, 2)} |
                          {k: round(float(v), 4) if isinstance(v, (float, torch.Tensor)) else v for k, v in values.items()})
        print(line, flush=True)
        with open(os.path.join(self.run, "metrics.jsonl"), "a") as f:
            f.write(line + "\n")


def save_weights(folder: str, modules: dict[str, torch.nn.Module]) -> None:
    for old in glob.glob(os.path.join(folder, "weights-*.safetensors")):
        os.remove(old)
    shards, size = [{}], 0
    for key, module in modules.items():
        for name, value in module.state_dict().items():
            value = value.detach().to("cpu", torch.bfloat16).contiguous()
            if size + value.nbytes > SHARD and shards[-1]:
                shards.append({})
                size = 0
            shards[-1][f"{key}/{name}"] = value.clone()
            size += value.nbytes
    for i, shard in enumerate(shards):
        path = os.path.join(folder, f"weights-{i:02d}.safetensors")
        save_file(shard, path)
        os.chmod(path, 0o644)


def load_weights(folder: str, modules: dict[str, torch.nn.Module]) -> bool:
    """Into modules, by their names; False if there are none."""
    found: dict[str, dict] = {key: {} for key in modules}
    files = sorted(glob.glob(os.path.join(folder, "weights-*.safetensors")))
    for path in files:
        with safe_open(path, "pt") as f:
            for name in f.keys():
                key, _, inner = name.partition("/")
                if key in found:
                    found[key][inner] = f.get_tensor(name).float()
    for key, module in modules.items():
        if files:
            module.load_state_dict(found[key])
    return bool(files)


def decibels(mse: float) -> float:
    """PSNR of a mean squared error of pictures in 0...1."""
    return -10 * math.log10(max(mse, 1e-12))


def psnr(a: torch.Tensor, b: torch.Tensor) -> float:
    """Of two videos in -1...1."""
    return decibels(((a.clamp(-1, 1) - b.clamp(-1, 1)) / 2).pow(2).mean().item())

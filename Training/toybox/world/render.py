"""Draws cards: textures that stand at a depth and are placed in each frame by an affine map. PyTorch, on any device.

Far to near, `frame = card + frame * (1 - alpha)` with premultiplied colours. A card that is small on the screen is drawn in a
window around it. The same code gives the facts: what is visible of each thing, and how far each pixel is.
"""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as nn


@dataclass
class Card:
    texture: np.ndarray             # premultiplied uint8 RGBA [h, w, 4]
    place: np.ndarray               # texture to screen, [F, 2, 3]: (-1...1, -1...1, 1) to units
    depth: float
    order: np.ndarray | None = None     # depth in each frame, where it changes
    gain: np.ndarray | None = None      # [F, 4] factors on red, green, blue and on everything (opacity)
    thing: int = -1                     # which thing of the scene this is, or none
    tiled: bool = False                 # repeats without end
    stands: bool = False                # on the land, however far: never hidden behind it

    def ranks(self, frames: int) -> np.ndarray:
        """By which cards are laid, far to near: depths, those of standing things squeezed in front of the land at 1.3."""
        depth = self.order if self.order is not None else np.full(frames, self.depth)
        return np.where(depth > 1.2, 1.2 + 0.08 * (1 - np.exp(1.2 - depth)), depth) if self.stands else depth


def _inverse(place: np.ndarray) -> np.ndarray:
    """Screen to texture, [F, 2, 3]."""
    a, b, x, c, d, y = (place[:, i, j] for i in (0, 1) for j in (0, 1, 2))
    det = a * d - b * c
    det = np.where(np.abs(det) < 1e-9, 1e-9, det)
    out = np.empty_like(place)
    out[:, 0, 0], out[:, 0, 1], out[:, 1, 0], out[:, 1, 1] = d / det, -b / det, -c / det, a / det
    out[:, 0, 2] = -(out[:, 0, 0] * x + out[:, 0, 1] * y)
    out[:, 1, 2] = -(out[:, 1, 0] * x + out[:, 1, 1] * y)
    return out


class Drawn:
    """A rendered clip: frames float [F, 3, H, W], 0...1; on request the share of each thing in each pixel, and depth."""

    def __init__(self, frames: torch.Tensor, masks: torch.Tensor | None, depth: torch.Tensor | None):
        self.frames, self.masks, self.depth = frames, masks, depth      # masks [things, F, H, W], depth [F, H, W]


@torch.no_grad()
def draw(cards: list[Card], frames: int, width: int, height: int, device: torch.device | str = "cpu", things: int = 0) -> Drawn:
    """Renders the cards, in the order of their depths. `things` > 0 asks for masks and depth too."""
    unit = min(width, height) / 2
    hx, hy = width / 2 / unit, height / 2 / unit
    device = torch.device(device)
    canvas = torch.zeros(frames, 3, height, width, device=device)
    masks = torch.zeros(things, frames, height, width, device=device) if things else None
    far = torch.full((frames, height, width), 40.0, device=device) if things else None
    for ordered, span in _passes(cards, frames):
        for card in ordered:
            _lay(card, span, canvas, masks, far, unit, hx, hy, device)
    return Drawn(canvas, masks, far)


def _passes(cards: list[Card], frames: int) -> list[tuple[list[Card], slice]]:
    """Runs of frames in which the cards' order stays the same."""
    order = np.argsort(-np.stack([card.ranks(frames) for card in cards]), axis=0, kind="stable")
    cuts = [0] + [i for i in range(1, frames) if (order[:, i] != order[:, i - 1]).any()] + [frames]
    return [([cards[k] for k in order[:, a]], slice(a, b)) for a, b in zip(cuts, cuts[1:])]


def _lay(card: Card, span: slice, canvas, masks, far, unit, hx, hy, device) -> None:
    height, width = canvas.shape[-2:]
    place = card.place[span]
    n = len(place)
    gain = card.gain[span] if card.gain is not None else None
    if gain is not None and gain[:, 3].max() <= 0.002:
        return
    # where it can be seen: a box in each frame, all of one size; one box for all frames if that is not much larger
    cover = np.abs(place[:, :, :2]).sum(-1)                                    # half extents, units [F, 2]
    low = np.floor((place[:, :, 2] - cover + [hx, hy]) * unit).astype(int) - 1
    high = np.ceil((place[:, :, 2] + cover + [hx, hy]) * unit).astype(int) + 1
    if card.tiled:
        low[:], high[:] = 0, [width, height]
    (x0, y0), (x1, y1) = np.clip(low.min(0), 0, [width, height]), np.clip(high.max(0), 0, [width, height])
    if x0 >= x1 or y0 >= y1:
        return
    ww, wh = np.minimum((high - low).max(0), [width, height])
    one = (x1 - x0) * (y1 - y0) < 1.6 * ww * wh
    inverse = _inverse(place)
    if one:
        if n > 1 and gain is None and np.abs(place - place[:1]).max() < 1e-7:
            inverse = inverse[:1]                                              # stands still: one frame is enough
        ww, wh = x1 - x0, y1 - y0
        corner = np.array([[x0, y0]])
    else:
        corner = np.stack([np.clip(low[:, 0], 0, width - ww), np.clip(low[:, 1], 0, height - wh)], -1)
    centre = (corner + [ww / 2, wh / 2]) / unit - [hx, hy]
    theta = inverse.copy()                                                     # the box's -1...1 to texture
    theta[:, :, 2] += np.einsum("fij,fj->fi", inverse[:, :, :2], np.broadcast_to(centre, (len(inverse), 2)))
    theta[:, :, 0] *= ww / 2 / unit
    theta[:, :, 1] *= wh / 2 / unit
    grid = nn.affine_grid(torch.from_numpy(theta.astype(np.float32)).to(device), [len(theta), 1, int(wh), int(ww)], align_corners=False)
    texture = card.texture
    if card.tiled:
        grid = torch.remainder(grid + 1, 2) - 1
        th, tw = texture.shape[:2]
        grid = grid * torch.tensor([tw / (tw + 2), th / (th + 2)], device=device)
        texture = np.pad(texture, ((1, 1), (1, 1), (0, 0)), mode="wrap")
    texture = torch.from_numpy(texture).to(device).permute(2, 0, 1).float().div_(255)
    drawn = nn.grid_sample(texture[None].expand(len(inverse), -1, -1, -1), grid, mode="bilinear", padding_mode="border", align_corners=False)
    if gain is not None:
        g = torch.from_numpy(gain.astype(np.float32)).to(device)
        drawn = drawn * torch.cat([g[:, :3] * g[:, 3:], g[:, 3:]], 1)[:, :, None, None]
    colour, alpha = drawn[:, :3], drawn[:, 3:]
    if one:
        canvas[span, :, y0:y1, x0:x1].mul_(1 - alpha).add_(colour)
        if far is not None:
            _facts(card, masks[:, span, y0:y1, x0:x1], far[span, y0:y1, x0:x1], alpha[:, 0], span)
        return
    across = torch.from_numpy(corner[:, :1]).to(device) + torch.arange(int(ww), device=device)
    down = torch.from_numpy(corner[:, 1:]).to(device) + torch.arange(int(wh), device=device)
    index = (down[:, :, None] * width + across[:, None, :]).reshape(n, 1, -1)
    flat = canvas[span].flatten(2)
    under = flat.gather(2, index.expand(-1, 3, -1))
    flat.scatter_(2, index.expand(-1, 3, -1), under * (1 - alpha.flatten(2)) + colour.flatten(2))
    if far is not None:
        full = torch.zeros(n, height * width, device=device)
        full.scatter_(1, index[:, 0], alpha.flatten(1))
        _facts(card, masks[:, span], far[span], full.view(n, height, width), span)


def _facts(card: Card, masks, far, alpha, span) -> None:
    masks.mul_(1 - alpha)
    if card.thing >= 0:
        masks[card.thing] += alpha
    if card.tiled:
        return                                                     # rain has no depth of its own
    depth = torch.from_numpy((card.order[span] if card.order is not None else np.full(far.shape[0], card.depth)).astype(np.float32)).to(far.device)
    far.copy_(torch.where(alpha > 0.5, depth[:, None, None], far))

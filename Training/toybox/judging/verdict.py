"""What the judge sees in a clip."""
from __future__ import annotations

import json
from dataclasses import asdict, dataclass

import numpy as np
import torch
from safetensors import safe_open
from safetensors.torch import save_file

from .clips import PICTURE, Words, seen_by_judge
from .detector import Detector
from .movement import CameraEye, VerbEye, partner, relief, steps, tells, travelled
from .tracks import Track, follow


@dataclass
class Seen:
    """Things of one kind: how many, what they do, and their tracks."""
    thing: str
    count: int
    verb: str
    tracks: list[Track]


@dataclass
class Sighting:
    """What is seen in one clip: `words` has setting, time, weather, look and camera; features are for distances between sets of clips."""
    words: dict[str, str]
    actors: list[Seen]
    camera: np.ndarray                  # its path from the first frame on, [F, 7]
    features: np.ndarray


class Judge:
    def __init__(self, words: Words):
        self.words = words
        self.detector, self.camera, self.verbs = Detector(words).eval(), CameraEye(words).eval(), VerbEye(words).eval()

    def save(self, path: str, **about) -> None:
        """One file, its vocabulary inside."""
        tensors = {f"{name}/{k}": v.contiguous().half() for name, net in self._nets().items() for k, v in net.state_dict().items()}
        save_file(tensors, path, {"words": json.dumps(asdict(self.words)), **{k: str(v) for k, v in about.items()}})

    @staticmethod
    def load(path: str) -> "Judge":
        with safe_open(path, "pt") as f:
            judge = Judge(Words(**{k: tuple(v) for k, v in json.loads(f.metadata()["words"]).items()}))
            for name, net in judge._nets().items():
                net.load_state_dict({k.partition("/")[2]: f.get_tensor(k).float() for k in f.keys() if k.startswith(name + "/")})
        return judge

    def _nets(self) -> dict[str, torch.nn.Module]:
        return {"detector": self.detector, "camera": self.camera, "verbs": self.verbs}

    @torch.no_grad()
    def watch(self, frames: np.ndarray) -> Sighting:
        """A clip, uint8 [F, H, W, 3]."""
        video = seen_by_judge(torch.from_numpy(np.ascontiguousarray(frames)).permute(0, 3, 1, 2).float() / 255)
        score, pose, whole, features = self._looked(video)
        speed, move, more = self.camera(relief(video[None], steps(len(video))))
        words = {k: getattr(self.words, k)[int(whole[k].log_softmax(1).mean(0).argmax())] for k in PICTURE}
        words["camera"] = self.words.camera[int(move[0].argmax())]
        camera = travelled(speed, len(video))[0].numpy()
        features = torch.cat([features.mean(0), features.std(0, correction=0), more[0]]).numpy()
        return Sighting(words, self._actors(follow(score, pose), camera), camera, features)

    @torch.no_grad()
    def verb_of(self, told: np.ndarray) -> int:
        """The index of the verb that fits what is told of a thing, [F, TELLS]."""
        return int(self.verbs(torch.from_numpy(told[None])).argmax())

    def _looked(self, video: torch.Tensor) -> tuple:
        parts = [self.detector(part) for part in video.split(32)]
        return (torch.cat([p[0] for p in parts]), torch.cat([p[1] for p in parts]), {k: torch.cat([p[2][k] for p in parts]) for k in PICTURE},
                torch.cat([p[3] for p in parts]))

    def _actors(self, tracks: list[Track], camera: np.ndarray) -> list[Seen]:
        if not tracks:
            return []
        told = told_by_tracks(tracks, camera)
        chance = self.verbs(torch.from_numpy(np.stack(told))).softmax(1)
        out = []
        for kind in dict.fromkeys(t.kind for t in tracks):
            alike = [i for i, t in enumerate(tracks) if t.kind == kind]
            verb = self.words.verb[int(chance[alike].mean(0).argmax())]
            out.append(Seen(self.words.thing[kind], len(alike), verb, [tracks[i] for i in alike]))
        return out


def told_by_tracks(tracks: list[Track], camera: np.ndarray) -> list[np.ndarray]:
    """What the verbs are read from, for each track."""
    poses, kinds, out = [t.pose for t in tracks], [t.kind for t in tracks], []
    for i, track in enumerate(tracks):
        other = partner(i, poses, kinds)
        near = (tracks[other].pose, tracks[other].score) if other is not None else (None, None)
        out.append(tells(track.pose, track.score, *near, camera))
    return out

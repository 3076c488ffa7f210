"""The judge: facts that agree with the world, tracks that keep who is who, marks and scores that know right from wrong."""
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import torch

pytest.importorskip("diffusers")
from toybox import config
from toybox.feed import HELD_OUT, kept_back
from toybox.judging import clips, movement
from toybox.judging.clips import Shelf, Words, facts_of, fresh, render
from toybox.judging.marks import expected, frechet, marks
from toybox.judging.movement import mirrored, tells, travelled, turned, velocity
from toybox.judging.prompts import prompts
from toybox.judging.task_scores import Task, scores
from toybox.judging.tracks import Track, link
from toybox.judging.train import train
from toybox.judging.verdict import Judge, Seen, Sighting
from toybox.tasks import prepare, shoot
from toybox.world import Actor, Scene, World

SMALL = World.named("small")
WORDS = Words.of(SMALL)
CPU = torch.device("cpu")


def scene(*actors, **more) -> Scene:
    return replace(Scene(5, "meadow", "day", "clear", list(actors), "static", "plain", 3), **more)


def test_facts_say_where_things_are_and_how_much_is_seen():
    stage = scene(Actor("cat", 1, "hide", "even", 1), Actor("house", 1, "still"), camera="pan-left").stage(128, 128, 17)
    frames, facts = render(stage, WORDS)
    assert frames.shape == (17, 3, 128, 128) and facts.thing[0].tolist() == [WORDS.thing.index("cat"), WORDS.thing.index("house"), -1, -1]
    assert np.allclose(facts.pose[0, 0, :, :2] * 64 + 64, stage.tracks[0].centre, atol=1e-3)
    assert facts.pose[0, 1, :, 6].min() > 0.95 and facts.pose[0, 0, 0, 6] > 0.9 > 0.3 > facts.pose[0, 0, -1, 6]
    assert [WORDS.verb[v] for v in facts.verb[0, :2]] == ["hide", "still"] and WORDS.camera[facts.camera[0]] == "pan-left"


def test_what_is_pushed_has_no_verb_of_its_own():
    asked = scene(Actor("cat", 1, "collide", "even", 1), Actor("house", 1, "still"))
    assert facts_of(asked.stage(64, 64, 5), WORDS).verb[0].tolist() == [WORDS.verb.index("collide"), -1, -1, -1]
    assert [a["verb"] for a in expected(asked.facts())["actors"]] == ["collide", None]


def sighted(kind: int, x: float, y: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    kinds = np.full(3, 0.02, np.float32)
    kinds[kind] = 0.9
    return kinds, np.float32([x, y, 0.3, 0, 0, 0.3, 1])


def test_things_that_cross_keep_their_kinds():
    found = [[sighted(0, -0.8 + 0.1 * f), sighted(1, 0.8 - 0.1 * f)] for f in range(17)]
    tracks = link(found)
    assert sorted(t.kind for t in tracks) == [0, 1]
    assert all(abs(t.pose[-1, 0] - (0.8 if t.kind == 0 else -0.8)) < 0.01 for t in tracks)


def test_a_thing_hidden_for_a_while_is_one_and_two_of_a_kind_are_two():
    hidden = link([[sighted(0, -0.6 + 0.08 * f)] if not 5 <= f < 10 else [] for f in range(17)])
    assert len(hidden) == 1 and (hidden[0].score[5:10] == 0).all() and np.allclose(np.diff(hidden[0].pose[:, 0]), 0.08, atol=0.01)
    assert len(link([[sighted(2, -0.4), sighted(2, 0.4)] for _ in range(17)])) == 2
    assert link([[sighted(2, -0.4)] if f == 3 else [] for f in range(17)]) == []                        # a moment's error


@pytest.mark.parametrize("move", SMALL.cameras)
def test_the_cameras_way_can_be_had_back_from_its_velocity(move):
    path = torch.from_numpy(facts_of(scene(Actor("dog", 1, "still"), camera=move).stage(64, 64, 17), WORDS).path)
    way = travelled(velocity(path), 17)[0]
    path[..., 4] = path[..., 4].log()
    assert (way - (path[0] - path[0, :1])).abs().max() < 0.06
    assert (way.abs().max() > 0.1) == (move != "static")


def test_in_a_mirror_left_is_right():
    rng = np.random.default_rng(0)
    pose, other, camera = rng.normal(size=(9, 7)).astype(np.float32), rng.normal(size=(9, 7)).astype(np.float32), rng.normal(size=(9, 7)).astype(np.float32) * 0.1
    score = np.ones(9, np.float32)

    def flip(pose):
        return pose * np.float32([-1, 1, -1, -1, 1, 1, 1])
    there = torch.from_numpy(tells(pose, score, other, score, camera))
    back = torch.from_numpy(tells(flip(pose), score, flip(other), score, camera * np.float32([-1, 1, -1, 1, 1, 1, -1])))
    assert (mirrored(there) - back).abs().max() < 1e-5
    assert [WORDS.verb[i] for i in turned(WORDS.verb, ("left", "right"))[:3]] == ["go-right", "go-left", "rise"]
    assert movement.opposite("zoom-in", tuple(movement.OPPOSITE)) == "zoom-out" and movement.opposite("zoom-in", ("left",)) == "zoom-in"


def sighting(actors, **words) -> Sighting:
    words = {"setting": "meadow", "time": "day", "weather": "clear", "look": "plain", "camera": "static"} | words
    return Sighting(words, [Seen(thing, count, verb, []) for thing, count, verb in actors], np.zeros((17, 7)), np.zeros(4))


def test_marks_know_right_from_wrong():
    wanted = expected(scene(Actor("dog", 2, "jump"), Actor("car", 1, "still")).facts())
    right = marks(sighting([("dog", 2, "jump"), ("car", 1, "still")]), wanted)
    assert all(all(v) for v in right.values()) and len(right["thing"]) == 2 and len(right["camera"]) == 1
    wrong = marks(sighting([("dog", 1, "spin"), ("bus", 1, "still")], look="noir"), wanted)
    assert wrong["thing"] == [True, False] and wrong["count"] == [False, False] and wrong["verb"] == [False, True] and wrong["look"] == [False]
    none = marks(sighting([]), wanted)
    assert not any(none["thing"] + none["count"] + none["verb"])


def test_the_distance_of_gaussians():
    rng = np.random.default_rng(1)
    a = rng.normal(size=(4000, 3))
    assert frechet(a, a) == pytest.approx(0, abs=1e-6)
    assert frechet(a, a * 2 + [3, 0, 0]) == pytest.approx(9 + 3, rel=0.1)             # squared gap, and (2 - 1)^2 for each axis


@pytest.mark.parametrize("world", ["small", "whole"])
def test_prompts_ask_for_what_training_leaves_out_and_tell_it_all(world):
    asked = prompts(World.named(world), 24)
    assert [p.language for p in asked] == ["en", "zh"] * 12 and len({p.text for p in asked}) == 24
    for p in asked:
        facts = p.facts | {"actors": [Actor(**a) for a in p.facts["actors"]]}
        assert p.facts["seed"] >= HELD_OUT and kept_back(Scene(**facts), slice(1))
        assert any("一" <= c <= "鿿" for c in p.text) == (p.language == "zh")


def oracle(task, seed=HELD_OUT, want=lambda job: True):
    """A job of a task, its sample, and what a judge would see that knew the facts of the target."""
    while (job := prepare(seed, SMALL, 64, 64, 9)).task != task or not want(job):
        seed += 1
    sample, facts = shoot(job, CPU)[0], facts_of(job.stage, WORDS)
    actors: dict[str, Seen] = {}
    for i, track in enumerate(job.stage.tracks):
        kinds = np.eye(len(WORDS.thing), dtype=np.float32)[facts.thing[0, i]]
        seen = actors.setdefault(track.thing, Seen(track.thing, 0, "still", []))
        seen.tracks.append(Track(kinds, facts.pose[0, i], np.ones(9, np.float32)))
    seen = Sighting({"setting": "", "time": "", "weather": "", "look": job.look, "camera": ""}, list(actors.values()), np.zeros((9, 7)), np.zeros(4))

    class Oracle:
        words = WORDS

        def watch(self, frames):
            return seen
    task = Task(job, sample, None)
    task.frames = task.target
    return task, Oracle()


@pytest.mark.parametrize("name", ["first", "forward", "inpaint", "replace", "remove", "add", "outpaint", "track", "brush", "restyle"])
def test_what_was_wanted_scores_full_marks(name):
    task, judge = oracle(name)
    got = scores(task, judge, None)
    assert got["target"][0] > 50 and got.get("kept", [99])[0] > 45
    for k in ("things", "followed", "look"):
        assert all(got.get(k, []))
    if name in ("track", "brush"):
        assert got["path error"] and max(got["path error"]) < 0.01
    task.frames = np.roll(task.target, 8, 2)
    worse = scores(task, judge, None)
    assert worse["target"][0] < 40 and worse.get("kept", [0])[0] < 40


def test_a_cut_shows_at_the_seam():
    task, judge = oracle("forward")
    smooth = scores(task, judge, None)["seam"][0]
    given = int((task.sample.mask.amax((1, 2)) < 0.5).sum())
    task.frames = task.target.copy()
    task.frames[given:] = 255 - task.frames[given:]
    assert scores(task, judge, None)["seam"][0] > 5 * smooth


def test_identity_is_a_matter_of_colour():
    task, judge = oracle("reference", want=lambda job: job.stage.dyed and job.look == "plain" and job.scene.actors[0].thing in ("car", "bus", "balloon", "heart", "apple"))
    assert scores(task, judge, None)["identity"] == [True] * len(scores(task, judge, None)["identity"]) != []
    undyed = (task.job.scene.stage(64, 64, 9).draw().frames * 255 + 0.5).clamp(0, 255).byte().permute(0, 2, 3, 1).numpy()
    task.frames = undyed
    assert not all(scores(task, judge, None)["identity"])


def test_a_judge_of_the_whole_world_can_be_trained_and_kept(tmp_path, monkeypatch):
    monkeypatch.setattr(clips, "CHUNK", 2)
    c = config.load("toybox", ["sizes=[[64,48,1.0]]", "frames=[[9,0.5],[1,0.5]]", "workers=0"])
    shelf = Shelf(str(tmp_path / "clips"), c)
    judge = train(shelf, 1, 0.02, SimpleNamespace(there=False))
    judge.save(str(tmp_path / "judge.safetensors"))
    again = Judge.load(str(tmp_path / "judge.safetensors"))
    frames = np.random.default_rng(0).integers(0, 255, (9, 48, 64, 3), np.uint8)
    a, b = judge.watch(frames), again.watch(frames)
    assert again.words == shelf.words and np.abs(a.features - b.features).max() < 0.05 and a.words["camera"] in World().cameras
    assert judge.watch(frames[:1]).camera.shape == (1, 7)                              # a picture


SHIPPED = Path(__file__).parent.parent / "judges" / "nano.safetensors"


@pytest.mark.skipif(not SHIPPED.exists(), reason="no judge here")
def test_the_judge_that_is_kept_here_is_seldom_wrong():
    judge, right = Judge.load(str(SHIPPED)), []
    for asked, frames, _ in fresh(config.load("nano"), 4, natural=True, start=clips.CHECKED + 900_000):
        right += [v for values in marks(judge.watch(frames.transpose(0, 2, 3, 1)), expected(asked.facts())).values() for v in values]
    assert sum(right) >= 0.9 * len(right)

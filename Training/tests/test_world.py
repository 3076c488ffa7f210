"""The world: the same from the same seed, facts that agree with pixels, captions that agree with facts."""
import random

import numpy as np
import pytest

from toybox.world import Actor, Scene, World, compose
from toybox.world.cameras import CAMERAS
from toybox.world.looks import LOOKS
from toybox.world.motions import VERBS
from toybox.world.settings import SETTINGS
from toybox.world.things import COVERS, GAITS, THINGS, sprite

SIZE, FRAMES = 96, 13


def scene(*actors, setting="meadow", time="day", weather="clear", camera="static", look="plain", seed=5) -> Scene:
    return Scene(seed, setting, time, weather, list(actors), camera, look, 3)


def facts(s: Scene, **more):
    stage = s.stage(SIZE, SIZE, FRAMES, **more)
    return stage, stage.draw(facts=True)


def test_the_world_is_as_large_as_promised():
    assert len(THINGS) >= 120 and len(SETTINGS) >= 24 and len(VERBS) >= 16 and len(LOOKS) >= 12
    assert {t.kind for t in THINGS.values()} >= {"animal", "person", "vehicle", "food", "plant", "sky", "toy"}
    assert all(t.gait in GAITS for t in THINGS.values()) and all(k in THINGS for k in COVERS)
    small = World.named("small")
    for chosen, all_ in ((small.things, THINGS), (small.settings, SETTINGS), (small.verbs, VERBS), (small.cameras, CAMERAS), (small.looks, LOOKS)):
        assert set(chosen) <= set(all_)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_seed_gives_the_same_clip_again(seed):
    a, b = (Scene.random(seed) for _ in range(2))
    assert a.facts() == b.facts()
    first = a.stage(SIZE, SIZE, 5).render()
    Scene.random(seed + 50).stage(SIZE, SIZE, 5).render()              # what was drawn between does not matter
    assert np.array_equal(first, b.stage(SIZE, SIZE, 5).render())
    assert compose(a, random.Random(9)) == compose(b, random.Random(9))


@pytest.mark.parametrize("setting", list(SETTINGS))
def test_every_setting_can_be_painted(setting):
    frames = scene(Actor("dog", 1, "still"), setting=setting, time="night" if SETTINGS[setting].open else "").stage(64, 96, 2).render()
    assert frames.shape == (2, 96, 64, 3) and frames.std() > 8


@pytest.mark.parametrize("look", list(LOOKS))
def test_every_look_changes_the_picture_but_not_its_size(look):
    plain = scene(Actor("dog", 1, "still")).stage(SIZE, 64, 5).render().astype(int)
    frames = scene(Actor("dog", 1, "still"), look=look).stage(SIZE, 64, 5).render().astype(int)
    assert frames.shape == plain.shape and frames.std() > 8
    assert (np.abs(frames - plain).mean() > 3) == (look != "plain")


@pytest.mark.parametrize("verb", [k for k in VERBS])
def test_every_verb_shows_the_thing(verb):
    actors = [Actor("cat", 1, verb, "even", 1 if VERBS[verb].needs in ("other", "cover") else None)]
    if actors[0].object:
        actors.append(Actor("house", 1, "go-left" if verb == "chase" else "still"))
    stage, drawn = facts(scene(*actors))
    area = drawn.masks[0].sum((1, 2))
    assert area.max() > 0.01 * SIZE * SIZE
    moved = np.abs(stage.tracks[0].box - stage.tracks[0].box[:1]).max() > 2
    assert moved == (verb not in ("still", "appear", "vanish"))


@pytest.mark.parametrize("weather", ["clear", "rain", "snow", "fog", "storm", "fireworks", "petals", "rainbow"])
def test_every_weather_can_be_drawn(weather):
    assert scene(Actor("dog", 1, "still"), time="night" if weather == "fireworks" else "day", weather=weather).stage(64, 64, 3).render().std() > 8


@pytest.mark.parametrize("seed", range(20, 32))
def test_masks_lie_in_their_boxes_and_do_not_overlap(seed):
    s = Scene.random(seed)
    stage, drawn = facts(s)
    assert drawn.masks.sum(0).max() <= 1.001
    for track, mask in zip(stage.tracks, drawn.masks.numpy()):
        for f in range(0, FRAMES, 4):
            ys, xs = np.nonzero(mask[f] > 0.3)
            if len(xs):
                x0, y0, x1, y1 = track.box[f]
                assert x0 - 2 <= xs.min() and xs.max() <= x1 + 2 and y0 - 2 <= ys.min() and ys.max() <= y1 + 2


def test_leaving_a_thing_out_changes_nothing_away_from_it():
    s = scene(Actor("car", 1, "go-left"), Actor("tree", 1, "still"), setting="space", time="")       # no shadows there
    stage, drawn = facts(s)
    _, without = facts(s, without=(0,))
    changed = (drawn.frames - without.frames).abs().amax(1).numpy() > 2 / 255
    assert changed.any() and not (changed & (drawn.masks[0].numpy() < 1e-3)).any()


def test_near_things_cover_far_ones_and_depth_says_so():
    s = scene(Actor("cat", 1, "hide", "even", 1), Actor("house", 1, "still"))
    stage, drawn = facts(s)
    area = drawn.masks[0].sum((1, 2))
    assert area[-1] < 0.25 * area[0]
    assert stage.tracks[0].depth[0] > stage.tracks[1].depth[0]
    house = drawn.masks[1][0] > 0.9
    assert (drawn.depth[0][house] - stage.tracks[1].depth[0]).abs().max() < 1e-4


@pytest.mark.parametrize("setting", ["meadow", "sea", "desert", "room", "underwater"])
def test_what_goes_far_away_stays_in_sight(setting):
    stage, drawn = facts(scene(Actor("dog", 1, "leave"), setting=setting, time="day" if SETTINGS[setting].open else ""))
    x0, y0, x1, y1 = stage.tracks[0].box[-1]
    assert stage.tracks[0].depth[-1] > 2 and drawn.masks[0][-1].sum() > 0.3 * (x1 - x0) * (y1 - y0)


def test_directions_are_those_of_the_screen():
    for verb, sign in (("go-left", -1), ("go-right", 1)):
        x = facts(scene(Actor("dog", 1, verb)))[0].tracks[0].centre[:, 0]
        assert np.sign(x[-1] - x[0]) == sign
    rise = facts(scene(Actor("balloon", 1, "rise")))[0].tracks[0].centre[:, 1]
    assert rise[-1] < rise[0] - 10


@pytest.mark.parametrize("camera, axis, sign", [("pan-left", 0, 1), ("pan-right", 0, -1), ("tilt-up", 1, 1), ("tilt-down", 1, -1),
                                                ("truck-left", 0, 1), ("truck-right", 0, -1)])
def test_a_camera_moves_the_picture_against_its_own_way(camera, axis, sign):
    track = facts(scene(Actor("dog", 1, "still"), camera=camera))[0].tracks[0].centre[:, axis]
    assert np.sign(track[-1] - track[0]) == sign and abs(track[-1] - track[0]) > 4


def test_trucking_has_parallax_and_panning_has_none():
    far, near = [], []
    for camera in ("pan-right", "truck-right"):
        stage = scene(Actor("dog", 1, "still"), camera=camera).stage(SIZE, SIZE, FRAMES)
        shifts = {card.depth: card.place[-1, 0, 2] - card.place[0, 0, 2] for card in stage.cards if card.depth == 40 or card.thing == 0}
        far.append(shifts.pop(40)), near.append(next(iter(shifts.values())))
    assert far[0] == pytest.approx(near[0], rel=0.02) and abs(far[1]) < 0.1 * abs(near[1])


@pytest.mark.parametrize("seed", range(200))
def test_captions_say_what_is_so(seed):
    s, rng = Scene.random(seed), random.Random(seed)
    for language in ("en", "zh"):
        for still in (False, True):
            text, words = compose(s, rng, still, language)
            assert "{" not in text and "  " not in text and text == text.strip()
            for fact, said in words.said.items():
                assert said.lower() in text.lower(), (fact, said, text)
                if fact.endswith(("thing", "object")):
                    actor = s.actors[int(fact[5])] if fact.endswith("thing") else s.actors[s.actors[int(fact[5])].object]
                    nouns = THINGS[actor.thing].chinese if language == "zh" else THINGS[actor.thing].english
                    plural = [] if language == "zh" or actor.count == 1 else [THINGS[actor.thing].plural(n) for n in nouns]
                    assert any(n in said for n in [*nouns, *plural])
            assert "actor0.thing" in words.said
            if still:
                assert not {"camera", "actor0.verb"} & set(words.said)
            if language == "en":
                allowed = {a.verb.split("-")[-1] for a in s.actors} | {s.camera.split("-")[-1]}
                for way in ("left", "right"):
                    assert way not in text.lower().replace("bright", "").split() or way in allowed, text


def test_english_plurals():
    many = {k: THINGS[k].plural(THINGS[k].english[0]) for k in ("dog", "mouse", "fish", "butterfly", "watermelon", "saturn", "box", "key", "police")}
    assert many == {"dog": "dogs", "mouse": "mice", "fish": "fish", "butterfly": "butterflies", "watermelon": "slices of watermelon",
                    "saturn": "planets with rings", "box": "boxes", "key": "keys", "police": "policemen"}


def test_sprites_are_premultiplied_with_empty_margins():
    for key in ("dog", "ghost", "sun"):
        s = sprite(key, 40)
        assert max(s.shape[:2]) == 44 and (s[..., :3] <= s[..., 3:]).all() and s[:2].max() == s[:, -2:].max() == 0

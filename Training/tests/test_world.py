import random

import numpy as np
import pytest

from toybox.world import FRAMES, MOTIONS, PLACES, SIZE, THINGS, Scene, sprite


def centre(scene, frame):
    """Where the thing is seen: the centre of what differs from the empty place."""
    mask = np.abs(frame / 255 - scene.background()).max(-1) > 0.1
    ys, xs = np.nonzero(mask)
    return xs.mean(), ys.mean(), mask.sum()


def test_size_of_the_world():
    assert len(THINGS) >= 8 and len(PLACES) >= 4 and len(MOTIONS) >= 6


def test_a_seed_decides_everything():
    for seed in range(20):
        one, two = Scene.random(seed), Scene.random(seed)
        assert one == two
        assert np.array_equal(one.render(), two.render())
        assert one.caption(random.Random(3)) == two.caption(random.Random(3))


def test_shapes_and_single_frames():
    scene = Scene.random(5)
    clip = scene.render()
    assert clip.shape == (FRAMES, SIZE, SIZE, 3) and clip.dtype == np.uint8
    assert np.array_equal(scene.render(1, 8)[0], clip[8])


@pytest.mark.parametrize("thing", THINGS)
def test_every_thing_is_drawn(thing):
    rgba = sprite(thing, 26)
    assert max(rgba.shape[:2]) == 28 and rgba[..., 3].max() == 1 and (rgba[..., 3] > 0.5).sum() > 150


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("motion,test", [
    ("rises", lambda a, b: b[1] < a[1] - 20), ("falls", lambda a, b: b[1] > a[1] + 20),
    ("left", lambda a, b: b[0] < a[0] - 20), ("right", lambda a, b: b[0] > a[0] + 20),
    ("grows", lambda a, b: b[2] > 2 * a[2]), ("shrinks", lambda a, b: b[2] < a[2] / 2),
    ("still", lambda a, b: a == b)])
def test_motion_is_what_its_name_says(motion, test, seed):
    scene = Scene("apple", "sea", motion, seed)
    clip = scene.render()
    assert test(centre(scene, clip[0]), centre(scene, clip[-1]))


def test_captions_are_in_both_languages():
    rng = random.Random(1)
    captions = [Scene.random(i).caption(rng) for i in range(400)]
    chinese = sum(any("\u4e00" <= ch <= "\u9fff" for ch in text) for text in captions)
    assert 140 < chinese < 260


def test_a_still_picture_tells_no_motion():
    rng = random.Random(2)
    verbs = [verb for kinds in MOTIONS.values() for kind in kinds for verb in kind]
    for i in range(200):
        text = Scene.random(i).caption(rng, still=True)
        assert not any(verb in text for verb in verbs), text

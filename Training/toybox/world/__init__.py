"""The toybox world: a paper theatre in 2.5-D, drawn by code, with captions in two languages and exact facts.

    scene = Scene.random(7)                     # decides everything, from the seed
    stage = scene.stage(256, 256, 61)           # its cards, tracks and camera path
    frames = stage.render()                     # uint8 [61, 256, 256, 3]
    text = caption(scene, random.Random(1))     # one of its many descriptions
"""
from .captions import caption, compose
from .scene import FPS, Actor, Scene, Stage, Track, World, dye, hue, to_bytes

__all__ = ["FPS", "Actor", "Scene", "Stage", "Track", "World", "caption", "compose", "dye", "hue", "to_bytes"]

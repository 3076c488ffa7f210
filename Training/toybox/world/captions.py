"""Captions: what is to be seen, said in English or Chinese, each time in other words.

`caption(scene, rng)` draws one; it never says what is not so, and seldom keeps silent about what can be seen. `Words` are its
parts before they are joined, so that tests and the judge can tell which facts were mentioned.
"""
from __future__ import annotations

import random
from dataclasses import dataclass, field

from .cameras import CAMERAS
from .looks import LOOKS
from .motions import VERBS
from .scene import Actor, Scene
from .settings import SETTINGS
from .things import GAITS, THINGS

# of a sentence: (after the place, as a clause in front); Chinese
TIMES = {
    "dawn": (("at dawn", "in the early morning", "at sunrise"), ("清晨", "黎明时分", "日出时")),
    "day": (("by day", "in daylight", "on a bright day", "during the day"), ("白天", "大白天", "日光下")),
    "sunset": (("at sunset", "in the evening light", "at dusk"), ("日落时分", "夕阳下", "傍晚")),
    "night": (("at night", "by night", "in the dark of night"), ("夜晚", "夜里", "夜色中")),
}
WEATHERS = {
    "clear": (("under a clear sky",), ("晴空下",)),
    "rain": (("in the rain", "while it rains", "on a rainy day"), ("下着雨", "雨中", "下雨时")),
    "snow": (("in falling snow", "while it snows", "as snow falls"), ("下着雪", "雪花飘落", "下雪时")),
    "fog": (("in the fog", "in thick mist"), ("雾中", "大雾弥漫")),
    "storm": (("in a thunderstorm", "in a storm with lightning"), ("雷雨中", "电闪雷鸣")),
    "fireworks": (("with fireworks in the sky", "under fireworks"), ("烟花绽放", "天空中放着烟花")),
    "petals": (("with petals in the wind", "as petals drift by"), ("花瓣飘落", "花瓣随风飞舞")),
    "rainbow": (("under a rainbow", "with a rainbow in the sky"), ("彩虹下", "天上有彩虹")),
}
NUMBERS = {2: (("two",), "两"), 3: (("three",), "三")}
SLOW, FAST = (("slowly",), ("慢慢", "缓缓")), (("quickly", "fast"), ("快速", "飞快"))


@dataclass
class Words:
    """What a caption says: for each fact that is mentioned, the words that mention it."""
    language: str
    colourless: bool = False            # things by their shortest names: their colours may have been changed
    said: dict[str, str] = field(default_factory=dict)

    def say(self, fact: str, words: str) -> str:
        self.said[fact] = words
        return words


def _article(noun: str, rng: random.Random, definite: bool = False) -> str:
    if definite:
        return f"the {noun}"
    if noun.startswith("Santa"):
        return noun
    a = "an" if noun[0] in "aeio" or noun.startswith(("um", "ugly")) else "a"
    return f"{rng.choice([a, a, a, 'one'])} {noun}"


def _english_noun(actor: Actor, rng: random.Random, words: Words) -> str:
    thing = THINGS[actor.thing]
    noun = min(thing.english, key=len) if words.colourless else rng.choice(thing.english)
    if actor.count == 1:
        return _article(noun, rng)
    return f"{NUMBERS[actor.count][0][0]} {thing.plural(noun)}"


def _chinese_noun(actor: Actor, rng: random.Random, words: Words, bare: bool = False) -> str:
    thing = THINGS[actor.thing]
    noun = min(thing.chinese, key=len) if words.colourless else rng.choice(thing.chinese)
    if actor.count > 1:
        return f"{NUMBERS[actor.count][1]}{thing.measure}{noun}"
    return noun if bare else rng.choice([f"一{thing.measure}{noun}", f"一{thing.measure}{noun}", noun])


def _plural_verb(phrase: str) -> str:
    """"jumps" as several do it: "jump". So does a second verb after "and"."""
    def bare(word: str) -> str:
        if word == "does":
            return "do"
        if word == "goes":
            return "go"
        if word.endswith("ies") and word != "ties":
            return word[:-3] + "y"
        return word[:-2] if word.endswith(("ches", "shes", "sses")) else word[:-1] if word.endswith("s") else word

    words = phrase.split(" ")
    words[0] = bare(words[0])
    for i in range(1, len(words)):
        if words[i - 1] == "and" and words[i] in ("bounces", "turns"):
            words[i] = bare(words[i])
    return " ".join(words)


def _act_english(scene: Scene, actor: Actor, rng: random.Random, words: Words, tag: str, going: bool) -> str:
    verb, gait = VERBS[actor.verb], GAITS[THINGS[actor.thing].gait]
    phrase = rng.choice(verb.going if going else verb.english)
    phrase = phrase.replace("{g}", rng.choice(gait[1 if going else 0]))
    if actor.verb in ("go-left", "go-right"):
        phrase = rng.choice([phrase, phrase, phrase.replace(" to the ", " towards the ")])
    if actor.object is not None:
        other = scene.actors[actor.object]
        phrase = phrase.replace("{o}", words.say(f"{tag}.object", _english_noun(other, rng, words)))
    if not going and actor.count > 1:
        phrase = _plural_verb(phrase)
    words.say(f"{tag}.verb", phrase)
    if actor.pace != "even" and "slowly" not in phrase and rng.random() < 0.9:
        word = words.say(f"{tag}.pace", rng.choice((SLOW if actor.pace == "slow" else FAST)[0]))
        phrase = f"{phrase} {word}" if word == "fast" or rng.random() < 0.6 else f"{word} {phrase}"
    return phrase


def _act_chinese(scene: Scene, actor: Actor, rng: random.Random, words: Words, tag: str) -> str:
    verb, gait = VERBS[actor.verb], GAITS[THINGS[actor.thing].gait]
    phrase = rng.choice(verb.chinese).replace("{g}", rng.choice(gait[2]))
    if actor.object is not None:
        phrase = phrase.replace("{o}", words.say(f"{tag}.object", _chinese_noun(scene.actors[actor.object], rng, words, bare=rng.random() < 0.5)))
    words.say(f"{tag}.verb", phrase)
    if actor.pace != "even" and not phrase.startswith(("慢慢", "缓缓", "渐渐")) and rng.random() < 0.9:
        word = words.say(f"{tag}.pace", rng.choice((SLOW if actor.pace == "slow" else FAST)[1]))
        phrase = f"{word}{'地' if rng.random() < 0.6 else ''}{phrase}"
    return phrase


def _english(scene: Scene, rng: random.Random, still: bool, words: Words) -> str:
    where = words.say("setting", rng.choice(SETTINGS[scene.setting].english)) if rng.random() < 0.96 else ""
    around = []
    if scene.time and rng.random() < (0.6 if scene.time == "day" else 0.95):
        around.append(words.say("time", rng.choice(TIMES[scene.time][0])))
    if rng.random() < (0.96 if scene.weather != "clear" else 0.06 if scene.time else 0):
        around.append(words.say("weather", rng.choice(WEATHERS[scene.weather][0])))
    rng.shuffle(around)
    background = " ".join([where, *around]).strip()
    look = rng.random() < 0.97 and scene.look != "plain"
    before = ""                                                    # "a pencil drawing of ...": then no finite verbs follow
    if look and rng.random() < 0.4:
        before = words.say("look", rng.choice(LOOKS[scene.look][0])) + " of "
    elif not look and rng.random() < (0.3 if still else 0.06):
        before = rng.choice(["a picture of ", "an image of ", "a still of "] if still else ["a video of ", "a clip of "])
    clauses = []
    for i, actor in enumerate(scene.actors):
        told = i == 1 and scene.actors[0].object == 1              # the first clause names it already
        if told and not still:
            continue
        tag = f"actor{i}"
        noun = words.say(f"{tag}.thing", _english_noun(actor, rng, words))
        form = rng.random()
        if still or i and actor.verb == "still" and form < 0.25:
            clauses.append(noun)                                   # just there
        elif not before and form < 0.55:
            clauses.append(f"{noun} {_act_english(scene, actor, rng, words, tag, False)}")
        elif before or form < 0.8:
            clauses.append(f"{noun} {_act_english(scene, actor, rng, words, tag, True)}")
        else:
            clauses.append(f"{noun} {'is' if actor.count == 1 else 'are'} {_act_english(scene, actor, rng, words, tag, True)}")
    if not clauses:
        clauses = [rng.choice(["an empty scene", "nobody", "nothing but the scenery"])]
    body = rng.choice([" and ", ", "] if still else [" and ", ", ", " while "] if " " in clauses[-1][6:] and "actor1.verb" in words.said else [" and "]).join(clauses)
    if background:
        orders = [f"{body} {background}", f"{body} {background}", f"{body}, {background}"] + ([] if before else [f"{background}, {body}"])
        body = rng.choice(orders)
    parts = [before + body]
    if look and not before:
        after = words.say("look", rng.choice(LOOKS[scene.look][1]))
        parts.insert(rng.choice([0, 1, 1, 1]), after)
    if not still and rng.random() < (0.96 if scene.camera != "static" else 0.18):
        short, sentence, _ = CAMERAS[scene.camera]
        parts.insert(rng.choice([1, len(parts)]), words.say("camera", rng.choice([*short, *short, *sentence])))
    if len(parts) > 1 and rng.random() < 0.12:
        return ". ".join(p[0].upper() + p[1:] for p in parts) + "."
    text = ", ".join(parts)
    return text[0].upper() + text[1:] + rng.choice(["", "."]) if rng.random() < 0.35 else text


def _chinese(scene: Scene, rng: random.Random, still: bool, words: Words) -> str:
    where = words.say("setting", rng.choice(SETTINGS[scene.setting].chinese)) if rng.random() < 0.96 else ""
    front = []
    if scene.time and rng.random() < (0.6 if scene.time == "day" else 0.95):
        front.append(words.say("time", rng.choice(TIMES[scene.time][1])))
    if scene.weather != "clear" and rng.random() < 0.96 or scene.weather == "clear" and scene.time and rng.random() < 0.06:
        front.append(words.say("weather", rng.choice(WEATHERS[scene.weather][1])))
    rng.shuffle(front)
    clauses = []
    for i, actor in enumerate(scene.actors):
        if i == 1 and scene.actors[0].object == 1 and not still:
            continue
        tag = f"actor{i}"
        noun = words.say(f"{tag}.thing", _chinese_noun(actor, rng, words))
        if still:
            clauses.append(noun)
        elif i and actor.verb == "still" and rng.random() < 0.25:
            clauses.append(f"旁边有{noun}")
        else:
            act = _act_chinese(scene, actor, rng, words, tag)
            clauses.append(f"{noun}{'在' + where if i == 0 and where and rng.random() < 0.5 else ''}{'正在' if rng.random() < 0.15 else ''}{act}")
    if not clauses:
        clauses = [rng.choice(["空无一物", "没有人的景色", "空景"])]
    inside = bool(where) and where in clauses[0]
    if still:
        body = "和".join(clauses)
        body = rng.choice([f"{where}的{body}", f"{body}在{where}", f"{where},{body}"]) if where else body
    else:
        body = clauses[0] + (rng.choice([",", ",同时"]) + clauses[1] if len(clauses) > 1 else "")
        if where and not inside:
            body = rng.choice([f"{where},{body}", f"在{where},{body}", f"{where}{body}"])
    if front:
        lead = rng.choice([",", ""]).join(front) if len(front) == 2 and rng.random() < 0.5 else ",".join(front)
        body = f"{lead},{body}"
    parts = [body]
    if scene.look != "plain" and rng.random() < 0.97:
        look = words.say("look", rng.choice(LOOKS[scene.look][2]))
        parts = [f"{look}:{body}"] if rng.random() < 0.25 else [look, body] if rng.random() < 0.35 else [body, look]
    if not still and (scene.camera != "static" and rng.random() < 0.96 or scene.camera == "static" and rng.random() < 0.18):
        camera = words.say("camera", rng.choice(CAMERAS[scene.camera][2]))
        parts.append(camera) if rng.random() < 0.8 else parts.insert(0, camera)
    text = ",".join(parts)
    if still and rng.random() < 0.2:
        text = rng.choice(["一张图片:", "一幅画面:"]) + text
    return text + rng.choice(["", "", "。"])


def caption(scene: Scene, rng: random.Random, still: bool = False, colourless: bool = False) -> str:
    """One caption, half of them Chinese. A still picture's tells no motion and no camera; a colourless one no colours of things."""
    return compose(scene, rng, still, colourless=colourless)[0]


def compose(scene: Scene, rng: random.Random, still: bool = False, language: str | None = None, colourless: bool = False) -> tuple[str, Words]:
    words = Words(language or rng.choice(["en", "zh"]), colourless)
    text = (_english if words.language == "en" else _chinese)(scene, rng, still, words)
    return text.strip(), words

"""The things of the world: what they are called in both languages, how they move, and their pictures.

A picture is an emoji of Noto Color Emoji, cut out of the font once and kept in an atlas beside this file, so that a machine
without the font can draw the world too. `python -m toybox.world.things` makes the atlas.
"""
from __future__ import annotations

import functools
import os
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFont

FONT = os.environ.get("TOYBOX_FONT", "/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf")
ATLAS = os.path.join(os.path.dirname(__file__), "emoji.png")
STRIKE, CELL, COLUMNS = 109, 136, 12            # the font's only bitmap size, and the atlas's layout in pixels and cells


@dataclass(frozen=True)
class Thing:
    key: str
    emoji: str
    kind: str                   # animal, person, vehicle, food, plant, sky, toy
    faces: int                  # -1: drawn facing left, 1: facing right, 0: looks the same both ways
    gait: str                   # a key of `GAITS`: how it goes from here to there
    size: float                 # of its longer side, against the usual
    english: tuple[str, ...]    # nouns, without article
    chinese: tuple[str, ...]
    measure: str                # the Chinese measure word

    def plural(self, noun: str) -> str:
        """Of an English noun; what follows "of" or "with" stays."""
        for joint in (" of ", " with "):
            if joint in noun:
                head, _, rest = noun.partition(joint)
                return self.plural(head) + joint + rest
        head, _, last = noun.rpartition(" ")
        if last in PLURALS:
            last = PLURALS[last]
        elif last.endswith("y") and last[-2] not in "aeiou":
            last = last[:-1] + "ies"
        else:
            last += "es" if last.endswith(("s", "x", "ch", "sh")) else "s"
        return f"{head} {last}".strip()


PLURALS = {"fish": "fish", "sheep": "sheep", "mouse": "mice", "deer": "deer", "policeman": "policemen", "fireman": "firemen", "snowman": "snowmen",
           "leaf": "leaves", "Claus": "Clauses"}

# How things go: (third person, -ing form, Chinese), for each a few ways to say it. {} is the direction, if there is one.
GAITS = {
    "run": (["runs", "walks", "trots"], ["running", "walking", "trotting"], ["跑", "走", "奔跑"]),
    "hop": (["hops", "runs", "jumps along"], ["hopping", "running", "jumping along"], ["蹦", "跑", "一蹦一跳地走"]),
    "walk": (["walks", "runs", "goes"], ["walking", "running", "going"], ["走", "跑", "走动"]),
    "crawl": (["crawls", "creeps", "moves"], ["crawling", "creeping", "moving"], ["爬", "爬行", "移动"]),
    "drive": (["drives", "rolls", "goes"], ["driving", "rolling", "going"], ["开", "行驶", "驶"]),
    "fly": (["flies", "glides", "soars"], ["flying", "gliding", "soaring"], ["飞", "飞行", "飞翔"]),
    "swim": (["swims", "glides", "moves"], ["swimming", "gliding", "moving"], ["游", "游动", "游泳"]),
    "sail": (["sails", "floats", "goes"], ["sailing", "floating", "going"], ["航行", "驶", "漂"]),
    "roll": (["rolls", "tumbles", "moves"], ["rolling", "tumbling", "moving"], ["滚", "滚动", "移动"]),
    "slide": (["slides", "moves", "glides"], ["sliding", "moving", "gliding"], ["滑", "移动", "滑动"]),
    "float": (["floats", "drifts", "moves"], ["floating", "drifting", "moving"], ["飘", "飘动", "移动"]),
}

# key | emoji | faces | gait | size | English nouns | measure word and Chinese nouns
TABLE = {"animal": """
dog|🐕|L|run|1|dog, puppy, brown dog|只 小狗, 狗
cat|🐈|L|run|1|cat, orange cat|只 小猫, 猫, 橘猫
horse|🐎|L|run|1.2|horse, brown horse|匹 马, 棕色的马
cow|🐄|L|walk|1.15|cow|头 奶牛, 牛
pig|🐖|L|walk|1.05|pig, pink pig|头 猪, 粉色的猪
sheep|🐑|L|walk|1.05|sheep, white sheep|只 绵羊, 羊
goat|🐐|L|walk|1.05|goat|只 山羊
elephant|🐘|L|walk|1.3|elephant|头 大象, 象
giraffe|🦒|L|walk|1.4|giraffe|只 长颈鹿
zebra|🦓|L|run|1.15|zebra|匹 斑马
camel|🐪|L|walk|1.2|camel|头 骆驼
kangaroo|🦘|L|hop|1.15|kangaroo|只 袋鼠
rabbit|🐇|L|hop|0.95|rabbit, bunny|只 兔子, 小兔子
squirrel|🐿|L|hop|0.95|squirrel|只 松鼠
hedgehog|🦔|L|crawl|0.9|hedgehog|只 刺猬
fox|🦊|.|run|0.95|fox, fox face|只 狐狸
bear|🐻|.|walk|1|bear, brown bear|只 熊, 棕熊
panda|🐼|.|walk|1|panda|只 熊猫, 大熊猫
koala|🐨|.|walk|0.95|koala|只 考拉
tiger|🐅|L|run|1.15|tiger|只 老虎
leopard|🐆|L|run|1.15|leopard|只 豹子, 猎豹
lion|🦁|.|run|1.05|lion|只 狮子
frog|🐸|.|hop|0.9|frog, green frog|只 青蛙
monkey|🐒|L|run|1.05|monkey|只 猴子
gorilla|🦍|L|walk|1.2|gorilla|只 大猩猩
deer|🦌|L|run|1.15|deer|只 鹿, 小鹿
rhino|🦏|L|walk|1.2|rhino|头 犀牛
hippo|🦛|L|walk|1.2|hippo|头 河马
rooster|🐓|L|run|1|rooster|只 公鸡
duck|🦆|L|swim|1|duck|只 鸭子
swan|🦢|L|swim|1.1|swan, white swan|只 天鹅
owl|🦉|.|fly|0.95|owl|只 猫头鹰
eagle|🦅|L|fly|1.15|eagle|只 老鹰, 鹰
parrot|🦜|L|fly|1|parrot, green parrot|只 鹦鹉
peacock|🦚|.|walk|1.15|peacock|只 孔雀
flamingo|🦩|L|walk|1.1|flamingo, pink flamingo|只 火烈鸟
penguin|🐧|L|walk|1|penguin|只 企鹅
chick|🐥|.|walk|0.85|chick, yellow chick|只 小鸡
bird|🐦|L|fly|0.9|bird, blue bird|只 小鸟, 蓝色的鸟
turtle|🐢|L|crawl|1|turtle|只 乌龟
crocodile|🐊|L|crawl|1.2|crocodile|条 鳄鱼
snake|🐍|L|crawl|1|snake, green snake|条 蛇
dragon|🐉|L|fly|1.3|dragon, green dragon|条 龙, 绿龙
dinosaur|🦖|L|run|1.25|dinosaur|只 恐龙
whale|🐋|L|swim|1.3|whale|头 鲸鱼, 鲸
dolphin|🐬|L|swim|1.15|dolphin|只 海豚
fish|🐟|L|swim|1|fish, blue fish|条 鱼, 蓝色的鱼
clownfish|🐠|L|swim|0.95|tropical fish, yellow fish|条 热带鱼, 黄色的鱼
shark|🦈|L|swim|1.2|shark|条 鲨鱼
octopus|🐙|.|swim|1.05|octopus|只 章鱼
crab|🦀|.|crawl|0.95|crab, red crab|只 螃蟹
lobster|🦞|.|crawl|1|lobster|只 龙虾
snail|🐌|L|crawl|0.9|snail|只 蜗牛
butterfly|🦋|.|fly|0.95|butterfly|只 蝴蝶
bee|🐝|L|fly|0.9|bee|只 蜜蜂
ladybug|🐞|.|crawl|0.8|ladybug|只 瓢虫
mouse|🐁|L|run|0.9|mouse, grey mouse|只 老鼠, 灰老鼠
bat|🦇|.|fly|1|bat|只 蝙蝠
wolf|🐺|.|run|1|wolf|只 狼, 灰狼
seal|🦭|L|crawl|1.05|seal|只 海豹
""", "person": """
girl|👧|.|walk|1|girl|个 女孩, 小女孩
boy|👦|.|walk|1|boy|个 男孩, 小男孩
police|👮|.|walk|1.05|policeman, police officer|名 警察
builder|👷|.|walk|1.05|builder, construction worker|名 建筑工人, 工人
princess|👸|.|walk|1.05|princess|位 公主
wizard|🧙|.|walk|1.05|wizard|位 巫师, 魔法师
vampire|🧛|.|walk|1.05|vampire|个 吸血鬼
mermaid|🧜|.|swim|1.2|mermaid|条 美人鱼
fairy|🧚|.|fly|1.15|fairy|个 仙女, 小仙女
santa|🎅|.|walk|1.05|Santa Claus, Santa|位 圣诞老人
ghost|👻|.|float|1.05|ghost, white ghost|个 幽灵, 鬼魂
alien|👽|.|float|0.95|alien|个 外星人
clown|🤡|.|walk|1|clown|个 小丑
runner|🏃|L|run|1.2|runner|名 跑步的人, 跑步者
dancer|💃|.|walk|1.25|dancer|名 舞者, 跳舞的女人
astronaut|👩‍🚀|.|float|1.05|astronaut|名 宇航员
cook|👨‍🍳|.|walk|1.05|cook, chef|名 厨师
firefighter|👨‍🚒|.|walk|1.05|firefighter, fireman|名 消防员
""", "vehicle": """
car|🚗|L|drive|1.15|car, red car|辆 红色小汽车, 汽车, 红色的车
taxi|🚕|L|drive|1.15|taxi, yellow taxi|辆 出租车, 黄色出租车
jeep|🚙|L|drive|1.15|blue car, blue jeep|辆 蓝色汽车, 蓝色的车
bus|🚌|L|drive|1.3|bus|辆 公交车, 巴士
policecar|🚓|L|drive|1.15|police car|辆 警车
ambulance|🚑|L|drive|1.2|ambulance|辆 救护车
firetruck|🚒|L|drive|1.25|fire truck, fire engine|辆 消防车
tractor|🚜|L|drive|1.2|tractor, green tractor|辆 拖拉机
truck|🚚|L|drive|1.25|truck, lorry|辆 卡车, 货车
racecar|🏎|L|drive|1.2|racing car, race car|辆 赛车
bicycle|🚲|L|drive|1.15|bicycle, bike|辆 自行车
scooter|🛵|L|drive|1.1|scooter, yellow scooter|辆 小摩托, 踏板车
motorcycle|🏍|L|drive|1.15|motorcycle, motorbike|辆 摩托车
train|🚂|L|drive|1.3|train, steam train|列 火车, 蒸汽火车
airplane|✈|R|fly|1.2|airplane, plane|架 飞机
helicopter|🚁|L|fly|1.2|helicopter|架 直升机
rocket|🚀|R|fly|1.15|rocket|枚 火箭
ufo|🛸|.|fly|1.1|flying saucer, UFO|个 飞碟, 不明飞行物
sailboat|⛵|L|sail|1.15|sailboat, sailing boat|艘 帆船
speedboat|🚤|L|sail|1.15|speedboat, motor boat|艘 快艇
ship|🚢|L|sail|1.25|ship|艘 轮船, 大船
canoe|🛶|.|sail|1.1|canoe|条 独木舟
""", "food": """
apple|🍎|.|roll|0.85|apple, red apple|个 苹果, 红苹果
banana|🍌|.|slide|0.9|banana|根 香蕉
grapes|🍇|.|slide|0.9|bunch of grapes|串 葡萄
strawberry|🍓|.|roll|0.85|strawberry|颗 草莓
watermelon|🍉|.|slide|0.95|slice of watermelon|块 西瓜
orange|🍊|.|roll|0.85|orange|个 橙子, 橘子
lemon|🍋|.|roll|0.85|lemon|个 柠檬
pineapple|🍍|.|slide|1|pineapple|个 菠萝
cherry|🍒|.|slide|0.85|pair of cherries|串 樱桃
carrot|🥕|.|slide|0.9|carrot|根 胡萝卜
corn|🌽|.|slide|0.95|corn cob|根 玉米
mushroom|🍄|.|slide|0.9|mushroom, red mushroom|朵 蘑菇, 红蘑菇
pizza|🍕|.|slide|0.95|slice of pizza|块 披萨, 比萨饼
burger|🍔|.|roll|0.9|burger, hamburger|个 汉堡, 汉堡包
donut|🍩|.|roll|0.9|donut, doughnut|个 甜甜圈
cake|🎂|.|slide|1|cake, birthday cake|个 蛋糕, 生日蛋糕
icecream|🍦|.|slide|0.95|ice cream cone|支 冰淇淋, 冰激凌
cookie|🍪|.|roll|0.85|cookie|块 饼干, 曲奇
lollipop|🍭|.|slide|0.9|lollipop|根 棒棒糖
egg|🥚|.|roll|0.85|egg|个 鸡蛋
cheese|🧀|.|slide|0.9|piece of cheese|块 奶酪
""", "plant": """
rose|🌹|.|slide|1|rose, red rose|朵 玫瑰, 红玫瑰
sunflower|🌻|.|slide|1|sunflower|朵 向日葵
tulip|🌷|.|slide|1|tulip, pink tulip|朵 郁金香
cactus|🌵|.|slide|1.15|cactus|棵 仙人掌
palm|🌴|.|slide|1.35|palm tree|棵 棕榈树, 椰子树
fir|🌲|.|slide|1.35|fir tree, pine tree|棵 松树, 杉树
tree|🌳|.|slide|1.35|green tree, leafy tree|棵 大树, 绿树
maple|🍁|.|float|0.9|maple leaf, red leaf|片 枫叶, 红叶
""", "sky": """
moon|🌙|.|float|1|crescent moon, yellow moon|弯 月牙, 弯月
star|⭐|.|float|0.95|star, yellow star|颗 星星, 黄色的星星
sun|☀|.|float|1.05|sun, yellow sun|个 太阳
cloud|☁|.|float|1.15|white cloud, little cloud|朵 白云, 云朵
earth|🌍|.|float|1.05|globe, planet Earth|个 地球
saturn|🪐|.|float|1.15|planet with rings, ringed planet|颗 土星, 带光环的行星
comet|☄|L|fly|1.1|comet|颗 彗星
""", "toy": """
balloon|🎈|.|float|1.1|balloon, red balloon|个 红气球, 气球
football|⚽|.|roll|0.85|football, soccer ball|个 足球
basketball|🏀|.|roll|0.85|basketball|个 篮球
baseball|⚾|.|roll|0.8|baseball|个 棒球
eightball|🎱|.|roll|0.8|billiard ball, black ball|个 台球, 黑球
teddy|🧸|.|walk|1|teddy bear|只 泰迪熊, 玩具熊
kite|🪁|.|fly|1.15|kite|只 风筝
robot|🤖|.|walk|1.05|robot|个 机器人
gift|🎁|.|slide|0.95|gift, present|个 礼物, 礼物盒
guitar|🎸|.|slide|1.1|guitar, red guitar|把 吉他, 红吉他
drum|🥁|.|slide|1|drum|个 鼓, 小鼓
violin|🎻|.|slide|1.1|violin|把 小提琴
skateboard|🛹|.|drive|1|skateboard|个 滑板
crown|👑|.|slide|0.95|crown, golden crown|顶 王冠, 金色王冠
tophat|🎩|.|slide|0.95|top hat, black hat|顶 礼帽, 黑色礼帽
bell|🔔|.|slide|0.9|bell, golden bell|个 铃铛, 金铃铛
diamond|💎|.|slide|0.9|diamond, blue diamond|颗 钻石, 蓝钻石
key|🔑|.|slide|0.9|key, golden key|把 钥匙, 金钥匙
umbrella|☂|.|float|1.1|umbrella, purple umbrella|把 雨伞, 紫色雨伞
chair|🪑|.|slide|1.1|chair, wooden chair|把 椅子, 木椅子
house|🏠|.|slide|1.35|house|座 房子, 小屋
rock|🪨|.|roll|1.1|rock, grey rock|块 石头, 灰石头
tent|⛺|.|slide|1.25|tent|顶 帐篷
box|📦|.|slide|1.1|box, cardboard box|个 箱子, 纸箱
snowman|⛄|.|slide|1.15|snowman|个 雪人
pumpkin|🎃|.|roll|0.95|pumpkin|个 南瓜
heart|💙|.|float|0.9|heart, blue heart|颗 蓝色的心, 爱心
"""}


def _read() -> dict[str, Thing]:
    out = {}
    for kind, rows in TABLE.items():
        for row in rows.strip().splitlines():
            key, emoji, faces, gait, size, english, chinese = row.split("|")
            measure, nouns = chinese.split(" ", 1)
            out[key] = Thing(key, emoji, kind, {"L": -1, "R": 1, ".": 0}[faces], gait, float(size), tuple(english.split(", ")),
                             tuple(nouns.split(", ")), measure)
    return out


THINGS = _read()
COVERS = ("fir", "house", "rock", "tent", "box", "gift", "pumpkin", "bus", "truck", "snowman", "cake")       # what one can hide behind


def make_atlas(path: str = ATLAS) -> None:
    font = ImageFont.truetype(FONT, STRIKE)
    rows = -(-len(THINGS) // COLUMNS)
    atlas = Image.new("RGBA", (CELL * COLUMNS, CELL * rows), (0, 0, 0, 0))
    for i, thing in enumerate(THINGS.values()):
        cell = Image.new("RGBA", (CELL * 2, CELL * 2), (0, 0, 0, 0))
        ImageDraw.Draw(cell).text((40, 40), thing.emoji, font=font, embedded_color=True)
        cut = cell.crop(cell.getbbox())
        cut.thumbnail((CELL, CELL))
        atlas.paste(cut, (i % COLUMNS * CELL + (CELL - cut.width) // 2, i // COLUMNS * CELL + (CELL - cut.height) // 2))
    atlas.save(path + ".part", format="png")
    os.replace(path + ".part", path)


@functools.cache
def _atlas() -> np.ndarray:
    if not os.path.exists(ATLAS):
        make_atlas()
    return np.asarray(Image.open(ATLAS).convert("RGBA"))


@functools.cache
def cutout(key: str) -> Image.Image:
    """The thing at its full size, cropped to what is drawn of it, as straight RGBA."""
    i = list(THINGS).index(key)
    y, x = i // COLUMNS * CELL, i % COLUMNS * CELL
    picture = Image.fromarray(_atlas()[y:y + CELL, x:x + CELL])
    return picture.crop(picture.getbbox())


@functools.lru_cache(maxsize=2048)
def sprite(key: str, size: int) -> np.ndarray:
    """Premultiplied uint8 RGBA [h, w, 4] whose longer side is `size` pixels, in a margin of two empty ones."""
    picture = cutout(key).convert("RGBa")                     # Pillow's name for premultiplied
    scale = size / max(picture.size)
    picture = picture.resize([max(2, round(side * scale)) for side in picture.size], Image.LANCZOS if scale < 1 else Image.BICUBIC)
    pixels = np.pad(np.asarray(picture), ((2, 2), (2, 2), (0, 0)))
    return np.minimum(pixels, pixels[..., 3:])                # the filter may overshoot: no colour above its alpha


if __name__ == "__main__":
    make_atlas()
    print(f"{len(THINGS)} things in {ATLAS}")

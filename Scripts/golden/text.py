#!/usr/bin/env python3
"""Golden values for Tests/TextTokenizationTests, written into its folder Golden.

    pip install ftfy==6.3.1 sentencepiece==0.2.3
    python3 Scripts/golden/text.py

cleaning.json     prompts, and what diffusers' prompt_clean for Wan makes of them
tokens.json       prompts, and their ids by spiece.model, the end token included
spiece.model      a small model of the kind that UMT5 has: unigram, byte fallback, nmt_nfkc normalization
no-end-token.model
"""
import html, json, os, pathlib, platform, random, re, tempfile

import ftfy
import sentencepiece

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "Tests/TextTokenizationTests/Golden"
MADE_BY = (f"Scripts/golden/text.py, Python {platform.python_version()}, ftfy {ftfy.__version__}, "
           f"sentencepiece {sentencepiece.__version__}")

WORDS = """a an the red blue green golden small huge balloon dog cat rocket robot apple fish whale train city sea meadow
desert night sunset rain snow rises falls spins bounces runs slowly quickly over under across towards camera pans left
right zooms in out tilts up close-up wide shot of with and while two three""".split()
HAN = "一只小狗在草地上奔跑夕阳下的大海镜头向右平移火箭升空烟花绽放城市霓虹雨夜机器人旋转"

BY_HAND = [
    "", " ", "\n\t \u3000", "A red balloon rises over the sea.", "  two   spaces  ", "tabs\tand\nlines\r\nand\rmore\u2028x\u2029y\x85z",
    "一只小狗在草地上奔跑，夕阳下！", "「引号」『二重』（括号）【方】《书》；：？～", "“Hello,” she said—‘quietly’… isn’t it?",
    "ＬＯＵＤ　ＮＯＩＳＥＳ１２３", "ｶﾞｷﾞｸﾞﾊﾟ ﾎﾟ ｱｲｳ ﾡﾢ￡￥￦", "ﬂuﬃeﬆ oﬀ ĳs ŉ Ǆǆ æœ", "e\u0301 a\u0308 \u1112\u1161\u11ab \uc9c0\uffa3 \u1101\u1176 \uac00\u11a7 \u212b \u2126",
    "&amp; &lt;b&gt; &quot;x&quot; &#39; &#x27; &nbsp; &hellip;", "&amp;amp;amp; &amp;lt;", "<b> &amp; &amp;amp; &eacute;",
    "<b>\n&amp;amp;amp;", "&amp;amp;amp;\n<b>\n&amp;amp;amp;", "this&not that &notit; &ampx &copy2026 &lt5 &eacute", "P&EACUTE;REZ &NTILDE; &nTILDE; &SZLIG; &AMP; &LT;",
    "&#0; &#x80; &#150; &#x1; &#xD800; &#1114112; &#99999999999999999999; &#13; &#xFDD0; &#x1FFFE;", "&#128512 &#x1F600; &#X41; &# &#; &#x; &;",
    "&fjlig; &NotEqualTilde; &CounterClockwiseContourIntegral; &ThickSpace;|", "&#59; &#38;amp; &semi;", "& &a &\u212a; &abcdefghijklmnopqrstuvwxyzabcdefghij;",
    "bell\x07 nul\x00 esc\x1b[31mred\x1b[0m \x1b[1;2m \x1b[ del\x7f bom\ufeff obj\ufffc \u200bzw \u200d \u2060 \xad", "\x80\x93quoted\x94 \x85 \x81",
    "cafÃ© naÃ¯ve Ã  la mode", "âœ” No problems", "sÃ³ &macr;\\_(ã\x83\x84)_/&macr;", "voilÃ le travail", "â€œquotedâ€\x9d itâ€™s â€“ ok", "ä½ å¥½ä¸–ç•Œ",
    "ÐŸÑ€Ð¸Ð²ÐµÑ‚", "РџСЂРёРІРµС‚", "Ã¢â‚¬Å“twiceÃ¢â‚¬\x9d", "l’humanitÃ© “fine” Ã\xa0", "€ 10 costs £5 © 2026 ® ™ ½ °C µm", "Ærø Åse Ñandú São Ça Â Ã", "mixed ðŸ˜€ 😀 emoji",
    "👩‍👩‍👧 🏳️‍🌈 👍🏽 🇩🇪 ☺️ ❤️", "привет мир Ελλάδα עברית العربية हिन्दी ไทย 한국어 日本語", "\u1680\u180e\u2003\u202f\u205fspaces\x1c\x1d\x1e\x1f", "a\xa0b",
    "Zürich, señor, crème brûlée, Dvořák, łódź, İstanbul, straße, œuvre", "1\u20442 ² ³ ¹ ª º", "﷽ ﷺ ㈱ ㎏ ① ⅷ", "\uffe0\uffe1\uffe2\uffe3\uffe4\uffe5\uffe6\uffe8\uffed",
]
PIECES = (WORDS + list(HAN) + "café naïve “quoted” ‘x’ — … ， ！ （ ） ： 。 、 １２ Ａｂ ﬁ ﬂ ｶﾞ カ\u3099 e\u0301 😀 🇩🇪 &amp; &amp;lt; &eacute; &EACUTE; &#8217; "
          "&#x80; &notit &copy < > \x07 \x1b[1m \x85 \x93 \xa0 \u3000 \ufeff \u200b Ã© â€™ ä½ \xa5½ Ð¿ ï¼Œ ÃƒÂ© 한 \uffa3 Å › € £ ° × Â \ufffd ?".split(" "))


def clean(text):
    """prompt_clean of pipeline_wan.py, diffusers 0.42.1."""
    text = html.unescape(html.unescape(ftfy.fix_text(text))).strip()
    return re.sub(r"\s+", " ", text).strip()


def sentences(count, seed):
    rng = random.Random(seed)
    return [rng.choice(["", " "]).join(rng.choice(PIECES) for _ in range(rng.randint(2, 12))) for _ in range(count)]


def train(name, folder, **options):
    rng = random.Random(1)
    os.chdir(folder)  # the model keeps the names of its files
    corpus = pathlib.Path("corpus.txt")
    corpus.write_text("".join(" ".join(rng.choices(WORDS, k=10)) + "\n" + "".join(rng.choices(HAN + ",!:", k=12)) + "\n"
                              for _ in range(400)))
    sentencepiece.SentencePieceTrainer.train(
        input="corpus.txt", model_prefix=name, pad_id=0, unk_id=2, bos_id=-1, character_coverage=1.0,
        hard_vocab_limit=False, minloglevel=2, **options)
    model = pathlib.Path(f"{name}.model")
    (FOLDER / f"{name}.model").write_bytes(model.read_bytes())
    return sentencepiece.SentencePieceProcessor(model_file=str(model))


def write(name, cases):
    lines = ",\n".join(json.dumps(case) for case in cases)
    (FOLDER / f"{name}.json").write_text(f'{{"madeBy": {json.dumps(MADE_BY)}, "cases": [\n{lines}\n]}}\n')


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    texts = BY_HAND + sentences(200, 1)
    write("cleaning", [{"text": t, "cleaned": clean(t)} for t in texts])
    with tempfile.TemporaryDirectory() as folder:
        model = train("spiece", folder, vocab_size=420, eos_id=1, byte_fallback=True, model_type="unigram")
        train("no-end-token", folder, vocab_size=120, eos_id=-1, model_type="char", normalization_rule_name="identity")
    prompts = BY_HAND + [clean(t) for t in texts] + [" ".join(["dog"] * n) for n in (510, 511, 512, 700)]
    prompts = list(dict.fromkeys(p for p in prompts if "\x00" not in p))
    write("tokens", [{"text": p, "ids": model.encode(p)[:511] + [model.eos_id()]} for p in prompts])


main()

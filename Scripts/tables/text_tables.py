#!/usr/bin/env python3
"""Writes the tables of Sources/Generation/TextTokenization that come from elsewhere.

    pip install ftfy==6.3.1
    python3 Scripts/tables/text_tables.py && swift format -i -r Sources/Generation/TextTokenization

HTMLEntityTable.swift       the named character references of HTML 5, from Python's html.entities
SingleByteTables.swift      what bytes 80 to FF mean in old encodings, from Python's codecs as ftfy opens them up
MojibakeClasses.swift       kinds of characters that tell damaged text, from ftfy (Speer, Apache License 2.0)
"""
import html.entities, pathlib, platform, textwrap

import ftfy
from ftfy import badness, chardata

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "Sources/Generation/TextTokenization"
MADE_BY = f"// Written by Scripts/tables/text_tables.py with Python {platform.python_version()} and ftfy {ftfy.__version__}.\n\n"


def wrapped(words, indent):
    return textwrap.fill(" ".join(words), 120, initial_indent=" " * indent, subsequent_indent=" " * indent,
                         break_long_words=False, break_on_hyphens=False)


def entities():
    table = html.entities.html5
    words = []
    for name, text in sorted(table.items()):
        if name.endswith(";"):
            optional = name[:-1] in table
            assert not optional or table[name[:-1]] == text
            words.append(name[:-1] + ("?" if optional else "") + "=" + "+".join(f"{ord(c):X}" for c in text))
    assert all(n.endswith(";") or n + ";" in table for n in table)
    return f'''{MADE_BY}/// The named character references of HTML 5: names, a question mark where the semicolon may be left out, and the
/// characters in hexadecimal.
///
/// Source: WHATWG, HTML Living Standard, section 13.5.
let htmlEntityTable = """
{wrapped(words, 4)}
    """
'''


def swift_string(text):
    return '"' + "".join(c if " " <= c < "\x7f" and c not in '"\\' else f"\\u{{{ord(c):X}}}" for c in text) + '"'


def encodings():
    rows = []
    for name in chardata.CHARMAP_ENCODINGS:
        upper = bytes(range(0x80, 0x100)).decode(name)
        assert len(set(upper)) == 128
        words = [f"{ord(c):04X}" for c in upper]
        sloppy = name.startswith("sloppy-")
        rows.append(f'    SingleByteEncoding(\n        name: "{name.removeprefix("sloppy-")}", marksLostBytes: {str(sloppy).lower()},\n'
                    f'        upperHalf: """\n{wrapped(words, 12)}\n            """),')
    return f'''{MADE_BY}/// The encodings that UTF-8 is most often misread as, in the order in which they are tried.
let singleByteEncodings = [
{chr(10).join(rows)}
]
'''


def classes():
    def members(table, prefix=""):
        lines = []
        for name, text in table.items():
            words = name.removeprefix("utf8_").split("_")
            title = words[0] + "".join(w.title() for w in words[1:])
            lines.append(f"    static let {title} = ScalarSet({swift_string(text)})")
        return "\n".join(lines)
    return f'''{MADE_BY}/// Kinds of characters, as they matter to `MojibakeHeuristic`.
///
/// Source: ftfy (Speer 2019), `MOJIBAKE_CATEGORIES` in badness.py; Apache License 2.0.
enum MojibakeClass {{
{members(badness.MOJIBAKE_CATEGORIES)}
}}

/// Characters that bytes of UTF-8 turn into when they are read in an old encoding.
///
/// Source: ftfy (Speer 2019), `UTF8_CLUES` in chardata.py; Apache License 2.0.
enum UTF8Clue {{
{members(chardata.UTF8_CLUES)}
}}
'''


(FOLDER / "HTMLEntityTable.swift").write_text(entities())
(FOLDER / "SingleByteTables.swift").write_text(encodings())
(FOLDER / "MojibakeClasses.swift").write_text(classes())

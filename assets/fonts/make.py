#!/usr/bin/env python3
"""Makes the font files of this folder: subsets of free fonts packaged by Debian.

Installs nothing. Needed beforehand (Debian 12 and any Python from 3.9 on):

    apt-get install fonts-noto-cjk fonts-lxgw-wenkai
    pip install fonttools==4.68.0

Usage:

    ./make.py               make every font anew, then check it
    ./make.py --check       only check the fonts that are here
    ./make.py --check-list  compare characters.txt with the Unihan database
                            (apt-get install unicode-data)
    --sources FOLDER        look for the source files below FOLDER instead of
                            asking dpkg where the packages put them

The same packages and the same fonttools give the same bytes: the time stamps
inside the fonts are those of the source fonts.
"""

import argparse
import bz2
import hashlib
import re
import subprocess
import sys
from pathlib import Path

try:
    import fontTools
    from fontTools import subset
    from fontTools.ttLib import TTFont
except ImportError:
    sys.exit("make.py: needs fonttools (pip install fonttools==4.68.0)")

HERE = Path(__file__).resolve().parent
FONTTOOLS = "4.68.0"

# OpenType features kept. Vertical setting, ruby, historical and decorative
# forms are left out, and so is everything that only other languages select.
FEATURES = ["calt", "ccmp", "fwid", "halt", "kern", "liga", "locl", "mark", "mkmk",
            "palt", "pwid"]
SCRIPTS = [script + "." + language
           for script in ("DFLT", "latn", "grek", "cyrl", "hani", "kana")
           for language in ("dflt", "ZHS")]
# Tables of no use in horizontal setting without hints.
DROPPED = ["BASE", "VORG", "vhea", "vmtx", "gasp", "DSIG"]


class Source:
    """One font to make: where it comes from and what it is called."""

    def __init__(self, target, package, file, face, family, style, weight, rename=None):
        self.target = target    # file name here
        self.package = package  # Debian package
        self.file = file        # file name inside the package
        self.face = face        # family name of the face inside a collection
        self.family = family    # expected family name of the result
        self.style = style      # expected style name of the result
        self.weight = weight    # expected OS/2 weight of the result
        self.rename = rename    # PostScript base name, if the font is renamed


SOURCES = [
    Source("NotoSerifCJKsc-Regular.otf", "fonts-noto-cjk", "NotoSerifCJK-Regular.ttc",
           "Noto Serif CJK SC", "Noto Serif CJK SC", "Regular", 400),
    Source("NotoSerifCJKsc-Bold.otf", "fonts-noto-cjk", "NotoSerifCJK-Bold.ttc",
           "Noto Serif CJK SC", "Noto Serif CJK SC", "Bold", 700),
    Source("NotoSansCJKsc-Regular.otf", "fonts-noto-cjk", "NotoSansCJK-Regular.ttc",
           "Noto Sans CJK SC", "Noto Sans CJK SC", "Regular", 400),
    Source("NotoSansCJKsc-Bold.otf", "fonts-noto-cjk", "NotoSansCJK-Bold.ttc",
           "Noto Sans CJK SC", "Noto Sans CJK SC", "Bold", 700),
    # "LXGW" is a reserved font name, so a modified font needs another one.
    Source("ReportKai-Regular.ttf", "fonts-lxgw-wenkai", "LXGWWenKai-Regular.ttf",
           "LXGW WenKai", "Report Kai", "Regular", 400, rename="ReportKai"),
]

RESERVED = ["Source", "LXGW", "霞鹜"]


def read_characters():
    """The blocks of characters.txt: a dict from block name to code points."""
    blocks, block = {}, None
    for line in (HERE / "characters.txt").read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("# "):
            continue
        if line == "#":
            continue
        if line.startswith("= "):
            block = blocks.setdefault(line[2:], [])
        elif line.startswith("U+"):
            for word in line.split():
                ends = [int(end[2:], 16) for end in word.split("..")]
                block.extend(range(ends[0], ends[-1] + 1))
        else:
            block.extend(map(ord, line))
    return blocks


def locate(package, file, sources):
    """The path of a file of a Debian package."""
    if sources:
        found = sorted(Path(sources).rglob(file))
    else:
        try:
            listing = subprocess.run(["dpkg-query", "-L", package], text=True,
                                     capture_output=True, check=True).stdout
        except (OSError, subprocess.CalledProcessError):
            listing = ""
        found = [Path(line) for line in listing.splitlines() if Path(line).name == file]
    if not found:
        sys.exit(f"make.py: no {file}: apt-get install {package}, or give --sources")
    return found[0]


def open_source(source, sources):
    path = locate(source.package, source.file, sources)
    if path.suffix != ".ttc":
        return TTFont(path, recalcTimestamp=False)
    number = 0
    while True:
        font = TTFont(path, fontNumber=number, recalcTimestamp=False, lazy=True)
        if font["name"].getDebugName(1) == source.face:
            return font
        number += 1


def rewrite_names(font, source):
    """Says in the name table that this is a subset; renames it if it must be."""
    table = font["name"]
    # Only the English records of the Windows platform, the ones that are read.
    table.names = [record for record in table.names
                   if (record.platformID, record.platEncID, record.langID) == (3, 1, 0x409)]

    def put(name_id, text):
        table.setName(text, name_id, 3, 1, 0x409)

    if source.rename:
        postscript = f"{source.rename}-{source.style}"
        put(1, source.family)
        put(2, source.style)
        put(4, source.family if source.style == "Regular" else f"{source.family} {source.style}")
        put(6, postscript)
        table.names = [record for record in table.names if record.nameID not in (16, 17, 21, 22)]
    version = table.getDebugName(5)
    put(3, f"{version.split(';')[0]};{table.getDebugName(6)};subset")
    put(5, f"{version};subset")


def make(source, wanted, sources):
    font = open_source(source, sources)
    # Variation sequences would pull in glyphs of other regions.
    font["cmap"].tables = [table for table in font["cmap"].tables if table.format != 14]

    options = subset.Options()
    options.layout_features = FEATURES
    options.layout_scripts = SCRIPTS
    options.drop_tables = options.drop_tables + DROPPED
    options.hinting = False
    options.desubroutinize = False  # shared outlines stay shared: smaller
    options.notdef_outline = True
    options.glyph_names = False
    options.legacy_cmap = False
    options.name_IDs = ["*"]
    options.name_languages = ["*"]
    options.recalc_timestamp = False
    options.canonical_order = True

    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=wanted)
    subsetter.subset(font)
    rewrite_names(font, source)
    font.save(HERE / source.target, reorderTables=True)


def check(source, blocks):
    """Prints what one made font is and lacks; returns what is wrong with it."""
    path = HERE / source.target
    if not path.exists():
        return [f"{source.target} is not there"]
    font = TTFont(path)
    names, wrong = font["name"], []
    family, style = names.getDebugName(1), names.getDebugName(2)
    weight = font["OS/2"].usWeightClass
    if (family, style, weight) != (source.family, source.style, source.weight):
        wrong.append(f"{source.target} is called {family}, {style}, {weight}")
    for name_id in (1, 3, 4, 6, 16):
        text = names.getDebugName(name_id) or ""
        wrong += [f"{source.target}: reserved name {word} in {text}"
                  for word in RESERVED if word in text]
    for name_id in (0, 13):
        if not names.getDebugName(name_id):
            wrong.append(f"{source.target}: name record {name_id} (copyright, licence) is gone")
    cmap = font.getBestCmap()
    empty = font.getGlyphOrder()[0]
    print(f"{source.target}: {family}, {style}, {weight}; {path.stat().st_size:,} bytes; "
          f"{len(font.getGlyphOrder()):,} glyphs; {len(cmap):,} characters")
    print("  sha256", hashlib.sha256(path.read_bytes()).hexdigest())
    features = {record.FeatureTag for tag in ("GSUB", "GPOS") if tag in font
                for record in font[tag].table.FeatureList.FeatureRecord}
    print("  features", " ".join(sorted(features)))
    for name, characters in blocks.items():
        gap = sorted({c for c in characters if cmap.get(c, empty) == empty})
        if gap:
            print(f"  lacks {len(gap)} of {name}:", show(gap))
        if gap and ("通用规范汉字表" in name or "GB 2312" in name or "Basic Latin" in name):
            wrong.append(f"{source.target}: not the whole of {name}")
    return wrong


def show(codes):
    """Code points as a short text of ranges."""
    parts, start = [], None
    for index, code in enumerate(codes):
        if start is None:
            start = code
        if index + 1 == len(codes) or codes[index + 1] != code + 1:
            parts.append(f"U+{start:04X}" if start == code else f"U+{start:04X}..U+{code:04X}")
            start = None
    return " ".join(parts)


def check_list(blocks, sources):
    """Compares the three tables with the kTGH property."""
    path = locate("unicode-data", "Unihan_OtherMappings.txt.bz2", sources)
    order = {}
    for line in bz2.open(path, "rt", encoding="utf-8"):
        match = re.match(r"U\+([0-9A-F]+)\tkTGH\t2013:(\d+)$", line.rstrip())
        if match:
            order[int(match[2])] = int(match[1], 16)
    ours = [c for name, characters in blocks.items() if "通用规范汉字表" in name
            for c in characters]
    same = ours == [order[number] for number in sorted(order)]
    print(f"{len(ours):,} characters here, {len(order):,} in Unihan:",
          "the same, in the same order" if same else "not the same")
    return [] if same else ["characters.txt differs from Unihan"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--check", action="store_true", help="make nothing, only check")
    parser.add_argument("--check-list", action="store_true",
                        help="compare characters.txt with Unihan")
    parser.add_argument("--sources", metavar="FOLDER", help="where the source files are")
    arguments = parser.parse_args()
    blocks = read_characters()
    if arguments.check_list:
        wrong = check_list(blocks, arguments.sources)
    else:
        if not arguments.check:
            if fontTools.version != FONTTOOLS:
                print(f"make.py: fonttools {fontTools.version} instead of {FONTTOOLS}: "
                      "the bytes may differ", file=sys.stderr)
            wanted = {c for characters in blocks.values() for c in characters}
            for source in SOURCES:
                make(source, wanted, arguments.sources)
        wrong = [text for source in SOURCES for text in check(source, blocks)]
    for text in wrong:
        print("make.py:", text, file=sys.stderr)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()

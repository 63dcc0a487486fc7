#!/usr/bin/env python3
"""check.py [--year YEAR.TOML] FILE.pdf…  Holds finished PDFs against other people's tools.

qpdf finds the file sound, pdffonts every font embedded, pikepdf the tags, alternative texts,
outline, links, title and language that a screen reader and an archive need. Prints what failed and
"N passed, N failed"; exit code 1 when something failed.
"""

import argparse
import subprocess
import sys
import tomllib
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name

passed = 0
failed = 0


def check(file, what, problems):
    """Counts one check; an empty list of problems is a pass."""
    global passed, failed
    if not problems:
        passed += 1
        return
    failed += 1
    print(f"FAIL {file}: {what}")
    for problem in problems[:8]:
        print(f"     {problem}")


def must(truth, problem):
    return [] if truth else [problem]


def tool(*command):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def sound(file):
    code, said = tool("qpdf", "--check", str(file))
    return must(code == 0, said.strip())


def embedded(file):
    code, said = tool("pdffonts", str(file))
    lines = said.splitlines()
    if code or len(lines) < 3:
        return [said.strip() or "no fonts at all"]
    # name, type, encoding, emb, sub, uni, object ID (two numbers): long names push the rest aside.
    wrong = [line for line in lines[2:] if line.split()[-5] != "yes"]
    # Type 3 fonts have no outlines that a reader could copy from.
    return wrong + [line for line in lines[2:] if " Type 3 " in line]


def elements(node, seen):
    """Every structure element below `node`."""
    stack = [node]
    while stack:
        item = stack.pop()
        if isinstance(item, Array):
            stack.extend(reversed(list(item)))
        elif isinstance(item, Dictionary):
            if item.is_indirect:
                if item.objgen in seen:
                    continue
                seen.add(item.objgen)
            if "/S" in item and item.get("/Type") != "/Action":
                yield item
            if "/K" in item:
                stack.append(item.K)


def name_of(element, roles):
    """An element's standard type: its own, or the one its role is mapped to."""
    kind = str(element.S)
    return str(roles[kind]) if kind in roles else kind


def outline(pdf):
    with pdf.open_outline() as tree:
        count = 0
        waiting = list(tree.root)
        while waiting:
            item = waiting.pop()
            count += 1
            if not item.title.strip() or (item.destination is None and item.action is None):
                return [f"an entry leads nowhere: {item.title!r}"]
            waiting.extend(item.children)
    return must(count >= 5, f"only {count} entries")


def links(pdf):
    """Links inside the document: that there are some, and that each page they name is there."""
    pages = {page.obj.objgen for page in pdf.pages}
    names = pikepdf.NameTree(pdf.Root.Names.Dests) if "/Names" in pdf.Root and "/Dests" in pdf.Root.Names else {}
    wrong = []
    inside = 0
    for number, page in enumerate(pdf.pages, 1):
        for annotation in page.get("/Annots", []):
            if annotation.get("/Subtype") != "/Link":
                continue
            if not str(annotation.get("/Contents", "")).strip():
                wrong.append(f"page {number}: a link without words for who cannot see it")
            action = annotation.get("/A", Dictionary())
            target = annotation.get("/Dest", action.get("/D"))
            if action.get("/S") in ("/JavaScript", "/Launch", "/SubmitForm", "/ImportData"):
                wrong.append(f"page {number}: a link that runs {action.S}")
            if target is None:
                continue
            inside += 1
            if isinstance(target, (pikepdf.String, Name)):
                found = names.get(str(target))
                target = found.get("/D") if isinstance(found, Dictionary) else found
            if target is None or target[0].objgen not in pages:
                wrong.append(f"page {number}: a link to nowhere")
    return wrong + must(inside > 50, f"only {inside} links")


def silent(pdf):
    """Nothing that runs, nothing attached to opening it."""
    wrong = [key for key in ("/OpenAction", "/AA") if key in pdf.Root and "/JS" in str(pdf.Root[key])]
    if "/Names" in pdf.Root and "/JavaScript" in pdf.Root.Names:
        wrong.append("/JavaScript")
    return wrong


def check_file(file, year):
    check(file, "qpdf finds it sound", sound(file))
    check(file, "every font is embedded", embedded(file))
    with pikepdf.open(file) as pdf:
        root = pdf.Root
        with pdf.open_metadata(set_pikepdf_as_editor=False) as metadata:
            title = metadata.get("dc:title") or ""
            facts = {key: metadata.get(key) for key in ("pdfuaid:part", "pdfaid:part", "pdfaid:conformance")}
        check(file, "it has a title", must(title.strip(), "none"))
        info = pdf.docinfo.get("/Title") if "/Info" in pdf.trailer else title
        check(file, "its titles agree", must(info is None or str(info) == title, f"{info} / {title}"))
        shown = root.get("/ViewerPreferences", Dictionary()).get("/DisplayDocTitle")
        check(file, "the title is shown, not the file's name", must(shown is True, str(shown)))
        check(file, "its language is Chinese", must(str(root.get("/Lang", "")).lower().startswith("zh"), str(root.get("/Lang"))))
        check(file, "it calls itself PDF/UA-1", must(str(facts["pdfuaid:part"]) == "1", str(facts)))
        check(file, "it is tagged", must(root.get("/MarkInfo", Dictionary()).get("/Marked") is True, "not marked"))
        tree = root.get("/StructTreeRoot")
        check(file, "it has a structure", must(tree is not None, "none"))
        roles = {str(key): value for key, value in tree.get("/RoleMap", Dictionary()).items()} if tree is not None else {}
        all_elements = list(elements(tree.K, set())) if tree is not None else []
        kinds = [name_of(element, roles) for element in all_elements]
        for kind in ("/P", "/H1", "/Table", "/TH", "/TD", "/Figure", "/Link"):
            check(file, f"it has {kind[1:]} tags", must(kind in kinds, "none"))
        figures = [element for element, kind in zip(all_elements, kinds) if kind == "/Figure"]
        alts = [str(element.get("/Alt", "")) for element in figures]
        check(file, "every figure has an alternative text", must(all(alt.strip() for alt in alts), str(alts)))
        levels = [int(kind[2:]) for kind in kinds if kind[1:2] == "H" and kind[2:].isdigit()]
        leaps = [f"H{before} is followed by H{after}" for before, after in zip([0, *levels], levels) if after > before + 1]
        check(file, "headings leave out no level", leaps)
        untagged = [number for number, page in enumerate(pdf.pages, 1) if "/StructParents" not in page.obj]
        check(file, "every page is part of the structure", [f"page {number}" for number in untagged])
        check(file, "it has an outline", outline(pdf))
        check(file, "figures lead to the appendix", links(pdf))
        check(file, "it runs nothing", silent(pdf))
        if year:
            check(file, "the title is year.toml's", must(title == year["title"], title))
            wanted = [picture.get("alt", picture["caption"]) for picture in year.get("picture", [])]
            missing = [alt for alt in wanted if alt not in alts]
            check(file, "every picture has its own alternative text", missing)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--year", type=Path)
    parser.add_argument("files", nargs="+", type=Path)
    arguments = parser.parse_args()
    year = tomllib.loads(arguments.year.read_text("utf-8")) if arguments.year else None
    for file in arguments.files:
        if file.is_file():
            check_file(file, year)
        else:
            check(file, "it is there", ["no such file"])
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


sys.exit(main())

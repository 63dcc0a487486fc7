"""`report sql` in real engines: their figures are ours to the fen, their checks find what ours find.

    python tests/sql/check.py PROGRAM [ENGINE…]
"""

import json
import os
import shutil
import sys
import tempfile
import traceback
from pathlib import Path

import engines
import projects
from engines import CHECKS, FIGURES, Report

ROOT = Path(__file__).resolve().parents[2]
# Findings that are about no cell of the rows, or that SQL leaves to `report`.
NOT_IN_SQL = {"C403", "Q101", "L108", "L112", "L113", "L114", "F103", "F104", "F301", "F302", "C503", "C501", "C502"}


def answers(report, year, name, run, handle):
    """The engine's findings and figures, written beside the project; the findings without the stamp."""
    os.chdir(report.project)
    paths = {}
    for part, header in (("checks", CHECKS), ("figures", FIGURES)):
        rows = run(report.sql(year, name, f"setup,{part}"), handle)
        paths[part] = report.project / f"{name}-{part}.csv"
        engines.write(paths[part], header, rows)
        if part == "checks":
            found = [row for row in rows if row[0] != "#report"]
            assert len(found) == len(rows) - 1, "one stamp"
    return found, paths


def same_figures(folder, year, name, run, handle, program):
    report = Report(program, folder)
    found, paths = answers(report, year, name, run, handle)
    # A place without a day is worth a warning, and counts at the year's end.
    assert {row[0] for row in found} <= {"C303"}, found[:5]
    ours = report.run("figures", year, "--format", "json")
    theirs = report.run("figures", year, "--format", "json", "--figures", paths["figures"], "--checks", paths["checks"])
    assert ours.returncode == 0, ours.stderr
    assert theirs.returncode == 0, theirs.stderr
    for one, other in zip(json.loads(ours.stdout), json.loads(theirs.stdout), strict=True):
        assert one == other, f"\n  ours   {one}\n  theirs {other}"
    assert ours.stdout == theirs.stdout


def example(name, run, handle, program):
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(ROOT / "data", Path(folder, "data"))
        same_figures(folder, 2020, name, run, handle, program)


def every_kind(name, run, handle, program):
    with tempfile.TemporaryDirectory() as folder:
        same_figures(projects.kinds(folder), 2020, name, run, handle, program)


def units(name, run, handle, program):
    """Rows of subordinate units' folders, with their unit; keys that two of them use."""
    with tempfile.TemporaryDirectory() as folder:
        same_figures(projects.units(folder), 2020, name, run, handle, program)
        # The report reads the same, whoever computed.
        report = Report(program, folder)
        given = [f"--{part}={name}-{part}.csv" for part in ("figures", "checks")]
        bodies = []
        for more in ([], given):
            built = report.run("build", 2020, "--format", "md", *more)
            assert built.returncode == 0, built.stderr
            text = Path(folder, "out/2020/report.md").read_text(encoding="utf-8")
            bodies.append(text.split("\n## 附录")[0])
        assert bodies[0] == bodies[1] and "常熟" in bodies[0], bodies
    with tempfile.TemporaryDirectory() as folder:
        same_findings(Report(program, projects.units(folder, wrong=True)), 2020, name, run, handle, 20)


def work(name, run, handle, program):
    with tempfile.TemporaryDirectory() as folder:
        same_figures(projects.w(folder, 40_000), 2020, name, run, handle, program)


def planted(name, run, handle, program):
    with tempfile.TemporaryDirectory() as folder:
        report = Report(program, projects.broken(folder))
        for year in (2020, 2021):
            paths = same_findings(report, year, name, run, handle, 25 if year == 2020 else 5)
            told = report.run("check", year, "--figures", paths["figures"], "--checks", paths["checks"], "--message-format", "short")
            assert told.returncode == 1 and "（引擎查出）" in told.stdout, told.stdout


def same_findings(report, year, name, run, handle, most):
    found, paths = answers(report, year, name, run, handle)
    theirs = {(code, file, row, field) for code, _, file, row, _, field, _ in found}
    lines = report.run("check", year, "--message-format", "json").stdout.splitlines()
    ours = [json.loads(line) for line in lines]
    ours = {(f["code"], f["file"], str(f["row"] or ""), f["field"] or "") for f in ours if f["code"] not in NOT_IN_SQL}
    assert len(ours) > most, ours
    # Where cells are refused, `report` leaves the keys, parts and balances over them alone.
    missed, more = ours - theirs, {one for one in theirs - ours if one[0] not in {"C202", "C402"}}
    assert not missed, f"not found by {name}: {sorted(missed)}"
    assert not more, f"only found by {name}: {sorted(more)}"
    return paths


def plain_only(name, run, handle, program):
    with tempfile.TemporaryDirectory() as folder:
        wanted = projects.sloppy(folder)
        found, _ = answers(Report(program, folder), 2020, name, run, handle)
        theirs = {(code, file, row, field) for code, _, file, row, _, field, _ in found}
        assert theirs == set(wanted), sorted(theirs ^ set(wanted))


def elsewhere(name, run, handle, program):
    """A build where the ledgers are not, and everything that must stop it."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(ROOT / "data", Path(folder, "data"))
        shutil.copytree(ROOT / "templates", Path(folder, "templates"))
        report = Report(program, folder)
        # What changed since last year stands in the prose: last year's results go along.
        last = []
        for year in sorted(int(one.name) for one in Path(folder, "data").iterdir() if one.name.isdigit() and int(one.name) < 2020):
            _, paths = answers(report, year, name, run, handle)
            for part, path in paths.items():
                last += [f"--{part}", path.rename(path.with_name(f"{year}-{path.name}"))]
        _, paths = answers(report, 2020, name, run, handle)
        here = report.run("build", 2020, "--format", "md,html")
        assert here.returncode == 0, here.stderr
        published = Path(folder, "out/2020/report.md").read_text(encoding="utf-8")
        # The template prints the awards' rows; the other ledgers are gone.
        for ledger in [*Path(folder, "data").glob("**/*.csv"), *Path(folder, "data").glob("20*/*.toml")]:
            if ledger.name not in {"awards.csv", "year.toml"}:
                ledger.unlink()
        given = ["--figures", paths["figures"], "--checks", paths["checks"], *last]
        there = report.run("build", 2020, "--format", "md,html", *given)
        assert there.returncode == 0, there.stderr
        text = Path(folder, "out/2020/report.md").read_text(encoding="utf-8")
        body = lambda whole: whole.split("\n## 附录")[0]
        assert body(text) == body(published)
        page = Path(folder, "out/2020/report.html").read_text(encoding="utf-8")
        assert f"在外部引擎里算出，结果见 {name}-figures.csv" in page
        inputs = json.loads(Path(folder, "out/2020/figures.json").read_text(encoding="utf-8"))["inputs"]
        assert {f"{name}-figures.csv", f"{name}-checks.csv"} <= {one["file"] for one in inputs}, inputs
        assert report.run("build", 2020, "--check", "--format", "md,html", *given).returncode == 0
        before = {path: path.read_bytes() for path in Path(folder, "out").rglob("*") if path.is_file()}
        rows = paths["figures"].read_text(encoding="utf-8")
        ratio = next(line for line in rows.splitlines() if line.startswith("入会率,"))
        count = next(line for line in rows.splitlines() if line.startswith("文体活动,"))
        slips = {
            "没有“文体活动”": rows.replace(count + "\n", ""),
            "有两行": rows + count + "\n",
            "没有数字“文体活动会”": rows + count.replace("文体活动,", "文体活动会,") + "\n",
            "不同": rows.replace(ratio, ratio.replace("入会率,,%,", "入会率,,%,1")),
            "单位是": rows.replace(count, count.replace("文体活动,", "文体活动,").replace(count.split(",")[2], "个月", 1)),
            "不是按现在的": rows.replace("#report,2020 ", "#report,2020 0"),
            "是 2018 年的结果": rows.replace("#report,2020 ", "#report,2018 "),
            "没有“#report”": "\n".join(line for line in rows.splitlines() if not line.startswith("#report")) + "\n",
            "不是 report sql 的结果": rows.replace("row_count", "rows"),
            "不是照": rows.replace(count, count.replace(count.split(",")[1], "5.", 1)),
        }
        for words, slip in slips.items():
            assert slip != rows, words
            Path(folder, "slip.csv").write_text(slip, encoding="utf-8")
            answer = report.run("build", 2020, "--figures", "slip.csv", "--checks", paths["checks"])
            assert answer.returncode == 1 and words in answer.stderr, f"{words}\n{answer.stderr[:2000]}"
        checks = paths["checks"].read_text(encoding="utf-8")
        Path(folder, "slip.csv").write_text(checks + "C101,funds,data/2020/funds.csv,7,2020-0006,金额,\n", encoding="utf-8")
        answer = report.run("build", 2020, "--figures", paths["figures"], "--checks", "slip.csv", "--message-format", "short")
        assert answer.returncode == 1 and "error[C101]: 第 7 行“金额”列（2020-0006）" in answer.stderr, answer.stderr[:2000]
        assert before == {path: path.read_bytes() for path in Path(folder, "out").rglob("*") if path.is_file()}
        # The same as JSON lines, nulls left out.
        header, *lines = engines.csv.reader(rows.splitlines())
        objects = [{key: cell for key, cell in zip(header, line) if cell} for line in lines]
        Path(folder, "figures.jsonl").write_text("\n".join(json.dumps(one) for one in objects), encoding="utf-8")
        one, other = (report.run("figures", 2020, "--format", "json", "--figures", file) for file in ("figures.jsonl", paths["figures"]))
        assert one.returncode == 0 and one.stdout == other.stdout, one.stderr


CASES = [example, every_kind, units, work, planted, plain_only, elsewhere]


def main(program, names, handles):
    here = os.getcwd()
    passed, failed = 0, 0
    for name in names:
        for case in CASES:
            try:
                case(name, getattr(engines, name), handles.get(name), program)
                passed += 1
                print(f"{name}: {case.__name__}", flush=True)
            except Exception:  # noqa: BLE001 - one case must not hide the others
                failed += 1
                print(f"{name}: {case.__name__} FAILED\n{traceback.format_exc()}", flush=True)
            finally:
                os.chdir(here)
    print(f"{passed} passed, {failed} failed")
    return failed > 0


if __name__ == "__main__":
    program = str(Path(sys.argv[1]).resolve())
    wanted = sys.argv[2:] or ["duckdb", "datafusion"]
    if not sys.argv[2:] and engines.has_postgres():
        wanted.append("postgres")
    if "postgres" in wanted:
        with engines.Cluster() as socket:
            sys.exit(main(program, wanted, {"postgres": socket}))
    sys.exit(main(program, wanted, {}))

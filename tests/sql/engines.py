"""Runs what `report sql` writes in an engine, and gives back its last answer as rows of texts."""

import csv
import io
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

FIGURES = ["name", "value", "unit", "numerator", "denominator", "row_count", "items"]
CHECKS = ["code", "ledger", "file", "row_no", "row_key", "field", "cell"]


class Report:
    """The program, in one project."""

    def __init__(self, program, project):
        self.program, self.project = str(Path(program).resolve()), Path(project).resolve()

    def run(self, *arguments):
        return subprocess.run(
            [self.program, *map(str, arguments), "-C", str(self.project)],
            capture_output=True, text=True, cwd=self.project, check=False,
        )

    def sql(self, year, dialect, parts):
        # Spark's workers are elsewhere; the others stand in the project folder.
        base = ["--base", f"{self.project}/"] if dialect == "spark" else []
        answer = self.run("sql", year, "--dialect", dialect, "--part", parts, *base)
        assert answer.returncode == 0, answer.stderr
        return answer.stdout


def statements(script):
    """The statements of a script; each ends in a semicolon at a line's end."""
    return [one for one in re.split(r";\n", script) if one.strip()]


def texts(rows):
    return [["" if cell is None else str(cell) for cell in row] for row in rows]


def duckdb(script, _):
    import duckdb

    connection = duckdb.connect()
    for statement in statements(script):
        answer = connection.execute(statement)
    return texts(answer.fetchall())


def datafusion(script, _):
    import datafusion

    context = datafusion.SessionContext()
    for statement in statements(script):
        answer = context.sql(statement)
        rows = [list(row.values()) for row in answer.to_pylist()]
    return texts(rows)


def postgres(script, socket):
    """psql does the work: `\\copy` is its own."""
    answer = subprocess.run(
        ["psql", "-qX", "--csv", "-v", "ON_ERROR_STOP=1", "-h", socket, "-U", "report", "postgres"],
        input=script, capture_output=True, text=True, check=False,
    )
    assert answer.returncode == 0, answer.stderr
    return list(csv.reader(io.StringIO(answer.stdout)))[1:]


class Cluster:
    """A PostgreSQL server of our own, on a socket in a temporary folder."""

    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix="pg", dir="/tmp")
        folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
        self.bin = folders[-1] if folders else Path(shutil.which("initdb")).parent
        # A server does not run as root.
        self.user = []
        if os.geteuid() == 0:
            shutil.chown(self.folder, "nobody")
            self.user = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]
        data = f"{self.folder}/data"
        self.call("initdb", "-D", data, "-U", "report", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "-N")
        self.call("pg_ctl", "-D", data, "-w", "-l", f"{self.folder}/log", "-o", f"-k {self.folder} -h '' -F", "start")
        return self.folder

    def call(self, program, *arguments):
        subprocess.run(
            [*self.user, str(self.bin / program), *arguments], cwd=self.folder, check=True, capture_output=True
        )

    def __exit__(self, *_):
        self.call("pg_ctl", "-D", f"{self.folder}/data", "-m", "immediate", "stop")
        shutil.rmtree(self.folder)


def has_postgres():
    return shutil.which("psql") and (any(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or shutil.which("initdb"))


def spark(script, session):
    for statement in statements(script):
        answer = session.sql(statement)
    return texts([list(row) for row in answer.collect()])


def write(path, header, rows):
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)

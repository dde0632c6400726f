"""How large files, functions and templates are: `python -m tests.budget`."""

import ast
import subprocess
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NOT_COUNTED = ("tests/", "bench/", "migrations/", "spbe_portal/settings.py")


@dataclass(frozen=True)
class Figure:
    """Lines of each thing of one kind, and what is allowed of them."""

    name: str
    lines: dict[str, int]
    p90_allowed: int
    max_allowed: int | None

    @property
    def p90(self):
        ordered = sorted(self.lines.values())
        return ordered[max(0, -(-len(ordered) * 9 // 10) - 1)] if ordered else 0

    def excesses(self):
        limit = self.max_allowed or float("inf")
        yield from (
            f"{name}: {size} lines, at most {limit}"
            for name, size in self.lines.items()
            if size > limit
        )
        if self.p90 > self.p90_allowed:
            yield f"{self.name}: p90 is {self.p90} lines, at most {self.p90_allowed}"

    def __str__(self):
        largest = max(self.lines, key=self.lines.get, default="none")
        size = self.lines.get(largest, 0)
        return (
            f"{self.name}: {len(self.lines)}, p90 {self.p90}, largest {size} {largest}"
        )


def tracked(*patterns):
    """Files in git or about to be: what .gitignore names is not the project's."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    output = subprocess.check_output([*command, "--", *patterns], cwd=ROOT, text=True)
    return [path for name in output.splitlines() if (path := ROOT / name).is_file()]


def texts(pattern):
    return {
        str(path.relative_to(ROOT)): path.read_text(encoding="utf-8")
        for path in tracked(pattern)
    }


def figures():
    code = {
        name: text
        for name, text in texts("*.py").items()
        if not any(part in name for part in NOT_COUNTED)
    }
    files = {name: text.count("\n") for name, text in code.items() if text}
    functions = {
        f"{name}:{node.lineno} {node.name}": node.end_lineno - node.lineno + 1
        for name, text in code.items()
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    templates = {name: text.count("\n") for name, text in texts("templates/*").items()}
    return [
        Figure("files", files, 250, 500),
        Figure("functions", functions, 25, 60),
        Figure("templates", templates, 130, None),
    ]


if __name__ == "__main__":
    for figure in figures():
        print(figure)

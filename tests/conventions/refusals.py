"""Every refusal has a sentence, every sentence a refusal, and every value a sentence wants is given."""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

APP = Path(__file__).parents[2] / "app"
MAKERS = {"Refused": frozenset[str](), "key_refused": frozenset({"phone", "spanish_phone"})}  # and what they add
WANTED = re.compile(r"%\((\w+)\)")


@dataclass(frozen=True)
class Raised:
    """Where the source makes a Refused. `code` is None where it is no plain text."""

    where: str
    code: str | None
    facts: frozenset[str]


def raised(sources: Iterable[tuple[str, str]]) -> Iterator[Raised]:
    """Every `Refused(…)` in these (name, text), or what makes one of a code that it is given."""
    for name, text in sources:
        tree = ast.parse(text)
        own = {id(node) for maker in ast.walk(tree) if _is_maker(maker) for node in ast.walk(maker)}
        for node in ast.walk(tree):
            called = getattr(node.func, "id", getattr(node.func, "attr", "")) if isinstance(node, ast.Call) else ""
            if isinstance(node, ast.Call) and called in MAKERS and id(node) not in own:
                first = node.args[0] if node.args else None
                code = first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else None
                facts = frozenset(keyword.arg for keyword in node.keywords if keyword.arg)
                yield Raised(f"{name}:{node.lineno}", code, facts | MAKERS[called])


def _is_maker(node: ast.AST) -> bool:
    return isinstance(node, ast.FunctionDef) and node.name in MAKERS


def added(sources: Iterable[tuple[str, str]]) -> set[str]:
    """The facts that a page adds with `form.refuse(refused, phone=…)`."""
    calls = (node for _, text in sources for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call))
    return {
        keyword.arg
        for call in calls
        if isinstance(call.func, ast.Attribute) and call.func.attr == "refuse"
        for keyword in call.keywords
        if keyword.arg
    }


def source_files() -> list[tuple[str, str]]:
    return [(str(path.relative_to(APP.parent)), path.read_text("utf-8")) for path in sorted(APP.rglob("*.py"))]


def faults(sources: Iterable[tuple[str, str]], sentences: Mapping[str, str]) -> list[str]:
    """Codes without a sentence, sentences without a code, and sentences that want a value which nobody gives."""
    sources = list(sources)
    found, used, from_pages = [], set(), added(sources)
    for refusal in raised(sources):
        if refusal.code is None:
            found.append(f"{refusal.where}: the code is not written out")
            continue
        used.add(refusal.code)
        if refusal.code not in sentences:
            found.append(f"{refusal.where}: {refusal.code} has no sentence in app/reasons.py")
        elif missing := set(WANTED.findall(sentences[refusal.code])) - refusal.facts - from_pages:
            found.append(f"{refusal.where}: {refusal.code} is not given {sorted(missing)}")
    return found + [f"{code}: no refusal uses this sentence" for code in sorted(set(sentences) - used)]

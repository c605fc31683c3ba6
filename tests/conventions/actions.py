"""Every action that leaves an audit event is told to families in a sentence, or is said not to be."""

import ast
from collections.abc import Collection, Iterable, Iterator, Mapping

WRITERS = {"audited": 0, "audited_alone": 0, "all_or_nothing": 1}  # which argument is the action


def named(sources: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Where an action is named and its name; of one that is put together, what it begins with."""
    sources = list(sources)
    trees = [(name, ast.parse(text)) for name, text in sources]
    constants = {
        target.id: node.value.value
        for _, tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name) and target.id.isupper()
    }
    for name, tree in trees:
        passed_on = set(_passed_on(tree))
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            place = WRITERS.get(_called(call))
            if place is not None and call.args[place] not in passed_on:
                for action in _values(call.args[place], tree):
                    yield f"{name}:{call.lineno}", str(constants.get(action, action))


def _called(call: ast.Call) -> str:
    return str(getattr(call.func, "id", getattr(call.func, "attr", "")))


def _passed_on(tree: ast.Module) -> Iterator[ast.expr]:
    """Where one writer names to another what its own caller has named."""
    for writer in ast.walk(tree):
        if isinstance(writer, ast.FunctionDef) and writer.name in WRITERS:
            own = writer.args.args[WRITERS[writer.name]].arg
            yield from (node for node in ast.walk(writer) if isinstance(node, ast.Name) and node.id == own)


def _values(node: ast.expr, tree: ast.Module) -> Iterator[str]:
    if isinstance(node, ast.Constant):
        yield str(node.value)
    elif isinstance(node, ast.JoinedStr):
        yield "".join(str(part.value) for part in node.values[:1] if isinstance(part, ast.Constant)).rstrip(".")
    elif isinstance(node, ast.Name):
        given = [
            each.value
            for each in ast.walk(tree)
            if isinstance(each, ast.Assign)
            and any(isinstance(to, ast.Name) and to.id == node.id for to in each.targets)
        ]
        for value in given:
            yield from _values(value, tree)
        if not given:
            yield node.id


def faults(sources: Iterable[tuple[str, str]], sentences: Mapping[str, str], not_told: Collection[str]) -> list[str]:
    """Actions that nobody decided about, and decisions about actions that there are not."""
    found = list(named(sources))
    known = {action for _, action in found}
    return (
        [f"{where}: {action} is in neither list" for where, action in found if action not in {*sentences, *not_told}]
        + [f"{action}: no action has this name" for action in sorted({*sentences, *not_told} - known)]
        + [f"{action}: is in both lists" for action in sorted(set(sentences) & set(not_told))]
    )

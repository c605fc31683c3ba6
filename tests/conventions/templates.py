"""Templates hold no words of their own: every text and every attribute that is read goes through gettext."""

from html.parser import HTMLParser
from pathlib import Path

from jinja2 import Environment, nodes

from tests.conventions.words import has_word, is_spoken

FOLDER = Path(__file__).parents[2] / "templates"
BILINGUAL = ("errors/broken.html",)  # answers where no catalogue can be asked: both languages stand in it
HOLE = "\N{OBJECT REPLACEMENT CHARACTER}"  # where the template puts in what it does not write itself


def all_bare_words() -> list[str]:
    found = []
    for path in sorted(FOLDER.rglob("*.html")):
        name = str(path.relative_to(FOLDER))
        if name not in BILINGUAL:
            found += bare_words(path.read_text("utf-8"), name)
    return found


def bare_words(source: str, name: str) -> list[str]:
    """The words that a template writes itself. Sentences in `{% trans %}` and gettext() are calls to the parser."""
    tree = Environment(extensions=["jinja2.ext.i18n"]).parse(source)
    markup = "".join(_written(output) for output in tree.find_all(nodes.Output))
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    return [f"{name}: {where}: {text.strip()!r}" for where, text in reader.read if has_word(text)]


def _written(output: nodes.Output) -> str:
    return "".join(node.data if isinstance(node, nodes.TemplateData) else _literal(node) for node in output.nodes)


def _literal(expression: nodes.Node) -> str:
    """The text constants that an expression would print; those it only computes with are none."""
    if isinstance(expression, nodes.Const):
        return str(expression.value)
    if isinstance(expression, nodes.Concat):
        return "".join(map(_literal, expression.nodes))
    if isinstance(expression, nodes.CondExpr):
        return _literal(expression.expr1) + (_literal(expression.expr2) if expression.expr2 else "")
    if isinstance(expression, nodes.Or | nodes.And | nodes.Add):
        return _literal(expression.left) + _literal(expression.right)
    return HOLE


class _Reader(HTMLParser):
    """Texts and read attributes of a template's markup, in which branches follow one another."""

    def __init__(self) -> None:
        super().__init__()
        self.read: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        is_button = tag == "input" and dict(attrs).get("type") in ("submit", "button", "reset")
        for name, value in attrs:
            if value and (is_spoken(name) or (is_button and name == "value")):
                self.read.append((name, value))

    def handle_data(self, data: str) -> None:
        self.read.append(("text", data))

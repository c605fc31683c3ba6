"""How the records say no."""


class Refused(Exception):
    """A rule forbids what was asked. `app/reasons.py` has the sentence for each code, in every language.

    `field` names the form field it is about, if any; `facts` fill the sentence.
    """

    def __init__(self, code: str, field: str | None = None, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.field = field
        self.facts = facts

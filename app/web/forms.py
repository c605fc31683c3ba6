"""Forms: what was typed is kept, what is wrong is said on its field."""

from flask_wtf import FlaskForm
from wtforms import Field

from app.reasons import sentence
from app.sis.refused import Refused


class Form(FlaskForm):
    """A form of the house. Every error stands on a field, or on the form as a whole."""

    def refuse(self, refused: Refused, **facts: object) -> None:
        """Put a refusal's sentence where it belongs."""
        refused.facts.update(facts)
        text = sentence(refused)
        if refused.field in self._fields:
            field: Field = self[refused.field]
            field.errors = [*field.errors, text]
        else:
            self.form_errors.append(text)

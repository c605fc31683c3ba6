"""Forms: what was typed is kept, what is wrong is said on its field."""

from datetime import date
from typing import Any
from unicodedata import category

from flask_babel import gettext
from flask_wtf import FlaskForm
from wtforms import Field, StringField, ValidationError
from wtforms.fields.core import UnboundField
from wtforms.widgets import DateInput

from app.reasons import sentence
from app.sis.refused import Refused


class Form(FlaskForm):
    """A form of the house. Every error stands on a field, or on the form as a whole."""

    class Meta(FlaskForm.Meta):
        def bind_field(self, form: Any, unbound_field: UnboundField, options: dict[str, Any]) -> Field:
            """Text is what a person can type, whatever was sent."""
            if issubclass(unbound_field.field_class, StringField):
                options = {**options, "filters": [_text, *unbound_field.kwargs.get("filters", ())]}
            return unbound_field.bind(form=form, **options)

    def refuse(self, refused: Refused, **facts: object) -> None:
        """Put a refusal's sentence where it belongs."""
        refused.facts.update(facts)
        text = sentence(refused)
        if refused.field in self._fields:
            field: Field = self[refused.field]
            field.errors = [*field.errors, text]
        else:
            self.form_errors.append(text)


class DayField(StringField):
    """A day, as a browser's calendar sends it or as it is typed: 2026-11-24. `day` is None where there is none."""

    widget = DateInput()
    day: date | None = None

    def pre_validate(self, form: Any) -> None:
        try:
            day = date.fromisoformat(self.data) if self.data else None
        except ValueError:
            day = date.min
        if day is not None and not 1900 < day.year < 2200:
            raise ValidationError(gettext("This is no day that there can be. Please write it like 2026-11-24."))
        self.day = day


def _text(sent: object) -> object:
    """What was sent as text, without control characters but for new lines; a file or a list is no text."""
    if sent is None:
        return None
    return clean(sent if isinstance(sent, str) else "")


def clean(text: str) -> str:
    """Without control characters but for new lines."""
    return "".join(letter for letter in text if category(letter) != "Cc" or letter in "\r\n")

"""Files as the answer to a form or a link."""

from flask import Response, make_response


def pdf(content: bytes, name: str) -> Response:
    """A PDF to be kept under this name, with `.pdf`."""
    return _file(content, "application/pdf", f"{name}.pdf")


def csv(content: bytes, name: str) -> Response:
    """A table in UTF-8 to be kept under this name, with `.csv`."""
    return _file(content, "text/csv", f"{name}.csv")


def _file(content: bytes, mimetype: str, name: str) -> Response:
    response: Response = make_response(content)
    response.mimetype = mimetype
    response.headers["Content-Disposition"] = f"attachment; filename={name}"
    return response

"""The codebook: what every kind, field, code and figure means, as a page and as CSV."""

from flask import Response, render_template

from tracker.exchange import codebook, columns, dictionary
from tracker.web.files import asked_flavour, csv_file
from tracker.web.routing import Routes
from tracker.web.session import session

routes = Routes()


@routes("/codebook", policy="read")
def show_codebook() -> str:
    """All of it on one page: it is read by following links into it."""
    book = codebook.codebook(session())
    return render_template(
        "codebook.html",
        book=book,
        cardinalities=codebook.CARDINALITIES,
        types={each.type: each.label for each in book.formats},
        ruled=columns.RULES,
    )


@routes("/codebook.csv", policy="read")
def codebook_csv() -> Response:
    """The data dictionary: a row for every kind, field, column, term and rule."""
    return csv_file(dictionary.csv(session(), asked_flavour()), "codebook")

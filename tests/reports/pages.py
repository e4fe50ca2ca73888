"""A report as a page shows it, without the application around it."""

from typing import Any

from jinja2 import Environment, FileSystemLoader

from tracker.config import TEMPLATES
from tracker.languages import gettext


def page(report: Any) -> str:
    """The part that is the same for a report and for an issue that was sent."""
    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True)
    environment.globals["_"] = gettext
    return environment.get_template("reports/sections.html").render(report=report)

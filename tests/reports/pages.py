"""A report as a page shows it, without the application around it."""

from types import SimpleNamespace
from typing import Any

from jinja2 import ChoiceLoader, DictLoader, Environment, FileSystemLoader

from tracker.config import TEMPLATES
from tracker.languages import gettext


def page(report: Any, name: str = "reports/show.html") -> str:
    """A template in a bare frame."""
    bare = DictLoader({"base.html": "{% block title %}{% endblock %}{% block content %}{% endblock %}"})
    loader = ChoiceLoader([bare, FileSystemLoader(TEMPLATES)])
    environment = Environment(loader=loader, autoescape=True)
    environment.globals |= {"_": gettext, "request": SimpleNamespace(args={})}
    return environment.get_template(name).render(report=report)

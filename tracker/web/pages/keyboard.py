"""The keyboard shortcuts, as a page: the script shows the same as a help sheet."""

from flask import render_template

from tracker.web.routing import Routes

routes = Routes()
# After “g”: the slug of a list, or the path of a page. A kind that is not here is reached without a shortcut.
GO = {
    "studios": "s",
    "organisations": "b",
    "people": "p",
    "works": "w",
    "initiatives": "i",
    "deployments": "d",
    "milestones": "m",
    "labour-events": "l",
    "positions": "t",
    "sources": "o",
    "reports": "r",
    "home": "h",
}


@routes("/keyboard", policy="anyone")
def show_keyboard() -> str:
    """Every shortcut, and the switch that turns them off on this device."""
    return render_template("keyboard.html")

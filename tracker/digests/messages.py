"""What a mail holds: an issue as text and as HTML, with its rows as CSV."""

from email.message import EmailMessage
from email.utils import format_datetime
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from tracker import languages
from tracker.config import TEMPLATES
from tracker.exchange import sheet
from tracker.models import Delivery
from tracker.reports import issues, markdown


def message_of(delivery: Delivery, *, base_url: str, sender: str) -> EmailMessage:
    """The mail of a delivery: the same bytes whenever it is made, but for the boundaries between its parts."""
    run = delivery.run
    issue = issues.thaw(run.issue or {})
    with languages.use(issue.language):
        given = {"issue": issue, "run": run, "base_url": base_url, "address": f"{base_url}/issues/{run.id}"}
        subject = " ".join(_templates().get_template("emails/issue.subject").render(given).split())
        text = f"{given['address']}\n\n" + "".join(markdown.lines(issue))
        html = _templates().get_template("emails/issue.html").render(given)
        csv = "".join(sheet.lines(list(issue.header), iter(issue.rows), "excel"))
    message = EmailMessage()
    message["Subject"] = subject
    message["From"], message["To"] = sender, delivery.recipient
    message["Message-ID"] = delivery.message_id
    message["Date"] = format_datetime(run.built_at or run.slot)
    # No out-of-office note is to answer a machine.
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    message.add_alternative(html, subtype="html")
    name = f"{issue.name}-{issue.as_of}.csv"
    message.add_attachment(csv.encode(), maintype="text", subtype="csv", filename=name)
    return message


@cache
def _templates() -> Environment:
    """The templates of mails, which need no web application: every address in them is whole."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= languages.IN_TEMPLATES
    return made

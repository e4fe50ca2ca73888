// Lists what was changed in a form and not saved, and asks before one leaves it.
const KEPT_APART = ["csrf_token", "version"];
const forms = [...document.querySelectorAll("main form[method=post]")];
const opened = new Map(forms.map((form) => [form, typed(form)]));
// What was sent and refused, or waits for an answer, is on the page and nowhere else.
const refused = document.querySelector("main").hasAttribute("data-unsaved");
// How long an answer may take until one is told that it is on its way.
const PATIENCE = 1000;
let leaving = false;
let waiting;

function typed(form) {
  const fields = [...new FormData(form)].filter(([name]) => !KEPT_APART.includes(name) && !name.startsWith("read-"));
  return JSON.stringify(fields.map(([name, value]) => [name, String(value)]));
}

document.addEventListener("submit", (event) => {
  // The forms of the page's head and foot lead away from what was typed, as a link does.
  if (!forms.includes(event.target)) return;
  leaving = true;
  waiting = setTimeout(wait, PATIENCE, event.submitter);
});
window.addEventListener("pageshow", () => {
  leaving = false;
  clearTimeout(waiting);
  document.querySelector("[data-waiting]")?.remove();
});
window.addEventListener("beforeunload", (event) => {
  const changed = forms.some((form) => form.isConnected && typed(form) !== opened.get(form));
  if (!leaving && (changed || refused)) event.preventDefault();
});

for (const list of document.querySelectorAll("[data-changes]")) follow(list);

function follow(list) {
  const form = list.closest("form");
  const fields = [...form.querySelectorAll(".field :is(input:not([type=hidden], [type=radio], [type=checkbox]), select, textarea)")];
  const saved = refused ? JSON.parse(form.dataset.saved ?? "{}") : Object.fromEntries(fields.map((field) => [field.name, field.value]));
  const show = () => tell(list, fields.filter((field) => field.value !== (saved[field.name] ?? "")));
  for (const kind of ["input", "change", "reset"]) form.addEventListener(kind, show);
  // What the browser fills in again after "back" comes without an event.
  window.addEventListener("pageshow", show);
}

function tell(list, changed) {
  const { one, many } = list.dataset;
  list.hidden = !changed.length;
  list.querySelector("summary").textContent = changed.length === 1 ? one : many.replace("#", changed.length);
  list.querySelector("ul").replaceChildren(...changed.map(wayTo));
}

function wayTo(field) {
  const item = document.createElement("li");
  const way = Object.assign(document.createElement("a"), { href: `#${field.id}` });
  way.textContent = field.labels[0].firstChild.textContent.trim();
  way.addEventListener("click", () => setTimeout(() => field.focus()));
  item.append(way);
  return item;
}

function wait(button) {
  const said = Object.assign(document.createElement("span"), { role: "status", className: "quiet" });
  said.dataset.waiting = "";
  (button ?? document.querySelector("main .actions:last-child"))?.after(said);
  // Said once it is there, so that it is read out.
  said.textContent = document.querySelector("main").dataset.moment;
}

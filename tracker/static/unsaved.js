// Asks before one leaves a page with a form that was changed and not saved.
const KEPT_APART = ["csrf_token", "version"];
const forms = [...document.querySelectorAll("main form[method=post]")];
const opened = new Map(forms.map((form) => [form, typed(form)]));
// What was sent and refused, or waits for an answer, is on the page and nowhere else.
const refused = document.querySelector("main").hasAttribute("data-unsaved");
let leaving = false;

function typed(form) {
  const fields = [...new FormData(form)].filter(([name]) => !KEPT_APART.includes(name) && !name.startsWith("read-"));
  return JSON.stringify(fields.map(([name, value]) => [name, String(value)]));
}

document.addEventListener("submit", (event) => (leaving ||= !event.target.closest("dialog")));
window.addEventListener("pageshow", () => (leaving = false));
window.addEventListener("beforeunload", (event) => {
  const changed = forms.some((form) => form.isConnected && typed(form) !== opened.get(form));
  if (!leaving && (changed || refused)) event.preventDefault();
});

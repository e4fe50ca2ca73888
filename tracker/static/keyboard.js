// Shortcuts: an element says in data-key which keys go there or press it. The page /keyboard lists them all.
const SWITCH = "shortcuts";
const PAUSE = 1500;
const ROWS = "main :is(tbody th[scope=row], .results > li) a";
let begun = "";
let since = 0;

const isOff = () => localStorage.getItem(SWITCH) === "off";
const isTyping = (element) => element.matches("input, select, textarea, [contenteditable]");

document.addEventListener("keydown", (event) => {
  if (isOff() || event.defaultPrevented || event.isComposing) return;
  const commanded = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
  if (commanded && event.key.toLowerCase() === "s") return save(event);
  // Elsewhere it opens a link in a tab of its own.
  if (commanded && event.key === "Enter" && isTyping(event.target)) return save(event);
  if (commanded && event.key === ";" && event.target.matches("input[data-day]")) return today(event);
  const elsewhere = event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]");
  if (!elsewhere && !isTyping(event.target)) press(event);
});

function press(event) {
  const keys = Date.now() - since < PAUSE ? `${begun} ${event.key}` : event.key;
  const found = [...document.querySelectorAll("[data-key]")];
  const target = found.find((element) => element.dataset.key === keys);
  const begins = found.some((element) => element.dataset.key.startsWith(`${event.key} `));
  [begun, since] = !target && begins ? [event.key, Date.now()] : ["", 0];
  if (target) go(target);
  else if (event.key === "j" || event.key === "k") step(event.key === "j" ? 1 : -1);
  else if (event.key === "?") help();
  else return;
  event.preventDefault();
}

function go(target) {
  if (target.matches("input")) target.focus();
  else target.click();
}

// The link of a row is focused, so that Enter opens it as it opens any link.
function step(by) {
  const rows = [...document.querySelectorAll(ROWS)];
  const links = rows.filter((link) => rows.find((other) => rowOf(other) === rowOf(link)) === link);
  const here = links.findIndex((link) => rowOf(link) === rowOf(document.activeElement));
  links[here < 0 && by < 0 ? links.length - 1 : Math.min(Math.max(here + by, 0), links.length - 1)]?.focus();
}

function rowOf(element) {
  return element.closest("tr, .results > li");
}

function save(event) {
  const form = document.activeElement.closest("main form[method=post], dialog form") ?? document.querySelector("main form:has(.save)");
  if (!form) return;
  event.preventDefault();
  form.requestSubmit();
}

function today(event) {
  event.preventDefault();
  const now = new Date();
  const parts = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0"));
  event.target.value = parts.join("-");
  event.target.dispatchEvent(new Event("input", { bubbles: true }));
}

async function help() {
  const page = document.querySelector("[data-keyboard-page]").href;
  try {
    const answer = await fetch(page);
    const sheet = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-keyboard]");
    const dialog = document.createElement("dialog");
    dialog.append(sheet);
    dialog.setAttribute("aria-labelledby", "keyboard-heading");
    dialog.addEventListener("close", () => dialog.remove());
    dialog.addEventListener("click", (clicked) => clicked.target.closest("[data-close]") && dialog.close());
    document.body.append(dialog);
    wire(dialog);
    dialog.showModal();
  } catch {
    // Nobody answers the script: the browser's own way shows why.
    location.href = page;
  }
}

// The switch works by this script alone, so it is shown by it.
function wire(root) {
  const box = root.querySelector("[data-keyboard-switch]");
  if (!box) return;
  box.hidden = false;
  const input = box.querySelector("input");
  input.checked = !isOff();
  input.addEventListener("change", () => localStorage.setItem(SWITCH, input.checked ? "on" : "off"));
  for (const close of root.querySelectorAll("[data-close]")) close.hidden = root === document;
}

wire(document);

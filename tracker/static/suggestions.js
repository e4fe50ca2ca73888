// An input that names a record suggests records while one types, and adds one that is not there yet in a dialog.
// Without this script it offers what its datalist has, and takes a name or a permanent id as it does here.
import Combobox from "./vendor/combobox-nav.js";

const PAUSE = 200;
const SHORTEST = 2;
const CARRIED = ["evidence-source", "evidence-paragraph"];

suggestIn(document);

function suggestIn(root, mayCreate = true) {
  // A filter looks for what there is.
  const fits = (input) => mayCreate && input.form?.method === "post";
  for (const input of root.querySelectorAll("input[data-suggests]")) suggest(input, fits(input));
}

function suggest(input, mayCreate) {
  const { list, said } = surround(input);
  const combobox = new Combobox(input, list, { tabInsertsSuggestions: false });
  let asked = 0;
  let pause;

  function close() {
    asked += 1;
    clearTimeout(pause);
    if (list.hidden) return;
    combobox.stop();
    list.hidden = true;
  }

  function show(answer) {
    close();
    said.textContent = answer.status;
    const creates = mayCreate ? answer.creates : [];
    list.replaceChildren(...answer.records.map((record) => choice(input, record)), ...creates.map(offer));
    if (!list.children.length) return;
    list.hidden = false;
    combobox.start();
  }

  async function ask() {
    const turn = (asked += 1);
    const answer = await json(`${input.dataset.suggests}&${new URLSearchParams({ q: input.value })}`);
    if (turn !== asked || document.activeElement !== input) return;
    if (answer) show(answer);
    else said.textContent = input.dataset.failed;
  }

  function typed() {
    close();
    said.textContent = "";
    if (input.value.trim().length >= SHORTEST) pause = setTimeout(ask, PAUSE);
  }

  function take({ value, label }) {
    close();
    input.value = value;
    said.textContent = label;
    // The page reads dates by the source that is named.
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  input.addEventListener("input", typed);
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" && list.hidden && input.value.trim().length >= SHORTEST) ask();
    if (event.key === "Escape" && !list.hidden) {
      close();
      // It closes the list and not the dialog around it.
      event.preventDefault();
    }
  });
  // The input keeps the focus while one clicks.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("combobox-commit", (event) => {
    const { value, label, address } = event.target.dataset;
    if (!address) return take({ value, label });
    close();
    add(input, address, take);
  });
}

function surround(input) {
  input.removeAttribute("list");
  const box = make("div", { className: "suggesting" });
  input.before(box);
  const list = make("ul", { id: `${input.id}-suggestions`, className: "suggestions", role: "listbox", hidden: true });
  list.setAttribute("aria-label", input.labels[0].textContent.trim());
  const said = make("p", { className: "help", role: "status" });
  box.append(input, list, said);
  return { list, said };
}

// What is saved shows the name with the id; an address is made of ids alone.
const written = (input, { value, shown }) => (input.form?.method === "post" ? shown : value);

function choice(input, { label, context, ...record }) {
  const item = make("li", { role: "option", textContent: `${label} ` });
  Object.assign(item.dataset, { value: written(input, record), label });
  item.append(make("small", { className: "quiet", textContent: context }));
  return item;
}

function offer({ text, address }) {
  const item = make("li", { role: "option", className: "offer", textContent: text });
  item.dataset.address = address;
  return item;
}

async function add(input, address, take) {
  const answer = await json(address);
  const dialog = make("dialog", { className: "adding" });
  dialog.setAttribute("aria-labelledby", "added-heading");
  document.body.append(dialog);
  dialog.addEventListener("close", () => {
    dialog.remove();
    input.focus();
  });
  dialog.addEventListener("click", (event) => event.target.closest("[data-close]") && dialog.close());
  // Esc throws nothing away that was typed; the button beside Save says what it does.
  let typed = false;
  dialog.addEventListener("input", () => (typed = true));
  dialog.addEventListener("cancel", (event) => typed && event.preventDefault());
  dialog.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = dialog.querySelector("button[type=submit]");
    button.disabled = true;
    const saved = await json(event.target.action, { method: "POST", body: new FormData(event.target) });
    if (saved?.value) {
      dialog.close();
      return take({ value: written(input, saved), label: saved.status });
    }
    if (saved?.form) return fill(dialog, saved.form, input);
    button.disabled = false;
    dialog.querySelector(".actions").append(make("p", { className: "error", role: "alert", textContent: input.dataset.failed }));
  });
  if (!answer) return dialog.close();
  fill(dialog, answer.form, input);
  dialog.showModal();
  dialog.querySelector("[name=added-label]").focus();
}

function fill(dialog, html, input) {
  const reason = dialog.querySelector("[name=reason]") ?? input.form?.elements.reason;
  dialog.innerHTML = html;
  dialog.querySelector("[name=reason]").value ||= reason?.value ?? "";
  carry(dialog.querySelector("form"), input);
  suggestIn(dialog, false);
  dialog.querySelector("[aria-invalid]")?.focus();
}

// The source that was chosen in the form states what is added as well: unless it is what is being added.
function carry(form, input) {
  const source = input.form?.elements[CARRIED[0]];
  if (!source?.value || source === input) return;
  for (const name of CARRIED) {
    form.append(make("input", { type: "hidden", name, value: input.form.elements[name].value }));
  }
  const note = form.querySelector("[data-carried]");
  note.querySelector("code").textContent = source.value;
  note.hidden = false;
  // A source is the reason: none of the user's own is needed.
  form.elements.reason.required = false;
  form.querySelector("[data-required]")?.remove();
}

function make(tag, properties) {
  return Object.assign(document.createElement(tag), properties);
}

async function json(address, options) {
  try {
    const answer = await fetch(address, options);
    return await answer.json();
  } catch {
    // Nobody answers, or not in these terms: whoever asked says so.
    return null;
  }
}

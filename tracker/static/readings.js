// While one types a date or figure, show what it is read as, and what to choose from where that is not certain. Without
// this script the page shows it after Save.
"use strict";

const PAUSE = 250;

for (const form of document.querySelectorAll("form[data-readings]")) {
  const source = form.elements["evidence-source"];
  const inputs = [...form.querySelectorAll("input[data-reads]")].map((input) => watch(form, source, input));
  // Words such as "last October" mean another month beside another source.
  source?.addEventListener("change", () => inputs.forEach((again) => again()));
}

function watch(form, source, input) {
  const shown = document.getElementById(`${input.id}-reading`);
  const box = document.getElementById(`${input.id}-read`);
  const name = `read-${input.name}`;
  const says = () => shown.textContent.trim() || offered().length;
  const offered = () => [...box.querySelectorAll("[type=radio]")].map((radio) => radio.value);
  let asked = 0;
  let pause;

  function show({ sentence, problem, canonical, question, choices }) {
    shown.textContent = sentence || problem || "";
    // What is still offered keeps the choice, and the click that may be under way.
    if (choices && String(offered()) === String(choices.map((choice) => choice.canonical))) return;
    box.replaceChildren(choices ? group(name, question, choices) : hidden(name, canonical || ""));
  }

  function ask() {
    const turn = (asked += 1);
    read(form, source, input).then((answer) => turn === asked && show(answer));
  }

  function typed() {
    asked += 1;
    show({});
    clearTimeout(pause);
    if (input.value.trim()) pause = setTimeout(ask, PAUSE);
  }

  input.addEventListener("input", typed);
  // What is shown stays until there is another: a page that moved would take Save away from under the mouse.
  return () => input.value.trim() && (says() || input.value !== input.defaultValue) && ask();
}

function hidden(name, value) {
  return make("input", { type: "hidden", name, value });
}

function group(name, question, choices) {
  const made = make("fieldset", { className: "which" });
  made.append(make("legend", { textContent: question }), ...choices.map((choice) => radio(name, choice)));
  return made;
}

function radio(name, { canonical, sentence }) {
  const label = make("label", { className: "choice" });
  const said = make("span", { textContent: `${sentence} ` });
  said.append(make("code", { textContent: canonical }));
  label.append(make("input", { type: "radio", name, value: canonical }), " ", said);
  return label;
}

function make(tag, properties) {
  return Object.assign(document.createElement(tag), properties);
}

async function read(form, source, input) {
  const { readings, kind, of } = form.dataset;
  const query = { kind, of: of || "", field: input.dataset.reads, text: input.value, source: source?.value || "" };
  try {
    const answer = await fetch(`${readings}?${new URLSearchParams(query)}`);
    return answer.ok ? await answer.json() : {};
  } catch {
    // Nobody answers: the page asks again when it is saved.
    return {};
  }
}

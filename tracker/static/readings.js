// While one types a date or figure, show what it is read as. Without this script the page shows it after Save.
"use strict";

const PAUSE = 250;

for (const form of document.querySelectorAll("form[data-readings]")) {
  const source = form.elements["evidence-source"];
  const inputs = [...form.querySelectorAll("input[data-reads]")].map((input) => watch(form, source, input));
  // Words such as "last October" mean another month beside another source.
  source?.addEventListener("change", () => inputs.forEach((again) => again()));
}

function watch(form, source, input) {
  const seen = form.elements[`read-${input.name}`];
  const shown = document.getElementById(`${input.id}-reading`);
  let asked = 0;
  let pause;

  function ask() {
    const turn = (asked += 1);
    read(form, source, input).then((answer) => {
      if (turn !== asked) return;
      seen.value = answer.canonical || "";
      shown.textContent = answer.sentence || answer.problem || "";
    });
  }

  function typed() {
    asked += 1;
    seen.value = shown.textContent = "";
    clearTimeout(pause);
    if (input.value.trim()) pause = setTimeout(ask, PAUSE);
  }

  input.addEventListener("input", typed);
  // What is shown stays until there is another: a page that moved would take Save away from under the mouse.
  return () => input.value.trim() && (seen.value || input.value !== input.defaultValue) && ask();
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

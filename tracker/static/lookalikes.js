// While one types the name of a new record, says which records have that name. Without this script Save asks.
const PAUSE = 300;
const place = document.querySelector("[data-lookalikes]");
const name = place?.closest("form").elements.label;
let asked = 0;
let pause;

name?.addEventListener("input", () => {
  clearTimeout(pause);
  pause = setTimeout(show, PAUSE);
});

async function show() {
  const turn = (asked += 1);
  const meant = place.querySelector("[name=another]")?.checked;
  const found = await text(`${place.dataset.lookalikes}?${new URLSearchParams({ label: name.value })}`);
  if (turn !== asked || found === null) return;
  place.innerHTML = found;
  const another = place.querySelector("[name=another]");
  if (another && meant) another.checked = true;
}

async function text(address) {
  try {
    const answer = await fetch(address);
    return answer.ok ? await answer.text() : null;
  } catch {
    // Nobody answers: the page asks when it is saved.
    return null;
  }
}

// While one types the name of a new record, says which records have that name. Without this script Save asks.
const PAUSE = 300;
const place = document.querySelector("[data-namesakes]");
const name = place?.closest("form").elements.label;
let asked = 0;
let pause;

name?.addEventListener("input", () => {
  clearTimeout(pause);
  pause = setTimeout(show, PAUSE);
});

async function show() {
  const turn = (asked += 1);
  const meant = place.querySelector("[name=namesake]:checked")?.value;
  const found = await text(`${place.dataset.namesakes}?${new URLSearchParams({ label: name.value })}`);
  if (turn !== asked || found === null) return;
  place.innerHTML = found;
  const other = place.querySelector("[name=namesake]");
  // What was said of one name is not said of another.
  if (other) other.checked = other.value === meant;
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

// A button copies the address it names and says so beside it. It works by this script alone, so it is shown by it, and
// only where the browser lends its clipboard: on https and on this machine. Its place is kept, so that nothing moves.
for (const button of document.querySelectorAll("button[data-copy]")) {
  button.classList.toggle("ready", Boolean(navigator.clipboard));
  button.addEventListener("click", () => copy(button, button.nextElementSibling));
}

async function copy(button, said) {
  const address = new URL(button.dataset.copy, location.href).href;
  // A text that stays the same is not read out again.
  said.textContent = "";
  try {
    await navigator.clipboard.writeText(address);
    said.textContent = button.dataset.copied;
  } catch {
    said.textContent = `${button.dataset.failed} ${address}`;
  }
}

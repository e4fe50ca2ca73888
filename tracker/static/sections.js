// On a phone only the facts of a record stand open at first. This script stands before the sections it folds, and folds
// each as soon as it is read in, so that nobody sees it move.
"use strict";

const phone = matchMedia("(max-width: 36rem)");
const reading = new MutationObserver(fold);
let printed = [];

function fold() {
  for (const part of document.querySelectorAll("[data-folds]")) {
    part.open = false;
    part.removeAttribute("data-folds");
  }
}

function unfold() {
  const folded = [...document.querySelectorAll(".part:not([open])")];
  for (const part of folded) part.open = true;
  return folded;
}

// Opens whatever the element is folded into; null where nothing had to be opened.
function reveal(id) {
  const target = document.getElementById(id);
  const folded = "details:not([open])";
  let part = target?.closest(folded);
  if (!part) return null;
  for (; part; part = part.parentElement.closest(folded)) part.open = true;
  return target;
}

function arrive() {
  reveal(location.hash.slice(1))?.scrollIntoView();
}

if (phone.matches) reading.observe(document.querySelector("main"), { childList: true, subtree: true });
document.addEventListener("DOMContentLoaded", () => {
  reading.disconnect();
  arrive();
});
// Whoever turns the phone has a wide screen then. Nothing is folded under somebody who reads.
phone.addEventListener("change", () => phone.matches || unfold());

window.addEventListener("hashchange", arrive);
// A link to where one already is changes no address.
document.addEventListener("click", (event) => {
  const [path, id] = event.target.closest("a[href*='#']")?.getAttribute("href").split("#") ?? [];
  if (path === "" || path === location.pathname) reveal(id);
});

window.addEventListener("beforeprint", () => (printed = unfold()));
window.addEventListener("afterprint", () => {
  for (const part of printed) part.open = false;
});

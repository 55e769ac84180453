// The page of a dataset while its data changes: the pushed fragment says that something new is stored, and the part of
// the page below is fetched anew, with the page and order that the person looks at. Changes of state are said aloud.

const run = () => document.querySelector("[id^=dataset-][id$=-progress]");
const body = () => document.querySelector("[id^=dataset-][id$=-body][data-stamp]");
let asked = body()?.dataset.stamp;
let word = run()?.dataset.word;

function look() {
  const now = run();
  if (!now) return;
  if (now.dataset.word !== word) {
    word = now.dataset.word;
    document.querySelector("[data-run-status]").textContent = word;
  }
  const part = body();
  if (!part || now.dataset.stamp === part.dataset.stamp || now.dataset.stamp === asked) return;
  asked = now.dataset.stamp;
  const id = `#${part.id}`;
  const url = (part.dataset.fresh ?? location.pathname) + location.search;
  window.htmx.ajax("GET", url, { target: id, select: id, swap: "outerHTML", selectOOB: part.dataset.also });
}

// The tools, and the panel of the reading page, come along with the answer; while somebody is in them, they stay.
document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const old = event.detail.target;
  if (!old.id.endsWith("-tools") && old.id !== "reading-panel") return;
  const inUse = old.querySelector("details[open], form[data-touched]") || old.contains(document.activeElement);
  if (inUse) event.detail.shouldSwap = false;
});
document.addEventListener("change", (event) => {
  const form = event.target.closest("#reading-form");
  if (form) form.dataset.touched = "";
});

for (const name of ["htmx:oobAfterSwap", "htmx:afterSwap", "htmx:wsAfterMessage"]) document.addEventListener(name, look);

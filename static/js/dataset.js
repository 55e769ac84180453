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
  window.htmx.ajax("GET", url, { target: id, select: id, swap: "outerHTML" });
}

// The tools come along with the answer; while somebody is in them, they stay as they are.
document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const old = event.detail.target;
  if (!old.id.endsWith("-tools")) return;
  if (old.querySelector("details[open]") || old.contains(document.activeElement)) event.detail.shouldSwap = false;
});

for (const name of ["htmx:oobAfterSwap", "htmx:afterSwap", "htmx:wsAfterMessage"]) document.addEventListener(name, look);

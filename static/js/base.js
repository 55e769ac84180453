// What every page gains with JavaScript: polling while no socket is open, menus that close, one place for bad news.

const POLL_EVERY = 3000;
const timers = new WeakMap();

/** Fetch the same fragments that the socket would push, every three seconds, until it opens. */
function startPolling(root) {
  if (timers.has(root)) return;
  const poll = () => {
    for (const element of root.querySelectorAll("[data-poll-url]")) refresh(element);
  };
  timers.set(root, setInterval(poll, POLL_EVERY));
  poll();
}

function stopPolling(root) {
  clearInterval(timers.get(root));
  timers.delete(root);
}

async function refresh(element) {
  const answer = await fetch(element.dataset.pollUrl, { headers: { "HX-Request": "true" } }).catch(() => null);
  if (!answer || !answer.ok || answer.redirected || !element.isConnected) return;
  const html = await answer.text();
  if (html.trim()) window.htmx.swap(element, html, { swapStyle: "outerHTML" });
}

document.addEventListener("htmx:wsOpen", (event) => stopPolling(event.target));
document.addEventListener("htmx:wsClose", (event) => {
  const code = event.detail.event?.code;
  if (code === 4401 || code === 4404) return stopPolling(event.target); // refused for good: polling would be, too
  startPolling(event.target);
});
document.addEventListener("htmx:wsError", (event) => startPolling(event.target));

// Elements that poll but stand on a page without any socket.
for (const element of document.querySelectorAll("[data-poll-url]")) {
  if (!element.closest("[ws-connect]")) startPolling(element.parentElement);
}

// Where a row of links is wider than the screen, the one of this page is in sight.
for (const here of document.querySelectorAll(":is(.site-nav, .tabs) [aria-current=page]")) {
  const row = here.parentElement;
  row.scrollLeft += here.getBoundingClientRect().right - row.getBoundingClientRect().right > 0 ? row.scrollWidth : 0;
}

// A link to take along selects itself, and with JavaScript a button copies it.
document.addEventListener("focusin", (event) => {
  if (event.target.matches("input.copy")) event.target.select();
});
for (const line of document.querySelectorAll("[data-copy]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button small";
  button.textContent = "Copy";
  button.setAttribute("aria-live", "polite");
  button.addEventListener("click", async () => {
    const field = line.querySelector("input, code");
    if (field.select) field.select();
    else getSelection().selectAllChildren(field);
    // The clipboard needs https or localhost; elsewhere the old command copies what is selected.
    const done = (await navigator.clipboard?.writeText(field.value ?? field.textContent).then(() => true, () => false)) || document.execCommand("copy");
    button.textContent = done ? "Copied" : "Selected: press Ctrl and C";
  });
  line.append(button);
}

// Menus are details elements: a click elsewhere or Escape closes them.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.activeElement?.closest("details.menu[open]") ?? document.querySelector("details.menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

/** Say what went wrong where a screen reader hears it; the page itself stays as it was. */
function say(text) {
  const place = document.getElementById("page-notice");
  if (!place) return;
  const notice = document.createElement("p");
  notice.className = "notice bad";
  notice.textContent = text;
  place.replaceChildren(notice);
  setTimeout(() => notice.remove(), 8000);
}

const WORDS = {
  403: "You may not do that here. If this page was open for long, reload it.",
  404: "That is not there any more. Reload the page to see what is.",
  413: "That is too large to send.",
  429: "That was too often in a short time. Wait a minute and try again.",
};

document.addEventListener("htmx:responseError", (event) => {
  say(WORDS[event.detail.xhr.status] ?? "That did not work. Try again in a moment.");
});
document.addEventListener("htmx:sendError", () => say("The server cannot be reached. Nothing was changed."));

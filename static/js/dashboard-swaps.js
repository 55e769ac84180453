// What comes from the server for a dashboard, as answers and as pushes, and how it takes its place: an older drawing
// never replaces a newer one, and open menus, the focus and what somebody has just chosen stay.
const board = document.querySelector(".board");
const stampOf = (element) => Number(element?.dataset?.stamp ?? 0);

// The page has a name: what it asks for comes to it as the answer alone, and not once more as a push. And it says from
// how many columns on its widgets are wide, so that drawings for narrow ones are left out.

const page = Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
const NARROW = 30; // rem; as in charts.css
let told = 0;

function wideFrom() {
  const grid = board.querySelector(".board-grid");
  const style = getComputedStyle(grid);
  if (style.gridTemplateColumns.split(" ").length !== 12) return 0; // a phone: every widget takes the whole width
  const gap = parseFloat(style.columnGap) || 0;
  const column = (grid.clientWidth + gap) / 12;
  const figure = [...grid.querySelectorAll("figure.chart")].find((each) => each.clientWidth);
  const edges = figure ? figure.closest(".widget").offsetWidth - figure.clientWidth : 64;
  const least = Math.floor((NARROW * parseFloat(getComputedStyle(document.documentElement).fontSize) + edges + gap) / column) + 1;
  return least <= 12 ? least : 0;
}

function connect(url) {
  if (!url.includes("/ws/dashboard/")) return new WebSocket(url);
  told = wideFrom();
  return new WebSocket(`${url}&page=${page}&wide=${told}`);
}

/** Open the socket anew, and be sent everything. */
function renew() {
  const socket = board.querySelector("[ws-connect]");
  socket?.setAttribute("ws-connect", socket.getAttribute("ws-connect").replace(/seen=[^&]*/, "seen="));
  if (socket) window.htmx.swap(socket, socket.outerHTML, { swapStyle: "outerHTML" });
}

let resizing = 0;

function resized() {
  clearTimeout(resizing);
  resizing = setTimeout(() => {
    const now = wideFrom();
    if (told && (now === 0 || now > told)) renew(); // some are narrow by now, and their drawings were left out
  }, 300);
}

// A form that waits for its answer, or was changed since it was sent, stays: swapped, it would lose what is chosen, and
// the answer its place. What comes for it meanwhile is held, and takes its place afterwards if it still is the newest.

const unsent = new WeakSet();
const held = new Map();
let answered = null; // the form whose answer is being swapped in

const formsIn = (element) => [...(element.matches("form") ? [element] : []), ...element.querySelectorAll("form")];
const isBusy = (element) =>
  formsIn(element).some((form) => unsent.has(form) || (form.classList.contains("htmx-request") && form !== answered));

// A choice is sent at once, what is typed (a date goes through several on its way) after a pause.
const PAUSE = 250; // ms
const pausing = new WeakMap();

function chosen(event) {
  const form = event.target.closest("form.filter, form.own-filters");
  if (!form || event.target.closest("[data-find]")) return;
  unsent.add(form);
  clearTimeout(pausing.get(form));
  if (!event.target.matches(".typed")) return;
  event.stopPropagation();
  pausing.set(form, setTimeout(() => form.dispatchEvent(new Event("change", { bubbles: true })), PAUSE));
}

function release() {
  for (const [id, fresh] of held) {
    const target = document.getElementById(id);
    if (target && isBusy(target)) continue;
    held.delete(id);
    if (!target || stampOf(fresh) < stampOf(target)) continue;
    keep(target);
    target.replaceWith(fresh);
    window.htmx.process(fresh);
    after();
  }
}

function finished(event) {
  answered = null;
  setTimeout(release); // when htmx is done with the request, and has sent what waited behind it
  added(event);
}

// Swaps

let kept = null;
const last = new Map(); // what was swapped in, by id: through filters of one's own each chart comes twice

function before(event) {
  const { target, fragment } = event.detail;
  const fresh = fragment?.firstElementChild ?? fragment;
  if (Number(fresh?.dataset?.stamp ?? Infinity) < stampOf(target)) {
    event.detail.shouldSwap = false;
    return;
  }
  if (isBusy(target)) {
    event.detail.shouldSwap = false;
    const copy = document.importNode(fresh, true);
    copy.removeAttribute("hx-swap-oob");
    if (stampOf(copy) >= stampOf(held.get(target.id))) held.set(target.id, copy);
    return;
  }
  if (target.matches(".board-grid")) last.clear();
  if (target.matches(".widget")) {
    const html = fresh.outerHTML;
    if (last.get(target.id) === html) {
      event.detail.shouldSwap = false;
      return;
    }
    last.set(target.id, html);
  }
  keep(target);
  // htmx goes through every node that leaves, with an event for each; the marks of drawings are thousands.
  for (const figure of target.querySelectorAll("figure.chart, .chart-data")) figure.replaceChildren();
}

function keep(target) {
  target.removeAttribute("style"); // dragged just now; htmx would copy it, which the security policy bars
  const focused = document.activeElement;
  kept = {
    open: [...target.querySelectorAll("details[open] > summary[id]")].map((each) => each.id),
    focus: target.contains(focused) ? focused.id : "",
    range: typeof focused?.selectionStart === "number" ? [focused.selectionStart, focused.selectionEnd] : null,
    value: target.contains(focused) && focused.matches("input[type=search], textarea") ? focused.value : null,
  };
}

const swapped = () => board.dispatchEvent(new Event("board:swapped"));

function after() {
  if (!kept) return;
  swapped();
  for (const id of kept.open) document.getElementById(id)?.parentElement.setAttribute("open", "");
  const again = kept.focus ? document.getElementById(kept.focus) : null;
  if (again) {
    again.focus({ preventScroll: true });
    if (kept.value !== null) again.value = kept.value;
    if (kept.range && again.setSelectionRange) again.setSelectionRange(...kept.range);
  }
  kept = null;
}

function settled() {
  for (const place of board.querySelectorAll(".board-grid > article:empty")) place.remove(); // nothing came for it
  swapped();
}

// A widget that came is sent alone; htmx swaps only what has a place, so the place is made just before. What was taken
// away later than it was drawn does not come back.

const gone = new Map();
const ROOTS = /<article id="(widget-\d+)"[^>]*?data-stamp="(\d+)"[^>]*>/g;

function makePlaces(html, pushed) {
  const grid = board.querySelector(".board-grid");
  for (const [tag, id, text] of String(html).matchAll(ROOTS)) {
    const stamp = Number(text);
    const away = tag.includes('hx-swap-oob="delete"');
    if (away) gone.set(id, stamp);
    const wanted = (pushed || tag.includes("hx-swap-oob")) && stamp > (gone.get(id) ?? 0);
    if (document.getElementById(id) || !(away || wanted)) continue;
    const place = document.createElement("article");
    place.id = id;
    place.className = "card widget"; // until htmx settles, the new element wears the attributes of the old one
    grid.append(place);
    // One that goes twice (pushed, and as the answer) has a place for this moment only, or htmx calls it an error.
    if (away) {
      place.hidden = true;
      setTimeout(() => place.remove());
    }
  }
}

// What was added from a menu: the menu closes, its form is empty again, and the new widget is in sight and has the focus.

function added(event) {
  const form = event.target.closest?.(".board-menu form");
  if (!form || !event.detail.successful) return;
  const values = new FormData(form);
  form.reset();
  form.closest("details.menu").open = false;
  if (values.get("op") !== "add") return;
  const numbers = [...event.detail.xhr.responseText.matchAll(ROOTS)].map(([, id]) => Number(id.split("-")[1]));
  const widget = document.getElementById(`widget-${Math.max(...numbers)}`);
  if (!widget) return;
  widget.tabIndex = -1;
  widget.scrollIntoView({ block: "nearest" });
  widget.focus({ preventScroll: true });
}

if (board) {
  const hear = (name, what) => document.body.addEventListener(name, what);
  window.htmx.createWebSocket = connect;
  window.addEventListener("resize", resized);
  board.addEventListener("change", chosen, true); // before htmx hears of it
  hear("htmx:configRequest", (event) => {
    const { headers, elt } = event.detail;
    unsent.delete(elt);
    [headers["X-Page"], headers["X-Wide"]] = [page, String(wideFrom())];
  });
  hear("htmx:beforeSwap", (event) => {
    answered = event.detail.elt;
    makePlaces(event.detail.serverResponse, false);
  });
  hear("htmx:afterRequest", finished);
  hear("htmx:sendError", renew); // whether it was done or not: the answer is lost
  hear("htmx:wsBeforeMessage", (event) => makePlaces(event.detail.message, true));
  hear("htmx:oobBeforeSwap", before);
  hear("htmx:oobAfterSwap", after);
  for (const name of ["htmx:wsAfterMessage", "htmx:afterSettle"]) hear(name, settled);
}

// What dashboards gain with JavaScript: drag and resize by pointer and keyboard, marks that filter in place, tabs.
// Everything here is also a plain form or link. What is swapped and when: dashboard-swaps.js.
const board = document.querySelector(".board");
const wide = window.matchMedia("(min-width: 46.01rem)");
const clamp = (value, low, high) => Math.max(low, Math.min(high, value));

// Moving and resizing

const placeOf = (widget) => Object.fromEntries(["x", "y", "w", "h"].map((key) => [key, Number(widget.dataset[key])]));

function cell(grid) {
  const style = getComputedStyle(grid);
  const gap = parseFloat(style.columnGap) || 0;
  const column = (grid.clientWidth - 11 * gap) / 12 + gap;
  const row = parseFloat(style.gridAutoRows) + (parseFloat(style.rowGap) || 0);
  return { column, row };
}

function send(widget, place) {
  window.htmx.ajax("POST", board.dataset.operations, {
    swap: "none",
    source: board, // not the widget: a push may replace it before the answer comes
    values: { op: "move", widget: widget.dataset.widget, version: widget.dataset.version, ...place },
  });
}

const moved = (was, dx, dy) => ({ ...was, x: clamp(was.x + dx, 0, 12 - was.w), y: Math.max(0, was.y + dy) });
const resized = (was, dx, dy) => ({ ...was, w: clamp(was.w + dx, 2, 12 - was.x), h: clamp(was.h + dy, 1, 12) });

function start(event) {
  if (!wide.matches || event.button !== 0 || event.target.closest("a, input, select, summary")) return;
  const grip = event.target.closest(".widget-grip");
  const handle = grip ?? event.target.closest(".widget-head");
  const widget = handle?.closest(".widget");
  if (!widget) return;
  event.preventDefault();
  const { column, row } = cell(widget.parentElement);
  const from = { x: event.clientX, y: event.clientY };
  const was = placeOf(widget);
  let steps = [0, 0];
  widget.classList.add("dragging");
  handle.setPointerCapture(event.pointerId);
  const move = (to) => {
    const [dx, dy] = [to.clientX - from.x, to.clientY - from.y];
    steps = [Math.round(dx / column), Math.round(dy / row)];
    // CSSOM, not a style attribute: allowed by the security policy.
    if (!grip) widget.style.transform = `translate(${dx}px, ${dy}px)`;
    if (grip) {
      widget.style.marginInlineEnd = `${-dx}px`;
      widget.style.marginBlockEnd = `${-dy}px`;
    }
  };
  const end = (last) => {
    handle.removeEventListener("pointermove", move);
    widget.classList.remove("dragging");
    widget.removeAttribute("style");
    const place = (grip ? resized : moved)(was, ...steps);
    if (last.type === "pointerup" && (steps[0] || steps[1])) send(widget, place);
  };
  handle.addEventListener("pointermove", move);
  handle.addEventListener("pointerup", end, { once: true });
  handle.addEventListener("pointercancel", end, { once: true });
}

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function byKey(event) {
  const widget = event.target.closest(".widget-grip")?.closest(".widget");
  const step = ARROWS[event.key];
  if (!widget || !step || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  const was = placeOf(widget);
  const place = (event.shiftKey ? resized : moved)(was, ...step);
  if (JSON.stringify(place) !== JSON.stringify(was)) send(widget, place);
}

function grips() {
  for (const widget of board.querySelectorAll(".widget:not(:has(> .widget-grip))")) {
    const grip = document.createElement("button");
    grip.type = "button";
    grip.className = "widget-grip";
    grip.id = `${widget.id}-grip`;
    const title = widget.querySelector("h2")?.textContent ?? "";
    grip.setAttribute("aria-label", `Place of ${title}: arrow keys move it, Shift and arrow keys resize it`);
    widget.append(grip);
  }
}

// Marks filter in place. In a URL what follows mark=1 is the mark; what stands before it is the page as it was drawn,
// so where the page has filters of its own by now, those count.

function mark(event) {
  const link = event.target.closest("svg a[href]");
  if (!link || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
  let href = link.getAttribute("href");
  if (!href.startsWith("?")) return;
  event.preventDefault();
  const now = window.location.search.slice(1);
  if (now.includes(":") || now.includes("mine") || now.includes("%3A")) {
    href = `?${now.split("&mark=1")[0]}&mark=1${href.split("&mark=1")[1] ?? ""}`;
  }
  window.htmx.ajax("GET", window.location.pathname + href, { swap: "none", source: board });
}

// Tabs: a section that is a tab shows what stands between it and the next one.

const current = () => window.location.hash.match(/^#widget-(\d+)$/)?.[1];

function tabs() {
  const starts = [...board.querySelectorAll(".board-tabs [data-tab]")];
  const rows = starts.map((link) => Number(document.getElementById(`widget-${link.dataset.tab}`)?.dataset.y ?? 0));
  const chosen = Math.max(0, starts.findIndex((link) => link.dataset.tab === current()));
  for (const [place, link] of starts.entries()) {
    if (place === chosen) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  const [first, next] = [rows[chosen] ?? 0, rows[chosen + 1] ?? Infinity];
  for (const widget of board.querySelectorAll(".board-grid > .widget")) {
    const y = Number(widget.dataset.y);
    widget.hidden = starts.length > 0 && y >= rows[0] && (y < first || y >= next);
  }
}

// A long list of values is narrowed by typing; the field is nothing that the form sends.

function find(event) {
  const field = event.target.closest("[data-find]");
  if (!field) return;
  event.stopPropagation(); // it filters the list, not the dashboard
  const wanted = field.value.trim().toLocaleLowerCase();
  for (const choice of field.parentElement.querySelectorAll(".choice")) {
    choice.hidden = !choice.textContent.toLocaleLowerCase().includes(wanted);
  }
}

// The panel stands far above the widget that it edits: the focus goes there, and back when it is closed.

let opener = "";

function panelled(event) {
  const { target, requestConfig } = event.detail;
  if (!target?.matches(".panel")) return;
  if (target.children.length) {
    opener = requestConfig?.elt?.closest(".widget") ? requestConfig.elt.id : opener;
    target.focus({ preventScroll: true });
  } else {
    document.getElementById(opener)?.focus({ preventScroll: true });
  }
}

function edited() {
  for (const widget of board.querySelectorAll(".widget[data-edited]")) delete widget.dataset.edited;
  board.querySelector(`a.person[data-user="${board.dataset.me}"]`)?.removeAttribute("href"); // nobody follows oneself
  for (const person of board.querySelectorAll(".person[data-widget]")) {
    const widget = document.getElementById(`widget-${person.dataset.widget}`);
    if (widget) widget.dataset.edited = person.dataset.name;
  }
}

function settle() {
  edited();
  if (board.classList.contains("may-edit")) grips();
  for (const field of board.querySelectorAll("[data-find][hidden]")) field.hidden = false;
  tabs();
}

if (board) {
  if (board.classList.contains("may-edit")) {
    board.classList.add("can-drag");
    board.addEventListener("pointerdown", start);
    board.addEventListener("keydown", byKey);
  }
  for (const name of ["input", "change"]) board.addEventListener(name, find, true);
  board.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.closest("[data-find]")) event.preventDefault();
  });
  board.addEventListener("click", mark);
  board.addEventListener("click", (event) => {
    // Files and rows of what is seen: the filters of the address go along.
    const link = event.target.closest("a[data-with-filters]");
    if (link) link.search = window.location.search;
  });
  board.addEventListener("click", (event) => {
    const dismiss = event.target.closest("[data-dismiss]");
    if (!dismiss) return;
    event.preventDefault();
    dismiss.closest("[role=status]").replaceChildren();
  });
  document.querySelector("[data-fullscreen]")?.addEventListener("click", (event) => {
    event.preventDefault();
    document.documentElement.requestFullscreen();
  });
  window.addEventListener("hashchange", tabs);
  board.addEventListener("board:swapped", settle);
  document.body.addEventListener("htmx:afterSwap", panelled);
  settle();
}

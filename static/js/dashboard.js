// Adds drag and resize by pointer to dashboards; the panel does the same by keyboard and without JavaScript.
const board = document.querySelector(".board.may-edit");
const wide = window.matchMedia("(min-width: 46.01rem)");

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
    source: widget,
    values: { op: "move", widget: widget.dataset.widget, version: widget.dataset.version, ...place },
  });
}

function start(event) {
  if (!wide.matches || event.button !== 0 || event.target.closest("a, button, input, select, summary")) return;
  const grip = event.target.closest(".widget-grip");
  const handle = grip ?? event.target.closest(".widget-head");
  const widget = handle?.closest(".widget");
  if (!widget) return;
  event.preventDefault();
  const { column, row } = cell(widget.parentElement);
  const from = { x: event.clientX, y: event.clientY };
  const was = Object.fromEntries(["x", "y", "w", "h"].map((key) => [key, Number(widget.dataset[key])]));
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
  const end = () => {
    handle.removeEventListener("pointermove", move);
    widget.classList.remove("dragging");
    widget.style.transform = widget.style.marginInlineEnd = widget.style.marginBlockEnd = "";
    const place = grip
      ? { ...was, w: clamp(was.w + steps[0], 2, 12 - was.x), h: clamp(was.h + steps[1], 2, 12) }
      : { ...was, x: clamp(was.x + steps[0], 0, 12 - was.w), y: Math.max(0, was.y + steps[1]) };
    if (steps[0] || steps[1]) send(widget, place);
  };
  handle.addEventListener("pointermove", move);
  handle.addEventListener("pointerup", end, { once: true });
  handle.addEventListener("pointercancel", end, { once: true });
}

const clamp = (value, low, high) => Math.max(low, Math.min(high, value));

function grips() {
  for (const widget of board.querySelectorAll(".widget:not(:has(> .widget-grip))")) {
    const grip = document.createElement("span");
    grip.className = "widget-grip";
    grip.setAttribute("aria-hidden", "true");
    widget.append(grip);
  }
}

if (board) {
  board.classList.add("can-drag");
  board.addEventListener("pointerdown", start);
  document.body.addEventListener("htmx:load", grips);
  document.body.addEventListener("htmx:oobAfterSwap", grips);
  grips();
}

// A drawing of very many marks has tooltips on some of them; the first time a pointer comes, the full one takes its place.

// Where the full one is: beside the passport of the chart; for visitors, who have none, below the page of their link.
function address(figure) {
  const origin = figure.closest(".widget, .page")?.querySelector('a[href*="/passport/"]');
  if (origin) return origin.href.replace("/passport/", "/drawing/");
  const widget = figure.closest(".is-shared [data-widget]");
  return widget && `${location.pathname}widgets/${widget.dataset.widget}/drawing/${location.search}`;
}

async function fill(event) {
  const figure = event.target.closest?.("figure.chart");
  const few = figure?.querySelectorAll("svg.c-few") ?? [];
  const url = few.length && !figure.dataset.filled && address(figure);
  if (!url) return;
  figure.dataset.filled = "yes";
  const answer = await fetch(url);
  if (!answer.ok) return;
  const found = document.createElement("template");
  found.innerHTML = await answer.text();
  for (const old of few) {
    const full = found.content.querySelector(old.classList.contains("c-narrow") ? "svg.c-narrow" : "svg.c-wide");
    if (old.isConnected && full && !old.contains(document.activeElement)) old.replaceWith(full);
  }
}
document.addEventListener("pointerover", fill);

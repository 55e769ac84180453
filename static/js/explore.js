// Adds "explore" to a page that shows charts as drawings: fetches plotly.js once and swaps in the live figure.
let plotly;

// The bundle writes a style sheet for maps that nothing here draws, and the policy bars it: while it loads, "style" is inert.
function load(url) {
  plotly ??= new Promise((resolve, reject) => {
    const make = document.createElement;
    const script = make.call(document, "script");
    script.src = url;
    script.onload = () => {
      document.createElement = make;
      resolve(window.Plotly);
    };
    script.onerror = () => {
      document.createElement = make;
      plotly = undefined;
      reject(new Error("The live chart could not be loaded; reload the page to try again."));
    };
    document.createElement = (name, options) => make.call(document, name === "style" ? "template" : name, options);
    document.head.append(script);
  });
  return plotly;
}

// Under its own id the sheet tells plotly.js that it need not write styles into the page, which the policy bars.
function dress(url) {
  if (document.getElementById("plotly.js-style-global")) return Promise.resolve();
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: url, id: "plotly.js-style-global" });
  link.className = "no-inline-styles";
  return new Promise((resolve) => {
    link.onload = link.onerror = resolve;
    document.head.append(link);
  });
}

// The figure in the colours and the face of the page.
function dressed(figure) {
  const style = getComputedStyle(document.documentElement);
  const word = (name) => style.getPropertyValue(name).trim();
  const series = [1, 2, 3, 4, 5, 6, 7, 8].map((n) => word(`--series-${n}`));
  const first = figure.data[0]?.meta?.place ?? 0;
  const layout = {
    ...figure.layout,
    autosize: true,
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    colorway: [...series.slice(first), ...series.slice(0, first)],
    font: { ...figure.layout.font, color: word("--ink"), family: getComputedStyle(document.body).fontFamily, size: 12 },
    hoverlabel: { bgcolor: word("--surface"), bordercolor: word("--line-strong"), font: { color: word("--ink") } },
  };
  for (const key of Object.keys(layout).filter((name) => /^[xy]axis\d*$/.test(name))) {
    layout[key] = { ...layout[key], gridcolor: word("--line"), zerolinecolor: word("--line-strong"), linecolor: word("--line") };
    delete layout[key].meta;
  }
  // Maps of plotly.js fetch coast lines from elsewhere; a plane of longitude and latitude needs nothing.
  if (figure.data[0]?.type === "scattergeo") {
    const grid = { gridcolor: word("--line"), ticksuffix: "°", zeroline: false, automargin: true };
    Object.assign(layout, { xaxis: grid, yaxis: { ...grid, scaleanchor: "x" } });
  }
  for (const shape of layout.shapes ?? []) shape.line = { ...shape.line, color: word("--ink-soft"), width: 1.5 };
  delete layout.title;
  delete layout.width;
  delete layout.height;
  const data = figure.data.map((trace) => {
    if (trace.fill === "tonexty" && !trace.stackgroup) trace.fillcolor = `${series[trace.meta?.place ?? 0]}30`;
    if (layout.meta?.kind === "multiples") trace.marker = trace.line = { color: series[first] };
    if (trace.type === "scattergeo") return { ...trace, type: "scatter", x: trace.lon, y: trace.lat };
    if (trace.type === "heatmap" && !("zmid" in trace)) trace.colorscale = [[0, word("--surface-2")], [1, series[0]]];
    if (trace.type === "heatmap" && "zmid" in trace) trace.colorscale = [[0, series[3]], [0.5, word("--surface-2")], [1, series[0]]];
    if (trace.type === "pie" || trace.type === "treemap") layout[`${trace.type}colorway`] = layout.colorway;
    if (trace.type === "table") {
      const cell = { fill: { color: "rgba(0,0,0,0)" }, line: { color: word("--line") }, font: { color: word("--ink") } };
      return { ...trace, header: { ...trace.header, ...cell }, cells: { ...trace.cells, ...cell } };
    }
    return trace;
  });
  const pieces = data.map((trace) => parted(trace, series, "not complete"));
  // The whole lines first: plotly.js gives colours in the order of the traces.
  return { data: [...pieces.map(([whole]) => whole), ...pieces.flatMap(([, ...ends]) => ends)], layout };
}

// Ends of a line that lead to a period that is not complete are dashed, as in the drawing; the marks stay where they are.
function parted(trace, series, said) {
  const [begin, end] = trace.meta?.partial ?? [false, false];
  if (!(begin || end) || (trace.x?.length ?? 0) < 4) return [trace];
  const only = (from, to) => ({ ...trace, x: trace.x.slice(from, to), y: trace.y.slice(from, to) });
  const color = series[(trace.meta.place ?? 0) % series.length];
  const piece = (part, outer) => ({
    ...part,
    line: { ...trace.line, dash: "dot", color },
    marker: { ...trace.marker, color },
    text: [said, said],
    hoverinfo: outer ? ["skip", "x+y+text"] : ["x+y+text", "skip"],
    showlegend: false,
  });
  return [
    only(begin ? 1 : 0, trace.x.length - (end ? 1 : 0)),
    ...(begin ? [piece(only(0, 2), false)] : []),
    ...(end ? [piece(only(-2), true)] : []),
  ];
}

// Buttons of our own: those of plotly.js write a style sheet for each chart.
function tools(bar, place, Plotly) {
  const buttons = [...bar.querySelectorAll("[data-drag]")];
  for (const button of buttons)
    button.addEventListener("click", () => {
      Plotly.relayout(place, { dragmode: button.dataset.drag });
      for (const each of buttons) each.ariaPressed = String(each === button);
    });
  bar.querySelector("[data-reset]").addEventListener("click", () => {
    const axes = Object.keys(place.layout).filter((name) => /^[xy]axis\d*$/.test(name));
    const turned = (name) => (place.layout[name].autorange === "reversed" || place.dataset[name] ? "reversed" : true);
    Plotly.relayout(place, Object.fromEntries(axes.map((name) => [`${name}.autorange`, turned(name)])));
    Plotly.restyle(place, { selectedpoints: null });
  });
}

async function explore(place) {
  if (place.dataset.started) return;
  place.dataset.started = "yes";
  try {
    const wanted = [load(place.dataset.plotly), fetch(place.dataset.figure), dress(place.dataset.css)];
    const [Plotly, answer] = await Promise.all(wanted);
    const figure = await answer.json();
    if (!answer.ok) throw new Error(figure.error);
    if (!place.isConnected) return;
    place.replaceChildren();
    const { data, layout } = dressed(figure);
    for (const [name, axis] of Object.entries(layout)) if (axis?.autorange === "reversed") place.dataset[name] = "reversed";
    const locale = figure.layout.meta?.locale; // as the drawing writes numbers and months
    if (locale) Plotly.register(locale);
    await Plotly.newPlot(place, data, layout, { responsive: true, displayModeBar: false, locale: locale?.name ?? "en" });
    tools(place.previousElementSibling, place, Plotly);
  } catch (error) {
    place.textContent = error.message;
  }
}

const all = () => document.querySelectorAll(".explore[data-figure]").forEach(explore);
for (const name of ["htmx:load", "htmx:afterSettle"]) document.addEventListener(name, all);
// A plot that leaves the page gives its memory back.
document.addEventListener("htmx:beforeCleanupElement", (event) => {
  if (window.Plotly && event.detail.elt.classList?.contains("explore")) window.Plotly.purge(event.detail.elt);
});
all();

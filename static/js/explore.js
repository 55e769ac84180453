// Adds "explore" to a page that shows charts as drawings: fetches plotly.js once and swaps in the live figure.
let plotly;

function load(url) {
  plotly ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = url;
    script.onload = () => resolve(window.Plotly);
    script.onerror = () => reject(new Error("The live chart could not be loaded; reload the page to try again."));
    document.head.append(script);
  });
  return plotly;
}

async function explore(place) {
  if (place.dataset.started) return;
  place.dataset.started = "yes";
  try {
    const [Plotly, answer] = await Promise.all([load(place.dataset.plotly), fetch(place.dataset.figure)]);
    const figure = await answer.json();
    if (!answer.ok) throw new Error(figure.error);
    place.replaceChildren();
    const box = getComputedStyle(document.documentElement);
    const ink = box.getPropertyValue("--ink").trim();
    const line = box.getPropertyValue("--line").trim();
    const layout = { ...figure.layout, autosize: true, paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)" };
    layout.font = { ...layout.font, color: ink };
    for (const axis of ["xaxis", "yaxis"]) layout[axis] = { ...layout[axis], gridcolor: line };
    delete layout.width;
    delete layout.height;
    await Plotly.newPlot(place, figure.data, layout, { responsive: true, displaylogo: false });
  } catch (error) {
    place.textContent = error.message;
  }
}

const all = (root) => root.querySelectorAll?.(".explore[data-figure]").forEach(explore);
document.body.addEventListener("htmx:load", (event) => all(event.detail.elt.parentElement ?? document));
all(document);

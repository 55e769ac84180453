// The reading page: a click on a line of the original lets the table begin there. The field “Lines to skip” does the same.

document.addEventListener("click", (event) => {
  const line = event.target.closest(".source li");
  const field = document.getElementById("id_skip_lines");
  if (!line || !field || !line.closest("[data-begin]") || !getSelection().isCollapsed) return; // somebody copies a piece
  field.value = [...line.parentElement.children].indexOf(line);
  field.dispatchEvent(new Event("change", { bubbles: true }));
});

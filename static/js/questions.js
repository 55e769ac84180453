// What the page for questions gains with JavaScript: Ctrl+Enter, and columns that are put where the caret stands.

const editor = document.getElementById("sql");

editor?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  editor.form.requestSubmit();
});

for (const place of document.querySelectorAll("[data-insert]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = place.textContent;
  button.title = "Put it into the query";
  button.addEventListener("click", () => {
    editor.setRangeText(place.dataset.insert, editor.selectionStart, editor.selectionEnd, "end");
    editor.focus();
  });
  place.replaceChildren(button);
}

// A button that prints the page; hidden where no script runs: the browser's own command does it.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

/* A button that prints the page. */
export default function print({ parentElement, data }) {
  let button = parentElement.querySelector("button");
  if (!button) {
    button = parentElement.appendChild(document.createElement("button"));
    button.type = "button";
    button.className = "panel-button";
    button.addEventListener("click", () => window.print());
  }
  button.textContent = data.label;
}

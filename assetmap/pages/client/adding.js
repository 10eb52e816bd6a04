/* The way through the questions of the form: what Enter does, and where what is wrong is said. */
const TRIES = 40, AGAIN_MS = 50;
const SENT_MS = 150;
const FIELD = /(?:^|\s)st-key-form_\d+_(\w+)/;
const TYPED = new Set(["text", "search", "email", "tel", "url", "number"]);

let now = null, wrong = "", waiting = null, left = -Infinity;

const page = () => document.querySelector(".st-key-page_add");

function press(key, tries = TRIES) {
  const button = document.querySelector(".st-key-page_add .st-key-" + key + " button");
  if (button) button.click();
  else if (tries) setTimeout(() => press(key, tries - 1), AGAIN_MS);
}

/* Bring what is wrong in sight, above the buttons that stand at the foot. */
function show(tries = TRIES) {
  const said = page() && page().querySelector('.adding-wrong, [data-testid="stAlertContainer"]');
  if (said) said.scrollIntoView({ block: "center" });
  else if (tries) setTimeout(() => show(tries - 1), AGAIN_MS);
}

document.addEventListener("keydown", (event) => {
  const box = event.target;
  if (event.key !== "Enter" || event.isComposing || !now || !page() || !page().contains(box)) return;
  if (box.tagName !== "INPUT" || !TYPED.has(box.type) || box.getAttribute("role") === "combobox") return;
  const holder = box.closest('[class*="st-key-form_"]'), name = holder && FIELD.exec(holder.className);
  if (!name) return;
  const field = name[1], key = field in now.enter ? now.enter[field] : now.enter["*"];
  if (!key) return;
  // Buttons that hang on what was typed come a moment after it.
  if (field in now.seen && now.seen[field] !== box.value) waiting = { field, key, value: box.value };
  // Streamlit sends what was typed with this very key; the press comes behind it.
  else setTimeout(() => press(key), 0);
});

/* What was typed is sent when its box is left, and names this page. A link that is pressed with the
 * same tap goes first otherwise, and the visitor would be brought back here. */
document.addEventListener("focusout", (event) => {
  if (event.target.matches("input, textarea") && page() && page().contains(event.target)) left = performance.now();
});
document.addEventListener("click", (event) => {
  const link = event.target.closest && event.target.closest(":is(.st-key-tabs, .st-key-head) a");
  if (!link || !event.isTrusted || performance.now() - left > SENT_MS) return;
  event.preventDefault();
  event.stopPropagation();
  setTimeout(() => link.click(), SENT_MS);
}, true);

export default function adding({ data }) {
  now = data;
  if (data.wrong !== wrong) {
    wrong = data.wrong;
    if (wrong) setTimeout(show, AGAIN_MS);
  }
  if (waiting && now.seen[waiting.field] === waiting.value) {
    const { key } = waiting;
    waiting = null;
    setTimeout(() => press(key), AGAIN_MS);
  }
}

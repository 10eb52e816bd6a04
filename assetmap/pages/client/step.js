/* A page of several steps: at a new one, begin at the top and at its heading. */
const TRIES = 40, AGAIN_MS = 50;
let at = null;

/* Put the focus at the heading of a new step, unless a person types already. */
function goTo(title, tries = TRIES) {
  const page = document.querySelector('[class*="st-key-page_"]'), heading = page && page.querySelector("h1");
  if (!heading || heading.textContent.trim() !== title) {
    if (tries) setTimeout(() => goTo(title, tries - 1), AGAIN_MS);
    return;
  }
  const typing = document.activeElement;
  if (typing && typing.matches("input, textarea") && page.contains(typing)) return;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  toTop();
  // What belonged to the step before goes a moment later, and tables take their room late.
  for (const wait of [2, 6, 12]) setTimeout(toTop, wait * AGAIN_MS);
}

function toTop() {
  for (const scroller of document.querySelectorAll('.stMain, [data-testid="stAppViewContainer"]')) {
    scroller.scrollTop = 0;
  }
}

export default function step({ data }) {
  if (at === data.step && document.body.contains(document.activeElement)) return;
  at = data.step;
  goTo(data.title);
}

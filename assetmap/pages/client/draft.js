/* What is in the form, kept in this browser and nowhere else.
 *
 * Python hands over its answers with each run; what is typed and not yet sent is added here. Another
 * visit (the page loaded anew, the server started again) is given back what was kept. Each tab
 * keeps a draft of its own; whom to ask and consents stand in the tab's own storage, which goes with
 * it.
 */
const PREFIX = "assetmap.draft.", TAB = "assetmap.tab";
const DAYS = 7, DAY_MS = 24 * 3600 * 1000;
const FIELD = /(?:^|\s)st-key-form_\d+_(\w+)/;

function read(storage, key) {
  try { return JSON.parse(storage.getItem(key)); } catch (error) { return null; }
}

/* A full or forbidden storage is no reason to stop anybody. */
function write(storage, key, value) {
  try {
    if (value === null) storage.removeItem(key);
    else storage.setItem(key, JSON.stringify(value));
  } catch (error) { /* then nothing is kept */ }
}

function storages() {
  try { return { lasting: window.localStorage, tab: window.sessionStorage }; } catch (error) { return null; }
}

const randomName = () => Math.random().toString(36).slice(2, 12);

class Keeper {
  constructor(place) {
    this.lasting = place.lasting;
    this.tab = place.tab;
    const name = read(this.tab, TAB) || randomName();
    write(this.tab, TAB, name);
    this.key = PREFIX + name;
    this.data = null;
    this.typed = {};
    document.addEventListener("input", (event) => this.onInput(event), true);
    document.addEventListener("click", (event) => {
      // The page is left with the same press, and no run comes back here.
      if (event.target.closest && event.target.closest(".st-key-stop button")) this.forget();
    }, true);
  }

  /* Take over what Python says; a field that it knows by now is no longer only typed. */
  take(data) {
    const before = this.data;
    if (!before || before.visit !== data.visit || before.form !== data.form) this.typed = {};
    const now = { ...(data.draft || {}).fields, ...data.private };
    const then = before ? { ...(before.draft || {}).fields, ...before.private } : {};
    for (const field of Object.keys(this.typed)) {
      if ((now[field] || "") === this.typed[field] || now[field] !== then[field]) delete this.typed[field];
    }
    this.data = data;
  }

  /* Return the newest draft of another visit, this tab's own first; what is too old goes. */
  waiting() {
    const found = [], oldest = Date.now() - DAYS * DAY_MS;
    const keys = Object.keys(this.lasting).filter((key) => key.startsWith(PREFIX));
    for (const key of keys) {
      const kept = read(this.lasting, key);
      const sound = kept && typeof kept.id === "string" && kept.content && kept.at > oldest && kept.at <= Date.now() + DAY_MS;
      const mine = sound && kept.visit === this.data.visit;
      const over = sound && (this.data.settled.includes(kept.id) || (mine && kept.form !== this.data.form));
      if (!sound || over) this.drop(key);
      else if (!mine) found.push({ key, ...kept });
    }
    found.sort((a, b) => (b.key === this.key) - (a.key === this.key) || b.at - a.at);
    return found[0] || null;
  }

  /* Return a draft as Python is to have it, with what this tab alone knows. */
  whole(kept) {
    const own = read(this.tab, kept.key) || {};
    const more = own.id === kept.id ? own.fields : {};
    return { id: kept.id, content: { ...kept.content, fields: { ...kept.content.fields, ...more } } };
  }

  keep() {
    const data = this.data;
    if (!data) return;
    const fields = { ...(data.draft || {}).fields }, hidden = { ...data.private };
    for (const [field, value] of Object.entries(this.typed)) {
      (data.privateTexts.includes(field) ? hidden : fields)[field] = value;
    }
    const any = data.draft || Object.values(this.typed).some((value) => value.trim());
    if (!any || data.step === "done") { this.drop(this.key); return; }
    const id = data.visit + "." + data.form;
    const content = { ...(data.draft || { step: data.step }), fields };
    write(this.lasting, this.key, { id, visit: data.visit, form: data.form, at: Date.now(), content });
    write(this.tab, this.key, { id, fields: hidden });
  }

  drop(key) {
    write(this.lasting, key, null);
    write(this.tab, key, null);
  }

  forget() {
    this.drop(this.key);
    this.data = null;
    this.typed = {};
  }

  onInput(event) {
    const box = event.target, data = this.data;
    if (!data || !box.closest || !box.closest(".st-key-page_add")) return;
    const holder = box.closest('[class*="st-key-form_"]'), name = holder && FIELD.exec(holder.className);
    if (!name || !(data.texts.includes(name[1]) || data.privateTexts.includes(name[1]))) return;
    this.typed[name[1]] = box.value;
    if (!this.waiting()) this.keep();
  }
}

const place = storages();
const keeper = place && new Keeper(place);
const there = new WeakSet();
let told = "";

export default function draft({ parentElement, data, setTriggerValue }) {
  const arrives = !there.has(parentElement);
  there.add(parentElement);
  if (arrives && data.step === "done") setTriggerValue("arrived", Date.now());
  if (!keeper) return;
  keeper.take(data);
  const kept = keeper.waiting();
  if (!kept) { keeper.keep(); return; }
  // What waits is not written over before the visitor has chosen.
  const now = data.visit + " " + kept.id;
  if (told !== now || arrives) {
    told = now;
    setTriggerValue("found", keeper.whole(kept));
  }
}

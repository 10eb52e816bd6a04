/* The panel beside the map: one search box, and what to show.
 *
 * It speaks in the parameters of the page's address. What a person types or ticks stays as it is
 * here while the page runs; Python's own changes (a click on the map, 'show everything') come with
 * a higher revision. All text is placed with textContent.
 */
const TYPING_MS = 250, ASKING_MS = 120, MOST_LISTED = 800;
const MANY = ["laag", "soort", "thema", "voor", "taal"];

function make(kind, look, text) {
  const element = document.createElement(kind);
  if (look) element.className = look;
  if (text !== undefined) element.textContent = text;
  return element;
}

/* Rebuild the children of a list only where they differ, so that the focus stays where it was. */
function keep(parent, keys, create, change) {
  const there = new Map([...parent.children].map((each) => [each.dataset.key, each]));
  keys.forEach((key, position) => {
    const row = there.get(key) || create(key);
    row.dataset.key = key;
    there.delete(key);
    change(row, key);
    if (parent.children[position] !== row) parent.insertBefore(row, parent.children[position] || null);
  });
  there.forEach((row) => row.remove());
}

class Panel {
  constructor(root) {
    this.root = root;
    this.choice = {};
    this.revision = -1;
    this.neighbourhoods = [];
    this.build();
  }

  build() {
    this.root.classList.add("panel");
    const search = this.root.appendChild(make("div", "panel-search"));
    search.setAttribute("role", "search");
    this.label = search.appendChild(make("label", "unseen"));
    this.label.htmlFor = "assetmap-search";
    this.box = search.appendChild(make("input", "panel-box"));
    Object.assign(this.box, {
      id: "assetmap-search", type: "search", autocomplete: "off", spellcheck: false, maxLength: 200,
    });
    this.box.setAttribute("role", "combobox");
    this.box.setAttribute("aria-autocomplete", "list");
    this.box.setAttribute("aria-controls", "assetmap-suggestions");
    this.box.setAttribute("aria-expanded", "false");
    this.opener = search.appendChild(make("button", "panel-opener"));
    this.opener.type = "button";
    this.opener.setAttribute("aria-controls", "assetmap-filters");
    this.list = search.appendChild(make("ul", "panel-suggestions"));
    this.list.id = "assetmap-suggestions";
    this.list.setAttribute("role", "listbox");
    this.list.hidden = true;
    this.found = this.root.appendChild(make("p", "panel-found"));
    this.found.setAttribute("role", "status");
    this.found.appendChild(make("span"));
    this.clear = this.found.appendChild(make("button", "panel-clear"));
    this.clear.type = "button";
    this.body = this.root.appendChild(make("div", "panel-filters"));
    this.body.id = "assetmap-filters";
    this.buildPlace();
    this.layers = this.group("laag", true);
    this.more = this.body.appendChild(make("details", "panel-more"));
    this.more.appendChild(make("summary"));
    this.groups = {};
    ["open", "voor", "kosten", "thema", "taal", "soort"].forEach((name) => {
      this.groups[name] = this.group(name, false);
    });
    this.buildWalk();
    this.buildSince();
    this.buildView();
    this.listen();
  }

  group(name, first) {
    const set = (first ? this.body : this.more).appendChild(make("fieldset", "panel-group of-" + name));
    set.appendChild(make("legend"));
    set.appendChild(make("div", "panel-choices"));
    return set;
  }

  labelled(parent, control, name) {
    const row = parent.appendChild(make("div", "panel-row"));
    control.id = "assetmap-" + name;
    row.appendChild(make("label")).htmlFor = control.id;
    row.appendChild(control);
    return row;
  }

  buildPlace() {
    this.place = make("select");
    this.placeRow = this.labelled(this.body, this.place, "neighbourhood");
    this.placeNote = this.body.appendChild(make("p", "panel-note"));
    this.placeNote.hidden = true;
  }

  buildWalk() {
    this.walk = this.group("lopen", false);
    const choices = this.walk.lastChild;
    this.minutes = make("select");
    [5, 10, 15, 20, 30].forEach((each) => this.minutes.add(new Option(String(each), String(each))));
    this.minutes.value = "10";
    this.minutesRow = this.labelled(choices, this.minutes, "minutes");
    this.here = choices.appendChild(make("button", "panel-button"));
    this.point = choices.appendChild(make("button", "panel-button"));
    this.leave = choices.appendChild(make("button", "panel-button"));
    [this.here, this.point, this.leave].forEach((each) => { each.type = "button"; });
    this.walkNote = choices.appendChild(make("p", "panel-note"));
    this.walkNote.setAttribute("role", "status");
  }

  buildSince() {
    this.since = make("input");
    this.since.type = "date";
    this.sinceRow = this.labelled(this.more, this.since, "since");
  }

  buildView() {
    this.view = this.body.appendChild(make("fieldset", "panel-group of-view"));
    this.view.appendChild(make("legend"));
    this.base = make("select");
    this.baseRow = this.labelled(this.view, this.base, "base");
    const row = this.view.appendChild(make("label", "panel-choice"));
    this.time = row.appendChild(make("input"));
    this.time.type = "checkbox";
    this.timeWords = row.appendChild(make("span", "panel-title"));
    this.big = this.view.appendChild(make("button", "panel-button"));
    this.big.type = "button";
  }

  listen() {
    this.box.addEventListener("input", () => {
      this.typing = true;
      clearTimeout(this.commitLater);
      clearTimeout(this.askLater);
      this.commitLater = setTimeout(() => this.commitWords(), TYPING_MS);
      this.askLater = setTimeout(() => this.ask(), ASKING_MS);
    });
    this.box.addEventListener("keydown", (event) => this.onKey(event));
    this.box.addEventListener("blur", () => setTimeout(() => this.showList(false), 150));
    this.opener.addEventListener("click", () => this.open(!this.root.classList.contains("open")));
    this.clear.addEventListener("click", () => {
      this.box.value = "";
      this.more.querySelectorAll("input[type=checkbox]").forEach((each) => { each.checked = false; });
      this.choice = {};
      this.send();
      this.draw();
      this.box.focus();
    });
    this.body.addEventListener("change", (event) => this.onChange(event));
    this.here.addEventListener("click", () => this.askGps());
    this.point.addEventListener("click", () => { this.open(false); this.trigger("point", Date.now()); });
    this.leave.addEventListener("click", () => this.set({ vanaf: "", lopen: "" }));
    this.big.addEventListener("click", () => this.trigger("big", Date.now()));
    document.addEventListener("keydown", (event) => {
      const close = event.key === "Escape" && document.querySelector(".st-key-close_card button");
      if (close && this.list.hidden && !this.root.classList.contains("open")) close.click();
    });
    this.root.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.root.classList.contains("open")) {
        this.open(false);
        this.opener.focus();
      }
    });
  }

  open(yes) {
    this.root.classList.toggle("open", yes);
    this.opener.setAttribute("aria-expanded", String(yes));
    this.sayOpener();
  }

  sayOpener() {
    const words = this.data.words, open = this.root.classList.contains("open");
    const chosen = Object.keys(this.choice).filter((key) => key !== "zoek" && key !== "jaar").length;
    this.opener.textContent = open ? words.done : chosen ? words.filters + " (" + chosen + ")" : words.filters;
  }

  /* Choices ------------------------------------------------------------------------------ */

  set(changes) {
    Object.entries(changes).forEach(([key, value]) => {
      if (value) this.choice[key] = value; else delete this.choice[key];
    });
    this.send();
    this.draw();
  }

  send() {
    this.sent = JSON.stringify(this.choice);
    this.tell("choice", { ...this.choice });
  }

  chosen(name) { return this.choice[name] ? this.choice[name].split(",") : []; }

  onChange(event) {
    const input = event.target, name = input.dataset.name;
    if (input === this.place) return this.set({ buurt: this.place.value });
    if (input === this.since) return this.set({ sinds: this.since.value });
    if (input === this.base) return this.tell("base", this.base.value);
    if (input === this.time) return this.tell("time", this.time.checked);
    if (input === this.minutes) {
      if (this.choice.vanaf) this.set({ lopen: this.minutes.value });
      return undefined;
    }
    if (!name) return undefined;
    if (name === "laag") return this.onLayer();
    if (!MANY.includes(name)) return this.set({ [name]: input.checked ? input.value : "" });
    const now = new Set(this.chosen(name));
    if (input.checked) now.add(input.value); else now.delete(input.value);
    return this.set({ [name]: [...now].join(",") });
  }

  onLayer() {
    const inputs = [...this.layers.querySelectorAll("input")];
    const on = inputs.filter((each) => each.checked).map((each) => each.value);
    this.set({ laag: on.length === inputs.length ? "" : on.join(",") || "-" });
  }

  askGps() {
    const words = this.data.words, self = this;
    if (!navigator.geolocation || !window.isSecureContext) {
      this.walkNote.textContent = words.noGps;
      return;
    }
    this.walkNote.textContent = words.asking;
    navigator.geolocation.getCurrentPosition(function (found) {
      const at = found.coords;
      self.walkNote.textContent = "";
      self.set({
        vanaf: at.latitude.toFixed(5) + "," + at.longitude.toFixed(5), lopen: self.minutes.value,
      });
    }, function () { self.walkNote.textContent = words.noGps; }, { timeout: 15000, maximumAge: 60000 });
  }

  /* Searching ---------------------------------------------------------------------------- */

  commitWords() {
    clearTimeout(this.commitLater);
    this.typing = false;
    const words = this.box.value.trim();
    if (words !== (this.choice.zoek || "")) this.set({ zoek: words });
  }

  ask() {
    const words = this.box.value.trim(), self = this;
    this.asked = words;
    if (words.length < 2) return this.showList(false);
    const query = new URLSearchParams({ q: words, lang: this.data.language });
    return fetch("/api/search?" + query).then((answer) => (answer.ok ? answer.json() : { found: [] }))
      .then(function (answer) {
        if (self.asked !== words || document.activeElement !== self.box) return;
        self.suggestions = answer.found;
        self.drawList();
      }).catch(function () { /* the map still follows */ });
  }

  drawList() {
    this.list.replaceChildren(...this.suggestions.map((each, position) => {
      const row = make("li", "panel-suggestion of-kind-" + each.kind);
      row.id = "assetmap-suggestion-" + position;
      row.setAttribute("role", "option");
      row.setAttribute("aria-selected", "false");
      const drawing = make("span", each.layer ? "layer-symbol of-" + each.layer : "panel-icon");
      drawing.setAttribute("aria-hidden", "true");
      row.appendChild(drawing);
      const text = row.appendChild(make("span", "panel-suggestion-text"));
      const name = text.appendChild(make("span", "panel-suggestion-name", each.title));
      name.dir = "auto";
      if (each.more) text.appendChild(make("span", "panel-suggestion-more", each.more));
      row.addEventListener("mousedown", (event) => { event.preventDefault(); this.pick(position); });
      return row;
    }));
    this.active = -1;
    this.showList(this.suggestions.length > 0);
  }

  showList(yes) {
    this.list.hidden = !yes;
    this.box.setAttribute("aria-expanded", String(yes));
    if (!yes) this.box.removeAttribute("aria-activedescendant");
  }

  onKey(event) {
    const open = !this.list.hidden, last = (this.suggestions || []).length - 1;
    if (event.key === "ArrowDown" && !open && this.box.value.trim().length > 1) this.ask();
    if ((event.key === "ArrowDown" || event.key === "ArrowUp") && open) {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.active = (this.active + step + last + 2) % (last + 2);
      if (this.active > last) this.active = -1;
      [...this.list.children].forEach((row, position) => {
        row.setAttribute("aria-selected", String(position === this.active));
      });
      if (this.active >= 0) {
        const row = this.list.children[this.active];
        this.box.setAttribute("aria-activedescendant", row.id);
        row.scrollIntoView({ block: "nearest" });
      } else this.box.removeAttribute("aria-activedescendant");
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (open && this.active >= 0) return this.pick(this.active);
      this.showList(false);
      this.asked = null;
      this.commitWords();
    } else if (event.key === "Escape") {
      if (open) event.stopPropagation();
      this.showList(false);
    }
    return undefined;
  }

  pick(position) {
    const each = this.suggestions[position];
    this.showList(false);
    clearTimeout(this.commitLater);
    clearTimeout(this.askLater);
    this.typing = false;
    this.asked = null;
    if (each.kind === "asset") {
      this.commitWords();
      this.box.blur();
      this.open(false);
      this.trigger("pick", { number: each.number, at: Date.now() });
      this.goTo(each.title);
      return;
    }
    this.box.value = "";
    const changes = { zoek: "" };
    if (each.kind === "category") {
      changes.laag = each.layer;
      changes.soort = each.layer + "." + each.key;
    }
    if (each.kind === "neighbourhood") changes.buurt = each.key;
    if (each.kind === "address") {
      changes.vanaf = each.lat.toFixed(5) + "," + each.lon.toFixed(5);
      changes.lopen = this.minutes.value;
    }
    this.set(changes);
    this.trigger("bring", Date.now());
  }

  /* Who chose by keyboard goes on reading at the card, once it is there. */
  goTo(name, tries = 40) {
    const heading = document.querySelector(".asset-card :is(h1, h2)");
    if (heading && heading.textContent === name) {
      heading.tabIndex = -1;
      heading.focus({ preventScroll: true });
    } else if (tries) setTimeout(() => this.goTo(name, tries - 1), 100);
  }

  /* Drawing ------------------------------------------------------------------------------ */

  update(data, tell, trigger) {
    this.data = data;
    this.tell = tell;
    this.trigger = trigger;
    if (data.revision !== this.revision) {
      this.revision = data.revision;
      this.choice = { ...data.parameters };
      if (!this.typing && this.box.value.trim() !== (this.choice.zoek || "")) {
        this.box.value = this.choice.zoek || "";
      }
    }
    if (this.areas !== data.areas) { this.areas = data.areas; this.askNeighbourhoods(); }
    this.draw();
  }

  askNeighbourhoods() {
    const self = this;
    fetch("/api/neighbourhoods").then((answer) => answer.json()).then(function (answer) {
      self.neighbourhoods = answer.neighbourhoods;
      self.drawPlace();
    }).catch(function () { /* the search box finds them too */ });
  }

  draw() {
    const data = this.data, words = data.words;
    this.label.textContent = words.search;
    this.box.placeholder = words.search;
    this.list.setAttribute("aria-label", words.suggestions);
    this.clear.textContent = words.clear;
    this.clear.hidden = !Object.keys(this.choice).length;
    this.found.firstChild.textContent = data.found;
    this.sayOpener();
    this.more.firstChild.textContent = words.more;
    this.drawPlace();
    this.drawChoices(this.layers, "laag", words.layers, data.layers, true);
    this.drawChoices(this.groups.open, "open", words.open, data.open);
    this.drawChoices(this.groups.voor, "voor", words.audiences, data.audiences);
    this.drawChoices(this.groups.kosten, "kosten", words.access, data.access);
    this.drawChoices(this.groups.thema, "thema", words.themes, data.themes);
    this.drawChoices(this.groups.taal, "taal", words.languages, data.languages);
    this.drawChoices(this.groups.soort, "soort", words.categories, data.categories);
    this.drawWalk();
    this.sinceRow.firstChild.textContent = words.since;
    if (document.activeElement !== this.since) this.since.value = this.choice.sinds || "";
    this.drawView();
  }

  drawPlace() {
    const words = this.data.words, chosen = this.choice.buurt || "";
    const listed = this.neighbourhoods.length <= MOST_LISTED;
    this.placeRow.firstChild.textContent = words.neighbourhood;
    const shown = listed ? this.neighbourhoods : this.neighbourhoods.filter((each) => each[0] === chosen);
    const wanted = words.everywhere + "|" + shown.map((each) => each[0]).join();
    if (this.placed !== wanted) {
      this.placed = wanted;
      this.place.replaceChildren(new Option(words.everywhere, ""),
        ...shown.map((each) => new Option(each[1], each[0])));
    }
    this.place.value = chosen;
    this.placeNote.hidden = listed;
    this.placeNote.textContent = words.manyNeighbourhoods;
  }

  drawChoices(set, name, legend, options, symbols) {
    const chosen = this.chosen(name), none = this.choice[name] === "-";
    set.hidden = !options.length;
    set.firstChild.textContent = legend;
    const byKey = new Map(options.map((each) => [each.key, each]));
    keep(set.lastChild, [...byKey.keys()], (key) => {
      const row = make("label", "panel-choice"), option = byKey.get(key);
      const input = row.appendChild(make("input"));
      input.type = "checkbox";
      input.dataset.name = option.name || name;
      input.value = option.value || key;
      const look = option.layer || (symbols ? key : "");
      if (look) row.appendChild(make("span", "layer-symbol of-" + look)).setAttribute("aria-hidden", "true");
      row.appendChild(make("span", "panel-title"));
      row.appendChild(make("span", "panel-count"));
      return row;
    }, (row, key) => {
      const option = byKey.get(key), input = row.querySelector("input");
      row.querySelector(".panel-title").textContent = option.title;
      row.querySelector(".panel-count").textContent = option.count;
      const own = option.name ? this.chosen(option.name) : chosen;
      const value = option.value || key;
      input.checked = name === "laag" ? !none && (!chosen.length || chosen.includes(key)) : own.includes(value);
      row.classList.toggle("none-here", !option.count && !input.checked);
    });
  }

  drawWalk() {
    const words = this.data.words, near = this.choice.vanaf;
    this.walk.firstChild.textContent = words.walk;
    this.minutesRow.firstChild.textContent = words.minutes;
    if (this.choice.lopen) this.minutes.value = this.choice.lopen;
    this.here.textContent = words.here;
    this.point.textContent = words.point;
    this.leave.textContent = words.leave;
    this.leave.hidden = !near;
    if (near) this.walkNote.textContent = words.walking;
    else if (this.walkNote.textContent === words.walking) this.walkNote.textContent = "";
  }

  drawView() {
    const data = this.data, words = data.words;
    this.view.firstChild.textContent = words.view;
    this.baseRow.firstChild.textContent = words.base;
    const wanted = JSON.stringify(data.bases);
    if (this.based !== wanted) {
      this.based = wanted;
      this.base.replaceChildren(...data.bases.map((each) => new Option(each[1], each[0])));
    }
    if (document.activeElement !== this.base) this.base.value = data.base;
    this.timeWords.textContent = words.time;
    this.time.checked = data.time;
    this.big.textContent = words.big;
  }
}

const panels = new WeakMap();

export default function panel({ parentElement, data, setStateValue, setTriggerValue }) {
  if (!panels.has(parentElement)) {
    panels.set(parentElement, new Panel(parentElement.appendChild(make("div"))));
  }
  panels.get(parentElement).update(data, setStateValue, setTriggerValue);
}

/* A list of assets in groups: real links, so that a screen reader, a keyboard and a new tab work.
 * A plain click stays in the same visit. All text is placed with textContent.
 */
function make(kind, look, text) {
  const element = document.createElement(kind);
  if (look) element.className = look;
  if (text !== undefined) element.textContent = text;
  return element;
}

function photo(given) {
  const image = make("img", "list-photo");
  // Before its source, or it does not wait until it comes in sight.
  image.loading = "lazy";
  image.decoding = "async";
  image.width = image.height = 64;
  image.alt = given.alt;
  image.src = given.src;
  return image;
}

function row(each, open) {
  const item = make("li", "list-row");
  item.appendChild(make("span", "layer-symbol of-" + each.layer)).setAttribute("aria-hidden", "true");
  const text = item.appendChild(make("div", "list-text"));
  const link = text.appendChild(make("a", "list-name", each.name));
  link.href = each.href;
  link.dir = "auto";
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    open({ number: each.number, at: Date.now() });
  });
  text.appendChild(make("span", "list-sort", each.sort));
  each.lines.forEach((line) => text.appendChild(make("span", "list-line", line)));
  if (each.photo) item.appendChild(photo(each.photo));
  return item;
}

class List {
  constructor(root) {
    this.root = root;
    root.classList.add("asset-list");
  }

  update(data, tell, trigger) {
    const same = JSON.stringify(data);
    this.tell = tell;
    this.trigger = trigger;
    if (same === this.drawn) return;
    const before = this.root.querySelectorAll(".list-row").length, grown = this.wantsMore;
    this.wantsMore = false;
    this.drawn = same;
    const parts = [];
    if (data.sorts) parts.push(this.sorts(data));
    data.groups.forEach((group) => {
      const part = make("section", "list-group");
      if (group.title) {
        const title = part.appendChild(make("h3", "list-title"));
        if (group.layer) {
          title.appendChild(make("span", "layer-symbol of-" + group.layer)).setAttribute("aria-hidden", "true");
        }
        title.appendChild(make("span", "", group.title));
        if (group.note) title.appendChild(make("span", "list-note", group.note));
      }
      const list = part.appendChild(make("ul", "list-rows"));
      list.append(...group.rows.map((each) => row(each, (what) => this.trigger("open", what))));
      parts.push(part);
    });
    if (data.more) parts.push(this.more(data));
    this.root.replaceChildren(...parts);
    // Who asked for more goes on reading where the new ones begin.
    const rows = this.root.querySelectorAll(".list-row a");
    if (grown && rows.length > before) rows[before].focus({ preventScroll: true });
  }

  sorts(data) {
    const label = make("label", "panel-row list-sorts");
    label.appendChild(make("span", "", data.words.sort));
    const select = label.appendChild(make("select"));
    data.sorts.forEach((each) => select.add(new Option(each[1], each[0])));
    select.value = data.sort;
    select.addEventListener("change", () => this.tell("sort", select.value));
    return label;
  }

  more(data) {
    const button = make("button", "panel-button list-more", data.words.more);
    button.type = "button";
    button.addEventListener("click", () => {
      this.wantsMore = true;
      this.tell("count", data.more);
    });
    return button;
  }
}

const lists = new WeakMap();

export default function list({ parentElement, data, setStateValue, setTriggerValue }) {
  if (!lists.has(parentElement)) {
    lists.set(parentElement, new List(parentElement.appendChild(make("div"))));
  }
  lists.get(parentElement).update(data, setStateValue, setTriggerValue);
}

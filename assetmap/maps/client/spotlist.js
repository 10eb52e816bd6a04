/* The list of what stands in one spot: opened by a click, left with Escape or by choosing one. */
(function () {
  "use strict";
  const parts = window.assetmapParts = window.assetmapParts || {};
  let lists = 0;

  class SpotList {
    constructor(map) {
      this._map = map;
      this._box = null;
    }

    get isOpen() { return this._box !== null; }

    /* point: where it is in the map's container; assets: as `/api/map/names` gives them; total: how
     * many there are; draw(asset): a canvas with its symbol; choose(asset): what a press does. */
    open({ point, assets, total, words, draw, choose }) {
      this.close();
      const id = "assetmap-list-" + (++lists), box = L.DomUtil.create("div", "assetmap-list");
      box.setAttribute("role", "dialog");
      box.setAttribute("aria-labelledby", id);
      const head = L.DomUtil.create("div", "assetmap-list-head", box);
      const title = L.DomUtil.create("h2", "", head);
      title.id = id;
      title.textContent = words.here.replace("{count}", total);
      const close = L.DomUtil.create("button", "assetmap-list-close", head);
      close.type = "button";
      close.setAttribute("aria-label", words.close);
      close.textContent = "×";
      close.addEventListener("click", () => this.close());
      const list = L.DomUtil.create("ul", "", box);
      for (const asset of assets) {
        const button = L.DomUtil.create("button", "", L.DomUtil.create("li", "", list));
        button.type = "button";
        button.dataset.number = asset.number;
        const symbol = draw(asset);
        symbol.setAttribute("aria-hidden", "true");
        button.appendChild(symbol);
        const text = L.DomUtil.create("span", "", button);
        L.DomUtil.create("strong", "", text).textContent = asset.name;
        L.DomUtil.create("small", "", text).textContent = asset.category_title;
        button.addEventListener("click", () => { this.close(); choose(asset); });
      }
      if (total > assets.length) {
        L.DomUtil.create("p", "", box).textContent = words.more.replace("{count}", total - assets.length);
      }
      this._before = document.activeElement;
      this._map.getContainer().appendChild(box);
      this._box = box;
      this._place(point);
      L.DomEvent.disableClickPropagation(box);
      L.DomEvent.disableScrollPropagation(box);
      box.addEventListener("keydown", (event) => this._onKey(event));
      // Whoever drags the map or clicks beside it is done with the list.
      this._map.once("movestart zoomstart click", this.close, this);
      (list.querySelector("button") || close).focus({ preventScroll: true });
    }

    close() {
      const box = this._box;
      if (!box) return;
      this._box = null;
      this._map.off("movestart zoomstart click", this.close, this);
      const hadFocus = box.contains(document.activeElement);
      box.remove();
      if (!hadFocus) return;
      const before = this._before;
      const back = before && before !== document.body && before.isConnected ? before : this._map.getContainer();
      back.focus({ preventScroll: true });
    }

    /* Beside the spot, wholly within the map. */
    _place(point) {
      const size = this._map.getSize(), box = this._box, gap = 18;
      const wide = box.offsetWidth, high = box.offsetHeight;
      const left = point.x + gap + wide <= size.x - 8 ? point.x + gap : point.x - gap - wide;
      box.style.left = Math.max(8, Math.min(left, size.x - wide - 8)) + "px";
      box.style.top = Math.max(8, Math.min(point.y - 24, size.y - high - 8)) + "px";
    }

    _onKey(event) {
      const buttons = Array.from(this._box.querySelectorAll("li button"));
      const at = buttons.indexOf(document.activeElement), last = buttons.length - 1;
      const to = { ArrowDown: Math.min(last, at + 1), ArrowUp: Math.max(0, at - 1), Home: 0, End: last }[event.key];
      if (to !== undefined && buttons.length) { buttons[to].focus(); event.preventDefault(); }
      if (event.key === "Tab") this._goRound(event);
      if (event.key === "Escape") { this.close(); event.preventDefault(); }
      // The map does not move under the list.
      event.stopPropagation();
    }

    _goRound(event) {
      const all = Array.from(this._box.querySelectorAll("button"));
      const end = event.shiftKey ? all[0] : all[all.length - 1];
      if (document.activeElement !== end) return;
      (event.shiftKey ? all[all.length - 1] : all[0]).focus();
      event.preventDefault();
    }
  }
  parts.SpotList = SpotList;
})();

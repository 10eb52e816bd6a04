/* The asset layer: neighbourhoods, context and assets on one canvas.
 *
 * Data comes from our own addresses as numbers and plain text; text is placed with textContent or
 * drawn on the canvas, never as markup. Python talks to the living map through
 * assetmap.command({...}), whose keys `maps/asset_layer.py` explains. What a person does reaches
 * Python as the Leaflet click of a source whose tooltip holds `a<number>` (an asset),
 * `b<position>` (a neighbourhood) or `y<year>` (the year of the bar; 0 for all).
 */
(function () {
  "use strict";
  if (window.assetmap) return;
  const parts = window.assetmapParts;
  const { PALETTES } = parts;

  // Orders that were on their way when a person chose a year come too late.
  const TOLD_MS = 5000;
  // Between two years that the server must be asked for.
  const STEP_MS = 300;
  let instances = 0;

  const prefersDark = window.matchMedia("(prefers-color-scheme: dark)");

  const AssetLayer = L.Renderer.extend({
    includes: [parts.supply, parts.drawing, parts.pointing],
    options: { padding: 0.15, interactive: false, wholeMost: null, viewMost: null, words: {} },

    initialize(options) {
      L.Renderer.prototype.initialize.call(this, options);
      L.stamp(this);
      this._fetching = new parts.Fetching(this.options.address);
      this._symbols = new parts.Symbols();
      this._arrangement = new parts.Arrangement();
      this._words = this.options.words;
      this._palette = PALETTES.light;
      this._look = "light"; this._orderedLook = ""; this._language = "nl"; this._scale = 1;
      this._version = ""; this._wanted = ""; this._filter = ""; this._bits = null; this._bitsVersion = "";
      this._year = null; this._area = -1; this._selected = null; this._mode = "look";
      this._whole = null; this._part = null; this._points = null; this._served = null;
      this._shown = null; this._traced = []; this._done = {}; this._near = null; this._marks = [];
    },

    onAdd(map) {
      instances += 1;
      const box = map.getContainer();
      L.Renderer.prototype.onAdd.call(this, map);
      Object.assign(box.dataset, {
        mapInstances: String(instances), painted: "0", version: "", filter: "", year: "",
      });
      this._pencil = new parts.Pencil(map);
      this._locating = new parts.Locating(map, (text) => this._say(text));
      this._onKey = (event) => {
        if (this._mode !== "point" || event.target !== box || event.key !== "Enter") return;
        event.preventDefault();
        this._pencil.pinInTheMiddle();
      };
      box.addEventListener("keydown", this._onKey);
      this._spot = new parts.SpotList(map);
      this._bar = new parts.TimeBar(box, {
        show: (year) => this._showYear(year), tell: (year) => this._tellYear(year),
      });
      this._onMoved = L.Util.throttle(this._onMove, 60, this);
      map.on("click", this._onClick, this);
      map.on("mousemove", this._onMoved, this);
      map.on("mouseout", this._onLeave, this);
      map.on("moveend", this._onRest, this);
      map.zoomControl && map.zoomControl.setPosition("topright");
      map.attributionControl && map.attributionControl.setPrefix("Leaflet");
      this._ruler = L.control.scale({ imperial: false }).addTo(map);
      this._note = L.DomUtil.create("div", "assetmap-note", box);
      this._note.setAttribute("role", "status");
      this._name = L.DomUtil.create("div", "assetmap-name", box);
      this._name.hidden = true;
      this._describe(box);
      this._onScheme = () => this._setLook();
      prefersDark.addEventListener("change", this._onScheme);
      this._setLook();
      this._stayHome(map);
      this._openWhereTheLinkSays(map);
      this._watchSize(map, box);
      window.assetmap.live = this;
      if (window.assetmap.waiting) this.command(window.assetmap.waiting);
      this._start();
    },

    onRemove(map) {
      window.clearInterval(this._timer);
      window.clearTimeout(this._resting);
      this._sizes.disconnect();
      prefersDark.removeEventListener("change", this._onScheme);
      map.off("click", this._onClick, this);
      map.off("mousemove", this._onMoved, this);
      map.off("mouseout", this._onLeave, this);
      map.off("moveend", this._onRest, this);
      map.off("moveend", this._keepPlace, this);
      this._spot.close();
      this._pencil.remove();
      this._locating.remove();
      map.getContainer().removeEventListener("keydown", this._onKey);
      for (const part of [this._note, this._name, this._bar.box, this._equivalent]) part.remove();
      if (window.assetmap.live === this) window.assetmap.live = null;
      L.Renderer.prototype.onRemove.call(this, map);
    },

    /* For whoever cannot see the map: what it is, and where the same is to be had. */
    _describe(box) {
      if (!this._equivalent) {
        this._equivalent = L.DomUtil.create("div", "assetmap-unseen", box);
        this._equivalent.id = "assetmap-equivalent";
        box.setAttribute("role", "application");
        box.setAttribute("aria-describedby", this._equivalent.id);
      }
      const words = this._words;
      box.setAttribute("aria-label", words.map || "");
      this._equivalent.textContent = words.equivalent || "";
      for (const [way, text] of [["in", words.zoomIn], ["out", words.zoomOut]]) {
        const button = box.querySelector(".leaflet-control-zoom-" + way);
        if (button && text) { button.title = text; button.setAttribute("aria-label", text); }
      }
    },

    /* Size ------------------------------------------------------------------------------- */

    /* The frame gets its size while the page settles: show the whole of the municipality again at
     * each change, until a person or an order moves the map. */
    _stayHome(map) {
      const box = this.options.bounds, home = [[box[1], box[0]], [box[3], box[2]]];
      this._goHome = () => {
        if (!this._moved && this._hasSize()) map.fitBounds(home, { padding: [16, 16], animate: false });
      };
      for (const kind of ["pointerdown", "wheel", "keydown", "touchstart"]) {
        map.getContainer().addEventListener(kind, () => { this._moved = true; }, { once: true, passive: true });
      }
      // The script of the map has a view of its own still to come; what an order asks for waits.
      this._settling = true;
      window.setTimeout(() => {
        this._settling = false;
        this._fitToFrame();
        this._goHome();
      }, 60);
    },

    _openWhereTheLinkSays(map) {
      const place = parts.placeInAddress.read();
      if (place) {
        this._moved = true;
        this._linked = true;
        const go = () => map.setView(place.slice(0, 2), place[2], { animate: false });
        // The script of the map first travels to the whole municipality, and hears nothing then.
        window.setTimeout(() => {
          if (map._animatingZoom) map.once("zoomend", () => window.setTimeout(go, 0));
          else go();
        }, 60);
      }
      map.on("moveend", this._keepPlace, this);
    },

    _keepPlace() { if (this._moved) parts.placeInAddress.write(this._map); },

    _watchSize(map, box) {
      this._sizes = new ResizeObserver(() => this._fitToFrame());
      this._sizes.observe(box);
    },

    _hasSize() {
      const box = this._map.getContainer();
      return box.clientWidth > 0 && box.clientHeight > 0;
    },

    /* A hidden frame has no size; the map keeps its own until it is seen again. */
    _fitToFrame() {
      if (!this._map || !this._hasSize()) return;
      const map = this._map, box = map.getContainer(), size = map.getSize();
      if (size.x !== box.clientWidth || size.y !== box.clientHeight) {
        map.invalidateSize({ animate: false, pan: true });
        this._goHome();
      }
      if (this._pendingFit) { const fit = this._pendingFit; this._pendingFit = null; this._fit(fit); }
      if (this._toShow !== undefined) this._showSelected();
      if (this._missed) this._redraw();
    },

    /* Orders from Python ------------------------------------------------------------------- */

    /* Do what an order says; what it does not say stays as it is. */
    command(order) {
      if (order.words) {
        this._words = Object.assign({}, this.options.words, order.words);
        this._pencil.words = this._words.draw;
        this._locating.words = this._words;
        this._describe(this._map.getContainer());
      }
      for (const name of ["wholeMost", "viewMost"]) if (name in order) this.options[name] = order[name];
      if ("language" in order) this._language = order.language;
      if ("look" in order) { this._orderedLook = order.look; this._setLook(); }
      if ("big" in order) this._setBig(order.big);
      if ("near" in order) this._near = order.near;
      if ("area" in order && order.area !== this._area) { this._area = order.area; this._sift(); this._loadPart(); }
      if ("filter" in order) this._setFilter(order.filter);
      if ("year" in order) this._hearYear(order.year);
      if ("time" in order) this._setTime(order.time);
      if ("selected" in order && order.selected !== this._selected) {
        this._selected = order.selected;
        this._toShow = order.selected;
        this._findChosen();
      }
      if ("mode" in order) this._setMode(order.mode);
      if ("shape" in order) this._pencil.shape = order.shape;
      if ("pin" in order) this._pencil.pin = order.pin;
      if ("marks" in order) this._marks = order.marks;
      if ("locate" in order) this._locating.shown = order.locate && order.mode === "point";
      if (order.base) this._setBase(order.base);
      // A link that says where to look goes before what its first order would bring in view.
      if (order.fit && this._once("fit", order.fitCount) && !this._linked) this._fit(order.fit);
      this._linked = false;
      this._keepPlace();
      this._say("");
      this._dress();
      this._showSelected();
      if (order.version && order.version !== this._version && (this._points || this._served)) this._poll(false);
      this._redraw();
    },

    _once(what, count) {
      if (this._done[what] === count) return false;
      this._done[what] = count;
      return true;
    },

    _setFilter(filter) {
      if (filter === this._wanted) return;
      this._wanted = filter;
      // Before the first picture there is no old one to keep: wait for the right one.
      if (filter && !this._points && !this._served) this._filter = null;
      if (this._whole === false) this._loadPart();
      else this._loadSelection();
      if (!this._bar.hidden) this._loadYears();
    },

    _setBig(big) {
      if (Boolean(big) === (this._scale > 1)) return;
      this._scale = big ? 1.45 : 1;
      this._map.getContainer().classList.toggle("assetmap-big", Boolean(big));
      if (big) this._ruler.remove(); else this._ruler.addTo(this._map);
      this._symbols.forget();
      this._loadPart();
    },

    _setLook() {
      const look = this._orderedLook || (prefersDark.matches ? "dark" : "light");
      if (look === this._look && this._looked) return;
      this._looked = true;
      this._look = look;
      this._palette = PALETTES[look] || PALETTES.light;
      document.documentElement.dataset.look = look;
      if (this._base) this._setBase(this._base);
      this._dress();
      this._redraw();
    },

    /* Give the bar its words and colours. */
    _dress() {
      const what = this._points || this._served;
      if (this._bar && what) this._bar.dress({ words: this._words, layers: what.layers, palette: this._palette });
    },

    _setBase(base) {
      this._base = base;
      const key = JSON.stringify([base, this._look]);
      if (this._baseKey === key) return;
      this._baseKey = key;
      if (this._baseLayer) { this._map.removeLayer(this._baseLayer); this._baseLayer = null; }
      this._baseFails = false;
      this._say("");
      if (base.kind === "none" || !base.url || !window.assetmapBase) return;
      const layer = window.assetmapBase.layer(base, this._look);
      const tell = (fails) => () => {
        if (this._baseLayer !== layer) return;
        this._baseFails = fails;
        this._say("");
        this._redraw();
      };
      layer.on("assetmap:failing", tell(true));
      layer.on("assetmap:working", tell(false));
      this._baseLayer = layer;
      layer.addTo(this._map);
    },

    _setMode(mode) {
      this._mode = mode;
      this._pencil.mode = mode;
      this._map.getContainer().classList.toggle("assetmap-pointing", mode === "point");
      if (mode !== "look") this._spot.close();
    },

    _setTime(time) {
      const hidden = !time;
      if (this._bar.hidden === hidden) return;
      this._bar.hidden = hidden;
      this._map.getContainer().classList.toggle("assetmap-with-time", !hidden);
      if (!hidden && (this._points || this._served)) this._loadYears();
    },

    /* Take over the year of an order, but not one from before a person chose another. */
    _hearYear(year) {
      if (year === this._orderedYear) return;
      this._orderedYear = year;
      const told = this._told;
      if (told && told.year !== year && performance.now() - told.at < TOLD_MS) return;
      this._told = null;
      if (year === this._year) return;
      this._bar.year = year;
      this._showYear(year);
    },

    /* Draw a year; the promise is kept when it is drawn. */
    _showYear(year) {
      this._year = year;
      if (this._whole === false) {
        // A server that counts for each step gets its rest.
        return Promise.all([this._loadPart(), new Promise((done) => window.setTimeout(done, STEP_MS))]);
      }
      this._sift();
      this._redraw();
      return new Promise((done) => window.requestAnimationFrame(() => window.requestAnimationFrame(done)));
    },

    _tellYear(year) {
      this._told = { year, at: performance.now() };
      this._tell("y" + (year || 0), this._map.getCenter());
    },

    _fit(box) {
      this._moved = true;
      if (this._settling || !this._hasSize()) { this._pendingFit = box; return; }
      // A map that is on its way hears nothing: ask again when it is there.
      if (this._map._animatingZoom) {
        this._nextFit = box;
        this._map.once("zoomend", () => window.setTimeout(() => {
          const next = this._nextFit;
          this._nextFit = null;
          if (next && this._map) this._fit(next);
        }, 0));
        return;
      }
      const bounds = [[box[1], box[0]], [box[3], box[2]]];
      // The first view stands still; a later one may travel, for who likes that.
      const calm = !this._version || parts.isCalm();
      this._map.fitBounds(bounds, { padding: [24, 24], maxZoom: 17, animate: !calm });
    },
  });

  window.assetmap = {
    live: null,
    waiting: null,
    layer(options) { return new AssetLayer(options); },
    command(order) {
      window.assetmap.waiting = order;
      if (window.assetmap.live) window.assetmap.live.command(order);
    },
  };
})();

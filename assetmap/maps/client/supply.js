/* How the layer keeps up with the server: what it fetches, and when.
 *
 * All assets at once and then only what became of them; with very many, what is in view. The newest
 * question wins, and until its answer is here the old picture stays.
 */
(function () {
  "use strict";
  const parts = window.assetmapParts = window.assetmapParts || {};

  const POLL_MS = 1700;
  // What is open now changes by itself.
  const OPEN_MS = 60000;
  // After a move: long enough for the next one to come, short enough not to be noticed.
  const REST_MS = 150;
  // How much more than the view is fetched at once, at each side.
  const VIEW_PAD = 0.35, DETAIL_PAD = 0.1;

  parts.supply = {
    _start() {
      fetch(this.options.icons).then((answer) => answer.json()).then((icons) => {
        this._symbols.icons = icons; this._symbols.forget(); this._redraw();
      }).catch(() => { /* symbols keep their shape and colour */ });
      // A canvas takes the letters that are there; ours may come a moment later.
      document.fonts.load("700 13px 'Atkinson Hyperlegible'").then(() => {
        if (this._borders) this._borders.forgetWidths();
        this._redraw();
      }).catch(() => { /* another letter does as well */ });
      this._poll(true);
      this._timer = window.setInterval(() => this._poll(false), POLL_MS);
    },

    _poll(first) {
      if (this._polling || (document.hidden && !first)) return;
      this._polling = true;
      // The page may have written its address anew, without our place in it.
      this._keepPlace();
      this._fetching.json("/version").then((answer) => this._hear(answer))
        .catch((error) => this._unreachable(error)).finally(() => { this._polling = false; });
    },

    /* Fetch what is not as the server says that it is now. */
    _hear(answer) {
      if (!this._map) return;
      this._say("");
      this._latest = answer.version;
      const most = this.options.wholeMost, whole = most === null ? answer.whole : answer.assets <= most;
      if (whole !== this._whole) { this._whole = whole; this._part = null; this._version = ""; }
      if (answer.boundaries !== (this._borders && this._borders.version)) this._loadBorders();
      if (!whole) this._loadPart();
      else if (answer.version !== this._version) this._loadAssets();
      else if (this._wanted !== this._filter && !this._fetching.waits("selection")) this._loadSelection();
      else if (/(^|&)open=/.test(this._wanted) && performance.now() - this._bitsAt > OPEN_MS) this._loadSelection();
      if (!this._bar.hidden) this._loadYears();
    },

    _loadBorders() {
      if (this._loadingBorders) return;
      this._loadingBorders = true;
      this._fetching.packed("/boundaries").then((answer) => {
        this._borders = new parts.Borders(answer);
        this._redraw();
        this._onRest();
      }).catch((error) => this._unreachable(error)).finally(() => { this._loadingBorders = false; });
    },

    /* Fetch all assets, or only what became of them since. */
    _loadAssets() {
      if (this._loading) return;
      this._loading = true;
      const since = this._points && this._version;
      this._fetching.packed("/assets" + (since ? "?since=" + encodeURIComponent(since) : ""))
        .then((answer) => this._take(answer))
        .catch((error) => this._unreachable(error)).finally(() => { this._loading = false; });
    },

    _take(answer) {
      const { header } = answer;
      if (!this._map || this._whole === false) return;
      if (header.view || header.whole) {
        // Too many by now, or what changed cannot be told: begin again.
        this._version = "";
        if (header.view) { this._whole = false; this._loadPart(); } else window.setTimeout(() => this._loadAssets(), 0);
        return;
      }
      if (header.since === undefined) {
        this._points = new parts.Points(answer);
        this._symbols.forget();
      } else if (this._points && header.since === this._version) this._points = this._points.updated(answer);
      else return;
      this._served = null;
      this._version = header.version;
      // Before its bits are here, a filter shows nothing rather than everything.
      if (this._wanted && !this._bits) this._filter = null;
      this._sift();
      if (this._wanted && this._bitsVersion !== this._version) this._loadSelection();
      this._afterData();
    },

    /* The bits of the wanted filter; until they are here the old picture stays. */
    _loadSelection() {
      const wanted = this._wanted;
      if (!wanted) {
        this._fetching.forget("selection");
        this._bits = null; this._bitsVersion = ""; this._filter = "";
        this._sift();
        this._redraw();
        return;
      }
      this._fetching.newest("selection", "/selection?" + wanted).then((answer) => {
        if (!answer || !this._map || this._whole === false) return;
        this._bits = Uint8Array.from(answer.columns.bits);
        this._bitsVersion = answer.header.version;
        this._bitsAt = performance.now();
        this._filter = wanted;
        this._sift();
        this._redraw();
      }).catch((error) => this._unreachable(error));
    },

    /* With very many assets: fetch what is in view, a little more than that. */
    _loadPart() {
      const map = this._map;
      if (!map || this._whole !== false || !this._hasSize()) return Promise.resolve();
      const zoom = map.getZoom(), bounds = map.getBounds(), wanted = this._wanted, year = this._year;
      const key = [wanted, year, this._area, this._latest, this._scale].join("|"), part = this._part;
      if (part && part.key === key && part.box.contains(bounds) && (part.single || part.zoom === zoom)) {
        return Promise.resolve();
      }
      if (this._asked === key + bounds.toBBoxString() && this._fetching.waits("view")) return Promise.resolve();
      this._asked = key + bounds.toBBoxString();
      const box = bounds.pad(VIEW_PAD);
      return this._fetching.newest("view", this._viewPath(box, zoom, wanted, year)).then((answer) => {
        if (!answer || !this._map || this._whole !== false) return;
        const single = answer.header.kind === "assets";
        this._part = { key, box, zoom, single };
        this._points = single ? new parts.Points(answer) : null;
        this._served = single ? null : new parts.ServedClusters(answer);
        this._bits = null; this._bitsVersion = "";
        this._version = answer.header.version;
        this._filter = wanted; this._partYear = year;
        this._sift();
        this._afterData();
      }).catch((error) => this._unreachable(error));
    },

    _viewPath(box, zoom, filter, year) {
      const { viewMost } = this.options;
      // On a big screen all is larger, the squares of the clusters too.
      return "/view?box=" + box.toBBoxString() + "&zoom=" + (zoom - Math.log2(this._scale)) + (filter ? "&" + filter : "")
        + (year === null ? "" : "&jaar=" + year) + (this._area < 0 ? "" : "&area=" + this._area)
        + (viewMost === null ? "" : "&most=" + viewMost);
    },

    _afterData() {
      this._say("");
      this._dress();
      this._findChosen();
      this._showSelected();
      if (!this._bar.hidden) this._loadYears();
      this._redraw();
    },

    _yearsKey() { return this._wanted + "|" + this._version; },

    _loadYears() {
      const key = this._yearsKey();
      if (this._yearsAsked === key || this._yearsOf === key) return;
      this._yearsAsked = key;
      this._fetching.json("/years?" + this._wanted).then((counts) => {
        if (!this._map || this._yearsAsked !== key) return;
        this._yearsOf = key;
        this._bar.fill(counts);
      }).catch((error) => this._unreachable(error)).finally(() => {
        if (this._yearsAsked === key) this._yearsAsked = null;
      });
    },

    _sift() {
      if (!this._points) return;
      const whole = this._whole !== false, holding = this._filter === null;
      this._shown = holding ? new Uint8Array(this._points.count) : this._points.sift({
        bits: this._bits, year: whole ? this._year : null, area: this._area,
      });
      this._apart = new Uint8Array(this._points.count);
    },

    /* What cannot be reached is said; anything else is a mistake of ours and belongs in the log. */
    _unreachable(error) {
      if (error instanceof TypeError || /^answer /.test(error.message)) this._say(this._words.unreachable || "");
      else window.setTimeout(() => { throw error; }, 0);
    },

    _say(text) {
      if (!this._note) return;
      const quiet = this._baseFails ? this._words.tiles || "" : "";
      if (this._note.textContent !== (text || quiet)) this._note.textContent = text || quiet;
    },

    /* The map came to rest: fetch what is in sight now. */
    _onRest() {
      window.clearTimeout(this._resting);
      this._resting = window.setTimeout(() => {
        if (!this._map) return;
        this._loadPart();
        this._loadDetail();
      }, REST_MS);
    },

    _loadDetail() {
      const borders = this._borders, screen = this._screen;
      if (!borders || !screen || !borders.wantsDetail(screen)) return;
      const box = this._map.getBounds().pad(DETAIL_PAD).toBBoxString();
      this._fetching.newest("detail", "/boundaries?box=" + box).then((answer) => {
        if (!answer || this._borders !== borders || answer.header.version !== borders.version) return;
        borders.addDetail(answer);
        this._redraw();
      }).catch((error) => this._unreachable(error));
    },
  };
})();

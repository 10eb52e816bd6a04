/* The bar with the years: a slider, the year in large figures, play, and how many there were. */
(function () {
  "use strict";
  const parts = window.assetmapParts = window.assetmapParts || {};

  // From the first year to the last, whatever lies between; not faster than eyes follow.
  const PLAY_MS = 15000, LEAST_STEP_MS = 60, CALM_STEP_MS = 400;

  class TimeBar {
    /* show(year): draw a year, or all for null, and promise to be done; tell(year): a person
     * settled on it. */
    constructor(container, { show, tell }) {
      this._show = show;
      this._tell = tell;
      this._year = null;
      this._counts = null;
      this._words = {};
      const box = this.box = L.DomUtil.create("div", "assetmap-time", container);
      box.setAttribute("role", "group");
      box.hidden = true;
      this._play = L.DomUtil.create("button", "assetmap-play", box);
      this._play.type = "button";
      this._play.disabled = true;  // until there is something to play
      this._figure = L.DomUtil.create("div", "assetmap-year", box);
      this._figure.setAttribute("aria-hidden", "true");
      const middle = L.DomUtil.create("div", "assetmap-years", box);
      this._chart = L.DomUtil.create("canvas", "", middle);
      this._chart.setAttribute("aria-hidden", "true");
      this._slider = L.DomUtil.create("input", "", middle);
      this._slider.type = "range";
      this._slider.step = "1";
      this._ends = L.DomUtil.create("div", "assetmap-ends", middle);
      this._ends.setAttribute("aria-hidden", "true");
      this._first = L.DomUtil.create("span", "", this._ends);
      this._last = L.DomUtil.create("span", "", this._ends);
      this._all = L.DomUtil.create("button", "assetmap-all-years", box);
      this._all.type = "button";
      this._status = L.DomUtil.create("div", "assetmap-unseen", box);
      this._status.setAttribute("role", "status");
      this._play.addEventListener("click", () => this.playing ? this.stop() : this._start());
      this._all.addEventListener("click", () => { this._halt(); this._go(null); this._settle(); });
      this._slider.addEventListener("input", () => { this._halt(); this._go(Number(this._slider.value)); });
      this._slider.addEventListener("change", () => this._settle());
      // The map does not move by the keys of the slider.
      box.addEventListener("keydown", (event) => event.stopPropagation());
      L.DomEvent.disableClickPropagation(box);
      L.DomEvent.disableScrollPropagation(box);
      new ResizeObserver(() => this._draw()).observe(this._chart);
    }

    get playing() { return this._timer !== undefined; }

    set hidden(hidden) {
      if (hidden && !this.box.hidden) this._halt();
      this.box.hidden = hidden;
    }

    get hidden() { return this.box.hidden; }

    /* Words, colours of layers and palette. */
    dress({ words, layers, palette }) {
      Object.assign(this, { _words: words, _layers: layers, _palette: palette });
      this.box.setAttribute("aria-label", words.time);
      this._slider.setAttribute("aria-label", words.year);
      this._all.textContent = words.allYears;
      this._mark();
    }

    /* counts: {first, last, layers: [[...]]} as `/api/map/years` gives it. */
    fill(counts) {
      this._counts = counts;
      const { first, last } = counts;
      this._slider.min = first;
      this._slider.max = last;
      this._first.textContent = first;
      this._last.textContent = last;
      this._slider.disabled = this._play.disabled = first >= last;
      this._mark();
      if (!this.playing) this._say();
    }

    /* Take over a year from elsewhere, without telling anybody. */
    set year(year) {
      this._halt();
      this._year = year;
      this._mark();
      this._say();
    }

    _start() {
      const { first, last } = this._counts || {};
      if (!(first < last)) return;
      const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
      const step = Math.max(calm ? CALM_STEP_MS : LEAST_STEP_MS, PLAY_MS / (last - first));
      const next = () => {
        const year = this._year === null || this._year >= last ? first : this._year + 1;
        const begun = performance.now();
        // The next step comes after this one is drawn, however long that takes.
        Promise.resolve(this._go(year)).then(() => {
          if (this._playing !== run) return;
          if (year === last) { this.stop(); return; }
          this._timer = window.setTimeout(next, Math.max(0, step - (performance.now() - begun)));
        });
      };
      const run = this._playing = {};
      this._timer = 0;
      this._status.textContent = "";
      next();
      this._mark();
    }

    stop() { this._halt(); this._settle(); }

    _halt() {
      if (!this.playing) return;
      window.clearTimeout(this._timer);
      this._timer = undefined;
      this._playing = null;
      this._mark();
    }

    _go(year) {
      this._year = year;
      this._mark();
      return this._show(year);
    }

    _settle() {
      this._say();
      this._tell(this._year);
    }

    _total(year) {
      const { first, layers } = this._counts;
      return layers.reduce((sum, counts) => sum + (counts[year - first] || 0), 0);
    }

    _say() {
      if (!this._counts || this.hidden) return;
      this._status.textContent = this._year === null ? this._words.allYears || ""
        : (this._words.inYear || "").replace("{year}", this._year).replace("{count}", this._total(this._year));
    }

    _mark() {
      const words = this._words, year = this._year;
      this._figure.textContent = year === null ? words.allYears || "" : String(year);
      this._figure.classList.toggle("assetmap-year-all", year === null);
      this._all.hidden = year === null;
      this._play.setAttribute("aria-label", (this.playing ? words.pause : words.play) || "");
      this._play.classList.toggle("assetmap-pause", this.playing);
      if (this._counts) {
        this._slider.value = year === null ? this._counts.last : year;
        this._slider.setAttribute("aria-valuetext", year === null ? words.allYears : String(year));
      }
      this._draw();
    }

    /* A column a year, layers on top of each other. */
    _draw() {
      const canvas = this._chart, wide = canvas.clientWidth, high = canvas.clientHeight;
      if (!this._counts || !this._layers || !wide || !high) return;
      const ratio = window.devicePixelRatio || 1;
      canvas.width = wide * ratio; canvas.height = high * ratio;
      const ctx = canvas.getContext("2d");
      ctx.scale(ratio, ratio);
      const { first, last, layers } = this._counts, span = last - first + 1;
      let most = 1;
      for (let year = first; year <= last; year++) most = Math.max(most, this._total(year));
      const step = wide / span;
      for (let i = 0; i < span; i++) {
        let base = high;
        ctx.globalAlpha = this._year === null || first + i <= this._year ? 1 : 0.35;
        layers.forEach((counts, layer) => {
          if (!counts[i]) return;
          const part = counts[i] / most * (high - 2);
          ctx.fillStyle = this._layers[layer].color;
          ctx.fillRect(i * step, base - part, step > 4 ? step - 1 : step + 0.3, part);
          base -= part;
        });
      }
      ctx.globalAlpha = 1;
      if (this._year === null) return;
      ctx.fillStyle = this._palette.ink;
      ctx.fillRect(Math.min(wide - 2, (this._year - first + 0.5) * step - 1), 0, 2, high);
    }
  }
  parts.TimeBar = TimeBar;
})();

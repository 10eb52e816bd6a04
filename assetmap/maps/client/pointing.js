/* What a person points at: names, the card of an asset, clusters that open, and the chosen asset. */
(function () {
  "use strict";
  const parts = window.assetmapParts = window.assetmapParts || {};
  const { KIND } = parts;

  // A cluster whose members lie within this at the deepest zoom will never come apart.
  const TOGETHER_PX = 24;
  const MOST_NAMES = 50;

  parts.isCalm = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

  parts.pointing = {
    /* Find out where the chosen asset is; with very many assets the server knows. */
    _findChosen() {
      const number = this._selected, points = this._points;
      if (number === null || number === undefined) { this._chosen = null; return; }
      const row = points ? points.rowOf(number) : -1;
      if (row >= 0) {
        this._chosen = { number, x: points.x[row], y: points.y[row], category: points.category[row] };
        return;
      }
      if (this._chosen && this._chosen.number === number && this._whole === false) return;
      this._chosen = null;
      if (this._whole !== false) return;
      this._fetching.json("/names?numbers=" + number).then(({ assets: [found] }) => {
        if (this._selected !== number || !found || !found.place) return;
        const [lon, lat] = found.place;
        this._chosen = { number, x: parts.projectX(lon), y: parts.projectY(lat), category: found.position };
        this._showSelected();
        this._redraw();
      }).catch((error) => this._unreachable(error));
    },

    /* Bring an asset whose card was opened by its address, or that was just saved, in sight. */
    _showSelected() {
      const chosen = this._chosen, number = this._toShow;
      if (number === null || number === undefined || !chosen || chosen.number !== number || !this._hasSize()) return;
      this._toShow = undefined;
      const map = this._map, place = this._placeOf(chosen.x, chosen.y);
      this._moved = true;
      if (!map.getBounds().contains(place)) map.setView(place, map.getZoom(), { animate: false });
      this._makeRoom(place);
    },

    _placeOf(x, y) {
      const world = this._map.getPixelWorldBounds().getSize().x;
      return this._map.unproject(L.point(x * world, y * world), this._map.getZoom());
    },

    _pointOf(event) {
      return this._map.latLngToLayerPoint(event.latlng).subtract(this._bounds.min);
    },

    /* Return what is at a point of the canvas: {number}, {cluster}, {spot} or null. */
    _thingAt(point) {
      const arrangement = this._arrangement, what = this._points || this._served;
      if (!what || !this._screen) return null;
      const mark = this._chosen && this._chosen.at;
      if (mark && Math.hypot(mark.x - point.x, mark.y - point.y) <= mark.radius + 2) {
        return { number: this._chosen.number };
      }
      const at = arrangement.at(point.x, point.y);
      if (at >= 0) {
        const kind = arrangement.kind[at];
        if (kind === KIND.CLUSTER) return { cluster: arrangement.clusters[arrangement.ref[at]] };
        if (kind === KIND.SPOT) return { spot: arrangement.spots.get(at) };
        return { number: what.number[arrangement.ref[at]] };
      }
      const ctx = this._ctx, ratio = window.devicePixelRatio || 1;
      for (const { shape, path } of this._traced.slice().reverse()) {
        ctx.lineWidth = 14;
        if (ctx.isPointInStroke(path, point.x * ratio, point.y * ratio)
            || (shape.closed && ctx.isPointInPath(path, point.x * ratio, point.y * ratio, "evenodd"))) {
          return { number: shape.number };
        }
      }
      return null;
    },

    _onClick(event) {
      if (this._mode === "point") {
        this._pencil.pin = event.latlng;
        this._say("");
        return;
      }
      if (this._mode !== "look") return;
      const thing = this._thingAt(this._pointOf(event));
      this._name.hidden = true;
      if (!thing) {
        const area = this._borders ? this._borders.at(event.latlng.lng, event.latlng.lat) : -1;
        if (area >= 0) this._tell("b" + area, event.latlng);
      } else if (thing.number !== undefined) this._choose(thing.number, event.latlng);
      else if (thing.spot) this._openList(thing.spot.map((row) => this._points.number[row]), thing.spot.length, event.latlng);
      else this._openCluster(thing.cluster, event.latlng);
    },

    _choose(number, latlng) {
      this._selected = number;
      this._toShow = undefined;
      this._findChosen();
      this._redraw();
      this._makeRoom(latlng);
      this._tell("a" + number, latlng);
    },

    /* Come nearer, until the members of a cluster lie apart; those that never will, make a list. */
    _openCluster(cluster, latlng) {
      const map = this._map, deepest = map.getMaxZoom();
      const wide = Math.max(cluster.east - cluster.west, cluster.south - cluster.north);
      if (map.getZoom() >= deepest || wide * map.options.crs.scale(deepest) < TOGETHER_PX) {
        this._membersOf(cluster).then((numbers) => this._openList(numbers, cluster.total, latlng))
          .catch((error) => this._unreachable(error));
        return;
      }
      this._moved = true;
      const bounds = L.latLngBounds(this._placeOf(cluster.west, cluster.south), this._placeOf(cluster.east, cluster.north));
      const fits = map.getBoundsZoom(bounds, false, L.point(96, 96));
      const zoom = Math.min(deepest, Math.max(map.getZoom() + 1, Math.min(fits, 18)));
      map.setView(bounds.getCenter(), zoom, { animate: !parts.isCalm() });
    },

    async _membersOf(cluster) {
      if (cluster.rows) return Array.from(cluster.rows, (row) => this._points.number[row]);
      const bounds = L.latLngBounds(this._placeOf(cluster.west, cluster.south), this._placeOf(cluster.east, cluster.north));
      const path = this._viewPath(bounds.pad(0.01), this._map.getMaxZoom(), this._filter || "", this._year);
      const { columns } = await this._fetching.packed(path);
      return Array.from(columns.number);
    },

    _openList(numbers, total, latlng) {
      const asked = numbers.slice().sort((a, b) => a - b).slice(0, MOST_NAMES);
      this._fetching.json("/names?numbers=" + asked.join(",") + "&lang=" + this._language).then(({ assets }) => {
        const what = this._points || this._served;
        if (!this._map || !what || this._mode !== "look" || !assets.length) return;
        this._spot.open({
          point: this._map.latLngToContainerPoint(latlng), assets, total, words: this._words,
          draw: (asset) => this._small(what, asset.position),
          choose: (asset) => this._choose(asset.number, latlng),
        });
      }).catch((error) => this._unreachable(error));
    },

    /* A symbol for a list: a canvas of its own. */
    _small(what, category) {
      const sprite = this._symbols.sprite(what, category, 12, false, this._palette);
      const canvas = document.createElement("canvas");
      canvas.width = sprite.canvas.width; canvas.height = sprite.canvas.height;
      canvas.style.width = canvas.style.height = sprite.side + "px";
      canvas.getContext("2d").drawImage(sprite.canvas, 0, 0);
      return canvas;
    },

    /* Keep what was clicked in sight of the card: at the right side, or from below on a phone. */
    _makeRoom(latlng) {
      const map = this._map, size = map.getSize(), point = map.latLngToContainerPoint(latlng);
      const shift = size.x > 640
        ? [Math.max(0, point.x - (size.x - 480)), 0] : [0, Math.max(0, point.y - size.y * 0.22)];
      if (shift[0] || shift[1]) map.panBy(shift, { animate: !parts.isCalm() });
    },

    /* Streamlit reads the tooltip of whatever fired a click. */
    _tell(text, latlng) {
      const source = { _tooltip: { _content: text }, getTooltip: () => ({ getContent: () => text }) };
      this.fire("click", { latlng, sourceTarget: source });
    },

    _onMove(event) {
      if (!this._map || this._mode !== "look" || !this._screen) return;
      const thing = this._thingAt(this._pointOf(event));
      this._map.getContainer().classList.toggle("assetmap-over", thing !== null);
      const number = thing && thing.number, over = thing && (number || thing.spot || thing.cluster);
      if (over === this._over) return;
      this._over = over;
      this._name.hidden = true;
      window.clearTimeout(this._asking);
      if (!thing || thing.cluster || L.Browser.mobile) return;
      const point = this._map.latLngToContainerPoint(event.latlng);
      if (thing.spot) { this._showName(this._words.here.replace("{count}", thing.spot.length), point); return; }
      this._asking = window.setTimeout(() => {
        this._fetching.json("/name/" + number).then((answer) => {
          if (this._over === number) this._showName(answer.name, point);
        }).catch(() => { /* no name, no harm */ });
      }, 90);
    },

    /* A name does not stay behind when the mouse has left the map. */
    _onLeave() {
      this._over = null;
      this._name.hidden = true;
      window.clearTimeout(this._asking);
    },

    _showName(text, point) {
      this._name.textContent = text;
      this._name.style.left = point.x + 14 + "px";
      this._name.style.top = point.y + 12 + "px";
      this._name.hidden = false;
    },
  };
})();

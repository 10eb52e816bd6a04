/* What a person puts on the map: a pin, a line, an area. Leaflet.draw without its toolbar. */
(function () {
  "use strict";
  const parts = window.assetmapParts = window.assetmapParts || {};

  class Pencil {
    constructor(map) {
      this._map = map;
      this._mode = "look";
      this._words = {};
      map.on("draw:created", this._onDrawn, this);
    }

    get draws() { return this._mode === "line" || this._mode === "area"; }

    set mode(mode) {
      if (this._mode === mode) return;
      this._mode = mode;
      if (this._drawer) { this._drawer.disable(); this._drawer = null; }
      if (this._drawn && !this.draws) { this._map.removeLayer(this._drawn); this._drawn = null; }
      if (this.draws) this._start();
    }

    set words(words) { this._words = words || {}; }

    set pin(place) {
      if (this._pin) { this._map.removeLayer(this._pin); this._pin = null; }
      if (!place) return;
      const icon = L.divIcon({ className: "assetmap-pin", iconSize: [30, 42], iconAnchor: [15, 42] });
      this._pin = L.marker(place, { icon, interactive: false, keyboard: false }).addTo(this._map);
    }

    get pin() { return this._pin || null; }

    remove() {
      this.mode = "look";
      this.pin = null;
      this._map.off("draw:created", this._onDrawn, this);
    }

    _start() {
      if (!L.Draw) return;
      const Kind = this._mode === "line" ? L.Draw.Polyline : L.Draw.Polygon;
      const corner = () => new L.DivIcon({ iconSize: new L.Point(14, 14), className: "assetmap-corner" });
      this._drawer = new Kind(this._map, {
        shapeOptions: { color: "#1F5FA8", weight: 3 }, allowIntersection: true, showArea: false, metric: true,
      });
      this._drawer.setOptions({ icon: corner(), touchIcon: corner() });
      const tips = L.drawLocal.draw.handlers;
      for (const kind of ["polyline", "polygon"]) {
        for (const step of ["start", "cont", "end"]) {
          if (this._words[step]) tips[kind].tooltip[step] = this._words[step];
        }
      }
      this._drawer.enable();
    }

    _onDrawn(event) {
      if (this._drawn) this._map.removeLayer(this._drawn);
      this._drawn = event.layer.addTo(this._map);
      this._drawer = null;
      // Drawing again replaces what was drawn.
      window.setTimeout(() => { if (this.draws) this._start(); }, 0);
    }
  }
  parts.Pencil = Pencil;
})();

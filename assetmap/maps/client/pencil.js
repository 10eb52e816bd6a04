/* What a person puts on the map: a pin to drag, a line or an area to draw and to bend.
 *
 * Leaflet.draw without its toolbar, which has no words of ours and small targets; the few buttons
 * that are needed stand at the foot of the map. What was dragged or bent is told as a new click or a
 * new drawing.
 */
(function () {
  "use strict";
  const parts = window.assetmapParts = window.assetmapParts || {};
  const COLOUR = "#1F5FA8";
  const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

  class Pencil {
    constructor(map) {
      this._map = map;
      this._mode = "look";
      this._words = {};
      this._shape = null;
      this._bar = L.DomUtil.create("div", "assetmap-pencil", map.getContainer());
      this._bar.hidden = true;
      L.DomEvent.disableClickPropagation(this._bar);
      map.on("draw:created", this._onDrawn, this);
      map.on("draw:drawvertex", this._showBar, this);
      map.on("draw:editvertex", this._onBent, this);
    }

    get draws() { return this._mode === "line" || this._mode === "area"; }

    /* Whether the place of a pin is still on its way from a drag. */
    get pin() { return this._pin || null; }

    set mode(mode) {
      if (this._mode === mode) return;
      this._mode = mode;
      this._stop();
      this._clear();
      this._shape = null;
      if (this.draws) this._start();
      this._showBar();
    }

    set words(words) { this._words = words || {}; this._showBar(); }

    set pin(place) {
      const at = place ? L.latLng(place) : null;
      if (this._pin && at && this._pin.getLatLng().equals(at)) return;
      if (this._pin) { this._map.removeLayer(this._pin); this._pin = null; }
      if (!at) return;
      const icon = L.divIcon({ className: "assetmap-pin", iconSize: [30, 42], iconAnchor: [15, 42] });
      const loose = this._mode === "point";
      this._pin = L.marker(at, {
        icon, draggable: loose, autoPan: true, interactive: loose, keyboard: false, zIndexOffset: 1000,
        alt: this._words.pin || "",
      }).addTo(this._map);
      this._pin.on("dragend", () => this._map.fire("click", { latlng: this._pin.getLatLng() }));
    }

    /* The shape that the form holds; drawn once, and not over what a person is bending just now. */
    set shape(shape) {
      if (!this.draws || same(shape, this._shape)) return;
      this._shape = shape;
      this._stop();
      this._clear();
      if (shape) this._bend(L.geoJSON({ type: "Feature", properties: {}, geometry: shape }).getLayers()[0]);
      else this._start();
      this._showBar();
    }

    remove() {
      this._stop();
      this._clear();
      this.pin = null;
      this._map.off("draw:created", this._onDrawn, this);
      this._map.off("draw:drawvertex", this._showBar, this);
      this._map.off("draw:editvertex", this._onBent, this);
      this._bar.remove();
    }

    /* Put the pin in the middle of the map: what Enter does for who uses no mouse. */
    pinInTheMiddle() { this._map.fire("click", { latlng: this._map.getCenter() }); }

    _stop() { if (this._drawer) { this._drawer.disable(); this._drawer = null; } }

    _clear() {
      if (!this._drawn) return;
      if (this._drawn.editing) this._drawn.editing.disable();
      this._map.removeLayer(this._drawn);
      this._drawn = null;
    }

    _start() {
      if (!L.Draw) return;
      const Kind = this._mode === "line" ? L.Draw.Polyline : L.Draw.Polygon;
      this._drawer = new Kind(this._map, {
        shapeOptions: { color: COLOUR, weight: 3 }, allowIntersection: true, showArea: false, metric: true,
      });
      const corner = this._corner();
      this._drawer.setOptions({ icon: corner, touchIcon: corner });
      const tips = L.drawLocal.draw.handlers;
      for (const kind of ["polyline", "polygon"]) {
        for (const step of ["start", "cont", "end"]) {
          if (this._words[step]) tips[kind].tooltip[step] = this._words[step];
        }
      }
      this._drawer.enable();
    }

    _corner() {
      const side = L.Browser.mobile ? 24 : 16;
      return new L.DivIcon({ iconSize: new L.Point(side, side), className: "assetmap-corner" });
    }

    _bend(layer) {
      if (!layer) return;
      this._drawn = layer.addTo(this._map);
      // Its hands take their look from here when they are made.
      layer.setStyle({ color: COLOUR, weight: 3, interactive: false });
      const corner = this._corner();
      layer.options.poly = { icon: corner, touchIcon: corner };
      if (layer.editing) layer.editing.enable();
    }

    _onDrawn(event) {
      if (event.bent) return;
      this._clear();
      this._drawer = null;
      this._shape = event.layer.toGeoJSON().geometry;
      // Leaflet.draw still tidies up behind what it made.
      window.setTimeout(() => {
        if (this.draws && !this._drawn && !this._drawer) { this._bend(event.layer); this._showBar(); }
      }, 0);
    }

    _onBent() {
      if (!this._drawn) return;
      this._shape = this._drawn.toGeoJSON().geometry;
      // Each corner of a drag is told; only where it comes to rest matters.
      window.clearTimeout(this._telling);
      this._telling = window.setTimeout(() => {
        if (this._drawn) this._map.fire("draw:created", { layer: this._drawn, layerType: "edited", bent: true });
      }, 150);
    }

    /* The buttons that a finger needs: take a corner back, finish, begin anew. */
    _showBar() {
      const drawer = this._drawer, corners = drawer && drawer._markers ? drawer._markers.length : 0;
      const enough = corners >= (this._mode === "line" ? 2 : 3), buttons = [];
      if (this.draws && corners) {
        if (enough) buttons.push(["done", this._words.done, () => drawer.completeShape()]);
        buttons.push(["back", this._words.back, () => {
          if (corners > 1) drawer.deleteLastVertex();
          else { this._stop(); this._start(); }
          this._showBar();
        }]);
      }
      if (this.draws && this._drawn) {
        buttons.push(["again", this._words.again, () => {
          this._clear();
          this._start();
          this._showBar();
        }]);
      }
      this._bar.hidden = !buttons.length;
      this._bar.replaceChildren(...buttons.map(([key, text, act]) => {
        const button = document.createElement("button");
        button.type = "button";
        button.className = "assetmap-pencil-" + key;
        button.textContent = text || key;
        button.addEventListener("click", act);
        return button;
      }));
    }
  }
  parts.Pencil = Pencil;
})();

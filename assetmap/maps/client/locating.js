/* A button on the map that puts the pin where the device is. */
(function () {
  "use strict";
  const parts = window.assetmapParts = window.assetmapParts || {};
  const WAIT_MS = 10000;

  class Locating {
    /* `say` shows a line on the map. */
    constructor(map, say) {
      this._map = map;
      this._say = say;
      this._words = {};
      this._button = L.DomUtil.create("button", "assetmap-locate", map.getContainer());
      this._button.type = "button";
      this._button.hidden = true;
      L.DomEvent.disableClickPropagation(this._button);
      this._button.addEventListener("click", () => this._find());
    }

    set words(words) {
      this._words = words;
      this._button.textContent = words.locate || "";
    }

    set shown(shown) { this._button.hidden = !shown; }

    remove() { this._button.remove(); }

    _find() {
      // Browsers tell a place to https and to localhost only.
      if (!navigator.geolocation || !window.isSecureContext) { this._say(this._words.noLocation || ""); return; }
      this._button.disabled = true;
      const rest = () => { this._button.disabled = false; };
      navigator.geolocation.getCurrentPosition(({ coords }) => {
        rest();
        const at = L.latLng(coords.latitude, coords.longitude);
        this._map.setView(at, Math.max(this._map.getZoom(), 17), { animate: false });
        this._map.fire("click", { latlng: at });
      }, () => { rest(); this._say(this._words.noLocation || ""); }, { enableHighAccuracy: true, timeout: WAIT_MS });
    }
  }
  parts.Locating = Locating;
})();

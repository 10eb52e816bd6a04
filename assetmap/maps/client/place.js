/* Place and zoom of the map in the address of the page, after '#': a link gives the same view.
 *
 * The map stands in a frame of the same origin; where it does not, the address stays as it is.
 */
(function () {
  "use strict";
  const parts = window.assetmapParts = window.assetmapParts || {};
  const REST_MS = 400;
  const PATTERN = /^#kaart=(\d{1,2}(?:\.\d)?)\/(-?\d{1,2}\.\d{1,6})\/(-?\d{1,3}\.\d{1,6})$/;

  function page() {
    try {
      return window.parent.location.origin === window.location.origin ? window.parent : null;
    } catch (error) {
      return null;
    }
  }

  parts.placeInAddress = {
    /* Return [latitude, longitude, zoom] of the address, or null. */
    read() {
      const top = page(), match = top && PATTERN.exec(top.assetmapHash || top.location.hash);
      return match ? [Number(match[2]), Number(match[3]), Number(match[1])] : null;
    },

    /* Write where the map is, once it rests; the page writes the rest of its address itself. */
    write(map) {
      window.clearTimeout(this._later);
      this._later = window.setTimeout(() => {
        const top = page();
        if (!top) return;
        const at = map.getCenter(), where = top.location;
        const hash = "#kaart=" + map.getZoom() + "/" + at.lat.toFixed(5) + "/" + at.lng.toFixed(5);
        if (where.hash !== hash) {
          top.history.replaceState(top.history.state, "", where.pathname + where.search + hash);
        }
      }, REST_MS);
    },
  };
})();

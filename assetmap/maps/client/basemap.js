/* Base maps: pictures of a tile server or of this computer, or vector tiles that are drawn here.
 *
 * assetmapBase.layer(base, look) gives a Leaflet layer. `base` is what `basemaps.for_client` gives
 * in Python, `look` is "light" or "dark". The layer fires 'assetmap:failing' when tiles do not
 * come, and 'assetmap:working' when they come again. A tile that does not come leaves the paper.
 */
(function () {
  "use strict";
  if (window.assetmapBase) return;

  const FAILURES = 4, RETRY_MS = 15000, MAX_ZOOM = 20;
  const LETTER = '"Atkinson Hyperlegible", system-ui, sans-serif';

  // Paper and ink of the page, and greys between them: what people put on the map must speak.
  const COLOURS = {
    light: {
      paper: "#F4F1EA", green: "#E7E8DB", water: "#D3DBDF", building: "#E8E2D5", road: "#FFFFFF",
      edge: "#D8D2C4", rail: "#C6BFB0", text: "#5B5A55", water_text: "#566770",
    },
    dark: {
      paper: "#20252B", green: "#252D2B", water: "#171C21", building: "#292F36", road: "#3A424B",
      edge: "#191E23", rail: "#454D56", text: "#B9B6AD", water_text: "#8FA0AA",
    },
  };

  /* Count what fails in a row: tell once when it is too much, and once when it is over. Meanwhile
   * `retry` is called now and then, and when the browser says that the network is back. */
  function watch(layer, retry, isThere) {
    let inARow = 0, failing = false, timer = null;
    const once = function () { retry(); };

    function begin() {
      if (failing || !layer._map) return;
      failing = true;
      timer = window.setInterval(once, RETRY_MS);
      window.addEventListener("online", once);
      layer.fire("assetmap:failing");
    }

    function end() {
      inARow = 0;
      failing = false;
      window.clearInterval(timer);
      window.removeEventListener("online", once);
    }

    layer.on("remove", end);
    return {
      loaded: function () {
        const wasFailing = failing;
        end();
        if (!wasFailing) return;
        layer.fire("assetmap:working");
        retry("all");
      },
      failed: function (address) {
        inARow += 1;
        if (inARow < FAILURES || failing) return;
        // Outside what a file of ours covers there is nothing, and nothing is wrong.
        isThere(address).then(function (there) {
          if (!there) inARow = 0;
          else if (inARow >= FAILURES) begin();
        });
      },
    };
  }

  function isOwn(base) { return base.url.startsWith("/"); }

  function boundsOf(base) {
    const box = base.bounds;
    return box ? [[box[1], box[0]], [box[3], box[2]]] : undefined;
  }

  /* What a dark page does to pictures; a vector map has dark colours of its own. */
  function filterOf(base, look) {
    const parts = base.grey ? ["grayscale(1)"] : [];
    if (look === "dark" && base.dark === "dim") parts.push("brightness(0.6)");
    if (look === "dark" && base.dark === "invert") {
      parts.push("invert(1) hue-rotate(180deg) brightness(0.95) contrast(0.85)");
    }
    return parts.join(" ");
  }

  function mark(layer, base, filter) {
    layer.on("add", function () {
      const box = layer.getContainer();
      box.dataset.base = base.key;
      box.style.filter = filter;
    });
    return layer;
  }

  /* Pictures ----------------------------------------------------------------------------- */

  function pictures(base, look) {
    const options = {
      attribution: base.attribution, maxNativeZoom: base.maxZoom, maxZoom: MAX_ZOOM, zIndex: 0,
      bounds: boundsOf(base), className: base.grey ? "assetmap-grey" : "",
    };
    if (base.minZoom) {
      // Two zooms further out the same pictures do, made smaller; beyond that they are too many.
      options.minNativeZoom = base.minZoom;
      options.minZoom = Math.max(0, base.minZoom - 2);
    }
    const layer = L.tileLayer(base.url, options);
    const missed = new Set();

    function again(tile) { tile.src = tile.src; }
    const watcher = watch(layer, function (which) {
      if (which === "all") { missed.forEach(again); return; }
      const first = missed.values().next().value;
      if (first) again(first);
    }, function (address) {
      if (!isOwn(base)) return Promise.resolve(true);
      return fetch(address, { method: "HEAD" }).then(
        function (answer) { return answer.status !== 404; }, function () { return true; });
    });

    layer.on("tileload", function (event) {
      event.tile.style.display = "";
      missed.delete(event.tile);
      watcher.loaded();
    });
    layer.on("tileerror", function (event) {
      event.tile.style.display = "none";
      missed.add(event.tile);
      watcher.failed(event.tile.src);
    });
    layer.on("tileunload", function (event) { missed.delete(event.tile); });
    return mark(layer, base, filterOf(base, look));
  }

  /* Vector tiles -------------------------------------------------------------------------- */

  function kindIn() {
    const kinds = new Set(arguments);
    return function (zoom, feature) { return kinds.has(feature.props.kind); };
  }

  const GREEN = ["park", "wood", "forest", "grass", "grassland", "meadow", "scrub", "cemetery",
    "allotments", "village_green", "playground", "golf_course", "nature_reserve", "garden",
    "recreation_ground", "pitch", "farmland", "orchard"];

  /* Widths in pixels by zoom, for each kind of road of the Protomaps schema, thin to wide. */
  const ROADS = [
    { kinds: ["path", "other"], from: 14, width: [[14, 0.4], [17, 1.6], [20, 5]] },
    { kinds: ["minor_road"], from: 12, width: [[12, 0.4], [15, 2.2], [18, 10], [20, 18]] },
    { kinds: ["major_road"], from: 8, width: [[8, 0.5], [12, 1.6], [15, 4], [18, 14], [20, 24]] },
    { kinds: ["highway"], from: 5, width: [[5, 0.6], [12, 2.2], [15, 6], [18, 17], [20, 28]] },
  ];

  function paintRules(P, colours) {
    const area = function (layer, fill, filter) {
      return { dataLayer: layer, symbolizer: new P.PolygonSymbolizer({ fill: fill }),
        filter: function (zoom, feature) {
          return feature.geomType === P.GeomType.Polygon && (!filter || filter(zoom, feature));
        } };
    };
    const line = function (layer, from, options, filter) {
      return { dataLayer: layer, minzoom: from, symbolizer: new P.LineSymbolizer(options),
        filter: filter };
    };
    const rounded = { lineCap: "round", lineJoin: "round" };
    const edges = [], roads = [];
    ROADS.forEach(function (road) {
      const width = P.exp(1.6, road.width), isOne = kindIn.apply(null, road.kinds);
      edges.push(line("roads", Math.max(road.from, 13), Object.assign({
        color: colours.edge, width: function (zoom) { return width(zoom) + 1.6; } }, rounded), isOne));
      roads.push(line("roads", road.from, Object.assign({
        color: colours.road, width: width }, rounded), isOne));
    });
    return [
      area("earth", colours.paper),
      area("landuse", colours.green, kindIn.apply(null, GREEN)),
      area("water", colours.water),
      line("water", 10, { color: colours.water, width: P.exp(1.6, [[10, 0.5], [14, 1.5], [18, 6]]) },
        function (zoom, feature) { return feature.geomType === P.GeomType.Line; }),
      area("buildings", colours.building),
    ].concat(edges, roads, [
      line("roads", 11, { color: colours.rail, width: P.exp(1.6, [[11, 0.6], [18, 2.5]]) },
        kindIn("rail")),
    ]);
  }

  function labelRules(P, colours) {
    const names = ["name:nl", "name"];
    const along = function (from, size, kinds) {
      return { dataLayer: "roads", minzoom: from, filter: kindIn.apply(null, kinds),
        symbolizer: new P.LineLabelSymbolizer({
          labelProps: names, fill: colours.text, stroke: colours.paper, width: 3,
          font: "400 " + size + "px " + LETTER, position: 2, offset: 1,
        }) };
    };
    const at = function (layer, fill, font, filter) {
      return { dataLayer: layer, filter: function (zoom, feature) {
        return feature.geomType === P.GeomType.Point && (!filter || filter(zoom, feature));
      }, symbolizer: new P.CenteredTextSymbolizer({
        labelProps: names, fill: fill, stroke: colours.paper, width: 2, lineHeight: 1.4,
        font: font,
      }) };
    };
    return [
      // Names of neighbourhoods are the map's own; it has the ones that people use here.
      at("places", colours.text, "700 15px " + LETTER, kindIn("locality")),
      at("water", colours.water_text, "italic 400 13px " + LETTER),
      along(13, 13, ["highway", "major_road"]),
      along(15, 12, ["minor_road"]),
      along(17, 12, ["path", "other"]),
    ];
  }

  function vectors(base, look) {
    const P = window.protomapsL;
    if (!P) {
      const none = L.layerGroup([]);
      return none.on("add", function () { none.fire("assetmap:failing"); });
    }
    const colours = COLOURS[look] || COLOURS.light;
    let watcher = null;

    /* Stands where that library would have a PMTiles file: it takes any object that gives tiles
     * by number. With an address it takes an error of the server for a tile. */
    const source = { getZxy: function (z, x, y, signal) {
      const address = base.url.replace("{z}", z).replace("{x}", x).replace("{y}", y);
      return fetch(address, { signal: signal }).then(function (answer) {
        if (answer.status === 204 || answer.status === 404) return null;
        if (!answer.ok) throw new Error("answer " + answer.status);
        return answer.arrayBuffer();
      }).then(function (data) {
        watcher.loaded();
        return data && data.byteLength ? { data: data } : undefined;
      }, function (error) {
        if (error.name !== "AbortError") watcher.failed(address);
        // Under this name the library says nothing, and asks for the tile again another time.
        const quiet = new Error("no tile");
        quiet.name = "AbortError";
        throw quiet;
      });
    } };

    const layer = P.leafletLayer({
      url: source, attribution: base.attribution, maxDataZoom: base.maxZoom, maxZoom: MAX_ZOOM,
      bounds: boundsOf(base), zIndex: 0, lang: "nl", className: "assetmap-vector",
      paintRules: paintRules(P, colours), labelRules: labelRules(P, colours),
      // Our own letter must be there before names are drawn, else they get another one.
      tasks: ["400", "italic 400", "700"].map(function (style) {
        return document.fonts.load(style + " 13px " + LETTER);
      }),
    });
    watcher = watch(layer, function () { layer.rerenderTiles(); },
      function () { return Promise.resolve(true); });
    return mark(layer, base, "");
  }

  window.assetmapBase = {
    layer: function (base, look) {
      if (!base || base.kind === "none" || !base.url) return L.layerGroup([]);
      return base.kind === "vector" ? vectors(base, look) : pictures(base, look);
    },
  };
})();

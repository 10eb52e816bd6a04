/* The asset layer: neighbourhoods, context and assets on one canvas.
 *
 * Data comes from our own addresses as numbers and plain text; text is placed with textContent or
 * drawn on the canvas, never as markup. Python talks to the living map through
 * assetmap.command({...}); a click reaches Python as the Leaflet click of a source whose tooltip
 * holds `a<number>` (an asset) or `b<number>` (a neighbourhood).
 */
(function () {
  "use strict";
  if (window.assetmap) return;

  const INK = "#20252B", PAPER = "#F4F1EA";
  const POLL_MS = 2000;
  const TILE_FAILURES = 4;
  let instances = 0;

  /* Undo the integer deltas of a packed row of numbers. */
  function undelta(deltas, scale, origin) {
    const values = new Float64Array(deltas.length);
    let sum = 0;
    for (let i = 0; i < deltas.length; i++) {
      sum += deltas[i];
      values[i] = origin + sum * scale;
    }
    return values;
  }

  /* Mercator in the unit square, so that drawing is one multiplication per point. */
  function projectX(lon) { return lon / 360 + 0.5; }
  function projectY(lat) {
    const s = Math.sin(lat * Math.PI / 180);
    return 0.5 - Math.log((1 + s) / (1 - s)) / (4 * Math.PI);
  }

  function readLines(packed, scale, origin) {
    return packed.map(function (line) {
      const x = undelta(line[0], scale, origin[0]), y = undelta(line[1], scale, origin[1]);
      let west = Infinity, east = -Infinity, north = Infinity, south = -Infinity;
      for (let i = 0; i < x.length; i++) {
        x[i] = projectX(x[i]); y[i] = projectY(y[i]);
        if (x[i] < west) west = x[i];
        if (x[i] > east) east = x[i];
        if (y[i] < north) north = y[i];
        if (y[i] > south) south = y[i];
      }
      return { x: x, y: y, west: west, east: east, north: north, south: south };
    });
  }

  const SHAPES = {
    "circle": function (p, r) { p.arc(0, 0, r, 0, 2 * Math.PI); },
    "square": function (p, r) { p.rect(-r * 0.88, -r * 0.88, r * 1.76, r * 1.76); },
    "rounded-square": function (p, r) {
      const a = r * 0.92; p.roundRect(-a, -a, 2 * a, 2 * a, a * 0.5);
    },
    "drop": function (p, r) {
      p.moveTo(0, r * 1.5);
      p.bezierCurveTo(-r * 0.45, r * 0.95, -r, r * 0.55, -r, -r * 0.05);
      p.arc(0, -r * 0.05, r, Math.PI, 0);
      p.bezierCurveTo(r, r * 0.55, r * 0.45, r * 0.95, 0, r * 1.5);
    },
    "hexagon": function (p, r) {
      for (let i = 0; i < 6; i++) {
        const a = Math.PI / 3 * i + Math.PI / 6;
        p.lineTo(r * 1.08 * Math.cos(a), r * 1.08 * Math.sin(a));
      }
    },
    "diamond": function (p, r) {
      const a = r * 1.28; p.moveTo(0, -a); p.lineTo(a, 0); p.lineTo(0, a); p.lineTo(-a, 0);
    },
  };

  function shapePath(shape, radius) {
    const path = new Path2D();
    (SHAPES[shape] || SHAPES.circle)(path, radius);
    path.closePath();
    return path;
  }

  const AssetLayer = L.Renderer.extend({
    options: { padding: 0.15, interactive: false },

    initialize: function (options) {
      L.Renderer.prototype.initialize.call(this, options);
      L.stamp(this);
      this._assets = null; this._areas = null; this._icons = {};
      this._hidden = new Set(); this._area = -1; this._selected = null; this._mode = "look";
      this._version = ""; this._words = {}; this._done = {}; this._pin = null;
      this._sprites = new Map();
    },

    onAdd: function (map) {
      instances += 1;
      L.Renderer.prototype.onAdd.call(this, map);
      const box = map.getContainer();
      box.dataset.mapInstances = String(instances);
      box.dataset.painted = "0"; box.dataset.version = "";
      map.on("click", this._onClick, this);
      map.on("mousemove", L.Util.throttle(this._onMove, 60, this), this);
      map.on("draw:created", this._onDrawn, this);
      map.zoomControl && map.zoomControl.setPosition("topright");
      map.attributionControl && map.attributionControl.setPrefix("Leaflet");
      L.control.scale({ imperial: false }).addTo(map);
      this._note = L.DomUtil.create("div", "assetmap-note", box);
      this._note.setAttribute("role", "status");
      this._name = L.DomUtil.create("div", "assetmap-name", box);
      this._name.hidden = true;
      this._load();
      this._timer = window.setInterval(this._poll.bind(this), POLL_MS);
      window.assetmap.live = this;
      if (window.assetmap.waiting) this.command(window.assetmap.waiting);
      this._stayHome(map);
    },

    /* The frame gets its size while the page settles: show the whole of the municipality again at
     * each change, until a person or an order moves the map. */
    _stayHome: function (map) {
      const box = this.options.bounds, self = this;
      const home = [[box[1], box[0]], [box[3], box[2]]];
      function goHome() {
        if (!self._moved) map.fitBounds(home, { padding: [16, 16], animate: false });
      }
      function moved() { self._moved = true; }
      ["pointerdown", "wheel", "keydown", "touchstart"].forEach(function (kind) {
        map.getContainer().addEventListener(kind, moved, { once: true, passive: true });
      });
      map.on("resize", goHome);
      window.setTimeout(function () { map.invalidateSize({ pan: false }); goHome(); }, 60);
    },

    onRemove: function (map) {
      window.clearInterval(this._timer);
      map.off("click", this._onClick, this);
      L.Renderer.prototype.onRemove.call(this, map);
    },

    /* Data ------------------------------------------------------------------------------- */

    _get: function (path) {
      return fetch(this.options.address + path).then(function (answer) {
        if (!answer.ok) throw new Error("answer " + answer.status);
        return answer.json();
      });
    },

    _load: function () {
      const self = this;
      fetch(this.options.icons).then(function (a) { return a.json(); }).then(function (icons) {
        self._icons = icons; self._sprites.clear(); self._redraw();
      }).catch(function () { /* symbols keep their shape and colour */ });
      this._loadAreas();
      this._loadAssets();
    },

    _loadAreas: function () {
      const self = this;
      this._get("/boundaries").then(function (data) {
        const scale = data.scale, origin = data.origin;
        self._areasVersion = data.version;
        self._areas = data.areas.map(function (area) {
          const rings = readLines(area.rings, scale, origin);
          const box = rings.reduce(function (all, ring) {
            return {
              west: Math.min(all.west, ring.west), east: Math.max(all.east, ring.east),
              north: Math.min(all.north, ring.north), south: Math.max(all.south, ring.south),
            };
          }, { west: Infinity, east: -Infinity, north: Infinity, south: -Infinity });
          return {
            name: area.name, rings: rings, box: box,
            label: [projectX(area.label[0]), projectY(area.label[1])],
          };
        });
        self._context = data.context.map(function (part) {
          return { kind: part.kind, rank: part.class, lines: readLines(part.lines, scale, origin) };
        });
        self._redraw();
      }).catch(this._unreachable.bind(this));
    },

    _loadAssets: function () {
      const self = this;
      if (this._loading) return;
      this._loading = true;
      this._get("/assets").then(function (data) {
        const scale = data.scale, origin = data.origin;
        const x = undelta(data.x, scale, origin[0]), y = undelta(data.y, scale, origin[1]);
        for (let i = 0; i < x.length; i++) { x[i] = projectX(x[i]); y[i] = projectY(y[i]); }
        self._assets = {
          x: x, y: y, number: undelta(data.number, 1, 0), category: data.category,
          area: data.neighbourhood, layers: data.layers, categories: data.categories,
          shapes: data.shapes.map(function (shape) {
            return {
              number: shape.number, category: shape.category, area: shape.neighbourhood,
              closed: shape.closed, lines: readLines(shape.lines, scale, origin),
            };
          }),
        };
        self._version = data.version;
        self._sprites.clear();
        self._say("");
        self._showSelected();
        self._redraw();
      }).catch(this._unreachable.bind(this)).finally(function () { self._loading = false; });
    },

    _poll: function () {
      const self = this;
      if (document.hidden) return;
      this._get("/version").then(function (answer) {
        self._say("");
        if (answer.version !== self._version) self._loadAssets();
        if (answer.boundaries !== self._areasVersion) self._loadAreas();
      }).catch(this._unreachable.bind(this));
    },

    _unreachable: function () { this._say(this._words.unreachable || ""); },

    _say: function (text) {
      const quiet = this._tilesFailed ? this._words.tiles || "" : this._hint || "";
      if (this._note.textContent !== (text || quiet)) this._note.textContent = text || quiet;
    },

    /* Commands from Python --------------------------------------------------------------- */

    command: function (order) {
      if (order.words) this._words = order.words;
      if (order.hidden) this._hidden = new Set(order.hidden);
      if ("area" in order) this._area = order.area;
      if ("selected" in order && order.selected !== this._selected) {
        this._selected = order.selected;
        this._toShow = order.selected;
      }
      if ("mode" in order) this._setMode(order.mode);
      if ("pin" in order) this._setPin(order.pin);
      if (order.base) this._setBase(order.base);
      if (order.fit && this._once("fit", order.fitCount)) this._fit(order.fit);
      this._hint = order.mode === "point" && !order.pin ? this._words.point || "" : "";
      this._say("");
      this._showSelected();
      if (order.version && order.version !== this._version && this._assets) this._loadAssets();
      this._redraw();
    },

    _once: function (what, count) {
      if (this._done[what] === count) return false;
      this._done[what] = count;
      return true;
    },

    _fit: function (box) {
      this._moved = true;
      const bounds = [[box[1], box[0]], [box[3], box[2]]];
      // The first view stands still; a later one may travel, for who likes that.
      const calm = !this._version
        || window.matchMedia("(prefers-reduced-motion: reduce)").matches;
      this._map.fitBounds(bounds, { padding: [24, 24], maxZoom: 17, animate: !calm });
    },

    /* Bring an asset whose card was opened by its address, or that was just saved, in sight. */
    _showSelected: function () {
      const assets = this._assets, number = this._toShow;
      if (!assets || number === null || number === undefined) return;
      let x, y;
      const i = assets.number.indexOf(number);
      if (i >= 0) { x = assets.x[i]; y = assets.y[i]; } else {
        const shape = assets.shapes.find(function (each) { return each.number === number; });
        if (!shape || !shape.lines.length) return;
        x = (shape.lines[0].west + shape.lines[0].east) / 2;
        y = (shape.lines[0].north + shape.lines[0].south) / 2;
      }
      this._toShow = null;
      const map = this._map, size = map.getPixelWorldBounds().getSize().x;
      const place = map.unproject(L.point(x * size, y * size), map.getZoom());
      this._moved = true;
      if (!map.getBounds().contains(place)) map.setView(place, map.getZoom(), { animate: false });
      this._makeRoom(place);
    },

    _setBase: function (base) {
      const key = base.url + base.attribution;
      if (this._baseKey === key) return;
      this._baseKey = key;
      if (this._tiles) { this._map.removeLayer(this._tiles); this._tiles = null; }
      this._tilesFailed = false;
      this._say("");
      if (!base.url) return;
      let failures = 0, loaded = 0;
      const self = this;
      const tiles = L.tileLayer(base.url, {
        attribution: base.attribution, maxNativeZoom: base.maxZoom, maxZoom: 20, zIndex: 0,
        className: base.grey ? "assetmap-grey" : "",
      });
      tiles.on("tileload", function () {
        loaded += 1; failures = 0;
        if (self._tilesFailed) { self._tilesFailed = false; self._say(""); }
      });
      // A tile that does not come leaves the paper, not a broken picture.
      tiles.on("tileerror", function (event) {
        event.tile.style.display = "none";
        failures += 1;
        if (failures >= TILE_FAILURES) { self._tilesFailed = true; self._say(""); }
      });
      this._tiles = tiles.addTo(this._map);
    },

    _setMode: function (mode) {
      if (this._mode === mode) return;
      this._mode = mode;
      if (this._drawer) { this._drawer.disable(); this._drawer = null; }
      if (this._drawn && mode !== "line" && mode !== "area") {
        this._map.removeLayer(this._drawn); this._drawn = null;
      }
      this._map.getContainer().classList.toggle("assetmap-pointing", mode === "point");
      if (mode === "line" || mode === "area") this._startDrawing();
    },

    _startDrawing: function () {
      if (!L.Draw) return;
      const style = { color: "#1F5FA8", weight: 3 };
      const kind = this._mode === "line" ? L.Draw.Polyline : L.Draw.Polygon;
      this._drawer = new kind(this._map, { shapeOptions: style, allowIntersection: true,
        showArea: false, metric: true });
      this._drawer.setOptions({ icon: this._corner(), touchIcon: this._corner() });
      this._localise();
      this._drawer.enable();
    },

    _corner: function () {
      return new L.DivIcon({ iconSize: new L.Point(14, 14), className: "assetmap-corner" });
    },

    _localise: function () {
      const words = this._words.draw || {};
      const tips = L.drawLocal.draw.handlers;
      ["polyline", "polygon"].forEach(function (kind) {
        ["start", "cont", "end"].forEach(function (step) {
          if (words[step]) tips[kind].tooltip[step] = words[step];
        });
      });
    },

    _onDrawn: function (event) {
      if (this._drawn) this._map.removeLayer(this._drawn);
      this._drawn = event.layer.addTo(this._map);
      this._drawer = null;
      // Drawing again replaces what was drawn.
      window.setTimeout(function (self) {
        if (self._mode === "line" || self._mode === "area") self._startDrawing();
      }, 0, this);
    },

    _setPin: function (place) {
      if (this._pin) { this._map.removeLayer(this._pin); this._pin = null; }
      if (!place) return;
      this._pin = L.marker(place, { icon: L.divIcon({
        className: "assetmap-pin", iconSize: [30, 42], iconAnchor: [15, 42],
      }), interactive: false, keyboard: false }).addTo(this._map);
    },

    /* Drawing ---------------------------------------------------------------------------- */

    _initContainer: function () {
      this._container = document.createElement("canvas");
      this._container.className = "assetmap-canvas";
      this._ctx = this._container.getContext("2d");
    },

    _destroyContainer: function () {
      L.DomUtil.remove(this._container);
      delete this._container; delete this._ctx;
    },

    _redraw: function () {
      if (!this._map || this._frame) return;
      this._frame = window.requestAnimationFrame(function () {
        this._frame = null;
        if (this._map) this._update();
      }.bind(this));
    },

    _updatePaths: function () {},

    _update: function () {
      if (this._map._animatingZoom && this._bounds) return;
      L.Renderer.prototype._update.call(this);
      const size = this._bounds.getSize(), ratio = window.devicePixelRatio || 1;
      const canvas = this._container, ctx = this._ctx;
      L.DomUtil.setPosition(canvas, this._bounds.min);
      canvas.width = ratio * size.x; canvas.height = ratio * size.y;
      canvas.style.width = size.x + "px"; canvas.style.height = size.y + "px";
      ctx.scale(ratio, ratio);

      const map = this._map, world = map.getPixelWorldBounds().getSize().x;
      const shift = map.getPixelOrigin().add(this._bounds.min);
      this._view = {
        size: world, left: shift.x, top: shift.y, width: size.x, height: size.y,
        west: shift.x / world, east: (shift.x + size.x) / world,
        north: shift.y / world, south: (shift.y + size.y) / world, zoom: map.getZoom(),
      };
      this._drawContext(); this._drawAreas(); this._drawShapes();
      const painted = this._drawAssets();
      this._drawNames();
      const box = map.getContainer();
      box.dataset.painted = String(painted);
      box.dataset.version = this._version;
    },

    _inView: function (box) {
      const view = this._view;
      return box.east >= view.west && box.west <= view.east
        && box.south >= view.north && box.north <= view.south;
    },

    _trace: function (path, line, close) {
      const view = this._view, x = line.x, y = line.y;
      let lastX = NaN, lastY = NaN;
      for (let i = 0; i < x.length; i++) {
        const px = x[i] * view.size - view.left, py = y[i] * view.size - view.top;
        // Corners closer than half a pixel say nothing.
        if (i > 0 && i < x.length - 1 && Math.abs(px - lastX) + Math.abs(py - lastY) < 0.6) continue;
        if (i === 0) path.moveTo(px, py); else path.lineTo(px, py);
        lastX = px; lastY = py;
      }
      if (close) path.closePath();
    },

    _drawContext: function () {
      // With a base map that works there is water and green already.
      if (!this._context || !this._context.length) return;
      const ctx = this._ctx, zoom = this._view.zoom, self = this;
      ctx.save();
      ctx.lineJoin = ctx.lineCap = "round";
      this._context.forEach(function (part) {
        const street = part.kind === "street", main = part.rank === "main";
        // Open water around is on the base map already, when that is there.
        if (part.rank === "sea" && self._tiles && !self._tilesFailed) return;
        if (street && !main && zoom < 13) return;
        const path = new Path2D();
        part.lines.forEach(function (line) {
          if (self._inView(line)) self._trace(path, line, !street);
        });
        if (street) {
          const width = Math.max(1, (main ? 2.4 : 1.3) * Math.pow(1.55, zoom - 14));
          ctx.strokeStyle = "#DCD5C6"; ctx.lineWidth = width + 2; ctx.stroke(path);
          ctx.strokeStyle = "#FFFFFF"; ctx.lineWidth = width; ctx.stroke(path);
        } else {
          ctx.fillStyle = part.kind === "water" ? "#C9DDE6" : "#DCE6CF";
          ctx.fill(path, "evenodd");
        }
      });
      ctx.restore();
    },

    _drawAreas: function () {
      if (!this._areas) return;
      const ctx = this._ctx, self = this, chosen = this._areas[this._area];
      const many = this._areas.length > 2000 && this._view.zoom < 11;
      const all = new Path2D();
      this._areas.forEach(function (area) {
        if (area !== chosen && self._inView(area.box)) {
          area.rings.forEach(function (ring) { self._trace(all, ring, true); });
        }
      });
      ctx.lineJoin = "round";
      ctx.strokeStyle = "rgba(32, 37, 43, " + (many ? 0.2 : 0.35) + ")";
      ctx.lineWidth = many ? 0.5 : 1;
      ctx.stroke(all);
      if (!chosen) return;
      const ring = new Path2D(), veil = new Path2D();
      chosen.rings.forEach(function (line) { self._trace(ring, line, true); });
      veil.rect(0, 0, this._view.width, this._view.height);
      veil.addPath(ring);
      ctx.fillStyle = "rgba(244, 241, 234, 0.55)";
      ctx.fill(veil, "evenodd");
      ctx.strokeStyle = INK; ctx.lineWidth = 2.5; ctx.stroke(ring);
    },

    _shows: function (category, area) {
      return !this._hidden.has(category) && (this._area < 0 || area === this._area);
    },

    _colour: function (category) {
      const assets = this._assets;
      return assets.layers[assets.categories[category].layer].color;
    },

    _drawShapes: function () {
      if (!this._assets) return;
      const ctx = this._ctx, self = this;
      this._shapePaths = [];
      this._assets.shapes.forEach(function (shape) {
        if (!self._shows(shape.category, shape.area)) return;
        const path = new Path2D();
        shape.lines.forEach(function (line) {
          if (self._inView(line)) self._trace(path, line, shape.closed);
        });
        const colour = self._colour(shape.category), chosen = shape.number === self._selected;
        if (shape.closed) {
          ctx.globalAlpha = chosen ? 0.45 : 0.22; ctx.fillStyle = colour;
          ctx.fill(path, "evenodd"); ctx.globalAlpha = 1;
        }
        ctx.lineJoin = ctx.lineCap = "round";
        ctx.strokeStyle = "#FFFFFF"; ctx.lineWidth = chosen ? 7 : 5;
        if (!shape.closed) ctx.stroke(path);
        ctx.strokeStyle = colour; ctx.lineWidth = chosen ? 4 : 2.5; ctx.stroke(path);
        self._shapePaths.push({ shape: shape, path: path });
      });
    },

    /* A symbol drawn once per category, size and screen; then only copied. */
    _sprite: function (category, radius, chosen) {
      const key = category + "/" + radius + "/" + chosen;
      if (this._sprites.has(key)) return this._sprites.get(key);
      const ratio = window.devicePixelRatio || 1, side = Math.ceil(radius * 4 + 8);
      const canvas = document.createElement("canvas");
      canvas.width = canvas.height = side * ratio;
      const ctx = canvas.getContext("2d");
      ctx.scale(ratio, ratio); ctx.translate(side / 2, side / 2);
      const spec = this._assets.categories[category];
      const layer = this._assets.layers[spec.layer];
      const path = shapePath(layer.shape, radius);
      ctx.lineJoin = "round";
      ctx.strokeStyle = chosen ? INK : "#FFFFFF"; ctx.lineWidth = chosen ? 6 : radius < 5 ? 2 : 3;
      ctx.stroke(path);
      if (chosen) { ctx.strokeStyle = "#FFFFFF"; ctx.lineWidth = 2.5; ctx.stroke(path); }
      ctx.fillStyle = layer.color; ctx.fill(path);
      const icon = this._icons[spec.icon] || this._icons[layer.icon];
      if (icon && radius >= 9) {
        const scale = radius * 1.25 / icon.size;
        ctx.scale(scale, scale); ctx.translate(-icon.size / 2, -icon.size / 2);
        ctx.fillStyle = "#FFFFFF"; ctx.fill(new Path2D(icon.d));
      }
      const sprite = { canvas: canvas, side: side };
      this._sprites.set(key, sprite);
      return sprite;
    },

    _drawAssets: function () {
      const assets = this._assets;
      if (!assets) return 0;
      const view = this._view, ctx = this._ctx, shown = [];
      for (let i = 0; i < assets.x.length; i++) {
        const x = assets.x[i], y = assets.y[i];
        if (x < view.west || x > view.east || y < view.north || y > view.south) continue;
        if (this._shows(assets.category[i], assets.area[i])) shown.push(i);
      }
      const room = view.width * view.height / Math.max(1, shown.length);
      const radius = view.zoom >= 16 || room > 9000 ? 13
        : view.zoom >= 14 || room > 1500 ? 11 : room > 500 ? 6 : room > 250 ? 4.5 : 3;
      this._radius = radius;
      const last = shown.find(function (i) { return assets.number[i] === this._selected; }, this);
      const full = radius >= 9 ? this._withRoom(shown, radius, last) : null;
      // What has no room for its symbol is a dot, under the symbols.
      if (full) {
        for (const i of shown) if (!full.has(i) && i !== last) this._stamp(i, 5, false);
      }
      for (const i of full || shown) if (i !== last) this._stamp(i, radius, false);
      if (last !== undefined) this._stamp(last, Math.max(radius, 14), true);
      this._shown = shown;
      return shown.length + this._shapePaths.length;
    },

    /* Choose which of the shown assets get a whole symbol, so that none covers another. */
    _withRoom: function (shown, radius, first) {
      const assets = this._assets, view = this._view, side = radius * 2.1, cells = new Map();
      const chosen = new Set(), order = first === undefined ? shown : [first].concat(shown);
      for (const i of order) {
        if (chosen.has(i)) continue;
        const x = assets.x[i] * view.size - view.left, y = assets.y[i] * view.size - view.top;
        const column = Math.floor(x / side), row = Math.floor(y / side);
        let free = true;
        for (let c = column - 1; c <= column + 1 && free; c++) {
          for (let r = row - 1; r <= row + 1 && free; r++) {
            const other = cells.get(c + "," + r);
            if (other) free = Math.hypot(other[0] - x, other[1] - y) >= side;
          }
        }
        if (!free) continue;
        cells.set(column + "," + row, [x, y]);
        chosen.add(i);
      }
      return chosen;
    },

    _stamp: function (i, radius, chosen) {
      const assets = this._assets, view = this._view;
      const sprite = this._sprite(assets.category[i], radius, chosen);
      this._ctx.drawImage(
        sprite.canvas, assets.x[i] * view.size - view.left - sprite.side / 2,
        assets.y[i] * view.size - view.top - sprite.side / 2, sprite.side, sprite.side);
    },

    _drawNames: function () {
      if (!this._areas) return;
      const view = this._view, ctx = this._ctx, taken = [];
      ctx.font = "600 13px 'Atkinson Hyperlegible', system-ui, sans-serif";
      ctx.textAlign = "center"; ctx.textBaseline = "middle"; ctx.lineJoin = "round";
      for (const area of this._areas) {
        if (!this._inView(area.box)) continue;
        const wide = (area.box.east - area.box.west) * view.size;
        const text = area.name, length = ctx.measureText(text).width;
        if (length > wide * 1.1 || wide < 60) continue;
        const x = area.label[0] * view.size - view.left, y = area.label[1] * view.size - view.top;
        const box = [x - length / 2 - 4, y - 9, x + length / 2 + 4, y + 9];
        if (taken.some(function (t) {
          return box[0] < t[2] && box[2] > t[0] && box[1] < t[3] && box[3] > t[1];
        })) continue;
        taken.push(box);
        ctx.strokeStyle = "rgba(244, 241, 234, 0.9)"; ctx.lineWidth = 4;
        ctx.strokeText(text, x, y);
        ctx.fillStyle = "rgba(32, 37, 43, 0.78)"; ctx.fillText(text, x, y);
      }
    },

    /* Pointing --------------------------------------------------------------------------- */

    _at: function (event) {
      return this._map.latLngToLayerPoint(event.latlng).subtract(this._bounds.min);
    },

    _assetAt: function (point) {
      if (!this._assets || !this._shown) return null;
      const view = this._view, assets = this._assets;
      let best = null, least = Math.pow(Math.max(this._radius + 4, 14), 2);
      for (const i of this._shown) {
        const dx = assets.x[i] * view.size - view.left - point.x;
        const dy = assets.y[i] * view.size - view.top - point.y;
        const d = dx * dx + dy * dy;
        if (d <= least) { least = d; best = assets.number[i]; }
      }
      if (best !== null) return best;
      const ctx = this._ctx, ratio = window.devicePixelRatio || 1;
      const x = point.x * ratio, y = point.y * ratio;
      for (const drawn of (this._shapePaths || []).slice().reverse()) {
        ctx.lineWidth = 14;
        if (ctx.isPointInStroke(drawn.path, x, y)
            || (drawn.shape.closed && ctx.isPointInPath(drawn.path, x, y, "evenodd"))) {
          return drawn.shape.number;
        }
      }
      return null;
    },

    _areaAt: function (latlng) {
      const x = projectX(latlng.lng), y = projectY(latlng.lat);
      return (this._areas || []).findIndex(function (area) {
        const box = area.box;
        if (x < box.west || x > box.east || y < box.north || y > box.south) return false;
        let inside = false;
        for (const ring of area.rings) {
          for (let i = 0, j = ring.x.length - 1; i < ring.x.length; j = i++) {
            if ((ring.y[i] > y) !== (ring.y[j] > y)
                && x < (ring.x[j] - ring.x[i]) * (y - ring.y[i]) / (ring.y[j] - ring.y[i]) + ring.x[i]) {
              inside = !inside;
            }
          }
        }
        return inside;
      });
    },

    _onClick: function (event) {
      if (this._mode === "point") {
        this._setPin(event.latlng);
        this._hint = "";
        this._say("");
        return;
      }
      if (this._mode !== "look") return;
      const number = this._assetAt(this._at(event));
      if (number !== null) {
        this._selected = number;
        this._toShow = null;
        this._redraw();
        this._makeRoom(event.latlng);
        this._tell("a" + number, event.latlng);
        return;
      }
      const area = this._areaAt(event.latlng);
      if (area >= 0) this._tell("b" + area, event.latlng);
    },

    /* Keep what was clicked in sight of the card: at the right side, or from below on a phone. */
    _makeRoom: function (latlng) {
      const map = this._map, size = map.getSize(), point = map.latLngToContainerPoint(latlng);
      const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
      const shift = size.x > 640
        ? [Math.max(0, point.x - (size.x - 480)), 0] : [0, Math.max(0, point.y - size.y * 0.3)];
      if (shift[0] || shift[1]) map.panBy(shift, { animate: !calm });
    },

    /* Streamlit reads the tooltip of whatever fired a click. */
    _tell: function (text, latlng) {
      const source = { _tooltip: { _content: text }, getTooltip: function () {
        return { getContent: function () { return text; } };
      } };
      this.fire("click", { latlng: latlng, sourceTarget: source });
    },

    _onMove: function (event) {
      if (this._mode !== "look" || !this._view) return;
      const number = this._assetAt(this._at(event));
      this._map.getContainer().classList.toggle("assetmap-over", number !== null);
      if (number === this._over) return;
      this._over = number;
      this._name.hidden = true;
      if (number === null || L.Browser.mobile) return;
      const self = this, point = this._map.latLngToContainerPoint(event.latlng);
      window.clearTimeout(this._asking);
      this._asking = window.setTimeout(function () {
        self._get("/name/" + number).then(function (answer) {
          if (self._over !== number) return;
          self._name.textContent = answer.name;
          self._name.style.left = point.x + 14 + "px"; self._name.style.top = point.y + 12 + "px";
          self._name.hidden = false;
        }).catch(function () { /* no name, no harm */ });
      }, 90);
    },
  });

  window.assetmap = {
    live: null,
    waiting: null,
    layer: function (options) { return new AssetLayer(options); },
    command: function (order) {
      window.assetmap.waiting = order;
      if (window.assetmap.live) window.assetmap.live.command(order);
    },
  };
})();

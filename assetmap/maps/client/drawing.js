/* What the layer draws on its canvas, from the ground up. */
(function () {
  "use strict";
  const parts = window.assetmapParts = window.assetmapParts || {};
  const { KIND } = parts;

  // A line or an area that is smaller on the screen is drawn as a symbol.
  const SHAPE_PX = 24;

  parts.drawing = {
    _initContainer() {
      this._container = document.createElement("canvas");
      this._container.className = "assetmap-canvas";
      this._ctx = this._container.getContext("2d");
    },

    _destroyContainer() {
      L.DomUtil.remove(this._container);
      delete this._container; delete this._ctx;
    },

    _redraw() {
      if (!this._map || this._frame) return;
      this._frame = window.requestAnimationFrame(() => {
        this._frame = null;
        if (this._map) this._update();
      });
    },

    _updatePaths() {},

    _updateTransform(center, zoom) {
      // Nothing was drawn yet while the frame had no size.
      if (this._center) L.Renderer.prototype._updateTransform.call(this, center, zoom);
    },

    _update() {
      const map = this._map;
      if (map._animatingZoom && this._bounds) return;
      // In a hidden frame there is nothing to draw on; `_fitToFrame` comes back to it.
      this._missed = !this._hasSize();
      if (this._missed) return;
      L.Renderer.prototype._update.call(this);
      const size = this._bounds.getSize(), ratio = window.devicePixelRatio || 1;
      const canvas = this._container, ctx = this._ctx;
      L.DomUtil.setPosition(canvas, this._bounds.min);
      canvas.width = Math.round(ratio * size.x); canvas.height = Math.round(ratio * size.y);
      canvas.style.width = size.x + "px"; canvas.style.height = size.y + "px";
      ctx.scale(ratio, ratio);

      const world = map.getPixelWorldBounds().getSize().x, shift = map.getPixelOrigin().add(this._bounds.min);
      const screen = this._screen = {
        size: world, left: shift.x, top: shift.y, width: size.x, height: size.y,
        west: shift.x / world, east: (shift.x + size.x) / world,
        north: shift.y / world, south: (shift.y + size.y) / world, zoom: map.getZoom(),
      };
      const borders = this._borders, palette = this._palette, hasBase = this._baseLayer && !this._baseFails;
      if (borders) {
        borders.drawContext(ctx, screen, palette, { sea: !hasBase });
        borders.draw(ctx, screen, palette, this._area);
      }
      this._drawNear(ctx, screen);
      const painted = this._arrange(ctx, screen);
      if (borders) {
        borders.drawNames(ctx, screen, palette, Math.round(13 * this._scale),
          (box) => this._arrangement.covers(box));
      }
      this._drawThings(ctx);
      this._drawChosen(ctx, screen);
      this._drawMarks(ctx, screen);
      this._report(painted);
    },

    _report(painted) {
      const box = this._map.getContainer().dataset;
      box.painted = String(painted);
      const filtered = this._wanted === this._filter
        && (this._whole === false || !this._wanted || this._bitsVersion === this._version);
      if (filtered) { box.version = this._version; box.filter = this._filter; }
      const year = this._whole === false ? this._partYear : this._year;
      box.year = year === null || year === undefined ? "" : String(year);
    },

    _drawNear(ctx, screen) {
      if (!this._near) return;
      const [lat, lon, metres] = this._near;
      const x = parts.projectX(lon) * screen.size - screen.left, y = parts.projectY(lat) * screen.size - screen.top;
      // The circumference of the earth by EPSG:3857's sphere, at this latitude.
      const radius = metres / (40075016.686 * Math.cos(lat * Math.PI / 180)) * screen.size;
      ctx.save();
      ctx.beginPath();
      ctx.arc(x, y, radius, 0, 2 * Math.PI);
      ctx.fillStyle = this._palette.near; ctx.fill();
      ctx.setLineDash([6, 5]);
      ctx.strokeStyle = this._palette.accent; ctx.lineWidth = 1.5; ctx.stroke();
      ctx.setLineDash([]);
      ctx.beginPath();
      ctx.arc(x, y, 5, 0, 2 * Math.PI);
      ctx.fillStyle = this._palette.accent; ctx.fill();
      ctx.strokeStyle = this._palette.ring; ctx.lineWidth = 2; ctx.stroke();
      ctx.restore();
    },

    /* The places of the first rows of a list that is about to be taken in. */
    _drawMarks(ctx, screen) {
      if (!this._marks.length) return;
      ctx.save();
      ctx.lineWidth = 2;
      for (const [lat, lon] of this._marks) {
        const x = parts.projectX(lon) * screen.size - screen.left, y = parts.projectY(lat) * screen.size - screen.top;
        ctx.beginPath();
        ctx.arc(x, y, 7, 0, 2 * Math.PI);
        ctx.fillStyle = this._palette.accent; ctx.globalAlpha = 0.85; ctx.fill();
        ctx.globalAlpha = 1; ctx.strokeStyle = this._palette.ring; ctx.stroke();
      }
      ctx.restore();
    },

    /* Draw lines and areas, and find a place for all else; return how many assets there are. */
    _arrange(ctx, screen) {
      const arrangement = this._arrangement, points = this._points;
      this._traced = [];
      if (points) {
        this._drawShapes(ctx, screen);
        arrangement.ofPoints(points, this._shown, this._apart, screen, this._scale);
      } else if (this._served) arrangement.ofServed(this._served, screen, this._scale);
      return arrangement.painted + this._traced.length;
    },

    _drawThings(ctx) {
      const arrangement = this._arrangement, what = this._points || this._served, palette = this._palette;
      const look = what && { layers: what.layers, language: this._language, palette };
      for (let at = 0; at < arrangement.count; at++) {
        const x = arrangement.x[at], y = arrangement.y[at], radius = arrangement.radius[at];
        if (arrangement.kind[at] === KIND.CLUSTER) {
          const { total, perLayer } = arrangement.clusters[arrangement.ref[at]];
          parts.drawCluster(ctx, { x, y, radius, total, perLayer }, look);
          continue;
        }
        const category = what.category[arrangement.ref[at]];
        this._symbols.stamp(ctx, this._symbols.sprite(what, category, radius, false, palette), x, y);
        if (arrangement.kind[at] === KIND.SPOT) {
          parts.drawBadge(ctx, x, y, radius, arrangement.spots.get(at).length, palette);
        }
      }
    },

    _drawShapes(ctx, screen) {
      const { points, _shown: shown, _apart: apart } = { points: this._points, _shown: this._shown, _apart: this._apart };
      for (const shape of points.shapes) {
        const [west, north, east, south] = shape.box;
        const large = Math.max(east - west, south - north) * screen.size >= SHAPE_PX;
        apart[shape.row] = large ? 1 : 0;
        if (!large || !shown[shape.row]) continue;
        if (east < screen.west || west > screen.east || south < screen.north || north > screen.south) continue;
        const path = new Path2D(), chosen = shape.number === this._selected;
        const colour = points.layers[points.layer[shape.row]].color;
        parts.traceShape(path, shape, screen);
        if (shape.closed) {
          ctx.globalAlpha = chosen ? 0.45 : 0.22; ctx.fillStyle = colour;
          ctx.fill(path, "evenodd"); ctx.globalAlpha = 1;
        }
        ctx.lineJoin = ctx.lineCap = "round";
        ctx.strokeStyle = this._palette.ring; ctx.lineWidth = chosen ? 7 : 5;
        if (!shape.closed) ctx.stroke(path);
        ctx.strokeStyle = colour; ctx.lineWidth = chosen ? 4 : 2.5; ctx.stroke(path);
        this._traced.push({ shape, path });
      }
    },

    /* The chosen asset stands out, also where it is one of a cluster. */
    _drawChosen(ctx, screen) {
      const chosen = this._chosen, what = this._points || this._served;
      if (!chosen || !what || this._traced.some(({ shape }) => shape.number === chosen.number)) return;
      const x = chosen.x * screen.size - screen.left, y = chosen.y * screen.size - screen.top;
      const radius = 15 * this._scale;
      chosen.at = { x, y, radius };
      this._symbols.stamp(ctx, this._symbols.sprite(what, chosen.category, radius, true, this._palette), x, y);
    },
  };
})();

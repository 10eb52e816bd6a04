/* Neighbourhoods and the light context under them: reading, drawing, and finding one by a place. */
(function () {
  "use strict";
  const parts = window.assetmapParts = window.assetmapParts || {};

  // From this zoom on borders are fetched in full detail.
  const DETAIL_ZOOM = 13;
  // Corners closer than this say nothing.
  const LEAST_PX = 0.6;
  // A canvas takes 1.5 s for one path of a whole country, and 0.03 s for the same in small ones.
  const MANY = 600, BATCH = 30;
  // Where a name may stand when something is in its way: right and down, in heights of its letters.
  const SHIFTS = [[0, 0], [0, -1.6], [0, 1.6], [0, -3], [0, 3], [-3, -1.6], [3, -1.6], [-3, 1.6], [3, 1.6],
    [0, -4.4], [0, 4.4]];

  /* Trace one line of outlines on a path. */
  function trace(path, outlines, line, screen, close) {
    const { x, y } = outlines, start = outlines.corner[line], end = outlines.corner[line + 1];
    let lastX = NaN, lastY = NaN;
    for (let i = start; i < end; i++) {
      const px = x[i] * screen.size - screen.left, py = y[i] * screen.size - screen.top;
      if (i > start && i < end - 1 && Math.abs(px - lastX) + Math.abs(py - lastY) < LEAST_PX) continue;
      if (i === start) path.moveTo(px, py); else path.lineTo(px, py);
      lastX = px; lastY = py;
    }
    if (close) path.closePath();
  }

  /* Whether a box of west, north, east, south is in sight. */
  function inSight(boxes, at, screen) {
    const i = 4 * at;
    return boxes[i + 2] >= screen.west && boxes[i] <= screen.east
      && boxes[i + 3] >= screen.north && boxes[i + 1] <= screen.south;
  }

  parts.traceShape = function (path, shape, screen) {
    const { outlines, at } = shape;
    for (let line = outlines.line[at]; line < outlines.line[at + 1]; line++) {
      if (inSight(outlines.boxes, line, screen)) trace(path, outlines, line, screen, shape.closed);
    }
  };

  class Borders {
    constructor({ header, columns }) {
      this.version = header.version;
      this.names = header.names;
      this.simplified = header.simplified;
      this._outlines = new parts.Outlines(header, columns, "area");
      this._boxes = this._outlines.shapeBoxes();
      this._label = parts.places(header, columns["label.x"], columns["label.y"]);
      this._context = header.context;
      this._contextLines = new parts.Outlines(header, columns, "context");
      this._detail = new Map();
      this._widths = new Map();
    }

    get count() { return this.names.length; }

    /* Measure names again, now that our own letter is here. */
    forgetWidths() { this._widths.clear(); }

    /* Draw some areas in full detail from now on. */
    addDetail({ header, columns }) {
      const outlines = new parts.Outlines(header, columns, "area");
      columns["area.position"].forEach((position, at) => this._detail.set(position, { outlines, at }));
    }

    /* Whether full detail is to be had for what is in sight, and some of it is not here yet. */
    wantsDetail(screen) {
      if (!this.simplified || screen.zoom < DETAIL_ZOOM) return false;
      for (let area = 0; area < this.count; area++) {
        if (!this._detail.has(area) && inSight(this._boxes, area, screen)) return true;
      }
      return false;
    }

    _trace(path, area, screen) {
      const { outlines, at } = this._detail.get(area) || { outlines: this._outlines, at: area };
      for (let line = outlines.line[at]; line < outlines.line[at + 1]; line++) {
        if (inSight(outlines.boxes, line, screen)) trace(path, outlines, line, screen, true);
      }
    }

    drawContext(ctx, screen, palette, { sea }) {
      let line = 0;
      ctx.lineJoin = ctx.lineCap = "round";
      for (const part of this._context) {
        const first = line, street = part.kind === "street", main = part.class === "main";
        line += part.lines;
        // Open water around is on the base map already, when that is there.
        if (part.class === "sea" && !sea) continue;
        if (street && !main && screen.zoom < 13) continue;
        const path = new Path2D();
        for (let at = first; at < line; at++) {
          if (inSight(this._contextLines.boxes, at, screen)) trace(path, this._contextLines, at, screen, !street);
        }
        if (street) {
          const width = Math.max(1, (main ? 2.4 : 1.3) * Math.pow(1.55, screen.zoom - 14));
          ctx.strokeStyle = palette.kerb; ctx.lineWidth = width + 2; ctx.stroke(path);
          ctx.strokeStyle = palette.street; ctx.lineWidth = width; ctx.stroke(path);
        } else {
          ctx.fillStyle = part.kind === "water" ? palette.water : palette.green;
          ctx.fill(path, "evenodd");
        }
      }
    }

    /* Draw all borders, and the chosen area strong with the rest under a veil. */
    draw(ctx, screen, palette, chosen) {
      const seen = [];
      for (let area = 0; area < this.count; area++) {
        if (area !== chosen && inSight(this._boxes, area, screen)) seen.push(area);
      }
      const many = seen.length > MANY, together = many ? BATCH : MANY;
      ctx.lineJoin = "round";
      // In batches most borders are drawn twice: once for each side.
      ctx.strokeStyle = `rgba(${palette.border}, ${many ? 0.13 : 0.35})`;
      ctx.lineWidth = many && screen.zoom < 11 ? 0.6 : 1;
      for (let start = 0; start < seen.length; start += together) {
        const path = new Path2D();
        for (const area of seen.slice(start, start + together)) this._trace(path, area, screen);
        ctx.stroke(path);
      }
      if (chosen < 0 || chosen >= this.count) return;
      const ring = new Path2D(), veil = new Path2D();
      this._trace(ring, chosen, screen);
      veil.rect(0, 0, screen.width, screen.height);
      veil.addPath(ring);
      ctx.fillStyle = palette.veil;
      ctx.fill(veil, "evenodd");
      ctx.strokeStyle = palette.ink; ctx.lineWidth = 2.5; ctx.stroke(ring);
    }

    /* Draw the names where there is room for them. */
    drawNames(ctx, screen, palette, fontPx, isCovered) {
      const taken = [], high = fontPx * 0.7;
      ctx.font = `700 ${fontPx}px 'Atkinson Hyperlegible', system-ui, sans-serif`;
      ctx.textAlign = "center"; ctx.textBaseline = "middle"; ctx.lineJoin = "round";
      for (let area = 0; area < this.count; area++) {
        if (!inSight(this._boxes, area, screen)) continue;
        const wide = (this._boxes[4 * area + 2] - this._boxes[4 * area]) * screen.size;
        if (wide < 60) continue;
        const length = this._width(ctx, area, fontPx);
        if (length > wide * 1.1) continue;
        const x = this._label.x[area] * screen.size - screen.left;
        const y = this._label.y[area] * screen.size - screen.top;
        const boxAt = ([dx, dy]) => [x + dx * fontPx - length / 2 - 4, y + dy * fontPx - high,
          x + dx * fontPx + length / 2 + 4, y + dy * fontPx + high];
        const isTaken = (box) => taken.some((t) => box[0] < t[2] && box[2] > t[0] && box[1] < t[3] && box[3] > t[1]);
        const shift = SHIFTS.find((each) => !isTaken(boxAt(each)) && !isCovered(boxAt(each)));
        // Half a name under a symbol says less than none.
        if (!shift) continue;
        taken.push(boxAt(shift));
        const left = x + shift[0] * fontPx, top = y + shift[1] * fontPx;
        ctx.strokeStyle = palette.halo; ctx.lineWidth = 4;
        ctx.strokeText(this.names[area], left, top);
        ctx.fillStyle = palette.name; ctx.fillText(this.names[area], left, top);
      }
    }

    _width(ctx, area, fontPx) {
      const key = area * 100 + fontPx;
      if (!this._widths.has(key)) this._widths.set(key, ctx.measureText(this.names[area]).width);
      return this._widths.get(key);
    }

    /* Return the position of the area at a place, or -1. */
    at(lon, lat) {
      const x = parts.projectX(lon), y = parts.projectY(lat), boxes = this._boxes;
      for (let area = 0; area < this.count; area++) {
        const i = 4 * area;
        if (x < boxes[i] || x > boxes[i + 2] || y < boxes[i + 1] || y > boxes[i + 3]) continue;
        if (this._holds(area, x, y)) return area;
      }
      return -1;
    }

    _holds(area, x, y) {
      const { outlines, at } = this._detail.get(area) || { outlines: this._outlines, at: area };
      let inside = false;
      for (let line = outlines.line[at]; line < outlines.line[at + 1]; line++) {
        const start = outlines.corner[line], end = outlines.corner[line + 1];
        for (let i = start, j = end - 1; i < end; j = i++) {
          const yi = outlines.y[i], yj = outlines.y[j];
          if ((yi > y) !== (yj > y)
              && x < (outlines.x[j] - outlines.x[i]) * (y - yi) / (yj - yi) + outlines.x[i]) inside = !inside;
        }
      }
      return inside;
    }
  }
  parts.Borders = Borders;
})();

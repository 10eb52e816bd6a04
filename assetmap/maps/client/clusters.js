/* Arranging what is in sight: which assets get a symbol, a dot, or share a spot or a cluster.
 *
 * Clusters follow a grid that hangs on the world, so that nothing jumps while a person pans. Near
 * by, symbols keep out of each other's way; what has no room is a dot.
 */
(function () {
  "use strict";
  const parts = window.assetmapParts = window.assetmapParts || {};

  const CELL_PX = 64;
  // From this zoom on single assets are drawn, and those in one spot share a symbol.
  const CLOSE_ZOOM = 16;
  const SPOT_PX = 6;
  // As many dots as a square holds before it is full of them; deeper, they always lie apart.
  const MOST_IN_CELL = 24, OPEN_ZOOM = 18;
  // Far off, a square with so few that lie apart needs no cluster.
  const FEW = 3;
  const HIT_PX = 48;

  const KIND = { SYMBOL: 0, DOT: 1, SPOT: 2, CLUSTER: 3 };
  parts.KIND = KIND;
  parts.CLOSE_ZOOM = CLOSE_ZOOM;

  const clusterRadius = (total) => Math.min(28, 12 + 4.2 * Math.log10(total) + (total > 9 ? 1 : 0));

  /* What is drawn, thing by thing, in typed arrays that are kept from one drawing to the next. */
  class Arrangement {
    constructor() {
      this.count = 0;
      this.painted = 0;
      this._grow(1024);
      this._cells = 0;
    }

    _grow(room) {
      const before = this;
      for (const [name, Kind] of [["kind", Uint8Array], ["x", Float32Array], ["y", Float32Array],
        ["radius", Float32Array], ["ref", Int32Array]]) {
        const values = new Kind(room);
        if (before[name]) values.set(before[name]);
        this[name] = values;
      }
    }

    _add(kind, x, y, radius, ref) {
      if (this.count === this.kind.length) this._grow(2 * this.count);
      const at = this.count++;
      this.kind[at] = kind; this.x[at] = x; this.y[at] = y; this.radius[at] = radius; this.ref[at] = ref;
      return at;
    }

    _clear() {
      this.count = 0;
      this.painted = 0;
      this.clusters = [];
      this.spots = new Map();
      this._hits = null;
    }

    /* Arrange points. shown, apart: a byte a row: whether to show it, and whether it is drawn as
     * a line or area already. scale: larger symbols for a big screen.
     */
    ofPoints(points, shown, apart, screen, scale) {
      this._clear();
      const loose = this._sort(points, shown, apart, screen, scale);
      if (screen.zoom < CLOSE_ZOOM) this._withRoom(points, loose, screen, 11 * scale);
      else this._near(points, loose, screen, scale);
    }

    /* Put each point in its square; return the rows that stand alone, and add the clusters. */
    _sort(points, shown, apart, screen, scale) {
      const { size, left, top, width, height } = screen, side = CELL_PX * scale;
      const column0 = Math.floor(left / side), row0 = Math.floor(top / side);
      const columns = Math.floor((left + width) / side) - column0 + 1;
      const rows = Math.floor((top + height) / side) - row0 + 1;
      const cells = columns * rows, { x, y } = points;
      if (!this._head || this._head.length < cells) {
        this._head = new Int32Array(cells); this._members = new Int32Array(cells);
      }
      if (!this._next || this._next.length < points.count) this._next = new Int32Array(points.count);
      const head = this._head.fill(-1), members = this._members.fill(0), next = this._next;
      const west = column0 * side / size, east = (column0 + columns) * side / size;
      const north = row0 * side / size, south = (row0 + rows) * side / size;
      for (let row = 0; row < points.count; row++) {
        if (!shown[row] || apart[row]) continue;
        const px = x[row], py = y[row];
        if (px < west || px >= east || py < north || py >= south) continue;
        const cell = Math.floor(px * size / side) - column0
          + columns * (Math.floor(py * size / side) - row0);
        next[row] = head[cell];
        head[cell] = row;
        members[cell]++;
        if (px >= screen.west && px <= screen.east && py >= screen.north && py <= screen.south) this.painted++;
      }
      const loose = [], close = screen.zoom >= CLOSE_ZOOM;
      const most = !close ? FEW : screen.zoom >= OPEN_ZOOM ? Infinity : MOST_IN_CELL;
      for (let cell = 0; cell < cells; cell++) {
        if (!members[cell]) continue;
        if (members[cell] <= most && (close || this._lieApart(points, head[cell], size, 22 * scale))) {
          for (let row = head[cell]; row >= 0; row = next[row]) loose.push(row);
        } else {
          const middleX = (column0 + cell % columns + 0.5) * side - left;
          const middleY = (row0 + Math.floor(cell / columns) + 0.5) * side - top;
          this._addCluster(points, head[cell], members[cell], screen, middleX, middleY, scale);
        }
      }
      return loose;
    }

    _lieApart(points, first, size, least) {
      const next = this._next;
      for (let a = first; a >= 0; a = next[a]) {
        for (let b = next[a]; b >= 0; b = next[b]) {
          const dx = (points.x[a] - points.x[b]) * size, dy = (points.y[a] - points.y[b]) * size;
          if (dx * dx + dy * dy < least * least) return false;
        }
      }
      return true;
    }

    _addCluster(points, first, total, screen, middleX, middleY, scale) {
      const perLayer = new Uint32Array(points.layers.length), next = this._next;
      let sumX = 0, sumY = 0, west = 1, east = 0, north = 1, south = 0;
      const rows = new Int32Array(total);
      for (let row = first, at = 0; row >= 0; row = next[row]) {
        const x = points.x[row], y = points.y[row];
        rows[at++] = row;
        perLayer[points.layer[row]]++;
        sumX += x; sumY += y;
        if (x < west) west = x;
        if (x > east) east = x;
        if (y < north) north = y;
        if (y > south) south = y;
      }
      const x = sumX / total * screen.size - screen.left, y = sumY / total * screen.size - screen.top;
      this._placeCluster({ total, perLayer, rows, west, east, north, south }, x, y, middleX, middleY, scale);
    }

    /* A cluster stands at its members' mean, but within its square: so none covers another. */
    _placeCluster(cluster, x, y, middleX, middleY, scale) {
      const radius = clusterRadius(cluster.total) * scale;
      const free = Math.max(0, CELL_PX * scale / 2 - radius - 1.5);
      const px = Math.max(middleX - free, Math.min(middleX + free, x));
      const py = Math.max(middleY - free, Math.min(middleY + free, y));
      this._add(KIND.CLUSTER, px, py, radius, this.clusters.length);
      this.clusters.push(cluster);
    }

    /* Near by: what lies in one spot shares a symbol; the others as there is room. */
    _near(points, loose, screen, scale) {
      const spots = new Map(), { size, left, top } = screen, heads = [], sharing = new Map();
      for (const row of loose) {
        const x = points.x[row] * size - left, y = points.y[row] * size - top;
        const column = Math.floor(x / SPOT_PX), line = Math.floor(y / SPOT_PX);
        let head = -1;
        for (let c = column - 1; c <= column + 1 && head < 0; c++) {
          for (let r = line - 1; r <= line + 1 && head < 0; r++) {
            const other = spots.get(c * 65536 + r);
            if (other !== undefined && Math.hypot(points.x[other] * size - left - x,
              points.y[other] * size - top - y) <= SPOT_PX) head = other;
          }
        }
        if (head < 0) {
          spots.set(column * 65536 + line, row);
          heads.push(row);
        } else if (sharing.has(head)) sharing.get(head).push(row);
        else sharing.set(head, [head, row]);
      }
      // Those that stand for several first: they must be seen.
      const ordered = sharing.size
        ? heads.filter((row) => sharing.has(row)).concat(heads.filter((row) => !sharing.has(row))) : heads;
      this._withRoom(points, ordered, screen, 13 * scale, sharing);
    }

    /* Add symbols so that none covers another, and dots for what has no room. */
    _withRoom(points, rows, screen, radius, sharing) {
      const side = radius * 2.1, cells = new Map(), { size, left, top } = screen, dots = [], symbols = [];
      for (const row of rows) {
        const x = points.x[row] * size - left, y = points.y[row] * size - top;
        const column = Math.floor(x / side), line = Math.floor(y / side);
        let free = true;
        for (let c = column - 1; c <= column + 1 && free; c++) {
          for (let r = line - 1; r <= line + 1 && free; r++) {
            const others = cells.get(c * 65536 + r);
            if (others) free = others.every((other) => Math.hypot(
              points.x[other] * size - left - x, points.y[other] * size - top - y) >= side);
          }
        }
        if (!free && !(sharing && sharing.has(row))) { dots.push(row); continue; }
        const key = column * 65536 + line;
        if (cells.has(key)) cells.get(key).push(row); else cells.set(key, [row]);
        symbols.push(row);
      }
      // Dots lie under symbols.
      for (const [kind, list, r] of [[KIND.DOT, dots, radius * 0.4], [KIND.SYMBOL, symbols, radius]]) {
        for (const row of list) {
          const several = sharing && sharing.get(row);
          const at = this._add(several ? KIND.SPOT : kind,
            points.x[row] * size - left, points.y[row] * size - top, r, row);
          if (several) this.spots.set(at, several);
        }
      }
    }

    /* Arrange clusters that the server made; one member is the asset itself. */
    ofServed(served, screen, scale) {
      this._clear();
      const { size, left, top } = screen, width = served.layers.length, side = CELL_PX * scale;
      for (let at = 0; at < served.count; at++) {
        const x = served.x[at] * size - left, y = served.y[at] * size - top;
        if (x < -side || y < -side || x > screen.width + side || y > screen.height + side) continue;
        if (x >= 0 && y >= 0 && x <= screen.width && y <= screen.height) this.painted += served.total[at];
        if (served.total[at] === 1) { this._add(KIND.SYMBOL, x, y, 11 * scale, at); continue; }
        const middleX = (Math.floor((x + left) / side) + 0.5) * side - left;
        const middleY = (Math.floor((y + top) / side) + 0.5) * side - top;
        this._placeCluster({
          total: served.total[at], perLayer: served.perLayer.subarray(at * width, (at + 1) * width),
          rows: null, west: served.box.west[at], east: served.box.east[at],
          north: served.box.north[at], south: served.box.south[at],
        }, x, y, middleX, middleY, scale);
      }
    }

    /* Return the position of the thing at a point of the canvas, or -1. */
    at(x, y) {
      if (!this._hits) this._hits = this._index();
      const { head, next, columns, rows } = this._hits;
      const column = Math.floor(x / HIT_PX) + 1, line = Math.floor(y / HIT_PX) + 1;
      let best = -1, least = 1;
      for (let c = Math.max(0, column - 1); c <= Math.min(columns - 1, column + 1); c++) {
        for (let r = Math.max(0, line - 1); r <= Math.min(rows - 1, line + 1); r++) {
          for (let at = head[c + columns * r]; at >= 0; at = next[at]) {
            const reach = Math.max(this.radius[at] + 4, 14);
            const far = Math.hypot(this.x[at] - x, this.y[at] - y) / reach;
            if (far <= least) { least = far; best = at; }
          }
        }
      }
      return best;
    }

    /* Whether a symbol or a cluster lies within west, north, east, south on the canvas. */
    covers([west, north, east, south]) {
      if (!this._hits) this._hits = this._index();
      const { head, next, columns, rows } = this._hits, cell = (px) => Math.floor(px / HIT_PX) + 1;
      for (let c = Math.max(0, cell(west) - 1); c <= Math.min(columns - 1, cell(east) + 1); c++) {
        for (let r = Math.max(0, cell(north) - 1); r <= Math.min(rows - 1, cell(south) + 1); r++) {
          for (let at = head[c + columns * r]; at >= 0; at = next[at]) {
            if (this.kind[at] === KIND.DOT) continue;
            const dx = Math.max(west - this.x[at], 0, this.x[at] - east);
            const dy = Math.max(north - this.y[at], 0, this.y[at] - south);
            if (Math.hypot(dx, dy) < this.radius[at]) return true;
          }
        }
      }
      return false;
    }

    _index() {
      let wide = 0, high = 0;
      for (let at = 0; at < this.count; at++) {
        wide = Math.max(wide, this.x[at]); high = Math.max(high, this.y[at]);
      }
      const columns = Math.floor(wide / HIT_PX) + 3, rows = Math.floor(high / HIT_PX) + 3;
      const head = new Int32Array(columns * rows).fill(-1), next = new Int32Array(this.count);
      for (let at = 0; at < this.count; at++) {
        const cell = Math.max(0, Math.floor(this.x[at] / HIT_PX) + 1)
          + columns * Math.max(0, Math.floor(this.y[at] / HIT_PX) + 1);
        next[at] = head[cell];
        head[cell] = at;
      }
      return { head, next, columns, rows };
    }
  }
  parts.Arrangement = Arrangement;
})();

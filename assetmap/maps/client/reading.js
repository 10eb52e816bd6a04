/* Reading packed answers; `maps/columns.py` and `maps/packing.py` say how they are laid out.
 *
 * Places become Mercator in the unit square at once, so that drawing is one multiplication each.
 */
(function () {
  "use strict";
  const parts = window.assetmapParts = window.assetmapParts || {};
  const MAGIC = 0x31636d61;  // amc1
  const NO_START = -32768, NO_END = 32767;

  parts.projectX = (lon) => lon / 360 + 0.5;
  parts.projectY = (lat) => {
    const s = Math.sin(lat * Math.PI / 180);
    return 0.5 - Math.log((1 + s) / (1 - s)) / (4 * Math.PI);
  };

  /* Return {header, columns} of an answer. */
  parts.unpack = function (buffer) {
    const bytes = new DataView(buffer);
    if (buffer.byteLength < 8 || bytes.getUint32(0, true) !== MAGIC) throw new Error("no packed answer");
    const length = bytes.getUint32(4, true);
    const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 8, length)));
    const columns = {};
    let offset = 8 + length;
    for (const column of header.columns) {
      const size = column.count * column.planes;
      columns[column.name] = readColumn(new Uint8Array(buffer, offset, size), column);
      offset += size;
    }
    return { header, columns };
  };

  function readColumn(bytes, { count, planes, delta, base }) {
    const values = new Float64Array(count);
    for (let plane = 0, weight = 1; plane < planes; plane++, weight *= 256) {
      const start = plane * count;
      for (let i = 0; i < count; i++) values[i] += bytes[start + i] * weight;
    }
    if (!delta) {
      for (let i = 0; i < count; i++) values[i] += base;
      return values;
    }
    for (let i = 0, sum = base; i < count; i++) {
      const zigzag = values[i];
      sum += zigzag % 2 ? -(zigzag + 1) / 2 : zigzag / 2;
      values[i] = sum;
    }
    return values;
  }

  /* Return two columns of steps as places. */
  parts.places = function (header, x, y) {
    const { scale, origin } = header;
    for (let i = 0; i < x.length; i++) {
      x[i] = parts.projectX(origin[0] + x[i] * scale);
      y[i] = parts.projectY(origin[1] + y[i] * scale);
    }
    return { x, y };
  };

  /* The outlines of many shapes: one row of corners, with where each line and shape begins. */
  class Outlines {
    constructor(header, columns, prefix) {
      const sizes = columns[prefix + ".sizes"];
      Object.assign(this, parts.places(header, columns[prefix + ".x"], columns[prefix + ".y"]));
      this.corner = starts(sizes);
      const lines = columns[prefix + ".lines"];
      this.line = lines ? starts(lines) : null;
      // West, north, east, south of each line.
      this.boxes = new Float64Array(4 * sizes.length);
      for (let line = 0; line < sizes.length; line++) this._measure(line);
    }

    get count() { return this.line.length - 1; }

    _measure(line) {
      let west = Infinity, north = Infinity, east = -Infinity, south = -Infinity;
      for (let i = this.corner[line]; i < this.corner[line + 1]; i++) {
        west = Math.min(west, this.x[i]); east = Math.max(east, this.x[i]);
        north = Math.min(north, this.y[i]); south = Math.max(south, this.y[i]);
      }
      this.boxes.set([west, north, east, south], 4 * line);
    }

    /* West, north, east, south of each shape. */
    shapeBoxes() {
      const found = new Float64Array(4 * this.count);
      for (let shape = 0; shape < this.count; shape++) {
        const box = [Infinity, Infinity, -Infinity, -Infinity];
        for (let line = this.line[shape]; line < this.line[shape + 1]; line++) {
          for (const side of [0, 1]) {
            box[side] = Math.min(box[side], this.boxes[4 * line + side]);
            box[side + 2] = Math.max(box[side + 2], this.boxes[4 * line + side + 2]);
          }
        }
        found.set(box, 4 * shape);
      }
      return found;
    }
  }
  parts.Outlines = Outlines;

  function starts(sizes) {
    const found = new Int32Array(sizes.length + 1);
    for (let i = 0; i < sizes.length; i++) found[i + 1] = found[i] + sizes[i];
    return found;
  }

  /* The assets of an answer: a row each. `shape` is the position of its line or area, or -1. */
  class Points {
    /* known: points with the same layers, for a delta, which names none. */
    constructor({ header, columns }, known = header) {
      this.layers = known.layers;
      this.categories = known.categories;
      Object.assign(this, parts.places(header, columns.x, columns.y));
      this.number = columns.number;
      this.category = Uint16Array.from(columns.category);
      this.area = Int32Array.from(columns.area);
      this.from = Int16Array.from(columns.existed_from);
      this.to = Int16Array.from(columns.existed_to);
      this.layer = Uint8Array.from(this.category, (each) => this.categories[each].layer);
      this.outlines = [new Outlines(header, columns, "shape")];
      this.shapes = Array.from(columns["shape.number"], (number, at) => ({
        number, at, outlines: this.outlines[0], closed: columns["shape.closed"][at] === 1,
      }));
      const boxes = this.outlines[0].shapeBoxes();
      for (const shape of this.shapes) shape.box = boxes.subarray(4 * shape.at, 4 * shape.at + 4);
      this._tieShapes();
    }

    get count() { return this.number.length; }

    rowOf(number) { return this.number.indexOf(number); }

    _tieShapes() {
      this.shape = new Int32Array(this.count).fill(-1);
      if (!this.shapes.length) return;
      const position = new Map(this.shapes.map((shape, at) => [shape.number, at]));
      for (let row = 0; row < this.count; row++) {
        const at = position.get(this.number[row]);
        if (at !== undefined) { this.shape[row] = at; this.shapes[at].row = row; }
      }
    }

    /* Return these points with what a delta says of some of them. */
    updated(answer) {
      const fresh = new Points(answer, this);
      const replaced = new Set(answer.columns.gone);
      for (const number of fresh.number) replaced.add(number);
      const stays = new Uint8Array(this.count);
      let kept = 0;
      for (let row = 0; row < this.count; row++) {
        if (!replaced.has(this.number[row])) { stays[row] = 1; kept++; }
      }
      const merged = Object.create(Points.prototype);
      merged.layers = fresh.layers;
      merged.categories = fresh.categories;
      for (const name of ["x", "y", "number", "category", "area", "from", "to", "layer"]) {
        const old = this[name], values = new old.constructor(kept + fresh.count);
        for (let row = 0, to = 0; row < this.count; row++) if (stays[row]) values[to++] = old[row];
        values.set(fresh[name], kept);
        merged[name] = values;
      }
      merged.shapes = this.shapes.filter((shape) => !replaced.has(shape.number)).concat(fresh.shapes);
      merged._tieShapes();
      return merged;
    }

    /* Return which rows to show: a byte each.
     *
     * bits: those of a selection, a bit a number, or null for all; year: null for all; area: -1.
     */
    sift({ bits, year, area }) {
      const shown = new Uint8Array(this.count);
      for (let row = 0; row < this.count; row++) {
        if (area >= 0 && this.area[row] !== area) continue;
        if (year !== null && (this.from[row] > year || this.to[row] < year)) continue;
        if (bits) {
          const number = this.number[row];
          if (!((bits[Math.floor(number / 8)] >> number % 8) & 1)) continue;
        }
        shown[row] = 1;
      }
      return shown;
    }
  }
  parts.Points = Points;

  /* Clusters that the server made, drawn as they are. */
  class ServedClusters {
    constructor({ header, columns }) {
      this.layers = header.layers;
      this.categories = header.categories;
      Object.assign(this, parts.places(header, columns.x, columns.y));
      Object.assign(this, { number: columns.number, category: Uint16Array.from(columns.category) });
      const west = parts.places(header, columns.west, columns.north);
      const east = parts.places(header, columns.east, columns.south);
      this.box = { west: west.x, north: west.y, east: east.x, south: east.y };
      const width = this.layers.length;
      this.perLayer = new Uint32Array(width * this.count);
      this.total = new Uint32Array(this.count);
      for (let layer = 0; layer < width; layer++) {
        columns["layer." + layer].forEach((members, at) => {
          this.perLayer[at * width + layer] = members;
          this.total[at] += members;
        });
      }
    }

    get count() { return this.number.length; }
  }
  parts.ServedClusters = ServedClusters;
  parts.YEARS = { NO_START, NO_END };
})();

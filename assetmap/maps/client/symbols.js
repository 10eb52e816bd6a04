/* Colours of the map, the shapes of symbols, and symbols drawn once to be copied. */
(function () {
  "use strict";
  const parts = window.assetmapParts = window.assetmapParts || {};

  parts.PALETTES = {
    light: {
      paper: "#F4F1EA", ink: "#20252B", accent: "#1F5FA8", ring: "#FFFFFF", middle: "#FFFFFF",
      number: "#20252B", border: "32, 37, 43", veil: "rgba(244, 241, 234, 0.55)",
      halo: "rgba(244, 241, 234, 0.9)", name: "rgba(32, 37, 43, 0.78)",
      water: "#C9DDE6", green: "#DCE6CF", street: "#FFFFFF", kerb: "#DCD5C6",
      near: "rgba(31, 95, 168, 0.07)",
    },
    dark: {
      paper: "#1B1E22", ink: "#ECE8DF", accent: "#7FB2EC", ring: "#FFFFFF", middle: "#23272C",
      number: "#F4F1EA", border: "236, 232, 223", veil: "rgba(27, 30, 34, 0.6)",
      halo: "rgba(27, 30, 34, 0.9)", name: "rgba(236, 232, 223, 0.85)",
      water: "#22323C", green: "#23302A", street: "#3A4047", kerb: "#272B30",
      near: "rgba(127, 178, 236, 0.1)",
    },
  };

  const SHAPES = {
    "circle": (p, r) => { p.arc(0, 0, r, 0, 2 * Math.PI); },
    "square": (p, r) => { p.rect(-r * 0.88, -r * 0.88, r * 1.76, r * 1.76); },
    "rounded-square": (p, r) => { const a = r * 0.92; p.roundRect(-a, -a, 2 * a, 2 * a, a * 0.5); },
    "drop": (p, r) => {
      p.moveTo(0, r * 1.5);
      p.bezierCurveTo(-r * 0.45, r * 0.95, -r, r * 0.55, -r, -r * 0.05);
      p.arc(0, -r * 0.05, r, Math.PI, 0);
      p.bezierCurveTo(r, r * 0.55, r * 0.45, r * 0.95, 0, r * 1.5);
    },
    "hexagon": (p, r) => {
      for (let i = 0; i < 6; i++) {
        const a = Math.PI / 3 * i + Math.PI / 6;
        p.lineTo(r * 1.08 * Math.cos(a), r * 1.08 * Math.sin(a));
      }
    },
    "diamond": (p, r) => {
      const a = r * 1.28; p.moveTo(0, -a); p.lineTo(a, 0); p.lineTo(0, a); p.lineTo(-a, 0);
    },
  };

  function shapePath(shape, radius) {
    const path = new Path2D();
    (SHAPES[shape] || SHAPES.circle)(path, radius);
    path.closePath();
    return path;
  }

  /* Symbols, drawn once for each category, size and sort; then only copied.
   *
   * what: the points or clusters that know layers and categories.
   */
  class Symbols {
    constructor(icons) {
      this.icons = icons || {};
      this._kept = new Map();
    }

    forget() { this._kept.clear(); }

    /* Return {canvas, side} of a symbol around its middle. */
    sprite(what, category, radius, chosen, palette) {
      const ratio = window.devicePixelRatio || 1;
      const key = [category, radius, chosen, ratio, palette.paper].join("/");
      let sprite = this._kept.get(key);
      if (!sprite) {
        sprite = this._draw(what, category, radius, chosen, ratio, palette);
        this._kept.set(key, sprite);
      }
      return sprite;
    }

    _draw(what, category, radius, chosen, ratio, palette) {
      const side = Math.ceil(radius * 4 + 8), canvas = document.createElement("canvas");
      canvas.width = canvas.height = Math.ceil(side * ratio);
      const ctx = canvas.getContext("2d");
      ctx.scale(ratio, ratio);
      ctx.translate(side / 2, side / 2);
      const spec = what.categories[category], layer = what.layers[spec.layer];
      const path = shapePath(layer.shape, radius);
      ctx.lineJoin = "round";
      if (chosen) {
        ctx.strokeStyle = palette.ink; ctx.lineWidth = 7; ctx.stroke(path);
      }
      // A line is drawn half outside: a white ring of 1.5 px, thinner around a dot.
      ctx.strokeStyle = palette.ring; ctx.lineWidth = radius < 5 ? 2 : 3; ctx.stroke(path);
      ctx.fillStyle = layer.color; ctx.fill(path);
      const icon = this.icons[spec.icon] || this.icons[layer.icon];
      if (icon && radius >= 9) {
        const scale = radius * 1.25 / icon.size;
        ctx.scale(scale, scale);
        ctx.translate(-icon.size / 2, -icon.size / 2);
        ctx.fillStyle = "#FFFFFF";
        ctx.fill(new Path2D(icon.d));
      }
      return { canvas, side };
    }

    /* On whole pixels a picture is copied; between them it is computed anew, four times as long. */
    stamp(ctx, { canvas, side }, x, y) {
      ctx.drawImage(canvas, Math.round(x - side / 2), Math.round(y - side / 2), side, side);
    }
  }
  parts.Symbols = Symbols;

  /* Write a count short: 999, 1k, 1,2k, 12k, 1,2M. */
  parts.short = function (count, language) {
    const mark = language === "en" ? "." : ",";
    for (const [size, sign] of [[1e6, "M"], [1e3, "k"]]) {
      if (count < size * 0.9995) continue;
      const part = count / size;
      return part.toFixed(part < 9.95 ? 1 : 0).replace(/\.0$/, "").replace(".", mark) + sign;
    }
    return String(count);
  };

  // By the length of the text: what part of the circle's room its letters are high.
  const LETTERS = [0.92, 0.92, 0.92, 0.84, 0.78, 0.68];

  /* Draw a circle with a count, its ring divided by layer. */
  parts.drawCluster = function (ctx, { x, y, radius, total, perLayer }, { layers, language, palette }) {
    const room = radius - Math.max(4, radius * 0.22), text = parts.short(total, language);
    fillDisc(ctx, x, y, radius + 1.5, palette.ring);
    fillRing(ctx, x, y, radius, total, perLayer, layers);
    fillDisc(ctx, x, y, room, palette.middle);
    // Whole sizes and places only: a browser keeps the letters of each size that it drew.
    const size = Math.round(room * LETTERS[Math.min(LETTERS.length - 1, text.length)]);
    ctx.font = "700 " + size + "px 'Atkinson Hyperlegible', system-ui, sans-serif";
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    ctx.fillStyle = palette.number;
    ctx.fillText(text, Math.round(x), Math.round(y + size * 0.05));
  };

  function fillDisc(ctx, x, y, radius, colour) {
    ctx.beginPath();
    ctx.arc(x, y, radius, 0, 2 * Math.PI);
    ctx.fillStyle = colour;
    ctx.fill();
  }

  function fillRing(ctx, x, y, radius, total, perLayer, layers) {
    // A layer with one member among thousands still shows a sliver of its colour.
    const share = (layer) => perLayer[layer] && Math.max(perLayer[layer], total * 0.03);
    let sum = 0, angle = -Math.PI / 2;
    for (let layer = 0; layer < layers.length; layer++) sum += share(layer);
    for (let layer = 0; layer < layers.length; layer++) {
      if (!perLayer[layer]) continue;
      const end = angle + 2 * Math.PI * share(layer) / sum;
      ctx.beginPath();
      ctx.moveTo(x, y);
      ctx.arc(x, y, radius, angle, end);
      ctx.closePath();
      ctx.fillStyle = layers[layer].color;
      ctx.fill();
      angle = end;
    }
  }

  /* Draw the small count at a symbol that stands for several. */
  parts.drawBadge = function (ctx, x, y, radius, count, palette) {
    const text = count > 99 ? "99+" : String(count), r = Math.max(8.5, radius * 0.62);
    const cx = x + radius * 0.85, cy = y - radius * 0.85;
    ctx.font = "700 12px 'Atkinson Hyperlegible', system-ui, sans-serif";
    const half = Math.max(r, ctx.measureText(text).width / 2 + 4);
    ctx.beginPath();
    ctx.roundRect(cx - half, cy - r, 2 * half, 2 * r, r);
    ctx.fillStyle = palette.ink;
    ctx.fill();
    ctx.strokeStyle = palette.paper; ctx.lineWidth = 1.5; ctx.stroke();
    ctx.textAlign = "center"; ctx.textBaseline = "middle";
    ctx.fillStyle = palette.paper;
    ctx.fillText(text, cx, cy + 0.5);
  };
})();

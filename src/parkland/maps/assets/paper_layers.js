/* The map on paper: each layer of shapes as one drawing of the whole sheet, because tiles leave hairlines where they meet.
   Up to a number of shapes the drawing is made of lines and areas, beyond it of pixels. */
"use strict";

(() => {
  const MOST_VECTORS = 12000; // shapes; more would make a file that programs open slowly
  const SHARP = 3; // pixels of a canvas to one of the page: 288 to the inch
  const MOST_PIXELS = 3e7; // of a canvas: a larger sheet is painted less sharp
  const PIECE = 1024; // pixels of a canvas that are painted at once
  const SMALL = 2; // pixels: a smaller shape is drawn as a dot, as on the screen
  const SPACE = "http://www.w3.org/2000/svg";

  parkland.svg = (name, attributes) => {
    const node = document.createElementNS(SPACE, name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, String(value));
    return node;
  };

  /* Draws every layer of shapes once more for paper, and hides its tiles. Returns what undoes this. */
  parkland.paperLayers = (map) => {
    /** @type {(() => void)[]} */
    const undo = [];
    map.eachLayer((layer) => {
      if (!(layer instanceof parkland.ShapeLayer)) return;
      const tiles = layer.getContainer(), pane = layer.getPane();
      if (!tiles || !pane) return;
      const view = viewOf(map, layer.options.shapes);
      const rows = rowsOf(layer, view);
      const drawn = rows.length > MOST_VECTORS ? raster(layer, view) : vector(layer, view, rows);
      drawn.classList.add("pk-paper-layer");
      L.DomUtil.setPosition(/** @type {HTMLElement} */ (/** @type {unknown} */ (drawn)), map.containerPointToLayerPoint([0, 0]));
      tiles.style.visibility = "hidden";
      pane.append(drawn);
      undo.push(() => {
        tiles.style.visibility = "";
        drawn.remove();
      });
    });
    return () => undo.forEach((act) => act());
  };

  /**
   * The whole map as one view of shapes.
   * @param {L.Map} map
   * @param {Shapes} shapes
   * @returns {PaperView}
   */
  function viewOf(map, shapes) {
    const [left, top] = shapes.local(map.containerPointToLatLng([0, 0]));
    const { x: wide, y: high } = map.getSize();
    return { left, top, wide, high, scale: parkland.pixelsPerUnit(map.getZoom()), zoom: map.getZoom() };
  }

  /**
   * The shapes in view, in the order in which they are drawn.
   * @param {ShapeLayer} layer
   * @param {PaperView} view
   */
  function rowsOf(layer, { left, top, wide, high, scale }) {
    const { shapes, rows, shown } = layer.options;
    /** @type {number[]} */
    const found = [];
    /** @param {number} row */
    const visit = (row) => {
      if (shown(row)) found.push(row);
    };
    if (rows) for (const row of rows()) visit(row);
    else shapes.within(left, top, left + wide / scale, top + high / scale, visit);
    return found;
  }

  /**
   * @param {ShapeLayer} layer
   * @param {PaperView} view
   * @param {number[]} rows
   */
  function vector(layer, view, rows) {
    const { shapes, ink, pen } = layer.options;
    const { left, top, wide, high, scale } = view;
    const sheet = parkland.svg("svg", { width: wide, height: high, viewBox: `0 0 ${wide} ${high}` });
    const kept = sheet.appendChild(parkland.svg("defs", {}));
    /** @type {Map<Ink, string>} */
    const patterns = new Map();
    const rank = shapes.rankAt(view.zoom + Math.log2(SHARP));
    for (const row of rows) {
      const extent = Math.max(shapes.east[row] - shapes.west[row], shapes.south[row] - shapes.north[row]) * scale;
      const fill = ink(row), line = pen(row);
      if (layer.options.marksPoints && shapes.isPoint(row)) {
        sheet.append(...points(shapes, row, view, fill, line));
        continue;
      }
      if (extent < SMALL) {
        const mark = line && line.always ? line : fill || line;
        const x = ((shapes.west[row] + shapes.east[row]) / 2 - left) * scale, y = ((shapes.north[row] + shapes.south[row]) / 2 - top) * scale;
        const side = line && line.always ? 4 : Math.max(1, extent);
        if (mark) sheet.append(parkland.svg("rect", { x: near(x - side / 2), y: near(y - side / 2), width: near(side), height: near(side), fill: color(mark) }));
        continue;
      }
      const isArea = !shapes.open[shapes.shape[row]];
      /** @type {Record<string, string | number>} */
      const look = { d: path(shapes, row, view, rank), fill: "none" };
      if (fill && isArea) Object.assign(look, { fill: fill.hatch ? hatched(fill, kept, patterns) : color(fill), "fill-opacity": fill.alpha, "fill-rule": "evenodd" });
      if (line) Object.assign(look, { stroke: color(line), "stroke-opacity": line.alpha, "stroke-width": line.always ? line.width : Math.min(line.width, extent / 10), "stroke-linejoin": "round" });
      sheet.append(parkland.svg("path", look));
    }
    return sheet;
  }

  /** @param {number} value */
  const near = (value) => Math.round(value * 100) / 100;
  /** @param {Rgb} rgb */
  const color = ({ r, g, b }) => `rgb(${r},${g},${b})`;

  /**
   * The circles of a parcel without an outline.
   * @param {Shapes} shapes
   * @param {number} row
   * @param {PaperView} view
   * @param {Ink | null} fill
   * @param {Pen | null} line
   */
  function points({ x, y, ring, shape }, row, { left, top, scale }, fill, line) {
    const circles = [];
    for (let i = ring[shape[row]], end = ring[shape[row + 1]]; i < end; i++) {
      /** @type {Record<string, string | number>} */
      const look = { cx: near((x[i] - left) * scale), cy: near((y[i] - top) * scale), r: parkland.pointRadius, fill: "none" };
      if (fill) Object.assign(look, { fill: color(fill), "fill-opacity": fill.alpha });
      if (line) Object.assign(look, { stroke: color(line), "stroke-opacity": line.alpha, "stroke-width": line.width });
      circles.push(parkland.svg("circle", look));
    }
    return circles;
  }

  /**
   * The outline of a shape.
   * @param {Shapes} shapes
   * @param {number} row
   * @param {PaperView} view
   * @param {number} rank
   */
  function path({ x, y, rank: ranks, ring, shape, open }, row, { left, top, scale }, rank) {
    let text = "";
    for (let r = shape[row]; r < shape[row + 1]; r++) {
      let mark = "M";
      for (let i = ring[r], end = ring[r + 1]; i < end; i++) {
        if (ranks[i] < rank) continue;
        text += `${mark}${near((x[i] - left) * scale)} ${near((y[i] - top) * scale)}`;
        mark = "L";
      }
      if (!open[r] && mark === "L") text += "Z";
    }
    return text;
  }

  /**
   * The name of a pattern of 8 by 8 pixels, which is added to the drawing on first use.
   * @param {Ink} ink
   * @param {Element} kept
   * @param {Map<Ink, string>} known
   */
  function hatched(ink, kept, known) {
    const found = known.get(ink);
    if (found) return found;
    const id = `pk-hatch-${document.querySelectorAll("pattern").length}-${known.size}`;
    const pattern = kept.appendChild(parkland.svg("pattern", { id, width: 8, height: 8, patternUnits: "userSpaceOnUse" }));
    if (ink.ground) pattern.append(parkland.svg("rect", { width: 8, height: 8, fill: color(ink.ground), "fill-opacity": ink.ground.alpha }));
    let text = "";
    (ink.hatch || []).forEach((inked, at) => {
      if (inked) text += `M${at & 7} ${at >> 3}h1v1h-1z`;
    });
    pattern.append(parkland.svg("path", { d: text, fill: color(ink) }));
    known.set(ink, `url(#${id})`);
    return `url(#${id})`;
  }

  /**
   * @param {ShapeLayer} layer
   * @param {PaperView} view
   */
  function raster(layer, { left, top, wide, high, scale, zoom }) {
    const canvas = parkland.element("canvas");
    const ratio = Math.min(SHARP, Math.sqrt(MOST_PIXELS / (wide * high)));
    Object.assign(canvas, { width: Math.round(wide * ratio), height: Math.round(high * ratio) });
    Object.assign(canvas.style, { position: "absolute", width: `${wide}px`, height: `${high}px` });
    const pen = parkland.pen(canvas);
    const piece = new parkland.Raster(PIECE);
    const rank = layer.options.shapes.rankAt(zoom + Math.log2(ratio));
    const sharp = scale * ratio;
    for (let x = 0; x < canvas.width; x += PIECE) {
      for (let y = 0; y < canvas.height; y += PIECE) {
        piece.clear();
        const steps = layer.draw(piece, { scale: sharp, left: left + x / sharp, top: top + y / sharp, ratio, rank }, PIECE / sharp);
        while (!steps.next().done); // all at once, because the browser does not wait before it prints
        pen.putImageData(piece.image, x, y);
      }
    }
    return canvas;
  }
})();

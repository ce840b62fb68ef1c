/* The names of parcels on paper. A parcel bears its number where it fits, else a serial number that an index explains;
   beside a parcel that is too small for it, the serial number stands at the end of a line. */
"use strict";

(() => {
  const FONTS = [12, 10.5, 9, 8]; // pixels of the page: 9 to 6 points
  const SERIAL_FONTS = [10.5, 9, 8, 7];
  const LINE = 1.2; // of the font: the height of a line
  const REACH = [9, 13, 18, 24, 32, 42]; // pixels from a small parcel to its serial number
  const COVERED = 25; // pixels of reach that it costs to stand on another parcel
  const MOST_COST = 46; // a line that is longer, or in a crowd, could not be followed
  const TURNS = 16;
  const CELL = 32; // pixels: places taken are kept by squares
  const MOST = 8000; // parcels that are named; of more, those with room for their number
  const INK = "#111";

  /** @typedef {{ left: number, right: number, top: number, bottom: number }} Box */

  /* Places that are taken, so that labels do not overlap. */
  class Taken {
    constructor() {
      /** @type {Map<string, Box[]>} */
      this.cells = new Map();
    }

    /**
     * @param {Box} box
     * @param {(key: string) => boolean} visit returns whether to go on
     */
    each({ left, right, top, bottom }, visit) {
      for (let x = Math.floor(left / CELL); x <= right / CELL; x++) {
        for (let y = Math.floor(top / CELL); y <= bottom / CELL; y++) if (!visit(`${x} ${y}`)) return;
      }
    }

    /** @param {Box} box */
    add(box) {
      this.each(box, (key) => {
        const cell = this.cells.get(key);
        if (cell) cell.push(box);
        else this.cells.set(key, [box]);
        return true;
      });
    }

    /** @param {Box} box */
    meets(box) {
      let met = false;
      this.each(box, (key) => {
        met = (this.cells.get(key) || []).some((other) => other.left < box.right && other.right > box.left && other.top < box.bottom && other.bottom > box.top);
        return !met;
      });
      return met;
    }
  }

  /* Labels the parcels in view, and returns the drawing, the parcels of the index in order, and how many have no label. */
  parkland.paperLabels = (map, ledger) => {
    const { x: wide, y: high } = map.getSize();
    const { shapes } = ledger;
    const scale = parkland.pixelsPerUnit(map.getZoom());
    const [west, north] = shapes.local(map.containerPointToLatLng([0, 0]));
    const ground = { scale, west, north, wide, high };
    /** @type {number[]} */
    const rows = [];
    shapes.within(west, north, west + wide / scale, north + high / scale, (row) => {
      if (ledger.shown[row]) rows.push(row);
    });
    const sheet = parkland.svg("svg", { width: wide, height: high, viewBox: `0 0 ${wide} ${high}`, "text-anchor": "middle", "font-family": parkland.FONT, fill: INK });
    sheet.classList.add("pk-paper-layer");
    const taken = new Taken();
    // a serial number must not be taken for the number of a parcel
    const mark = rows.some((row) => /^\d{1,5}$/.test(nameOf(ledger, row))) ? "#" : "";
    const rest = rows.filter((row) => !numbered(ledger, row, ground, taken, sheet));
    if (rows.length > MOST) return { sheet, mark, index: [], missing: rest.length };
    inReadingOrder(rest, shapes, scale);
    /** @type {Map<number, Element[]>} */
    const serials = new Map();
    /** @param {(row: number, serial: string) => Element[] | null} write */
    const attempt = (write) => rest.forEach((row, i) => {
      const nodes = serials.has(row) ? null : write(row, `${mark}${i + 1}`);
      if (nodes) serials.set(row, nodes);
    });
    attempt((row, serial) => serialInside(shapes, row, ground, taken, sheet, serial));
    attempt((row, serial) => serialBeside(ledger, row, ground, taken, sheet, serial));
    // the index has no gaps; a serial number only gets shorter
    const index = rest.filter((row) => serials.has(row));
    index.forEach((row, i) => (serials.get(row) || []).forEach((node) => {
      node.textContent = `${mark}${i + 1}`;
    }));
    return { sheet, mark, index, missing: rest.length - index.length };
  };

  /**
   * The number of a parcel, else its name.
   * @param {Ledger} ledger
   * @param {number} row
   */
  function nameOf(ledger, row) {
    const number = ledger.texts("parcel_id");
    return (number && number.at(row)) || ledger.title(row);
  }

  /**
   * From the top to the bottom in bands, and in a band from the left to the right.
   * @param {number[]} rows
   * @param {Shapes} shapes
   * @param {number} scale
   */
  function inReadingOrder(rows, shapes, scale) {
    /** @param {number} row */
    const band = (row) => Math.floor(((shapes.north[row] + shapes.south[row]) / 2) * scale / 60);
    rows.sort((a, b) => band(a) - band(b) || shapes.west[a] - shapes.west[b]);
  }

  /**
   * Points of a parcel at which a label may stand, with the room in pixels: the middle, or those with more room first.
   * @param {Shapes} shapes
   * @param {number} row
   * @param {Ground} ground
   */
  function spots(shapes, row, { scale, west, north }) {
    const high = shapes.south[row] - shapes.north[row];
    const found = [0.5, 0.35, 0.65, 0.2, 0.8].map((share) => {
      const { x, y, width } = shapes.stretch(row, shapes.north[row] + high * share + 0.5);
      return { x: (x - west) * scale, y: (y - north) * scale, room: width * scale };
    });
    const [middle] = found;
    const order = found.sort((a, b) => b.room - a.room);
    return middle.room > 0.8 * order[0].room ? [middle, ...order] : order;
  }

  /**
   * Whether a box lies in a parcel: its corners and the middles of its sides do.
   * @param {Shapes} shapes
   * @param {number} row
   * @param {Ground} ground
   * @param {Box} box
   */
  function holds(shapes, row, { scale, west, north }, { left, right, top, bottom }) {
    for (const x of [left, (left + right) / 2, right]) {
      for (const y of [top, bottom]) if (!shapes.contains(row, x / scale + west, y / scale + north)) return false;
    }
    return true;
  }

  /**
   * @param {Ledger} ledger
   * @param {number} row
   * @param {Ground} ground
   * @param {Taken} taken
   * @param {SVGElement} sheet
   */
  function numbered(ledger, row, ground, taken, sheet) {
    const { shapes } = ledger;
    const name = nameOf(ledger, row);
    const places = spots(shapes, row, ground);
    for (const size of FONTS) {
      for (const lines of [[name, ledger.area(row)], [name]]) if (written(shapes, row, ground, taken, sheet, { places, lines, size })) return true;
    }
    return false;
  }

  /**
   * @param {Shapes} shapes
   * @param {number} row
   * @param {Ground} ground
   * @param {Taken} taken
   * @param {SVGElement} sheet
   * @param {string} serial
   */
  function serialInside(shapes, row, ground, taken, sheet, serial) {
    const places = spots(shapes, row, ground);
    for (const size of SERIAL_FONTS) {
      const nodes = written(shapes, row, ground, taken, sheet, { places, lines: [serial], size });
      if (nodes) return nodes;
    }
    return null;
  }

  /**
   * Writes lines into a parcel at the first place where they fit; returns them, or null.
   * @param {Shapes} shapes
   * @param {number} row
   * @param {Ground} ground
   * @param {Taken} taken
   * @param {SVGElement} sheet
   * @param {{ places: { x: number, y: number, room: number }[], lines: string[], size: number }} label
   */
  function written(shapes, row, ground, taken, sheet, { places, lines, size }) {
    const wide = Math.max(...lines.map((line) => textWidth(line, size))) + 2;
    const high = lines.length * size * LINE;
    for (const { x, y, room } of places) {
      const box = { left: x - wide / 2, right: x + wide / 2, top: y - high / 2, bottom: y + high / 2 };
      if (wide > room || !holds(shapes, row, ground, box) || taken.meets(box)) continue;
      taken.add(box);
      return lines.flatMap((line, i) => text(sheet, line, x, y + (i - (lines.length - 1) / 2) * size * LINE, size));
    }
    return null;
  }

  /**
   * Writes a serial number at the nearest free place beside a parcel, over as few other parcels as can be.
   * @param {Ledger} ledger
   * @param {number} row
   * @param {Ground} ground
   * @param {Taken} taken
   * @param {SVGElement} sheet
   * @param {string} serial
   */
  function serialBeside(ledger, row, ground, taken, sheet, serial) {
    const { shapes } = ledger;
    const { scale, west, north, wide: sheetWide, high: sheetHigh } = ground;
    const size = SERIAL_FONTS[1];
    const wide = textWidth(serial, size) + 2, high = size * LINE;
    const [{ x, y }] = spots(shapes, row, ground);
    let best = null, least = MOST_COST;
    for (const reach of REACH) {
      if (reach >= least) break;
      for (let turn = 0; turn < TURNS; turn++) {
        const angle = (2 * Math.PI * turn) / TURNS;
        const [cx, cy] = [x + (reach + wide / 2) * Math.cos(angle), y + (reach + high / 2) * Math.sin(angle)];
        const box = { left: cx - wide / 2, right: cx + wide / 2, top: cy - high / 2, bottom: cy + high / 2 };
        if (box.left < 2 || box.top < 2 || box.right > sheetWide - 2 || box.bottom > sheetHigh - 2 || taken.meets(box)) continue;
        let covered = 0;
        shapes.within(box.left / scale + west, box.top / scale + north, box.right / scale + west, box.bottom / scale + north, (other) => {
          if (ledger.shown[other] && other !== row) covered++;
        });
        const cost = reach + COVERED * covered;
        if (cost < least) [best, least] = [{ cx, cy, box }, cost];
      }
    }
    if (!best) return null;
    const { cx, cy, box } = best;
    taken.add(box);
    const end = { x: Math.min(Math.max(x, box.left), box.right), y: Math.min(Math.max(y, box.top + 1), box.bottom - 1) };
    sheet.append(
      parkland.svg("line", { x1: x.toFixed(1), y1: y.toFixed(1), x2: end.x.toFixed(1), y2: end.y.toFixed(1), stroke: INK, "stroke-width": 0.5 }),
      parkland.svg("circle", { cx: x.toFixed(1), cy: y.toFixed(1), r: 1.2 }),
    );
    return text(sheet, serial, cx, cy, size);
  }

  const measuring = new OffscreenCanvas(1, 1).getContext("2d");
  /**
   * @param {string} line
   * @param {number} size
   */
  function textWidth(line, size) {
    if (!measuring) return line.length * size;
    measuring.font = `${size}px ${parkland.FONT}`;
    return measuring.measureText(line).width;
  }

  /**
   * Writes a line twice: a white edge, which the browser prints as an outline, and the text itself, which can be selected.
   * @param {SVGElement} sheet
   * @param {string} line
   * @param {number} x
   * @param {number} y
   * @param {number} size
   */
  function text(sheet, line, x, y, size) {
    const place = { x: x.toFixed(1), y: (y + size * 0.36).toFixed(1), "font-size": size };
    const edge = parkland.svg("text", { ...place, fill: "none", stroke: "#fff", "stroke-width": 2.6, "stroke-linejoin": "round", "aria-hidden": "true" });
    const node = parkland.svg("text", place);
    edge.textContent = node.textContent = line;
    sheet.append(edge, node);
    return [edge, node];
  }
})();

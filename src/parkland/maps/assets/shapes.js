/* Shapes in memory: arrays of coordinates, the box of each shape, and a box for every 64 shapes as an index.
   Units are those of `maps/packed_shapes.py`: Web Mercator, the world's width / 2^32, y downwards. */
"use strict";

(() => {
  const BLOCK = 64;
  const POINT = 5; // pixels: the radius of a parcel without an outline
  const FINGER = 14; // pixels
  // The box of a shape without vertices: no view meets it.
  const NOWHERE = [2 ** 31 - 1, 2 ** 31 - 1, -(2 ** 31), -(2 ** 31)];

  parkland.WORLD = 2 ** 32;
  parkland.pointRadius = POINT;
  /* How many pixels one unit has at a zoom. */
  parkland.pixelsPerUnit = (zoom) => (256 * 2 ** zoom) / parkland.WORLD;

  parkland.toUnits = ({ lat, lng }) => {
    const sine = Math.sin((lat * Math.PI) / 180);
    return { x: (lng / 360 + 0.5) * parkland.WORLD, y: (0.5 - Math.atanh(sine) / (2 * Math.PI)) * parkland.WORLD };
  };

  parkland.toDegrees = (x, y) => ({
    lat: (Math.atan(Math.sinh((0.5 - y / parkland.WORLD) * 2 * Math.PI)) * 180) / Math.PI,
    lng: (x / parkland.WORLD - 0.5) * 360,
  });

  parkland.Shapes = class {
    /**
     * @param {Uint8Array} bytes
     * @param {PackedShapes} described
     */
    constructor(bytes, described) {
      /** @param {PackedIntegers} column */
      const read = (column) => parkland.integers(bytes, column);
      this.originX = described.origin[0];
      this.originY = described.origin[1];
      this.x = read(described.x);
      this.y = read(described.y);
      this.rank = read(described.rank);
      this.ring = parkland.offsets(read(described.points)); // ring -> its first vertex
      this.shape = parkland.offsets(read(described.rings)); // shape -> its first ring
      this.open = read(described.open);
      this.finest = described.finest;
      this.zoomStep = described.zoom_step;
      this.ranks = described.ranks;
      this.size = this.shape.length - 1;
      this.west = new Int32Array(this.size);
      this.north = new Int32Array(this.size);
      this.east = new Int32Array(this.size);
      this.south = new Int32Array(this.size);
      this.blocks = new Float64Array(4 * Math.ceil(this.size / BLOCK)); // west, north, east and south of every 64 shapes
      this.measureBoxes();
    }

    measureBoxes() {
      const { x, y, ring, shape, size } = this;
      for (let at = 0; at < this.blocks.length; at += 4) this.blocks.set([Infinity, Infinity, -Infinity, -Infinity], at);
      for (let row = 0; row < size; row++) {
        let west = Infinity, north = Infinity, east = -Infinity, south = -Infinity;
        const end = ring[shape[row + 1]];
        for (let i = ring[shape[row]]; i < end; i++) {
          if (x[i] < west) west = x[i];
          if (x[i] > east) east = x[i];
          if (y[i] < north) north = y[i];
          if (y[i] > south) south = y[i];
        }
        if (west === Infinity) [west, north, east, south] = NOWHERE;
        this.west[row] = west;
        this.north[row] = north;
        this.east[row] = east;
        this.south[row] = south;
        if (east < west) continue;
        const at = 4 * Math.floor(row / BLOCK);
        this.blocks[at] = Math.min(this.blocks[at], west);
        this.blocks[at + 1] = Math.min(this.blocks[at + 1], north);
        this.blocks[at + 2] = Math.max(this.blocks[at + 2], east);
        this.blocks[at + 3] = Math.max(this.blocks[at + 3], south);
      }
    }

    /**
     * The least rank of the vertices that are drawn at a zoom.
     * @type {Shapes["rankAt"]}
     */
    rankAt(zoom) {
      const steps = Math.floor((this.finest - Math.ceil(zoom)) / this.zoomStep) + 1;
      return Math.max(0, Math.min(this.ranks, steps));
    }

    /**
     * Calls `visit` with each shape whose box meets the given one, in units from the origin.
     * @type {Shapes["within"]}
     */
    within(west, north, east, south, visit) {
      for (let block = 0, at = 0; at < this.blocks.length; block++, at += 4) {
        if (this.blocks[at] > east || this.blocks[at + 2] < west || this.blocks[at + 1] > south || this.blocks[at + 3] < north) continue;
        const end = Math.min(this.size, (block + 1) * BLOCK);
        for (let row = block * BLOCK; row < end; row++) {
          if (this.west[row] <= east && this.east[row] >= west && this.north[row] <= south && this.south[row] >= north) visit(row);
        }
      }
    }

    /**
     * Box of all shapes, or of those in `rows`, as [[south, west], [north, east]] in degrees; null if there are none.
     * @type {Shapes["bounds"]}
     */
    bounds(rows) {
      let west = Infinity, north = Infinity, east = -Infinity, south = -Infinity;
      /** @param {number} row */
      const take = (row) => {
        if (this.east[row] < this.west[row]) return;
        west = Math.min(west, this.west[row]);
        north = Math.min(north, this.north[row]);
        east = Math.max(east, this.east[row]);
        south = Math.max(south, this.south[row]);
      };
      if (rows) rows.forEach(take);
      else for (let row = 0; row < this.size; row++) take(row);
      if (east < west) return null;
      /**
       * @param {number} x
       * @param {number} y
       */
      const corner = (x, y) => parkland.toDegrees(x + this.originX, y + this.originY);
      const [low, high] = [corner(west, south), corner(east, north)];
      return [[low.lat, low.lng], [high.lat, high.lng]];
    }

    /**
     * Whether a shape is one point or several: a parcel without an outline.
     * @type {Shapes["isPoint"]}
     */
    isPoint(row) {
      const first = this.shape[row];
      return first < this.shape[row + 1] && this.open[first] === 1 && this.ring[first + 1] - this.ring[first] === 1;
    }

    /** @type {Shapes["local"]} */
    local(latlng) {
      const { x, y } = parkland.toUnits(latlng);
      return [x - this.originX, y - this.originY];
    }

    /**
     * The rings of a shape in degrees.
     * @type {Shapes["rings"]}
     */
    rings(row) {
      const rings = [];
      for (let ring = this.shape[row]; ring < this.shape[row + 1]; ring++) {
        const points = [];
        for (let i = this.ring[ring]; i < this.ring[ring + 1]; i++) points.push(parkland.toDegrees(this.x[i] + this.originX, this.y[i] + this.originY));
        rings.push(points);
      }
      return rings;
    }

    /**
     * Whether a point lies in a shape. It does if a ray to the east crosses the rings an odd number of times.
     * @type {Shapes["contains"]}
     */
    contains(row, px, py) {
      const { x, y } = this;
      let inside = false;
      for (let ring = this.shape[row]; ring < this.shape[row + 1]; ring++) {
        const end = this.ring[ring + 1];
        for (let i = this.ring[ring], j = end - 1; i < end; j = i++) {
          if (y[i] > py !== y[j] > py && px < ((x[j] - x[i]) * (py - y[i])) / (y[j] - y[i]) + x[i]) inside = !inside;
        }
      }
      return inside;
    }

    /**
     * The topmost shape at a point, else the nearest of the shapes that are smaller than the pointer, else -1. A finger, which
     * cannot point, finds the nearest of all shapes that it touches. Only shapes for which `shown` holds count.
     * A point lies above every other shape, as it is drawn.
     * @type {Shapes["hit"]}
     */
    hit(latlng, zoom, shown, finger = false) {
      const [px, py] = this.local(latlng);
      const one = 1 / parkland.pixelsPerUnit(zoom);
      const reach = (finger ? FINGER : 3) * one, wide = (POINT + 1) * one, box = Math.max(reach, wide);
      let found = -1, near = -1, nearest = Infinity, point = -1, closest = wide;
      this.within(px - box, py - box, px + box, py + box, (row) => {
        if (!shown(row)) return;
        if (this.isPoint(row)) {
          for (let i = this.ring[this.shape[row]], end = this.ring[this.shape[row + 1]]; i < end; i++) {
            const distance = Math.hypot(this.x[i] - px, this.y[i] - py);
            if (distance <= closest) [point, closest] = [row, distance];
            if (finger && distance < Math.min(reach, nearest)) [near, nearest] = [row, distance];
          }
        } else if (this.contains(row, px, py)) found = row;
        else if (finger) {
          const distance = this.distance(row, px, py);
          if (distance < Math.min(reach, nearest)) [near, nearest] = [row, distance];
        } else if (Math.max(this.east[row] - this.west[row], this.south[row] - this.north[row]) < 2 * reach) {
          const distance = Math.hypot((this.east[row] + this.west[row]) / 2 - px, (this.south[row] + this.north[row]) / 2 - py);
          if (distance < nearest && distance < 3 * reach) [near, nearest] = [row, distance];
        }
      });
      if (point >= 0) return point;
      return found >= 0 ? found : near;
    }

    /**
     * The distance of a point from the outline of a shape, in units.
     * @param {number} row
     * @param {number} px
     * @param {number} py
     */
    distance(row, px, py) {
      const { x, y } = this;
      let least = Infinity;
      for (let ring = this.shape[row]; ring < this.shape[row + 1]; ring++) {
        const end = this.ring[ring + 1];
        for (let i = this.ring[ring], j = end - 1; i < end; j = i++) {
          const [dx, dy] = [x[i] - x[j], y[i] - y[j]];
          const along = Math.max(0, Math.min(1, ((px - x[j]) * dx + (py - y[j]) * dy) / (dx * dx + dy * dy || 1)));
          least = Math.min(least, Math.hypot(x[j] + along * dx - px, y[j] + along * dy - py));
        }
      }
      return least;
    }

    /**
     * A point inside a shape, for its label: the middle of the longest stretch of the line through the middle of its box.
     * @type {Shapes["middle"]}
     */
    middle(row) {
      const { x, y, width } = this.stretch(row, (this.north[row] + this.south[row]) / 2 + 0.5);
      return { x: x + this.originX, y: y + this.originY, width };
    }

    /**
     * The middle and the width of the longest of the stretches in which a horizontal line crosses a shape, in units
     * from the origin.
     * @type {Shapes["stretch"]}
     */
    stretch(row, py) {
      const { x, y } = this;
      const crossings = [];
      for (let ring = this.shape[row]; ring < this.shape[row + 1]; ring++) {
        const end = this.ring[ring + 1];
        for (let i = this.ring[ring], j = end - 1; i < end; j = i++) {
          if (y[i] > py !== y[j] > py) crossings.push(((x[j] - x[i]) * (py - y[i])) / (y[j] - y[i]) + x[i]);
        }
      }
      crossings.sort((a, b) => a - b);
      let [px, longest] = [(this.west[row] + this.east[row]) / 2, 0];
      for (let i = 0; i + 1 < crossings.length; i += 2) {
        const stretch = crossings[i + 1] - crossings[i];
        if (stretch > longest) [px, longest] = [(crossings[i] + crossings[i + 1]) / 2, stretch];
      }
      return { x: px, y: py, width: longest };
    }
  };
})();

/* Paints polygons into pixels.
   Without a graphics card a canvas path costs about 10 µs a parcel, and the browser does that work later in
   one piece, so it cannot be spread over frames. Here every edge adds its signed area to the pixels that it
   crosses; the running sum along a row is then the covered share of each pixel (the method of font
   rasterisers). The cost depends on pixels, not on parcels, and the work is done when a call returns. */
"use strict";

(() => {
  /* Hatchings that differ without colour, the most different first: which pixels of 8 by 8 are coloured. */
  /** @type {((x: number, y: number) => boolean)[]} */
  const HATCHES = [
    (x, y) => (x + y) % 8 < 2,
    (x, y) => (x - y + 8) % 8 < 2,
    (x, y) => y % 8 < 2,
    (x) => x % 8 < 2,
    (x, y) => (x + y) % 8 < 2 || (x - y + 8) % 8 < 2,
    (x, y) => x % 8 < 1 || y % 8 < 1,
    (x, y) => x % 4 < 2 && y % 4 < 2,
    (x, y) => (x + y) % 4 < 2,
    () => true,
    (x, y) => x % 8 < 2 && y % 8 < 2,
    (x, y) => y % 8 < 5,
    (x) => x % 8 < 5,
    (x, y) => ((x >> 2) + (y >> 2)) % 2 === 0,
    (x, y) => (y + Math.abs(x - 4)) % 8 < 2,
    (x, y) => x % 8 < 4 || y % 8 < 4,
    (x, y) => (x - y + 8) % 8 < 5,
    (x, y) => y % 4 < 1,
    (x) => x % 4 < 1,
    (x, y) => (x - y + 8) % 4 < 2,
    (x, y) => (x - 3.5) ** 2 + (y - 3.5) ** 2 < 10,
    (x, y) => (x - 3.5) ** 2 + (y - 3.5) ** 2 > 12,
  ];
  parkland.hatches = HATCHES.map((inked) => Uint8Array.from({ length: 64 }, (_, i) => (inked(i & 7, i >> 3) ? 1 : 0)));

  const CORNERS = 20; // of a disc

  parkland.Raster = class {
    /** @param {number} size */
    constructor(size) {
      this.size = size;
      this.stride = size + 2;
      this.cover = new Float32Array(this.stride * (size + 1));
      this.image = new ImageData(size, size);
      this.words = new Uint32Array(this.image.data.buffer);
      // the box of the edges since the last fill
      this.west = this.north = Infinity;
      this.east = this.south = -Infinity;
    }

    clear() {
      this.words.fill(0);
    }

    forget() {
      this.west = this.north = Infinity;
      this.east = this.south = -Infinity;
    }

    /**
     * Adds an edge of the outline, in pixels. The part above or below the picture is cut off.
     * @type {Raster["edge"]}
     */
    edge(x0, y0, x1, y1) {
      if (y0 === y1) return;
      const size = this.size;
      const sign = y0 < y1 ? 1 : -1;
      if (sign < 0) [x0, y0, x1, y1] = [x1, y1, x0, y0];
      if (y1 <= 0 || y0 >= size) return;
      const slope = (x1 - x0) / (y1 - y0);
      if (y0 < 0) {
        x0 -= y0 * slope;
        y0 = 0;
      }
      if (y1 > size) {
        x1 -= (y1 - size) * slope;
        y1 = size;
      }
      this.cut(x0, y0, x1, y1, slope, sign);
    }

    /**
     * Splits an edge at the sides of the picture. Left of the picture it covers its rows from the first pixel on;
     * right of it, no pixel.
     * @param {number} x0
     * @param {number} y0
     * @param {number} x1
     * @param {number} y1
     * @param {number} slope
     * @param {number} sign 1 for an edge that runs down, -1 for one that runs up
     * @returns {void}
     */
    cut(x0, y0, x1, y1, slope, sign) {
      const size = this.size;
      if (x0 <= 0 && x1 <= 0) return this.rows(0, y0, y1, 0, sign);
      if (x0 >= size && x1 >= size) return this.rows(size, y0, y1, 0, sign);
      for (const side of [0, size]) {
        if ((x0 < side && x1 > side) || (x0 > side && x1 < side)) {
          const middle = y0 + (side - x0) / slope;
          this.cut(x0, y0, side, middle, slope, sign);
          return this.cut(side, middle, x1, y1, slope, sign);
        }
      }
      return this.rows(x0, y0, y1, slope, sign);
    }

    /**
     * Adds the edge to the coverage of the rows that it crosses.
     * @param {number} x
     * @param {number} y0
     * @param {number} y1
     * @param {number} slope
     * @param {number} sign
     */
    rows(x, y0, y1, slope, sign) {
      const { cover, stride, size } = this;
      const last = x + slope * (y1 - y0);
      const low = Math.max(0, Math.min(x, last)), high = Math.min(size, Math.max(x, last));
      if (low < this.west) this.west = low;
      if (high > this.east) this.east = high;
      if (y0 < this.north) this.north = y0;
      if (y1 > this.south) this.south = y1;
      for (let y = y0 | 0; y < y1; y++) {
        const dy = (y1 < y + 1 ? y1 : y + 1) - (y0 > y ? y0 : y);
        let next = x + slope * dy;
        // rounding must not move a cut edge out of the picture
        if (next < low) next = low;
        else if (next > high) next = high;
        const area = sign * dy;
        const left = x < next ? x : next, right = x < next ? next : x;
        const from = left | 0, to = Math.ceil(right);
        const at = y * stride + from;
        if (to <= from + 1) {
          const part = (left + right) / 2 - from;
          cover[at] += area - area * part;
          cover[at + 1] += area * part;
        } else {
          // the edge crosses several pixels of the row: a triangle, strips, a triangle
          const each = 1 / (right - left);
          const head = 1 - (left - from), tail = right - to + 1;
          const first = 0.5 * each * head * head, end = 0.5 * each * tail * tail;
          cover[at] += area * first;
          if (to === from + 2) {
            cover[at + 1] += area * (1 - first - end);
          } else {
            const second = each * (1.5 - (left - from));
            cover[at + 1] += area * (second - first);
            for (let i = 2; i < to - from - 1; i++) cover[at + i] += area * each;
            cover[at + to - from - 1] += area * (1 - second - (to - from - 3) * each - end);
          }
          cover[at + to - from] += area * end;
        }
        x = next;
      }
    }

    /**
     * Colours the area that the edges since the last call enclose.
     * @type {Raster["fill"]}
     */
    fill(ink) {
      if (this.south < this.north) return;
      const { cover, stride, words, size } = this;
      const from = this.west | 0, to = Math.min(size, Math.ceil(this.east));
      const top = this.north | 0, bottom = Math.min(size, Math.ceil(this.south));
      const { alpha, hatch, ground } = ink;
      const color = (ink.b << 16) | (ink.g << 8) | ink.r;
      const solid = (Math.round(alpha * 255) << 24) | color;
      for (let y = top; y < bottom; y++) {
        const row = y * size;
        let at = y * stride + from, sum = 0;
        for (let x = from; x < to; x++, at++) {
          sum += cover[at];
          cover[at] = 0;
          const covered = sum < 0 ? -sum : sum;
          if (covered < 0.004) continue;
          if (hatch && !hatch[((y & 7) << 3) | (x & 7)]) {
            if (ground) this.blend(row + x, ground, covered < 1 ? covered * ground.alpha : ground.alpha);
            continue;
          }
          if (covered > 0.996 && !words[row + x]) words[row + x] = solid;
          else this.blend(row + x, ink, covered < 1 ? covered * alpha : alpha);
        }
        cover[at] = cover[at + 1] = 0;
      }
      this.forget();
    }

    /**
     * Composes a colour over a pixel. Colours are not multiplied by their opacity.
     * @param {number} place
     * @param {Rgb} ink
     * @param {number} alpha
     */
    blend(place, { r, g, b }, alpha) {
      const below = this.words[place];
      const rest = ((below >>> 24) / 255) * (1 - alpha);
      const whole = alpha + rest;
      const own = alpha / whole, other = rest / whole;
      this.words[place] =
        ((whole * 255 + 0.5) << 24) |
        (((b * own + ((below >> 16) & 255) * other + 0.5) & 255) << 16) |
        (((g * own + ((below >> 8) & 255) * other + 0.5) & 255) << 8) |
        ((r * own + (below & 255) * other + 0.5) & 255);
    }

    /**
     * Draws a small square around a point, for a shape that would be too small to see.
     * @type {Raster["dot"]}
     */
    dot(x, y, side, ink) {
      const left = Math.round(x - side / 2), top = Math.round(y - side / 2);
      const right = Math.min(this.size, left + side), bottom = Math.min(this.size, top + side);
      for (let row = Math.max(0, top); row < bottom; row++) for (let column = Math.max(0, left); column < right; column++) this.blend(row * this.size + column, ink, ink.alpha);
    }

    /**
     * Draws a disc, or a ring from one radius to a larger one, for a parcel without an outline.
     * @type {Raster["disc"]}
     */
    disc(x, y, radius, ink, inner = 0) {
      /** @param {number} r @param {number} way */
      const circle = (r, way) => {
        for (let i = 0; i < CORNERS; i++) {
          const [from, to] = [i, i + 1].map((corner) => (way * corner * 2 * Math.PI) / CORNERS);
          this.edge(x + r * Math.cos(from), y + r * Math.sin(from), x + r * Math.cos(to), y + r * Math.sin(to));
        }
      };
      circle(radius, 1);
      if (inner > 0) circle(inner, -1);
      this.fill(ink);
    }

    /**
     * Adds the strip of a stroke from one point to another. All strips have the same orientation, so that overlaps
     * do not cancel each other.
     * @type {Raster["stroke"]}
     */
    stroke(x0, y0, x1, y1, width) {
      const length = Math.hypot(x1 - x0, y1 - y0);
      if (!length) return;
      const half = width / 2 / length;
      const dx = (x1 - x0) * half, dy = (y1 - y0) * half;
      const reach = width > 1.5 ? 1 : 0; // thick strokes are extended to fill the corners
      const ax = x0 - dx * reach, ay = y0 - dy * reach, bx = x1 + dx * reach, by = y1 + dy * reach;
      this.edge(ax - dy, ay + dx, ax + dy, ay - dx);
      this.edge(ax + dy, ay - dx, bx + dy, by - dx);
      this.edge(bx + dy, by - dx, bx - dy, by + dx);
      this.edge(bx - dy, by + dx, ax - dy, ay + dx);
    }
  };
})();

/* A Leaflet layer that paints shapes on canvas tiles, and the queue that spreads the work over frames. */
"use strict";

(() => {
  const TILE = 256;
  const SMALL = 2; // pixels: a smaller shape is drawn as a dot, because its coverage would be too faint to see
  const OUTLINED = [4, 9]; // pixels: below the first a parcel has no outline, from the second on a full one
  const BUSY_MS = 8; // the part of a frame that painting may use while the map moves
  const CALM_MS = 24;

  /* Does jobs in order, in short runs; between two runs the browser handles events. */
  parkland.queue = {
    jobs: [],
    running: false,
    moving: false,

    add(job) {
      this.jobs.push(job);
      if (!this.running) this.run();
    },

    async run() {
      this.running = true;
      while (this.jobs.length) {
        await (this.moving ? new Promise(requestAnimationFrame) : parkland.nextTask());
        const until = performance.now() + (this.moving ? BUSY_MS : CALM_MS);
        while (this.jobs.length && performance.now() < until) this.next();
      }
      this.running = false;
    },

    /* Does the first of the jobs. */
    next() {
      const job = this.jobs.shift();
      if (job) job();
    },

    /* Does all jobs at once, because the browser does not wait before it prints. */
    flush() {
      while (this.jobs.length) this.next();
    },
  };

  /** @type {Map<number, Raster>} */
  const rasters = new Map(); // one for each size of tile, reused for every tile
  /** @param {number} size */
  const rasterOf = (size) => {
    const found = rasters.get(size) || new parkland.Raster(size);
    rasters.set(size, found);
    return found;
  };

  const grid = /** @type {ShapeLayerMembers} */ (/** @type {unknown} */ (L.GridLayer.prototype));

  parkland.extendedShapeLayer = (members) => /** @type {typeof L.GridLayer} */ (/** @type {unknown} */ (parkland.ShapeLayer)).extend(members);

  /* Options: `shapes`; `ink(row)`, the colour that fills a shape, or null; `pen(row)`, its outline
     {r, g, b, alpha, width, always}, or null; `shown(row)`; `rows()`, if only few are drawn. */
  parkland.ShapeLayer = L.GridLayer.extend(/** @type {LayerClass<ShapeLayerMembers>} */ ({
    options: { tileSize: TILE, pane: "tilePane", keepBuffer: 1, updateWhenZooming: false, minZoom: 0, maxZoom: 30 },

    onAdd(map) {
      map.on("movestart zoomstart", this.onMove, this).on("moveend zoomend", this.onRest, this);
      grid.onAdd.call(this, map);
    },

    onRemove(map) {
      map.off("movestart zoomstart", this.onMove, this).off("moveend zoomend", this.onRest, this);
      grid.onRemove.call(this, map);
    },

    onMove() {
      parkland.queue.moving = true;
    },

    onRest() {
      parkland.queue.moving = false;
    },

    /* Makes tiles for exactly the map's zoom, also between whole zooms, because stretched canvases are blurred. */
    _setView(center, zoom, ...rest) {
      this.exact = zoom;
      grid._setView.call(this, center, zoom, ...rest);
    },

    _clampZoom() {
      return this.exact;
    },

    /* Keeps the old tiles until all new ones are painted. */
    _pruneTiles() {
      const current = Object.values(this._tiles).filter((tile) => tile.current);
      if (current.every((tile) => tile.active)) grid._pruneTiles.call(this);
    },

    createTile(coords, done) {
      const tile = document.createElement("canvas");
      tile.width = tile.height = Math.round(TILE * parkland.canvasSharpness());
      parkland.queue.add(() => {
        if (this._map && coords.z === this._tileZoom) this.paint(tile, coords);
        done(undefined, tile);
      });
      return tile;
    },

    /* Paints all tiles again, after a filter or a colour has changed. */
    repaint() {
      if (!this._map) return;
      for (const { el, coords, current } of Object.values(this._tiles)) {
        if (!current || el.waiting) continue;
        el.waiting = true;
        parkland.queue.add(() => {
          el.waiting = false;
          if (el.isConnected) this.paint(el, coords);
        });
      }
    },

    paint(tile, coords) {
      const size = Math.round(TILE * parkland.canvasSharpness());
      if (tile.width !== size) tile.width = tile.height = size;
      const raster = rasterOf(size);
      raster.clear();
      this.drawTile(raster, tile, coords);
      parkland.pen(tile).putImageData(raster.image, 0, 0);
    },

    /* Draws what a tile shows into a raster. */
    drawTile(raster, tile, coords) {
      this.drawShapes(raster, tile, coords);
    },

    drawShapes(raster, tile, coords) {
      const ratio = tile.width / TILE;
      const perUnit = parkland.pixelsPerUnit(coords.z);
      const { shapes } = this.options;
      const view = {
        scale: perUnit * ratio,
        left: (coords.x * TILE) / perUnit - shapes.originX,
        top: (coords.y * TILE) / perUnit - shapes.originY,
        ratio,
        rank: shapes.rankAt(coords.z + Math.log2(ratio)),
      };
      this.draw(raster, view, tile.width / view.scale);
    },

    /* Draws the shapes in a square of `side` units into a raster. */
    draw(raster, view, side) {
      const { shapes, rows, shown } = this.options;
      const margin = (parkland.pointRadius * view.ratio + 4) / view.scale;
      /** @param {number} row */
      const visit = (row) => {
        if (shown(row)) this.drawShape(raster, view, row);
      };
      /** @type {[number, number, number, number]} */
      const box = [view.left - margin, view.top - margin, view.left + side + margin, view.top + side + margin];
      if (rows) for (const row of rows()) visit(row);
      else shapes.within(...box, visit);
    },

    drawShape(raster, view, row) {
      const { shapes } = this.options;
      const ink = this.options.ink(row);
      const pen = this.options.pen(row);
      const { scale, left, top, ratio } = view;
      const extent = Math.max(shapes.east[row] - shapes.west[row], shapes.south[row] - shapes.north[row]) * scale;
      const middleX = ((shapes.west[row] + shapes.east[row]) / 2 - left) * scale;
      const middleY = ((shapes.north[row] + shapes.south[row]) / 2 - top) * scale;
      if (this.options.marksPoints && shapes.isPoint(row)) {
        this.drawPoint(raster, view, row);
        return;
      }
      if (extent < SMALL * ratio) {
        const side = pen && pen.always ? 4 * ratio : Math.max(1, Math.ceil(extent));
        const mark = pen && pen.always ? pen : ink || pen;
        if (mark) raster.dot(middleX, middleY, side, mark);
        return;
      }
      if (ink && !shapes.open[shapes.shape[row]]) {
        this.trace(view, row, (x0, y0, x1, y1) => raster.edge(x0, y0, x1, y1));
        raster.fill(ink);
      }
      if (!pen) return;
      const [none, full] = OUTLINED;
      const strength = pen.always ? 1 : Math.min(1, (extent / ratio - none) / (full - none));
      if (strength <= 0) return;
      const width = pen.width * ratio;
      this.trace(view, row, (x0, y0, x1, y1) => raster.stroke(x0, y0, x1, y1, width));
      raster.fill(strength < 1 ? { ...pen, alpha: pen.alpha * strength } : pen);
    },

    /* A parcel without an outline has one size at every zoom, because it is a place and no area. */
    drawPoint(raster, { scale, left, top, ratio }, row) {
      const { x, y, ring, shape } = this.options.shapes;
      const ink = this.options.ink(row), pen = this.options.pen(row);
      const radius = parkland.pointRadius * ratio;
      for (let i = ring[shape[row]], end = ring[shape[row + 1]]; i < end; i++) {
        const px = (x[i] - left) * scale, py = (y[i] - top) * scale;
        if (ink) raster.disc(px, py, radius, ink);
        if (pen) raster.disc(px, py, radius + pen.width * ratio, pen, radius);
      }
    },

    /* Calls `draw` with each edge of a shape in pixels. Vertices of a rank below that of the view are left out. */
    trace({ scale, left, top, rank }, row, draw) {
      const { x, y, rank: ranks, ring, shape, open } = this.options.shapes;
      for (let r = shape[row]; r < shape[row + 1]; r++) {
        let firstX = NaN, firstY = NaN, lastX = NaN, lastY = NaN;
        for (let i = ring[r], end = ring[r + 1]; i < end; i++) {
          if (ranks[i] < rank) continue;
          const px = (x[i] - left) * scale, py = (y[i] - top) * scale;
          if (lastX === lastX) draw(lastX, lastY, px, py);
          else [firstX, firstY] = [px, py];
          [lastX, lastY] = [px, py];
        }
        if (!open[r] && lastX === lastX) draw(lastX, lastY, firstX, firstY);
      }
    },
  }));
})();

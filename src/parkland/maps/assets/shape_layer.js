/* A Leaflet layer that paints shapes on canvas tiles, and the queue that spreads the work over frames. */
"use strict";

(() => {
  const TILE = 256;
  const MOST_SPARE = 24; // canvases
  const SMALL = 2; // pixels: a smaller shape is drawn as a dot, because its coverage would be too faint to see
  const OUTLINED = [4, 9]; // pixels: below the first a parcel has no outline, from the second on a full one
  const BUSY_MS = 6; // the part of a frame that painting may use while the map moves
  const CALM_MS = 8;
  const AT_ONCE = 4000; // pixels in the boxes of the shapes that are drawn before the queue looks at the clock
  const LEAST_WORK = 250; // that of a small shape

  /* Does jobs in order, in short runs; between two runs the browser handles events. A job that returns an iterator is
     done step by step, so that a long one does not hold up a frame either; no other job comes between its steps. */
  parkland.queue = {
    jobs: [],
    steps: null, // of the job that is being done
    running: false,
    moving: false,

    add(job) {
      this.jobs.push(job);
      if (!this.running) this.run();
    },

    async run() {
      this.running = true;
      while (this.jobs.length || this.steps) {
        await (this.moving ? new Promise(requestAnimationFrame) : parkland.nextTask());
        const until = performance.now() + (this.moving ? BUSY_MS : CALM_MS);
        while ((this.jobs.length || this.steps) && performance.now() < until) this.next();
      }
      this.running = false;
    },

    /* Does the next step of a job, or begins the first of the jobs. */
    next() {
      const { steps } = this;
      if (steps) {
        if (steps.next().done) this.steps = null;
        return;
      }
      const job = this.jobs.shift();
      this.steps = (job && job()) || null;
    },

    /* Does all jobs at once, because the browser does not wait before it prints. */
    flush() {
      while (this.jobs.length || this.steps) this.next();
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

  /** @type {TileCanvas[]} */
  const spare = []; // canvases of tiles that are gone: new ones would keep the garbage collector busy

  /* How many pixels of the map a tile is wide. */
  parkland.tileSide = TILE;

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
      /** @type {TileCanvas} */
      const tile = spare.pop() || document.createElement("canvas");
      tile.waiting = true;
      this.prepared(coords, (content) => parkland.queue.add(() => this.firstPaint(tile, coords, done, content)));
      return tile;
    },

    /* Calls `paint` with what a tile shows, once that is loaded. */
    prepared(coords, paint) {
      paint(null);
    },

    /* Paints a new tile, unless the map has left it in the meantime. */
    *firstPaint(tile, coords, done, content) {
      tile.waiting = false;
      if (this._map && coords.z === this._tileZoom && tile.isConnected) yield* this.paint(tile, coords, content);
      done(undefined, tile);
    },

    /* Leaflet moves each tile in space, for which browsers make a layer of its own, with work in every frame. */
    _addTile(coords, container) {
      grid._addTile.call(this, coords, container);
      const { el } = this._tiles[this._tileCoordsToKey(coords)];
      const { x, y } = L.DomUtil.getPosition(el);
      el.style.transform = `translate(${x}px, ${y}px)`;
    },

    /* Keeps the canvas of a tile that is gone, unless it waits to be painted. */
    _removeTile(key) {
      const tile = this._tiles[key];
      grid._removeTile.call(this, key);
      if (!tile || tile.el.waiting || spare.length >= MOST_SPARE) return;
      tile.el.className = "";
      spare.push(tile.el);
    },

    /* Paints all tiles again, after a filter or a colour has changed. */
    repaint() {
      if (!this._map) return;
      for (const { el, coords, current } of Object.values(this._tiles)) {
        if (!current || el.waiting) continue;
        el.waiting = true;
        this.prepared(coords, (content) => parkland.queue.add(() => {
          el.waiting = false;
          return el.isConnected ? this.paint(el, coords, content) : undefined;
        }));
      }
    },

    *paint(tile, coords, content) {
      const size = Math.round(TILE * parkland.canvasSharpness());
      const raster = rasterOf(size);
      raster.clear();
      yield* this.drawTile(raster, size, coords, content);
      if (tile.width !== size) tile.width = tile.height = size;
      parkland.pen(tile).putImageData(raster.image, 0, 0);
    },

    /* Draws what a tile shows into a raster. */
    *drawTile(raster, size, coords) {
      yield* this.drawShapes(raster, size, coords);
    },

    *drawShapes(raster, size, coords) {
      const ratio = size / TILE;
      const perUnit = parkland.pixelsPerUnit(coords.z);
      const { shapes } = this.options;
      const view = {
        scale: perUnit * ratio,
        left: (coords.x * TILE) / perUnit - shapes.originX,
        top: (coords.y * TILE) / perUnit - shapes.originY,
        ratio,
        rank: shapes.rankAt(coords.z + Math.log2(ratio)),
      };
      yield* this.draw(raster, view, size / view.scale);
    },

    /* Draws the shapes in a square of `side` units into a raster. */
    *draw(raster, view, side) {
      const { shapes, rows, shown } = this.options;
      const margin = (parkland.pointRadius * view.ratio + 4) / view.scale;
      /** @type {number[]} */
      const found = [];
      /** @param {number} row */
      const visit = (row) => {
        if (shown(row)) found.push(row);
      };
      if (rows) for (const row of rows()) visit(row);
      else shapes.within(view.left - margin, view.top - margin, view.left + side + margin, view.top + side + margin, visit);
      let work = 0;
      for (const row of found) {
        this.drawShape(raster, view, row);
        work += Math.max(LEAST_WORK, (shapes.east[row] - shapes.west[row]) * (shapes.south[row] - shapes.north[row]) * view.scale ** 2);
        if (work < AT_ONCE) continue;
        yield;
        work = 0;
      }
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

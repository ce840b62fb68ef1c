/* The parcels of a dataset in pieces, each a ledger of some thousand parcels, and the layer that paints them. */
"use strict";

(() => {
  const MARGIN = 12; // pixels around a tile in which a parcel can reach into it

  parkland.Pieces = class {
    /**
     * @param {DatasetHead} head
     * @param {(name: string) => Promise<Delivered>} load
     * @param {DatasetFigures} figures
     */
    constructor(head, load, figures) {
      this.head = head;
      this.boxes = head.pieces.boxes;
      this.sizes = head.pieces.sizes;
      this.figures = figures;
      /** @type {Kept<number, Piece>} */
      this.kept = new parkland.Kept(head.most.kept, async (number) => {
        const { described, bytes } = await load(`parcels/${String(number).padStart(5, "0")}`);
        return new Promise((resolve) => parkland.queue.add(() => resolve(this.piece(number, /** @type {PieceHead} */ (described), bytes))));
      });
    }

    /**
     * @param {number} number
     * @param {PieceHead} described
     * @param {Uint8Array} bytes
     * @returns {Piece}
     */
    piece(number, described, bytes) {
      const { head, figures } = this;
      const own = /** @type {Head} */ (/** @type {unknown} */ ({ ...head, ...described, periods: null }));
      const ledger = new parkland.Ledger(own, bytes);
      ledger.on = figures.on;
      const piece = Object.assign(ledger, { asking: false, number, keys: parkland.integers(bytes, described.key), rows: ledger.size });
      this.filter(piece);
      return piece;
    }

    /**
     * Marks the parcels of a piece that the filters keep.
     * @param {Piece} piece
     */
    filter(piece) {
      const { shown } = this.figures;
      for (let row = 0; row < piece.size; row++) piece.shown[row] = shown[piece.keys[row]];
    }

    /* Marks the parcels of all pieces, after a filter has changed. */
    filterAll() {
      for (const piece of this.kept.there.values()) this.filter(piece);
    }

    /**
     * The pieces whose boxes meet a box in units of Web Mercator.
     * @type {Pieces["meeting"]}
     */
    meeting([west, north, east, south]) {
      const found = [];
      for (let i = 0; i < this.boxes.length; i++) {
        const [left, top, right, bottom] = this.boxes[i];
        if (left <= east && right >= west && top <= south && bottom >= north && right > 0) found.push(i);
      }
      return found;
    }

    /** @type {Pieces["loaded"]} */
    loaded(numbers) {
      return numbers.map((number) => this.kept.get(number)).flatMap((piece) => (piece ? [piece] : []));
    }

    /** @type {Pieces["fit"]} */
    fit(numbers) {
      return numbers.reduce((sum, number) => sum + this.sizes[number], 0) <= this.head.most.shown;
    }
  };

  /** @type {Parkland["viewBox"]} */
  parkland.viewBox = (map) => {
    const bounds = map.getBounds();
    const low = parkland.toUnits(bounds.getNorthWest()), high = parkland.toUnits(bounds.getSouthEast());
    return [low.x, low.y, high.x, high.y];
  };

  /* The labels of the pieces in view, which do not overlap each other either. */
  parkland.PieceLabels = /** @type {typeof L.Layer} */ (/** @type {unknown} */ (parkland.Labels)).extend(/** @type {LayerClass<PieceLabelsMembers>} */ ({
    /** @type {PieceLabelsMembers["writeAll"]} */
    writeAll(pen, map, size) {
      this.canvas.dataset.labels = "0";
      const found = this.pieces().map((piece) => {
        this.ledger = piece;
        return { piece, places: this.places(map, size) };
      });
      if (found.reduce((sum, { places }) => sum + places.length, 0) > this.options.most) return;
      /** @type {LabelBox[]} */
      const taken = [];
      for (const { piece, places } of found) {
        this.ledger = piece;
        this.write(pen, places, taken);
      }
    },
  }));

  /* Options: `pieces`; `ink`, `pen` and `shown` of a piece and a row. */
  parkland.PieceLayer = parkland.extendedShapeLayer(/** @type {LayerClass<PieceLayerMembers>} */ ({
    options: {},

    /** @type {PieceLayerMembers["createTile"]} */
    createTile(coords, done) {
      const tile = document.createElement("canvas");
      tile.width = tile.height = Math.round(256 * parkland.canvasSharpness());
      const { kept } = this.options.pieces;
      const wanted = this.around(coords).map((number) => kept.want(number));
      Promise.all(wanted).then(() => parkland.queue.add(() => {
        if (this._map && coords.z === this._tileZoom) this.paint(tile, coords);
        done(undefined, tile);
      }));
      return tile;
    },

    /* The pieces that can reach into a tile. */
    around({ x, y, z }) {
      const side = 256 / parkland.pixelsPerUnit(z), margin = MARGIN / parkland.pixelsPerUnit(z);
      return this.options.pieces.meeting([x * side - margin, y * side - margin, (x + 1) * side + margin, (y + 1) * side + margin]);
    },

    /** @type {PieceLayerMembers["drawTile"]} */
    drawTile(raster, tile, coords) {
      const { options } = this;
      for (const piece of options.pieces.loaded(this.around(coords))) {
        const { of } = options;
        Object.assign(options, {
          shapes: piece.shapes,
          /** @param {number} row */
          ink: (row) => of.ink(piece, row),
          pen: () => of.pen,
          /** @param {number} row */
          shown: (row) => of.shown(piece, row),
        });
        this.drawShapes(raster, tile, coords);
      }
    },
  }));
})();

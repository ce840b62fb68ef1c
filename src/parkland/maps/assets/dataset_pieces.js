/* The parcels of a dataset in pieces, each a ledger of some thousand parcels, and the layer that paints them. */
"use strict";

(() => {
  const MARGIN = 12; // pixels around a tile in which a parcel can reach into it

  const AHEAD = 4; // pieces that are fetched at once where many are gone through

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

    /**
     * Loads the pieces of a list one by one; the next ones are fetched meanwhile.
     * @type {Pieces["inTurn"]}
     */
    inTurn(numbers, place) {
      for (const next of numbers.slice(place + 1, place + AHEAD)) this.kept.want(next);
      return this.kept.want(numbers[place]);
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
    /** @type {PieceLabelsMembers["ledgers"]} */
    ledgers() {
      return this.pieces();
    },
  }));

  /* Options: `pieces`; `ink`, `pen` and `shown` of a piece and a row. */
  parkland.PieceLayer = parkland.extendedShapeLayer(/** @type {LayerClass<PieceLayerMembers>} */ ({
    options: {},

    /* A tile holds its pieces until it is painted: those that are kept may be others by then. */
    prepared(coords, paint) {
      const { kept } = this.options.pieces;
      Promise.all(this.around(coords).map((number) => kept.want(number))).then((found) => paint(found.filter(Boolean)));
    },

    /* What a tile shows, if all of it is loaded. */
    present(coords) {
      const numbers = this.around(coords), found = this.options.pieces.loaded(numbers);
      return found.length === numbers.length ? found : null;
    },

    /* The pieces that can reach into a tile. */
    around({ x, y, z }) {
      const side = parkland.tileSide / parkland.pixelsPerUnit(z), margin = MARGIN / parkland.pixelsPerUnit(z);
      return this.options.pieces.meeting([x * side - margin, y * side - margin, (x + 1) * side + margin, (y + 1) * side + margin]);
    },

    /** @type {PieceLayerMembers["drawTile"]} */
    *drawTile(raster, size, coords, content) {
      const { options } = this;
      for (const piece of /** @type {Piece[]} */ (content)) {
        const { of } = options;
        if (of.has && !of.has(piece)) continue;
        Object.assign(options, {
          shapes: piece.shapes,
          /** @param {number} row */
          ink: (row) => of.ink(piece, row),
          pen: () => of.pen,
          /** @param {number} row */
          shown: (row) => of.shown(piece, row),
        });
        yield* this.drawShapes(raster, size, coords);
      }
    },
  }));
})();

/* The table of the parcels in view or selected, of a dataset: at most a number of them, the largest, with what is left out.
   They come from many pieces; here they are put together as a ledger of their own, for the table of any page. */
"use strict";

(() => {
  const MOST = 5000; // parcels
  const ROOM = 4; // times as many are gathered before the smallest are dropped
  const NOTHING = { at: 0, count: 0, planes: 1, base: 0, delta: false };

  /** @typedef {{ number: number, row: number, area: number }} Listed */

  class ListedTexts extends parkland.Texts {
    constructor() {
      super(new Uint8Array(0), { at: 0, size: 0, lengths: NOTHING, codes: NOTHING });
    }

    /** @param {(string | null)[]} texts */
    set(texts) {
      /** @type {Map<string, number>} */
      const codes = new Map();
      this.codes = Float64Array.from(texts, (text) => {
        if (text === null) return 0;
        const known = codes.get(text) || codes.size + 1;
        codes.set(text, known);
        return known;
      });
      this.all = [...codes.keys()].join("");
      this.starts = parkland.offsets(Uint32Array.from([...codes.keys()], (text) => text.length));
      this.lower = "";
    }
  }

  class ListedNumbers extends parkland.Numbers {
    /**
     * @param {NumberColumn} described
     * @param {Words} words
     */
    constructor(described, words) {
      super(new Uint8Array(0), { ...described, values: NOTHING }, words);
    }

    /** @param {number[]} whole in units of the last place; NaN where nothing is known */
    set(whole) {
      this.least = whole.reduce((least, one) => (one < least ? one : least), 0);
      this.values = Float64Array.from(whole, (one) => (Number.isNaN(one) ? 0 : one - this.least + 1));
    }
  }

  /**
   * What a column of a piece says of a parcel: its text, or its number in units of `digits` decimals.
   * @param {Piece} piece
   * @param {ColumnHead} column
   * @param {number} row
   */
  const valueOf = (piece, column, row) => {
    const found = piece.column(column.name);
    if (column.kind === "text") return found ? (found.kind === "text" ? found.data.at(row) : found.data.figure(row) || null) : null;
    if (!found || found.kind !== "number" || !found.data.values[row]) return NaN;
    return (found.data.values[row] - 1 + found.data.least) * 10 ** (column.digits - found.data.digits);
  };

  /* The listed parcels as a ledger. */
  parkland.ListedParcels = class {
    /**
     * @param {DatasetHead} head
     * @param {DatasetFigures} figures
     * @param {Pieces} pieces
     * @param {(entry: { piece: number, row: number }) => void} toggle
     */
    constructor(head, figures, pieces, toggle) {
      this.head = head;
      this.figures = figures;
      this.pieces = pieces;
      this.described = head.listed;
      this.held = head.listed.map((one) => (one.kind === "text" ? new ListedTexts() : new ListedNumbers(/** @type {NumberColumn} */ (/** @type {unknown} */ (one)), head.words)));
      this.columns = head.listed.map((one, i) => /** @type {Column} */ ({ ...parkland.columnHead(one), kind: one.kind, data: this.held[i] }));
      this.called = new ListedTexts();
      /** @type {Periods | null} */
      this.periods = null; // a dataset is judged on one day
      /** @type {Record<string, (() => void)[]>} */
      this.listeners = {};
      /** @type {Listed[]} */
      this.parcels = [];
      this.left = { parcels: 0, area: 0 };
      this.size = 0;
      this.classes = this.order = this.amounts = this.areas = new Float64Array(0);
      this.shown = this.picked = new Uint8Array(0);
      /** @param {number} row */
      this.toggle = (row) => toggle({ piece: this.parcels[row].number, row: this.parcels[row].row });
    }

    clear() {
      this.put([], []);
      this.left = { parcels: 0, area: 0 };
    }

    /**
     * Takes parcels and what each column says of them.
     * @param {Listed[]} parcels
     * @param {{ values: (string | number | null)[], called: string | null, class: number, counted: number, order: number }[]} known
     */
    put(parcels, known) {
      this.parcels = parcels;
      this.size = parcels.length;
      this.held.forEach((data, i) => data.set(/** @type {any} */ (known.map(({ values }) => values[i]))));
      this.called.set(known.map(({ called }) => called));
      this.classes = Float64Array.from(known, (one) => one.class);
      this.order = Float64Array.from(known, ({ order }) => order);
      this.amounts = Float64Array.from(known, ({ counted }) => counted);
      this.areas = Float64Array.from(parcels, ({ area }) => area);
      this.shown = new Uint8Array(this.size).fill(1);
      this.mark();
    }

    /* Marks the selected ones. */
    mark() {
      const { marks } = this.figures;
      this.picked = Uint8Array.from(this.parcels, ({ number, row }) => (marks.get(number) || [])[row] || 0);
    }

    /**
     * Gathers the shown parcels of some pieces, or those that `marksOf` marks, the largest first. `isWanted` hears
     * how far it is, and says whether to go on.
     * Resolves with what became of it; a lacking file means that nothing is listed.
     * @type {ListedParcels["fill"]}
     */
    async fill(numbers, marksOf, isWanted) {
      const { figures, pieces } = this;
      /** @type {Listed[]} */
      const found = [];
      let number = 0, area = 0;
      const cut = () => {
        found.sort((a, b) => b.area - a.area || a.number - b.number || a.row - b.row);
        found.length = Math.min(found.length, MOST);
      };
      for (let i = 0; i < numbers.length; i++) {
        const one = numbers[i];
        const piece = await pieces.inTurn(numbers, i);
        if (!isWanted(i / numbers.length / 2)) return "stopped";
        if (!piece) return "lacking";
        const marks = marksOf(piece);
        piece.asking = figures.asking;
        for (let row = 0; row < piece.size; row++) {
          if (!marks[row] || !figures.shown[piece.keys[row]]) continue;
          found.push({ number: one, row, area: piece.areas[row] });
          number++;
          area += piece.counted(row);
        }
        if (found.length > ROOM * MOST) cut();
      }
      cut();
      /** @type {Map<number, number[]>} */
      const places = new Map(); // of each piece: places in the list
      found.forEach((one, place) => places.set(one.number, [...(places.get(one.number) || []), place]));
      const known = new Array(found.length);
      const holding = [...places.keys()];
      for (let i = 0; i < holding.length; i++) {
        const piece = await pieces.inTurn(holding, i), own = places.get(holding[i]) || [];
        if (!isWanted((1 + i / holding.length) / 2)) return "stopped";
        if (!piece) return "lacking";
        piece.asking = figures.asking;
        await new Promise((resolve) => parkland.queue.add(() => this.read(piece, own, found, known, resolve)));
      }
      if (!isWanted(1)) return "stopped";
      this.put(found, known);
      this.left = { parcels: number - found.length, area: area - this.amounts.reduce((sum, one) => sum + one, 0) };
      return "listed";
    }

    /**
     * Reads what a piece knows of its parcels in the list.
     * @param {Piece} piece
     * @param {number[]} places
     * @param {Listed[]} found
     * @param {object[]} known
     * @param {(value: unknown) => void} done
     * @returns {Steps}
     */
    *read(piece, places, found, known, done) {
      for (const place of places) {
        const { row } = found[place];
        known[place] = {
          values: this.described.map((column) => valueOf(piece, column, row)),
          called: piece.called.at(row),
          class: piece.classes[row],
          counted: piece.counted(row),
          order: piece.order[row],
        };
        if (place % 64 === 63) yield;
      }
      done(null);
    }

    /** @type {ListedParcels["listen"]} */
    listen(names, act) {
      for (const name of names.split(" ")) this.listeners[name] = [...(this.listeners[name] || []), act];
    }

    /** @type {ListedParcels["notify"]} */
    notify(name) {
      for (const act of this.listeners[name] || []) act();
    }

    isOtherDay() {
      return false;
    }

    flagThen() {
      return undefined;
    }

    /** @param {Column} column */
    headingOf({ heading }) {
      return heading;
    }

    /**
     * @param {Column} column
     * @param {number} row
     */
    textOf({ data }, row) {
      return data.at(row);
    }

    /** @param {number} row */
    counted(row) {
      return this.amounts[row];
    }

    /** @param {number} row */
    class(row) {
      return this.head.classes.items[this.classes[row]];
    }
  };
})();

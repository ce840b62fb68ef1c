/* The status of every parcel at any day, from the days on which it changes. */
"use strict";

(() => {
  const DAY_MS = 86400000;

  parkland.dayText = (day) => new Date(day * DAY_MS).toISOString().slice(0, 10);

  parkland.Periods = class {
    /**
     * @param {Ledger} ledger
     * @param {Uint8Array} bytes
     * @param {PackedPeriods} described
     */
    constructor(ledger, bytes, described) {
      /** @param {PackedIntegers} columns */
      const read = (columns) => parkland.integers(bytes, columns);
      this.ledger = ledger;
      this.from = described.from;
      this.to = described.to;
      this.asOf = described.asOf;
      this.day = this.asOf;
      this.starts = parkland.offsets(read(described.counts)); // parcel -> its first row
      this.days = read(described.days);
      this.classes = described.classes ? read(described.classes) : null;
      this.flags = Object.entries(described.flags).map(([name, columns]) => ({ name, column: read(columns) }));
      this.items = ledger.head.classes.items; // of the statuses
      this.isShown = this.classes !== null;
      this.drawn = ledger.classes;
      this.own = { classes: ledger.classes, states: ledger.flags.map(({ states }) => states) };
    }

    /**
     * The row that holds for a parcel at a day: the last one that has begun.
     * @type {Periods["at"]}
     */
    at(row, day) {
      let place = this.starts[row];
      for (let next = place + 1; next < this.starts[row + 1] && this.days[next] <= day; next++) place = next;
      return place;
    }

    /**
     * The legend has other classes: they follow the day only if they are those that the page was drawn with.
     * @type {Periods["recoloured"]}
     */
    recoloured(codes) {
      this.isShown = this.classes !== null && codes === this.drawn;
      this.own.classes = codes;
      if (this.isShown && this.day !== this.asOf) this.set(this.day);
    }

    /**
     * Sets the ledger to a day.
     * @type {Periods["set"]}
     */
    set(day) {
      const { ledger } = this;
      this.day = day;
      const back = day === this.asOf; // the ledger's own answers, not looked up
      const follows = this.isShown && this.classes;
      const classes = follows && !back ? new Uint8Array(ledger.size) : this.own.classes;
      const known = new Map(this.flags.map(({ name, column }) => [name, { column, states: new Uint8Array(ledger.size) }]));
      for (let row = 0; row < ledger.size && !back; row++) {
        const place = this.at(row, day);
        if (follows) classes[row] = follows[place];
        for (const { column, states } of known.values()) states[row] = column[place];
      }
      ledger.classes = classes;
      ledger.flags.forEach((flag, i) => {
        const then = back ? undefined : known.get(flag.name);
        flag.states = then ? then.states : this.own.states[i];
        flag.stale = !back && !then; // of other flags nothing is known at another day
      });
      ledger.refresh();
    }

    /**
     * The classes of a parcel in order, each with its first day (null for the first class); equal neighbours are one.
     * @type {Periods["of"]}
     */
    of(row) {
      /** @type {{ day: number | null, label: string }[]} */
      const found = [];
      if (!this.classes) return found;
      for (let place = this.starts[row]; place < this.starts[row + 1]; place++) {
        const { label } = this.items[this.classes[place]];
        if (!found.length || found[found.length - 1].label !== label) found.push({ day: place === this.starts[row] ? null : this.days[place], label });
      }
      return found;
    }
  };
})();

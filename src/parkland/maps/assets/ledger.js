/* The parcels in memory: what is switched on, what is selected, and the sums of both.
   Areas are added as whole hundredths, the very leaves of the tables of the report. */
"use strict";

(() => {
  const YES = 1;

  parkland.Ledger = class {
    /**
     * @param {Head} head
     * @param {Uint8Array} bytes
     */
    constructor(head, bytes) {
      /** @param {PackedIntegers} described */
      const read = (described) => parkland.integers(bytes, described);
      this.head = head;
      this.shapes = new parkland.Shapes(bytes, head.shapes);
      this.size = this.shapes.size;
      this.order = read(head.order);
      this.classes = read(head.class);
      this.layers = read(head.layer);
      /** @type {LedgerFlag[]} */
      this.flags = head.flags.map((flag) => ({ name: flag.name, states: read(flag.states), lacking: read(flag.lacking) }));
      this.reclaimed = this.flags.find(({ name }) => name === "reclaimed");
      this.called = new parkland.Texts(bytes, head.called);
      this.reason = new parkland.Texts(bytes, head.reason);
      this.basis = new parkland.Texts(bytes, head.basis);
      this.columns = head.columns.map((described) => parkland.column(bytes, described, head.words));
      this.areas = this.wholeAreas();
      this.on = {
        class: new Uint8Array(head.classes.items.length).fill(1),
        layer: new Uint8Array(head.layers.length).fill(1),
        flag: new Uint8Array(head.flags.length), // none is selected
      };
      this.asking = false;
      /** @type {Uint8Array | null} */
      this.only = null; // marks the parcels that a notebook lets through
      this.shown = new Uint8Array(this.size).fill(1);
      this.picked = new Uint8Array(this.size);
      this.clicked = -1;
      /** @type {Record<string, (() => void)[]>} */
      this.listeners = {};
      /** @type {FaultLayers | null} */
      this.faults = null;
      /** @type {AssetLayers | null} */
      this.assets = null;
      /** @type {Periods | null} */
      this.periods = head.periods ? new parkland.Periods(this, bytes, head.periods) : null;
    }

    /* Whether the map shows another day than the one of the ledger. */
    isOtherDay() {
      const { periods } = this;
      return periods !== null && periods.day !== periods.asOf;
    }

    /* The rounded area of each parcel, in units of its last place. */
    wholeAreas() {
      const column = this.column(this.head.counted);
      if (!column || column.kind !== "number") throw new Error("the page has no column of areas");
      return column.data.whole();
    }

    /** @type {Ledger["listen"]} */
    listen(names, act) {
      for (const name of names.split(" ")) this.listeners[name] = [...(this.listeners[name] || []), act];
    }

    /** @type {Ledger["notify"]} */
    notify(name) {
      for (const act of this.listeners[name] || []) act();
    }

    /**
     * Colours the parcels by other classes; all of them are switched on.
     * @type {Ledger["recolour"]}
     */
    recolour(classes, codes) {
      this.head.classes = classes;
      this.classes = codes;
      this.on.class = new Uint8Array(classes.items.length).fill(1);
      this.notify("classes"); // before the sums are written into the rows of the legend
      if (this.periods) this.periods.recoloured(codes);
      this.refresh();
    }

    /**
     * Switches a class or a layer on or off, or selects a flag.
     * @type {Ledger["set"]}
     */
    set(axis, index, on) {
      this.on[axis][index] = on ? 1 : 0;
      this.refresh();
    }

    /** @type {Ledger["setAll"]} */
    setAll(axis, on) {
      this.on[axis].fill(on ? 1 : 0);
      this.refresh();
    }

    /* Finds the parcels that are shown; call it when switches, classes or flags have changed. */
    refresh() {
      this.asking = this.on.flag.includes(1);
      for (let row = 0; row < this.size; row++) this.shown[row] = this.on.class[this.classes[row]] & this.on.layer[this.layers[row]] & this.asked(row);
      for (let row = 0; this.only && row < this.size; row++) this.shown[row] &= this.only[row];
      this.notify("shown");
    }

    /**
     * Leaves out, of figures and map, all parcels that are not marked; null leaves none out.
     * @type {Ledger["restrict"]}
     */
    restrict(only) {
      this.only = only;
      this.refresh();
    }

    /**
     * Returns 1 if no flag is selected, or if a selected flag applies to the parcel.
     * @param {number} row
     * @returns {0 | 1}
     */
    asked(row) {
      if (!this.asking) return 1;
      let any = 0;
      for (let i = 0; i < this.flags.length; i++) {
        if (!this.on.flag[i] || this.flags[i].stale) continue; // the flag is not known at the day shown
        if (this.flags[i].states[row] === YES) return 1;
        any = 1;
      }
      return any ? 0 : 1;
    }

    /* Counts the parcels of each class at the day shown, whatever the filters are. */
    present() {
      const numbers = new Uint32Array(this.on.class.length);
      for (let row = 0; row < this.size; row++) numbers[this.classes[row]]++;
      return numbers;
    }

    /* Counts the shown parcels for which each flag cannot be determined. */
    undetermined() {
      return this.flags.map(({ states, stale }) => {
        let number = 0;
        for (let row = 0; row < this.size && !stale; row++) if (states[row] === 2 && this.shown[row]) number++;
        return number;
      });
    }

    /**
     * The area of a parcel that counts for a flag. Of a parcel that was reclaimed in part, only the rest can be idle.
     * @param {LedgerFlag} flag
     * @param {number} row
     */
    flagArea(flag, row) {
      const area = this.areas[row] - flag.lacking[row];
      if (flag.name !== "idle" || !area) return area;
      const { reclaimed } = this;
      if (!reclaimed || reclaimed.states[row] !== YES) return area;
      const rest = reclaimed.lacking[row]; // the reclaimed part is not idle
      return rest > 0 && rest < this.areas[row] ? rest : area;
    }

    /**
     * The area of a parcel that counts in a sum: while flags are asked for, what they count of it. Where several
     * of them apply in parts, the parts may lie over each other, so that the whole parcel counts.
     * @type {Ledger["counted"]}
     */
    counted(row) {
      const { areas, flags, on } = this;
      if (!this.asking) return areas[row];
      let part = -1;
      for (let i = 0; i < flags.length; i++) {
        if (!on.flag[i] || flags[i].stale || flags[i].states[row] !== YES) continue;
        const own = this.flagArea(flags[i], row);
        if (own === areas[row] || part >= 0) return areas[row];
        part = own;
      }
      return Math.max(part, 0);
    }

    /* Counts the shown parcels of which several flags that are asked for have a part. */
    inParts() {
      const { areas, flags, on } = this;
      let number = 0;
      for (let row = 0; row < this.size && this.asking; row++) {
        if (!this.shown[row]) continue;
        let parts = 0;
        for (let i = 0; i < flags.length; i++) {
          if (!on.flag[i] || flags[i].stale || flags[i].states[row] !== YES) continue;
          if (this.flagArea(flags[i], row) === areas[row]) parts = -Infinity;
          parts++;
        }
        if (parts > 1) number++;
      }
      return number;
    }

    /**
     * Sums over the parcels that `counts` marks, or over all. A row of the legend gets its sum as if it were
     * switched on; the total counts only parcels that are shown.
     * @type {Ledger["sums"]}
     */
    sums(counts) {
      const { size, classes, layers, flags, on } = this;
      /** @param {number} number */
      const blank = (number) => ({ parcels: new Float64Array(number), area: new Float64Array(number) });
      const sums = { class: blank(on.class.length), layer: blank(on.layer.length), flag: blank(flags.length), total: blank(1) };
      /**
       * @param {Sums} sums
       * @param {number} place
       * @param {number} amount
       */
      const add = ({ parcels, area }, place, amount) => {
        parcels[place]++;
        area[place] += amount;
      };
      for (let row = 0; row < size; row++) {
        if ((counts && !counts[row]) || (this.only && !this.only[row])) continue;
        const kind = classes[row], layer = layers[row], byFlag = this.asked(row);
        const byClass = on.class[kind], byLayer = on.layer[layer];
        const area = byFlag ? this.counted(row) : 0;
        if (byLayer && byFlag) add(sums.class, kind, area);
        if (byClass && byFlag) add(sums.layer, layer, area);
        if (!byClass || !byLayer) continue;
        for (let i = 0; i < flags.length; i++) if (flags[i].states[row] === YES) add(sums.flag, i, this.flagArea(flags[i], row));
        if (byFlag) add(sums.total, 0, area);
      }
      return sums;
    }

    /**
     * Sums over the parcels that are shown, in view or selected.
     * @type {Ledger["sumsIn"]}
     */
    sumsIn(scope, inView) {
      return this.sums({ shown: () => null, view: inView, picked: () => this.picked }[scope]());
    }

    /**
     * Selects `rows`, instead of the earlier selection or, with `more`, beside it.
     * @type {Ledger["pick"]}
     */
    pick(rows, { more = false } = {}) {
      if (!more) this.picked.fill(0);
      for (const row of rows) this.picked[row] = 1;
      this.notify("picked");
    }

    /**
     * Switches on the class and the layer of a parcel and clears all flags, so that it is shown.
     * @type {Ledger["reveal"]}
     */
    reveal(row) {
      if (this.only && !this.only[row]) this.only = null;
      this.on.class[this.classes[row]] = this.on.layer[this.layers[row]] = 1;
      this.on.flag.fill(0);
      this.refresh();
    }

    /** @type {Ledger["toggle"]} */
    toggle(row) {
      this.picked[row] ^= 1;
      this.notify("picked");
    }

    /**
     * Notes of which parcel the map tells; -1 for none.
     * @type {Ledger["click"]}
     */
    click(row) {
      if (row === this.clicked) return;
      this.clicked = row;
      this.notify("clicked");
    }

    /* The rows that are selected and shown, in the order of the ledger. */
    selection() {
      const rows = [];
      for (let row = 0; row < this.size; row++) if (this.picked[row] && this.shown[row]) rows.push(row);
      return rows.sort((a, b) => this.order[a] - this.order[b]);
    }

    /**
     * The name of a parcel: its number and its name, unless the page has another one for it.
     * @type {Ledger["title"]}
     */
    title(row) {
      const texts = ["parcel_id", "name"].map((name) => this.texts(name));
      return this.called.at(row) || texts.map((column) => column && column.at(row)).filter(Boolean).join(" ");
    }

    /**
     * The texts of a column; undefined if the page has no such column of texts.
     * @type {Ledger["texts"]}
     */
    texts(name) {
      const column = this.column(name);
      return column && column.kind === "text" ? column.data : undefined;
    }

    /**
     * The flag that a column tells, if it is known at the day shown and that is not the day of the ledger.
     * @param {Column} column
     */
    flagThen(column) {
      const flag = column.flag && this.isOtherDay() ? this.flags.find(({ name }) => name === column.flag) : undefined;
      return flag && !flag.stale ? flag : undefined;
    }

    /**
     * What a column says of a parcel, with its unit; the answer to a flag is that of the day shown.
     * @type {Ledger["textOf"]}
     */
    textOf(column, row) {
      const flag = this.flagThen(column);
      if (!flag) return column.data.at(row);
      const { yes, no, unknown } = this.head.words;
      return [no, yes, unknown][flag.states[row]];
    }

    /**
     * The heading of a column, with the day of the ledger if what it says was judged for that and another day is shown.
     * @type {Ledger["headingOf"]}
     */
    headingOf(column) {
      const { periods, head: { words } } = this;
      if (!column.judged || !periods || !this.isOtherDay()) return column.heading;
      const day = this.flagThen(column) ? periods.day : periods.asOf;
      return column.heading + parkland.fill(words.brackets, { text: parkland.dayText(day) });
    }

    /** @type {Ledger["column"]} */
    column(name) {
      return this.columns.find((column) => column.name === name);
    }

    /** @type {Ledger["class"]} */
    class(row) {
      return this.head.classes.items[this.classes[row]];
    }

    /**
     * The area of a parcel with its unit.
     * @type {Ledger["area"]}
     */
    area(row) {
      const { words, digits } = this.head;
      return parkland.quantity(words, parkland.decimal(this.areas[row], digits), words.unit);
    }
  };
})();

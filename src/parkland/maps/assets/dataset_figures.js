/* The figures of a dataset under every filter. They are sums over keys: a key stands for all parcels that every
   filter treats alike, and has their number, their area and their area with each flag, so that no parcel is needed. */
"use strict";

(() => {
  const YES = 1, UNKNOWN = 2;

  parkland.DatasetFigures = class {
    /** @param {DatasetHead} head */
    constructor(head) {
      const { cube } = head;
      this.head = head;
      this.cube = cube;
      this.size = cube.parcels.length;
      /** @type {{ name: string, stale?: boolean }[]} */
      this.flags = head.flags.map(({ name }) => ({ name }));
      this.on = {
        class: new Uint8Array(head.classes.items.length).fill(1),
        layer: new Uint8Array(Math.max(1, head.layers.length)).fill(1),
        flag: new Uint8Array(head.flags.length),
      };
      this.asking = false;
      this.shown = new Uint8Array(this.size).fill(1); // of each key
      /** @type {Record<string, (() => void)[]>} */
      this.listeners = {};
      /** @type {Uint8Array | null} */
      this.only = null; // a notebook lets all parcels through
      /** @type {Periods | null} */
      this.periods = null; // it shows one day
      /** @type {KeySums | null} */
      this.view = null; // of the parcels in view; null while these are not known
      /** @type {KeySums} */
      this.picked = this.keySums();
      /** @type {Map<number, Uint8Array>} */
      this.marks = new Map(); // the selected parcels of each piece that has some
    }

    /** @type {DatasetFigures["keySums"]} */
    keySums() {
      const blank = () => new Float64Array(this.size);
      return { parcels: blank(), area: blank(), flagged: this.flags.map(blank) };
    }

    /**
     * Adds the marked parcels of a piece to sums by key; with the sign -1 it takes them away.
     * @type {DatasetFigures["addTo"]}
     */
    addTo({ parcels, area, flagged }, piece, marks, sign = 1) {
      for (let row = 0; row < piece.size; row++) {
        if (!marks[row]) continue;
        const key = piece.keys[row];
        parcels[key] += sign;
        area[key] += sign * piece.areas[row];
        for (let flag = 0; flag < flagged.length; flag++) if (piece.flags[flag].states[row] === YES) flagged[flag][key] += sign * piece.flagArea(piece.flags[flag], row);
      }
    }

    isOtherDay() {
      return false; // a dataset is judged on one day
    }

    /** @type {DatasetFigures["listen"]} */
    listen(names, act) {
      for (const name of names.split(" ")) this.listeners[name] = [...(this.listeners[name] || []), act];
    }

    /** @type {DatasetFigures["notify"]} */
    notify(name) {
      for (const act of this.listeners[name] || []) act();
    }

    /** @type {DatasetFigures["set"]} */
    set(axis, index, on) {
      this.on[axis][index] = on ? 1 : 0;
      this.refresh();
    }

    /** @type {DatasetFigures["setAll"]} */
    setAll(axis, on) {
      this.on[axis].fill(on ? 1 : 0);
      this.refresh();
    }

    refresh() {
      const { cube, on } = this;
      this.asking = on.flag.includes(1);
      for (let key = 0; key < this.size; key++) this.shown[key] = on.class[cube.class[key]] & on.layer[cube.group[key]] & this.asked(key);
      this.notify("shown");
    }

    /**
     * Returns 1 if no flag is asked for, or if one that is applies to the parcels of a key.
     * @param {number} key
     * @returns {0 | 1}
     */
    asked(key) {
      if (!this.asking) return 1;
      return this.cube.states.some((states, flag) => this.on.flag[flag] && states[key] === YES) ? 1 : 0;
    }

    /**
     * The area of a key that counts in a sum, as `Ledger.counted` has it: while flags are asked for, what they count; where
     * several of them apply in parts, the parts may lie over each other, so that the whole parcels count.
     * @param {number} key
     * @param {KeySums} sums
     */
    counted(key, { area, flagged }) {
      const { states, partial } = this.cube;
      if (!this.asking) return area[key];
      let part = -1;
      for (let flag = 0; flag < states.length; flag++) {
        if (!this.on.flag[flag] || states[flag][key] !== YES) continue;
        if (!partial[flag][key] || part >= 0) return area[key];
        part = flagged[flag][key];
      }
      return Math.max(part, 0);
    }

    /* Counts the shown parcels of which several flags that are asked for have a part. */
    inParts() {
      const { states, partial, parcels } = this.cube;
      let number = 0;
      for (let key = 0; key < this.size && this.asking; key++) {
        if (!this.shown[key]) continue;
        const asked = states.map((_, flag) => flag).filter((flag) => this.on.flag[flag] && states[flag][key] === YES);
        if (asked.length > 1 && asked.every((flag) => partial[flag][key])) number += parcels[key];
      }
      return number;
    }

    present() {
      const numbers = new Uint32Array(this.on.class.length);
      for (let key = 0; key < this.size; key++) numbers[this.cube.class[key]] += this.cube.parcels[key];
      return numbers;
    }

    undetermined() {
      return this.cube.states.map((states) => states.reduce((sum, state, key) => sum + (state === UNKNOWN && this.shown[key] ? this.cube.parcels[key] : 0), 0));
    }

    blank(value = 0) {
      /** @param {number} number */
      const of = (number) => ({ parcels: new Float64Array(number).fill(value), area: new Float64Array(number).fill(value) });
      return { class: of(this.on.class.length), layer: of(this.on.layer.length), flag: of(this.flags.length), total: of(1) };
    }

    /**
     * Sums over all parcels, or over those that sums by key hold, by the rules of `Ledger.sums`.
     * @param {KeySums} [held]
     */
    sums(held = this.cube) {
      const { cube, on } = this;
      const sums = this.blank();
      /**
       * @param {Sums} sums
       * @param {number} place
       * @param {number} key
       * @param {number} amount
       */
      const add = ({ parcels, area }, place, key, amount) => {
        parcels[place] += held.parcels[key];
        area[place] += amount;
      };
      for (let key = 0; key < this.size; key++) {
        if (!held.parcels[key]) continue;
        const kind = cube.class[key], group = cube.group[key], byFlag = this.asked(key);
        const byClass = on.class[kind], byGroup = on.layer[group];
        const area = byFlag ? this.counted(key, held) : 0;
        if (byGroup && byFlag) add(sums.class, kind, key, area);
        if (byClass && byFlag) add(sums.layer, group, key, area);
        if (!byClass || !byGroup) continue;
        cube.states.forEach((states, flag) => {
          if (states[key] === YES) add(sums.flag, flag, key, held.flagged[flag][key]);
        });
        if (byFlag) add(sums.total, 0, key, area);
      }
      return sums;
    }

    /**
     * Sums over all parcels, over those in view, which are not known in the overview, or over the selected ones.
     * @type {DatasetFigures["sumsIn"]}
     */
    sumsIn(scope) {
      const held = { shown: this.cube, view: this.view, picked: this.picked }[scope];
      return held ? this.sums(held) : this.blank(NaN);
    }

    /**
     * Selects parcels, or none: `marks` has those of each piece, and `sums` what they add up to.
     * @type {DatasetFigures["pick"]}
     */
    pick(marks = new Map(), sums = this.keySums()) {
      this.marks = marks;
      this.picked = sums;
      this.notify("picked");
    }

    /**
     * Selects one parcel.
     * @type {DatasetFigures["pickOne"]}
     */
    pickOne(piece, row) {
      const marks = new Uint8Array(piece.size), sums = this.keySums();
      marks[row] = 1;
      this.addTo(sums, piece, marks);
      this.pick(new Map([[piece.number, marks]]), sums);
    }

    /**
     * Switches on what hides the parcels of a key.
     * @type {DatasetFigures["reveal"]}
     */
    reveal(key) {
      this.on.class[this.cube.class[key]] = this.on.layer[this.cube.group[key]] = 1;
      this.on.flag.fill(0);
      this.refresh();
    }
  };
})();

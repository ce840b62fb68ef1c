/* The squares of the overview in their files, which are loaded as a view needs them. */
"use strict";

(() => {
  const NODE = 64 * 64; // squares of a node: a run of the Morton order
  const DETAIL = 7; // a tile of 256 pixels has 2^7 squares along its side
  const MOST_KEPT = 1600000; // squares

  /**
   * The Morton code of a node; its column and row are below 2^26, the code is below 2^53.
   * @type {Parkland["mortonCode"]}
   */
  parkland.mortonCode = (x, y) => {
    let code = 0;
    for (let bit = 0, unit = 1; bit < 26 && (x || y); bit++, unit *= 4) {
      code += ((x & 1) + 2 * (y & 1)) * unit;
      x >>= 1;
      y >>= 1;
    }
    return code;
  };

  /**
   * The first place in ascending numbers that holds at least `value`.
   * @type {Parkland["firstFrom"]}
   */
  parkland.firstFrom = (numbers, value) => {
    let low = 0, high = numbers.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (numbers[middle] < value) low = middle + 1;
      else high = middle;
    }
    return low;
  };

  parkland.Overview = class {
    /**
     * @param {DatasetHead} head
     * @param {(name: string) => Promise<Delivered>} load
     */
    constructor(head, load) {
      this.levels = head.overview;
      /** @type {Kept<string, OverviewFile>} */
      this.kept = new parkland.Kept(MOST_KEPT, async (name) => {
        const { described, bytes } = await load(name);
        const { base, codes, keys, shares } = /** @type {OverviewHead} */ (described);
        const file = { base, codes: parkland.integers(bytes, codes), keys: parkland.integers(bytes, keys), shares: parkland.integers(bytes, shares) };
        return { ...file, rows: file.keys.length };
      });
    }

    /** @param {number} zoom */
    levelAt(zoom) {
      const place = Math.round(zoom) + DETAIL - this.levels[0].level;
      return this.levels[Math.max(0, Math.min(this.levels.length - 1, place))];
    }

    /**
     * The names of the files of a level that hold a node, in order.
     * @type {Overview["filesOf"]}
     */
    filesOf({ level, first }, node) {
      const names = [];
      const from = Math.max(0, parkland.firstFrom(first, node * NODE + 1) - 1);
      for (let i = from; i < first.length && first[i] < (node + 1) * NODE; i++) names.push(`overview/${String(level).padStart(2, "0")}-${String(i).padStart(5, "0")}`);
      return names;
    }
  };
})();

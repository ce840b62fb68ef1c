/* Reads the packed block: base64, then gzip, then the columns that `maps/packing.py` has written. */
"use strict";

(() => {
  /* Returns the packed block, which stands in the page as text. */
  parkland.fromBase64 = (base64) => {
    // browsers since 2025 have it, and take a tenth of the time
    const { fromBase64 } = /** @type {{ fromBase64?: (text: string) => Uint8Array<ArrayBuffer> }} */ (/** @type {unknown} */ (Uint8Array));
    if (fromBase64) return fromBase64.call(Uint8Array, base64);
    const binary = atob(base64);
    const bytes = new Uint8Array(binary.length);
    for (let i = 0; i < bytes.length; i++) bytes[i] = binary.charCodeAt(i);
    return bytes;
  };

  /* Returns the bytes of the block. */
  parkland.unpack = async (bytes) => {
    await parkland.nextTask();
    const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Uint8Array(await new Response(plain).arrayBuffer());
  };

  /* Returns the numbers in the smallest typed array that holds them. One plane of bytes is a view, without a copy. */
  parkland.integers = (bytes, { at, count, planes, base, delta }) => {
    if (planes === 1 && !base && !delta) return bytes.subarray(at, at + count);
    const numbers = new (planes > 3 || base > 2 ** 30 || base < 0 ? Float64Array : Int32Array)(count);
    for (let plane = planes - 1; plane >= 0; plane--) {
      const start = at + plane * count;
      for (let i = 0; i < count; i++) numbers[i] = numbers[i] * 256 + bytes[start + i];
    }
    if (delta) {
      let sum = 0;
      for (let i = 0; i < count; i++) {
        const value = numbers[i];
        sum += value % 2 ? -(value + 1) / 2 : value / 2;
        numbers[i] = sum;
      }
    } else if (base) {
      for (let i = 0; i < count; i++) numbers[i] += base;
    }
    return numbers;
  };

  /* Returns where each run begins, and where the last one ends, from the lengths of the runs. */
  parkland.offsets = (lengths) => {
    const starts = new Uint32Array(lengths.length + 1);
    for (let i = 0, sum = 0; i < lengths.length; i++) starts[i + 1] = sum += lengths[i];
    return starts;
  };

  /* A column of texts: one long text, and where each distinct text begins in it. A hundred thousand
     separate strings would fill the heap. */
  parkland.Texts = class {
    /**
     * @param {Uint8Array} bytes
     * @param {PackedTexts} described
     */
    constructor(bytes, described) {
      this.all = new TextDecoder().decode(bytes.subarray(described.at, described.at + described.size));
      this.starts = parkland.offsets(parkland.integers(bytes, described.lengths));
      this.codes = parkland.integers(bytes, described.codes);
      this.lower = ""; // in lower case, once a search has needed it
    }

    /**
     * The text of a row; null where there is none.
     * @type {Texts["at"]}
     */
    at(row) {
      const code = this.codes[row];
      return code ? this.distinct(code) : null;
    }

    /** @type {Texts["distinct"]} */
    distinct(code) {
      return this.all.slice(this.starts[code - 1], this.starts[code]);
    }

    get size() {
      return this.starts.length - 1;
    }

    /**
     * Returns 1 for the code of each distinct text that contains `part`, which is in lower case.
     * @type {Texts["search"]}
     */
    search(part) {
      if (!this.lower) {
        // only this letter becomes longer in lower case, and positions must stay those of the text
        this.lower = this.all.replace(/\u0130/g, "I").toLowerCase();
      }
      const found = new Uint8Array(this.size + 1);
      let code = 1;
      for (let at = this.lower.indexOf(part); at >= 0; at = this.lower.indexOf(part, at)) {
        while (this.starts[code] <= at) code++;
        if (at + part.length <= this.starts[code]) {
          found[code] = 1;
          at = this.starts[code]; // one hit in a text is enough
        } else {
          at++; // the hit runs over into the next text
        }
      }
      return found;
    }
  };

  /* A column of numbers in whole units of their last decimal place; 0 means that the number is not known. */
  parkland.Numbers = class {
    /**
     * @param {Uint8Array} bytes
     * @param {NumberColumn} described
     * @param {Words} words
     */
    constructor(bytes, described, words) {
      this.words = words;
      this.digits = described.digits;
      this.unit = described.unit;
      this.least = described.least;
      this.values = parkland.integers(bytes, described.values);
    }

    /** @type {NumberTexts["at"]} */
    at(row) {
      return this.values[row] ? parkland.quantity(this.words, this.figure(row), this.unit).trim() : null; // some have no unit
    }

    /* Returns all numbers in units of the last decimal place; 0 where a number is not known. */
    whole() {
      const numbers = new (this.values.BYTES_PER_ELEMENT > 4 ? Float64Array : Int32Array)(this.values.length);
      for (let row = 0; row < numbers.length; row++) numbers[row] = this.values[row] ? this.values[row] - 1 + this.least : 0;
      return numbers;
    }

    /** @type {NumberTexts["figure"]} */
    figure(row) {
      return this.values[row] ? this.print(this.values[row] - 1 + this.least) : "";
    }

    /**
     * A number in units of the last place as it reads. An own number without a unit, below 10,000, can be a year.
     * @type {NumberTexts["print"]}
     */
    print(whole) {
      const text = parkland.decimal(whole, this.digits);
      return this.unit || Math.abs(whole) >= 10000 * 10 ** this.digits ? text : text.replace(",", "");
    }
  };

  /* What is known of a column beside what it holds. */
  parkland.columnHead = (described) => {
    const { name, label, searched = false, listed = false, in_popup: inPopup = false, judged = false } = described;
    const heading = described.kind === "number" ? described.heading : label;
    return { name, label, heading, searched, listed, inPopup, judged, days: described.kind === "text" && Boolean(described.days), flag: (described.kind === "text" && described.flag) || "" };
  };

  parkland.column = (bytes, described, words) => {
    const column = parkland.columnHead(described);
    return described.kind === "text"
      ? { ...column, kind: described.kind, data: new parkland.Texts(bytes, described) }
      : { ...column, kind: described.kind, data: new parkland.Numbers(bytes, described, words) };
  };
})();

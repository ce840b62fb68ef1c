/* Colours the parcels by another column: numbers and days in ranges, texts by their words. */
"use strict";

(() => {
  const NO_CLASS = 255;
  const DAY_MS = 86400000;
  /** @type {Record<string, "quantiles" | "equal" | "natural">} */
  const SCHEMES = { quantiles: "quantiles", equal: "equal", natural: "natural" };

  /**
   * Colours on the ramp of the palette, evenly apart.
   * @param {string[]} ramp
   * @param {number} number
   */
  const shades = (ramp, number) => Array.from({ length: number }, (_, place) => {
    const at = (number > 1 ? place / (number - 1) : 0.5) * (ramp.length - 1);
    const low = Math.min(Math.floor(at), ramp.length - 2);
    const [one, other] = [parkland.rgb(ramp[low]), parkland.rgb(ramp[low + 1])];
    return `#${one.map((part, i) => Math.floor(part + (other[i] - part) * (at - low) + 0.5).toString(16).padStart(2, "0")).join("")}`;
  });

  /** @param {Column} column */
  const hasRanges = (column) => column.kind === "number" || column.days;

  /**
   * The values of a column in whole units, or as days since 1970; NaN where nothing is known.
   * @param {Column} column
   */
  function amounts({ kind, data }) {
    if (kind === "number") return Float64Array.from(data.whole(), (value, row) => (data.values[row] ? value : NaN));
    const days = Float64Array.from({ length: data.size }, (_, i) => Date.parse(data.distinct(i + 1)) / DAY_MS);
    return Float64Array.from(data.codes, (code) => (code ? days[code - 1] : NaN));
  }

  /**
   * @param {Ledger} ledger
   * @param {Column} column
   * @param {{ scheme: string, classes: number, cuts: string }} wish
   * @returns {Colouring}
   */
  function ranges({ head: { words, palette } }, column, { scheme, classes, cuts }) {
    const digits = column.kind === "number" ? column.data.digits : 0;
    /** @param {number} value */
    const text = (value) => (column.kind === "number" ? column.data.print(value) : parkland.dayText(value));
    /** @param {string} part */
    const limit = (part) => (column.kind === "number" ? Math.round(Number(part) * 10 ** digits) : Date.parse(part) / DAY_MS);
    const own = scheme === "own" ? cuts.split(/[,，;；、\s]+/).filter(Boolean).map(limit).filter(Number.isFinite).slice(0, 9) : [];
    const found = parkland.classesOf(amounts(column), { scheme: SCHEMES[scheme] || "quantiles", classes, cuts: own, rounded: column.kind === "number" });
    const limits = found.cuts.map(text);
    const ends = found.least === undefined ? [] : [text(found.least), ...limits, text(found.most)];
    /** @type {string[]} */
    const labels = [];
    for (let i = 1; i < ends.length; i++) {
      if (own.length && i === 1) labels.push(parkland.fill(words.range_below, { limit: limits[0] }));
      else if (own.length && i === ends.length - 1) labels.push(parkland.fill(words.range_above, { limit: limits[limits.length - 1] }));
      else labels.push(ends[i - 1] === ends[i] ? ends[i] : `${ends[i - 1]} – ${ends[i]}`);
    }
    const colors = shades(palette.ramp, labels.length);
    return { title: column.heading, labels, colors, codes: found.codes };
  }

  /**
   * A class for each of the texts with the most land, in order, and one for the others.
   * @param {Ledger} ledger
   * @param {TextsColumn} column
   * @returns {Colouring}
   */
  function ofTexts({ head, areas, size }, { name, heading, data }) {
    const { palette, words: { locale, other } } = head;
    const land = new Float64Array(data.size + 1);
    for (let row = 0; row < size; row++) land[data.codes[row]] += areas[row];
    const own = palette.statuses[name]; // of the status or an axis of the office
    const known = Object.keys(own || {});
    const collator = new Intl.Collator(locale, { numeric: true });
    /** @type {(a: string, b: string) => number} */
    const inOrder = (a, b) => (own ? known.indexOf(a) - known.indexOf(b) : collator.compare(a, b));
    const largest = Array.from({ length: data.size }, (_, i) => i + 1).sort((a, b) => land[b] - land[a] || a - b);
    const apart = largest.slice(0, own ? data.size : palette.categories.length).map((code) => ({ code, text: data.distinct(code) })).sort((a, b) => inOrder(a.text, b.text));
    const places = new Uint8Array(data.size + 1).fill(apart.length);
    apart.forEach(({ code }, place) => {
      places[code] = place;
    });
    places[0] = NO_CLASS;
    const labels = apart.map(({ text }) => text);
    const colors = labels.map((text, i) => (own && own[text]) || palette.categories[i % palette.categories.length]);
    if (data.size > apart.length) {
      labels.push(other);
      colors.push(palette.other);
    }
    return { title: heading, labels, colors, codes: Uint8Array.from(data.codes, (code) => places[code]) };
  }

  /**
   * Sets the classes of the ledger to those of a column.
   * @param {Ledger} ledger
   * @param {Column} column
   * @param {{ scheme: string, classes: number, cuts: string }} wish
   */
  function recolour(ledger, column, wish) {
    const { labels, colors, codes, title } = hasRanges(column) ? ranges(ledger, column, wish) : ofTexts(ledger, /** @type {TextsColumn} */ (column));
    if (codes.includes(NO_CLASS)) {
      codes.forEach((code, row) => {
        if (code === NO_CLASS) codes[row] = labels.length;
      });
      labels.push(ledger.head.words.nothing);
      colors.push(ledger.head.palette.missing);
    }
    const items = labels.map((label, i) => ({ label, color: colors[i], parcels: "0", area: "0" }));
    ledger.recolour({ by: column.name, title, items }, codes);
  }

  /* The choice of the column above the legend, and of the ranges of its numbers. */
  parkland.colouring = (ledger) => {
    const { head: { classes: drawn, words } } = ledger;
    let own = { ...drawn }; // as the map was drawn, or as a notebook coloured it
    let codes = ledger.classes;
    let byHand = false;
    const box = parkland.element("div", "pk-colouring");
    /**
     * @param {string} label
     * @param {[string, string][]} options
     */
    const choice = (label, options) => {
      const line = box.appendChild(parkland.element("label", "", label));
      const select = line.appendChild(parkland.element("select"));
      for (const [value, text] of options) {
        const option = select.appendChild(parkland.element("option", "", text));
        option.value = value;
      }
      select.addEventListener("change", () => show());
      return select;
    };
    const columns = ledger.columns.filter(({ name }) => name !== "parcel_id" && name !== "name");
    const by = choice(words.colour_by, [["", parkland.fill(words.as_drawn, { title: drawn.title })], ...columns.map(({ name, heading }) => /** @type {[string, string]} */ ([name, heading]))]);
    const scheme = choice(words.scheme, [...Object.keys(SCHEMES), "own"].map((name) => [name, parkland.wording(words, `scheme_${name}`)]));
    const number = choice(words.classes, [2, 3, 4, 5, 6, 7, 8, 9, 10].map((k) => [String(k), String(k)]));
    const field = box.appendChild(parkland.element("input"));
    Object.assign(field, { type: "text", placeholder: words.own_cuts });
    field.setAttribute("aria-label", words.own_cuts);
    field.addEventListener("change", () => show());
    const hint = box.appendChild(parkland.element("p", "", words.range_hint));
    number.value = String(drawn.classes || 5);
    if (drawn.scheme) scheme.value = drawn.cuts && drawn.cuts.length ? "own" : drawn.scheme;
    if (drawn.cuts) field.value = drawn.cuts.join(", ");
    if (drawn.column && columns.some(({ name }) => name === drawn.column)) by.value = drawn.column;

    const arrange = () => {
      const column = ledger.column(by.value);
      const inRanges = Boolean(column && hasRanges(column));
      const isOwn = scheme.value === "own";
      for (const [node, shown] of /** @type {[HTMLElement, boolean][]} */ ([[scheme, inRanges], [number, inRanges && !isOwn]])) {
        const line = node.closest("label");
        if (line) line.hidden = !shown;
      }
      field.hidden = !inRanges || !isOwn;
      hint.hidden = !inRanges;
      return column;
    };

    const show = () => {
      const column = arrange();
      byHand = true;
      if (column) recolour(ledger, column, { scheme: scheme.value, classes: Number(number.value), cuts: field.value });
      else ledger.recolour(own, codes);
      byHand = false;
    };

    ledger.listen("classes", () => {
      if (byHand) return;
      own = { ...ledger.head.classes };
      codes = ledger.classes;
      by.value = "";
      by.options[0].textContent = parkland.fill(words.as_drawn, { title: own.title });
      arrange();
    });
    arrange();
    return box;
  };
})();

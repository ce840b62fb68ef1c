/* A page that a notebook drives: it gets its block from there, does what it is told, and tells what the user did.
   The notebook's own script, parcel_map.js, talks to `window.parklandDriven`, and to nothing else of the page. */
"use strict";

(() => {
  /** @type {(bytes: Uint8Array<ArrayBuffer>) => void} */
  let give = () => {};
  /** @type {Promise<Uint8Array<ArrayBuffer>>} */
  const given = new Promise((resolve) => {
    give = resolve;
  });
  parkland.packedBlock = () => given;

  /**
   * @param {Uint8Array} bits
   * @param {number} place
   */
  const has = (bits, place) => (bits[place >> 3] >> (place & 7)) & 1;

  /**
   * One bit for each parcel, in the order of the tables of Python.
   * @param {Ledger} ledger
   * @param {(row: number) => unknown} marked
   */
  function bitsOf({ size, order }, marked) {
    const bits = new Uint8Array(Math.ceil(size / 8));
    for (let row = 0; row < size; row++) if (marked(row)) bits[order[row] >> 3] |= 1 << (order[row] & 7);
    return bits;
  }

  const BITS = new Set(["_picked", "_only", "_legend", "_fit"]); // compared otherwise

  /** @type {(one: Uint8Array, other: Uint8Array) => boolean} */
  const same = (one, other) => one.length === other.length && one.every((octet, i) => octet === other[i]);

  /**
   * What a notebook can set, and what it hears of.
   * @param {L.Map} map
   * @param {Ledger} ledger
   * @param {(name: string, value: unknown) => void} tell
   */
  function driver(map, ledger, tell) {
    const { head } = ledger;
    const drawn = { classes: head.classes, codes: ledger.classes };
    const flagNames = head.flags.map(({ name }) => name);
    /** @type {Record<string, string>} */
    const told = {}; // as it was told or set last, so that nothing goes round in circles
    /** @type {boolean} */
    let isRestricted = false; // by the notebook
    let isArranging = true; // until the page is as the notebook wants it, it tells nothing
    /** @type {Uint8Array} */
    let picked = bitsOf(ledger, () => false);
    /** @type {Uint8Array} */
    let shown = new Uint8Array(0); // nothing is told yet

    /**
     * @param {string} name
     * @param {unknown} value
     */
    const report = (name, value) => {
      if (isArranging) return;
      const text = JSON.stringify(value);
      if (told[name] === text) return;
      told[name] = text;
      tell(name, value);
    };

    const tellPicked = () => {
      const bits = bitsOf(ledger, (row) => ledger.picked[row] && ledger.shown[row]);
      if (isArranging || same(bits, picked)) return;
      picked = bits;
      tell("_picked", bits);
    };

    const tellShown = () => {
      const bits = bitsOf(ledger, (row) => ledger.shown[row]);
      if (!isArranging && !same(bits, shown)) tell("_shown", (shown = bits));
      /** @type {(axis: Axis, labels: string[], on: number) => string[]} */
      const named = (axis, labels, on) => labels.filter((_, i) => ledger.on[axis][i] === on);
      const classes = head.classes.items.map(({ label }) => label);
      report("_classes", classes);
      report("hidden_classes", named("class", classes, 0));
      report("hidden_layers", named("layer", head.layers.map(({ label }) => label), 0));
      report("flags", named("flag", flagNames, 1));
      if (ledger.periods) report("_day", ledger.periods.day);
      if (isRestricted && !ledger.only && !isArranging) {
        isRestricted = false;
        tell("_only", null);
      }
      tellPicked();
    };

    /**
     * Whether the map is where it was sent: of two places where it is displayed, one would send the other on and on.
     * @param {string} [center]
     */
    const isNear = (center) => {
      if (!center || center === "null") return false;
      const [lat, lng] = JSON.parse(center);
      return map.latLngToContainerPoint(head.display.shown({ lat, lng })).distanceTo(map.getSize().divideBy(2)) < 1.5;
    };

    const tellView = () => {
      const { lat, lng } = head.display.back(map.getCenter());
      const corners = [map.getBounds().getSouthWest(), map.getBounds().getNorthEast()].map(head.display.back);
      if (!isNear(told.center)) report("center", [lat, lng].map((part) => Number(part.toFixed(7))));
      report("zoom", Number(map.getZoom().toFixed(7)));
      report("bounds", corners.map((corner) => [corner.lat, corner.lng].map((part) => Number(part.toFixed(7)))));
    };

    /**
     * Waits until the map has a size: a cell that is not in sight has none.
     * @param {() => void} act
     */
    const whenSized = (act) => {
      map.invalidateSize(false);
      if (map.getSize().x > 0 && map.getSize().y > 0) act();
      else map.once("resize", act);
    };

    /**
     * @param {Axis} axis
     * @param {boolean[]} off
     */
    const switched = (axis, off) => {
      ledger.on[axis] = Uint8Array.from(off, (isOff) => (isOff ? 0 : 1));
      ledger.refresh();
    };

    const middle = () => {
      const { lat, lng } = head.display.back(map.getCenter());
      return [lat, lng];
    };

    /** @param {number[]} view latitude, longitude and zoom */
    const moved = ([lat, lng, zoom]) => whenSized(() => map.setView(head.display.shown({ lat, lng }), zoom, { animate: false }));

    /** @type {Record<string, (value: any) => void>} */
    const setters = {
      _picked(/** @type {Uint8Array} */ bits) {
        if (same(bits, picked)) return;
        picked = bits;
        ledger.picked.fill(0);
        for (let row = 0; row < ledger.size; row++) ledger.picked[row] = has(bits, ledger.order[row]);
        ledger.notify("picked");
      },
      _only(/** @type {Uint8Array | null} */ bits) {
        isRestricted = Boolean(bits);
        if (bits || ledger.only) ledger.restrict(bits ? Uint8Array.from({ length: ledger.size }, (_, row) => has(bits, ledger.order[row])) : null);
      },
      hidden_classes: (labels) => switched("class", head.classes.items.map(({ label }) => labels.includes(label))),
      hidden_layers: (labels) => switched("layer", head.layers.map(({ label }) => labels.includes(label))),
      flags: (names) => switched("flag", flagNames.map((name) => !names.includes(name))),
      _day(/** @type {number} */ day) {
        const { periods } = ledger;
        if (!periods || day === null) return;
        const within = Math.max(periods.from - 1, Math.min(periods.to, day));
        if (within !== periods.day) periods.set(within);
      },
      _legend(/** @type {{ classes: Legend, codes: Uint8Array } | null} */ legend) {
        const { classes, codes } = legend || drawn;
        if (ledger.classes !== codes) ledger.recolour({ ...classes }, codes);
      },
      center: (place) => place && moved([...place, map.getZoom()]),
      zoom: (zoom) => zoom !== null && moved([...middle(), zoom]),
      _fit(/** @type {{ rows: Uint8Array } | null} */ wish) {
        if (!wish) return;
        const bits = wish.rows;
        const rows = Array.from({ length: ledger.size }, (_, row) => row).filter((row) => has(bits, ledger.order[row]));
        const corners = ledger.shapes.bounds(rows);
        if (corners) whenSized(() => map.fitBounds(corners, { ...parkland.padding(panelBox()), maxZoom: 19, animate: false }));
      },
    };

    const panelBox = () => /** @type {HTMLElement} */ (document.querySelector(".pk-panel"));

    ledger.listen("shown", tellShown);
    ledger.listen("picked", tellPicked);
    map.on("moveend", () => map.getSize().x && tellView());
    ledger.listen("clicked", () => tell("_clicked", ledger.clicked < 0 ? -1 : ledger.order[ledger.clicked]));

    return {
      /**
       * @param {string} name
       * @param {unknown} value
       */
      set(name, value) {
        const text = BITS.has(name) ? "" : JSON.stringify(value);
        if (text && told[name] === text) return;
        told[name] = text;
        setters[name](value);
      },
      tellAll() {
        isArranging = false;
        tellShown();
        if (map.getSize().x) tellView();
      },
      resized: () => map.invalidateSize(false),
      size: ledger.size,
    };
  }

  /* The wheel scrolls the notebook, and zooms the map only while somebody works in it. */
  const tameWheel = (/** @type {L.Map} */ map) => {
    map.scrollWheelZoom.disable();
    window.addEventListener("pointerdown", () => map.scrollWheelZoom.enable());
    window.addEventListener("blur", () => map.scrollWheelZoom.disable());
  };

  window.parklandDriven = {
    give,
    async start(tell) {
      const open = await parkland.ready;
      if (!open) return null;
      tameWheel(open.map);
      return driver(open.map, open.ledger, tell);
    },
    theme(dark) {
      document.documentElement.dataset.theme = dark ? "dark" : "light";
    },
  };

  // A link to a parcel leads to an address, which a map in a notebook does not have.
  document.addEventListener("click", (event) => {
    if (parkland.isIn(event, "a.pk-link")) event.preventDefault();
  }, true);
})();

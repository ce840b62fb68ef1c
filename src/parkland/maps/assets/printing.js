/* Prints the page: A4 to A1, landscape or portrait, in colour or in patterns.
   The map gets the size of the sheet before the browser prints and its own size afterwards, so the button
   and the menu of the browser print the same. */
"use strict";

(() => {
  const MARGIN = 8; // millimetres
  /** @type {Record<SheetName, [number, number]>} */
  const SHEETS = { A4: [297, 210], A3: [420, 297], A2: [594, 420], A1: [841, 594] }; // millimetres, landscape
  const PER_MM = 96 / 25.4;
  const FONTS = [11, 22]; // pixels of the page: the least and the largest type of the panel
  const SIDE_EM = 26, SIDE_SHARE = 0.27; // the width of a panel beside the map, and the most of the sheet that it takes

  parkland.printing = (map, head, ledger, panel, mono) => {
    const bounds = () => {
      /** @type {number[]} */
      const rows = [];
      for (let row = 0; row < ledger.size; row++) if (ledger.shown[row]) rows.push(row);
      return ledger.shapes.bounds(rows);
    };
    const draw = () => {
      parkland.queue.flush();
      const clear = [parkland.paperLayers(map), names(map, ledger, panel)];
      return () => clear.forEach((act) => act());
    };
    return parkland.sheetPrinting(map, head, { bounds, draw }, panel, mono);
  };

  parkland.sheetPrinting = (map, head, content, panel, mono) => {
    /** @type {{ name: SheetName, upright: boolean }} */
    let sheet = { name: "A4", upright: false };
    /** @type {{ bounds: L.LatLngBounds, center: L.LatLng, zoom: number, snap: number | undefined, style: string | null, open: boolean, clear: () => void } | null} */
    let before = null; // how the page was, while it is being printed
    const rule = new CSSStyleSheet();
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, rule];

    /** @param {typeof sheet} chosen */
    const choose = (chosen) => {
      sheet = chosen;
      const [wide, high] = sides(chosen);
      rule.replaceSync(`@page { size: ${wide}mm ${high}mm; margin: ${MARGIN}mm; }`);
    };
    choose(sheet);

    /* Gives the map the size of the sheet. */
    const begin = () => {
      const [wide, high] = sides(sheet).map((side) => Math.floor((side - 2 * MARGIN) * PER_MM) - 1);
      const frame = map.getContainer();
      before = { bounds: wanted(map, content.bounds(), panel), center: map.getCenter(), zoom: map.getZoom(), snap: map.options.zoomSnap, style: frame.getAttribute("style"), open: panel.fold.open, clear: () => {} };
      map.closePopup();
      panel.fold.open = true;
      map.options.zoomSnap = 0; // the map fills the sheet
      document.documentElement.classList.add("pk-printing");
      Object.assign(frame.style, { position: "relative", left: "0", top: "0", width: `${wide}px`, height: `${high}px` });
      map.invalidateSize({ animate: false, pan: false });
      map.fitBounds(before.bounds, { animate: false, ...arrange(map, panel.box, before.bounds, wide, high) });
      return before;
    };

    window.addEventListener("beforeprint", () => {
      if (!before) begin().clear = content.draw();
    });

    const end = () => {
      if (!before) return;
      before.clear();
      document.documentElement.classList.remove("pk-printing", "pk-panel-below");
      map.getContainer().setAttribute("style", before.style || "");
      panel.box.style.fontSize = "";
      panel.fold.open = before.open;
      map.options.zoomSnap = before.snap;
      map.invalidateSize({ animate: false, pan: false });
      map.setView(before.center, before.zoom, { animate: false });
      parkland.repaintAll();
      before = null;
    };
    window.addEventListener("afterprint", end);

    return dialog(head.words, async (chosen, patterned) => {
      choose(chosen);
      mono(patterned);
      if (content.ready) {
        const sized = begin();
        await content.ready();
        sized.clear = content.draw();
      }
      window.print();
    });
  };

  /**
   * Width and height of a sheet in millimetres.
   * @param {{ name: SheetName, upright: boolean }} sheet
   * @returns {number[]}
   */
  const sides = ({ name, upright }) => (upright ? [...SHEETS[name]].reverse() : [...SHEETS[name]]);

  /**
   * Adds the names of the parcels and, behind the map, the index of those that bear a serial number.
   * The panel tells how many parcels have no name on the map.
   * @param {L.Map} map
   * @param {Ledger} ledger
   * @param {Panel} panel
   */
  function names(map, ledger, panel) {
    const { sheet, mark, index, missing } = parkland.paperLabels(map, ledger);
    L.DomUtil.setPosition(/** @type {HTMLElement} */ (/** @type {unknown} */ (sheet)), map.containerPointToLayerPoint([0, 0]));
    const pane = map.getPane("pk-labels");
    if (pane) pane.append(sheet);
    /** @type {Element[]} */
    const added = [sheet];
    if (missing) added.push(panel.box.appendChild(parkland.element("p", "pk-notice", parkland.fill(ledger.head.words.index_missing, { number: parkland.count(missing) }))));
    if (index.length) added.push(document.body.appendChild(indexPages(ledger, index, mark)));
    return () => added.forEach((node) => node.remove());
  }

  /**
   * The index: serial number, name, area and class of each parcel that bears no number on the map.
   * @param {Ledger} ledger
   * @param {number[]} rows
   * @param {string} mark before each serial number
   */
  function indexPages(ledger, rows, mark) {
    const { words, classes } = ledger.head;
    const box = parkland.element("section", "pk-index");
    box.append(parkland.element("h1", "", words.index_title));
    const table = box.appendChild(parkland.element("div", "pk-index-rows")).appendChild(parkland.element("table"));
    const heads = table.createTHead().insertRow();
    for (const text of [words.index_serial, words.index_name, words.area, classes.title]) heads.append(parkland.element("th", "", text));
    const body = table.createTBody();
    rows.forEach((row, i) => {
      const line = body.insertRow();
      const area = parkland.decimal(ledger.areas[row], ledger.head.digits);
      for (const text of [`${mark}${i + 1}`, ledger.title(row), area, parkland.classText(ledger, row)]) line.insertCell().textContent = text;
    });
    return box;
  }

  /**
   * What is to be printed: all shown parcels if all are in sight, else what is in sight.
   * @param {L.Map} map
   * @param {Corners | null} whole
   * @param {Panel} panel
   */
  function wanted(map, whole, panel) {
    const seen = inSight(map, panel);
    return whole && seen.contains(L.latLngBounds(whole)) ? L.latLngBounds(whole) : seen;
  }

  /**
   * The part of the map that no control covers.
   * @param {L.Map} map
   * @param {Panel} panel
   */
  function inSight(map, panel) {
    const { paddingTopLeft, paddingBottomRight } = parkland.padding(panel.box);
    const corner = map.getSize().subtract(paddingBottomRight);
    return L.latLngBounds(map.containerPointToLatLng(paddingTopLeft), map.containerPointToLatLng(corner));
  }

  /**
   * Puts the panel beside the map or below it, in the largest type that leaves the map the most room.
   * Returns what the panel covers.
   * @param {L.Map} map
   * @param {HTMLElement} panel
   * @param {L.LatLngBounds} bounds
   * @param {number} wide
   * @param {number} high
   */
  function arrange(map, panel, bounds, wide, high) {
    const page = document.documentElement;
    const [least, largest] = FONTS;
    /** @param {Padding} padding */
    const zoom = ({ paddingTopLeft, paddingBottomRight }) => map.getBoundsZoom(bounds, false, L.point(paddingTopLeft).add(paddingBottomRight));
    const beside = () => {
      page.classList.remove("pk-panel-below");
      for (let size = Math.min(largest, Math.max(least, (wide * SIDE_SHARE) / SIDE_EM)); size > 6; size -= 0.5) {
        panel.style.fontSize = `${size}px`;
        if (panel.offsetHeight <= high) break;
      }
      return parkland.paperPadding(panel);
    };
    const below = () => {
      page.classList.add("pk-panel-below");
      panel.style.fontSize = `${Math.min(largest, Math.max(least, wide / 95))}px`;
      panel.style.setProperty("--pk-columns", String(Math.max(2, Math.floor(wide / (parseFloat(panel.style.fontSize) * 27)))));
      page.style.setProperty("--pk-below", `${panel.offsetHeight}px`);
      return { paddingTopLeft: /** @type {Corner} */ ([8, 8]), paddingBottomRight: /** @type {Corner} */ ([8, panel.offsetHeight + 40]) };
    };
    const side = beside(), sideZoom = zoom(side), bottom = below();
    return zoom(bottom) > sideZoom ? bottom : beside();
  }

  /**
   * Makes the dialog that asks for sheet and colours.
   * @param {Words} words
   * @param {(sheet: { name: SheetName, upright: boolean }, patterned: boolean) => void} print
   */
  function dialog(words, print) {
    const box = document.body.appendChild(parkland.element("dialog", "pk-dialog"));
    const form = box.appendChild(parkland.element("form"));
    form.method = "dialog";
    form.append(parkland.element("h2", "", words.tool_print));
    /**
     * @param {string} label
     * @param {[string, string][]} options
     */
    const choice = (label, options) => {
      const line = form.appendChild(parkland.element("label", "", label));
      const select = line.appendChild(parkland.element("select"));
      for (const [value, text] of options) {
        const option = select.appendChild(parkland.element("option", "", text));
        option.value = value;
      }
      return select;
    };
    const sheet = choice(words.sheet, Object.keys(SHEETS).map((name) => [name, name]));
    const turned = choice(words.orientation, [["", words.landscape], ["portrait", words.portrait]]);
    const colours = choice(words.colours, [["", words.in_colour], ["mono", words.in_patterns]]);
    const line = form.appendChild(parkland.element("p"));
    /**
     * @param {string} text
     * @param {() => void} act
     */
    const button = (text, act) => {
      const node = line.appendChild(parkland.button("", null, null, act));
      node.textContent = text;
    };
    button(words.cancel, () => box.close());
    button(words.tool_print, () => {
      box.close();
      print({ name: /** @type {SheetName} */ (sheet.value), upright: turned.value === "portrait" }, colours.value === "mono");
    });
    const open = () => {
      colours.value = parkland.patterns.size ? "mono" : ""; // as the map is now
      box.showModal();
    };
    return { open, sheet, colours };
  }
})();

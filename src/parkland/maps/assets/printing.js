/* Prints the page: A4 or A3 landscape, in colour or in patterns.
   The map gets the size of the sheet before the browser prints and its own size afterwards, so the button
   and the menu of the browser print the same. */
"use strict";

(() => {
  const MARGIN = 8; // millimetres
  const SHEETS = { A4: [297, 210], A3: [420, 297] }; // millimetres
  const PER_MM = 96 / 25.4;
  const SHARP = 2.5; // pixels of a canvas to one of the page: about 240 to the inch

  parkland.printing = (map, head, panel, mono) => {
    /** @type {keyof typeof SHEETS} */
    let sheet = "A4";
    /** @type {{ bounds: L.LatLngBounds, center: L.LatLng, zoom: number, style: string | null, open: boolean } | null} */
    let before = null; // how the page was, while it is being printed
    const rule = new CSSStyleSheet();
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, rule];

    /** @param {keyof typeof SHEETS} name */
    const choose = (name) => {
      sheet = name;
      rule.replaceSync(`@page { size: ${name} landscape; margin: ${MARGIN}mm; }`);
    };
    choose(sheet);

    window.addEventListener("beforeprint", () => {
      if (before) return;
      const [wide, high] = SHEETS[sheet].map((side) => Math.floor((side - 2 * MARGIN) * PER_MM) - 1);
      const frame = map.getContainer();
      before = { bounds: inSight(map, panel), center: map.getCenter(), zoom: map.getZoom(), style: frame.getAttribute("style"), open: panel.fold.open };
      map.closePopup();
      panel.fold.open = true;
      document.documentElement.classList.add("pk-printing");
      Object.assign(frame.style, { position: "absolute", left: "0", top: "0", width: `${wide}px`, height: `${high}px` });
      parkland.printSharpness = SHARP;
      fitPanel(panel.box, high);
      map.invalidateSize({ animate: false, pan: false });
      map.fitBounds(before.bounds, { animate: false, ...parkland.paperPadding(panel.box) });
      parkland.queue.flush();
    });

    window.addEventListener("afterprint", () => {
      if (!before) return;
      document.documentElement.classList.remove("pk-printing");
      map.getContainer().setAttribute("style", before.style || "");
      panel.box.style.fontSize = "";
      panel.fold.open = before.open;
      parkland.printSharpness = 0;
      map.invalidateSize({ animate: false, pan: false });
      map.setView(before.center, before.zoom, { animate: false });
      parkland.repaintAll();
      before = null;
    });

    return dialog(head.words, (name, patterned) => {
      choose(name);
      mono(patterned);
      window.print();
    });
  };

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
   * Reduces the font of a long legend until it fits on the sheet.
   * @param {HTMLElement} panel
   * @param {number} high
   */
  function fitPanel(panel, high) {
    for (let size = 12; size > 6; size -= 0.5) {
      panel.style.fontSize = `${size}px`;
      if (panel.offsetHeight <= high) return;
    }
  }

  /**
   * Makes the dialog that asks for sheet and colours.
   * @param {Words} words
   * @param {(sheet: keyof typeof SHEETS, patterned: boolean) => void} print
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
    const sheet = choice(words.sheet, [["A4", words.a4], ["A3", words.a3]]);
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
      print(sheet.value === "A3" ? "A3" : "A4", colours.value === "mono");
    });
    const open = () => {
      colours.value = parkland.patterns.size ? "mono" : ""; // as the map is now
      box.showModal();
    };
    return { open, sheet, colours };
  }
})();

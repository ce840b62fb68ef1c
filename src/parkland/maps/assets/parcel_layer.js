/* The layer of parcels. It starts everything on the page that shows parcels. */
"use strict";

(() => {
  const FILL = 0.8;
  const FILL_OVER_TILES = 0.5; // so that the tiles can be seen
  const OUTLINE = { r: 45, g: 45, b: 45, alpha: 0.85, width: 0.9 };

  /** @param {string} id */
  const elementOf = (id) => {
    const found = document.getElementById(id);
    if (!found) throw new Error(`the page has no element ${id}`);
    return found;
  };

  /* Returns a layer group at once; its parcels are added when the block is unpacked. */
  parkland.layer = (map, id) => {
    /** @type {PageHead} */
    const content = JSON.parse(elementOf(id).textContent || "");
    const head = { ...content, display: { back: content.shift === "gcj02" ? parkland.fromGcj02 : (/** @type {Place} */ place) => place } };
    document.documentElement.lang = head.words.locale;
    const group = L.layerGroup();
    const panel = new parkland.Panel(head);
    const control = new L.Control({ position: "topright" });
    control.onAdd = () => panel.box;
    control.addTo(map);
    map.attributionControl.setPrefix(false);
    parkland.scaleAndCoordinates(map, head);
    if (head.bounds) map.fitBounds(head.bounds, { ...parkland.padding(panel.box), maxZoom: 19 });
    parkland.ready = open(map, head, id, group, panel);
    return group;
  };

  /**
   * @param {L.Map} map
   * @param {Head} head
   * @param {string} id
   * @param {L.LayerGroup} group
   * @param {Panel} panel
   */
  async function open(map, head, id, group, panel) {
    if (typeof DecompressionStream === "undefined") {
      panel.say(head.words.too_old);
      return null;
    }
    const block = elementOf(`${id}_block`);
    const text = block.textContent || "";
    block.remove(); // so that the browser can free it
    const bytes = await parkland.unpack(text);
    const ledger = new parkland.Ledger(head, bytes);
    const [painted, marked] = [parcels(map, ledger), marks(map, ledger)];
    parkland.pane(map, "pk-labels", 395);
    const labels = new parkland.Labels(ledger);
    group.addLayer(painted).addLayer(marked).addLayer(labels);
    ledger.listen("shown inks", () => painted.repaint());
    ledger.listen("shown picked", () => marked.repaint());
    parkland.repaintAll = () => {
      for (const layer of [painted, marked]) layer.repaint();
      labels.draw();
    };
    const faults = new parkland.FaultLayers(map, ledger, bytes);
    ledger.faults = faults;
    tools(map, ledger, group, panel);
    panel.section("trouble", head.words.trouble, faults.kinds, map);
    panel.section("context", head.words.context, parkland.layersBelow(map, head, bytes), map);
    if (head.shift) panel.say(head.words.shifted);
    panel.attach(ledger, map);
    await new Promise((resolve) => (painted._loading ? painted.once("load", resolve) : resolve(null)));
    document.documentElement.dataset.ready = "true";
    return { ledger, painted, panel };
  }

  /**
   * @param {L.Map} map
   * @param {Ledger} ledger
   * @param {L.LayerGroup} group
   * @param {Panel} panel
   */
  function tools(map, ledger, group, panel) {
    const toolbar = new parkland.Toolbar(map, ledger.head.words);
    toolbar.group([["home", () => map.fitBounds(ledger.head.bounds || map.getBounds(), parkland.padding(panel.box))]]);
    const table = new parkland.ParcelTable(map, ledger, (row, options) => parkland.go(row, options));
    parkland.mouseOver(map, ledger, group, panel, toolbar);
    parkland.selection(map, ledger, toolbar, () => table.open("picked"));
    parkland.measure(map, ledger.head, toolbar);
    toolbar.group([["table", () => (table.box.hidden ? table.open("shown") : table.close())]]);
    if (ledger.periods) parkland.daySlider(map, ledger, toolbar);
    output(map, ledger, panel, toolbar);
    panel.box.insertBefore(parkland.searchBox(ledger, parkland.go), panel.fold);
    parkland.parcelLinks(ledger, parkland.go);
    parkland.escapeKey(map, toolbar, table);
  }

  /**
   * Adds the buttons for printing, the picture, patterns and the full screen.
   * @param {L.Map} map
   * @param {Ledger} ledger
   * @param {Panel} panel
   * @param {Toolbar} toolbar
   */
  function output(map, ledger, panel, toolbar) {
    const { head } = ledger;
    /** @param {boolean} on */
    const mono = (on) => {
      parkland.setPatterns(head, on);
      toolbar.press("contrast", on);
      ledger.notify("inks");
    };
    const paper = parkland.printing(map, head, ledger, panel, mono);
    const picture = async () => parkland.save(`${head.words.title}.png`, "image/png", await parkland.pngPicture(map, head, panel));
    toolbar.group([
      ["print", () => paper.open()],
      ["picture", picture],
      ["contrast", () => mono(!parkland.patterns.size)],
      ["fullscreen", parkland.fullscreen],
    ], "pk-output");
  }

  /* Replaces the colours by patterns, or restores them. */
  parkland.setPatterns = (head, on) => {
    parkland.patterns.clear();
    if (on) {
      head.classes.items.forEach(({ color }, i) => {
        const shade = 40 + 70 * (Math.floor(i / parkland.hatches.length) % 2);
        parkland.patterns.set(color, { r: shade, g: shade, b: shade, alpha: 1, hatch: parkland.hatches[i % parkland.hatches.length] });
      });
    }
    for (const box of document.querySelectorAll("canvas.pk-swatch")) parkland.paintSwatch(/** @type {HTMLCanvasElement} */ (box));
  };

  /* Escape deactivates the tool, else closes the popup, else the table. */
  parkland.escapeKey = (map, toolbar, table) => {
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      if (toolbar.inHand) toolbar.drop();
      else if (map.getContainer().querySelector(".leaflet-popup")) map.closePopup();
      else table.close();
    });
  };

  /**
   * @param {L.Map} map
   * @param {Ledger} ledger
   */
  function parcels(map, ledger) {
    parkland.pane(map, "pk-parcels", 380);
    const { classes: { items }, base, image } = ledger.head;
    const alpha = base || image ? FILL_OVER_TILES : FILL;
    const inks = items.map(({ color }) => {
      const [r, g, b] = parkland.rgb(color);
      return { r, g, b, alpha };
    });
    return new parkland.ShapeLayer({
      shapes: ledger.shapes,
      ink: (row) => {
        const item = items[ledger.classes[row]];
        return parkland.patterns.get(item.color) || inks[ledger.classes[row]];
      },
      pen: () => OUTLINE,
      shown: (row) => Boolean(ledger.shown[row]),
      marksPoints: true,
      pane: "pk-parcels",
      className: "pk-parcels",
    });
  }

  /**
   * The layer that draws selected parcels once more, above the others.
   * @param {L.Map} map
   * @param {Ledger} ledger
   */
  function marks(map, ledger) {
    parkland.pane(map, "pk-marks", 390);
    return new parkland.ShapeLayer({
      shapes: ledger.shapes,
      ink: () => ({ r: 11, g: 87, b: 208, alpha: 0.16 }),
      pen: () => ({ r: 11, g: 87, b: 208, alpha: 1, width: 2.6, always: true }),
      shown: (row) => Boolean(ledger.picked[row] && ledger.shown[row]),
      marksPoints: true,
      pane: "pk-marks",
      className: "pk-marks",
    });
  }

  /* Adds a pane that does not catch the mouse. */
  parkland.pane = (map, name, place) => {
    const node = map.createPane(name);
    node.style.zIndex = String(place);
    node.style.pointerEvents = "none";
  };

  /* How much of the map the controls cover. The panel lies at the top on a phone and at the right elsewhere. */
  parkland.padding = (panel) => {
    const drawer = document.querySelector(".pk-drawer:not([hidden])");
    const bottom = drawer instanceof HTMLElement ? drawer.offsetHeight : 0;
    return parkland.narrowScreen.matches
      ? { paddingTopLeft: [10, panel.offsetHeight + 20], paddingBottomRight: [10, bottom + 40] }
      : { paddingTopLeft: [54, 20], paddingBottomRight: [panel.offsetWidth + 30, bottom + 20] };
  };

  /* How much of the map the panel covers on paper, where there are no buttons. */
  parkland.paperPadding = (panel) => ({ paddingTopLeft: [8, 8], paddingBottomRight: [panel.offsetWidth + 16, 8] });

  /* Options of a popup that the controls do not cover, so that it can be read and closed. */
  parkland.popupRoom = (map, panel) => {
    const { paddingTopLeft, paddingBottomRight } = parkland.padding(panel);
    const maxWidth = Math.min(380, map.getSize().x - paddingTopLeft[0] - paddingBottomRight[0] - 46);
    return { maxWidth, minWidth: Math.min(240, maxWidth), autoPanPaddingTopLeft: paddingTopLeft, autoPanPaddingBottomRight: paddingBottomRight };
  };
})();

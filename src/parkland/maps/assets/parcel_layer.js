/* The layer of parcels. It starts everything on the page that shows parcels. */
"use strict";

(() => {
  const BUTTONS = 156; // pixels: the height of the buttons of a phone
  const FILL_OVER_TILES = 0.5; // so that the tiles can be seen
  const WHITE = { r: 255, g: 255, b: 255, alpha: 1 };
  /** @type {Parkland["look"][]} */
  const LOOKS = ["colour", "both", "mono"];
  parkland.GROUND = "#f7f6f2"; // as in parkland.css
  parkland.opacity = 0.8;
  parkland.outline = { r: 45, g: 45, b: 45, alpha: 0.85, width: 0.9 };
  parkland.look = "colour";

  /** @param {string} id */
  const elementOf = (id) => {
    const found = document.getElementById(id);
    if (!found) throw new Error(`the page has no element ${id}`);
    return found;
  };

  /* Returns the block that stands in the page; a page that a notebook drives gets it from there. */
  parkland.packedBlock = async (id) => {
    const block = elementOf(`${id}_block`);
    const text = block.textContent || "";
    block.remove(); // so that the browser can free it
    return parkland.fromBase64(text);
  };

  /* Returns a layer group at once; its parcels are added when the block is unpacked. */
  parkland.layer = (map, id) => {
    /** @type {PageHead} */
    const content = JSON.parse(elementOf(id).textContent || "");
    const isMoved = content.shift === "gcj02";
    /** @type {(place: Place) => Place} */
    const same = (place) => place;
    const head = { ...content, display: { back: isMoved ? parkland.fromGcj02 : same, shown: isMoved ? parkland.toGcj02 : same } };
    document.documentElement.lang = head.words.locale;
    parkland.marks = { decimal: head.words.decimal_mark, group: head.words.group_mark };
    const group = L.layerGroup();
    if (head.base || head.images.length || head.tiles.length) parkland.opacity = FILL_OVER_TILES;
    const panel = new parkland.Panel(head);
    const control = new L.Control({ position: "topright" });
    control.onAdd = () => panel.box;
    control.addTo(map);
    map.attributionControl.setPrefix(false);
    nameZoomButtons(map, head.words);
    parkland.scaleAndCoordinates(map, head);
    if (head.bounds) map.fitBounds(head.bounds, { ...parkland.padding(panel.box), maxZoom: 19 });
    parkland.ready = open(map, head, id, group, panel);
    tellOfHosts(panel, head.words);
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
    const bytes = await parkland.unpack(await parkland.packedBlock(id));
    const ledger = new parkland.Ledger(head, bytes);
    const [painted, marked] = [parcels(map, ledger), marks(map, ledger)];
    parkland.pane(map, "pk-labels", 395);
    const labels = new parkland.Labels(ledger);
    group.addLayer(painted).addLayer(marked).addLayer(labels);
    ledger.listen("shown inks", () => painted.repaint());
    ledger.listen("shown picked", () => marked.repaint());
    parkland.repaintAll = () => {
      map.eachLayer((layer) => {
        if ("repaint" in layer && layer.repaint instanceof Function) layer.repaint();
      });
      labels.draw();
    };
    const faults = new parkland.FaultLayers(map, ledger, bytes);
    ledger.faults = faults;
    if (head.assets) ledger.assets = new parkland.AssetLayers(map, ledger, head.assets, bytes);
    tools(map, ledger, group, panel);
    if (ledger.assets) panel.besides(ledger.assets.section(), Boolean(head.assets && head.assets.recolours));
    panel.section("trouble", head.words.trouble, faults.kinds, map);
    panel.section("context", head.words.context, parkland.layersBelow(map, head, bytes), map);
    parkland.changeViews(map, ledger, bytes, panel, labels);
    if (head.shift) panel.say(head.words.shifted);
    panel.attach(ledger, map);
    panel.classes.before(parkland.colouring(ledger));
    ledger.listen("classes", () => {
      panel.rebuild();
      parkland.setLook(head, parkland.look);
      ledger.notify("inks");
    });
    await new Promise((resolve) => (painted._loading ? painted.once("load", resolve) : resolve(null)));
    document.documentElement.dataset.ready = "true";
    return { map, ledger, painted, panel };
  }

  /**
   * @param {L.Map} map
   * @param {Ledger} ledger
   * @param {L.LayerGroup} group
   * @param {Panel} panel
   */
  function tools(map, ledger, group, panel) {
    const toolbar = new parkland.Toolbar(map, ledger.head.words);
    toolbar.menu.addEventListener("click", () => {
      panel.fold.open = false; // so that it leaves room for the tools
    });
    toolbar.group([["home", () => map.fitBounds(ledger.head.bounds || map.getBounds(), parkland.padding(panel.box))]]);
    const table = new parkland.ParcelTable(map, ledger, (row, options) => parkland.go(row, options));
    parkland.mouseOver(map, ledger, group, panel, toolbar);
    parkland.selection(map, ledger, toolbar, () => {
      table.open("picked");
      table.keepInSight();
    });
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
    /** @param {Parkland["look"]} look */
    const show = (look) => {
      parkland.setLook(head, look);
      toolbar.press("contrast", look !== "colour");
      const name = `${head.words.tool_contrast}${head.words.label_mark}${parkland.wording(head.words, `look_${look}`)}`;
      toolbar.tools.contrast.title = name;
      toolbar.tools.contrast.setAttribute("aria-label", name);
      ledger.notify("inks");
    };
    const paper = parkland.printing(map, head, ledger, panel, (on) => {
      if (on !== (parkland.look === "mono")) show(on ? "mono" : "colour");
    });
    const picture = async () => parkland.save(`${head.words.title}.png`, "image/png", await parkland.pngPicture(map, head, panel));
    toolbar.group([
      ["print", () => paper.open()],
      ["picture", picture],
      ["contrast", () => show(LOOKS[(LOOKS.indexOf(parkland.look) + 1) % LOOKS.length])],
      ["fullscreen", parkland.fullscreen],
    ], "pk-output");
  }

  /**
   * In the colours of the classes, with a pattern over each of them, or in patterns alone.
   * @type {Parkland["setLook"]}
   */
  parkland.setLook = (head, look) => {
    parkland.look = look;
    parkland.patterns.clear();
    if (look !== "colour") {
      head.classes.items.forEach(({ color }, i) => {
        const hatch = parkland.hatches[i % parkland.hatches.length];
        const round = Math.floor(i / parkland.hatches.length) % 2;
        parkland.patterns.set(color, look === "mono" ? { ...gray(40 + 90 * round), alpha: 1, hatch, ground: WHITE } : overColour(color, hatch));
      });
    }
    for (const box of document.querySelectorAll("canvas.pk-swatch")) parkland.paintSwatch(/** @type {HTMLCanvasElement} */ (box));
  };

  /**
   * Names the hosts that an element of folium needs and that do not answer; the rest of the page works without them.
   * @param {Panel} panel
   * @param {Words} words
   */
  function tellOfHosts(panel, words) {
    const hosts = new Set();
    window.addEventListener("error", ({ target }) => {
      const address = target instanceof HTMLScriptElement ? target.src : target instanceof HTMLLinkElement ? target.href : "";
      const { host } = address ? new URL(address) : { host: "" };
      if (!host || hosts.has(host)) return;
      hosts.add(host);
      panel.say(parkland.fill(words.lacking_host, { host }));
    }, true);
  }

  /** @param {number} shade */
  const gray = (shade) => ({ r: shade, g: shade, b: shade });

  /**
   * A colour with a pattern in a darker shade of it or, where it is dark, in a lighter one.
   * @param {string} color
   * @param {Uint8Array} hatch
   */
  function overColour(color, hatch) {
    const [r, g, b] = parkland.rgb(color);
    const alpha = parkland.opacity;
    const isDark = 0.3 * r + 0.59 * g + 0.11 * b < 110;
    /** @param {number} part */
    const shade = (part) => Math.round(isDark ? part + (255 - part) * 0.6 : part * 0.45);
    if (hatch.every(Boolean)) hatch = hatch.map(() => 0); // the plain colour is a pattern here
    return { r: shade(r), g: shade(g), b: shade(b), alpha: Math.min(1, alpha + 0.2), hatch, ground: { r, g, b, alpha } };
  }

  /**
   * Leaflet names its buttons in English.
   * @param {L.Map} map
   * @param {Words} words
   */
  function nameZoomButtons(map, words) {
    for (const [name, text] of [["in", words.zoom_in], ["out", words.zoom_out]]) {
      const button = map.getContainer().querySelector(`.leaflet-control-zoom-${name}`);
      if (button instanceof HTMLElement) button.title = text;
      if (button) button.setAttribute("aria-label", text);
    }
  }

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
    const { head } = ledger;
    /** @type {Ink[]} */
    let inks = []; // of each class
    const mix = () => {
      inks = head.classes.items.map(({ color }) => {
        const [r, g, b] = parkland.rgb(color);
        return parkland.patterns.get(color) || { r, g, b, alpha: parkland.opacity };
      });
    };
    mix();
    ledger.listen("inks", mix);
    return new parkland.ShapeLayer({
      shapes: ledger.shapes,
      ink: (row) => inks[ledger.classes[row]],
      pen: () => parkland.outline,
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
    /** @param {string} selector */
    const high = (selector) => {
      const found = document.querySelector(`${selector}:not([hidden])`);
      return found instanceof HTMLElement ? found.offsetHeight : 0;
    };
    const bar = high(".pk-time");
    const bottom = high(".pk-drawer") + (bar ? bar + 40 : 0);
    return parkland.narrowScreen.matches
      ? { paddingTopLeft: [10, Math.max(panel.offsetHeight, BUTTONS) + 20], paddingBottomRight: [10, bottom + 50] }
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

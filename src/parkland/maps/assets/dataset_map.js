/* The map of a dataset: the overview of all land, and the parcels where few enough of them are in view. */
"use strict";

(() => {
  const FIRST_ZOOM = 18; // of a parcel that is looked for
  const NONE = new Uint8Array(0);
  const LISTED_AT_ONCE = 20000; // selected parcels whose table opens by itself: for more, many files would be read twice

  /** @type {Parkland["openDataset"]} */
  parkland.openDataset = (place, data) => {
    const source = document.getElementById(data);
    /** @type {DatasetHead} */
    const head = JSON.parse((source && source.textContent) || "");
    head.display = { back: (one) => one, shown: (one) => one };
    const { words } = head;
    parkland.marks = { decimal: words.decimal_mark, group: words.group_mark };
    const map = new L.Map(place, { zoomSnap: 0.25, fadeAnimation: false, maxZoom: 20, minZoom: 2 });
    map.attributionControl.setPrefix(false);
    for (const [name, text] of [["in", words.zoom_in], ["out", words.zoom_out]]) {
      const button = map.getContainer().querySelector(`.leaflet-control-zoom-${name}`);
      if (button instanceof HTMLElement) button.title = text;
      if (button) button.setAttribute("aria-label", text);
    }
    const panel = new parkland.Panel(head);
    const control = new L.Control({ position: "topright" });
    control.onAdd = () => panel.box;
    control.addTo(map);
    parkland.scaleAndCoordinates(map, head);
    const state = panel.box.insertBefore(parkland.element("p", "pk-state"), panel.fold);
    const all = head.pieces.sizes.reduce((sum, size) => sum + size, 0);
    state.textContent = words.overview; // takes its room before the map finds its place beside the panel
    state.hidden = all <= head.most.shown;
    map.fitBounds(head.bounds || [[18, 74], [53, 135]], { ...parkland.padding(panel.box), maxZoom: 19 });
    if (typeof DecompressionStream === "undefined") panel.say(words.too_old);
    else start(map, head, panel, state);
    return map;
  };

  /**
   * @param {L.Map} map
   * @param {DatasetHead} head
   * @param {Panel} panel
   * @param {HTMLElement} state
   */
  function start(map, head, panel, state) {
    const { words } = head;
    const lacking = new Set();
    const load = parkland.delivery(head.mark, (name) => {
      if (!lacking.size) panel.say(parkland.fill(words.lacking_file, { name: `${name}.js` }));
      lacking.add(name);
    });
    const figures = new parkland.DatasetFigures(head);
    const pieces = new parkland.Pieces(head, load, figures);
    const overview = new parkland.Overview(head, load);
    const layers = layersOf(map, head, figures, pieces, overview);
    const toolbar = new parkland.Toolbar(map, words);
    toolbar.menu.addEventListener("click", () => {
      panel.fold.open = false;
    });
    toolbar.group([["home", () => map.fitBounds(head.bounds || map.getBounds(), parkland.padding(panel.box))]]);
    const selection = parkland.datasetSelection(map, { head, figures, pieces, panel, toolbar });
    parkland.measure(map, head, toolbar);
    toolbar.group([["table", () => {
      if (table.box.hidden) table.open(layers.isDetail() || !figures.marks.size ? "view" : "picked");
      else table.close();
    }], ["print", () => printer.open()], ["fullscreen", parkland.fullscreen]]);

    /** @type {number[]} */
    let near = []; // the pieces in view
    pieces.kept.needed = (number) => layers.isDetail() && near.includes(number); // the overview needs none

    let turn = 0; // a view that the reader has left is not counted
    const count = () => {
      const own = ++turn, wanted = near;
      figures.view = null;
      if (!layers.isDetail()) return;
      Promise.all(wanted.map((number) => pieces.kept.want(number))).then((found) => {
        const there = found.flatMap((piece) => (piece ? [piece] : []));
        if (own === turn && there.length === found.length) parkland.queue.add(() => steps(own, there));
      });
    };

    /**
     * Adds up the parcels in view, a piece at a time.
     * @param {number} own
     * @param {Piece[]} there
     */
    function* steps(own, there) {
      const sums = figures.keySums();
      for (const piece of there) {
        if (own !== turn) return;
        figures.addTo(sums, piece, parkland.inView(map, piece));
        yield;
      }
      if (own !== turn) return;
      figures.view = sums;
      panel.update("view");
      labels.draw();
    }

    const look = () => {
      near = pieces.meeting(parkland.viewBox(map));
      layers.setDetail(pieces.fit(near));
      state.textContent = layers.isDetail() ? "" : words.overview;
      state.hidden = layers.isDetail();
      count();
    };
    map.on("moveend", look);
    figures.listen("shown", () => {
      pieces.filterAll();
      layers.repaint();
    });
    parkland.pane(map, "pk-labels", 395);
    const labels = new parkland.PieceLabels(figures);
    labels.pieces = () => (layers.isDetail() ? pieces.loaded(near) : []);
    labels.addTo(map);
    look();
    panel.attach(figures, map);
    figures.listen("picked", layers.remark);

    const go = parkland.datasetMouse(map, { head, figures, pieces, panel, toolbar, layers, selection });
    const paper = parkland.datasetPaper(map, { head, figures, pieces, panel, layers }, () => near, labels);
    const printer = parkland.sheetPrinting(map, head, paper, panel, paper.setPatterned);
    parkland.repaintAll = () => {
      layers.repaint();
      labels.draw();
    };
    const table = parkland.datasetTable(map, { head, figures, pieces, layers, selection }, () => near, go);
    selection.taken = () => {
      if (figures.sumsIn("picked").total.parcels[0] <= LISTED_AT_ONCE) table.open("picked");
    };
    const index = new parkland.DatasetIndex(head.search, load);
    if (head.search.length) panel.box.insertBefore(parkland.datasetSearch(index, words, go), panel.fold);
    links(index, go);
    parkland.escapeKey(map, toolbar, table);
    layers.first.then(() => {
      document.documentElement.dataset.ready = "true";
    });
  }

  /**
   * The two layers of the land, and the marks of selected parcels.
   * @param {L.Map} map
   * @param {DatasetHead} head
   * @param {DatasetFigures} figures
   * @param {Pieces} pieces
   * @param {Overview} overview
   * @returns {DatasetLayers}
   */
  function layersOf(map, head, figures, pieces, overview) {
    const colors = head.classes.items.map(({ color }) => parkland.rgb(color));
    for (const [name, place] of /** @type {[string, number][]} */ ([["pk-overview", 370], ["pk-parcels", 380], ["pk-marks", 390]])) parkland.pane(map, name, place);
    const below = new parkland.OverviewLayer({ overview, figures, colors: colors.flat(), opacity: parkland.opacity, pane: "pk-overview", className: "pk-overview" });
    const mixed = () => head.classes.items.map(({ color }, i) => {
      const [r, g, b] = colors[i];
      return parkland.patterns.get(color) || { r, g, b, alpha: parkland.opacity };
    });
    /** @type {Ink[]} */
    let inks = mixed();
    const detail = new parkland.PieceLayer({
      pieces,
      marksPoints: true,
      of: {
        ink: (piece, row) => inks[piece.classes[row]],
        pen: parkland.outline,
        shown: (piece, row) => Boolean(figures.shown[piece.keys[row]]),
      },
      pane: "pk-parcels",
      className: "pk-parcels",
    });
    const marks = new parkland.PieceLayer({
      pieces,
      marksPoints: true,
      of: {
        has: ({ number }) => figures.marks.has(number),
        ink: () => ({ r: 11, g: 87, b: 208, alpha: 0.16 }),
        pen: { r: 11, g: 87, b: 208, alpha: 1, width: 2.6, always: true },
        shown: (piece, row) => Boolean((figures.marks.get(piece.number) || NONE)[row] && figures.shown[piece.keys[row]]),
      },
      pane: "pk-marks",
      className: "pk-marks",
    });
    if (overview.levels.length) below.addTo(map);
    let isDetail = false;
    /* The layer of the marks is there only while something is selected: its tiles cost as much as those of the parcels. */
    const remark = () => {
      if (!isDetail || !figures.marks.size) marks.remove();
      else if (map.hasLayer(marks)) marks.repaint();
      else marks.addTo(map);
    };
    return {
      isDetail: () => isDetail,
      onPaper: () => /** @type {PaperLayer[]} */ (isDetail ? [detail, marks] : [below]).filter((layer) => map.hasLayer(layer)),
      setDetail(on) {
        if (on === isDetail) return;
        isDetail = on;
        if (on) detail.addTo(map);
        else detail.remove();
        remark();
      },
      repaint() {
        below.repaint();
        detail.repaint();
        remark();
      },
      remark,
      relook() {
        inks = mixed();
      },
      first: new Promise((resolve) => {
        const done = () => setTimeout(() => (isDetail && detail._loading ? detail.once("load", resolve) : resolve(null)), 0);
        if (overview.levels.length && below._loading) below.once("load", done);
        else done();
      }),
    };
  }

  /**
   * #parcel=3308… opens the map at the parcel with this number.
   * @param {DatasetIndex} index
   * @param {DatasetGo} go
   */
  function links(index, go) {
    parkland.linkOf = (row, ledger) => {
      const number = ledger.texts("parcel_id");
      return `#parcel=${encodeURIComponent((number && number.at(row)) || "")}`;
    };
    const follow = async () => {
      const [, value = ""] = window.location.hash.match(/^#parcel=(.+)$/) || [];
      if (!value) return;
      let wanted = value;
      try {
        wanted = decodeURIComponent(value);
      } catch {
        // the address is not encoded: use it as it is
      }
      const found = await index.starting(wanted.toLowerCase());
      const exact = found.find(({ text }) => text === wanted);
      if (exact) go(exact);
    };
    window.addEventListener("hashchange", follow);
    follow();
  }

  /* The mouse over the parcels: a tooltip, an outline, a popup on a click. Returns what leads to a parcel. */
  /** @type {Parkland["datasetMouse"]} */
  parkland.datasetMouse = (map, { head, figures, pieces, panel, toolbar, layers, selection }) => {
    const outline = L.polygon([], { renderer: L.svg({ padding: 0.2 }), color: "#111", weight: 2.5, fill: false, interactive: false });
    const tooltip = L.tooltip({ className: "pk-tooltip", direction: "right", offset: [14, 0] });
    const dragging = /** @type {L.Handler & { moving(): boolean }} */ (map.dragging);
    let under = "";

    /**
     * @param {Place} place
     * @param {boolean} [finger]
     * @returns {{ piece: Piece, row: number } | null}
     */
    const at = (place, finger) => {
      if (!layers.isDetail()) return null;
      const { x, y } = parkland.toUnits(place);
      const reach = 16 / parkland.pixelsPerUnit(map.getZoom());
      for (const piece of pieces.loaded(pieces.meeting([x - reach, y - reach, x + reach, y + reach])).reverse()) {
        const row = piece.shapes.hit(place, map.getZoom(), (one) => Boolean(figures.shown[piece.keys[one]]), finger);
        if (row >= 0) return { piece, row };
      }
      return null;
    };

    const leave = () => {
      under = "";
      outline.remove();
      tooltip.remove();
      map.getContainer().classList.remove("pk-over");
    };

    map.on("mousemove", ({ latlng, originalEvent }) => {
      const onMap = !toolbar.inHand && !dragging.moving() && !parkland.isIn(originalEvent, ".leaflet-control, .leaflet-popup");
      const hit = onMap ? at(latlng) : null;
      if (!hit) {
        leave();
        return;
      }
      const name = `${hit.piece.number}/${hit.row}`;
      if (name !== under) {
        under = name;
        outline.setLatLngs(hit.piece.shapes.rings(hit.row)).addTo(map);
        tooltip.setContent(parkland.tooltip(hit.piece, hit.row));
        map.getContainer().classList.add("pk-over");
      }
      tooltip.setLatLng(latlng).addTo(map);
    });
    map.on("mouseout movestart zoomstart", leave);
    figures.listen("shown", () => {
      leave();
      map.closePopup();
    });

    /**
     * @param {Piece} piece
     * @param {number} row
     * @param {L.LatLngExpression} latlng
     */
    const show = (piece, row, latlng) => {
      leave();
      if (parkland.narrowScreen.matches) panel.fold.open = false;
      const content = parkland.popup(piece, row);
      const popup = L.popup(parkland.popupRoom(map, panel.box)).setLatLng(latlng).setContent(content).openOn(map);
      const close = (popup.getElement() || content).querySelector(".leaflet-popup-close-button");
      if (close) close.setAttribute("aria-label", head.words.close);
    };

    map.on("click", ({ latlng, originalEvent }) => {
      if (parkland.narrowScreen.matches) panel.fold.open = false;
      if (toolbar.inHand) return;
      const hit = at(latlng, parkland.fingers.matches);
      if (!hit) return;
      if (originalEvent.shiftKey) {
        selection.toggle(hit.piece, hit.row);
        return;
      }
      figures.pickOne(hit.piece, hit.row);
      show(hit.piece, hit.row, latlng);
    });

    return async ({ piece: number, row }, { keep = false } = {}) => {
      const piece = await pieces.kept.want(number);
      if (!piece) return;
      if (!figures.shown[piece.keys[row]]) figures.reveal(piece.keys[row]);
      if (!keep) figures.pickOne(piece, row);
      const corners = piece.shapes.bounds([row]);
      if (!corners) {
        panel.say(parkland.fill(head.words.no_place, { name: piece.title(row) }));
        return;
      }
      const bounds = L.latLngBounds(corners);
      map.once("moveend", () => show(piece, row, bounds.getCenter()));
      map.fitBounds(bounds, { ...parkland.padding(panel.box), maxZoom: FIRST_ZOOM, animate: false });
    };
  };
})();

/* The map of a dataset on paper: the layer of the view, each as one drawing of the whole sheet, and the labels that have room.
   What a sheet shows must be loaded before: the button waits for it. The menu of the browser does not wait, so that
   what is lacking then is told. */
"use strict";

(() => {
  const SHARP = 3; // pixels of a canvas to one of the page: 288 to the inch
  const MOST_PIXELS = 3e7; // of a canvas: a larger sheet is painted less sharp
  const SIDE = 256; // pixels of the page: the squares in which a sheet is painted
  const PATIENCE = 500, WAIT_MS = 20; // how often, and how long, the sums of the view are waited for

  /** @typedef {{ layer: PaperLayer, coords: L.Coords, left: number, top: number }} Part a square of the sheet */

  /** @type {Parkland["datasetPaper"]} */
  parkland.datasetPaper = (map, { head, figures, pieces, panel, layers }, near, labels) => {
    /** @type {Map<string, unknown>} */
    const held = new Map(); // what the squares show
    let isPatterned = false; // in place of colours

    panel.fold.append(parkland.element("p", "pk-unprinted", parkland.fill(head.words.rows_unprinted, { title: head.words.layers })));

    /** @type {(part: Part) => string} */
    const key = ({ layer, coords: { x, y, z } }) => `${layer.options.pane}/${z}/${x}/${y}`;

    /* The squares of a sheet, layer by layer. */
    const parts = () => {
      const { min, max } = map.getPixelBounds();
      if (!min || !max) return [];
      /** @type {Part[]} */
      const found = [];
      for (const layer of layers.onPaper()) {
        for (let y = Math.floor(min.y / SIDE); y * SIDE < max.y; y++) {
          for (let x = Math.floor(min.x / SIDE); x * SIDE < max.x; x++) {
            const coords = /** @type {L.Coords} */ (Object.assign(L.point(x, y), { z: map.getZoom() }));
            found.push({ layer, coords, left: x, top: y });
          }
        }
      }
      return found;
    };

    const ready = async () => {
      held.clear();
      await Promise.all(parts().map((part) => new Promise((resolve) => part.layer.prepared(part.coords, (content) => {
        held.set(key(part), content);
        resolve(null);
      }))));
      if (!layers.isDetail()) return;
      const loaded = await Promise.all(near().map((number) => pieces.kept.want(number)));
      for (let i = 0; i < PATIENCE && !figures.view && loaded.every(Boolean); i++) await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
    };

    /**
     * Paints the squares of a layer into one canvas; returns how many of them are not loaded.
     * @param {PaperLayer} layer
     * @param {Part[]} own
     * @param {HTMLCanvasElement} canvas
     */
    const paint = (layer, own, canvas) => {
      const { x: wide, y: high } = map.getSize();
      const side = Math.floor(SIDE * Math.min(SHARP, Math.sqrt(MOST_PIXELS / (wide * high))));
      const ratio = side / SIDE;
      Object.assign(canvas, { width: Math.round(wide * ratio), height: Math.round(high * ratio) });
      Object.assign(canvas.style, { width: `${wide}px`, height: `${high}px` });
      const { min } = map.getPixelBounds();
      const west = Math.round((min ? min.x : 0) * ratio), north = Math.round((min ? min.y : 0) * ratio);
      const pen = parkland.pen(canvas), raster = new parkland.Raster(side);
      let missing = 0;
      for (const part of own) {
        const content = held.get(key(part)) || layer.present(part.coords);
        if (!content) {
          missing++;
          continue;
        }
        raster.clear();
        const steps = layer.drawTile(raster, side, part.coords, content);
        while (!steps.next().done); // all at once, because the browser does not wait before it prints
        pen.putImageData(raster.image, part.left * side - west, part.top * side - north);
      }
      return missing;
    };

    /* Patterns stand for the classes of parcels; the squares of the overview mix colours, and have none. */
    /** @param {boolean} on */
    const look = (on) => {
      parkland.setLook(head, on ? "mono" : "colour");
      layers.relook();
    };

    const draw = () => {
      parkland.queue.flush();
      if (isPatterned && layers.isDetail()) look(true);
      const corner = map.containerPointToLayerPoint([0, 0]);
      /** @type {Element[]} */
      const added = [];
      let missing = 0;
      const all = parts();
      for (const layer of layers.onPaper()) {
        const canvas = parkland.element("canvas", "pk-paper-layer");
        L.DomUtil.setPosition(canvas, corner);
        missing += paint(layer, all.filter((part) => part.layer === layer), canvas);
        const pane = map.getPane(layer.options.pane);
        if (pane) added.push(pane.appendChild(canvas));
      }
      held.clear();
      /** @param {string} text */
      const note = (text) => added.push(panel.box.appendChild(parkland.element("p", "pk-notice", text)));
      if (missing) note(head.words.paper_missing);
      if (layers.isDetail()) {
        const canvas = parkland.element("canvas", "pk-paper-layer");
        const pane = map.getPane("pk-labels");
        if (pane) added.push(pane.appendChild(canvas));
        const unnamed = figures.sumsIn("view").total.parcels[0] - labels.drawOn(canvas, SHARP);
        if (unnamed > 0) note(parkland.fill(head.words.index_missing, { number: parkland.count(unnamed) }));
      }
      return () => {
        added.forEach((node) => node.remove());
        isPatterned = false;
        if (parkland.look !== "colour") look(false);
      };
    };

    return {
      bounds: () => head.bounds,
      ready,
      draw,
      setPatterned(on) {
        isPatterned = on;
      },
    };
  };
})();

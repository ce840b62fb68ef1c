/* What the figures leave out, or what is doubtful in them: layers of their own, off at first. */
"use strict";

(() => {
  const DEEP = 385;
  /** @type {Record<FaultLayer["name"], Look>} */
  const LOOKS = {
    suspicious: { pen: { r: 224, g: 96, b: 0, alpha: 1, width: 2.4, always: true }, ink: null },
    quarantined: { pen: { r: 90, g: 20, b: 20, alpha: 1, width: 1.6, always: true }, ink: { r: 90, g: 20, b: 20, alpha: 0.55, hatch: parkland.hatches[1] } },
    overlaps: { pen: { r: 208, g: 0, b: 32, alpha: 1, width: 1.6, always: true }, ink: { r: 208, g: 0, b: 32, alpha: 0.75, hatch: parkland.hatches[0] } },
  };

  parkland.FaultLayers = class {
    /**
     * @param {L.Map} map
     * @param {Ledger} ledger
     * @param {Uint8Array} bytes
     */
    constructor(map, ledger, bytes) {
      this.map = map;
      this.kinds = ledger.head.trouble.map((described) => this.kind(ledger, bytes, described));
      if (this.kinds.length) parkland.pane(map, "pk-trouble", DEEP);
    }

    /**
     * @param {Ledger} ledger
     * @param {Uint8Array} bytes
     * @param {FaultLayer} described
     * @returns {FaultKind}
     */
    kind(ledger, bytes, described) {
      const { name, label, number } = described;
      const look = LOOKS[name];
      const own = described.shapes ? new parkland.Shapes(bytes, described.shapes) : null;
      const detail = new parkland.Texts(bytes, described.detail);
      const title = described.title ? new parkland.Texts(bytes, described.title) : null;
      const places = new Map(); // parcel -> its place in this kind
      const rows = described.rows ? parkland.integers(bytes, described.rows) : [];
      for (let place = 0; place < rows.length; place++) places.set(rows[place], place);
      const layer = new parkland.ShapeLayer({
        shapes: own || ledger.shapes,
        ink: () => look.ink,
        pen: () => look.pen,
        shown: (row) => own !== null || (places.has(row) && Boolean(ledger.shown[row])),
        rows: own ? undefined : () => places.keys(),
        pane: "pk-trouble",
        className: `pk-${name}`,
      });
      if (!own) ledger.listen("shown", () => layer.repaint());
      return { label, number, layer, own, look, places, title, detail };
    }

    /**
     * The messages about a parcel.
     * @type {FaultLayers["of"]}
     */
    of(row) {
      return this.kinds.filter(({ own, places }) => !own && places.has(row)).map(({ places, detail }) => detail.at(places.get(row) || 0));
    }

    /**
     * The popup of the shape at a point, in the layers that are switched on; null if there is no shape.
     * @type {FaultLayers["at"]}
     */
    at(latlng) {
      for (const { own, layer, label, title, detail } of this.kinds) {
        if (!own || !title || !this.map.hasLayer(layer)) continue;
        const row = own.hit(latlng, this.map.getZoom(), () => true);
        if (row < 0) continue;
        const box = parkland.element("div", "pk-popup");
        box.append(parkland.element("h2", "", title.at(row)), parkland.element("p", "pk-status", label));
        for (const line of (detail.at(row) || "").split("\n")) box.append(parkland.element("p", "", line));
        return box;
      }
      return null;
    }
  };
})();

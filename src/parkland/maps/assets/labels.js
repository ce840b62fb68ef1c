/* Labels with number and area inside parcels that are large enough on the screen. Labels never overlap. */
"use strict";

parkland.Labels = L.Layer.extend(/** @type {LayerClass<LabelsMembers>} */ ({
  options: { most: 700, font: 12 }, // more labels could not be read, and would slow the map down

  initialize(ledger) {
    this.ledger = ledger;
    this.draw = this.draw.bind(this);
    ledger.listen("shown inks", this.draw);
  },

  onAdd(map) {
    this._map = map;
    this.canvas = parkland.element("canvas", "pk-labels leaflet-zoom-hide");
    const pane = map.getPane("pk-labels");
    if (pane) pane.append(this.canvas);
    map.on("moveend zoomend resize", this.draw);
    this.draw();
  },

  onRemove(map) {
    map.off("moveend zoomend resize", this.draw);
    this.canvas.remove();
  },

  /** @type {LabelsMembers["draw"]} */
  draw() {
    const map = this._map;
    if (!map) return;
    const size = map.getSize();
    const ratio = parkland.canvasSharpness();
    const [width, height] = [Math.round(size.x * ratio), Math.round(size.y * ratio)];
    L.DomUtil.setPosition(this.canvas, map.containerPointToLayerPoint([0, 0]));
    Object.assign(this.canvas, { width, height });
    Object.assign(this.canvas.style, { width: `${size.x}px`, height: `${size.y}px` });
    // Chromium prints strokes of a canvas at another scale, and a cleared canvas as a white sheet. It prints
    // pixels as they are, so labels are drawn on another canvas and copied
    const own = parkland.pen(this.canvas);
    const pen = (parkland.printSharpness && new OffscreenCanvas(width, height).getContext("2d")) || own;
    pen.scale(ratio, ratio);
    this.write(pen, this.places(map, size));
    if (pen !== own) own.putImageData(pen.getImageData(0, 0, width, height), 0, 0);
  },

  /* Returns the parcels in view that are wide enough for a label, the largest first; none if there are too many. */
  places(map, size) {
    const { ledger } = this;
    const { shapes } = ledger;
    const scale = parkland.pixelsPerUnit(map.getZoom());
    const [west, north] = shapes.local(map.containerPointToLatLng([0, 0]));
    /** @type {{ row: number, room: number }[]} */
    const found = [];
    shapes.within(west, north, west + size.x / scale, north + size.y / scale, (row) => {
      const [wide, high] = [(shapes.east[row] - shapes.west[row]) * scale, (shapes.south[row] - shapes.north[row]) * scale];
      if (ledger.shown[row] && wide > 40 && high > 26) found.push({ row, room: wide * high });
    });
    if (found.length > this.options.most) return [];
    return found.sort((a, b) => b.room - a.room).map(({ row }) => {
      const { x, y, width } = shapes.middle(row);
      return { row, x: (x - shapes.originX - west) * scale, y: (y - shapes.originY - north) * scale, width: width * scale };
    });
  },

  write(pen, places) {
    const { ledger, options: { font } } = this;
    /** @type {{ left: number, right: number, top: number, bottom: number }[]} */
    const taken = [];
    Object.assign(pen, { textAlign: "center", textBaseline: "middle", lineJoin: "round", lineWidth: 3.5, strokeStyle: parkland.patterns.size ? "#fff" : "rgba(255,255,255,.85)", fillStyle: "#111" });
    for (const { row, x, y, width } of places) {
      const number = ledger.texts("parcel_id");
      const lines = [(number && number.at(row)) || ledger.title(row), ledger.area(row)];
      pen.font = `${font}px ${parkland.FONT}`;
      const wide = Math.max(...lines.map((line) => pen.measureText(line).width));
      const box = { left: x - wide / 2 - 2, right: x + wide / 2 + 2, top: y - font * 1.2, bottom: y + font * 1.2 };
      if (wide > width + 2 || taken.some((other) => other.left < box.right && other.right > box.left && other.top < box.bottom && other.bottom > box.top)) continue;
      taken.push(box);
      lines.forEach((line, i) => {
        const at = y + (i - 0.5) * font * 1.2;
        pen.strokeText(line, x, at);
        pen.fillText(line, x, at);
      });
    }
    this.canvas.dataset.labels = String(taken.length);
  },
}));

/* Labels inside the parcels that are large enough on the screen: number and area, or the number. Labels never overlap. */
"use strict";

parkland.Labels = L.Layer.extend(/** @type {LayerClass<LabelsMembers>} */ ({
  options: { most: 1500, fonts: [12, 10.5, 9.5] }, // more labels could not be read, and would slow the map down

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
    const pen = parkland.pen(this.canvas);
    pen.scale(ratio, ratio);
    this.writeAll(pen, map, size);
  },

  writeAll(pen, map, size) {
    this.write(pen, this.places(map, size), []);
  },

  /* Returns the parcels in view that may be wide enough for a label, the largest first; none if there are too many. */
  places(map, size) {
    const { ledger } = this;
    const { shapes } = ledger;
    const scale = parkland.pixelsPerUnit(map.getZoom());
    const [west, north] = shapes.local(map.containerPointToLatLng([0, 0]));
    /** @type {{ row: number, room: number }[]} */
    const found = [];
    shapes.within(west, north, west + size.x / scale, north + size.y / scale, (row) => {
      const [wide, high] = [(shapes.east[row] - shapes.west[row]) * scale, (shapes.south[row] - shapes.north[row]) * scale];
      if (ledger.shown[row] && wide > 24 && high > 11) found.push({ row, room: wide * high });
    });
    if (found.length > this.options.most) return [];
    return found.sort((a, b) => b.room - a.room).map(({ row }) => {
      const { x, y, width } = shapes.middle(row);
      const height = (shapes.south[row] - shapes.north[row]) * scale;
      return { row, x: (x - shapes.originX - west) * scale, y: (y - shapes.originY - north) * scale, width: width * scale, height };
    });
  },

  write(pen, places, taken) {
    const { ledger, options: { fonts } } = this;
    const number = ledger.texts("parcel_id");
    Object.assign(pen, { textAlign: "center", textBaseline: "middle", lineJoin: "round", lineWidth: 3.5, strokeStyle: parkland.patterns.size ? "#fff" : "rgba(255,255,255,.85)", fillStyle: "#111" });
    /**
     * Writes lines around a point, if they fit between `room` pixels and no label stands there.
     * @param {LabelPlace} place
     * @param {string[]} lines
     * @param {number} font
     */
    const write = ({ x, y, width, height }, lines, font) => {
      pen.font = `${font}px ${parkland.FONT}`;
      const wide = Math.max(...lines.map((line) => pen.measureText(line).width)) + 4, high = lines.length * font * 1.2;
      if (wide > width + 6 || high > height + 4) return false;
      const box = { left: x - wide / 2, right: x + wide / 2, top: y - high / 2, bottom: y + high / 2 };
      if (taken.some((other) => other.left < box.right && other.right > box.left && other.top < box.bottom && other.bottom > box.top)) return false;
      taken.push(box);
      lines.forEach((line, i) => {
        const at = y + (i - (lines.length - 1) / 2) * font * 1.2;
        pen.strokeText(line, x, at);
        pen.fillText(line, x, at);
      });
      return true;
    };
    for (const place of places) {
      const name = (number && number.at(place.row)) || ledger.title(place.row);
      for (const lines of [[name, ledger.area(place.row)], [name]]) if (fonts.some((font) => write(place, lines, font))) break;
    }
    this.canvas.dataset.labels = String(taken.length);
  },
}));

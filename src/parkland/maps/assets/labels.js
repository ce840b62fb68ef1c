/* Labels inside the parcels that are large enough on the screen: number and area, or the number. Labels never overlap.
   They are written a few at a time in turn with the painting, because text is slow to draw. */
"use strict";

(() => {
  const LEAST = [24, 11]; // pixels: width and height of a parcel that may have room for a label
  const AT_ONCE = 8; // labels that are written before the queue looks at the clock
  const GROWN = 1.2; // height of a line in that of its type

  parkland.Labels = L.Layer.extend(/** @type {LayerClass<LabelsMembers>} */ ({
    options: { most: 1500, fonts: [12, 10.5, 9.5] }, // more labels could not be read, and would slow the map down

    initialize(ledger) {
      this.ledger = ledger;
      this.turn = 0;
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
      this.turn++;
      this.canvas.remove();
    },

    /* What has labels. */
    ledgers() {
      return [this.ledger];
    },

    /** @type {LabelsMembers["draw"]} */
    draw() {
      const map = this._map;
      if (!map) return;
      if (map.getZoom() !== this.zoom) this.canvas.width = 0; // labels of another zoom stand at wrong places
      this.zoom = map.getZoom();
      const turn = ++this.turn;
      parkland.queue.add(() => (turn === this.turn ? this.steps(map, turn) : undefined));
    },

    /* Writes all labels on another canvas, for paper; returns how many. */
    drawOn(canvas, sharpness) {
      const { canvas: own } = this;
      const before = parkland.sharpness;
      Object.assign(this, { canvas });
      parkland.sharpness = sharpness;
      const steps = this._map ? this.steps(this._map, ++this.turn) : null;
      while (steps && !steps.next().done);
      parkland.sharpness = before;
      Object.assign(this, { canvas: own });
      return Number(canvas.dataset.labels || 0);
    },

    /* Finds the places and writes the labels, until the map has moved again. */
    *steps(map, turn) {
      const size = map.getSize();
      const corner = map.containerPointToLayerPoint([0, 0]); // the pane may move between two steps
      /** @type {LabelPlace[]} */
      let places = [];
      for (const ledger of this.ledgers()) {
        if (places.length > this.options.most) break;
        places.push(...this.places(ledger, map, size));
        yield;
      }
      if (places.length > this.options.most) places = [];
      if (turn !== this.turn) return;
      const ratio = parkland.canvasSharpness();
      const { canvas } = this;
      L.DomUtil.setPosition(canvas, corner);
      Object.assign(canvas, { width: Math.round(size.x * ratio), height: Math.round(size.y * ratio) });
      Object.assign(canvas.style, { width: `${size.x}px`, height: `${size.y}px` });
      canvas.dataset.labels = "0";
      const pen = parkland.pen(canvas);
      pen.scale(ratio, ratio);
      Object.assign(pen, { textAlign: "center", textBaseline: "middle", lineJoin: "round", lineWidth: 3.5, strokeStyle: parkland.patterns.size ? "#fff" : "rgba(255,255,255,.85)", fillStyle: "#111" });
      /** @type {LabelBox[]} */
      const taken = [];
      for (let i = 0; i < places.length; i++) {
        this.write(pen, places[i], taken);
        if (i % AT_ONCE !== AT_ONCE - 1) continue;
        canvas.dataset.labels = String(taken.length);
        yield;
        if (turn !== this.turn) return;
      }
      canvas.dataset.labels = String(taken.length);
    },

    /* Returns the parcels in view that may be wide enough for a label, the largest first. */
    places(ledger, map, size) {
      const { shapes } = ledger;
      const scale = parkland.pixelsPerUnit(map.getZoom());
      const [west, north] = shapes.local(map.containerPointToLatLng([0, 0]));
      /** @type {LabelPlace[]} */
      const found = [];
      shapes.within(west, north, west + size.x / scale, north + size.y / scale, (row) => {
        const [wide, high] = [(shapes.east[row] - shapes.west[row]) * scale, (shapes.south[row] - shapes.north[row]) * scale];
        if (ledger.shown[row] && wide > LEAST[0] && high > LEAST[1]) found.push({ ledger, row, room: wide * high, west, north, scale });
      });
      return found.sort((a, b) => b.room - a.room);
    },

    write(pen, { ledger, row, west, north, scale }, taken) {
      const { shapes } = ledger;
      const middle = shapes.middle(row);
      const [x, y] = [(middle.x - shapes.originX - west) * scale, (middle.y - shapes.originY - north) * scale];
      const width = middle.width * scale, height = (shapes.south[row] - shapes.north[row]) * scale;
      const [largest] = this.options.fonts;
      const number = ledger.texts("parcel_id");
      const name = (number && number.at(row)) || ledger.title(row);
      for (const lines of [[name, ledger.area(row)], [name]]) {
        setFont(pen, largest);
        const measured = Math.max(...lines.map((line) => pen.measureText(line).width));
        for (const font of this.options.fonts) {
          const wide = (measured * font) / largest + 4, high = lines.length * font * GROWN;
          if (wide > width + 6 || high > height + 4) continue;
          const box = { left: x - wide / 2, right: x + wide / 2, top: y - high / 2, bottom: y + high / 2 };
          if (taken.some((other) => other.left < box.right && other.right > box.left && other.top < box.bottom && other.bottom > box.top)) continue;
          taken.push(box);
          setFont(pen, font);
          lines.forEach((line, i) => {
            const at = y + (i - (lines.length - 1) / 2) * font * GROWN;
            pen.strokeText(line, x, at);
            pen.fillText(line, x, at);
          });
          return;
        }
      }
    },
  }));

  /**
   * @param {CanvasRenderingContext2D} pen
   * @param {number} font
   */
  const setFont = (pen, font) => {
    pen.font = `${font}px ${parkland.FONT}`;
  };
})();

/* Enterprises and projects: points above the parcels, their cards, and their part of the panel with its filters. */
"use strict";

(() => {
  const RADIUS = 5;
  const REACH = { mouse: 9, finger: 22 }; // pixels around a point that still hit it
  const APART = 10; // pixels between enterprises that stand at one place
  const INK = "#333";
  /* The symbol of each kind of project, in its order: strokes around the middle. */
  const SYMBOLS = ["M-6 -6h12v12h-12z", "M0 -7l7 12h-14z", "M0 -8l7 8l-7 8l-7 -8z", "M-7 -3h4v-4h6v4h4v6h-4v4h-6v-4h-4z", "M-4 -7h8l4 7l-4 7h-8l-4 -7z", "M-7 0a7 7 0 1 0 14 0a7 7 0 1 0 -14 0z"];

  /**
   * How far each of several points at one place is drawn from it, so that each can be seen and hit.
   * @param {Numbers} x
   * @param {Numbers} y
   */
  function offsets(x, y) {
    /** @type {Map<string, number>} */
    const number = new Map();
    return Array.from(x, (east, i) => {
      const key = `${east}/${y[i]}`;
      const place = number.get(key) || 0;
      number.set(key, place + 1);
      if (!place) return { x: 0, y: 0 };
      const ring = Math.ceil((Math.sqrt(1 + (4 * place) / 3) - 1) / 2); // rings of 6, 12, 18
      const angle = ((place - 3 * ring * (ring - 1)) / (6 * ring)) * 2 * Math.PI;
      return { x: ring * APART * Math.cos(angle), y: ring * APART * Math.sin(angle) };
    });
  }

  /**
   * Points on a canvas over the whole view.
   * @type {Parkland["PointLayer"]}
   */
  parkland.PointLayer = L.Layer.extend(/** @type {LayerClass<PointLayerMembers>} */ ({
    initialize(options) {
      this.points = options;
      this.apart = offsets(options.x, options.y);
      this.draw = this.draw.bind(this);
    },

    onAdd(map) {
      this._map = map;
      this.canvas = parkland.element("canvas", `${this.points.className} leaflet-zoom-hide`);
      const pane = map.getPane("pk-assets");
      if (pane) pane.append(this.canvas);
      map.on("moveend zoomend resize", this.draw);
      this.draw();
    },

    onRemove(map) {
      map.off("moveend zoomend resize", this.draw);
      this.canvas.remove();
      this._map = null;
    },

    repaint() {
      this.draw();
    },

    /* Where a point lies in the view, in pixels. */
    at(map, i) {
      const { x, y } = this.points;
      const at = map.latLngToContainerPoint(parkland.toDegrees(x[i], y[i]));
      return { x: at.x + this.apart[i].x, y: at.y + this.apart[i].y };
    },

    /** @type {PointLayerMembers["draw"]} */
    draw() {
      const map = this._map;
      if (!map) return;
      const size = map.getSize();
      const ratio = parkland.canvasSharpness();
      L.DomUtil.setPosition(this.canvas, map.containerPointToLayerPoint([0, 0]));
      Object.assign(this.canvas, { width: Math.round(size.x * ratio), height: Math.round(size.y * ratio) });
      Object.assign(this.canvas.style, { width: `${size.x}px`, height: `${size.y}px` });
      const pen = parkland.pen(this.canvas);
      pen.scale(ratio, ratio);
      const { x, shown, sign } = this.points;
      let number = 0;
      for (let i = 0; i < x.length; i++) {
        if (!shown(i)) continue;
        const at = this.at(map, i);
        if (at.x < -APART || at.y < -APART || at.x > size.x + APART || at.y > size.y + APART) continue;
        sign(pen, i, at.x, at.y);
        number++;
      }
      this.canvas.dataset.points = String(number);
    },

    /* The point that is hit at a place; -1 for none. */
    hit(place) {
      const map = this._map;
      if (!map) return -1;
      const { x, y } = map.latLngToContainerPoint(place);
      let found = -1, least = parkland.fingers.matches ? REACH.finger : REACH.mouse;
      for (let i = 0; i < this.points.x.length; i++) {
        if (!this.points.shown(i)) continue;
        const at = this.at(map, i);
        const distance = Math.hypot(at.x - x, at.y - y);
        if (distance >= least) continue;
        least = distance;
        found = i;
      }
      return found;
    },
  }));

  /**
   * A dot in the colour of a class.
   * @param {CanvasRenderingContext2D} pen
   * @param {string} color
   * @param {number} x
   * @param {number} y
   */
  function dot(pen, color, x, y) {
    pen.beginPath();
    pen.arc(x, y, RADIUS, 0, 2 * Math.PI);
    Object.assign(pen, { fillStyle: color, strokeStyle: "#fff", lineWidth: 3 });
    pen.stroke();
    Object.assign(pen, { strokeStyle: INK, lineWidth: 1.2 });
    pen.fill();
    pen.stroke();
  }

  /**
   * The symbol of a kind of project.
   * @param {CanvasRenderingContext2D} pen
   * @param {number} kind
   * @param {number} x
   * @param {number} y
   */
  function symbol(pen, kind, x, y) {
    const path = new Path2D(SYMBOLS[Math.min(kind, SYMBOLS.length - 1)]);
    pen.save();
    pen.translate(x, y);
    Object.assign(pen, { fillStyle: "#ffd54a", strokeStyle: "#fff", lineWidth: 4, lineJoin: "round" });
    pen.stroke(path);
    Object.assign(pen, { strokeStyle: "#222", lineWidth: 1.5 });
    pen.fill(path);
    pen.stroke(path);
    pen.restore();
  }

  /** @param {(pen: CanvasRenderingContext2D) => void} draw */
  function legendSign(draw) {
    const box = parkland.element("canvas", "pk-point");
    Object.assign(box, { width: 36, height: 36 });
    const pen = parkland.pen(box);
    pen.scale(2, 2);
    pen.translate(9, 9);
    draw(pen);
    return box;
  }

  /**
   * @param {string | null} name
   * @param {string | null} card lines, each a label and a text with a tab between
   * @param {string[]} notes
   */
  function cardOf(name, card, notes) {
    const box = parkland.element("div", "pk-popup pk-card");
    box.append(parkland.element("h2", "", name));
    const body = box.appendChild(parkland.element("table")).appendChild(parkland.element("tbody"));
    for (const line of (card || "").split("\n").filter(Boolean)) {
      const [label, text] = line.split("\t");
      const row = body.appendChild(parkland.element("tr"));
      row.append(parkland.element("th", "", label), parkland.element("td", "", text));
    }
    for (const note of notes) box.append(parkland.element("p", "pk-basis", note));
    return box;
  }

  parkland.AssetLayers = class {
    /**
     * @param {L.Map} map
     * @param {Ledger} ledger
     * @param {PackedAssets} described
     * @param {Uint8Array} bytes
     */
    constructor(map, ledger, described, bytes) {
      /** @param {PackedIntegers} numbers */
      const read = (numbers) => parkland.integers(bytes, numbers);
      this.map = map;
      this.ledger = ledger;
      this.described = described;
      this.words = described.words;
      this.names = new parkland.Texts(bytes, described.names);
      this.years = described.years.map((year) => ({
        year: year.year,
        classes: read(year.class),
        scale: read(year.scale),
        land: read(year.land),
        known: read(year.known),
        cards: new parkland.Texts(bytes, year.cards),
        parcels: read(year.parcels),
      }));
      this.rows = read(described.rows);
      this.year = described.drawn;
      this.scale = -1; // all
      this.on = new Uint8Array(described.classes.length).fill(1);
      const { projects } = described;
      this.projects = { rows: read(projects.rows), kind: read(projects.kind), names: new parkland.Texts(bytes, projects.names), cards: new parkland.Texts(bytes, projects.cards) };
      this.kinds = new Uint8Array(projects.kinds.length).fill(1);
      parkland.pane(map, "pk-assets", 397);
      this.firms = new parkland.PointLayer({
        x: read(described.x),
        y: read(described.y),
        className: "pk-firms",
        shown: (i) => this.isShown(this.rows[i]),
        sign: (pen, i, x, y) => dot(pen, described.classes[this.now().classes[this.rows[i]]].color, x, y),
      });
      this.works = new parkland.PointLayer({
        x: read(projects.x),
        y: read(projects.y),
        className: "pk-works",
        shown: (i) => Boolean(this.kinds[this.projects.kind[this.projects.rows[i]]]),
        sign: (pen, i, x, y) => symbol(pen, this.projects.kind[this.projects.rows[i]], x + 12, y - 12),
      });
      this.firms.addTo(map);
      this.works.addTo(map);
      map.on("mousemove", ({ latlng }) => map.getContainer().classList.toggle("pk-over-point", this.find(latlng) !== null));
      /** @type {{ box: HTMLInputElement, cells: HTMLTableCellElement[] }[]} */
      this.lines = [];
    }

    now() {
      return this.years[this.year];
    }

    /**
     * Whether the filters leave an enterprise.
     * @param {number} row
     */
    isShown(row) {
      const { classes, scale } = this.now();
      return Boolean(this.on[classes[row]]) && (this.scale < 0 || scale[row] === this.scale);
    }

    /**
     * @param {Place} place
     * @returns {{ layer: "firms" | "works", i: number } | null}
     */
    find(place) {
      const work = this.works.hit(this.shifted(place));
      if (work >= 0) return { layer: "works", i: work };
      const firm = this.firms.hit(place);
      return firm < 0 ? null : { layer: "firms", i: firm };
    }

    /**
     * A symbol of a project stands beside its place, so that the dots of enterprises stay in sight.
     * @param {Place} place
     */
    shifted(place) {
      const { x, y } = this.map.latLngToContainerPoint(place);
      return this.map.containerPointToLatLng([x - 12, y + 12]);
    }

    /**
     * The card of what stands at a place; null if there is nothing.
     * @param {Place} place
     */
    at(place) {
      const found = this.find(place);
      if (!found) return null;
      const { words } = this;
      if (found.layer === "firms") return this.card(this.rows[found.i]);
      const row = this.projects.rows[found.i];
      return cardOf(this.projects.names.at(row), this.projects.cards.at(row), [words.form]);
    }

    /** @param {number} row */
    card(row) {
      const { words } = this;
      return cardOf(this.names.at(row), this.now().cards.at(row), [words.basis, words.form, words.disclaimer]);
    }

    /* The part of the panel: filters, the classes with number and land, projects and those without a place. */
    section() {
      const { words, described } = this;
      const box = parkland.element("div", "pk-assets");
      box.append(parkland.element("p", "pk-heading", words.enterprises), this.filters());
      const table = box.appendChild(parkland.element("table"));
      table.dataset.axis = "enterprises";
      const head = table.appendChild(parkland.element("thead")).appendChild(parkland.element("tr"));
      [words.class, words.number, words.land].forEach((text, i) => head.append(parkland.element("th", i ? "pk-number" : "", text)));
      const body = table.appendChild(parkland.element("tbody"));
      described.classes.forEach(({ label, color }, i) => {
        const line = this.line(body, [legendSign((pen) => dot(pen, color, 0, 0)), label], (on) => {
          this.on[i] = on ? 1 : 0;
          this.update();
        });
        this.lines.push(line);
      });
      const total = body.appendChild(parkland.element("tr", "pk-total"));
      this.totals = [parkland.element("td", "", words.total), parkland.element("td", "pk-number"), parkland.element("td", "pk-number")];
      total.append(...this.totals);
      this.remark = box.appendChild(parkland.element("p", "pk-remark"));
      for (const text of [words.basis, words.form, words.disclaimer]) box.append(parkland.element("p", "pk-remark", text));
      if (this.projects.names.codes.length) box.append(...this.projectRows());
      this.update();
      return box;
    }

    /* The choices of year and scale. */
    filters() {
      const { words, described } = this;
      const box = parkland.element("div", "pk-colouring");
      /**
       * @param {string} label
       * @param {[string, string][]} options
       * @param {(value: number) => void} act
       */
      const choice = (label, options, act) => {
        const select = box.appendChild(parkland.element("label", "", label)).appendChild(parkland.element("select"));
        for (const [value, text] of options) Object.assign(select.appendChild(parkland.element("option", "", text)), { value });
        select.addEventListener("change", () => act(Number(select.value)));
        return select;
      };
      const year = choice(words.year, this.years.map((one, i) => [String(i), String(one.year)]), (value) => this.showYear(value));
      year.value = String(this.year);
      choice(words.scale, [["-1", words.all], ...described.scales.map(({ label }, i) => /** @type {[string, string]} */ ([String(i), label]))], (value) => {
        this.scale = value;
        this.update();
      });
      return box;
    }

    /**
     * A row with a box that switches it, and two figures.
     * @param {HTMLTableSectionElement} body
     * @param {(string | Node)[]} content
     * @param {(on: boolean) => void} act
     */
    line(body, content, act) {
      const row = body.appendChild(parkland.element("tr"));
      const box = parkland.element("input");
      Object.assign(box, { type: "checkbox", checked: true });
      box.addEventListener("change", () => {
        row.classList.toggle("pk-off", !box.checked);
        act(box.checked);
      });
      const label = parkland.element("label");
      label.append(box, ...content);
      row.appendChild(parkland.element("td")).append(label);
      const cells = [parkland.element("td", "pk-number"), parkland.element("td", "pk-number")];
      row.append(...cells);
      return { row, box, cells };
    }

    /* The kinds of projects, and a list of those that have no place. */
    projectRows() {
      const { words, described: { projects } } = this;
      const table = parkland.element("table");
      table.dataset.axis = "projects";
      table.append(parkland.element("caption", "", words.projects));
      const head = table.appendChild(parkland.element("thead")).appendChild(parkland.element("tr"));
      head.append(parkland.element("th", "", words.projects), parkland.element("th", "pk-number", words.items), parkland.element("th"));
      const body = table.appendChild(parkland.element("tbody"));
      const placed = new Float64Array(projects.kinds.length);
      for (const row of this.projects.rows) placed[this.projects.kind[row]]++;
      projects.kinds.forEach((label, kind) => {
        if (!placed[kind]) return;
        const { cells } = this.line(body, [legendSign((pen) => symbol(pen, kind, 0, 0)), label], (on) => {
          this.kinds[kind] = on ? 1 : 0;
          this.works.repaint();
        });
        cells[0].textContent = parkland.count(placed[kind]);
      });
      table.hidden = !this.projects.rows.length;
      if (!projects.unplaced.length) return [table];
      const fold = parkland.element("details", "pk-unplaced");
      fold.append(parkland.element("summary", "", projects.unplaced_title));
      const list = fold.appendChild(parkland.element("table")).appendChild(parkland.element("tbody"));
      for (const { name, kind, stage } of projects.unplaced) {
        const row = list.appendChild(parkland.element("tr"));
        row.append(parkland.element("td", "", name), parkland.element("td", "", kind), parkland.element("td", "", stage));
      }
      return [table, fold];
    }

    /**
     * Shows another year; parcels that are coloured by classes get those of the year.
     * @param {number} year
     */
    showYear(year) {
      this.year = year;
      const { ledger, described } = this;
      if (described.recolours) {
        const items = described.classes.map(({ label, color }) => ({ label, color, parcels: "0", area: "0" }));
        const title = ledger.head.classes.title.replace(/\d{4}/, String(this.now().year));
        ledger.recolour({ by: ledger.head.classes.by, title, items }, this.now().parcels);
      }
      this.update();
    }

    /* Writes number and land of the enterprises that the filters leave, and draws them. */
    update() {
      const { classes, scale, land, known } = this.now();
      const { words, described: { digits, classes: items } } = this;
      const number = new Float64Array(items.length), area = new Float64Array(items.length);
      const placed = new Set(this.rows);
      const all = { number: 0, area: 0, unknown: 0, unplaced: 0 };
      for (let row = 0; row < classes.length; row++) {
        if (this.scale >= 0 && scale[row] !== this.scale) continue;
        number[classes[row]]++;
        area[classes[row]] += land[row];
        if (!this.on[classes[row]]) continue;
        all.number++;
        all.area += land[row];
        if (!known[row]) all.unknown++;
        if (!placed.has(row)) all.unplaced++;
      }
      this.lines.forEach(({ cells, box }, i) => {
        cells[0].textContent = parkland.count(number[i]);
        cells[1].textContent = parkland.decimal(area[i], digits);
        const row = box.closest("tr");
        if (row) row.hidden = !number[i] && box.checked;
      });
      if (this.totals) [this.totals[1].textContent, this.totals[2].textContent] = [parkland.count(all.number), parkland.decimal(all.area, digits)];
      /** @type {[number, string][]} */
      const remarks = [[all.unplaced, words.unplaced_enterprises], [all.unknown, words.land_unknown]];
      if (this.remark) this.remark.textContent = remarks.filter(([count]) => count).map(([count, text]) => parkland.fill(text, { number: parkland.count(count) })).join(this.ledger.head.words.clause_mark);
      this.firms.repaint();
    }
  };
})();

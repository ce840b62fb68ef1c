/* The panel: the title, the legend, which is also the filter, and figures of the parcels shown, in view or selected. */
"use strict";

(() => {
  /* Marks the parcels whose box meets the view. */
  parkland.inView = (map, { shapes }) => {
    const bounds = map.getBounds();
    const [west, north] = shapes.local(bounds.getNorthWest());
    const [east, south] = shapes.local(bounds.getSouthEast());
    const inside = new Uint8Array(shapes.size);
    shapes.within(west, north, east, south, (row) => {
      inside[row] = 1;
    });
    return inside;
  };

  /**
   * How each source was read, folded. It is not printed, because the report has it.
   * @param {Words} words
   */
  function accounts(words) {
    const fold = parkland.element("details", "pk-accounts");
    fold.append(parkland.element("summary", "", words.accounts_title));
    for (const text of words.accounts) fold.append(parkland.element("p", "", text));
    return fold;
  }

  /**
   * @param {HTMLInputElement} box
   * @param {boolean} isHidden
   */
  const hideRow = (box, isHidden) => {
    const row = box.closest("tr");
    if (row) row.hidden = isHidden;
  };

  /** @type {Scope[]} */
  const SCOPES = ["shown", "view", "picked"];
  /** @type {Axis[]} */
  const AXES = ["class", "layer", "flag"];

  /** @typedef {[HTMLTableCellElement, HTMLTableCellElement]} Cells the number of parcels and their area */

  /* Shows the figures that Python printed, until `attach` gives the panel the ledger. */
  parkland.Panel = class {
    /** @param {Head} head */
    constructor(head) {
      const { words } = head;
      this.head = head;
      /** @type {Summed | null} */
      this.ledger = null; // until the block is unpacked
      /** @type {Scope} */
      this.scope = "shown"; // what the legend counts
      /** @type {Partial<Record<Scope, Record<Axis | "total", Sums>>>} */
      this.sums = {};
      /** @type {Partial<Record<Scope, Cells>>} */
      this.scopeCells = {};
      /** @type {Record<Axis, Cells[]>} */
      this.cells = { class: [], layer: [], flag: [] };
      /** @type {Record<Axis, HTMLInputElement[]>} */
      this.boxes = { class: [], layer: [], flag: [] };
      /** @type {() => Uint8Array} */
      this.inView = () => new Uint8Array(0); // marks the parcels in view
      /** @type {Partial<Record<Axis, HTMLInputElement>>} */
      this.allBoxes = {}; // of a whole column
      this.box = parkland.element("aside", "pk-panel");
      this.box.setAttribute("aria-label", words.legend);
      this.box.append(parkland.element("h1", "", words.title));
      for (const line of words.subtitle) this.box.append(parkland.element("p", line === words.asOf ? "pk-as-of" : "", line));
      if (words.notice) this.box.append(parkland.element("p", "pk-notice", words.notice));
      this.counted = this.box.appendChild(parkland.element("p", "pk-counted"));
      this.counted.hidden = true;
      this.fold = this.box.appendChild(parkland.element("details", "pk-legend"));
      this.fold.open = !parkland.narrowScreen.matches;
      this.fold.append(parkland.element("summary", "", words.legend));
      this.fold.append(this.scopes());
      this.fold.append(this.table("flag", words.flags, words.flag, head.flags));
      this.undetermined = this.fold.appendChild(parkland.element("p", "", words.undetermined));
      this.classes = this.classTable();
      this.fold.append(this.classes, this.table("layer", words.layers, words.layer, head.layers));
      for (const line of words.sources) this.box.append(parkland.element("p", "pk-source", line));
      if (words.accounts.length) this.box.append(accounts(words));
      for (const line of words.footer) this.box.append(parkland.element("p", "pk-footer", line));
      L.DomEvent.disableClickPropagation(this.box);
      L.DomEvent.disableScrollPropagation(this.box);
    }

    /* The table of the classes, with the total. */
    classTable() {
      const { classes, total: all } = this.head;
      const table = this.table("class", classes.title, classes.title, classes.items);
      const total = this.row(table, [this.head.words.total], all);
      total.row.className = "pk-total";
      this.total = total.cells;
      return table;
    }

    /* Makes the table of the classes anew, after the ledger has got others. */
    rebuild() {
      Object.assign(this.boxes, { class: [] });
      Object.assign(this.cells, { class: [] });
      delete this.allBoxes.class;
      const before = this.classes;
      this.classes = this.classTable();
      before.replaceWith(this.classes);
      for (const box of [...this.boxes.class, ...Object.values(this.allBoxes)]) box.disabled = false;
    }

    /* Three rows of figures; the legend counts the parcels of the chosen one. */
    scopes() {
      const { words, total } = this.head;
      const table = parkland.element("table", "pk-scopes");
      table.setAttribute("aria-live", "polite");
      table.append(parkland.element("tbody"));
      for (const scope of SCOPES) {
        const choice = parkland.element("input");
        Object.assign(choice, { type: "radio", name: "pk-scope", value: scope, checked: scope === "shown" });
        choice.addEventListener("change", () => {
          this.scope = scope;
          this.update();
        });
        const { row, cells } = this.row(table, [parkland.wording(words, `scope_${scope}`)], scope === "shown" ? total : { parcels: "–", area: "–" }, choice);
        row.dataset.scope = scope;
        this.scopeCells[scope] = cells;
      }
      return table;
    }

    /**
     * A table of the legend.
     * @param {Axis} axis
     * @param {string} caption
     * @param {string} heading
     * @param {(Figures & { label: string, color?: string })[]} items
     */
    table(axis, caption, heading, items) {
      const { words } = this.head;
      const table = parkland.element("table");
      table.dataset.axis = axis;
      const named = table.appendChild(parkland.element("caption", "", caption));
      named.append(parkland.element("span", "pk-hint", axis === "flag" ? words.hint_flags : words.hint_tick));
      const head = table.appendChild(parkland.element("thead")).appendChild(parkland.element("tr"));
      const headings = [heading, words.parcels, words.area].map((text, i) => parkland.element("th", i ? "pk-number" : "", text));
      head.append(...headings);
      table.append(parkland.element("tbody"));
      table.hidden = !items.length;
      if (axis !== "flag" && items.length > 1) this.allBox(axis, headings[0]);
      items.forEach((item, index) => {
        const box = parkland.element("input");
        Object.assign(box, { type: "checkbox", checked: axis !== "flag", disabled: true });
        box.addEventListener("change", () => this.ledger && this.ledger.set(axis, index, box.checked));
        this.boxes[axis].push(box);
        const content = item.color ? [parkland.swatch(item.color), item.label] : [item.label];
        const { row, cells } = this.row(table, content, item, box);
        row.hidden = axis === "class" && item.parcels === "0"; // a status that no parcel has at this day
        this.cells[axis].push(cells);
      });
      return table;
    }

    /**
     * The box in the heading switches the whole column.
     * @param {Axis} axis
     * @param {HTMLElement} heading
     */
    allBox(axis, heading) {
      const box = parkland.element("input");
      Object.assign(box, { type: "checkbox", checked: true, disabled: true });
      box.setAttribute("aria-label", this.head.words.all);
      box.addEventListener("change", () => this.ledger && this.ledger.setAll(axis, box.checked));
      const label = parkland.element("label");
      label.append(box, heading.textContent || "");
      parkland.replaceContent(heading, label);
      this.allBoxes[axis] = box;
    }

    /**
     * A row with its figures, and perhaps a box that switches it.
     * @param {HTMLTableElement} table
     * @param {(string | Node)[]} content
     * @param {Figures} figures
     * @param {HTMLInputElement} [box]
     */
    row(table, content, { parcels, area }, box) {
      const row = table.tBodies[0].appendChild(parkland.element("tr"));
      const label = parkland.element(box ? "label" : "span");
      if (box) label.append(box);
      label.append(...content);
      row.appendChild(parkland.element("td")).append(label);
      /** @type {Cells} */
      const cells = [parkland.element("td", "pk-number", parcels), parkland.element("td", "pk-number", area)];
      row.append(...cells);
      return { row, cells };
    }

    /**
     * Enables the switches and shows the figures of a ledger from now on.
     * @type {Panel["attach"]}
     */
    attach(ledger, map) {
      this.ledger = ledger;
      this.inView = () => ("shapes" in ledger ? parkland.inView(map, ledger) : new Uint8Array(0));
      for (const box of [...Object.values(this.boxes).flat(), ...Object.values(this.allBoxes)]) box.disabled = false;
      this.update();
      ledger.listen("shown picked", () => this.update());
      map.on("moveend", parkland.debounced(() => this.update("view"), 40));
    }

    /**
     * Writes all figures, or only those of the parcels in view, because a moved map changes no others.
     * @param {Scope} [only]
     */
    update(only) {
      if (!this.ledger) return;
      const { ledger } = this;
      for (const scope of only ? [only] : SCOPES) {
        const sums = ledger.sumsIn(scope, this.inView);
        this.sums[scope] = sums;
        this.write(this.scopeCells[scope], sums.total, 0);
      }
      const chosen = this.sums[this.scope];
      if (chosen && (!only || only === this.scope)) this.updateLegend(ledger, chosen);
      this.nameScope(ledger);
      if (!only) this.nameDay(ledger);
    }

    /**
     * Writes the figures of the chosen scope, and which rows are switched on.
     * @param {Summed} ledger
     * @param {Record<Axis | "total", Sums>} chosen
     */
    updateLegend({ on }, chosen) {
      for (const axis of AXES) {
        this.cells[axis].forEach((cells, i) => this.write(cells, chosen[axis], i));
        this.boxes[axis].forEach((box, i) => {
          box.checked = Boolean(on[axis][i]);
          const isLeft = axis === "flag" || (box.checked && chosen[axis].parcels[i]);
          const row = box.closest("tr");
          if (row) row.classList.toggle("pk-off", !isLeft); // not printed
        });
        const all = this.allBoxes[axis];
        if (!all) continue;
        const number = on[axis].reduce((sum, value) => sum + value, 0);
        Object.assign(all, { checked: number > 0, indeterminate: number > 0 && number < on[axis].length });
      }
      this.write(this.total, chosen.total, 0);
    }

    /**
     * States, on screen and on paper, that the figures do not count all parcels.
     * @param {Summed} ledger
     */
    nameScope(ledger) {
      const { on, flags } = ledger;
      const { words } = this.head;
      const parts = ledger.inParts();
      const isAsked = on.flag.some((asked, i) => asked && !flags[i].stale);
      const isFiltered = isAsked || ledger.only !== null || [...on.class, ...on.layer].includes(0);
      const remarks = [
        this.scope === "shown" ? "" : parkland.fill(words.counted_scope, { scope: parkland.wording(words, `scope_${this.scope}`) }),
        isFiltered ? words.filtered : "",
        isAsked ? words.flag_parts : "",
        isAsked && parts ? parkland.fill(words.whole_parcels, { number: parkland.count(parts) }) : "",
      ].filter(Boolean);
      this.counted.textContent = remarks.join(words.clause_mark);
      this.counted.hidden = !remarks.length;
    }

    /**
     * Writes what depends on the day: its name, the classes that there are, the flags that are known.
     * @param {Summed} ledger
     */
    nameDay(ledger) {
      const { words, flags } = this.head;
      const { periods } = ledger;
      const present = ledger.present();
      this.boxes.class.forEach((box, i) => hideRow(box, !present[i]));
      this.boxes.flag.forEach((box, i) => hideRow(box, Boolean(ledger.flags[i].stale)));
      const asOf = this.box.querySelector(".pk-as-of");
      if (asOf) asOf.textContent = periods && ledger.isOtherDay() ? parkland.fill(words.as_of_day, { day: parkland.dayText(periods.day) }) : words.asOf;
      const open = ledger.undetermined().map((number, i) => (number ? parkland.fill(words.undetermined_one, { flag: flags[i].label, number: parkland.count(number) }) : "")).filter(Boolean);
      this.undetermined.textContent = open.length ? parkland.fill(words.undetermined_row, { flags: open.join(words.list_mark) }) : "";
    }

    /**
     * Adds a section of layers that can be switched on and off.
     * @type {Panel["section"]}
     */
    section(name, caption, rows, map) {
      if (!rows.length) return;
      const table = parkland.element("table");
      table.dataset.axis = name;
      table.append(parkland.element("caption", "", caption), parkland.element("tbody"));
      for (const { label, layer, look, number, field } of rows) {
        const box = parkland.element("input");
        Object.assign(box, { type: "checkbox", checked: map.hasLayer(layer) });
        box.addEventListener("change", () => {
          if (box.checked) layer.addTo(map);
          else layer.remove();
        });
        const row = table.tBodies[0].appendChild(parkland.element("tr"));
        const text = parkland.element("label");
        text.append(box, ...(look ? [parkland.sign(look)] : []), label);
        row.appendChild(parkland.element("td")).append(text);
        row.append(parkland.element("td", "pk-number", number === undefined ? "" : parkland.count(number)));
        if (field) table.tBodies[0].appendChild(parkland.element("tr")).appendChild(parkland.element("td")).append(field);
        const onPaper = () => row.classList.toggle("pk-off", !map.hasLayer(layer));
        box.addEventListener("change", onPaper);
        onPaper();
      }
      this.fold.append(table);
    }

    /**
     * @param {Cells | undefined} cells
     * @param {Sums} sums
     * @param {number} place of the row among its sums
     */
    write(cells, sums, place) {
      if (!cells) return;
      const [parcels, area] = cells;
      const isKnown = !Number.isNaN(sums.parcels[place]);
      parcels.textContent = isKnown ? parkland.count(sums.parcels[place]) : "–";
      area.textContent = isKnown ? parkland.decimal(sums.area[place], this.head.digits) : "–";
    }

    /**
     * Adds a section below the layers, or right below the classes that it explains.
     * @type {Panel["besides"]}
     */
    besides(section, explains) {
      if (explains) this.classes.after(section);
      else this.fold.append(section);
    }

    /** @type {Panel["say"]} */
    say(text) {
      this.fold.prepend(parkland.element("p", "pk-notice", text));
    }
  };
})();

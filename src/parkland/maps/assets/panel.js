/* The panel: title, legend that is the filter, and figures of what is shown, in view or selected. */
"use strict";

(() => {
  /* Marks the rows that are in view: any of a parcel is, as far as its box tells. */
  parkland.inView = (map, { shapes }) => {
    const bounds = map.getBounds();
    const [west, north] = shapes.local(bounds.getNorthWest());
    const [east, south] = shapes.local(bounds.getSouthEast());
    const inside = new Uint8Array(shapes.size);
    shapes.within(west, north, east, south, (row) => (inside[row] = 1));
    return inside;
  };

  /* How every source was read, folded away; not on paper, where the report has it. */
  function accounts(words) {
    const fold = parkland.element("details", "pk-accounts");
    fold.append(parkland.element("summary", "", words.accounts_title));
    for (const text of words.accounts) fold.append(parkland.element("p", "", text));
    return fold;
  }

  const SCOPES = ["shown", "view", "picked"];

  /* Figures are those that Python printed, until `attach` gives the panel the ledger. */
  parkland.Panel = class {
    constructor(head) {
      const { words } = head;
      this.head = head;
      this.box = parkland.element("aside", "pk-panel");
      this.box.setAttribute("aria-label", words.legend);
      this.box.append(parkland.element("h1", "", words.title));
      for (const line of words.subtitle) this.box.append(parkland.element("p", line === words.asOf ? "pk-as-of" : "", line));
      if (words.notice) this.box.append(parkland.element("p", "pk-notice", words.notice));
      this.counted = this.box.appendChild(parkland.element("p", "pk-counted"));
      this.counted.hidden = true;
      this.fold = this.box.appendChild(parkland.element("details", "pk-legend"));
      this.fold.open = !parkland.narrow.matches;
      this.fold.append(parkland.element("summary", "", words.legend));
      this.cells = { class: [], layer: [], flag: [], total: null };
      this.boxes = { class: [], layer: [], flag: [] };
      this.fold.append(this.scopes());
      this.fold.append(this.table("flag", words.flags, words.flag, head.flags));
      this.undetermined = this.fold.appendChild(parkland.element("p", "", words.undetermined));
      const classes = this.table("class", head.classes.by === "status" ? words.statuses : head.classes.title, head.classes.title, head.classes.items);
      this.total = this.row(classes, [words.total], head.total);
      this.total.row.className = "pk-total";
      this.fold.append(classes, this.table("layer", words.layers, words.layer, head.layers));
      for (const line of words.sources) this.box.append(parkland.element("p", "pk-source", line));
      if (words.accounts.length) this.box.append(accounts(words));
      for (const line of words.footer) this.box.append(parkland.element("p", "pk-footer", line));
      L.DomEvent.disableClickPropagation(this.box);
      L.DomEvent.disableScrollPropagation(this.box);
    }

    /* Three rows of figures; the chosen one is what the legend counts. */
    scopes() {
      const { words, total } = this.head;
      const table = parkland.element("table", "pk-scopes");
      table.setAttribute("aria-live", "polite");
      table.append(parkland.element("tbody"));
      this.scope = "shown";
      this.scopeCells = {};
      for (const scope of SCOPES) {
        const choice = parkland.element("input");
        Object.assign(choice, { type: "radio", name: "pk-scope", value: scope, checked: scope === "shown" });
        choice.addEventListener("change", () => {
          this.scope = scope;
          this.update();
        });
        const { row, cells } = this.row(table, [words[`scope_${scope}`]], scope === "shown" ? total : { parcels: "–", area: "–" }, choice);
        row.dataset.scope = scope;
        this.scopeCells[scope] = cells;
      }
      return table;
    }

    table(axis, caption, heading, items) {
      const { words } = this.head;
      const table = parkland.element("table");
      table.dataset.axis = axis;
      const named = table.appendChild(parkland.element("caption", "", caption));
      named.append(parkland.element("span", "pk-hint", words[axis === "flag" ? "hint_flags" : "hint_tick"]));
      const head = table.appendChild(parkland.element("thead")).appendChild(parkland.element("tr"));
      [heading, words.parcels, words.area].forEach((text, i) => head.append(parkland.element("th", i ? "pk-number" : "", text)));
      table.append(parkland.element("tbody"));
      if (axis !== "flag" && items.length > 1) this.allBox(axis, head.firstChild);
      items.forEach((item, index) => {
        const box = parkland.element("input");
        Object.assign(box, { type: "checkbox", checked: axis !== "flag", disabled: true });
        box.addEventListener("change", () => this.ledger.set(axis, index, box.checked));
        this.boxes[axis].push(box);
        const content = item.color ? [parkland.swatch(item.color), item.label] : [item.label];
        const { row, cells } = this.row(table, content, item, box);
        row.hidden = axis === "class" && item.parcels === "0"; // a status of another day
        this.cells[axis].push(cells);
      });
      return table;
    }

    /* The box in the heading switches the whole column. */
    allBox(axis, heading) {
      const box = parkland.element("input");
      Object.assign(box, { type: "checkbox", checked: true, disabled: true });
      box.setAttribute("aria-label", this.head.words.all);
      box.addEventListener("change", () => this.ledger.setAll(axis, box.checked));
      const label = parkland.element("label");
      label.append(box, heading.textContent);
      parkland.refill(heading, label);
      this.boxes[axis].all = box;
    }

    row(table, content, { parcels, area }, box) {
      const row = table.tBodies[0].appendChild(parkland.element("tr"));
      const label = parkland.element(box ? "label" : "span");
      if (box) label.append(box);
      label.append(...content);
      row.appendChild(parkland.element("td")).append(label);
      const cells = [parkland.element("td", "pk-number", parcels), parkland.element("td", "pk-number", area)];
      row.append(...cells);
      return { row, cells };
    }

    /* Makes the panel live. */
    attach(ledger, map) {
      this.ledger = ledger;
      this.map = map;
      this.sums = {};
      for (const boxes of Object.values(this.boxes)) for (const box of [...boxes, boxes.all]) if (box) box.disabled = false;
      this.update();
      ledger.listen("shown picked", () => this.update());
      map.on("moveend", parkland.settled(() => this.update("view"), 40));
    }

    /* Writes all figures anew, or only those of the view, which are all that a moved map changes. */
    update(only) {
      if (!this.ledger) return;
      const { ledger } = this;
      const counts = { shown: () => null, view: () => parkland.inView(this.map, ledger), picked: () => ledger.picked };
      for (const scope of only ? [only] : SCOPES) {
        this.sums[scope] = ledger.sums(counts[scope]());
        this.write(this.scopeCells[scope], this.sums[scope].total, 0);
      }
      if (!only || only === this.scope) this.updateLegend(this.sums[this.scope]);
      this.tellCounted();
      if (!only) this.tellDay();
    }

    updateLegend(chosen) {
      const { on } = this.ledger;
      for (const axis of ["class", "layer", "flag"]) {
        this.cells[axis].forEach((cells, i) => this.write(cells, chosen[axis], i));
        this.boxes[axis].forEach((box, i) => {
          box.checked = on[axis][i];
          const isLeft = axis === "flag" || (box.checked && chosen[axis].parcels[i]);
          box.closest("tr").classList.toggle("pk-off", !isLeft); // not on paper
        });
        const { all } = this.boxes[axis];
        if (!all) continue;
        const number = on[axis].reduce((sum, value) => sum + value, 0);
        Object.assign(all, { checked: number > 0, indeterminate: number > 0 && number < on[axis].length });
      }
      this.write(this.total.cells, chosen.total, 0);
    }

    /* What depends on the day: its name, the classes that there are, the flags that are known. */
    /* Says, on screen and on paper, that the figures are not those of all parcels. */
    tellCounted() {
      const { ledger: { on, flags }, head: { words } } = this;
      const isAsked = on.flag.some((asked, i) => asked && !flags[i].stale);
      const isFiltered = isAsked || [...on.class, ...on.layer].includes(0);
      const said = [
        this.scope === "shown" ? "" : parkland.fill(words.counted_scope, { scope: words[`scope_${this.scope}`] }),
        isFiltered ? words.filtered : "",
        isAsked ? words.whole_parcels : "",
      ].filter(Boolean);
      this.counted.textContent = said.join(words.lang === "zh" ? "；" : "; ");
      this.counted.hidden = !said.length;
    }

    tellDay() {
      const { ledger, head: { words, flags } } = this;
      const present = ledger.present();
      this.cells.class.forEach(([cell], i) => (cell.parentElement.hidden = !present[i]));
      this.cells.flag.forEach(([cell], i) => (cell.parentElement.hidden = Boolean(ledger.flags[i].stale)));
      const other = ledger.isOtherDay();
      this.box.querySelector(".pk-as-of").textContent = other ? parkland.fill(words.as_of_day, { day: parkland.dayText(ledger.periods.day) }) : words.asOf;
      const open = ledger.undetermined().map((number, i) => (number ? parkland.fill(words.undetermined_one, { flag: flags[i].label, number: parkland.count(number) }) : "")).filter(Boolean);
      this.undetermined.textContent = open.length ? parkland.fill(words.undetermined_row, { flags: open.join(words.lang === "zh" ? "、" : ", ") }) : "";
    }

    /* A section of layers that are only switched: [label, layer, look, number, field]. */
    section(name, caption, rows, map) {
      if (!rows.length) return;
      const table = parkland.element("table");
      table.dataset.axis = name;
      table.append(parkland.element("caption", "", caption), parkland.element("tbody"));
      for (const { label, layer, look, number, field } of rows) {
        const box = parkland.element("input");
        Object.assign(box, { type: "checkbox", checked: map.hasLayer(layer) });
        box.addEventListener("change", () => (box.checked ? layer.addTo(map) : layer.remove()));
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

    write([parcels, area], sums, place) {
      parcels.textContent = parkland.count(sums.parcels[place]);
      area.textContent = parkland.decimal(sums.area[place], this.head.digits);
    }

    say(text) {
      this.fold.prepend(parkland.element("p", "pk-notice", text));
    }
  };
})();

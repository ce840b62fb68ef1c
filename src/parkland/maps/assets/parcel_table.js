/* The table of parcels below the map. Only the rows in sight are in the page. */
"use strict";

(() => {
  const ROW = parkland.fingers.matches ? 44 : 28; // pixels
  const SPARE = 8; // rows beyond the edges
  const BAR = ROW + 34; // pixels: the bar above and a scroll bar below
  const MIN_HIGH = 150;
  const WIDTHS = { text: 130, number: 104 };
  const MOST_WIDE = 280; // of a column with long texts
  const DAY_WIDE = 96;
  const PER_LETTER = 13; // pixels of a Chinese character

  parkland.ParcelTable = class {
    /**
     * @param {L.Map} map
     * @param {Ledger} ledger
     * @param {Go} go
     */
    constructor(map, ledger, go) {
      this.map = map;
      this.ledger = ledger;
      this.go = go;
      this.words = ledger.head.words;
      /** @type {Scope} */
      this.scope = "shown";
      /** @type {TableColumn | null} */
      this.sorted = null;
      this.down = false;
      this.needle = "";
      /** @type {number[]} */
      this.rows = [];
      this.active = -1; // place of a row
      /** @type {Map<TableColumn, Float64Array>} */
      this.ranks = new Map();
      const columns = this.tableColumns();
      const first = columns.filter(({ listed }) => listed);
      this.columns = [...first, ...columns.filter((column) => !first.includes(column))];
      this.box = parkland.element("section", "pk-drawer");
      this.choice = parkland.element("select");
      this.sum = parkland.element("output", "pk-sum");
      this.view = parkland.element("div", "pk-rows");
      this.table = parkland.element("table");
      this.body = parkland.element("tbody");
      this.build();
      ledger.listen("shown", () => {
        this.renameDated();
        this.refresh();
      });
      ledger.listen("classes", () => this.renameClasses());
      ledger.listen("picked", () => (this.scope === "picked" ? this.refresh() : this.draw()));
      map.on("moveend", () => this.scope === "view" && this.refresh());
    }

    /**
     * The columns of the table: the class of a parcel, then every column of the page.
     * @returns {TableColumn[]}
     */
    tableColumns() {
      const { ledger } = this;
      const names = ledger.columns.filter(({ name }) => name === "parcel_id" || name === "name");
      /** @type {(column: Column, row: number) => string} */
      const nameless = (column, row) => (column === names[0] && names.every(({ data }) => !data.at(row)) ? ledger.called.at(row) || "" : "");
      /** @type {(column: Column) => (row: number) => string} */
      const textOf = (column) => (row) => (column.kind === "text" ? ledger.textOf(column, row) || nameless(column, row) : column.data.figure(row));
      return [
        { label: ledger.head.classes.title, kind: "text", text: (row) => ledger.class(row).label, rank: () => ledger.classes },
        ...ledger.columns.map((column) => ({ ...column, of: column, text: textOf(column) })),
      ];
    }

    /* Of which parcels there is a table. */
    /** @type {ParcelTable["scopes"]} */
    scopes() {
      return ["shown", "view", "picked"];
    }

    /* Marks the parcels of the chosen scope. */
    /** @type {ParcelTable["wanted"]} */
    wanted() {
      const { ledger } = this;
      return { shown: () => ledger.shown, view: () => parkland.inView(this.map, ledger), picked: () => ledger.picked }[this.scope]();
    }

    /* What stands behind the sum. */
    remark() {
      return "";
    }

    /* The name of a saved file holds the day shown. */
    fileName() {
      const { periods } = this.ledger;
      return periods ? `parkland-${parkland.dayText(periods.day)}.csv` : "parkland.csv";
    }

    /* The table for a file. The heading of the classes holds the day if it is not the day of the ledger. */
    sheet() {
      const { ledger: { periods }, ledger, rows } = this;
      /** @type {(column: TableColumn) => string} */
      const dated = ({ label }) => (periods && ledger.isOtherDay() ? label + parkland.fill(this.words.brackets, { text: parkland.dayText(periods.day) }) : label);
      return { rows, columns: this.columns.map((column) => (column.of ? { ...column, heading: ledger.headingOf(column.of) } : { ...column, label: dated(column) })) };
    }

    build() {
      this.box.hidden = true;
      this.box.setAttribute("aria-label", this.words.tool_table);
      const bar = this.box.appendChild(parkland.element("div", "pk-drawer-bar"));
      bar.append(this.choice);
      this.choice.setAttribute("aria-label", this.words.scope);
      for (const scope of this.scopes()) {
        const option = parkland.element("option", "", parkland.wording(this.words, `scope_${scope}`));
        option.value = scope;
        this.choice.append(option);
      }
      this.choice.addEventListener("change", () => this.open(this.scopes()[this.choice.selectedIndex]));
      const filter = bar.appendChild(parkland.element("input"));
      Object.assign(filter, { type: "search", placeholder: this.words.filter });
      filter.setAttribute("aria-label", this.words.filter);
      filter.addEventListener("input", parkland.debounced(() => this.search(filter.value), 120));
      bar.append(this.sum);
      /** @type {(name: string, work: () => void) => void} */
      const act = (name, work) => {
        const button = bar.appendChild(parkland.button("", null, null, work));
        button.textContent = parkland.wording(this.words, name);
      };
      act("copy", () => parkland.copy(parkland.tabbed(this.sheet())).then(() => this.say(this.words.copied)));
      act("save_csv", () => parkland.save(this.fileName(), "text/csv", parkland.csv(this.sheet())));
      act("close", () => this.close());
      this.box.append(this.view);
      this.view.tabIndex = 0;
      this.view.setAttribute("aria-label", this.words.tool_table);
      this.table.append(this.heading(), this.body);
      this.view.append(this.table);
      this.view.addEventListener("scroll", () => this.draw());
      this.view.addEventListener("keydown", (event) => this.key(event));
      this.body.addEventListener("click", (event) => this.clicked(event));
      L.DomEvent.disableClickPropagation(this.box);
      L.DomEvent.disableScrollPropagation(this.box);
      this.map.getContainer().append(this.box);
    }

    heading() {
      const row = parkland.element("tr");
      let wide = 0;
      for (const column of this.columns) {
        const cell = row.appendChild(parkland.element("th", column.kind === "number" ? "pk-number" : ""));
        const text = column.heading || column.label;
        // as wide as the heading needs; longer texts are cut, and stand whole in the tooltip
        const day = column.of && column.of.judged ? DAY_WIDE : 0; // the day that may be added
        const width = Math.min(MOST_WIDE, Math.max(WIDTHS[column.kind], text.length * PER_LETTER + 30 + day));
        cell.style.width = `${width}px`;
        wide += width;
        const button = cell.appendChild(parkland.button("", null, null, () => this.sort(column)));
        button.textContent = text;
        column.cell = cell;
      }
      this.table.style.width = `${wide}px`; // else the browser makes columns as wide as their texts
      const head = parkland.element("thead");
      head.append(row);
      return head;
    }

    /** @type {ParcelTable["open"]} */
    open(scope) {
      this.scope = scope;
      this.choice.value = scope;
      this.box.hidden = false;
      this.map.getContainer().classList.add("pk-with-drawer");
      this.refresh();
    }

    close() {
      this.box.hidden = true;
      this.map.getContainer().classList.remove("pk-with-drawer");
      this.map.getContainer().style.setProperty("--pk-drawer", "0px");
    }

    /* Moves the map if the drawer or another control covers the selected parcels. */
    keepInSight() {
      const bounds = this.ledger.shapes.bounds(this.ledger.selection());
      if (!bounds) return;
      const { map } = this;
      const panel = map.getContainer().querySelector(".pk-panel");
      if (!(panel instanceof HTMLElement)) return;
      const padding = parkland.padding(panel);
      const { paddingTopLeft: [left, top], paddingBottomRight: [right, bottom] } = padding;
      const size = map.getSize();
      const [a, b] = [map.latLngToContainerPoint(bounds[0]), map.latLngToContainerPoint(bounds[1])];
      const [west, east, north, south] = [Math.min(a.x, b.x), Math.max(a.x, b.x), Math.min(a.y, b.y), Math.max(a.y, b.y)];
      const room = { x: size.x - left - right, y: size.y - top - bottom };
      if (east - west > room.x || south - north > room.y) {
        map.fitBounds(bounds, { ...padding, animate: false });
        return;
      }
      const dx = west < left ? west - left : Math.max(0, east - (size.x - right));
      const dy = north < top ? north - top : Math.max(0, south - (size.y - bottom));
      if (dx || dy) map.panBy([dx, dy], { animate: false });
    }

    /* Writes into the headings of which day their columns are, where that is not the day shown. */
    renameDated() {
      for (const { cell, of } of this.columns) {
        const button = cell && of && of.judged && cell.querySelector("button");
        if (!button || !of) continue;
        const text = this.ledger.headingOf(of);
        if (button.textContent !== text) Object.assign(button, { textContent: text, title: text });
      }
    }

    /* Heads the column of the classes by what the parcels are coloured by now. */
    renameClasses() {
      const column = this.columns.find(({ rank }) => rank);
      if (!column || !column.cell) return;
      column.label = this.ledger.head.classes.title;
      const button = column.cell.querySelector("button");
      if (button) button.textContent = column.label;
    }

    /** @param {string} needle */
    search(needle) {
      this.needle = needle.trim().toLowerCase();
      this.refresh();
    }

    /** @param {TableColumn} column */
    sort(column) {
      this.down = this.sorted === column && !this.down;
      this.sorted = column;
      for (const each of this.columns) {
        if (!each.cell) continue;
        if (each === column) each.cell.setAttribute("aria-sort", this.down ? "descending" : "ascending");
        else each.cell.removeAttribute("aria-sort");
      }
      this.refresh();
    }

    /* Finds the rows again: the parcels of the scope that pass the filter, in order. */
    refresh() {
      if (this.box.hidden) return;
      const { ledger: { periods }, ledger } = this;
      const wanted = this.wanted();
      const found = this.needle ? this.matches() : null;
      this.rows = [];
      let area = 0, whole = 0; // while flags are asked for, only their part of a parcel counts
      for (let row = 0; row < ledger.size; row++) {
        if (!ledger.shown[row] || !wanted[row] || (found && !found[row])) continue;
        this.rows.push(row);
        area += ledger.counted(row);
        whole += ledger.areas[row];
      }
      const rank = this.sorted ? this.rankOf(this.sorted) : ledger.order;
      const sign = this.down ? -1 : 1;
      this.rows.sort((a, b) => sign * (rank[a] - rank[b]) || ledger.order[a] - ledger.order[b]);
      const stale = periods && ledger.isOtherDay() ? ` · ${parkland.fill(this.words.as_of_table, { day: parkland.dayText(periods.asOf) })}` : "";
      /** @param {number} sum */
      const amount = (sum) => parkland.quantity(this.words, parkland.decimal(sum, ledger.head.digits), this.words.unit);
      const part = area === whole ? "" : parkland.fill(this.words.brackets, { text: parkland.fill(this.words.sum_whole, { area: amount(whole) }) });
      this.say(parkland.fill(this.words.sum, { parcels: parkland.count(this.rows.length), area: amount(area) }) + part + stale + this.remark());
      this.table.setAttribute("aria-rowcount", String(this.rows.length + 1));
      this.active = Math.min(this.active, this.rows.length - 1);
      this.fit();
      this.draw();
    }

    /* Sets the height: as much as the rows need, at most two fifths of the map. */
    fit() {
      const needed = (this.rows.length + 1) * ROW + BAR;
      const high = Math.max(MIN_HIGH, Math.min(needed, 380, Math.round(this.map.getSize().y * 0.4)));
      this.map.getContainer().style.setProperty("--pk-drawer", `${high}px`);
    }

    /* Marks the parcels of which a text contains the text of the filter. */
    matches() {
      const found = new Uint8Array(this.ledger.size);
      for (const { data } of this.columns) {
        if (!data || !("codes" in data)) continue;
        const hits = data.search(this.needle);
        for (let row = 0; row < found.length; row++) if (hits[data.codes[row]]) found[row] = 1;
      }
      return found;
    }

    /**
     * Returns the numbers by which rows are sorted; for a column of texts, the rank of each text.
     * @param {TableColumn} column
     * @returns {Numbers}
     */
    rankOf(column) {
      const { data } = column;
      const then = column.of && this.ledger.flagThen(column.of);
      if (then) return then.states;
      if (column.rank) return column.rank();
      if (!data) return this.ledger.order;
      if ("values" in data) return data.values;
      let ranks = this.ranks.get(column);
      if (!ranks) {
        const collator = new Intl.Collator(this.words.locale, { numeric: true });
        const texts = Array.from({ length: data.size }, (_, i) => data.distinct(i + 1));
        const order = texts.map((_, i) => i).sort((a, b) => collator.compare(texts[a], texts[b]));
        const places = new Float64Array(data.size + 1);
        order.forEach((code, place) => {
          places[code + 1] = place + 1;
        });
        places[0] = Infinity; // parcels without a text come last
        ranks = Float64Array.from(data.codes, (code) => places[code]);
        this.ranks.set(column, ranks);
      }
      return ranks;
    }

    draw() {
      if (this.box.hidden) return;
      const top = Math.max(0, Math.floor(this.view.scrollTop / ROW) - SPARE);
      const bottom = Math.min(this.rows.length, top + Math.ceil(this.view.clientHeight / ROW) + 2 * SPARE);
      const lines = [this.spacer(top)];
      for (let place = top; place < bottom; place++) lines.push(this.line(place));
      lines.push(this.spacer(this.rows.length - bottom));
      parkland.replaceContent(this.body, ...lines);
    }

    /**
     * An empty row as high as `rows` rows that are not in the page.
     * @param {number} rows
     */
    spacer(rows) {
      const line = parkland.element("tr");
      line.setAttribute("aria-hidden", "true");
      line.style.height = `${rows * ROW}px`;
      return line;
    }

    /** @param {number} place */
    line(place) {
      const row = this.rows[place];
      const line = parkland.element("tr");
      line.dataset.place = String(place);
      line.setAttribute("aria-rowindex", String(place + 2));
      line.setAttribute("aria-selected", String(Boolean(this.ledger.picked[row])));
      if (place === this.active) line.className = "pk-active";
      for (const column of this.columns) {
        const text = column.text(row);
        const cell = line.appendChild(parkland.element("td", column.kind === "number" ? "pk-number" : "", text));
        if (text.length > 9) cell.title = text;
        if (column.rank) cell.prepend(parkland.swatch(this.ledger.class(row).color));
      }
      return line;
    }

    /** @param {MouseEvent} event */
    clicked(event) {
      event.stopPropagation(); // the row is replaced, so Leaflet would not find the element of the event in the page
      const line = event.target instanceof Element && event.target.closest("tr[data-place]");
      if (!(line instanceof HTMLElement)) return;
      this.activate(Number(line.dataset.place));
      this.choose(event.shiftKey || event.ctrlKey);
    }

    /**
     * Goes to the active parcel on the map or, with `more`, adds it to the selection.
     * @param {boolean} more
     */
    choose(more) {
      const row = this.rows[this.active];
      if (row === undefined) return;
      if (more) this.ledger.toggle(row);
      else this.go(row, { keep: this.scope === "picked" });
    }

    /** @param {number} place */
    activate(place) {
      if (!this.rows.length) return;
      this.active = Math.max(0, Math.min(this.rows.length - 1, place));
      const top = this.active * ROW;
      const room = this.view.clientHeight - 2 * ROW;
      if (top < this.view.scrollTop) this.view.scrollTop = top;
      else if (top > this.view.scrollTop + room) this.view.scrollTop = top - room;
      this.draw();
    }

    /** @param {KeyboardEvent} event */
    key(event) {
      const page = Math.floor(this.view.clientHeight / ROW) - 2;
      /** @type {Record<string, number>} */
      const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity };
      if (event.target !== this.view) return;
      if (event.key in steps) this.activate(this.active < 0 ? 0 : this.active + steps[event.key]);
      else if (event.key === "Enter") this.choose(false);
      else if (event.key === " ") this.choose(true);
      else return;
      event.preventDefault();
      event.stopPropagation(); // Leaflet would move the map
    }

    /** @param {string} text */
    say(text) {
      this.sum.textContent = text;
    }
  };
})();

/* The search by number, name and holder. Choosing a hit zooms to the parcel and selects it. */
"use strict";

/** @type {Parkland["searchBox"]} */
parkland.searchBox = (ledger, go) => {
  const MOST = 8;
  const { words } = ledger.head;
  const box = parkland.element("div", "pk-search");
  const input = box.appendChild(parkland.element("input"));
  Object.assign(input, { type: "search", placeholder: words.search, autocomplete: "off" });
  const list = box.appendChild(parkland.element("ul"));
  list.id = "pk-hits";
  list.hidden = true;
  const attributes = { role: "combobox", "aria-label": words.search, "aria-controls": list.id, "aria-expanded": "false" };
  for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value);
  list.setAttribute("role", "listbox");
  const columns = ledger.columns.flatMap((column) => (column.searched && column.kind === "text" ? [column.data] : []));
  /** @type {number[]} */
  let rows = [];
  let active = -1;

  /**
   * Finds hits: numbers first, then names and holders; an exact match comes before all others.
   * @param {string} needle
   */
  const find = (needle) => {
    /** @type {number[]} */
    const found = [];
    const seen = new Set();
    let more = 0;
    for (const data of columns) {
      const hits = data.search(needle);
      for (let row = 0; row < ledger.size; row++) {
        if (!hits[data.codes[row]] || seen.has(row)) continue;
        seen.add(row);
        if ((data.at(row) || "").toLowerCase() === needle) found.unshift(row);
        else if (found.length < MOST) found.push(row);
        else more++;
      }
    }
    return { rows: found.slice(0, MOST), more };
  };

  const show = () => {
    const needle = input.value.trim().toLowerCase();
    const { rows: found, more } = needle ? find(needle) : { rows: [], more: 0 };
    rows = found;
    active = -1;
    const items = rows.map((row, i) => {
      const item = parkland.element("li");
      Object.assign(item, { id: `pk-hit-${i}` });
      item.setAttribute("role", "option");
      item.append(parkland.swatch(ledger.class(row).color), parkland.element("b", "", ledger.title(row)));
      const holder = ledger.texts("holder");
      if (holder && holder.at(row)) item.append(parkland.element("span", "", holder.at(row)));
      item.addEventListener("pointerdown", (event) => {
        event.preventDefault();
        choose(row);
      });
      return item;
    });
    if (needle && !rows.length) items.push(parkland.element("li", "pk-none", words.no_hit));
    if (more) items.push(parkland.element("li", "pk-none", parkland.fill(words.more_hits, { number: parkland.count(more) })));
    parkland.replaceContent(list, ...items);
    list.hidden = !needle;
    input.setAttribute("aria-expanded", String(!list.hidden));
  };

  const close = () => {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };

  /** @param {number} row */
  const choose = (row) => {
    close();
    go(row);
  };

  /** @param {number} step */
  const move = (step) => {
    if (!rows.length) return;
    active = (active + step + rows.length) % rows.length;
    [...list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === active)));
    input.setAttribute("aria-activedescendant", `pk-hit-${active}`);
  };

  input.addEventListener("input", parkland.debounced(show, 80));
  input.addEventListener("focus", show);
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") move(1);
    else if (event.key === "ArrowUp") move(-1);
    else if (event.key === "Enter") {
      show();
      if (rows.length) choose(rows[Math.max(0, active)]);
    } else if (event.key === "Escape") close();
    else return;
    event.stopPropagation();
    if (event.key !== "Escape") event.preventDefault();
  });
  return box;
};

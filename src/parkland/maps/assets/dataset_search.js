/* The search over all parcels of a dataset: by the beginning of a number or a name in the sorted index, of which one or
   two files are loaded; or, if the reader asks for it, by any part of it in all files, one after the other. */
"use strict";

(() => {
  const MOST = 8;

  parkland.DatasetIndex = class {
    /**
     * @param {string[]} first the first text of each file, in lower case
     * @param {(name: string) => Promise<Delivered>} load
     */
    constructor(first, load) {
      this.first = first;
      this.load = load;
    }

    /** @param {number} number */
    async file(number) {
      const { described, bytes } = await this.load(`search/${String(number).padStart(5, "0")}`);
      const { texts, pieces, rows } = /** @type {IndexHead} */ (described);
      return { texts: new parkland.Texts(bytes, texts), pieces: parkland.integers(bytes, pieces), rows: parkland.integers(bytes, rows) };
    }

    /**
     * The first entries that begin with `needle`, which is in lower case.
     * @type {DatasetIndex["starting"]}
     */
    async starting(needle, most = MOST) {
      /** @type {IndexEntry[]} */
      const found = [];
      let at = Math.max(0, this.first.findIndex((text) => text >= needle) - 1);
      if (this.first.every((text) => text < needle)) at = this.first.length - 1;
      for (; at < this.first.length && found.length <= most; at++) {
        if (this.first[at] > needle && !this.first[at].startsWith(needle)) break;
        const { texts, pieces, rows } = await this.file(at);
        for (let i = 0; i < rows.length && found.length <= most; i++) {
          const text = texts.at(i) || "";
          if (text.toLowerCase().startsWith(needle)) found.push({ text, piece: pieces[i], row: rows[i] });
        }
      }
      return found;
    }

    /**
     * Finds `needle` anywhere, file by file; `told` hears of the share that is searched, and says whether to go on.
     * @type {DatasetIndex["anywhere"]}
     */
    async anywhere(needle, told, most = MOST) {
      /** @type {IndexEntry[]} */
      const found = [];
      for (let at = 0; at < this.first.length && found.length <= most; at++) {
        if (!told(at / this.first.length)) break;
        const { texts, pieces, rows } = await this.file(at);
        const hits = texts.search(needle);
        for (let i = 0; i < rows.length && found.length <= most; i++) if (hits[texts.codes[i]]) found.push({ text: texts.at(i) || "", piece: pieces[i], row: rows[i] });
      }
      return found;
    }
  };

  /** @type {Parkland["datasetSearch"]} */
  parkland.datasetSearch = (index, words, go) => {
    const box = parkland.element("div", "pk-search");
    const input = box.appendChild(parkland.element("input"));
    Object.assign(input, { type: "search", placeholder: words.search_start, autocomplete: "off" });
    const list = box.appendChild(parkland.element("ul"));
    list.id = "pk-hits";
    list.hidden = true;
    const attributes = { role: "combobox", "aria-label": words.search_start, "aria-controls": list.id, "aria-expanded": "false" };
    for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value);
    list.setAttribute("role", "listbox");
    /** @type {IndexEntry[]} */
    let hits = [];
    let active = -1, turn = 0; // an answer to an earlier question is not shown

    const needle = () => input.value.trim().toLowerCase();

    /** @param {boolean} on */
    const open = (on) => {
      list.hidden = !on;
      input.setAttribute("aria-expanded", String(on));
      if (!on) input.removeAttribute("aria-activedescendant");
    };

    /** @param {IndexEntry} hit */
    const choose = (hit) => {
      open(false);
      go(hit);
    };

    /**
     * @param {IndexEntry[]} found
     * @param {boolean} everywhere
     */
    const show = (found, everywhere) => {
      hits = found.slice(0, MOST);
      active = -1;
      const items = hits.map((hit, i) => {
        const item = parkland.element("li");
        item.id = `pk-hit-${i}`;
        item.setAttribute("role", "option");
        item.append(parkland.element("b", "", hit.text));
        item.addEventListener("pointerdown", (event) => {
          event.preventDefault();
          choose(hit);
        });
        return item;
      });
      if (!hits.length) items.push(parkland.element("li", "pk-none", words.no_hit));
      if (found.length > MOST) items.push(parkland.element("li", "pk-none", words.more_than_shown));
      if (!everywhere) {
        const item = parkland.element("li", "pk-everywhere", words.search_everywhere);
        item.addEventListener("pointerdown", (event) => {
          event.preventDefault();
          everywhereOf(needle());
        });
        items.push(item);
      }
      parkland.replaceContent(list, ...items);
      open(true);
    };

    /** @param {string} text */
    const everywhereOf = async (text) => {
      const own = ++turn;
      const state = parkland.element("li", "pk-none");
      parkland.replaceContent(list, state);
      open(true);
      const found = await index.anywhere(text, (share) => {
        state.textContent = parkland.fill(words.searching, { share: String(Math.round(100 * share)) });
        return own === turn;
      });
      if (own === turn) show(found, true);
    };

    const ask = async () => {
      const own = ++turn, text = needle();
      if (!text) {
        open(false);
        return;
      }
      const found = await index.starting(text);
      if (own === turn) show(found, false);
    };

    /** @param {number} step */
    const move = (step) => {
      if (!hits.length) return;
      active = (active + step + hits.length) % hits.length;
      [...list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === active)));
      input.setAttribute("aria-activedescendant", `pk-hit-${active}`);
    };

    input.addEventListener("input", parkland.debounced(ask, 120));
    input.addEventListener("focus", ask);
    input.addEventListener("blur", () => {
      turn++;
      open(false);
    });
    input.addEventListener("keydown", async (event) => {
      if (event.key === "ArrowDown") move(1);
      else if (event.key === "ArrowUp") move(-1);
      else if (event.key === "Escape") open(false);
      else if (event.key !== "Enter") return;
      event.stopPropagation();
      if (event.key !== "Escape") event.preventDefault();
      if (event.key !== "Enter") return;
      if (active < 0) await ask();
      if (hits.length) choose(hits[Math.max(0, active)]);
    });
    return box;
  };
})();

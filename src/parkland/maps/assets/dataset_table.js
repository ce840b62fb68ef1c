/* The table of parcels on the map of a dataset: those in view or the selected ones, as far as they can be listed. */
"use strict";

(() => {
  const WAIT_MS = 150; // after a move of the map

  /** @type {Parkland["datasetTable"]} */
  parkland.datasetTable = (map, { head, figures, pieces, layers, selection }, near, go) => {
    const { words } = head;
    const listed = new parkland.ListedParcels(head, figures, pieces, async ({ piece: number, row }) => {
      const piece = await pieces.kept.want(number);
      if (piece) selection.toggle(piece, row);
    });
    let turn = 0; // a list that is given up
    let state = ""; // what is told in place of the sum

    class DatasetTable extends parkland.ParcelTable {
      /** @returns {Scope[]} */
      scopes() {
        return ["view", "picked"];
      }

      wanted() {
        return listed.shown;
      }

      remark() {
        const { parcels, area } = listed.left;
        if (!parcels) return "";
        const amount = parkland.quantity(words, parkland.decimal(area, head.digits), words.unit);
        return parkland.fill(words.list_left, { listed: parkland.count(listed.size), number: parkland.count(parcels), area: amount });
      }

      /* The name of a file tells that it has not all parcels. */
      fileName() {
        const { parcels } = listed.left;
        return parcels ? `parkland-${listed.size}-of-${listed.size + parcels}.csv` : super.fileName();
      }

      /** @param {Scope} scope */
      open(scope) {
        super.open(scope);
        fill();
      }

      close() {
        turn++;
        super.close();
      }

      refresh() {
        super.refresh();
        if (state) this.say(state);
      }
    }

    const table = new DatasetTable(map, /** @type {Ledger} */ (/** @type {unknown} */ (listed)), (place, how) => {
      const { number, row } = listed.parcels[place];
      go({ piece: number, row }, how);
    });

    /** @param {string} text */
    const tell = (text) => {
      state = text;
      table.ranks.clear();
      table.refresh();
    };

    const fill = async () => {
      const own = ++turn;
      if (table.box.hidden) return;
      const isPicked = table.scope === "picked";
      if (!isPicked && !layers.isDetail()) {
        listed.clear();
        tell(words.list_overview);
        return;
      }
      /** @param {number} share */
      const isWanted = (share) => {
        if (own !== turn) return false;
        state = parkland.fill(words.listing, { share: String(Math.floor(100 * share)) });
        table.say(state);
        return true;
      };
      isWanted(0);
      const numbers = isPicked ? [...figures.marks.keys()] : near();
      /** @param {Piece} piece */
      const marksOf = (piece) => (isPicked ? figures.marks.get(piece.number) || [] : parkland.inView(map, piece));
      const end = await listed.fill(numbers, marksOf, isWanted);
      if (own !== turn) return;
      if (end === "lacking") listed.clear();
      tell(end === "lacking" ? words.list_lacking : "");
    };

    figures.listen("shown", fill);
    figures.listen("picked", () => {
      if (table.scope === "picked") {
        fill();
        return;
      }
      listed.mark();
      listed.notify("picked");
    });
    map.on("moveend", parkland.debounced(() => table.scope === "view" && fill(), WAIT_MS));
    return table;
  };
})();

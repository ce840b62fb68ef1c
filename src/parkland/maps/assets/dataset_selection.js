/* Selects parcels of a dataset by a box, a polygon or a click with Shift. What lies in a box is not all in memory: the
   pieces that it meets are loaded one after the other, and nothing is selected before all of them have been counted. */
"use strict";

(() => {
  const PATIENCE_MS = 300; // after which the page tells how far it is

  /** @param {ArrayLike<number>} numbers */
  const copied = (numbers) => Float64Array.from(numbers);

  /** @type {Parkland["datasetSelection"]} */
  parkland.datasetSelection = (map, { head, figures, pieces, panel, toolbar }) => {
    const { words } = head;
    let turn = 0; // a selection that is given up
    const drawn = L.layerGroup().addTo(map); // what was drawn around the selected parcels: the overview cannot mark them
    let isTaking = false;
    const state = panel.box.insertBefore(parkland.element("p", "pk-selecting"), panel.fold);
    state.setAttribute("role", "status");
    state.hidden = true;

    /** @param {string} text */
    const tell = (text) => {
      state.textContent = text;
      state.hidden = !text;
    };

    const stop = () => {
      turn++;
      tell("");
    };

    /** @returns {{ marks: Marks, sums: OwnKeySums }} */
    const current = () => {
      const { parcels, area, flagged } = figures.picked;
      const marks = new Map([...figures.marks].map(([number, rows]) => /** @type {[number, Uint8Array]} */ ([number, rows.slice()])));
      return { marks, sums: { parcels: copied(parcels), area: copied(area), flagged: flagged.map(copied) } };
    };

    /**
     * Adds the parcels of a piece that lie in a ring and are not selected yet.
     * @param {Piece} piece
     * @param {L.LatLng[]} latlngs
     * @param {{ marks: Marks, sums: OwnKeySums }} selected
     */
    const addInside = (piece, latlngs, { marks, sums }) => {
      const known = marks.get(piece.number) || new Uint8Array(piece.size), added = new Uint8Array(piece.size);
      let any = false;
      for (const row of parkland.rowsInside(piece, latlngs)) {
        if (known[row]) continue;
        added[row] = known[row] = 1;
        any = true;
      }
      if (!any) return;
      marks.set(piece.number, known);
      figures.addTo(sums, piece, added);
    };

    /**
     * @param {L.LatLng[]} latlngs
     * @param {boolean} more
     */
    const take = async (latlngs, more) => {
      stop();
      const own = turn, began = performance.now();
      const corners = latlngs.map((latlng) => parkland.toUnits(latlng));
      const xs = corners.map(({ x }) => x), ys = corners.map(({ y }) => y);
      const numbers = pieces.meeting([Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)]);
      const selected = more ? current() : { marks: new Map(), sums: figures.keySums() };
      for (let i = 0; i < numbers.length; i++) {
        const piece = await pieces.inTurn(numbers, i);
        if (own !== turn) return;
        if (!piece) {
          tell(words.selection_lacking);
          return;
        }
        await new Promise((resolve) => parkland.queue.add(() => resolve(addInside(piece, latlngs, selected))));
        if (own !== turn) return;
        if (performance.now() - began > PATIENCE_MS) tell(parkland.fill(words.selecting, { share: String(Math.floor((100 * (i + 1)) / numbers.length)) }));
      }
      tell("");
      if (!more) drawn.clearLayers();
      L.polygon(latlngs, { color: "#0b57d0", weight: 1.5, dashArray: "5 4", fill: false, interactive: false, renderer: L.svg({ padding: 0.2 }) }).addTo(drawn);
      isTaking = true;
      figures.pick(selected.marks, selected.sums);
      isTaking = false;
      selection.taken();
    };

    const clear = parkland.selectionTools(map, words, toolbar, take, () => {
      stop();
      figures.pick();
    });
    figures.listen("picked", () => {
      clear.disabled = !figures.marks.size;
      if (!isTaking) drawn.clearLayers(); // the parcels are others now
    });
    // what the filters hide while parcels are looked for would be told as if it were there
    figures.listen("shown", stop);
    document.addEventListener("keydown", ({ key }) => {
      if (key === "Escape") stop();
    });

    /** @type {DatasetSelection} */
    const selection = {
      taken: () => {},
      toggle(piece, row) {
        stop();
        const { marks, sums } = current();
        const known = marks.get(piece.number) || new Uint8Array(piece.size), one = new Uint8Array(piece.size);
        one[row] = 1;
        figures.addTo(sums, piece, one, known[row] ? -1 : 1);
        known[row] ^= 1;
        if (known.includes(1)) marks.set(piece.number, known);
        else marks.delete(piece.number);
        figures.pick(marks, sums);
      },
    };
    return selection;
  };
})();

/* Selects parcels by a click, a click with Shift, a box or a drawn polygon. */
"use strict";

(() => {
  /* The shown parcels of which any part lies in a ring. */
  parkland.rowsInside = ({ shapes, shown }, latlngs) => {
    const ring = latlngs.map((latlng) => shapes.local(latlng));
    const xs = ring.map(([x]) => x), ys = ring.map(([, y]) => y);
    /** @type {number[]} */
    const rows = [];
    shapes.within(Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys), (row) => {
      if (shown[row] && touches(shapes, row, ring)) rows.push(row);
    });
    return rows;
  };

  parkland.selection = (map, ledger, toolbar, opened) => {
    const clear = parkland.selectionTools(map, ledger.head.words, toolbar, (latlngs, more) => {
      ledger.pick(parkland.rowsInside(ledger, latlngs), { more });
      opened();
    }, () => ledger.pick([]));
    ledger.listen("picked", () => {
      clear.disabled = !ledger.picked.includes(1);
    });
  };

  /* Adds the tools that select; `take` gets the corners of what is drawn. Returns the button that clears the selection. */
  parkland.selectionTools = (map, words, toolbar, take, none) => {
    const polygon = () => {
      /** @type {{ remove(): void } | null} */
      let sketch = null;
      const started = toolbar.take("polygon", () => sketch && sketch.remove());
      if (!started) return;
      sketch = new parkland.Sketch(map, words, {
        closed: true,
        say: () => words.draw_polygon,
        done: (points) => {
          toolbar.drop();
          take(points, false);
        },
        cancel: () => toolbar.drop(),
      });
    };

    let boxing = false;
    const box = () => {
      boxing = toolbar.take("box", () => {
        boxing = false;
        map.dragging.enable();
      });
      if (boxing) map.dragging.disable();
    };

    // In Leaflet dragging with Shift zooms to a box; here it selects, as in desktop GIS.
    map.boxZoom.disable();
    dragged(map, (event) => boxing || event.shiftKey, (bounds, event) => {
      toolbar.drop();
      take([bounds.getNorthWest(), bounds.getNorthEast(), bounds.getSouthEast(), bounds.getSouthWest()], event.shiftKey && !boxing);
    });

    toolbar.group([["box", box], ["polygon", polygon], ["clear", none]]);
    toolbar.tools.clear.disabled = true;
    return toolbar.tools.clear;
  };

  /**
   * Calls `done` with the bounds of each box that is drawn with the mouse or a finger.
   * @param {L.Map} map
   * @param {(event: PointerEvent) => boolean} wanted
   * @param {(bounds: L.LatLngBounds, event: PointerEvent) => void} done
   */
  function dragged(map, wanted, done) {
    const pane = map.getContainer();
    pane.addEventListener("pointerdown", (down) => {
      if (down.button || !wanted(down) || parkland.isIn(down, ".leaflet-control, .leaflet-popup")) return;
      const from = map.mouseEventToContainerPoint(down);
      const frame = pane.appendChild(parkland.element("div", "pk-box"));
      const wasDragging = map.dragging.enabled();
      map.dragging.disable();
      /** @param {PointerEvent} event */
      const move = (event) => {
        const to = map.mouseEventToContainerPoint(event);
        Object.assign(frame.style, { left: `${Math.min(from.x, to.x)}px`, top: `${Math.min(from.y, to.y)}px`, width: `${Math.abs(from.x - to.x)}px`, height: `${Math.abs(from.y - to.y)}px` });
      };
      const end = () => {
        window.removeEventListener("pointermove", move);
        window.removeEventListener("pointerup", up);
        window.removeEventListener("pointercancel", end);
        frame.remove();
        if (wasDragging) map.dragging.enable();
      };
      /** @param {PointerEvent} event */
      const up = (event) => {
        end();
        const to = map.mouseEventToContainerPoint(event);
        if (from.distanceTo(to) <= 4) return; // a click
        // the click that ends the box must not open a parcel
        /** @param {Event} click */
        const still = (click) => click.stopPropagation();
        pane.addEventListener("click", still, { capture: true, once: true });
        setTimeout(() => pane.removeEventListener("click", still, { capture: true }), 0);
        done(L.latLngBounds(map.containerPointToLatLng(from), map.containerPointToLatLng(to)), event);
      };
      window.addEventListener("pointermove", move);
      window.addEventListener("pointerup", up);
      window.addEventListener("pointercancel", end); // a second finger, or a page that scrolls
    });
  }

  /** @type {(ax: number, ay: number, bx: number, by: number, px: number, py: number) => number} */
  const side = (ax, ay, bx, by, px, py) => Math.sign((bx - ax) * (py - ay) - (by - ay) * (px - ax));

  /** @type {(ax: number, ay: number, bx: number, by: number, cx: number, cy: number, dx: number, dy: number) => boolean} */
  const crosses = (ax, ay, bx, by, cx, cy, dx, dy) =>
    side(ax, ay, bx, by, cx, cy) !== side(ax, ay, bx, by, dx, dy) && side(cx, cy, dx, dy, ax, ay) !== side(cx, cy, dx, dy, bx, by);

  /** @type {(ring: Corner[], px: number, py: number) => boolean} */
  const within = (ring, px, py) => {
    let inside = false;
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const [ax, ay] = ring[i], [bx, by] = ring[j];
      if (ay > py !== by > py && px < ((bx - ax) * (py - ay)) / (by - ay) + ax) inside = !inside;
    }
    return inside;
  };

  /**
   * Whether a shape and a ring meet: a corner of one lies in the other, or two edges cross.
   * @param {Shapes} shapes
   * @param {number} row
   * @param {Corner[]} ring
   */
  function touches(shapes, row, ring) {
    const { x, y } = shapes;
    if (shapes.contains(row, ...ring[0])) return true;
    for (let r = shapes.shape[row]; r < shapes.shape[row + 1]; r++) {
      const end = shapes.ring[r + 1];
      for (let i = shapes.ring[r], j = end - 1; i < end; j = i++) {
        if (within(ring, x[i], y[i])) return true;
        for (let k = 0, l = ring.length - 1; k < ring.length; l = k++) {
          if (crosses(x[i], y[i], x[j], y[j], ...ring[k], ...ring[l])) return true;
        }
      }
    }
    return false;
  }
})();

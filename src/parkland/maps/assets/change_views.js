/* Two states of the land: before, after, what changed, or before and after beside a line that is moved by hand. */
"use strict";

(() => {
  /** @type {View[]} */
  const VIEWS = ["change", "before", "after", "swipe"];
  const PANES = { before: 370, after: 372 }; // z-index: below the parcels

  /**
   * The layer of one side, coloured by status, and its labels.
   * @param {L.Map} map
   * @param {Compared} compared
   * @param {"before" | "after"} name
   * @param {Uint8Array} bytes
   */
  function side(map, compared, name, bytes) {
    const { statuses, [name]: described } = compared;
    const pane = `pk-${name}`;
    parkland.pane(map, pane, PANES[name]);
    const status = parkland.integers(bytes, described.status);
    const shapes = new parkland.Shapes(bytes, described.shapes);
    const called = new parkland.Texts(bytes, described.called);
    const areas = new parkland.Texts(bytes, described.areas);
    const painted = new parkland.ShapeLayer({
      shapes,
      ink: (row) => {
        const [r, g, b] = parkland.rgb(statuses[status[row]].color);
        return { r, g, b, alpha: parkland.opacity };
      },
      pen: () => parkland.outline,
      shown: () => true,
      marksPoints: true,
      pane,
      className: pane,
    });
    const labels = new parkland.Labels({
      shapes,
      shown: new Uint8Array(shapes.size).fill(1),
      texts: () => called,
      title: (row) => called.at(row) || "",
      area: (row) => areas.at(row) || "",
      listen: () => undefined,
    });
    return { painted, labels };
  }

  /**
   * A table of opening and closing, as it was printed.
   * @param {PrintedTable} printed
   */
  function table({ caption, headings, colors, rows }) {
    const node = parkland.element("table", "pk-flows");
    node.append(parkland.element("caption", "", caption));
    const head = node.appendChild(parkland.element("thead")).appendChild(parkland.element("tr"));
    head.append(...headings.map((text, i) => parkland.element("th", i ? "pk-number" : "", text)));
    const body = node.appendChild(parkland.element("tbody"));
    rows.forEach((cells, n) => {
      const row = body.appendChild(parkland.element("tr", n === rows.length - 1 ? "pk-total" : ""));
      cells.forEach((text, i) => {
        const cell = row.appendChild(parkland.element("td", i ? "pk-number" : "", i ? text : ""));
        if (!i) cell.append(...(colors[n] ? [parkland.swatch(colors[n])] : []), text);
      });
    });
    return node;
  }

  /** @type {Parkland["changeViews"]} */
  parkland.changeViews = (map, ledger, bytes, panel, labels) => {
    const { compared } = ledger.head;
    if (!compared) return;
    const sides = { before: side(map, compared, "before", bytes), after: side(map, compared, "after", bytes) };
    const first = panel.fold.querySelector('[data-axis="class"]');
    compared.tables.forEach((printed, n) => panel.fold.insertBefore(table(printed), n ? null : first));

    const bar = parkland.element("div", "pk-views");
    bar.setAttribute("role", "radiogroup");
    bar.setAttribute("aria-label", compared.views);
    const line = parkland.element("input", "pk-swipe");
    Object.assign(line, { type: "range", min: 0, max: 1000, value: 500, hidden: true });
    line.setAttribute("aria-label", compared.swipe);
    const rule = parkland.element("div", "pk-rule");
    rule.hidden = true;
    const names = { change: compared.change, before: compared.before.label, after: compared.after.label, swipe: compared.swipe };

    /* Cuts the panes at the line. A pane moves with the map, so that its corner is asked for. */
    const cut = () => {
      const size = map.getSize();
      const at = (Number(line.value) / 1000) * size.x;
      const corner = map.containerPointToLayerPoint([0, 0]);
      const far = map.containerPointToLayerPoint(size);
      const x = corner.x + at;
      rule.style.left = `${at}px`;
      const isSwiped = bar.dataset.view === "swipe";
      /** @type {(name: string, edges: string) => void} */
      const clip = (name, edges) => {
        const pane = map.getPane(name);
        if (pane) pane.style.clip = isSwiped ? edges : "";
      };
      clip("pk-before", `rect(${corner.y}px, ${x}px, ${far.y}px, ${corner.x}px)`);
      clip("pk-after", `rect(${corner.y}px, ${far.x}px, ${far.y}px, ${x}px)`);
      // a canvas of labels covers the map exactly; it is there once they have been shown
      const { before, after } = { before: sides.before.labels.canvas, after: sides.after.labels.canvas };
      if (before) before.style.clip = isSwiped ? `rect(0, ${at}px, ${size.y}px, 0)` : "";
      if (after) after.style.clip = isSwiped ? `rect(0, ${size.x}px, ${size.y}px, ${at}px)` : "";
    };

    /** @param {View} view */
    const show = (view) => {
      bar.dataset.view = view;
      const wanted = { before: view === "before" || view === "swipe", after: view === "after" || view === "swipe" };
      for (const name of /** @type {("before" | "after")[]} */ (["before", "after"])) {
        for (const layer of Object.values(sides[name])) {
          if (wanted[name]) layer.addTo(map);
          else layer.remove();
        }
      }
      if (view === "change") labels.addTo(map);
      else labels.remove();
      panel.box.dataset.view = view; // the legend of kinds belongs to the view of what changed
      // pieces of ground are not drawn over the sides, but still answer the mouse
      const pane = map.getPane("pk-parcels");
      if (pane) pane.style.opacity = view === "change" ? "1" : "0";
      line.hidden = rule.hidden = view !== "swipe";
      for (const choice of bar.querySelectorAll("input")) choice.checked = choice.value === view;
      cut();
    };

    for (const view of VIEWS) {
      const choice = parkland.element("input");
      Object.assign(choice, { type: "radio", name: "pk-view", value: view });
      choice.addEventListener("change", () => show(view));
      const label = bar.appendChild(parkland.element("label"));
      label.append(choice, names[view]);
    }
    L.DomEvent.disableClickPropagation(bar);
    L.DomEvent.disableClickPropagation(line);
    L.DomEvent.disableScrollPropagation(line);
    map.getContainer().append(bar, rule, line);
    line.addEventListener("input", cut);
    map.on("move zoom resize viewreset moveend zoomend", cut);
    show("change");
  };
})();

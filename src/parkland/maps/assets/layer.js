/* The parcel layer: everything of the page that is about parcels, started from here. */
"use strict";

(() => {
  const FILL = 0.8;
  const OUTLINE = { r: 45, g: 45, b: 45, alpha: 0.85, width: 0.9 };

  /* Returns a layer group at once; its parcels follow as soon as the block is unpacked. */
  parkland.layer = (map, id) => {
    const head = JSON.parse(document.getElementById(id).textContent);
    document.documentElement.lang = head.words.lang;
    const group = L.layerGroup();
    const panel = new parkland.Panel(head);
    const control = L.control({ position: "topright" });
    control.onAdd = () => panel.box;
    control.addTo(map);
    map.attributionControl.setPrefix(false);
    L.control.scale({ imperial: false, maxWidth: 160 }).addTo(map);
    if (head.bounds) map.fitBounds(head.bounds, { ...parkland.padding(panel.box), maxZoom: 19 });
    parkland.ready = open(map, head, id, group, panel);
    return group;
  };

  async function open(map, head, id, group, panel) {
    if (typeof DecompressionStream === "undefined") {
      panel.say(head.words.too_old);
      return null;
    }
    const block = document.getElementById(`${id}_block`);
    const text = block.textContent;
    block.remove(); // the browser need not keep it
    const ledger = new parkland.Ledger(head, await parkland.unpack(text));
    const [painted, marked] = [parcels(map, ledger), marks(map, ledger)];
    group.addLayer(painted).addLayer(marked);
    ledger.listen("shown", () => painted.repaint());
    ledger.listen("shown picked", () => marked.repaint());
    tools(map, ledger, group, panel);
    panel.attach(ledger, map);
    await new Promise((resolve) => (painted._loading ? painted.once("load", resolve) : resolve()));
    document.documentElement.dataset.ready = "true";
    return { ledger, painted, panel };
  }

  function tools(map, ledger, group, panel) {
    const toolbar = new parkland.Toolbar(map, ledger.head.words);
    toolbar.group([["home", () => map.fitBounds(ledger.head.bounds || map.getBounds(), parkland.padding(panel.box))]]);
    const table = new parkland.Table(map, ledger, (row, options) => parkland.go(row, options));
    parkland.hover(map, ledger, group, panel, toolbar);
    parkland.select(map, ledger, toolbar, () => table.open("picked"));
    toolbar.group([["table", () => (table.box.hidden ? table.open("shown") : table.close())]]);
    panel.box.insertBefore(parkland.search(ledger, parkland.go), panel.fold);
    parkland.links(ledger, parkland.go);
    parkland.keys(map, toolbar, table);
  }

  /* Escape closes what was opened last: the tool in hand, the popup, the table. */
  parkland.keys = (map, toolbar, table) => {
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      if (toolbar.inHand) toolbar.drop();
      else if (map.getContainer().querySelector(".leaflet-popup")) map.closePopup();
      else table.close();
    });
  };

  function parcels(map, ledger) {
    pane(map, "pk-parcels", 380);
    const inks = ledger.head.classes.items.map(({ color }) => {
      const [r, g, b] = parkland.rgb(color);
      return { r, g, b, alpha: FILL };
    });
    return new parkland.ShapeLayer({
      shapes: ledger.shapes,
      ink: (row) => inks[ledger.classes[row]],
      pen: () => OUTLINE,
      shown: (row) => ledger.shown[row],
      pane: "pk-parcels",
      className: "pk-parcels",
    });
  }

  /* What is selected is drawn once more, above. */
  function marks(map, ledger) {
    pane(map, "pk-marks", 390);
    return new parkland.ShapeLayer({
      shapes: ledger.shapes,
      ink: () => ({ r: 11, g: 87, b: 208, alpha: 0.16 }),
      pen: () => ({ r: 11, g: 87, b: 208, alpha: 1, width: 2.6, always: true }),
      shown: (row) => ledger.picked[row] && ledger.shown[row],
      pane: "pk-marks",
      className: "pk-marks",
    });
  }

  /* A pane of its own that lets the mouse through. */
  function pane(map, name, place) {
    const node = map.createPane(name);
    node.style.zIndex = place;
    node.style.pointerEvents = "none";
  }

  /* What the controls cover of the map: on a phone the panel lies across the top, else along the right. */
  parkland.padding = (panel) => parkland.narrow.matches
    ? { paddingTopLeft: [10, panel.offsetHeight + 20], paddingBottomRight: [10, 40] }
    : { paddingTopLeft: [54, 20], paddingBottomRight: [panel.offsetWidth + 30, 20] };

  /* Options of a popup that stays clear of the controls, so that it can be read and closed. */
  parkland.popupRoom = (map, panel) => {
    const { paddingTopLeft, paddingBottomRight } = parkland.padding(panel);
    const maxWidth = Math.min(380, map.getSize().x - paddingTopLeft[0] - paddingBottomRight[0] - 46);
    return { maxWidth, minWidth: Math.min(240, maxWidth), autoPanPaddingTopLeft: paddingTopLeft, autoPanPaddingBottomRight: paddingBottomRight };
  };
})();

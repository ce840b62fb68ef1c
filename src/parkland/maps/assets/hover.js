/* The mouse over the map: a tooltip, an outline around the parcel, and a popup on a click. */
"use strict";

/** @type {Parkland["mouseOver"]} */
parkland.mouseOver = (map, ledger, group, panel, toolbar) => {
  const outline = L.polygon([], { renderer: L.svg({ padding: 0.2 }), color: "#111", weight: 2.5, fill: false, interactive: false });
  const tooltip = L.tooltip({ className: "pk-tooltip", direction: "right", offset: [14, 0] });
  let under = -1;

  const dragging = /** @type {L.Handler & { moving(): boolean }} */ (map.dragging);

  /**
   * @param {Place} place
   * @param {boolean} [finger]
   */
  const at = (place, finger) => ledger.shapes.hit(place, map.getZoom(), (row) => Boolean(ledger.shown[row]), finger);

  const leave = () => {
    under = -1;
    outline.remove();
    tooltip.remove();
    map.getContainer().classList.remove("pk-over");
  };

  /**
   * @param {number} row
   * @param {L.LatLng} latlng
   */
  const enter = (row, latlng) => {
    if (row !== under) {
      under = row;
      outline.setLatLngs(ledger.shapes.rings(row)).addTo(map);
      tooltip.setContent(parkland.tooltip(ledger, row));
      map.getContainer().classList.add("pk-over");
    }
    tooltip.setLatLng(latlng).addTo(map);
  };

  map.on("mousemove", ({ latlng, originalEvent }) => {
    const onMap = map.hasLayer(group) && !toolbar.inHand && !dragging.moving() && !parkland.isIn(originalEvent, ".leaflet-control, .leaflet-popup");
    const row = onMap ? at(latlng) : -1;
    if (row < 0) leave();
    else enter(row, latlng);
  });
  map.on("mouseout movestart zoomstart", leave);
  ledger.listen("shown", () => {
    leave();
    map.closePopup();
  });

  /**
   * @param {HTMLElement} content
   * @param {L.LatLngExpression} latlng
   */
  const say = (content, latlng) => {
    leave();
    if (parkland.narrowScreen.matches) panel.fold.open = false;
    const popup = L.popup(parkland.popupRoom(map, panel.box)).setLatLng(latlng).setContent(content).openOn(map);
    const close = (popup.getElement() || content).querySelector(".leaflet-popup-close-button");
    if (close) close.setAttribute("aria-label", ledger.head.words.close);
  };

  parkland.show = (row, latlng) => {
    ledger.click(row);
    say(parkland.popup(ledger, row), latlng);
  };

  /* Zooms to a parcel, selects it and opens its popup. */
  parkland.go = (row, { keep = false } = {}) => {
    if (!ledger.shown[row]) ledger.reveal(row);
    if (!keep) ledger.pick([row]);
    const corners = ledger.shapes.bounds([row]);
    if (!corners) return; // a parcel without a shape has no place
    const bounds = L.latLngBounds(corners);
    map.once("moveend", () => parkland.show(row, bounds.getCenter()));
    map.fitBounds(bounds, { ...parkland.padding(panel.box), maxZoom: 18, animate: false });
  };

  map.on("click", ({ latlng, originalEvent }) => {
    if (parkland.narrowScreen.matches) panel.fold.open = false;
    if (!map.hasLayer(group) || toolbar.inHand) return;
    const card = ledger.assets && ledger.assets.at(latlng);
    if (card && !originalEvent.shiftKey) {
      say(card, latlng);
      return;
    }
    const row = at(latlng, parkland.fingers.matches);
    if (row >= 0 && originalEvent.shiftKey) {
      ledger.toggle(row);
      return;
    }
    const doubt = ledger.faults && ledger.faults.at(latlng);
    if (row >= 0) ledger.pick([row]);
    ledger.click(row);
    if (!doubt && row < 0) return;
    if (!doubt) {
      parkland.show(row, latlng);
      return;
    }
    // an overlap lies on parcels: it is told first, and the parcel stands below it
    if (row >= 0) {
      const [name, ...rest] = parkland.popup(ledger, row).childNodes;
      doubt.append(parkland.element("h3", "", name.textContent), ...rest);
    }
    say(doubt, latlng);
  });
};

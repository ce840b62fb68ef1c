/* Around the map: the scale, the north arrow, the coordinates of the mouse, and the full screen. */
"use strict";

/** @type {Parkland["scaleAndCoordinates"]} */
parkland.scaleAndCoordinates = (map, head) => {
  const { words, grid } = head;
  const earth = parkland.geodesy(head.ellipsoid);
  const corner = new L.Control({ position: "bottomleft" });
  const where = parkland.element("output", "pk-where");
  where.setAttribute("aria-label", words.coordinates);
  corner.onAdd = () => {
    const box = parkland.element("div", "pk-furniture");
    const north = box.appendChild(parkland.element("span", "pk-north", words.north));
    north.prepend(parkland.icon("M10 2 15 17 10 13 5 17z"));
    box.append(where);
    return box;
  };
  L.control.scale({ imperial: false, maxWidth: 160, position: "bottomleft" }).addTo(map);
  corner.addTo(map);

  /** @param {Place} shown */
  const text = (shown) => {
    const point = head.display.back(shown);
    const degrees = `${point.lng.toFixed(6)}° E  ${point.lat.toFixed(6)}° N`;
    if (!grid) return degrees;
    const { north, east } = earth.plane(point, grid);
    /** @param {number} value */
    const metres = (value) => value.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2, useGrouping: false });
    return `${degrees}\n${words.grid} ${grid.meridian}°E  X ${metres(north)}  Y ${metres(east)}`;
  };

  /** @param {L.LeafletMouseEvent} event */
  const show = ({ latlng }) => {
    where.textContent = text(latlng);
  };
  map.on("mousemove", show);
  map.on("click", show); // of a finger, which does not move
};

/** @type {Parkland["fullscreen"]} */
parkland.fullscreen = () => {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen();
};

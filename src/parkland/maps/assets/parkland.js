/* The parcel layer of a parkland map. All text comes from data and is set as text, never as markup. */
"use strict";

const parkland = {
  narrow: window.matchMedia("(max-width: 640px)"),

  element(tag, className, text) {
    const node = document.createElement(tag);
    if (className) node.className = className;
    if (text !== undefined && text !== null) node.textContent = text;
    return node;
  },

  /* Coordinates are differences of integers, 1e-7 degrees, lon and lat in turn; the offsets say where rings, parts and parcels begin. */
  decode(geometry) {
    const step = 1e-7;
    const points = new Array(geometry.xy.length / 2);
    for (let i = 0, x = 0, y = 0; i < points.length; i++) {
      x += geometry.xy[2 * i];
      y += geometry.xy[2 * i + 1];
      points[i] = [y * step, x * step];
    }
    const slices = (items, offsets) => offsets.slice(1).map((end, i) => items.slice(offsets[i], end));
    return slices(slices(slices(points, geometry.rings), geometry.parts), geometry.parcels);
  },

  /* Returns a layer group of one polygon a parcel, with tooltip, popup and the panel that switches them. */
  layer(map, data) {
    document.documentElement.lang = data.words.lang;
    const renderer = L.canvas({ padding: 0.4, tolerance: 2 });
    const group = L.featureGroup();
    const shapes = parkland.decode(data.geometry).map((parts, row) => {
      const status = data.statuses[data.status[row]];
      const style = { renderer, fillColor: status.color, fillOpacity: 0.78, color: "#3b3b3b", weight: 1, opacity: 0.9 };
      const shape = L.polygon(parts, style);
      shape.row = row;
      return shape;
    });
    const off = { status: new Set(), layer: new Set() };
    const draw = () => {
      group.closePopup();
      for (const shape of shapes) {
        const hidden = off.status.has(data.status[shape.row]) || off.layer.has(data.layer[shape.row]);
        if (hidden) group.removeLayer(shape);
        else if (!group.hasLayer(shape)) group.addLayer(shape);
      }
    };
    group.bindTooltip((shape) => parkland.tooltip(data, shape.row), { sticky: true, className: "pk-tooltip" });
    group.bindPopup((shape) => parkland.popup(data, shape.row));
    group.on("popupopen", () => group.closeTooltip());
    group.on("mouseover", (event) => event.propagatedFrom.setStyle({ weight: 3, color: "#111" }));
    group.on("mouseout", (event) => event.propagatedFrom.setStyle({ weight: 1, color: "#3b3b3b" }));
    draw();
    const panel = parkland.panel(data, (axis, value, on) => {
      if (on) off[axis].delete(value);
      else off[axis].add(value);
      draw();
    });
    const control = L.control({ position: "topright" });
    control.onAdd = () => panel;
    control.addTo(map);
    map.on("preclick", () => {
      if (parkland.narrow.matches) panel.querySelector("details").open = false;
      Object.assign(group.getPopup().options, parkland.popupRoom(map, panel));
    });
    L.control.scale({ imperial: false, maxWidth: 160 }).addTo(map);
    map.attributionControl.setPrefix(false);
    if (shapes.length) {
      const { topLeft, bottomRight } = parkland.margins(panel);
      map.fitBounds(group.getBounds(), { paddingTopLeft: topLeft, paddingBottomRight: bottomRight, maxZoom: 19 });
    }
    return group;
  },

  /* What the controls cover of the map, in pixels: on a phone the panel lies across the top, else along the right. */
  margins(panel) {
    return parkland.narrow.matches
      ? { topLeft: [10, panel.offsetHeight + 20], bottomRight: [10, 40] }
      : { topLeft: [54, 20], bottomRight: [panel.offsetWidth + 30, 20] };
  },

  /* Options of a popup that stays clear of the controls, so that it can be read and closed. */
  popupRoom(map, panel) {
    const { topLeft, bottomRight } = parkland.margins(panel);
    const border = 46;
    const maxWidth = Math.min(380, map.getSize().x - topLeft[0] - bottomRight[0] - border);
    return { maxWidth, minWidth: Math.min(240, maxWidth), autoPanPaddingTopLeft: topLeft, autoPanPaddingBottomRight: bottomRight };
  },

  tooltip(data, row) {
    const box = parkland.element("div");
    box.append(parkland.element("b", "", data.title[row]));
    box.append(`${data.statuses[data.status[row]].label} · ${data.area[row]} ${data.words.unit}`);
    return box;
  },

  popup(data, row) {
    const box = parkland.element("div", "pk-popup");
    const status = data.statuses[data.status[row]];
    box.append(parkland.element("h2", "", data.title[row]));
    const line = box.appendChild(parkland.element("p", "pk-status"));
    line.append(parkland.swatch(status.color), status.label);
    box.append(parkland.element("p", "pk-reason", data.reason[row]));
    box.append(parkland.element("p", "pk-basis", data.basis[row]));
    const body = box.appendChild(parkland.element("table")).appendChild(parkland.element("tbody"));
    for (const { label, values } of data.columns) {
      if (values[row] === null) continue;
      const tr = body.appendChild(parkland.element("tr"));
      tr.append(parkland.element("th", "", label), parkland.element("td", "", values[row]));
    }
    return box;
  },

  swatch(color) {
    const box = parkland.element("span", "pk-swatch");
    box.style.backgroundColor = color;
    return box;
  },

  panel(data, onSwitch) {
    const panel = parkland.element("aside", "pk-panel");
    const { words } = data;
    panel.append(parkland.element("h1", "", words.title));
    for (const line of words.subtitle) panel.append(parkland.element("p", "", line));
    if (words.notice) panel.append(parkland.element("p", "pk-notice", words.notice));
    const fold = panel.appendChild(parkland.element("details"));
    fold.open = !parkland.narrow.matches;
    fold.append(parkland.element("summary", "", words.legend));
    const flags = parkland.table(words.flags, [words.flag, words.parcels, words.area]);
    for (const flag of data.flags) parkland.row(flags, [flag.label], flag);
    const statuses = parkland.table(words.statuses, [words.status, words.parcels, words.area]);
    data.statuses.forEach((status, index) => {
      const text = [parkland.swatch(status.color), status.label];
      parkland.row(statuses, text, status, (on) => onSwitch("status", index, on));
    });
    parkland.row(statuses, [words.total], data.total).className = "pk-total";
    const layers = parkland.table(words.layers, [words.layer, words.parcels, words.area]);
    data.layers.forEach((layer, index) => {
      parkland.row(layers, [layer.label], layer, (on) => onSwitch("layer", index, on));
    });
    fold.append(flags);
    if (words.undetermined) fold.append(parkland.element("p", "", words.undetermined));
    fold.append(statuses, layers);
    for (const line of words.footer) panel.append(parkland.element("p", "", line));
    L.DomEvent.disableClickPropagation(panel);
    L.DomEvent.disableScrollPropagation(panel);
    return panel;
  },

  table(caption, headings) {
    const table = parkland.element("table");
    table.append(parkland.element("caption", "", caption));
    const head = table.appendChild(parkland.element("thead")).appendChild(parkland.element("tr"));
    headings.forEach((text, i) => head.append(parkland.element("th", i ? "pk-number" : "", text)));
    table.append(parkland.element("tbody"));
    return table;
  },

  row(table, content, { parcels, area }, onSwitch) {
    const tr = table.tBodies[0].appendChild(parkland.element("tr"));
    const label = parkland.element(onSwitch ? "label" : "span");
    if (onSwitch) {
      const box = parkland.element("input");
      box.type = "checkbox";
      box.checked = true;
      box.addEventListener("change", () => onSwitch(box.checked));
      label.append(box);
    }
    label.append(...content);
    tr.appendChild(parkland.element("td")).append(label);
    tr.append(parkland.element("td", "pk-number", parcels), parkland.element("td", "pk-number", area));
    return tr;
  },
};

/* What is said of one parcel: in a line under the mouse, in full when it is clicked. */
"use strict";

/* A patch of a class's colour or, in print without colour, of its pattern; all change together. */
parkland.swatch = (color) => {
  const box = parkland.element("canvas", "pk-swatch");
  Object.assign(box, { width: 32, height: 24 });
  box.dataset.color = color;
  parkland.dye(box);
  return box;
};

parkland.dye = (box) => {
  const { color } = box.dataset;
  const pattern = parkland.patterns.get(color);
  const pen = box.getContext("2d");
  pen.clearRect(0, 0, box.width, box.height);
  if (!pattern) {
    pen.fillStyle = color;
    pen.fillRect(0, 0, box.width, box.height);
    return;
  }
  const { r, g, b, hatch } = pattern;
  pen.fillStyle = `rgb(${r},${g},${b})`;
  for (let y = 0; y < box.height; y++) for (let x = 0; x < box.width; x++) if (hatch[((y & 7) << 3) | (x & 7)]) pen.fillRect(x, y, 1, 1);
};

/* Colour to pattern, while the map is without colours; else empty. */
parkland.patterns = new Map();

parkland.tooltip = (ledger, row) => {
  const box = parkland.element("div");
  box.append(parkland.element("b", "", ledger.title.at(row)));
  box.append(`${ledger.class(row).label} · ${ledger.area(row)} ${ledger.head.words.unit}`);
  return box;
};

parkland.popup = (ledger, row) => {
  const box = parkland.element("div", "pk-popup");
  const { label, color } = ledger.class(row);
  box.append(parkland.element("h2", "", ledger.title.at(row)));
  const line = box.appendChild(parkland.element("p", "pk-status"));
  line.append(parkland.swatch(color), label);
  box.append(parkland.element("p", "pk-reason", ledger.reason.at(row)));
  box.append(parkland.element("p", "pk-basis", ledger.basis.at(row)));
  const body = box.appendChild(parkland.element("table")).appendChild(parkland.element("tbody"));
  for (const { label: heading, inPopup, data } of ledger.columns) {
    const text = inPopup ? data.at(row) : null;
    if (text === null) continue;
    const tr = body.appendChild(parkland.element("tr"));
    tr.append(parkland.element("th", "", heading), parkland.element("td", "", text));
  }
  const link = box.appendChild(parkland.element("a", "pk-link", ledger.head.words.link));
  link.href = parkland.linkOf(row);
  return box;
};

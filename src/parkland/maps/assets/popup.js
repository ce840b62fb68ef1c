/* What is said of one parcel: in a line under the mouse, in full when it is clicked. */
"use strict";

parkland.swatch = (color) => {
  const box = parkland.element("span", "pk-swatch");
  box.style.backgroundColor = color;
  return box;
};

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

/* The texts about one parcel: a line under the mouse, everything when it is clicked. */
"use strict";

/**
 * A patch that looks as the parcels of a class do: its colour over the ground, or its pattern.
 * @type {Parkland["swatch"]}
 */
parkland.swatch = (color) => {
  const box = parkland.element("canvas", "pk-swatch");
  Object.assign(box, { width: 32, height: 24 });
  box.dataset.color = color;
  parkland.paintSwatch(box);
  return box;
};

/**
 * Paints the colour or the pattern of a swatch.
 * @type {Parkland["paintSwatch"]}
 */
parkland.paintSwatch = (box) => {
  const { color = "" } = box.dataset;
  const pattern = parkland.patterns.get(color);
  const pen = parkland.pen(box);
  /**
   * @param {Rgb & { alpha: number }} ink
   * @param {Uint8Array} [hatch]
   */
  const paint = ({ r, g, b, alpha }, hatch) => {
    pen.fillStyle = `rgba(${r},${g},${b},${alpha})`;
    if (!hatch) pen.fillRect(0, 0, box.width, box.height);
    else for (let y = 0; y < box.height; y++) for (let x = 0; x < box.width; x++) if (hatch[((y & 7) << 3) | (x & 7)]) pen.fillRect(x, y, 1, 1);
  };
  pen.fillStyle = parkland.GROUND; // as on the map, where it shows through
  pen.fillRect(0, 0, box.width, box.height);
  if (!pattern) {
    const [r, g, b] = parkland.rgb(color);
    paint({ r, g, b, alpha: parkland.opacity });
    return;
  }
  if (pattern.ground) paint(pattern.ground, pattern.hatch.map((inked) => 1 - inked));
  paint(pattern, pattern.hatch);
};

/**
 * The sign of a layer: its outline, and its hatching if it has one.
 * @type {Parkland["sign"]}
 */
parkland.sign = ({ pen, ink, isLine = false }) => {
  const box = parkland.element("canvas", "pk-sign");
  Object.assign(box, { width: 32, height: 24 });
  const brush = parkland.pen(box);
  /** @param {Ink} ink */
  const color = ({ r, g, b, alpha }) => `rgba(${r},${g},${b},${alpha})`;
  if (ink) {
    brush.fillStyle = color(ink);
    for (let y = 2; y < 22; y++) for (let x = 2; x < 30; x++) if (!ink.hatch || ink.hatch[((y & 7) << 3) | (x & 7)]) brush.fillRect(x, y, 1, 1);
  }
  Object.assign(brush, { strokeStyle: color(pen), lineWidth: 2 * pen.width });
  if (isLine) brush.stroke(new Path2D("M1 18 11 8 20 15 31 5"));
  else brush.strokeRect(2, 2, 28, 20);
  return box;
};

/**
 * The pattern of each colour while the map has patterns; empty otherwise.
 * @type {Parkland["patterns"]}
 */
parkland.patterns = new Map();

/* The class of a parcel. A status says itself what it is; any other value needs the title of the legend. */
/** @type {Parkland["classText"]} */
parkland.classText = (ledger, row) => {
  const { by, title } = ledger.head.classes;
  const { label } = ledger.class(row);
  return by === "status" ? label : title + ledger.head.words.label_mark + label;
};

/** @type {Parkland["tooltip"]} */
parkland.tooltip = (ledger, row) => {
  const box = parkland.element("div");
  box.append(parkland.element("b", "", ledger.title(row)));
  box.append(`${parkland.classText(ledger, row)} · ${ledger.area(row)}`);
  return box;
};

/** @type {Parkland["popup"]} */
parkland.popup = (ledger, row) => {
  const box = parkland.element("div", "pk-popup");
  box.append(parkland.element("h2", "", ledger.title(row)));
  const line = box.appendChild(parkland.element("p", "pk-status"));
  line.append(parkland.swatch(ledger.class(row).color), parkland.classText(ledger, row));
  const { words } = ledger.head;
  const { periods } = ledger;
  if (periods && ledger.isOtherDay()) {
    const [then, now] = [periods.day, periods.asOf].map(parkland.dayText);
    box.append(parkland.element("p", "pk-notice", parkland.fill(words.as_of_day, { day: then })));
    box.append(parkland.element("p", "pk-notice", parkland.fill(words.other_day, { day: now })));
  }
  box.append(parkland.element("p", "pk-reason", ledger.reason.at(row)));
  box.append(parkland.element("p", "pk-basis", ledger.basis.at(row)));
  for (const doubt of ledger.faults ? ledger.faults.of(row) : []) box.append(parkland.element("p", "pk-notice pk-doubt", doubt));
  const body = box.appendChild(parkland.element("table")).appendChild(parkland.element("tbody"));
  for (const column of ledger.columns) {
    const text = column.inPopup ? ledger.textOf(column, row) : null;
    if (text === null) continue;
    const tr = body.appendChild(parkland.element("tr"));
    const marked = ledger.headingOf(column);
    tr.append(parkland.element("th", "", marked === column.heading ? column.label : marked), parkland.element("td", "", text));
  }
  const changes = periods ? periods.of(row) : [];
  if (changes.length > 1) {
    box.append(parkland.element("h3", "", words.changes));
    const list = box.appendChild(parkland.element("ol", "pk-changes"));
    for (const { day, label: status } of changes) list.append(parkland.element("li", "", `${day === null ? words.from_start : parkland.dayText(day)} ${status}`));
  }
  const link = box.appendChild(parkland.element("a", "pk-link", ledger.head.words.link));
  link.href = parkland.linkOf(row, ledger);
  return box;
};

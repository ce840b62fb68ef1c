/* The map as a picture: what is on the screen, and beside it title, legend, totals and sources. */
"use strict";

(() => {
  const SIDE = 330;
  const EDGE = 18;

  parkland.picture = async (map, head, panel) => {
    const size = map.getSize();
    const ratio = Math.max(2, window.devicePixelRatio || 1);
    const canvas = parkland.element("canvas");
    const text = lines(panel);
    const high = Math.max(size.y, text.reduce((sum, line) => sum + line.height, 2 * EDGE));
    Object.assign(canvas, { width: (size.x + SIDE) * ratio, height: high * ratio });
    const pen = canvas.getContext("2d");
    pen.scale(ratio, ratio);
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, size.x + SIDE, high);
    pen.save();
    pen.beginPath();
    pen.rect(0, 0, size.x, size.y);
    pen.fillStyle = "#f7f6f2";
    pen.fill();
    pen.clip();
    drawMap(pen, map);
    drawScale(pen, map, size);
    pen.restore();
    drawText(pen, text, size.x + EDGE);
    return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  };

  /* All pictures of the map in the order in which they lie upon each other. */
  function drawMap(pen, map) {
    const outer = map.getContainer().getBoundingClientRect();
    const panes = [...map.getPane("mapPane").children].sort((a, b) => (getComputedStyle(a).zIndex | 0) - (getComputedStyle(b).zIndex | 0));
    for (const pane of panes) {
      for (const node of pane.querySelectorAll("canvas, img")) {
        const box = node.getBoundingClientRect();
        if (!box.width || getComputedStyle(node).visibility === "hidden" || !isOurs(node)) continue;
        pen.globalAlpha = Number(getComputedStyle(node).opacity);
        pen.drawImage(node, box.left - outer.left, box.top - outer.top, box.width, box.height);
      }
    }
    pen.globalAlpha = 1;
  }

  /* A picture of another host that does not allow it would lock the canvas: it is left out. */
  const isOurs = (node) => node.tagName === "CANVAS" || node.src.startsWith("data:") || node.crossOrigin !== null;

  function drawScale(pen, map, size) {
    const bar = map.getContainer().querySelector(".leaflet-control-scale-line");
    const left = 14, y = size.y - 16, wide = bar.offsetWidth;
    Object.assign(pen, { strokeStyle: "#444", fillStyle: "#444", lineWidth: 1.5, textAlign: "left", textBaseline: "bottom", font: `12px ${parkland.FONT}` });
    pen.stroke(new Path2D(`M${left} ${y - 6}V${y}H${left + wide}V${y - 6}`));
    pen.fillText(bar.textContent, left + 4, y - 3);
    pen.fill(new Path2D(`M${left + 6} ${y - 52}l6 17l-6 -4.5l-6 4.5z`));
    pen.fillText(map.getContainer().querySelector(".pk-north").textContent, left, y - 20);
  }

  /* What the panel says, line by line. */
  function lines(panel) {
    const found = [];
    for (const node of panel.box.querySelectorAll("h1, p, caption, tr")) {
      if (node.closest("[hidden], .pk-search, .pk-scopes, .pk-accounts")) continue;
      if (node.tagName === "TR") {
        const cells = [...node.cells].map((cell) => cell.textContent);
        const box = node.querySelector("input");
        if (node.parentElement.tagName === "TBODY" && box && !box.checked && node.closest("[data-axis=class], [data-axis=layer]")) continue;
        found.push({ cells, swatch: node.querySelector(".pk-swatch"), bold: node.className === "pk-total", height: 20, size: 13 });
      } else {
        const title = node.tagName === "H1";
        const bold = title || node.tagName === "CAPTION";
        found.push({ cells: [node.tagName === "CAPTION" ? node.firstChild.textContent : node.textContent], bold, wrap: true, height: title ? 28 : 20, size: title ? 17 : bold ? 13 : 12, gap: node.tagName === "CAPTION" ? 8 : 0 });
      }
    }
    return found.flatMap(wrapped);
  }

  function wrapped(line) {
    if (!line.wrap) return [line];
    const pen = parkland.element("canvas").getContext("2d");
    pen.font = `${line.bold ? "bold " : ""}${line.size}px ${parkland.FONT}`;
    const rows = [""];
    for (const letter of line.cells[0]) {
      if (pen.measureText(rows[rows.length - 1] + letter).width > SIDE - 2 * EDGE) rows.push("");
      rows[rows.length - 1] += letter;
    }
    return rows.map((text, i) => ({ ...line, cells: [text], gap: i ? 0 : line.gap, height: line.height + (i ? 0 : line.gap) }));
  }

  function drawText(pen, found, left) {
    const right = [0, 92, 0];
    let y = EDGE;
    for (const { cells, swatch, bold, size, height } of found) {
      const middle = y + height - 10;
      pen.font = `${bold ? "bold " : ""}${size}px ${parkland.FONT}`;
      Object.assign(pen, { fillStyle: "#222", textBaseline: "middle" });
      if (swatch) pen.drawImage(swatch, left, middle - 6, 16, 12);
      cells.forEach((text, i) => {
        pen.textAlign = i ? "right" : "left";
        pen.fillText(text, i ? left + SIDE - 2 * EDGE - right[i] - 4 : left + (swatch ? 22 : 0), middle);
      });
      y += height;
    }
  }
})();

/* The map as a PNG picture: the map on the screen and, beside it, title, legend, totals and sources. */
"use strict";

(() => {
  const SIDE = 330;
  const EDGE = 18;

  /** @typedef {{ cells: string[], swatch: HTMLCanvasElement | null, bold: boolean, wrap: boolean, height: number, size: number, gap: number }} Line */

  parkland.pngPicture = async (map, head, panel) => {
    // what lies under the panel is no part of the picture, because the panel's text stands beside the map
    const size = map.getSize();
    if (!parkland.narrowScreen.matches) size.x -= parkland.padding(panel.box).paddingBottomRight[0] - 20;
    const ratio = Math.max(2, window.devicePixelRatio || 1);
    parkland.sharpness = ratio; // the screen may be coarser
    parkland.repaintAll();
    parkland.queue.flush();
    const canvas = parkland.element("canvas");
    const text = lines(panel);
    const high = Math.max(size.y, text.reduce((sum, line) => sum + line.height, 2 * EDGE));
    Object.assign(canvas, { width: (size.x + SIDE) * ratio, height: high * ratio });
    const pen = parkland.pen(canvas);
    pen.scale(ratio, ratio);
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, size.x + SIDE, high);
    pen.save();
    pen.beginPath();
    pen.rect(0, 0, size.x, size.y);
    pen.fillStyle = "#f7f6f2";
    pen.fill();
    pen.clip();
    drawMap(pen, map, ratio);
    drawScale(pen, map, size);
    pen.restore();
    drawText(pen, text, size.x + EDGE);
    parkland.sharpness = 0;
    parkland.repaintAll();
    return new Promise((resolve, reject) => {
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("the picture is too large"))), "image/png");
    });
  };

  /**
   * Draws all canvases and images of the map, from the lowest to the highest.
   * @param {CanvasRenderingContext2D} pen
   * @param {L.Map} map
   * @param {number} ratio pixels of the picture to one of the page
   */
  function drawMap(pen, map, ratio) {
    const outer = map.getContainer().getBoundingClientRect();
    const depth = (/** @type {Element} */ pane) => Number(getComputedStyle(pane).zIndex) || 0; // "auto" is none
    const panes = [...(map.getPane("mapPane") || map.getContainer()).children].sort((a, b) => depth(a) - depth(b));
    for (const pane of panes) {
      const pictures = /** @type {NodeListOf<HTMLCanvasElement | HTMLImageElement>} */ (pane.querySelectorAll("canvas, img"));
      for (const node of pictures) {
        const box = node.getBoundingClientRect();
        if (!box.width || getComputedStyle(node).visibility === "hidden" || !isOurs(node)) continue;
        pen.globalAlpha = Number(getComputedStyle(node).opacity);
        // on whole pixels of the picture, so that nothing is blurred and no seam opens
        const [left, top, right, bottom] = [box.left - outer.left, box.top - outer.top, box.right - outer.left, box.bottom - outer.top].map((side) => Math.round(side * ratio) / ratio);
        pen.drawImage(node, left, top, right - left, bottom - top);
      }
    }
    pen.globalAlpha = 1;
  }

  /**
   * Whether a canvas may be read after a picture is drawn on it. One from another host that does not allow it is left out.
   * @param {HTMLCanvasElement | HTMLImageElement} node
   */
  const isOurs = (node) => node instanceof HTMLCanvasElement || node.src.startsWith("data:") || node.src.startsWith("blob:") || node.crossOrigin !== null;

  /**
   * Draws the scale and the north arrow.
   * @param {CanvasRenderingContext2D} pen
   * @param {L.Map} map
   * @param {L.Point} size
   */
  function drawScale(pen, map, size) {
    const bar = map.getContainer().querySelector(".leaflet-control-scale-line");
    const north = map.getContainer().querySelector(".pk-north");
    if (!(bar instanceof HTMLElement) || !north) return;
    const left = 14, y = size.y - 16, wide = bar.offsetWidth;
    Object.assign(pen, { strokeStyle: "#444", fillStyle: "#444", lineWidth: 1.5, textAlign: "left", textBaseline: "bottom", font: `12px ${parkland.FONT}` });
    pen.stroke(new Path2D(`M${left} ${y - 6}V${y}H${left + wide}V${y - 6}`));
    pen.fillText(bar.textContent || "", left + 4, y - 3);
    pen.fill(new Path2D(`M${left + 6} ${y - 52}l6 17l-6 -4.5l-6 4.5z`));
    pen.fillText(north.textContent || "", left, y - 20);
  }

  /**
   * The text of the panel, line by line.
   * @param {Panel} panel
   */
  function lines(panel) {
    /** @type {Line[]} */
    const found = [];
    for (const node of panel.box.querySelectorAll("h1, p, caption, tr")) {
      if (node.closest("[hidden], .pk-search, .pk-scopes, .pk-accounts")) continue;
      if (node instanceof HTMLTableRowElement) {
        const cells = [...node.cells].map((cell) => cell.textContent || "");
        const box = node.querySelector("input");
        const isOff = box && !box.checked && node.closest("tbody") && node.closest("[data-axis=class], [data-axis=layer]");
        if (isOff) continue;
        /** @type {HTMLCanvasElement | null} */
        const swatch = node.querySelector(".pk-swatch, .pk-sign");
        const zones = [...node.querySelectorAll(".pk-zone")];
        for (const zone of zones) found.push({ cells: [zone.textContent || ""], swatch: zone.querySelector("canvas"), bold: false, wrap: false, height: 20, size: 12, gap: 0 });
        if (zones.length) continue;
        found.push({ cells, swatch, bold: node.className === "pk-total", wrap: false, height: 20, size: 13, gap: 0 });
      } else {
        const isTitle = node.tagName === "H1", isCaption = node.tagName === "CAPTION";
        const own = isCaption && node.firstChild ? node.firstChild : node; // a caption has a hint behind its text
        found.push({ cells: [own.textContent || ""], swatch: null, bold: isTitle || isCaption, wrap: true, height: isTitle ? 28 : 20, size: isTitle ? 17 : isCaption ? 13 : 12, gap: isCaption ? 8 : 0 });
      }
    }
    return found.flatMap(wrapped);
  }

  /**
   * Breaks a line that is too long.
   * @param {Line} line
   * @returns {Line[]}
   */
  function wrapped(line) {
    if (!line.wrap) return [line];
    const pen = parkland.pen(parkland.element("canvas"));
    pen.font = `${line.bold ? "bold " : ""}${line.size}px ${parkland.FONT}`;
    const rows = [""];
    for (const letter of line.cells[0]) {
      if (pen.measureText(rows[rows.length - 1] + letter).width > SIDE - 2 * EDGE) rows.push("");
      rows[rows.length - 1] += letter;
    }
    return rows.map((text, i) => ({ ...line, cells: [text], gap: i ? 0 : line.gap, height: line.height + (i ? 0 : line.gap) }));
  }

  /**
   * @param {CanvasRenderingContext2D} pen
   * @param {Line[]} found
   * @param {number} left
   */
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

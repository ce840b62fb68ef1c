/* The namespace of a parkland map, and the few tools that every part uses.
   All text comes from data and is set as text, never as markup. */
"use strict";

const parkland = /** @type {Parkland} */ ({
  FONT: '"Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", "SimHei", sans-serif',

  narrow: window.matchMedia("(max-width: 640px)"),

  element(tag, className, text) {
    const node = document.createElement(tag);
    if (className) node.className = className;
    if (text !== undefined && text !== null) node.textContent = text;
    return node;
  },

  /* Puts other nodes in the place of a node's own. */
  refill(node, ...children) {
    node.textContent = "";
    node.append(...children);
  },

  /* A button that is known to a screen reader by what its tooltip says. */
  button(className, label, icon, onClick) {
    const node = parkland.element("button", className);
    node.type = "button";
    if (label) {
      node.title = label;
      node.setAttribute("aria-label", label);
    }
    if (icon) node.append(parkland.icon(icon));
    node.addEventListener("click", onClick);
    return node;
  },

  /* A drawing of 20 by 20 from the path of its strokes. */
  icon(path) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", "0 0 20 20");
    svg.setAttribute("aria-hidden", "true");
    const strokes = document.createElementNS("http://www.w3.org/2000/svg", "path");
    strokes.setAttribute("d", path);
    svg.append(strokes);
    return svg;
  },

  /* Whether an event happened inside an element that a selector finds. */
  isIn: ({ target }, selector) => target instanceof Element && target.closest(selector) !== null,

  /* The drawing context of a canvas. */
  pen(canvas) {
    const pen = canvas.getContext("2d");
    if (!pen) throw new Error("the canvas cannot be drawn on");
    return pen;
  },

  /* The text of a name that is put together. */
  wording(words, name) {
    const text = /** @type {Record<string, unknown>} */ (/** @type {unknown} */ (words))[name];
    return typeof text === "string" ? text : name;
  },

  /* Fill in a text of the wording, as Python does: "{number} parcels". */
  fill(text, values) {
    return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
  },

  count: (number) => number.toLocaleString("en-US"),

  /* A number that is given in whole units of its last place. */
  decimal(units, digits) {
    return (units / 10 ** digits).toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  },

  rgb(color) {
    const value = parseInt(color.slice(1), 16);
    return [value >> 16, (value >> 8) & 255, value & 255];
  },

  sharp: 0, // pixels of a canvas to one of the page, when printing

  sharpness: () => parkland.sharp || Math.min(2, window.devicePixelRatio || 1),

  /* Call `work` once after the last of many calls in a row. */
  settled(work, wait) {
    let timer = 0;
    return () => {
      clearTimeout(timer);
      timer = setTimeout(work, wait);
    };
  },

  /* Let the browser paint and answer before going on. A message is not held back as timers are. */
  breath: () => new Promise((resolve) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => {
      channel.port1.close();
      resolve();
    };
    channel.port2.postMessage(0);
  }),
});

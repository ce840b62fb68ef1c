/* The namespace of a parkland map, and the few functions that every script uses.
   Text from the data is always set as text, never as markup. */
"use strict";

const parkland = /** @type {Parkland} */ ({
  FONT: '"Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", "SimHei", sans-serif',

  narrowScreen: window.matchMedia("(max-width: 640px)"),

  fingers: window.matchMedia("(max-width: 640px), (pointer: coarse)"),

  element(tag, className, text) {
    const node = document.createElement(tag);
    if (className) node.className = className;
    if (text !== undefined && text !== null) node.textContent = text;
    return node;
  },

  /* Replaces the children of a node. */
  replaceContent(node, ...children) {
    node.textContent = "";
    node.append(...children);
  },

  /* A button whose tooltip is also its name for a screen reader. */
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

  /* An icon of 20 by 20 units, drawn from the path of its strokes. */
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

  /* The text under a name that is put together at run time. */
  wording(words, name) {
    const text = /** @type {Record<string, unknown>} */ (/** @type {unknown} */ (words))[name];
    return typeof text === "string" ? text : name;
  },

  /* Fills the places of a text in, as Python's format does: "{number} {number:parcel|parcels}". */
  fill(text, values) {
    return text.replace(/\{(\w+)(?::([^{}|]*)\|([^{}]*))?\}/g, (whole, name, one, many) => {
      if (!(name in values)) return whole;
      if (many === undefined) return values[name];
      return values[name] === "1" ? one : many.split("|").pop();
    });
  },

  marks: { decimal: ".", group: "," }, // of the language of the page

  count: (number) => parkland.fixed(number, 0),

  /* Formats a number with its decimals, by the marks of the language. */
  fixed(value, digits) {
    const { decimal, group } = parkland.marks;
    const text = value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
    return text.replace(/[.,]/g, (mark) => (mark === "." ? decimal : group));
  },

  /* Formats a number that is given in whole units of its last decimal place. */
  decimal(units, digits) {
    return parkland.fixed(units / 10 ** digits, digits);
  },

  /* A printed number with its unit, as the language writes it. */
  quantity: (words, number, unit) => parkland.fill(words.quantity, { number, unit }),

  rgb(color) {
    const value = parseInt(color.slice(1), 16);
    return [value >> 16, (value >> 8) & 255, value & 255];
  },

  sharpness: 0, // pixels of a canvas to one of the page while a picture is made, else 0

  canvasSharpness: () => parkland.sharpness || Math.min(2, window.devicePixelRatio || 1),

  /* Returns a function that calls `work` once, `wait` milliseconds after the last of many calls in a row. */
  debounced(work, wait) {
    let timer = 0;
    return () => {
      clearTimeout(timer);
      timer = setTimeout(work, wait);
    };
  },

  /* Lets the browser paint and handle events before the script continues. Browsers delay timers, but not messages. */
  nextTask: () => new Promise((resolve) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => {
      channel.port1.close();
      resolve();
    };
    channel.port2.postMessage(0);
  }),
});

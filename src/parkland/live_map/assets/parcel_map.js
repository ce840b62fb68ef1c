/* The part of a live map that runs in a notebook: one frame for each place where the map is displayed.
   The frame holds the page of `save_map`; its block comes from the kernel as bytes. Nothing of the page's scripts or
   styles reaches the notebook, and nothing is loaded from anywhere. */

// In the order in which a page needs them.
const SET = ["_legend", "hidden_classes", "hidden_layers", "flags", "_only", "_day", "_picked", "_fit", "center", "zoom"];
const [THERE, HERE] = ["there?", "here"];
const PATIENCE_MS = 3000;
const BITS = new Set(["_picked", "_only"]);

/**
 * The bytes that came from the kernel, without a copy.
 * @param {DataView | ArrayBuffer | Uint8Array} buffer
 */
const octets = (buffer) => (buffer instanceof ArrayBuffer ? new Uint8Array(buffer) : new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength));

/** @param {Uint8Array} packed */
const unpacked = (packed) => new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"))).text();

/** Whether the notebook is dark: JupyterLab, VS Code and Colab say so on the body; elsewhere a map is light. */
const isDark = () => {
  const { dataset, classList } = document.body;
  if (dataset.jpThemeLight) return dataset.jpThemeLight === "false";
  return classList.contains("vscode-dark") || classList.contains("theme-dark");
};

/** @param {{ model: any, el: HTMLElement, signal?: AbortSignal }} given */
function render({ model, el }) {
  const frame = document.createElement("iframe");
  Object.assign(frame.style, { display: "block", width: "100%", height: "100%", minHeight: "0", border: "0" });
  frame.allow = "fullscreen; clipboard-write";
  const note = document.createElement("div");
  note.setAttribute("role", "status");
  note.style.font = "13px sans-serif";
  el.append(note, frame);
  el.style.overflow = "hidden";
  let page = null; // what drives the page, once it is ready
  let turn = 0; // grows with every loading of the frame
  let ended = false;
  let waiting = 0; // for an answer of the kernel

  const say = (text) => {
    note.textContent = text;
  };

  const valueOf = (name) => {
    const value = model.get(name);
    if (name === "_legend") return value && { classes: value.classes, codes: octets(value.codes) };
    if (name === "_fit") return value && { rows: octets(value.rows) };
    return BITS.has(name) && value ? octets(value) : value;
  };

  const heard = () => {
    clearTimeout(waiting);
    say("");
  };

  /* After the connection has changed: a kernel that has started again does not know the map, and does not answer. */
  const ask = () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => say(model.get("_words").deaf), PATIENCE_MS);
    try {
      model.send(THERE);
    } catch {
      // no connection, so no answer either
    }
  };

  const arrange = () => {
    const { style } = frame;
    if (!el.style.height) style.height = `${model.get("height")}px`;
    frame.title = model.get("_words").title;
  };

  const tell = (name, value) => {
    if (ended) return;
    // an array of the frame is no instance of the notebook's own class
    model.set(name, ArrayBuffer.isView(value) ? new DataView(value.buffer, value.byteOffset, value.byteLength) : value);
    model.save_changes();
  };

  const load = async () => {
    page = null;
    turn++;
    delete frame.dataset.ready;
    frame.srcdoc = await unpacked(octets(model.get("_page")));
  };

  /* A frame that is moved in the document loads its page again: all that matters stands in the model. */
  const start = async () => {
    const mine = ++turn;
    const { parklandDriven: driven } = frame.contentWindow;
    if (!driven) {
      if (frame.srcdoc) say(model.get("_words").blocked);
      return;
    }
    driven.theme(isDark());
    driven.give(octets(model.get("_block")));
    const started = await driven.start((name, value) => mine === turn && tell(name, value));
    if (mine !== turn || ended || !started) return;
    for (const name of SET) started.set(name, valueOf(name));
    page = started;
    started.tellAll();
    frame.dataset.ready = "true";
  };

  const changed = Object.fromEntries(SET.map((name) => [`change:${name}`, () => page && page.set(name, valueOf(name))]));
  const listeners = {
    ...changed,
    "change:_block": load,
    "change:height": arrange,
    "change:_words": arrange,
    comm_live_update: ask,
    "msg:custom": (content) => content === HERE && heard(),
  };
  for (const [name, act] of Object.entries(listeners)) model.on(name, act);

  frame.addEventListener("load", start);
  const themes = new MutationObserver(() => {
    const { parklandDriven: driven } = frame.contentWindow || {};
    if (driven) driven.theme(isDark());
  });
  themes.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light", "class"] });
  const sizes = new ResizeObserver(() => page && page.resized());
  sizes.observe(frame);

  arrange();
  if (typeof DecompressionStream === "undefined") say(model.get("_words").too_old);
  else load();

  return () => {
    ended = true;
    clearTimeout(waiting);
    themes.disconnect();
    sizes.disconnect();
    for (const [name, act] of Object.entries(listeners)) model.off(name, act);
    frame.remove();
    note.remove();
  };
}

export default { render };

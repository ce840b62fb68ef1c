/* Layers below the parcels: tiles of a base map, an aerial picture, context layers. */
"use strict";

(() => {
  /** @type {Record<number, string>} */
  const KINDS = { 0x89: "image/png", 0xff: "image/jpeg" }; // by the first byte of a tile
  const DEEP = { base: 210, tiles: 215, image: 220, context: 230 }; // z-index of the panes

  /* Adds these layers, and returns the rows of the panel that switch them. */
  parkland.layersBelow = (map, head, bytes) => [
    ...(head.base ? [base(map, head, head.base)] : []),
    ...head.tiles.map((described) => tiles(map, described, bytes)),
    ...head.images.map((picture) => image(map, picture)),
    ...head.context.map((layer) => context(map, layer, bytes)),
  ];

  /**
   * @param {L.Map} map
   * @param {Head} head
   * @param {BaseMap} described
   * @returns {LayerRow}
   */
  function base(map, head, described) {
    const { layers, label, attribution, asksKey, ...options } = described;
    parkland.pane(map, "pk-base", DEEP.base);
    const group = L.layerGroup().addTo(map);
    /** @param {string} key */
    const show = (key) => {
      group.clearLayers();
      for (const url of layers) group.addLayer(L.tileLayer(url, /** @type {L.TileLayerOptions} */ ({ ...options, key, maxZoom: 22, attribution, pane: "pk-base" })));
    };
    if (asksKey) {
      const field = parkland.element("input");
      Object.assign(field, { type: "password", placeholder: head.words.base_key, autocomplete: "off" });
      field.setAttribute("aria-label", head.words.base_key);
      field.addEventListener("change", () => show(encodeURIComponent(field.value.trim())));
      return { label, layer: group, field };
    }
    show("");
    return { label, layer: group };
  }

  /**
   * @param {L.Map} map
   * @param {AerialPicture} picture
   * @returns {LayerRow}
   */
  function image(map, { url, bounds, label, attribution }) {
    if (!map.getPane("pk-image")) parkland.pane(map, "pk-image", DEEP.image);
    return { label, layer: L.imageOverlay(url, bounds, { pane: "pk-image", alt: label, attribution: asText(attribution) }).addTo(map) };
  }

  /**
   * A text as markup that shows it; Leaflet takes an attribution as markup.
   * @param {string} text
   */
  const asText = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;");

  /**
   * Tiles that lie in the block of the page.
   * @param {L.Map} map
   * @param {EmbeddedTiles} described
   * @param {Uint8Array} bytes
   * @returns {LayerRow}
   */
  function tiles(map, { label, attribution, zooms, zoom, column, row, sizes, at }, bytes) {
    if (!map.getPane("pk-tiles")) parkland.pane(map, "pk-tiles", DEEP.tiles);
    const [z, x, y] = [zoom, column, row].map((numbers) => parkland.integers(bytes, numbers));
    const starts = parkland.offsets(parkland.integers(bytes, sizes));
    /** @type {Map<string, number>} */
    const places = new Map();
    for (let i = 0; i < z.length; i++) places.set(`${z[i]}/${x[i]}/${y[i]}`, i);
    const layer = new L.GridLayer({ pane: "pk-tiles", attribution: asText(attribution), minNativeZoom: zooms[0], maxNativeZoom: zooms[zooms.length - 1], maxZoom: 30 });
    /** @type {(coords: L.Coords, done: L.DoneCallback) => HTMLElement} */
    const createTile = (coords, done) => {
      const picture = document.createElement("img");
      picture.alt = "";
      const place = places.get(`${coords.z}/${coords.x}/${coords.y}`);
      if (place === undefined) {
        setTimeout(done, 0, undefined, picture);
        return picture;
      }
      const content = bytes.subarray(at + starts[place], at + starts[place + 1]);
      const url = URL.createObjectURL(new Blob([new Uint8Array(content)], { type: KINDS[content[0]] || "image/webp" }));
      picture.onload = picture.onerror = () => {
        URL.revokeObjectURL(url);
        done(undefined, picture);
      };
      picture.src = url;
      return picture;
    };
    return { label, layer: Object.assign(layer, { createTile }).addTo(map) };
  }

  /**
   * @param {L.Map} map
   * @param {ContextLayer} layer
   * @param {Uint8Array} bytes
   * @returns {LayerRow}
   */
  function context(map, { label, look, shapes: described, zone, zones = [] }, bytes) {
    if (!map.getPane("pk-context")) parkland.pane(map, "pk-context", DEEP.context);
    const shapes = new parkland.Shapes(bytes, described);
    /**
     * @param {string} color
     * @param {number} alpha
     * @returns {Ink}
     */
    const ink = (color, alpha) => {
      const [r, g, b] = parkland.rgb(color);
      return { r, g, b, alpha };
    };
    const fill = look.opacity ? ink(look.fill, look.opacity) : null;
    const inks = zones.map(({ color }) => ink(color, 0.6));
    const codes = zone ? parkland.integers(bytes, zone) : null;
    const pen = { ...ink(look.line, 0.9), width: look.width, always: true };
    const layer = new parkland.ShapeLayer({
      shapes,
      ink: (row) => (codes && inks[codes[row]]) || fill,
      pen: () => pen,
      shown: () => true,
      pane: "pk-context",
      className: "pk-context",
    });
    const named = zones.map((each, i) => {
      const line = parkland.element("div", "pk-zone");
      line.append(parkland.sign({ pen, ink: inks[i] }), each.label);
      return line;
    });
    const field = parkland.element("div");
    field.append(...named);
    return { label, layer: layer.addTo(map), look: { pen, ink: look.areas ? fill : null, isLine: !look.areas }, ...(named.length ? { field } : {}) };
  }
})();

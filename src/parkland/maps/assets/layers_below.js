/* Layers below the parcels: tiles of a base map, an aerial picture, context layers. */
"use strict";

(() => {
  const QUIET = { r: 120, g: 124, b: 130 };
  const DEEP = { base: 210, image: 220, context: 230 }; // z-index of the panes

  /* Adds these layers, and returns the rows of the panel that switch them. */
  parkland.layersBelow = (map, head, bytes) => [
    ...(head.base ? [base(map, head, head.base)] : []),
    ...(head.image ? [image(map, head.image)] : []),
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
  function image(map, { url, bounds, label }) {
    parkland.pane(map, "pk-image", DEEP.image);
    return { label, layer: L.imageOverlay(url, bounds, { pane: "pk-image", alt: label }).addTo(map) };
  }

  /**
   * @param {L.Map} map
   * @param {ContextLayer} layer
   * @param {Uint8Array} bytes
   * @returns {LayerRow}
   */
  function context(map, { label, shapes: described }, bytes) {
    if (!map.getPane("pk-context")) parkland.pane(map, "pk-context", DEEP.context);
    const shapes = new parkland.Shapes(bytes, described);
    const layer = new parkland.ShapeLayer({
      shapes,
      ink: () => ({ ...QUIET, alpha: 0.12 }),
      pen: () => ({ ...QUIET, alpha: 0.75, width: 1.4, always: true }),
      shown: () => true,
      pane: "pk-context",
      className: "pk-context",
    });
    return { label, layer: layer.addTo(map) };
  }
})();

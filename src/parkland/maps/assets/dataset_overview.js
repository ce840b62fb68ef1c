/* The overview: squares of the land, in which the colours of the classes are mixed by the area that each has there. */
"use strict";

(() => {
  const SIDE = 64; // squares along the side of a node: a run of the Morton order
  const NODE = SIDE * SIDE;
  const FULL = 255;
  const FAINTEST = 0.3; // the opacity of a square with almost no land, so that it can be seen

  /** @param {number} code */
  const even = (code) => {
    let found = 0;
    for (let bit = 0; bit < 6; bit++) found |= ((code >> (2 * bit)) & 1) << bit;
    return found;
  };
  const columns = Uint8Array.from({ length: NODE }, (_, code) => even(code));
  const lines = Uint8Array.from({ length: NODE }, (_, code) => even(code >> 1));

  parkland.OverviewLayer = parkland.extendedShapeLayer(/** @type {LayerClass<OverviewLayerMembers>} */ ({
    options: {},

    /* A tile holds its files until it is painted: those that are kept may be others by then. */
    prepared(coords, paint) {
      const { kept } = this.options.overview;
      const names = [...new Set(this.nodes(coords).nodes.flatMap(({ files }) => files))];
      Promise.all(names.map((name) => kept.want(name))).then((found) => paint(new Map(names.map((name, i) => [name, found[i]]))));
    },

    /* What a tile shows, if all of it is loaded. */
    present(coords) {
      const { kept } = this.options.overview;
      const names = this.nodes(coords).nodes.flatMap(({ files }) => files);
      return names.every((name) => kept.get(name)) ? new Map(names.map((name) => [name, kept.get(name)])) : null;
    },

    /* The nodes of a level that meet a tile, with the files that hold them. */
    nodes({ x, y, z }) {
      const { overview } = this.options;
      const level = overview.levelAt(z);
      const perTile = (parkland.tileSide / 256) * 2 ** (level.level - z); // squares along a tile
      const [west, north] = [x * perTile, y * perTile];
      const most = 2 ** level.level - 1;
      /** @param {number} place */
      const node = (place) => Math.floor(Math.max(0, Math.min(most, place)) / SIDE);
      const nodes = [];
      for (let row = node(north); row <= node(north + perTile); row++) {
        for (let column = node(west); column <= node(west + perTile); column++) {
          const code = parkland.mortonCode(column, row);
          nodes.push({ code, column, row, files: overview.filesOf(level, code) });
        }
      }
      return { west, north, perTile, nodes };
    },

    /** @type {OverviewLayerMembers["drawTile"]} */
    *drawTile(raster, size, coords, content) {
      const { figures, colors, opacity } = this.options;
      const { west, north, perTile, nodes } = this.nodes(coords);
      const pixels = size / perTile; // pixels along a square
      const words = new Uint32Array(raster.image.data.buffer);
      const sums = new Float64Array(NODE * 4); // red, green, blue and share of each square of a node
      for (const { code, column, row, files } of nodes) {
        yield;
        let any = false;
        for (const name of files) {
          const file = /** @type {Map<string, OverviewFile | undefined>} */ (content).get(name);
          if (!file) continue;
          const start = code * NODE - file.base;
          for (let i = parkland.firstFrom(file.codes, start); i < file.codes.length && file.codes[i] < start + NODE; i++) {
            const key = file.keys[i];
            if (!figures.shown[key]) continue;
            const at = 4 * (file.codes[i] - start), share = file.shares[i];
            const color = 3 * figures.cube.class[key];
            sums[at] += colors[color] * share;
            sums[at + 1] += colors[color + 1] * share;
            sums[at + 2] += colors[color + 2] * share;
            sums[at + 3] += share;
            any = true;
          }
        }
        if (!any) continue;
        for (let place = 0; place < NODE; place++) {
          const at = 4 * place, share = sums[at + 3];
          if (!share) continue;
          const alpha = opacity * (FAINTEST + (1 - FAINTEST) * Math.min(1, share / FULL));
          const ink = (Math.round(alpha * 255) << 24) | (Math.round(sums[at + 2] / share) << 16) | (Math.round(sums[at + 1] / share) << 8) | Math.round(sums[at] / share);
          const x = (column * SIDE + columns[place] - west) * pixels, y = (row * SIDE + lines[place] - north) * pixels;
          const left = Math.round(x), top = Math.round(y);
          const right = Math.min(size, Math.max(left + 1, Math.round(x + pixels))), bottom = Math.min(size, Math.max(top + 1, Math.round(y + pixels)));
          if (right <= 0) continue;
          for (let line = Math.max(0, top); line < bottom; line++) words.fill(ink, line * size + Math.max(0, left), line * size + Math.max(0, left, right));
        }
        sums.fill(0);
      }
    },
  }));
})();

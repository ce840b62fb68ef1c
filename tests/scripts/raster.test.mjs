import assert from "node:assert/strict";
import test from "node:test";
import { cases, load } from "./load.mjs";

const parkland = load("raster");
const SIDE = 8;
const BLACK = { r: 0, g: 0, b: 0, alpha: 1 };

const draw = (raster, outline) => outline.forEach(([x, y], i) => raster.edge(x, y, ...outline[(i + 1) % outline.length]));
const opacities = (raster) => Array.from({ length: SIDE * SIDE }, (_, i) => raster.image.data[4 * i + 3] / 255);

test("each pixel is as opaque as a polygon covers it", () => {
  for (const { outline, covered } of cases.coverage) {
    const raster = new parkland.Raster(SIDE);
    draw(raster, outline);
    raster.fill(BLACK);
    opacities(raster).forEach((opacity, i) => assert.ok(Math.abs(opacity - covered[i]) < 0.006, `pixel ${i}: ${opacity}, not ${covered[i]}`));
  }
});

test("a ring that runs the other way inside a shell is a hole", () => {
  const raster = new parkland.Raster(SIDE);
  draw(raster, [[0, 0], [8, 0], [8, 8], [0, 8]]);
  draw(raster, [[2, 2], [2, 6], [6, 6], [6, 2]]);
  raster.fill(BLACK);
  const found = opacities(raster);
  assert.equal(found[3 * SIDE + 3], 0);
  assert.equal(found[0], 1);
  assert.equal(found.reduce((sum, opacity) => sum + opacity, 0), 48);
});

test("nothing of one shape is left for the next", () => {
  const raster = new parkland.Raster(SIDE);
  draw(raster, cases.coverage[0].outline);
  raster.fill(BLACK);
  raster.clear();
  raster.fill(BLACK);
  assert.ok(opacities(raster).every((opacity) => opacity === 0));
  assert.ok(raster.cover.every((value) => Math.abs(value) < 1e-6));
});

test("a half transparent colour over another leaves half of each", () => {
  const raster = new parkland.Raster(1);
  raster.blend(0, { r: 200, g: 0, b: 0 }, 1);
  raster.blend(0, { r: 0, g: 100, b: 0 }, 0.5);
  assert.deepEqual(Array.from(raster.image.data), [100, 50, 0, 255]);
});

test("a hatching inks only its own pixels", () => {
  const raster = new parkland.Raster(SIDE);
  draw(raster, [[0, 0], [8, 0], [8, 8], [0, 8]]);
  raster.fill({ ...BLACK, hatch: parkland.hatches[2] });
  assert.deepEqual(opacities(raster), Array.from(parkland.hatches[2]));
});

test("twenty hatchings differ from each other, however they are shifted", () => {
  /** Pixels of 64 in which two hatchings differ at the best shift. */
  const differing = (one, other) => Math.min(...Array.from({ length: 64 }, (_, shift) => {
    const moved = (i) => other[(((i >> 3) + (shift >> 3)) & 7) * 8 + ((i + shift) & 7)];
    return one.reduce((sum, inked, i) => sum + Math.abs(inked - moved(i)), 0);
  }));
  const { hatches } = parkland;
  assert.ok(hatches.length >= 20);
  hatches.forEach((one, i) => hatches.slice(0, i).forEach((other, j) => assert.ok(differing(one, other) >= 12, `${i} and ${j}`)));
});

test("between the pixels of a hatching lies its ground", () => {
  const raster = new parkland.Raster(SIDE);
  draw(raster, [[0, 0], [8, 0], [8, 8], [0, 8]]);
  raster.fill({ ...BLACK, hatch: parkland.hatches[2], ground: { r: 255, g: 0, b: 0, alpha: 1 } });
  assert.ok(opacities(raster).every((opacity) => opacity === 1));
  assert.deepEqual(Array.from(raster.image.data.slice(4 * 2 * SIDE, 4 * 2 * SIDE + 3)), [255, 0, 0]);
});

test("a dot at the edge is cut off there", () => {
  const raster = new parkland.Raster(SIDE);
  raster.dot(0, 0, 4, BLACK);
  raster.dot(SIDE, SIDE, 4, BLACK);
  assert.equal(opacities(raster).filter((opacity) => opacity === 1).length, 4 + 4);
});

test("a stroke is as wide as asked, whichever way it runs", () => {
  for (const line of [[1, 4, 7, 4], [7, 4, 1, 4], [4, 7, 4, 1]]) {
    const raster = new parkland.Raster(SIDE);
    raster.stroke(...line, 1);
    raster.fill(BLACK);
    const sum = opacities(raster).reduce((total, opacity) => total + opacity, 0);
    assert.ok(Math.abs(sum - 6) < 0.1, `${line}: ${sum}`);
  }
});

test("a dot beside the picture is not drawn at its edge", () => {
  for (const [x, y] of [[-3, 4], [4, -3], [SIDE + 3, 4], [4, SIDE + 3]]) {
    const raster = new parkland.Raster(SIDE);
    raster.dot(x, y, 2, BLACK);
    assert.ok(opacities(raster).every((opacity) => opacity === 0), `${x}, ${y}`);
  }
});

import assert from "node:assert/strict";
import test from "node:test";
import { load } from "./load.mjs";

const parkland = load("dataset_figures");

/** Parcels of two classes and two groups; the last flag applies to parts. */
const head = {
  classes: { items: [{}, {}] },
  layers: [{}, {}],
  flags: [{ name: "levelled" }, { name: "idle" }],
  cube: {
    class: [0, 0, 1, 1],
    group: [0, 1, 0, 1],
    states: [[1, 0, 2, 1], [0, 1, 1, 1]],
    partial: [[0, 0, 0, 1], [0, 0, 1, 1]],
    parcels: [3, 5, 7, 11],
    area: [300, 500, 700, 1100],
    flagged: [[300, 0, 0, 600], [0, 500, 400, 200]],
  },
};
const made = () => new parkland.DatasetFigures(head);
const total = (figures) => [figures.sums().total.parcels[0], figures.sums().total.area[0]];

test("without a filter every parcel counts", () => {
  assert.deepEqual(total(made()), [26, 2600]);
});

test("a class that is switched off leaves the total and keeps its row", () => {
  const figures = made();
  figures.set("class", 0, false);
  assert.deepEqual(total(figures), [18, 1800]);
  assert.deepEqual([...figures.sums().class.parcels], [8, 18]);
  assert.deepEqual([...figures.sums().layer.parcels], [7, 11]);
  assert.deepEqual([...figures.shown], [0, 0, 1, 1]);
});

test("a flag that is asked for counts the part to which it applies", () => {
  const figures = made();
  figures.set("flag", 1, true);
  assert.deepEqual(total(figures), [23, 500 + 400 + 200]);
  assert.equal(figures.inParts(), 0);
});

test("of several flags in parts the whole parcel counts", () => {
  const figures = made();
  figures.set("flag", 0, true);
  figures.set("flag", 1, true);
  assert.deepEqual(total(figures), [26, 300 + 500 + 400 + 1100]);
  assert.equal(figures.inParts(), 11);
});

test("what cannot be determined is counted among what is shown", () => {
  const figures = made();
  assert.deepEqual([...figures.undetermined()], [7, 0]);
  figures.set("layer", 0, false);
  assert.deepEqual([...figures.undetermined()], [0, 0]);
});

test("in the overview the figures of the view are not known", () => {
  assert.ok(Number.isNaN(made().sumsIn("view").total.parcels[0]));
  assert.equal(made().sumsIn("picked").total.parcels[0], 0);
});

test("a hidden parcel is shown when it is looked for", () => {
  const figures = made();
  figures.set("class", 1, false);
  figures.set("flag", 0, true);
  figures.reveal(2);
  assert.deepEqual([...figures.shown], [1, 1, 1, 1]);
});

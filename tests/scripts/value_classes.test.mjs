import assert from "node:assert/strict";
import test from "node:test";
import { cases, load } from "./load.mjs";

const parkland = load("value_classes");

test("the page divides numbers as Python does", () => {
  for (const { scheme, classes, values, cuts, codes, own } of cases.classes) {
    const found = parkland.classesOf(Float64Array.from(values), { scheme, classes });
    assert.deepEqual(found.cuts, cuts, `${scheme} ${classes}`);
    assert.deepEqual(Array.from(found.codes), codes);
    assert.deepEqual(Array.from(parkland.classesOf(Float64Array.from(values), { scheme, classes, cuts: [250, -10, 0] }).codes), own);
  }
});

test("what is not known has no class, and few values have few classes", () => {
  for (const scheme of ["quantiles", "equal", "natural"]) {
    const { cuts, codes } = parkland.classesOf(Float64Array.from([NaN, 7, NaN]), { scheme, classes: 5 });
    assert.deepEqual([cuts, Array.from(codes)], [[], [255, 0, 255]]);
    assert.deepEqual(Array.from(parkland.classesOf(Float64Array.from([9, 3, 9]), { scheme, classes: 2 }).codes), [1, 0, 1]);
  }
});

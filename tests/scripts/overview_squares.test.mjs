import assert from "node:assert/strict";
import test from "node:test";
import { load } from "./load.mjs";

const parkland = load("shapes", "delivered_files", "overview_squares");

test("the bits of column and row alternate", () => {
  const codes = [[0, 0], [1, 0], [0, 1], [1, 1], [2, 0], [2 ** 25, 0]].map(([x, y]) => parkland.mortonCode(x, y));
  assert.deepEqual(codes, [0, 1, 2, 3, 4, 2 ** 50]);
});

test("a place among sorted numbers", () => {
  assert.deepEqual([0, 3, 4, 9, 10].map((value) => parkland.firstFrom([3, 3, 4, 9], value)), [0, 0, 2, 3, 4]);
});

test("a node finds the files that hold its squares", () => {
  const level = { level: 9, first: [0, 5000, 5000 + 4096, 40000] };
  const overview = new parkland.Overview({ overview: [level] }, null);
  const files = (node) => overview.filesOf(level, node).map((name) => Number(name.slice(-5)));
  assert.deepEqual(files(0), [0]);
  assert.deepEqual(files(1), [0, 1]); // 4096 to 8191
  assert.deepEqual(files(2), [1, 2]);
  assert.deepEqual(files(9), [2, 3]);
  assert.deepEqual(files(20), [3]);
});

test("a level has squares of about two pixels, and the nearest one where there is no such", () => {
  const overview = new parkland.Overview({ overview: [4, 5, 6, 7, 8, 9, 10].map((level) => ({ level, first: [] })) }, null);
  assert.deepEqual([-5, 0, 1.4, 2, 3, 18].map((zoom) => overview.levelAt(zoom).level), [4, 7, 8, 9, 10, 10]);
});

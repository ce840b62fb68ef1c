import assert from "node:assert/strict";
import test from "node:test";
import { load } from "./load.mjs";

/** An index of files with three numbers each, beside one that a whole scan would find. */
const made = (files) => {
  const parkland = load("packed_columns", "dataset_search");
  const asked = [];
  const index = new parkland.DatasetIndex(files.map(([first]) => first.toLowerCase()), null);
  index.file = async (number) => {
    asked.push(number);
    const texts = files[number];
    const all = texts.join("");
    const codes = texts.map((_, i) => i + 1);
    return {
      texts: {
        codes,
        at: (i) => texts[i],
        search: (part) => [0, ...texts.map((text) => Number(text.toLowerCase().includes(part)))],
        all,
      },
      pieces: codes.map(() => number),
      rows: codes.map((_, i) => i),
    };
  };
  return { index, asked };
};
const FILES = [["A-1", "A-2", "A-3"], ["A-4", "B-1", "B-2"], ["B-3", "C-1", "厂房"]];
const found = (hits) => hits.map(({ text }) => text);

test("the beginning of a number is found in the files that can hold it", async () => {
  const { index, asked } = made(FILES);
  assert.deepEqual(found(await index.starting("b-")), ["B-1", "B-2", "B-3"]);
  assert.deepEqual(asked, [1, 2]);
});

test("an exact number needs the file that holds it, and the one before where it could begin", async () => {
  const { index, asked } = made(FILES);
  assert.deepEqual(found(await index.starting("c-1")), ["C-1"]);
  assert.deepEqual(found(await index.starting("a-4")), ["A-4"]);
  assert.ok(asked.length <= 4);
});

test("what is before, between or behind all texts is not found", async () => {
  const { index } = made(FILES);
  for (const text of ["0", "a-35", "龙"]) assert.deepEqual(await index.starting(text), []);
});

test("any part is found by going through all files, until somebody stops it", async () => {
  const { index, asked } = made(FILES);
  assert.deepEqual(found(await index.anywhere("房", () => true)), ["厂房"]);
  assert.deepEqual(asked, [0, 1, 2]);
  assert.deepEqual(await index.anywhere("房", () => false), []);
});

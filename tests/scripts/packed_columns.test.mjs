import assert from "node:assert/strict";
import test from "node:test";
import { cases, load } from "./load.mjs";

const parkland = load("packed_columns");
const { packed } = cases;
const bytes = await parkland.unpack(parkland.fromBase64(packed.block));

test("whole numbers come back as Python packed them", () => {
  for (const { described, values } of packed.integers) assert.deepEqual(Array.from(parkland.integers(bytes, described)), values);
});

test("one plane of small numbers is a view without a copy", () => {
  const { described } = packed.integers.find(({ values }) => values.length === 1);
  assert.equal(parkland.integers(bytes, described).buffer, bytes.buffer);
});

test("texts come back, missing ones as null, each distinct one once", () => {
  for (const { described, values } of packed.texts) {
    const texts = new parkland.Texts(bytes, described);
    assert.deepEqual(values.map((_, row) => texts.at(row)), values);
    assert.equal(texts.size, new Set(values.filter((text) => text !== null)).size);
  }
});

test("a search marks every distinct text that contains the part, and none across two texts", () => {
  const texts = (...values) => {
    const joined = new TextEncoder().encode(values.join(""));
    const lengths = values.map((text) => text.length);
    const all = new Uint8Array([...joined, ...lengths, ...values.map((_, i) => i + 1)]);
    const integers = (at) => ({ at, count: values.length, planes: 1, base: 0, delta: false });
    return new parkland.Texts(all, { at: 0, size: joined.length, lengths: integers(joined.length), codes: integers(joined.length + values.length) });
  };
  assert.deepEqual(Array.from(texts("GD-01", "gd-02", "DX").search("gd")), [0, 1, 1, 0]);
  assert.deepEqual(Array.from(texts("AB", "BA").search("bb")), [0, 0, 0]);
  assert.deepEqual(Array.from(texts("aab", "ab").search("ab")), [0, 1, 1]);
  assert.deepEqual(Array.from(texts("\u0130x", "x").search("x")), [0, 1, 1]);
});

test("runs begin where the ones before them end", () => {
  assert.deepEqual(Array.from(parkland.offsets([2, 0, 3])), [0, 2, 2, 5]);
  assert.deepEqual(Array.from(parkland.offsets([])), [0]);
});

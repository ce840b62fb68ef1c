import assert from "node:assert/strict";
import test from "node:test";
import { load } from "./load.mjs";

const parkland = load();

test("a sentence is filled in as Python does; what is not given stays", () => {
  assert.equal(parkland.fill("{number} of {all}", { number: "3" }), "3 of {all}");
  assert.equal(parkland.fill("{a}", { a: "{b}", b: "x" }), "{b}");
  const parcels = "{number} {number:parcel|parcels}";
  assert.equal(parkland.fill(parcels, { number: "1" }), "1 parcel");
  assert.equal(parkland.fill(parcels, { number: "1,001" }), "1,001 parcels");
});

test("whole units of the last place are printed with their decimals", () => {
  assert.equal(parkland.decimal(123456, 2), "1,234.56");
  assert.equal(parkland.decimal(5, 0), "5");
  assert.equal(parkland.decimal(-7, 2), "-0.07");
  assert.equal(parkland.count(1234567), "1,234,567");
});

test("a colour is its red, green and blue", () => {
  assert.deepEqual(parkland.rgb("#0b57d0"), [11, 87, 208]);
});

test("many calls in a row do the work once, after the last", async () => {
  let times = 0;
  const call = parkland.debounced(() => times++, 5);
  for (let i = 0; i < 10; i++) call();
  assert.equal(times, 0);
  await new Promise((resolve) => setTimeout(resolve, 30));
  assert.equal(times, 1);
});

import assert from "node:assert/strict";
import test from "node:test";
import { load } from "./load.mjs";

const kept = (most) => {
  const parkland = load("delivered_files");
  const loads = [];
  const store = new parkland.Kept(most, async (key) => {
    loads.push(key);
    if (key === "lacking") throw new Error(key);
    return { rows: 10, key };
  });
  return { store, loads };
};

test("what is there is not loaded again, and two who ask share one load", async () => {
  const { store, loads } = kept(100);
  const [one, two] = await Promise.all([store.want("a"), store.want("a")]);
  assert.equal(one, two);
  assert.equal(await store.want("a"), one);
  assert.deepEqual(loads, ["a"]);
});

test("what was used longest ago goes first, and never what is needed", async () => {
  const { store, loads } = kept(20);
  store.needed = (key) => key === "a";
  for (const key of ["a", "b"]) await store.want(key);
  store.get("b");
  for (const key of ["c", "d"]) await store.want(key);
  assert.deepEqual([...store.there.keys()].sort(), ["a", "d"]);
  assert.equal(store.rows, 20);
  await store.want("b");
  assert.deepEqual(loads, ["a", "b", "c", "d", "b"]);
});

test("a lacking file is nothing, and is asked for once", async () => {
  const { store, loads } = kept(20);
  assert.equal(await store.want("lacking"), undefined);
  assert.equal(await store.want("lacking"), undefined);
  assert.deepEqual(loads, ["lacking"]);
});

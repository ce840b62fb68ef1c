import assert from "node:assert/strict";
import test from "node:test";
import { cases, load } from "./load.mjs";

const parkland = load("packed_columns", "periods");

/* Two parcels: the first changes on day 10 and day 20, the second never. */
const COUNTS = [3, 1], DAYS = [0, 10, 20, 0], CLASSES = [0, 1, 0, 1], IDLE = [0, 1, 2, 1];

const made = () => {
  const bytes = Uint8Array.from([...COUNTS, ...DAYS, ...CLASSES, ...IDLE]);
  const column = (at, count) => ({ at, count, planes: 1, base: 0, delta: false });
  const ledger = {
    size: 2,
    classes: Uint8Array.from([1, 1]),
    flags: [{ name: "idle", states: Uint8Array.from([1, 1]) }, { name: "ten_category", states: Uint8Array.from([0, 1]) }],
    head: { classes: { items: [{ label: "A" }, { label: "B" }] } },
    refreshed: 0,
    refresh() {
      this.refreshed++;
    },
  };
  const described = { counts: column(0, 2), days: column(2, 4), classes: column(6, 4), flags: { idle: column(10, 4) }, from: 10, to: 30, asOf: 15 };
  return { ledger, periods: new parkland.Periods(ledger, bytes, described) };
};

test("days are written as Python writes them", () => {
  for (const [day, text] of cases.days) assert.equal(parkland.dayText(day), text);
});

test("the row of a day is the last that has begun", () => {
  const { periods } = made();
  assert.deepEqual([5, 10, 19, 20, 99].map((day) => periods.at(0, day)), [0, 1, 1, 2, 2]);
  assert.equal(periods.at(1, 99), 3);
});

test("another day has its own classes and flags; what is not known of it is stale", () => {
  const { ledger, periods } = made();
  periods.set(5);
  assert.deepEqual(Array.from(ledger.classes), [0, 1]);
  assert.deepEqual(Array.from(ledger.flags[0].states), [0, 1]);
  assert.deepEqual(ledger.flags.map(({ stale }) => stale), [false, true]);
  assert.equal(ledger.refreshed, 1);
});

test("back at the day of the ledger everything is as it was", () => {
  const { ledger, periods } = made();
  const { classes } = ledger;
  const states = ledger.flags.map((flag) => flag.states);
  periods.set(25);
  periods.set(15);
  assert.equal(ledger.classes, classes);
  ledger.flags.forEach((flag, i) => assert.equal(flag.states, states[i]));
  assert.deepEqual(ledger.flags.map(({ stale }) => stale), [false, false]);
});

test("the history of a parcel names each class once in a row", () => {
  const { periods } = made();
  assert.deepEqual(periods.of(0), [{ day: null, label: "A" }, { day: 10, label: "B" }, { day: 20, label: "A" }]);
  assert.deepEqual(periods.of(1), [{ day: null, label: "B" }]);
});

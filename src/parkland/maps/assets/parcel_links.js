/* Links to parcels: #parcel=YC2-04 opens the map at a parcel, #row=17 at one whose number is not unique. */
"use strict";

/** @type {Parkland["parcelLinks"]} */
parkland.parcelLinks = (ledger, go) => {
  const number = ledger.texts("parcel_id");
  const times = new Map();
  for (let row = 0; number && row < ledger.size; row++) {
    const own = number.at(row);
    times.set(own, (times.get(own) || 0) + 1);
  }

  parkland.linkOf = (row) => {
    const own = number && number.at(row);
    return own && times.get(own) === 1 ? `#parcel=${encodeURIComponent(own)}` : `#row=${ledger.order[row] + 1}`;
  };

  /** @param {string} hash */
  const find = (hash) => {
    const [, kind, value = ""] = hash.match(/^#(parcel|row)=(.*)$/) || [];
    let wanted = value;
    try {
      wanted = decodeURIComponent(value);
    } catch {
      // the address is not encoded: use it as it is
    }
    for (let row = 0; kind && row < ledger.size; row++) {
      if (kind === "row" ? ledger.order[row] + 1 === Number(wanted) : number && number.at(row) === wanted) return row;
    }
    return -1;
  };

  const follow = () => {
    const row = find(window.location.hash);
    if (row >= 0) go(row);
  };

  window.addEventListener("hashchange", follow);
  follow();
};

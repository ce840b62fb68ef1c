/* Loads the files of a map that is a folder. A page from disk may not read files, but it may run scripts: each file
   is a script that delivers one block, and it is taken away when it has run. */
"use strict";

(() => {
  const AT_ONCE = 6;

  /** @type {Map<string, { done(parts: [object, string]): void, failed(): void }>} */
  const waiting = new Map();
  let mark = "";

  /* What a file calls. One of another map has another mark. */
  parkland.delivered = (given, name, described, block) => {
    const found = waiting.get(name);
    if (!found) return;
    if (given === mark) found.done([described, block]);
    else found.failed();
  };

  /** @type {Parkland["delivery"]} */
  parkland.delivery = (ownMark, lacking) => {
    mark = ownMark;
    /** @type {string[]} */
    const asked = []; // the last one is loaded first: it is what the reader looks at
    let running = 0;

    const next = () => {
      const name = running < AT_ONCE ? asked.pop() : undefined;
      if (name === undefined) return;
      running++;
      const script = document.createElement("script");
      const end = () => {
        waiting.delete(name);
        script.remove();
        running--;
        next();
      };
      const given = waiting.get(name);
      if (!given) throw new Error(`nobody waits for ${name}`);
      waiting.set(name, {
        done: (parts) => given.done(parts),
        failed: () => {
          given.failed();
          lacking(name);
        },
      });
      script.onload = end;
      script.onerror = () => {
        const failing = waiting.get(name);
        if (failing) failing.failed();
        end();
      };
      script.src = `${name}.js`;
      document.head.append(script);
      next();
    };

    return (name) => new Promise((resolve, reject) => {
      waiting.set(name, {
        // in turn with the painting, so that many files at once do not hold up a frame
        done: ([described, block]) => parkland.queue.add(() => resolve(parkland.unpack(parkland.fromBase64(block)).then((bytes) => ({ described, bytes })))),
        failed: () => reject(new Error(name)),
      });
      asked.push(name);
      next();
    });
  };

  /* Keeps what was loaded, up to a number of rows; what was used longest ago goes first. */
  parkland.Kept = class {
    /**
     * @param {number} most
     * @param {(key: any) => Promise<{ rows: number }>} load
     */
    constructor(most, load) {
      this.most = most;
      this.load = load;
      /** @type {Map<any, any>} */
      this.there = new Map(); // in the order of use
      /** @type {Map<any, Promise<any>>} */
      this.coming = new Map();
      this.rows = 0;
      /** @type {(key: any) => boolean} */
      this.needed = () => false;
    }

    /** @param {any} key */
    get(key) {
      const found = this.there.get(key);
      if (found) {
        this.there.delete(key);
        this.there.set(key, found);
      }
      return found;
    }

    /**
     * Resolves with what a key stands for, or with undefined if its file is lacking.
     * @param {any} key
     */
    want(key) {
      const found = this.get(key);
      if (found) return Promise.resolve(found);
      const known = this.coming.get(key);
      if (known) return known;
      const coming = this.load(key).then((one) => {
        this.coming.delete(key);
        this.there.set(key, one);
        this.rows += one.rows;
        this.trim();
        return one;
      }, () => undefined); // it stays among those that are coming, so that nobody asks again
      this.coming.set(key, coming);
      return coming;
    }

    trim() {
      for (const [key, { rows }] of this.there) {
        if (this.rows <= this.most) return;
        if (this.needed(key)) continue;
        this.there.delete(key);
        this.rows -= rows;
      }
    }
  };
})();

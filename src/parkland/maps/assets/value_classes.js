/* Divides numbers into classes, as `figures/value_classes.py` does: quantiles, equal ranges, natural breaks or own cuts.
   Numbers are whole units of their last printed place; NaN where nothing is known. */
"use strict";

(() => {
  const NO_CLASS = 255;

  /**
   * The roundest whole number above `below` and not above `value`.
   * @type {Parkland["roundest"]}
   */
  parkland.roundest = (below, value) => {
    if (below < 0 && value >= 0) return 0;
    let found = value;
    for (let step = 1, five = true; ; step *= five ? 5 : 2, five = !five) {
      const least = (Math.floor(below / step) + 1) * step, most = Math.floor(value / step) * step;
      if (least > most) return found;
      const middle = Math.floor((below + value) / 2 / step + 0.5) * step;
      found = Math.min(Math.max(middle, least), most);
    }
  };

  /**
   * Places of the first value of each class but the first, with the least squared distance to the means (Fisher, Jenks).
   * @param {Float64Array} distinct
   * @param {number[]} counts
   * @param {number} k
   */
  function naturalBreaks(distinct, counts, k) {
    const size = distinct.length;
    const middle = (distinct[0] + distinct[size - 1]) / 2;
    const [weight, total, squares] = [0, 1, 2].map(() => new Float64Array(size + 1));
    for (let i = 0; i < size; i++) {
      const shifted = distinct[i] - middle;
      weight[i + 1] = weight[i] + counts[i];
      total[i + 1] = total[i] + counts[i] * shifted;
      squares[i + 1] = squares[i] + counts[i] * (shifted * shifted);
    }
    /**
     * @param {number} start
     * @param {number} end
     */
    const cost = (start, end) => {
      const sum = total[end] - total[start];
      return squares[end] - squares[start] - (sum * sum) / Math.max(weight[end] - weight[start], 1);
    };
    let best = Float64Array.from({ length: size + 1 }, (_, end) => cost(0, end));
    const starts = [];
    for (let classes = 2; classes <= Math.min(k, size); classes++) {
      const least = new Float64Array(size + 1).fill(Infinity), start = new Int32Array(size + 1);
      /* The best start never moves down when the end moves up, so it is looked for between those of the neighbours. */
      /** @type {(low: number, high: number, first: number, last: number) => void} */
      const search = (low, high, first, last) => {
        if (low > high) return;
        const end = (low + high) >> 1;
        for (let s = first; s <= last && s < end; s++) {
          const sum = best[s] + cost(s, end);
          if (sum < least[end]) [least[end], start[end]] = [sum, s];
        }
        search(low, end - 1, first, start[end]);
        search(end + 1, high, start[end], last);
      };
      search(classes, size, classes - 1, size - 1);
      best = least;
      starts.push(start);
    }
    /** @type {number[]} */
    const found = [];
    for (let i = starts.length - 1, end = size; i >= 0; i--) {
      end = starts[i][end];
      found.unshift(end);
    }
    return found;
  }

  /**
   * @param {number[]} counts
   * @param {number} k
   */
  function quantileStarts(counts, k) {
    const places = new Set();
    const all = counts.reduce((sum, number) => sum + number, 0);
    for (let i = 1; i < k; i++) {
      const rank = Math.ceil((i / k) * (all - 1));
      let place = 0;
      for (let end = counts[0]; end <= rank; end += counts[place]) place++;
      if (place) places.add(place);
    }
    return [...places];
  }

  /** @type {Parkland["classesOf"]} */
  parkland.classesOf = (values, { scheme, classes, cuts = [], rounded = true }) => {
    const sorted = Float64Array.from(values).filter(Number.isFinite).sort();
    const distinct = sorted.filter((value, i) => !i || value !== sorted[i - 1]);
    const counts = new Array(distinct.length).fill(0);
    let place = 0;
    for (const value of sorted) {
      if (value !== distinct[place]) place++;
      counts[place]++;
    }
    /** @type {number[]} */
    let limits = [];
    if (cuts.length) limits = [...new Set(cuts)].sort((a, b) => a - b);
    else if (distinct.length > 1 && scheme === "equal") {
      const low = distinct[0], wide = distinct[distinct.length - 1] - low;
      limits = [...new Set(Array.from({ length: classes - 1 }, (_, i) => Math.floor(low + wide * ((i + 1) / classes) + 0.5)))];
    } else if (distinct.length > 1) {
      const starts = scheme === "natural" ? naturalBreaks(distinct, counts, classes) : quantileStarts(counts, classes);
      limits = starts.map((start) => (rounded ? parkland.roundest(distinct[start - 1], distinct[start]) : distinct[start]));
    }
    const codes = Uint8Array.from(values, (value) => (Number.isFinite(value) ? limits.reduce((code, limit) => code + Number(value >= limit), 0) : NO_CLASS));
    return { cuts: limits, codes, least: distinct[0], most: distinct[distinct.length - 1] };
  };
})();

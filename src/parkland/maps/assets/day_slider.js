/* The slider of days: the map at any day between the first and the last change, by hand or as an animation. */
"use strict";

/** @type {Parkland["daySlider"]} */
parkland.daySlider = (map, ledger, toolbar) => {
  const { periods, head: { words } } = ledger;
  if (!periods) return;
  const STEPS = 160; // of the whole span in an animation
  const STEP_MS = 120;
  /** @type {ReturnType<typeof setTimeout> | 0} */
  let timer = 0;

  const box = parkland.element("section", "pk-time");
  box.hidden = true;
  box.setAttribute("aria-label", words.tool_time);
  const play = box.appendChild(parkland.button("", words.play, "M6 4l10 6-10 6z", () => (timer ? stop() : start())));
  const slider = box.appendChild(parkland.element("input"));
  Object.assign(slider, { type: "range", min: periods.from - 1, max: periods.to, step: 1, value: periods.asOf });
  slider.setAttribute("aria-label", words.day);
  const field = box.appendChild(parkland.element("input"));
  Object.assign(field, { type: "date", min: parkland.dayText(periods.from - 1), max: parkland.dayText(periods.to), value: parkland.dayText(periods.asOf) });
  field.setAttribute("aria-label", words.day);
  const back = box.appendChild(parkland.button("", null, null, () => show(periods.asOf)));
  back.textContent = parkland.fill(words.back_to, { day: parkland.dayText(periods.asOf) });
  L.DomEvent.disableClickPropagation(box);
  box.addEventListener("click", (event) => event.stopPropagation()); // two quick taps are no double tap on the map
  map.getContainer().append(box);

  /** @param {number} day */
  const write = (day) => {
    slider.value = String(day);
    field.value = parkland.dayText(day);
    slider.setAttribute("aria-valuetext", field.value);
  };

  /** @param {number} day */
  const show = (day) => {
    if (day === periods.day) return;
    write(day);
    periods.set(day);
  };

  /**
   * @param {string} label
   * @param {string} path
   */
  const face = (label, path) => {
    play.title = label;
    play.setAttribute("aria-label", label);
    parkland.replaceContent(play, parkland.icon(path));
  };

  const stop = () => {
    clearTimeout(timer);
    timer = 0;
    face(words.play, "M6 4l10 6-10 6z");
  };

  /* Makes one step after the last one is painted, so that a slow machine plays slower and does not lag behind. */
  const step = async () => {
    const next = Math.min(periods.to, periods.day + Math.max(1, Math.round((periods.to - periods.from) / STEPS)));
    show(next);
    while (parkland.queue.running) await parkland.nextTask();
    if (timer) timer = next < periods.to ? setTimeout(step, STEP_MS) : (stop(), 0);
  };

  const start = () => {
    if (periods.day >= periods.to) show(periods.from - 1);
    face(words.pause, "M6 4v12M13 4v12");
    timer = setTimeout(step, 0);
  };

  slider.addEventListener("input", () => show(Number(slider.value)));
  field.addEventListener("change", () => field.value && show(Math.max(periods.from - 1, Math.min(periods.to, Date.parse(field.value) / 86400000))));

  /* A notebook can set the day too. */
  ledger.listen("shown", () => {
    if (box.hidden && ledger.isOtherDay()) reveal(true);
    if (Number(slider.value) !== periods.day) write(periods.day);
  });

  /* What the bar needs above the lower edge, so that legend and tools leave it free. */
  const makeRoom = () => map.getContainer().style.setProperty("--pk-time", `${box.hidden ? 0 : box.offsetHeight + 10}px`);
  new ResizeObserver(makeRoom).observe(box);

  /** @param {boolean} shown */
  const reveal = (shown) => {
    box.hidden = !shown;
    makeRoom();
    toolbar.press("time", shown);
  };

  const toggle = () => {
    reveal(box.hidden);
    if (box.hidden) {
      stop();
      show(periods.asOf);
    } else slider.focus();
  };
  toolbar.group([["time", toggle]]);
};

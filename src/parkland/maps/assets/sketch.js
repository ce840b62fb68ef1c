/* Draws a line or a polygon by hand: each click adds a corner, a double click or Enter finishes. */
"use strict";

parkland.Sketch = class {
  /**
   * `say(points, closed)` returns the text of the bar while drawing; `done(points)` gets the result.
   * @param {L.Map} map
   * @param {Words} words
   * @param {SketchOptions} options
   */
  constructor(map, words, { closed, say, done, cancel }) {
    this.map = map;
    this.words = words;
    this.closed = closed;
    this.say = say;
    this.done = done;
    this.cancel = cancel;
    this.finished = false;
    /** @type {L.LatLng[]} */
    this.points = [];
    /** @type {L.LatLng | null} */
    this.next = null; // where the mouse is
    const style = { color: "#0b57d0", weight: 2, dashArray: "6 4", fillOpacity: 0.08, interactive: false, renderer: L.svg() };
    this.line = (closed ? L.polygon([], style) : L.polyline([], style)).addTo(map);
    this.dots = L.layerGroup().addTo(map);
    this.text = parkland.element("output");
    this.bar = this.makeBar();
    this.zooming = map.doubleClickZoom.enabled();
    map.doubleClickZoom.disable();
    map.on("click", this.add, this).on("mousemove", this.follow, this).on("dblclick", this.finish, this);
    /** @param {KeyboardEvent} event */
    this.key = (event) => this.onKey(event);
    document.addEventListener("keydown", this.key);
    this.show();
  }

  makeBar() {
    const bar = parkland.element("div", "pk-sketch");
    bar.append(this.text);
    const finish = parkland.button("", null, null, () => this.finish());
    finish.textContent = this.words.finish;
    const cancel = parkland.button("", null, null, () => this.cancel());
    cancel.textContent = this.words.cancel;
    bar.append(finish, cancel);
    L.DomEvent.disableClickPropagation(bar);
    this.map.getContainer().append(bar);
    return bar;
  }

  /** @param {L.LeafletMouseEvent} event */
  add({ latlng }) {
    const last = this.points[this.points.length - 1];
    if (last && last.equals(latlng)) return; // the second click of a double click
    this.points.push(latlng);
    L.circleMarker(latlng, { radius: 3.5, color: "#0b57d0", fillColor: "#fff", fillOpacity: 1, weight: 2, interactive: false, renderer: L.svg() }).addTo(this.dots);
    this.show();
  }

  /** @param {L.LeafletMouseEvent} event */
  follow({ latlng }) {
    this.next = latlng;
    this.show();
  }

  show() {
    const points = this.next && this.points.length && !this.finished ? [...this.points, this.next] : this.points;
    this.line.setLatLngs(points);
    this.text.textContent = this.say(points, this.closed);
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    if (event.key === "Enter" && !(event.target instanceof HTMLButtonElement)) this.finish();
  }

  finish() {
    if (this.points.length < (this.closed ? 3 : 2) || this.finished) return;
    this.finished = true;
    this.map.off("click", this.add, this).off("mousemove", this.follow, this).off("dblclick", this.finish, this);
    this.show();
    this.done(this.points);
  }

  remove() {
    this.map.off("click", this.add, this).off("mousemove", this.follow, this).off("dblclick", this.finish, this);
    this.line.remove();
    this.dots.remove();
    this.bar.remove();
    document.removeEventListener("keydown", this.key);
    // later, because the double click that has finished the sketch is still being handled
    if (this.zooming) setTimeout(() => this.map.doubleClickZoom.enable(), 300);
  }
};

/* The global `parkland` that the scripts of a page share, as tsc sees it.
   A script assigns one or a few of its members; the types here are those of the assigned functions. */

/** A place in degrees. */
interface Place {
  lat: number;
  lng: number;
}

type Numbers = Uint8Array | Int32Array | Uint32Array | Float64Array;
type Corner = [number, number];
type Rgb = { r: number; g: number; b: number };

/** What fills a shape: a colour, and perhaps which of 8 by 8 pixels it colours. */
interface Ink extends Rgb {
  alpha: number; // 0 to 1
  hatch?: Uint8Array;
  ground?: Rgb & { alpha: number }; // the colour between the pixels of the hatching
}

/** What outlines a shape. */
interface Pen extends Ink {
  width: number; // pixels of the page
  always?: boolean; // also around shapes of a few pixels
}

interface Texts {
  codes: Numbers; // of each row; 0 where there is no text
  size: number; // of distinct texts
  at(row: number): string | null;
  distinct(code: number): string;
  search(part: string): Uint8Array; // 1 for each code whose text contains the part
}

interface NumberTexts {
  values: Numbers;
  unit: string;
  at(row: number): string | null; // with its unit
  digits: number; // decimals
  least: number; // what the value 1 stands for, in units of the last place
  figure(row: number): string; // without, empty if unknown
  print(whole: number): string; // a number in units of the last place
  whole(): Int32Array | Float64Array; // in units of the last place, 0 if unknown
}

/** A column without what it holds. */
type ColumnHead = Omit<TextColumn, keyof PackedTexts> | Omit<NumberColumn, "least" | "values">;

interface ColumnOf<Kind, Data> {
  kind: Kind;
  name: string;
  label: string;
  heading: string; // the label with the unit
  searched: boolean;
  listed: boolean;
  inPopup: boolean;
  judged: boolean; // for the day of the ledger
  days: boolean; // its texts are days
  flag: string; // the flag that it tells; empty if it tells none
  data: Data;
}

type TextsColumn = ColumnOf<"text", Texts>;
type Column = TextsColumn | ColumnOf<"number", NumberTexts>;

/** Shapes in memory; coordinates are units of Web Mercator from the origin. */
interface Shapes {
  originX: number;
  originY: number;
  x: Numbers;
  y: Numbers;
  rank: Numbers; // of each vertex
  ring: Uint32Array; // ring -> its first vertex
  shape: Uint32Array; // shape -> its first ring
  open: Numbers; // 1 for a ring that is a line
  west: Int32Array;
  north: Int32Array;
  east: Int32Array;
  south: Int32Array;
  size: number;
  rankAt(zoom: number): number;
  isPoint(row: number): boolean;
  within(west: number, north: number, east: number, south: number, visit: (row: number) => void): void;
  bounds(rows?: number[]): Corners | null;
  local(place: Place): Corner;
  rings(row: number): Place[][];
  contains(row: number, x: number, y: number): boolean;
  hit(place: Place, zoom: number, shown: (row: number) => boolean, finger?: boolean): number;
  middle(row: number): { x: number; y: number; width: number };
  stretch(row: number, y: number): { x: number; y: number; width: number };
}

interface Raster {
  image: ImageData;
  clear(): void;
  edge(x0: number, y0: number, x1: number, y1: number): void;
  fill(ink: Ink): void;
  dot(x: number, y: number, side: number, ink: Ink): void;
  disc(x: number, y: number, radius: number, ink: Ink, inner?: number): void;
  stroke(x0: number, y0: number, x1: number, y1: number, width: number): void;
}

interface ShapeLayerOptions {
  shapes: Shapes;
  ink: (row: number) => Ink | null;
  pen: (row: number) => Pen | null;
  shown: (row: number) => boolean;
  rows?: () => Iterable<number>; // if only few are drawn
  marksPoints?: boolean; // points are parcels, drawn as discs of one size
  pane: string;
  className: string;
}

/** A long job, which is done step by step. */
type Steps = Generator<void, void, void>;

/** The square of the map that a tile shows. */
interface TileView {
  scale: number; // pixels to a unit
  left: number; // units from the origin of the shapes
  top: number;
  ratio: number; // pixels of the canvas to one of the page
  rank: number; // vertices of lower rank are left out
}

interface ShapeLayer extends L.GridLayer {
  _loading?: boolean;
  options: ShapeLayerOptions & L.GridLayerOptions;
  repaint(): void;
  draw(raster: Raster, view: TileView, side: number): Steps;
}

/** The whole map on paper, as a view of shapes. */
interface PaperView {
  left: number; // units from the origin of the shapes
  top: number;
  wide: number; // pixels of the page
  high: number;
  scale: number; // pixels to a unit
  zoom: number;
}

/** Where the parcels lie on a sheet. */
interface Ground {
  scale: number; // pixels to a unit
  west: number; // units from the origin of the shapes
  north: number;
  wide: number; // pixels of the page
  high: number;
}

/** What is printed, once the map has the size of the sheet. */
interface SheetContent {
  bounds(): Corners | null; // of all that is shown
  ready?(): Promise<void>; // where something must be loaded
  draw(): () => void; // returns what takes the drawing away
}

interface PrintDialog {
  open(): void;
  colours: HTMLSelectElement;
}

type SheetName = "A4" | "A3" | "A2" | "A1";

/** What Leaflet's `extend` takes: members that find all of each other in `this`. */
type LayerClass<Members> = Omit<Partial<Members>, "options"> & { options: object } & ThisType<Members>;

type TileCanvas = HTMLCanvasElement & { waiting?: boolean }; // to be painted

/** A tile of a layer, with a mark of this project: it waits to be painted again. */
interface ShapeTile {
  el: TileCanvas;
  coords: L.Coords;
  current: boolean;
  active?: boolean;
}

/** The members of a layer of shapes; those with an underscore are Leaflet's own. */
interface ShapeLayerMembers {
  options: ShapeLayerOptions;
  exact: number; // the zoom of the map, also between whole ones
  _map: L.Map | null;
  _tileZoom: number;
  _tiles: Record<string, ShapeTile>;
  onAdd(map: L.Map): void;
  onRemove(map: L.Map): void;
  onMove(): void;
  onRest(): void;
  _setView(center: L.LatLng, zoom: number, ...rest: unknown[]): void;
  _clampZoom(): number;
  _pruneTiles(): void;
  _addTile(coords: L.Coords, container: DocumentFragment): void;
  _removeTile(key: string): void;
  _tileCoordsToKey(coords: L.Coords): string;
  createTile(coords: L.Coords, done: L.DoneCallback): HTMLElement;
  prepared(coords: L.Coords, paint: (content: unknown) => void): void;
  repaint(): void;
  firstPaint(tile: TileCanvas, coords: L.Coords, done: L.DoneCallback, content: unknown): Steps;
  paint(tile: HTMLCanvasElement, coords: L.Coords, content: unknown): Steps;
  drawTile(raster: Raster, size: number, coords: L.Coords, content: unknown): Steps;
  drawShapes(raster: Raster, size: number, coords: L.Coords): Steps;
  draw(raster: Raster, view: TileView, side: number): Steps;
  drawShape(raster: Raster, view: TileView, row: number): void;
  drawPoint(raster: Raster, view: TileView, row: number): void;
  trace(view: TileView, row: number, draw: (x0: number, y0: number, x1: number, y1: number) => void): void;
}

/** What labels are written from: a ledger, or one side of a comparison. */
type Labelled = Pick<Ledger, "shapes" | "shown" | "texts" | "title" | "area" | "listen">;

interface Labels extends L.Layer {
  canvas?: HTMLCanvasElement; // once they have been shown
  draw(): void;
  drawOn(canvas: HTMLCanvasElement, sharpness: number): number;
}

/** A parcel that may have room for a label. */
interface LabelPlace {
  ledger: Labelled;
  row: number;
  room: number; // square pixels of its box
  west: number; // corner of the view, in units from the origin of the shapes
  north: number;
  scale: number; // pixels to a unit
}

/** Where a label stands on the screen. */
interface LabelBox {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

interface LabelsMembers {
  options: { most: number; fonts: number[] };
  ledger: Labelled;
  canvas: HTMLCanvasElement;
  turn: number; // what is begun in an earlier turn is given up
  zoom: number; // of the labels
  _map: L.Map | null;
  initialize(ledger: Labelled): void;
  onAdd(map: L.Map): void;
  onRemove(map: L.Map): void;
  ledgers(): Labelled[];
  draw(): void;
  drawOn(canvas: HTMLCanvasElement, sharpness: number): number;
  steps(map: L.Map, turn: number): Steps;
  places(ledger: Labelled, map: L.Map, size: L.Point): LabelPlace[];
  write(pen: CanvasRenderingContext2D, place: LabelPlace, taken: LabelBox[]): void;
}

type View = "change" | "before" | "after" | "swipe";
type Axis = "class" | "layer" | "flag";
type Scope = "shown" | "view" | "picked";

/** Numbers of parcels and areas in the last place, one for each row of a table. */
interface Sums {
  parcels: Float64Array;
  area: Float64Array;
}

interface LedgerFlag {
  name: string;
  states: Numbers; // 1 yes, 0 no, 2 unknown
  lacking: Numbers; // what of the area does not count for the flag
  stale?: boolean; // nothing is known of it on the day shown
}

/** The parcels in memory: what is switched on, what is selected, and the sums of both. */
interface Ledger {
  head: Head;
  shapes: Shapes;
  size: number;
  order: Numbers; // position of each parcel in the tables of Python
  classes: Numbers;
  layers: Numbers;
  flags: LedgerFlag[];
  called: Texts; // where the name is not number and name
  reason: Texts;
  basis: Texts;
  columns: Column[];
  areas: Int32Array | Float64Array; // rounded area of each parcel in its last place
  on: Record<Axis, Uint8Array>;
  only: Uint8Array | null; // marks the parcels that a notebook lets through
  shown: Uint8Array;
  picked: Uint8Array;
  periods: Periods | null;
  faults: FaultLayers | null; // once they are unpacked
  assets: AssetLayers | null; // likewise
  isOtherDay(): boolean;
  listen(names: string, act: () => void): void;
  notify(name: string): void;
  recolour(classes: Legend, codes: Numbers): void;
  set(axis: Axis, index: number, on: boolean): void;
  setAll(axis: Axis, on: boolean): void;
  refresh(): void;
  restrict(only: Uint8Array | null): void;
  present(): Uint32Array;
  undetermined(): number[];
  counted(row: number): number; // the area of a parcel in a sum, in its last place
  inParts(): number;
  sums(counts: Uint8Array | null): Record<Axis | "total", Sums>;
  flagArea(flag: LedgerFlag, row: number): number; // the area of a parcel that counts for a flag
  sumsIn(scope: Scope, inView: () => Uint8Array): Record<Axis | "total", Sums>;
  pick(rows: Iterable<number>, how?: { more?: boolean }): void;
  reveal(row: number): void;
  toggle(row: number): void;
  clicked: number; // the parcel of which the map tells, or -1
  click(row: number): void;
  selection(): number[];
  title(row: number): string;
  textOf(column: Column, row: number): string | null;
  headingOf(column: Column): string;
  flagThen(column: Column): LedgerFlag | undefined;
  column(name: string): Column | undefined;
  texts(name: string): Texts | undefined; // of a column of texts
  class(row: number): LegendClass;
  area(row: number): string; // with its unit
}

/** What the panel shows figures of. */
type Summed = Pick<Ledger, "on" | "only" | "periods" | "isOtherDay" | "inParts" | "present" | "undetermined" | "set" | "setAll" | "listen" | "sumsIn"> & { flags: { stale?: boolean }[] };

/** Classes of a column, before they are in the legend; 255 is the class of parcels without a value. */
interface Colouring {
  title: string;
  labels: string[];
  colors: string[];
  codes: Uint8Array;
}

/** The status of every parcel at any day. */
interface Periods {
  from: number;
  to: number;
  asOf: number;
  day: number; // the day shown
  at(row: number, day: number): number;
  recoloured(codes: Numbers): void;
  isShown: boolean; // whether the classes of the legend are the statuses of the day
  set(day: number): void;
  of(row: number): { day: number | null; label: string }[];
}

/** A row of the panel that switches a layer. */
interface LayerRow {
  label: string;
  layer: L.Layer;
  look?: Look;
  number?: number;
  field?: HTMLElement;
}

interface Look {
  pen: Pen;
  ink: Ink | null;
  isLine?: boolean;
}

interface FaultKind extends LayerRow {
  look: Look;
  own: Shapes | null; // where the shapes are not parcels
  places: Map<number, number>; // parcel -> its place in this kind
  title: Texts | null;
  detail: Texts;
}

interface FaultLayers {
  kinds: FaultKind[];
  of(row: number): (string | null)[];
  at(place: Place): HTMLElement | null;
}

/** Points that a layer draws, with their places in units of Web Mercator. */
interface Points {
  x: Numbers;
  y: Numbers;
  className: string;
  shown: (i: number) => boolean;
  sign: (pen: CanvasRenderingContext2D, i: number, x: number, y: number) => void;
}

interface PointLayer extends L.Layer {
  repaint(): void;
  hit(place: Place): number;
}

interface PointLayerMembers {
  points: Points;
  apart: { x: number; y: number }[];
  canvas: HTMLCanvasElement;
  _map: L.Map | null;
  initialize(points: Points): void;
  onAdd(map: L.Map): void;
  onRemove(map: L.Map): void;
  repaint(): void;
  at(map: L.Map, i: number): { x: number; y: number };
  draw(): void;
  hit(place: Place): number;
}

interface AssetLayers {
  at(place: Place): HTMLElement | null;
  section(): HTMLElement;
}

interface Panel {
  head: Head;
  box: HTMLElement;
  fold: HTMLDetailsElement;
  attach(ledger: Summed | Ledger, map: L.Map): void;
  update(only?: Scope): void;
  rebuild(): void;
  classes: HTMLTableElement;
  section(name: string, caption: string, rows: LayerRow[], map: L.Map): void;
  besides(section: HTMLElement, explains: boolean): void;
  say(text: string): void;
}

interface Toolbar {
  menu: HTMLButtonElement; // opens the tools on a phone
  open(on: boolean): void;
  inHand: string | null; // the name of a tool
  tools: Record<string, HTMLButtonElement>;
  group(buttons: [string, () => void][], className?: string): Toolbar;
  take(name: string, stop: () => void): boolean;
  drop(): void;
  press(name: string, down: boolean): void;
}

interface SketchOptions {
  closed: boolean;
  say: (points: L.LatLng[], closed: boolean) => string;
  done: (points: L.LatLng[]) => void;
  cancel: () => void;
}

interface ParcelTable {
  map: L.Map;
  words: Words;
  scope: Scope;
  box: HTMLElement;
  rows: number[]; // of the ledger, in the order of the table
  ranks: Map<TableColumn, Float64Array>;
  scopes(): Scope[];
  wanted(): ArrayLike<number>;
  remark(): string;
  fileName(): string;
  say(text: string): void;
  open(scope: Scope): void;
  close(): void;
  refresh(): void;
  keepInSight(): void;
}


interface SheetColumn {
  of?: Column; // of the ledger
  label: string;
  heading?: string; // the label with the unit
  kind: "text" | "number";
  text: (row: number) => string;
  data?: Texts | NumberTexts;
}

/** A column of the table below the map. */
interface TableColumn extends SheetColumn {
  listed?: boolean;
  rank?: () => Numbers; // by which rows are compared, where it is not what the column holds
  cell?: HTMLElement; // its heading
}

/** A table as it leaves the page. */
interface Sheet {
  columns: SheetColumn[];
  rows: number[];
}

interface Geodesy {
  area(points: Place[]): number; // square metres
  distance(from: Place, to: Place): number; // metres
  plane(place: Place, grid: Grid): { north: number; east: number };
}

/** The head, and the ways from the frame that is drawn back to WGS 84 and there. */
interface Head extends PageHead {
  display: { back: (place: Place) => Place; shown: (place: Place) => Place };
}

type Padding = { paddingTopLeft: Corner; paddingBottomRight: Corner };
type Go = (row: number, how?: { keep?: boolean }) => void;

/** What a notebook sets and hears of in a page; see `live_map/assets`. */
interface Driver {
  set(name: string, value: unknown): void;
  tellAll(): void;
  resized(): void;
}

interface Window {
  parklandDriven?: {
    give(bytes: Uint8Array<ArrayBuffer>): void;
    start(tell: (name: string, value: unknown) => void): Promise<Driver | null>;
    theme(dark: boolean): void;
  };
}

interface Parkland {
  // namespace.js
  FONT: string;
  narrowScreen: MediaQueryList;
  fingers: MediaQueryList; // targets are large
  element<Tag extends keyof HTMLElementTagNameMap>(tag: Tag, className?: string, text?: string | null): HTMLElementTagNameMap[Tag];
  replaceContent(node: Element, ...children: (Node | string)[]): void;
  button(className: string, label: string | null, icon: string | null, onClick: () => void): HTMLButtonElement;
  icon(path: string): SVGSVGElement;
  isIn(event: Event, selector: string): boolean;
  pen(canvas: HTMLCanvasElement): CanvasRenderingContext2D;
  wording(words: Words, name: string): string;
  fill(text: string, values: Record<string, string>): string;
  count(number: number): string;
  decimal(units: number, digits: number): string;
  fixed(value: number, digits: number): string;
  marks: { decimal: string; group: string };
  quantity(words: Words, number: string, unit: string): string;
  rgb(color: string): [number, number, number];
  sharpness: number; // pixels of a canvas to one of the page while a picture is made, else 0
  canvasSharpness(): number;
  debounced(work: () => void, wait: number): () => void;
  nextTask(): Promise<void>;
  // packed_columns.js
  fromBase64(base64: string): Uint8Array<ArrayBuffer>;
  unpack(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array>;
  integers(bytes: Uint8Array, described: PackedIntegers): Numbers;
  offsets(lengths: Numbers): Uint32Array;
  columnHead(described: ColumnHead): Omit<ColumnOf<"text", unknown>, "kind" | "data">;
  column(bytes: Uint8Array, described: TextColumn | NumberColumn, words: Words): Column;
  Texts: new (bytes: Uint8Array, described: PackedTexts) => Texts;
  Numbers: new (bytes: Uint8Array, described: NumberColumn, words: Words) => NumberTexts;
  // shapes.js
  WORLD: number;
  pixelsPerUnit(zoom: number): number;
  pointRadius: number;
  toUnits(place: Place): { x: number; y: number };
  toDegrees(x: number, y: number): Place;
  Shapes: new (bytes: Uint8Array, described: PackedShapes) => Shapes;
  // raster.js
  hatches: Uint8Array[];
  Raster: new (size: number) => Raster;
  // shape_layer.js
  tileSide: number;
  queue: { jobs: (() => Steps | void)[]; steps: Steps | null; running: boolean; moving: boolean; add(job: () => Steps | void): void; next(): void; run(): Promise<void>; flush(): void };
  ShapeLayer: new (options: ShapeLayerOptions) => ShapeLayer;
  extendedShapeLayer(members: object): new (...options: any[]) => any;
  // ledger.js, periods.js
  Ledger: new (head: Head, bytes: Uint8Array) => Ledger;
  dayText(day: number): string;
  Periods: new (ledger: Ledger, bytes: Uint8Array, described: PackedPeriods) => Periods;
  // popup.js
  swatch(color: string): HTMLCanvasElement;
  paintSwatch(swatch: HTMLCanvasElement): void;
  sign(look: Look): HTMLCanvasElement;
  patterns: Map<string, Ink & { hatch: Uint8Array }>; // by colour, while the map has patterns
  look: "colour" | "both" | "mono"; // of the parcels: colours, colours and patterns, patterns
  opacity: number; // of the parcels in colours
  outline: Pen; // of the parcels
  GROUND: string; // colour of the map where nothing is drawn
  classText(ledger: Ledger, row: number): string;
  tooltip(ledger: Ledger, row: number): HTMLElement;
  popup(ledger: Ledger, row: number): HTMLElement;
  // panel.js, toolbar.js, sketch.js, hover.js, selection.js
  inView(map: L.Map, ledger: { shapes: Shapes }): Uint8Array;
  Panel: new (head: Head) => Panel;
  icons: Record<string, string>;
  Toolbar: new (map: L.Map, words: Words) => Toolbar;
  Sketch: new (map: L.Map, words: Words, options: SketchOptions) => { remove(): void };
  mouseOver(map: L.Map, ledger: Ledger, group: L.LayerGroup, panel: Panel, toolbar: Toolbar): void;
  show(row: number, place: Place): void;
  go: Go;
  selection(map: L.Map, ledger: Ledger, toolbar: Toolbar, opened: () => void): void;
  rowsInside(ledger: Pick<Ledger, "shapes" | "shown">, latlngs: L.LatLng[]): number[];
  selectionTools(map: L.Map, words: Words, toolbar: Toolbar, take: (latlngs: L.LatLng[], more: boolean) => void, none: () => void): HTMLButtonElement;
  // csv_text.js, saving.js
  guardFormula(text: string): string;
  csv(sheet: Sheet): string;
  tabbed(sheet: Sheet): string;
  save(name: string, type: string, content: Blob | string): void;
  copy(text: string): Promise<void>;
  // parcel_table.js, search.js, parcel_links.js
  ParcelTable: new (map: L.Map, ledger: Ledger, go: Go) => ParcelTable;
  searchBox(ledger: Ledger, go: Go): HTMLElement;
  parcelLinks(ledger: Ledger, go: Go): void;
  linkOf(row: number, ledger: Ledger): string;
  // value_classes.js, colouring.js
  roundest(below: number, value: number): number;
  classesOf(values: Float64Array, how: { scheme: "quantiles" | "equal" | "natural"; classes: number; cuts?: number[]; rounded?: boolean }): { cuts: number[]; codes: Uint8Array; least: number | undefined; most: number };
  colouring(ledger: Ledger): HTMLElement;
  // geodesy.js, gcj02.js, measure.js
  geodesy(ellipsoid: Ellipsoid): Geodesy;
  toGcj02(place: Place): Place;
  fromGcj02(place: Place): Place;
  measure(map: L.Map, head: Head, toolbar: Toolbar): void;
  // labels.js, scale_and_coordinates.js, layers_below.js, fault_layers.js
  Labels: new (ledger: Labelled) => Labels;
  scaleAndCoordinates(map: L.Map, head: Head): void;
  fullscreen(): void;
  layersBelow(map: L.Map, head: Head, bytes: Uint8Array): LayerRow[];
  // asset_layers.js
  PointLayer: new (points: Points) => PointLayer;
  AssetLayers: new (map: L.Map, ledger: Ledger, described: PackedAssets, bytes: Uint8Array) => AssetLayers;
  FaultLayers: new (map: L.Map, ledger: Ledger, bytes: Uint8Array) => FaultLayers;
  // paper_layers.js, paper_labels.js
  svg<Tag extends keyof SVGElementTagNameMap>(name: Tag, attributes: Record<string, string | number>): SVGElementTagNameMap[Tag];
  paperLayers(map: L.Map): () => void;
  paperLabels(map: L.Map, ledger: Ledger): { sheet: SVGSVGElement; mark: string; index: number[]; missing: number };
  // day_slider.js, printing.js, png_picture.js
  daySlider(map: L.Map, ledger: Ledger, toolbar: Toolbar): void;
  printing(map: L.Map, head: Head, ledger: Ledger, panel: Panel, mono: (on: boolean) => void): PrintDialog;
  sheetPrinting(map: L.Map, head: Pick<Head, "words">, content: SheetContent, panel: Panel, mono: (on: boolean) => void): PrintDialog;
  pngPicture(map: L.Map, head: Head, panel: Panel): Promise<Blob>;
  // change_views.js
  changeViews(map: L.Map, ledger: Ledger, bytes: Uint8Array, panel: Panel, labels: Labels): void;
  // parcel_layer.js
  layer(map: L.Map, id: string): L.LayerGroup;
  packedBlock(id: string): Promise<Uint8Array<ArrayBuffer>>;
  ready: Promise<{ map: L.Map; ledger: Ledger; painted: ShapeLayer; panel: Panel } | null>;
  setLook(head: Pick<Head, "classes">, look: Parkland["look"]): void;
  escapeKey(map: L.Map, toolbar: Toolbar, table: ParcelTable): void;
  repaintAll(): void;
  pane(map: L.Map, name: string, place: number): void;
  padding(panel: HTMLElement): Padding;
  paperPadding(panel: HTMLElement): Padding;
  popupRoom(map: L.Map, panel: HTMLElement): L.PopupOptions;
}

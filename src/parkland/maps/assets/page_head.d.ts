/* Made by docs/make_page_head.py from maps/page_head.py; a test holds it in step. */

/** Where whole numbers stand in the block, and how they are written. */
interface PackedIntegers {
  at: number; // position of the first byte
  count: number;
  planes: number; // bytes of a number; all lowest bytes come first
  base: number; // what was subtracted from every number
  delta: boolean; // each number is the difference from the one before it, the sign in the lowest bit
}

/** Where texts stand in the block: each distinct one once, and a code for each row. */
interface PackedTexts {
  at: number;
  size: number; // bytes of all distinct texts
  lengths: PackedIntegers; // of each distinct text, in units of UTF-16
  codes: PackedIntegers; // of each row; 0 where there is no text
}

/** Where shapes stand in the block: vertices, rings and lines, shapes. */
interface PackedShapes {
  origin: [number, number]; // west and north, in units of Web Mercator
  x: PackedIntegers; // of each vertex, from the origin
  y: PackedIntegers;
  rank: PackedIntegers; // of each vertex; views leave out low ranks
  points: PackedIntegers; // vertices of each ring or line
  rings: PackedIntegers; // rings and lines of each shape
  open: PackedIntegers; // 1 for a line or a point
  finest: number; // zoom at which all vertices are drawn
  zoom_step: number; // zooms from one rank to the next
  ranks: number;
}

/** A class of enterprises. */
interface AssetClass {
  label: string;
  color: string;
}

/** A scale of enterprises. */
interface AssetScale {
  code: string;
  label: string;
}

interface ClassOfEnterprise {
  class: PackedIntegers;
}

/** Every enterprise in a year. */
interface PackedAssetYear extends ClassOfEnterprise {
  year: number;
  scale: PackedIntegers; // place among the scales
  land: PackedIntegers; // in its last printed place; 0 if it is not known
  known: PackedIntegers; // 1 if the land is known
  cards: PackedTexts; // lines, each a label and a text with a tab between
  parcels: PackedIntegers; // class of each parcel
}

/** A project that has no place. */
interface UnplacedProject {
  name: string;
  kind: string;
  stage: string;
}

/** The projects, and where those with a place are. */
interface PackedProjects {
  kinds: string[];
  kind: PackedIntegers;
  names: PackedTexts;
  cards: PackedTexts;
  rows: PackedIntegers; // the projects that have a place
  x: PackedIntegers; // in units of Web Mercator
  y: PackedIntegers;
  unplaced: UnplacedProject[];
  unplaced_title: string;
}

/** The enterprises and projects of a page. */
interface PackedAssets {
  words: Record<string, string>;
  digits: number; // decimals of land
  drawn: number; // place of the year that is shown first
  years: PackedAssetYear[];
  classes: AssetClass[];
  scales: AssetScale[];
  names: PackedTexts;
  rows: PackedIntegers; // the enterprises that have a place
  x: PackedIntegers;
  y: PackedIntegers;
  projects: PackedProjects;
  recolours: boolean; // the parcels are coloured by the class of their enterprises
}

type Corners = [[number, number], [number, number]];

/** The ellipsoid on which the page measures. */
interface Ellipsoid {
  axis: number; // metres
  flattening: number;
}

/** The Gauss-Krüger plane in which the page shows coordinates. */
interface Grid {
  meridian: number; // degrees
  scale: number;
  east: number; // of the central meridian, metres
  north: number;
}

/** Printed figures of a group of parcels. */
interface Figures {
  parcels: string;
  area: string;
}

/** A class of the legend. */
interface LegendClass extends Figures {
  label: string;
  color: string; // as #rrggbb
}

/** A unit in which the tool for measuring prints an area. */
interface MeasuredUnit {
  per_m2: number;
  digits: number;
  unit: string;
}

/** The classes by which parcels are coloured. */
interface Legend {
  by: string;
  title: string;
  items: LegendClass[];
  column?: string; // of the page, by whose numbers the classes are made
  scheme?: string; // how they are made
  classes?: number;
  cuts?: number[]; // own cuts, in the unit that is printed
}

/** Colours for another column, which the reader of the page chooses. */
interface Palette {
  categories: string[];
  other: string;
  missing: string;
  ramp: string[]; // from little to much
  statuses: Record<string, Record<string, string>>; // the status or an own axis -> label -> colour
}

/** A layer of the data. */
interface LayerFigures extends Figures {
  label: string;
}

/** A flag, and for each parcel whether it applies. */
interface Flag extends Figures {
  name: string;
  label: string;
  states: PackedIntegers; // 1 yes, 0 no, 2 unknown
  lacking: PackedIntegers; // what of the area does not count for the flag, in its last place
}

/** A column of texts. */
interface TextColumn extends PackedTexts {
  kind: "text";
  name: string;
  label: string;
  searched?: boolean;
  listed?: boolean; // among the first columns of the table
  in_popup?: boolean;
  days?: boolean; // each text is a day
  judged?: boolean; // for the day of the ledger
  flag?: string; // the flag of which it says whether it applies
}

/** A column of numbers in whole units of their last place. */
interface NumberColumn {
  kind: "number";
  name: string;
  label: string;
  heading: string; // the label with the unit
  searched?: boolean;
  listed?: boolean;
  in_popup?: boolean;
  judged?: boolean;
  digits: number;
  unit: string;
  least: number; // the least number
  values: PackedIntegers; // number - least + 1; 0 where nothing is known
}

interface FirstDay {
  from: number;
}

interface ClassOfEach {
  class: PackedIntegers;
}

/** When the status of each parcel changes; days are counted from 1970-01-01. */
interface PackedPeriods extends FirstDay {
  counts: PackedIntegers; // rows of each parcel
  days: PackedIntegers; // from which each row holds; the first of a parcel holds from the start
  flags: Record<string, PackedIntegers>; // states of each row
  classes?: PackedIntegers; // of each row, where classes are statuses
  to: number;
  asOf: number;
}

/** Shapes or parcels of which an issue speaks. */
interface FaultLayer {
  name: "overlaps" | "suspicious" | "quarantined";
  label: string;
  number: number;
  detail: PackedTexts;
  rows?: PackedIntegers; // the parcels, where it has no shapes of its own
  shapes?: PackedShapes;
  title?: PackedTexts; // of each of its own shapes
}

/** How shapes below the parcels look. */
interface ContextLook {
  line: string;
  width: number;
  fill: string;
  opacity: number; // of areas
  areas: boolean; // whether there are any
}

/** A value of a layer of planning zones. */
interface Zone {
  label: string;
  color: string;
}

/** Shapes below the parcels. */
interface ContextLayer {
  label: string;
  look: ContextLook;
  shapes: PackedShapes;
  zone?: PackedIntegers; // of each shape, its place in `zones`, or none of them
  zones?: Zone[];
}

/** Tiles of another host. */
interface BaseMap {
  label: string;
  attribution: string;
  layers: string[]; // addresses with {x}, {y}, {z} and perhaps {key}
  subdomains: string;
  maxNativeZoom: number;
  asksKey: boolean;
}

/** A picture below the parcels. */
interface AerialPicture {
  label: string;
  url: string; // a data address
  bounds: Corners;
  attribution: string;
}

/** Tiles below the parcels, which lie in the block one after the other. */
interface EmbeddedTiles {
  label: string;
  attribution: string;
  zooms: number[];
  zoom: PackedIntegers; // of each tile
  column: PackedIntegers;
  row: PackedIntegers;
  sizes: PackedIntegers; // bytes of each tile
  bytes: number; // of all tiles
  at: number; // where the first one begins
}

/** A status of the earlier or the later side. */
interface StatusClass {
  label: string;
  color: string;
}

/** The parcels of one side of a comparison, coloured by their status on its day. */
interface ComparedSide {
  label: string;
  shapes: PackedShapes;
  status: PackedIntegers; // place among the statuses of the comparison
  called: PackedTexts;
  areas: PackedTexts; // with their unit
}

/** A table as it is printed: opening and closing by some column. */
interface PrintedTable {
  caption: string;
  headings: string[];
  colors: string[]; // a swatch for each row, or none
  rows: string[][]; // the last is the total
}

/** Two states of the land, which the page shows beside what changed. */
interface Compared {
  before: ComparedSide;
  after: ComparedSide;
  statuses: StatusClass[];
  tables: PrintedTable[];
  change: string; // names of the views
  swipe: string;
  views: string;
  legend: string; // of the statuses
}

/** Texts of one map; those of the section ``panel`` of the wording stand beside them. */
interface Words {
  locale: string; // the language as BCP 47 has it
  decimal_mark: string; // before the decimals of a number
  group_mark: string; // between its groups of three digits
  list_mark: string; // between the items of a list
  clause_mark: string; // between clauses
  label_mark: string; // between a label and its value
  quantity: string; // a {number} with its {unit}
  brackets: string; // a {text} in brackets
  title: string;
  subtitle: string[];
  asOf: string;
  notice: string;
  undetermined: string;
  flag: string; // headings of the tables of the panel
  layer: string;
  parcels: string;
  area: string;
  unit: string; // of all areas
  sources: string[];
  accounts: string[];
  footer: string[];
  other: string; // classes of a legend
  nothing: string;
  yes: string; // answers of a flag
  no: string;
  unknown: string;
  range_below: string;
  range_above: string;
  legend: string;
  flags: string;
  layers: string;
  total: string;
  hint_tick: string;
  hint_flags: string;
  grid: string;
  all: string;
  colour_by: string;
  as_drawn: string;
  scheme: string;
  scheme_quantiles: string;
  scheme_equal: string;
  scheme_natural: string;
  scheme_own: string;
  classes: string;
  own_cuts: string;
  range_hint: string;
  scope_shown: string;
  scope_view: string;
  scope_picked: string;
  too_old: string;
  counted_scope: string;
  accounts_title: string;
  flag_parts: string;
  whole_parcels: string;
  sum_whole: string;
  filtered: string;
  scope: string;
  search: string;
  no_hit: string;
  more_hits: string;
  filter: string;
  sum: string;
  copy: string;
  copied: string;
  save_csv: string;
  close: string;
  finish: string;
  cancel: string;
  link: string;
  draw_polygon: string;
  tool_home: string;
  tool_box: string;
  tool_polygon: string;
  tool_clear: string;
  tool_table: string;
  perimeter: string;
  draw_distance: string;
  draw_area: string;
  coordinates: string;
  north: string;
  sheet: string;
  orientation: string;
  landscape: string;
  portrait: string;
  index_title: string;
  index_missing: string;
  index_serial: string;
  index_name: string;
  colours: string;
  in_colour: string;
  in_patterns: string;
  tool_distance: string;
  tool_area: string;
  tool_print: string;
  tool_picture: string;
  tool_contrast: string;
  look_colour: string;
  look_both: string;
  look_mono: string;
  zoom_in: string;
  zoom_out: string;
  tools: string;
  tool_fullscreen: string;
  lacking_host: string;
  trouble: string;
  context: string;
  base_key: string;
  shifted: string;
  tool_time: string;
  play: string;
  pause: string;
  day: string;
  back_to: string;
  as_of_day: string;
  other_day: string;
  changes: string;
  from_start: string;
  undetermined_row: string;
  undetermined_one: string;
  as_of_table: string;
}

/** Everything that a page knows before its block is unpacked. */
interface PageHead extends ClassOfEach {
  words: Words;
  digits: number; // decimals of areas
  counted: string; // the column of the areas that are added up
  units: MeasuredUnit[];
  ellipsoid: Ellipsoid;
  grid: Grid | null;
  shift: string; // the frame of the base map, where it is not WGS 84
  bounds: Corners | null; // of all parcels
  shapes: PackedShapes;
  order: PackedIntegers; // position of each parcel in the ledger
  classes: Legend;
  palette: Palette;
  layers: LayerFigures[];
  layer: PackedIntegers; // of each parcel
  flags: Flag[];
  total: Figures;
  called: PackedTexts; // the name of a parcel, where it is not its number and its name
  reason: PackedTexts;
  basis: PackedTexts;
  columns: (TextColumn | NumberColumn)[];
  periods: PackedPeriods | null;
  trouble: FaultLayer[];
  context: ContextLayer[];
  compared: Compared | null;
  assets: PackedAssets | null;
  base: BaseMap | null;
  images: AerialPicture[];
  tiles: EmbeddedTiles[];
}

/* The map of a dataset: what its page knows, and what its scripts share. Beside `namespace.d.ts`. */

type Box = [number, number, number, number]; // west, north, east, south in units of Web Mercator

/** The figures of all parcels: a list for each column, an entry for each key. */
interface FigureCube {
  class: number[];
  group: number[];
  states: number[][]; // of each flag: 1 yes, 0 no, 2 unknown
  partial: number[][]; // of each flag: 1 if it applies to a part of each parcel
  parcels: number[];
  area: number[]; // in the last place
  flagged: number[][]; // of each flag: the area with it
}

interface OverviewLevel {
  level: number; // squares are the 2^-level part of the world's width
  first: number[]; // Morton code of the first square of each file
}

/** Words of a dataset's map, beside those of any page. */
interface DatasetWords extends Words {
  overview: string;
  search_start: string;
  search_everywhere: string;
  searching: string;
  more_than_shown: string;
  lacking_file: string;
  no_place: string;
  selecting: string;
  selection_lacking: string;
  listing: string;
  list_overview: string;
  list_lacking: string;
  list_left: string;
  paper_missing: string;
  rows_unprinted: string;
}

/** What the page knows before it loads a file. */
interface DatasetHead extends Omit<Head, "words"> {
  words: DatasetWords;
  mark: string; // in every file of the map
  most: { shown: number; kept: number }; // parcels: of more than are shown, there is the overview
  cube: FigureCube;
  pieces: { boxes: Box[]; sizes: number[] };
  overview: OverviewLevel[];
  listed: ColumnHead[]; // all columns that a piece can have; of numbers with as many decimals as any piece has
  search: string[]; // the first text of each file of the index, in lower case
}

interface Delivered {
  described: object;
  bytes: Uint8Array;
}

interface PieceHead extends Pick<PageHead, "shapes" | "order" | "layer" | "called" | "reason" | "basis" | "columns" | "flags"> {
  class: PackedIntegers;
  key: PackedIntegers;
}

interface OverviewHead {
  base: number;
  codes: PackedIntegers;
  keys: PackedIntegers;
  shares: PackedIntegers;
}

interface IndexHead {
  texts: PackedTexts;
  pieces: PackedIntegers;
  rows: PackedIntegers;
}

interface OverviewFile {
  base: number; // what the codes are counted from
  codes: Numbers;
  keys: Numbers;
  shares: Numbers; // 255 covers the square
  rows: number;
}

/** Some thousand parcels of a dataset. */
interface Piece extends Ledger {
  number: number;
  keys: Numbers; // of each parcel, in the cube
  rows: number;
  asking: boolean;
}

interface Kept<Key, Value> {
  get(key: Key): Value | undefined;
  want(key: Key): Promise<Value | undefined>;
  needed: (key: Key) => boolean; // what is not let go
  rows: number;
  there: Map<Key, Value>;
}

interface Pieces {
  kept: Kept<number, Piece>;
  meeting(box: Box): number[];
  loaded(numbers: number[]): Piece[];
  inTurn(numbers: number[], place: number): Promise<Piece | undefined>;
  filterAll(): void;
  fit(numbers: number[]): boolean; // few enough to show
}

/** Numbers and areas of some parcels: an entry for each key. */
type KeySums = { parcels: ArrayLike<number>; area: ArrayLike<number>; flagged: ArrayLike<number>[] };
type OwnKeySums = { parcels: Float64Array; area: Float64Array; flagged: Float64Array[] };
type Marks = Map<number, Uint8Array>; // by the number of the piece: which of its parcels

interface DatasetFigures extends Omit<Summed, "sumsIn" | "flags"> {
  flags: { name: string; stale?: boolean }[];
  cube: FigureCube;
  shown: Uint8Array; // of each key
  asking: boolean; // whether a flag is asked for
  view: KeySums | null; // null while it is not known
  picked: KeySums;
  marks: Marks; // the selected parcels
  keySums(): OwnKeySums;
  addTo(sums: OwnKeySums, piece: Piece, marks: Uint8Array, sign?: 1 | -1): void;
  sumsIn(scope: Scope): Record<Axis | "total", Sums>;
  notify(name: string): void;
  pick(marks?: Marks, sums?: KeySums): void;
  pickOne(piece: Piece, row: number): void;
  reveal(key: number): void;
}

interface Overview {
  levels: OverviewLevel[];
  kept: Kept<string, OverviewFile>;
  levelAt(zoom: number): OverviewLevel;
  filesOf(level: OverviewLevel, node: number): string[];
}

interface OverviewLayerMembers extends ShapeLayerMembers {
  present(coords: L.Coords): unknown;
  options: ShapeLayerOptions & { overview: Overview; figures: DatasetFigures; colors: number[]; opacity: number };
  nodes(coords: L.Coords): { west: number; north: number; perTile: number; nodes: { code: number; column: number; row: number; files: string[] }[] };
}

interface PieceLook {
  has?: (piece: Piece) => boolean; // whether any of its parcels is drawn
  ink: (piece: Piece, row: number) => Ink | null;
  pen: Pen;
  shown: (piece: Piece, row: number) => boolean;
}

interface PieceLayerMembers extends ShapeLayerMembers {
  options: ShapeLayerOptions & { pieces: Pieces; of: PieceLook };
  around(coords: L.Coords): number[];
  present(coords: L.Coords): unknown;
}

interface PieceLabelsMembers extends LabelsMembers {
  pieces: () => Piece[]; // in view
}

/** A layer of a dataset, as it is drawn for paper. */
type PaperLayer = ShapeLayer & Pick<ShapeLayerMembers, "prepared" | "drawTile"> & { present(coords: L.Coords): unknown };

interface DatasetLayers {
  onPaper(): PaperLayer[]; // from the lowest
  isDetail(): boolean;
  setDetail(on: boolean): void;
  repaint(): void;
  remark(): void;
  relook(): void; // after patterns took the place of colours, or the other way round
  first: Promise<unknown>; // what the first view shows is painted
}

interface IndexEntry {
  text: string;
  piece: number;
  row: number;
}

interface DatasetIndex {
  starting(needle: string, most?: number): Promise<IndexEntry[]>;
  anywhere(needle: string, told: (share: number) => boolean, most?: number): Promise<IndexEntry[]>;
}

type DatasetGo = (entry: { piece: number; row: number }, how?: { keep?: boolean }) => void;

/** Some parcels of many pieces, as a ledger for the table. */
interface ListedParcels extends Pick<Ledger, "head" | "size" | "order" | "classes" | "areas" | "shown" | "picked" | "columns" | "called" | "periods" | "isOtherDay" | "listen" | "counted" | "class" | "toggle"> {
  left: { parcels: number; area: number }; // what is not listed
  parcels: { number: number; row: number; area: number }[];
  clear(): void;
  mark(): void;
  fill(numbers: number[], marksOf: (piece: Piece) => ArrayLike<number>, isWanted: (share: number) => boolean): Promise<"listed" | "stopped" | "lacking">;
  notify(name: string): void;
}

interface DatasetSelection {
  taken: () => void; // is called when parcels have been selected in a box or a polygon
  toggle(piece: Piece, row: number): void;
}

interface DatasetParts {
  head: DatasetHead;
  figures: DatasetFigures;
  pieces: Pieces;
  panel: Panel;
  toolbar: Toolbar;
  layers: DatasetLayers;
  selection: DatasetSelection;
}

interface Parkland {
  // delivered_files.js
  delivered(mark: string, name: string, described: object, block: string): void;
  delivery(mark: string, lacking: (name: string) => void): (name: string) => Promise<Delivered>;
  Kept: new <Key, Value extends { rows: number }>(most: number, load: (key: Key) => Promise<Value>) => Kept<Key, Value>;
  // dataset_pieces.js, dataset_figures.js, dataset_overview.js, dataset_search.js
  Pieces: new (head: DatasetHead, load: (name: string) => Promise<Delivered>, figures: DatasetFigures) => Pieces;
  viewBox(map: L.Map): Box;
  PieceLayer: new (options: { pieces: Pieces; marksPoints: boolean; of: PieceLook; pane: string; className: string }) => ShapeLayer;
  datasetPaper(map: L.Map, parts: Omit<DatasetParts, "toolbar" | "selection">, near: () => number[], labels: Labels): SheetContent & { setPatterned(on: boolean): void };
  PieceLabels: new (figures: Pick<DatasetFigures, "listen">) => Labels & { pieces: () => Piece[] };
  DatasetFigures: new (head: DatasetHead) => DatasetFigures;
  Overview: new (head: DatasetHead, load: (name: string) => Promise<Delivered>) => Overview;
  OverviewLayer: new (options: { overview: Overview; figures: DatasetFigures; colors: number[]; opacity: number; pane: string; className: string }) => ShapeLayer;
  mortonCode(x: number, y: number): number;
  firstFrom(numbers: ArrayLike<number>, value: number): number;
  DatasetIndex: new (first: string[], load: (name: string) => Promise<Delivered>) => DatasetIndex;
  datasetSearch(index: DatasetIndex, words: DatasetWords, go: DatasetGo): HTMLElement;
  // dataset_selection.js
  datasetSelection(map: L.Map, parts: Omit<DatasetParts, "layers" | "selection">): DatasetSelection;
  // dataset_list.js, dataset_table.js
  ListedParcels: new (head: DatasetHead, figures: DatasetFigures, pieces: Pieces, toggle: (entry: { piece: number; row: number }) => void) => ListedParcels;
  datasetTable(map: L.Map, parts: Omit<DatasetParts, "panel" | "toolbar">, near: () => number[], go: DatasetGo): ParcelTable;
  // dataset_map.js
  openDataset(place: string, data: string): L.Map;
  datasetMouse(map: L.Map, parts: DatasetParts): DatasetGo;
}

// The scripts of the map page are classic scripts that share the global `parkland`.
import js from "@eslint/js";
import globals from "globals";

const rules = {
  eqeqeq: "error",
  "no-var": "error",
  "prefer-const": "error",
  "no-unused-vars": ["error", { args: "after-used" }],
  "no-shadow": "error",
  "no-implicit-globals": "error",
  "no-eval": "error",
  "no-implied-eval": "error",
  "no-new-func": "error",
  // texts of the data are set as text, never as markup
  "no-restricted-properties": [
    "error",
    ...["innerHTML", "outerHTML", "insertAdjacentHTML"].map((property) => ({ property })),
  ],
};

export default [
  { ignores: ["**/*.d.ts", "node_modules/", ".venv/", "build/", "dist/"] },
  js.configs.recommended,
  {
    files: ["src/parkland/maps/assets/*.js", "src/parkland/live_map/assets/driven_page.js"],
    languageOptions: {
      ecmaVersion: 2019,
      sourceType: "script",
      globals: { ...globals.browser, L: "readonly", parkland: "readonly" },
    },
    rules,
  },
  {
    files: ["src/parkland/maps/assets/namespace.js"],
    languageOptions: { globals: { parkland: "off" } },
    rules: { "no-unused-vars": "off", "no-implicit-globals": "off" },
  },
  {
    files: ["src/parkland/live_map/assets/parcel_map.js"],
    languageOptions: { ecmaVersion: 2020, sourceType: "module", globals: globals.browser },
    rules,
  },
  {
    files: ["docs/theme/assets/*.js"],
    languageOptions: { ecmaVersion: 2020, sourceType: "script", globals: globals.browser },
    rules,
  },
  {
    files: ["tests/scripts/*.mjs", "*.mjs"],
    languageOptions: { ecmaVersion: 2022, sourceType: "module", globals: globals.node },
    rules: { ...rules, "no-new-func": "off" },
  },
];

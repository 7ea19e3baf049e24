// Arrows only point down:
// web, test, bench, scripts > client, models, oracle/main > circuits > rooms of oracle/ > oracle/domain, oracle/shared > standards, types/.
const ROOMS = "config|inference|chain|pipeline|proving|watch|store|server|replay|doctor";
const FEATURES = "^models/[^/]+/features[.]ts$";

/** `from` may import only `to` among the project's own files. */
const only = (name, comment, from, to) => ({
  name,
  comment,
  severity: "error",
  from: { path: from.path, pathNot: from.pathNot ?? "^$" },
  to: { path: "^(standards|types|oracle|client|circuits|models|scripts|bench|web|test)/", pathNot: to },
});

/** `from` must not import `to`, whoever provides it. */
const never = (name, comment, from, to) => ({ name, comment, severity: "error", from, to });

module.exports = {
  forbidden: [
    never("no-ring", "Files that import each other in a ring are one file.", {}, { circular: true }),
    never(
      "resolves",
      "Every import leads somewhere. (@types/fhir has declarations alone: nothing is left of them at run time.)",
      {},
      { couldNotResolve: true, pathNot: "^fhir/r[45][.]js$" },
    ),
    only("standards", "Codecs see nothing of the project.", { path: "^standards/" }, ["^standards/"]),
    never(
      "standards-pure",
      "Codecs run in a browser too.",
      { path: "^standards/" },
      { dependencyTypes: ["core"] },
    ),
    only("domain", "Pure rules stand on codecs and generated types.", { path: "^oracle/domain/" }, [
      "^(oracle/domain|standards|types)/",
      FEATURES,
    ]),
    never(
      "domain-pure",
      "Pure rules know no machine, network or tensor library.",
      { path: "^oracle/domain/" },
      {
        path: [
          "(^|/)node_modules/@tensorflow/",
          "(^|/)node_modules/ethers/lib[.][a-z]+/(index|ethers|providers|contract|wallet)",
          "(^|/)node_modules/hardhat/",
        ],
      },
    ),
    never(
      "domain-no-node",
      "Pure rules know no machine.",
      { path: "^oracle/domain/" },
      { dependencyTypes: ["core"] },
    ),
    only("shared", "What all rooms use stands on the domain.", { path: "^oracle/shared/" }, [
      "^(oracle/shared|oracle/domain|standards|types)/",
    ]),
    ...ROOMS.split("|").map((room) =>
      only(`room-${room}`, "Rooms never see each other; main wires them.", { path: `^oracle/${room}/` }, [
        `^(oracle/(${room}|domain|shared)|standards|types)/`,
        ...(room === "inference" ? [FEATURES] : []),
      ]),
    ),
    only("main", "main sees the whole node and nothing above it.", { path: "^oracle/[^/]+[.]ts$" }, [
      "^(oracle|standards|types)/",
      FEATURES,
    ]),
    only("features", "What a model looks at stands on codecs.", { path: FEATURES }, [
      "^standards/",
      "^models/",
    ]),
    only("models", "Training may use the node's executors.", { path: "^models/", pathNot: FEATURES }, [
      "^(models|circuits|oracle/(inference|domain|shared)|standards|types)/",
    ]),
    only("circuits", "Circuits are made from networks.", { path: "^circuits/" }, [
      "^(circuits|oracle/(inference|domain|shared)|standards|types)/",
    ]),
    only("client", "Partners' code sees no operator process.", { path: "^client/" }, [
      `^(client|circuits|oracle/(domain|shared|${ROOMS})|standards|types)/`,
      FEATURES,
    ]),
    never(
      "scripts",
      "Scripts see neither tests nor benchmarks.",
      { path: "^scripts/" },
      { path: "^(test|bench|web)/" },
    ),
    never("bench", "Benchmarks measure what is shipped.", { path: "^bench/" }, { path: "^(test|web)/" }),
    {
      name: "copyleft-apart",
      comment: "The toolchain of circuits is GPL-3.0: it runs in processes of its own.",
      severity: "error",
      from: { path: "^(standards|oracle|client|models|scripts|bench|web)/" },
      to: { path: "(^|/)node_modules/(snarkjs|circom2|ffjavascript)/", reachable: true },
    },
    never(
      "no-dev-packages",
      "What runs in production is a dependency, not a development dependency.",
      { path: "^(standards|oracle|client)/" },
      { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only", "npm"] },
    ),
  ],
  options: {
    doNotFollow: { path: ["node_modules", "^types/"] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "types", "node", "default"],
      extensions: [".ts", ".mjs", ".js", ".cjs", ".json"],
    },
  },
};

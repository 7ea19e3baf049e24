// Network to circom source. Weights are constants, so a multiply-accumulate costs no constraint.
import { readFileSync } from "node:fs";
import path from "node:path";
import { certify } from "../oracle/inference/certificate.ts";
import type { Layer, Network } from "../oracle/inference/network.ts";
import { VALUES_PER_WORD } from "../standards/commitments.ts";
import { SCORES_PER_WORD } from "../standards/proofs.ts";
import { poseidonTable } from "./poseidonTable.ts";

const TEMPLATES = path.join(import.meta.dirname, "templates", "quantised.circom");

/** Circom source of a network: public signals input commitment, output commitment, binding, in this order. */
export const generateCircuit = (network: Network): string => {
  const { bounds } = certify(network);
  const inputs = network.dims[0] as number;
  const outputs = network.dims.at(-1) as number;
  const inputWords = Math.ceil(inputs / VALUES_PER_WORD);
  const outputWords = Math.ceil(outputs / SCORES_PER_WORD);
  const lengths = [...new Set([1 + inputWords, 2 + outputWords])];
  return [
    `pragma circom 2.2.0;\n\n// An integer network ${network.dims.join("-")}.\n`,
    readFileSync(TEMPLATES, "utf8"),
    ...lengths.map(tableFunctions),
    "template Network() {",
    ...declarations(inputs, outputs),
    ...network.layers.flatMap((layer, l) => layerLines(layer, l, network.shifts[l], bounds[l] ?? [])),
    ...commitment("inputCommitment", ["inputSalt"], packed("shifted", inputs, VALUES_PER_WORD, 11)),
    ...commitment(
      "outputCommitment",
      ["outputSalt", "binding"],
      packed(`sum${network.layers.length - 1}`, outputs, SCORES_PER_WORD, 32, " + 2147483648"),
    ),
    "}",
    "",
    "component main {public [binding]} = Network();",
    "",
  ].join("\n");
};

const declarations = (inputs: number, outputs: number): string[] => [
  `    signal input shifted[${inputs}]; // network input + 1023`,
  "    signal input inputSalt;",
  "    signal input outputSalt;",
  "    signal input binding; // request and payee; part of the output commitment, so it cannot be exchanged",
  "    signal output inputCommitment;",
  "    signal output outputCommitment;",
  `    // ${inputs} inputs, ${outputs} outputs`,
  `    component ranges[${inputs}];`,
  `    for (var i = 0; i < ${inputs}; i++) {`,
  "        ranges[i] = InputRange();",
  "        ranges[i].shifted <== shifted[i];",
  "    }",
  `    var activations0[${inputs}];`,
  `    for (var i = 0; i < ${inputs}; i++) activations0[i] = shifted[i] - 1023;`,
];

const layerLines = (
  layer: Layer,
  l: number,
  shift: number | undefined,
  bounds: readonly number[],
): string[] => {
  const rounding = shift === undefined ? 0 : 2 ** (shift - 1);
  const lines = [
    `    // layer ${l}: ${layer.inputs} to ${layer.outputs}`,
    `    signal sum${l}[${layer.outputs}];`,
  ];
  lines.push(`    component checks${l}[${layer.outputs}];`);
  if (shift !== undefined) lines.push(`    var activations${l + 1}[${layer.outputs}];`);
  for (let j = 0; j < layer.outputs; j++) {
    const bits = sumBits(bounds[j] as number, shift ?? 0);
    const template = shift === undefined ? `SumRange(${bits})` : `Requantise(${bits}, ${shift})`;
    lines.push(`    sum${l}[${j}] <== ${linear(layer, l, j, rounding)};`);
    lines.push(`    checks${l}[${j}] = ${template};`, `    checks${l}[${j}].value <== sum${l}[${j}];`);
    if (shift !== undefined) lines.push(`    activations${l + 1}[${j}] = checks${l}[${j}].activation;`);
  }
  return lines;
};

/** Bits of a signed sum that never exceeds `bound` in magnitude, and at least one more than the shift. */
const sumBits = (bound: number, shift: number): number => Math.max(bound.toString(2).length, shift) + 1;

const linear = (layer: Layer, l: number, j: number, rounding: number): string => {
  const terms = [String((layer.biases[j] as number) + rounding)];
  for (let i = 0; i < layer.inputs; i++) {
    const weight = layer.weights[i * layer.outputs + j] as number;
    if (weight !== 0) terms.push(`${weight} * activations${l}[${i}]`);
  }
  return terms.join(" + ").replaceAll("+ -", "- ");
};

/** Field elements of `perWord` values, the first in the most significant place. */
const packed = (name: string, count: number, perWord: number, bits: number, offset = ""): string[] => {
  const words: string[] = [];
  for (let start = 0; start < count; start += perWord) {
    const end = Math.min(start + perWord, count);
    const terms = Array.from({ length: end - start }, (_, i) => {
      const value = offset === "" ? `${name}[${start + i}]` : `(${name}[${start + i}]${offset})`;
      return `${2n ** BigInt(bits * (end - start - 1 - i))} * ${value}`;
    });
    words.push(terms.join(" + "));
  }
  return words;
};

const commitment = (name: string, head: readonly string[], words: readonly string[]): string[] => {
  const message = [...head, ...words];
  const { partialRounds } = poseidonTable(message.length);
  const n = message.length;
  return [
    `    // ${name}`,
    `    component ${name}Hash = Poseidon(${n}, ${partialRounds}, CONSTANTS_${n}(), MATRIX_${n}());`,
    ...message.map((element, i) => `    ${name}Hash.message[${i}] <== ${element};`),
    `    ${name} <== ${name}Hash.hash;`,
  ];
};

const tableFunctions = (elements: number): string => {
  const { constants, matrix } = poseidonTable(elements);
  const rows = matrix.map((row) => `        [${row.join(", ")}]`).join(",\n");
  return [
    `function CONSTANTS_${elements}() {\n    return [\n        ${constants.join(",\n        ")}\n    ];\n}\n`,
    `function MATRIX_${elements}() {\n    return [\n${rows}\n    ];\n}\n`,
  ].join("\n");
};

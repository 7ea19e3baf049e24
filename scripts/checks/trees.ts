// Every test/unit/**/X.t.sol has a specification X.tree beside it, and the two say the same:
//
//   grant
//   ├── when the deadline has passed
//   │   └── it should revert                    test_RevertWhen_DeadlinePassed
//   └── given the grants are not paused
//       ├── when the signer calls
//       │   └── it should store the consent     test_WhenSignerCalls
//       └── ...
//
// A branch is a `when` or `given` line with `it` lines under it. It needs a test of its own whose name is made of the
// branch's words: those of the line, of the lines above it and of its `it` lines. A test needs a branch.
import type { Verdict } from "./shared.ts";
import { projectFiles, read } from "./shared.ts";

/** Share of a test name's words that its branch must hold. */
const KINSHIP = 0.6;
const FILLERS = new Set(
  "a an the it its is are was be been being has have had should when given then test fuzz to of that this with by in on at for and or as from".split(
    " ",
  ),
);

export type Branch = {
  readonly label: string;
  readonly own: readonly string[];
  readonly words: readonly string[];
};

const stem = (word: string): string => {
  const short = word.replace(/(ations?|ions?|ings?|ers?|ed|es|s|e|y|ies|d)$/, "");
  return short.length >= 3 ? short : word;
};

const wordsOf = (text: string): string[] =>
  text
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "" && !FILLERS.has(word))
    .map(stem);

type Line = { readonly column: number; readonly text: string };

const linesOf = (tree: string): Line[] =>
  tree
    .split("\n")
    .map((line) => ({ column: line.search(/[^\s│├└─]/), text: line.replace(/^[\s│├└─]+/, "").trim() }))
    .filter(({ column }) => column >= 0);

const isClaim = (text: string): boolean => /^it\b/i.test(text);

/** The branches of a tree, in order, and what is malformed about it. */
export const parseTree = (tree: string): { branches: Branch[]; faults: string[] } => {
  const lines = linesOf(tree);
  const faults: string[] = [];
  const found = new Map<number, { path: Line[]; claims: string[] }>();
  const path: Line[] = [];
  let root = 0;
  lines.forEach((line, index) => {
    while (path.length > 0 && (path.at(-1)?.column ?? 0) >= line.column) path.pop();
    const childless = index + 1 >= lines.length || (lines[index + 1]?.column ?? 0) <= line.column;
    if (line.column === 0) root = index;
    else if (isClaim(line.text)) {
      const owner = path.at(-1) ?? lines[root];
      if (owner === undefined) return;
      const key = lines.indexOf(owner);
      const branch = found.get(key) ?? { path: path.filter(({ column }) => column > 0), claims: [] };
      branch.claims.push(line.text);
      found.set(key, branch);
      return;
    } else if (!/^(when|given)\b/i.test(line.text) && childless)
      faults.push(`"${line.text}" is no when, given or it`);
    else if (childless) faults.push(`"${line.text}" leads to no "it should"`);
    path.push(line);
  });
  const branches = [...found.values()].map(({ path: conditions, claims }) => ({
    label: conditions.at(-1)?.text ?? claims.join("; "),
    own: [...wordsOf(conditions.at(-1)?.text ?? ""), ...claims.flatMap(wordsOf)],
    words: [...conditions.flatMap(({ text }) => wordsOf(text)), ...claims.flatMap(wordsOf)],
  }));
  return { branches, faults };
};

export const testNames = (source: string): string[] =>
  [...source.matchAll(/^\s*function\s+(test\w*)\s*\(/gm)].map(([, name = ""]) => name);

const isKin = (name: string, branch: Branch): boolean => {
  const words = wordsOf(name.replace(/^test(Fuzz)?_?/, "")).filter((word) => word !== "revert");
  if (words.length === 0) return false;
  const shared = words.filter((word) => branch.words.includes(word)).length;
  return shared / words.length >= KINSHIP && words.some((word) => branch.own.includes(word));
};

/** Gives every branch a test of its own where that is possible (augmenting paths). Returns the branches left over. */
const withoutTest = (branches: readonly Branch[], names: readonly string[]): Branch[] => {
  const holder = new Map<string, Branch>();
  const place = (branch: Branch, seen: Set<string>): boolean =>
    names.some((name) => {
      if (seen.has(name) || !isKin(name, branch)) return false;
      seen.add(name);
      const other = holder.get(name);
      if (other !== undefined && !place(other, seen)) return false;
      holder.set(name, branch);
      return true;
    });
  return branches.filter((branch) => !place(branch, new Set()));
};

/** Where a specification and its tests differ. */
export const treeFindings = (tree: string, source: string): string[] => {
  const { branches, faults } = parseTree(tree);
  const names = testNames(source);
  const orphans = names.filter((name) => !branches.some((branch) => isKin(name, branch)));
  return [
    ...faults,
    ...(branches.length === 0 ? ["the tree has no branch"] : []),
    ...withoutTest(branches, names).map(({ label }) => `no test of its own for the branch "${label}"`),
    ...orphans.map((name) => `${name} stands for no branch`),
  ];
};

export const trees = (): Verdict => {
  const files = new Set(projectFiles().filter((file) => file.startsWith("test/unit/")));
  const findings = [...files].flatMap((file) => {
    if (file.endsWith(".tree")) {
      return files.has(file.replace(/\.tree$/, ".t.sol")) ? [] : [`${file}: no .t.sol beside it`];
    }
    if (!file.endsWith(".t.sol")) return [];
    const tree = file.replace(/\.t\.sol$/, ".tree");
    if (!files.has(tree)) return [`${file}: no .tree beside it`];
    return treeFindings(read(tree), read(file)).map((finding) => `${tree}: ${finding}`);
  });
  return { findings };
};

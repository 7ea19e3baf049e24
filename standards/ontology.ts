// Which disease is a kind of which, as the Merkle root of an ontology's transitive closure; what IResearchTrust checks.
//
//   leaf = keccak256(keccak256(abi.encode(string child, string ancestor))), sorted pairs
import { StandardMerkleTree } from "@openzeppelin/merkle-tree";
import { TheriacError } from "./errors.ts";
import type { Hex } from "./hex.ts";

/** "child is a parent": one is-a edge, both CURIEs like "MONDO:0005148". */
export type ParentEdge = { readonly child: string; readonly parent: string };

export type Ontology = {
  readonly root: Hex;
  /** Pairs in the closure. */
  readonly size: number;
  readonly isKindOf: (child: string, ancestor: string) => boolean;
  /** What shows that `child` is a kind of `ancestor`; throws `NO_ANCESTRY`. */
  readonly proofOf: (child: string, ancestor: string) => Hex[];
};

const LEAF = ["string", "string"];
const CURIE = /^[A-Za-z][A-Za-z0-9._-]*:[A-Za-z0-9._-]+$/;

/** An ontology has no edges, a term that is no CURIE, or a term above itself. */
export class OntologyMalformedError extends TheriacError {
  readonly code = "ONTOLOGY_MALFORMED";
  constructor(reason: string, term?: string) {
    super(`The ontology is malformed: ${reason}.`, { context: { term } });
  }
}

/** A term is not a kind of another. */
export class NoAncestryError extends TheriacError {
  readonly code = "NO_ANCESTRY";
  constructor(child: string, ancestor: string) {
    super("The ontology does not say that one term is a kind of the other.", {
      context: { child, ancestor },
    });
  }
}

const parentsOf = (edges: readonly ParentEdge[]): Map<string, string[]> => {
  const parents = new Map<string, string[]>();
  for (const { child, parent } of edges) {
    for (const term of [child, parent])
      if (!CURIE.test(term)) throw new OntologyMalformedError("a term is no CURIE", term);
    parents.set(child, [...(parents.get(child) ?? []), parent]);
  }
  return parents;
};

const ancestorsOf = (term: string, parents: ReadonlyMap<string, readonly string[]>): Set<string> => {
  const found = new Set<string>();
  const open = [...(parents.get(term) ?? [])];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next === term) throw new OntologyMalformedError("a term is above itself", term);
    if (found.has(next)) continue;
    found.add(next);
    open.push(...(parents.get(next) ?? []));
  }
  return found;
};

/** The transitive closure of parent edges under one root. The order of edges does not matter. */
export const buildOntology = (edges: readonly ParentEdge[]): Ontology => {
  if (edges.length === 0) throw new OntologyMalformedError("it has no edges");
  const parents = parentsOf(edges);
  const pairs: string[][] = [];
  const places = new Map<string, number>();
  for (const child of [...parents.keys()].sort())
    for (const ancestor of [...ancestorsOf(child, parents)].sort()) {
      places.set(`${child} ${ancestor}`, pairs.length);
      pairs.push([child, ancestor]);
    }
  const tree = StandardMerkleTree.of(pairs, LEAF);
  return {
    root: tree.root as Hex,
    size: pairs.length,
    isKindOf: (child, ancestor) => places.has(`${child} ${ancestor}`),
    proofOf: (child, ancestor) => {
      const place = places.get(`${child} ${ancestor}`);
      if (place === undefined) throw new NoAncestryError(child, ancestor);
      return tree.getProof(place) as Hex[];
    },
  };
};

/** Whether the proof shows that `child` is a kind of `ancestor` in the ontology of that root. */
export const isAncestryShown = (root: Hex, child: string, ancestor: string, proof: readonly Hex[]): boolean =>
  StandardMerkleTree.verify(root, LEAF, [child, ancestor], [...proof]);

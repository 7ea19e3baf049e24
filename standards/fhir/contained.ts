import type { Finding } from "./errors.ts";
import type { Path } from "./path.ts";
import { isObject } from "./version.ts";

type Node = Readonly<Record<string, unknown>>;

/**
 * The first rule about contained resources that a document breaks: they hold no others (dom-2), have no version of their
 * own (dom-4), carry distinct ids, and every `#id` names one of its container (ref-1).
 */
export const containedFault = (resource: Node, path: Path = []): Finding | undefined => {
  const contained = Array.isArray(resource.contained) ? (resource.contained as Node[]) : [];
  const ids = new Set<unknown>();
  for (const [i, inner] of contained.entries()) {
    const at = [...path, "contained", i];
    if (inner.contained !== undefined)
      return fault("TYPE", [...at, "contained"], "is nested", "Contain it in the outer resource.");
    if (typeof inner.id !== "string")
      return fault("MISSING", [...at, "id"], "is missing", "Name the contained resource.");
    if (ids.has(inner.id))
      return fault("REFERENCE", [...at, "id"], "is used twice", "Give each contained resource its own id.");
    const meta = inner.meta;
    if (isObject(meta) && (meta.versionId !== undefined || meta.lastUpdated !== undefined))
      return fault("TYPE", [...at, "meta"], "has a version", "Contained resources have none.");
    ids.add(inner.id);
  }
  return walk(resource, path, ids, true);
};

const fault = (kind: Finding["fault"], path: Path, reason: string, hint: string): Finding => ({
  fault: kind,
  path,
  reason,
  hint,
});

/** Looks for `#id` below a resource; a resource inside a bundle starts anew with its own contained ones. */
const walk = (node: unknown, path: Path, ids: ReadonlySet<unknown>, root: boolean): Finding | undefined => {
  if (Array.isArray(node)) {
    for (const [i, item] of node.entries()) {
      const found = walk(item, [...path, i], ids, false);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if (!isObject(node)) return undefined;
  const ownScope = !root && path.at(-2) !== "contained" && typeof node.resourceType === "string";
  return ownScope ? containedFault(node, path) : walkProperties(node, path, ids);
};

const walkProperties = (node: Node, path: Path, ids: ReadonlySet<unknown>): Finding | undefined => {
  for (const [key, value] of Object.entries(node)) {
    const at = [...path, key];
    const dangling =
      key === "reference" && typeof value === "string" && /^#./.test(value) && !ids.has(value.slice(1));
    if (dangling)
      return fault("REFERENCE", at, "names no contained resource", "Contain it, or name it otherwise.");
    const found = walk(value, at, ids, false);
    if (found !== undefined) return found;
  }
  return undefined;
};

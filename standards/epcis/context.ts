import { refuse } from "./checkIdentifiers.ts";
import type { Context } from "./events.ts";
import type { Path } from "./path.ts";

/** The context that gives EPCIS 2.0 its words. */
export const EPCIS_CONTEXT = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld";

const KNOWN =
  /^https:\/\/(?:ref\.gs1\.org\/standards\/epcis\/(?:2\.0\.[0-9]+\/)?|gs1\.github\.io\/EPCIS\/)epcis-context\.jsonld$/;
const NAMESPACE = /^[A-Za-z][A-Za-z0-9+.-]*:[^\s]+$/;
const PREFIX = /^[A-Za-z_][A-Za-z0-9_.-]*$/;

/** Throws unless a context is that of EPCIS, with nothing beside it but prefixes. */
export const checkContext = (context: Context, path: Path): void => {
  const entries = typeof context === "string" ? [context] : context;
  if (!entries.some((entry) => typeof entry === "string" && KNOWN.test(entry)))
    refuse("CONTEXT", path, "does not name the context of EPCIS 2.0");
  entries.forEach((entry, index) => {
    if (typeof entry === "string") return;
    for (const [prefix, namespace] of Object.entries(entry))
      if (!PREFIX.test(prefix) || !NAMESPACE.test(namespace))
        refuse("CONTEXT", [...path, index, prefix], "is no prefix that stands for a URI");
  });
};

import { z } from "zod";
import { ModelDataError } from "./errors.ts";
import { groupsSchema, renderGroups } from "./groups.ts";

const values = z.record(z.string(), z.number());
const metricsSchema = z.strictObject({
  /** Recomputed from the committed files by `models:verify`. */
  quantised: values,
  /** Other methods on the same rows, written once at training. */
  others: z.record(z.string(), values),
  facts: z.record(z.string(), z.union([z.number(), z.string()])),
  /** How the quantised network does on groups of people, where the data tell them apart; recomputed likewise. */
  groups: groupsSchema.optional(),
});

export type Metrics = z.infer<typeof metricsSchema>;
export const parseMetrics = (json: string): Metrics => metricsSchema.parse(JSON.parse(json));

const BEGIN = "<!-- figures: written by models:train, checked by models:verify -->";
const END = "<!-- end of figures -->";

/** The figures of a card: one row a metric, one column a method, facts and groups below. */
export const renderFigures = ({ quantised, others, facts, groups }: Metrics): string => {
  const methods: readonly [string, Readonly<Record<string, number>>][] = [
    ["**quantised network**", quantised],
    ...Object.entries(others),
  ];
  const row = (cells: readonly (string | number)[]): string => `| ${cells.join(" | ")} |`;
  return [
    BEGIN,
    row(["figure", ...methods.map(([name]) => name)]),
    `| --- |${" ---: |".repeat(methods.length)}`,
    ...Object.keys(quantised).map((metric) =>
      row([metric, ...methods.map(([, figures]) => figures[metric] ?? "-")]),
    ),
    "",
    ...Object.entries(facts).map(([name, value]) => `- ${name}: ${value}`),
    ...(groups === undefined ? [] : ["", renderGroups(groups)]),
    END,
  ].join("\n");
};

/** A card with its figures replaced. */
export const replaceFigures = (card: string, metrics: Metrics): string => {
  const [before, rest] = card.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined)
    throw new ModelDataError("The card lacks the lines around its figures.");
  return `${before}${renderFigures(metrics)}${after}`;
};

// theriac forecast ...: forecasts of demand that nobody can rewrite.
import type { Command } from "commander";
import { z } from "zod";
import type { ForecastId } from "../../standards/forecast.ts";
import { parseGln, parseGtin } from "../../standards/gs1/keys.ts";
import { uint } from "../../standards/shapes.ts";
import { commitForecast } from "../demand/commitForecast.ts";
import { forecastDemand } from "../demand/forecastDemand.ts";
import { writeForecast } from "../demand/forecastFile.ts";
import { openForecast } from "../demand/openForecast.ts";
import { readForecast } from "../demand/readForecast.ts";
import { reportActuals } from "../demand/reportActuals.ts";
import {
  MOST_STEPS,
  type SealedForecast,
  sealedForecastShape,
  sealForecast,
} from "../demand/sealedForecast.ts";
import { moment } from "./codes.ts";
import type { Connection } from "./connection.ts";
import { assertAbsent, readJson } from "./files.ts";
import { type Answer, parseId, type Run, time } from "./output.ts";
import { parseOption } from "./parseOption.ts";

type From = { readonly from: string };
type Sealed = From & { readonly sealed: string };
type NewOptions = Sealed & {
  readonly series: string;
  readonly forecaster: string;
  readonly reporter: string;
  readonly gtin: string;
  readonly starts: string;
  readonly step: string;
  readonly steps: string;
  readonly season: string;
};

const figures = z.array(uint(32)).min(1);
const count = (most: number) => z.coerce.number().int().min(1).max(most);
const DAY = 86_400;
const MOST_STEP_DAYS = 366;

const readSealed = (file: string): Promise<SealedForecast> => readJson(file, sealedForecastShape);

const commitNew = async (connection: Connection, options: NewOptions): Promise<Answer> => {
  assertAbsent([options.sealed]);
  const steps = parseOption("--steps", count(MOST_STEPS), options.steps);
  const season = parseOption("--season", count(MOST_STEPS), options.season);
  const stepDays = parseOption("--step", count(MOST_STEP_DAYS), options.step);
  const startsAt = parseOption("--starts", moment, options.starts);
  const series = await readJson(options.series, figures);
  const { model, values } = forecastDemand(series, { steps, season });
  const terms = {
    forecaster: parseGln(options.forecaster),
    reporter: parseGln(options.reporter),
    gtin: parseGtin(options.gtin),
    startsAt,
    endsAt: startsAt + steps * stepDays * DAY,
  };
  const sealed = sealForecast(terms, values);
  const signer = await connection.sender(options.from);
  const keep = (forecast: SealedForecast) => writeForecast(options.sealed, forecast);
  const { id, transaction = "" } = await commitForecast(connection.contracts, signer, sealed, keep);
  return { facts: { forecast: id, model, sealed: options.sealed, transaction } };
};

/** After a crash: the file was there before the commitment, so it is sent again if the chain lacks it. */
const resend = async (connection: Connection, { from, sealed }: Sealed): Promise<Answer> => {
  const forecast = await readSealed(sealed);
  const signer = await connection.sender(from);
  const { id, transaction = "" } = await commitForecast(
    connection.contracts,
    signer,
    forecast,
    async () => {},
  );
  return { facts: { forecast: id, sealed, transaction } };
};

type ReportOptions = From & { readonly actuals: string };

const report = async (connection: Connection, given: string, options: ReportOptions): Promise<Answer> => {
  const id = parseId(given) as ForecastId;
  const actuals = await readJson(options.actuals, figures);
  const signer = await connection.sender(options.from);
  const { hash } = await reportActuals(connection.contracts, signer, id, actuals);
  return { facts: { forecast: id, steps: actuals.length, transaction: hash } };
};

const openSealed = async (connection: Connection, { from, sealed }: Sealed): Promise<Answer> => {
  const forecast = await readSealed(sealed);
  const opened = await openForecast(connection.contracts, await connection.sender(from), forecast);
  const { id, wapeBps, biasBps, receipt } = opened;
  return { facts: { forecast: id, wapeBps, biasBps, transaction: receipt.hash } };
};

const show = async ({ contracts }: Connection, given: string): Promise<Answer> => {
  const id = parseId(given) as ForecastId;
  const { forecaster, reporter, gtin, startsAt, endsAt, reportedAt, ...rest } = await readForecast(
    contracts,
    id,
  );
  return {
    facts: {
      forecast: id,
      ...rest,
      forecaster: forecaster.toString(),
      reporter: reporter.toString(),
      gtin: gtin.toString(),
      startsAt: time(startsAt),
      endsAt: time(endsAt),
      reportedAt: time(reportedAt),
    },
  };
};

/** Adds `forecast commit|resend|report|open|show`. */
export const addForecastCommands = (program: Command, run: Run): void => {
  const forecast = program
    .command("forecast")
    .description("commit to forecasts of demand before their period, and have them scored after it");
  forecast
    .command("commit")
    .description("forecast by exponential smoothing, write the figures down here and commit to them")
    .requiredOption("--series <file>", "JSON list: packs in each step so far")
    .requiredOption("--forecaster <gln>")
    .requiredOption("--reporter <gln>", "another partner, who will say what demand was")
    .requiredOption("--gtin <gtin>")
    .requiredOption("--starts <date>", "of the period, in the future")
    .requiredOption("--step <days>", "length of one step")
    .requiredOption("--steps <n>", "how many to forecast")
    .option("--season <n>", "steps in a season", "12")
    .requiredOption("--sealed <file>", "where figures and salt go; lost, the forecast is forfeited")
    .requiredOption("--from <address>", "the forecaster's account")
    .action((options: NewOptions) => run((connection) => commitNew(connection, options)));
  forecast
    .command("resend")
    .description("finish a commitment that broke off after its file was written")
    .requiredOption("--sealed <file>")
    .requiredOption("--from <address>", "the forecaster's account")
    .action((options: Sealed) => run((connection) => resend(connection, options)));
  forecast
    .command("report")
    .description("say what demand was, for everyone to see, within 30 days after the period")
    .argument("<id>")
    .requiredOption("--actuals <file>", "JSON list: packs in each step")
    .requiredOption("--from <address>", "the reporter's account")
    .action((given: string, options: ReportOptions) =>
      run((connection) => report(connection, given, options)),
    );
  forecast
    .command("open")
    .description("open a forecast within 14 days after the report, and have it scored")
    .requiredOption("--sealed <file>")
    .requiredOption("--from <address>")
    .action((options: Sealed) => run((connection) => openSealed(connection, options)));
  forecast
    .command("show")
    .description("how a forecast stands and scored")
    .argument("<id>")
    .action((given: string) => run((connection) => show(connection, given)));
};

/** How values are written: money, numbers in a small unit, times in the site's zone. No value is judged here. */

import { preferences, type Language } from "../app/prefs";
import type { LocalText } from "../core/types";

const LOCALES: Record<Language, string> = { "zh-Hans": "zh-CN", "zh-Hant": "zh-TW", en: "en-GB" };

export function inLanguage(text: LocalText): string {
  return text[preferences().language];
}

/** An integer in a small unit with its decimal places: `2210` with 1 is `221.0`. */
export function withDecimals(value: number, decimals: number): string {
  const sign = value < 0 ? "−" : "";
  const digits = Math.abs(value)
    .toString()
    .padStart(decimals + 1, "0");
  if (decimals === 0) return sign + digits;
  return `${sign}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

/** A quantity without needless zeros: `1500` with 3 is `1.5`. */
export function quantity(value: number, decimals: number): string {
  const text = withDecimals(value, decimals);
  return decimals === 0 ? text : text.replace(/\.?0+$/, "");
}

/** Typed digits as an integer in the small unit; `null` where it is no number or finer than the unit. */
export function toSmallUnit(typed: string, decimals: number): number | null {
  const match = /^(-?)(\d{1,12})(?:\.(\d*))?$/.exec(typed);
  if (!match) return null;
  const [, sign = "", whole = "", fraction = ""] = match;
  if (fraction.length > decimals) return null;
  const value = Number(whole + fraction.padEnd(decimals, "0"));
  return sign === "-" ? -value : value;
}

/** Fen as yuan. */
export function money(fen: number): string {
  return `¥${withDecimals(fen, 2)}`;
}

export function time(ms: number, zone: string): string {
  return new Intl.DateTimeFormat(LOCALES[preferences().language], {
    timeZone: zone,
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).format(ms);
}

function day(ms: number, zone: string): string {
  return new Intl.DateTimeFormat("en-CA", {
    timeZone: zone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  }).format(ms);
}

/** Time of day on the day of `now`, otherwise with the date. */
export function moment(ms: number, now: number, zone: string): string {
  if (day(ms, zone) === day(now, zone)) return time(ms, zone);
  return new Intl.DateTimeFormat(LOCALES[preferences().language], {
    timeZone: zone,
    month: "numeric",
    day: "numeric",
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).format(ms);
}

/** How long ago, in words. */
export function age(ms: number, now: number): string {
  const minutes = Math.max(0, Math.round((now - ms) / 60_000));
  const words = new Intl.RelativeTimeFormat(LOCALES[preferences().language], {
    numeric: "auto",
    style: "short",
  });
  if (minutes < 60) return words.format(-minutes, "minute");
  const hours = Math.round(minutes / 60);
  return hours < 48 ? words.format(-hours, "hour") : words.format(-Math.round(hours / 24), "day");
}

/** What an input of type `datetime-local` holds for a moment, in the site's zone. */
export function asInput(ms: number, zone: string): string {
  return `${day(ms, zone)}T${new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(ms)}`;
}

/** The moment that such an input means in the site's zone; `null` while it is incomplete. */
export function fromInput(text: string, zone: string): number | null {
  const guess = Date.parse(`${text}:00Z`);
  if (Number.isNaN(guess)) return null;
  const shift = (at: number) => Date.parse(`${asInput(at, zone)}:00Z`) - at;
  const first = guess - shift(guess);
  return guess - shift(first);
}

/** Bytes for people. */
export function bytes(count: number): string {
  return count < 1_048_576 ? `${Math.ceil(count / 1024)} KB` : `${(count / 1_048_576).toFixed(1)} MB`;
}

/** What a person chose for this device's screen. Nothing here is worth more than a preference. */

import { useSyncExternalStore } from "react";

export type Language = "zh-Hans" | "zh-Hant" | "en";
export type Theme = "light" | "dark" | "system";
export type FontSize = "normal" | "large" | "huge";

export type Preferences = {
  language: Language;
  theme: Theme;
  font: FontSize;
  /** The name that was given to this device when it was enrolled. */
  device: string;
};

export const LANGUAGES: readonly Language[] = ["zh-Hans", "zh-Hant", "en"];
export const THEMES: readonly Theme[] = ["light", "dark", "system"];
export const FONT_SIZES: readonly FontSize[] = ["normal", "large", "huge"];

const KEY = "undercroft.preferences";
const DEFAULTS: Preferences = { language: "zh-Hans", theme: "system", font: "normal", device: "" };
const listeners = new Set<() => void>();
const dark = matchMedia("(prefers-color-scheme: dark)");

function one<T extends string>(value: unknown, of: readonly T[], fallback: T): T {
  return of.find((known) => known === value) ?? fallback;
}

function stored(): Preferences {
  try {
    const read = JSON.parse(localStorage.getItem(KEY) ?? "{}") as Partial<Record<keyof Preferences, unknown>>;
    return {
      language: one(read.language, LANGUAGES, DEFAULTS.language),
      theme: one(read.theme, THEMES, DEFAULTS.theme),
      font: one(read.font, FONT_SIZES, DEFAULTS.font),
      device: typeof read.device === "string" ? read.device : "",
    };
  } catch {
    return DEFAULTS;
  }
}

let current = stored();

/** Puts theme, size and language on the page before anything is painted. */
export function applyPreferences() {
  const root = document.documentElement;
  const mode = current.theme === "system" ? (dark.matches ? "dark" : "light") : current.theme;
  root.dataset.prefersColorScheme = mode;
  root.dataset.font = current.font;
  root.lang = current.language;
  const bar = document.querySelector('meta[name="theme-color"]');
  bar?.setAttribute("content", mode === "dark" ? "#0b0d10" : "#0a4a8f");
}

dark.addEventListener("change", applyPreferences);

// Another window of the app on this device.
addEventListener("storage", (event) => {
  if (event.key !== KEY && event.key !== null) return;
  current = stored();
  applyPreferences();
  listeners.forEach((listener) => listener());
});

export function preferences(): Preferences {
  return current;
}

export function setPreferences(change: Partial<Preferences>) {
  current = { ...current, ...change };
  try {
    localStorage.setItem(KEY, JSON.stringify(current));
  } catch {
    // A browser that keeps nothing shows the choice until it is closed.
  }
  applyPreferences();
  listeners.forEach((listener) => listener());
}

export function usePreferences(): Preferences {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, preferences);
}

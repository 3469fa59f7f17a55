/** Words of the screens themselves. What has to do with orders comes from the core in the same language. */

import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import type { Language } from "../app/prefs";
import simplified from "./zh-Hans.json";

const others: Record<Exclude<Language, "zh-Hans">, () => Promise<{ default: object }>> = {
  "zh-Hant": () => import("./zh-Hant.json"),
  en: () => import("./en.json"),
};

export async function startWords(language: Language) {
  await i18next.use(initReactI18next).init({
    lng: "zh-Hans",
    fallbackLng: "zh-Hans",
    resources: { "zh-Hans": { translation: simplified } },
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  await changeWords(language);
}

export async function changeWords(language: Language) {
  if (language !== "zh-Hans" && !i18next.hasResourceBundle(language, "translation")) {
    const { default: words } = await others[language]();
    i18next.addResourceBundle(language, "translation", words);
  }
  await i18next.changeLanguage(language);
}

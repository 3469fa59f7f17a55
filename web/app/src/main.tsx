import "antd-mobile/es/global";
import "./styles/base.css";
import "./styles/page.css";
import "./styles/cards.css";
import "./styles/forms.css";
import "./styles/steps.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/app";
import { applyPreferences, preferences } from "./app/prefs";
import { SessionProvider, makeQueries } from "./app/session";
import { keepApp } from "./app/update";
import { openCore } from "./core/client";
import { startWords } from "./i18n";

applyPreferences();
const core = openCore();
await startWords(preferences().language);
const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <SessionProvider core={core} queries={makeQueries()}>
        <App />
      </SessionProvider>
    </StrictMode>,
  );
}
void keepApp();

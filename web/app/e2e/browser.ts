/** The browser that tests and pictures start: what `CHROMIUM` names, by its whole path. */
export const BROWSER = {
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox"],
};

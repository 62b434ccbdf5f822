export * from "./browser.cjs";

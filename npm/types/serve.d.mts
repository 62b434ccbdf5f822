export * from "./serve.cjs";

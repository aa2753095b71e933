import { defineConfig, type Plugin } from "vite";

export default defineConfig({
  // Ingress serves the page under a prefix that nobody knows beforehand.
  base: "./",
  plugins: [asciiOutput()],
  build: {
    outDir: "../static",
    emptyOutDir: true,
    target: ["chrome111", "safari16.4", "firefox121"],
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
  },
});

/**
 * Ingress drops the charset from Content-Type, so nothing that is sent may depend on it. Outside of ASCII the
 * sources hold only text within strings and templates, where an escape means the same.
 */
function asciiOutput(): Plugin {
  return {
    name: "ascii-output",
    generateBundle(_options, bundle) {
      for (const part of Object.values(bundle)) {
        if (part.type === "chunk") part.code = escapeScript(part.code);
      }
    },
  };
}

function escapeScript(code: string): string {
  return code.replaceAll(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

import { defineConfig } from "vitest/config";

/** Tests that start the built program; only a run that contains one of them pays for building it. */
const needProgram = ["test/build/**/*.test.ts", "test/program/**/*.test.ts"];

export default defineConfig({
  test: {
    pool: "threads",
    // Nothing is judged by time; a busy machine must not fail a test.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: { name: "unit", include: ["test/**/*.test.ts"], exclude: needProgram },
      },
      {
        extends: true,
        test: {
          name: "program",
          include: needProgram,
          globalSetup: "test/global-setup.ts",
        },
      },
    ],
    coverage: {
      provider: "v8",
      include: ["src/interpret/**/*.ts", "src/rules/**/*.ts"],
      reporter: ["text-summary", "html"],
      reportsDirectory: "coverage",
    },
  },
});

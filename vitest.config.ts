import { defineConfig } from "vitest/config";

/** Tests that start the built program; only a run that contains one of them pays for building it. */
const needProgram = ["test/build/**/*.test.ts", "test/program/**/*.test.ts"];

export default defineConfig({
  test: {
    pool: "threads",
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
          testTimeout: 30_000,
          hookTimeout: 60_000,
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

import { change } from "./databases-change.ts";
import type { Act, Invocation, Program } from "./program.ts";
import { orEmpty, textOf } from "./text-of.ts";

// Tools that bring a schema forward, and can also put it back to nothing.

/** `db:drop`, `db:reset`, …; Rails' and Rake's tasks take arguments in brackets. */
const RAILS_TASKS =
  /^(?:app:)?db:(?:drop(?:_all)?|reset|purge|migrate:reset|truncate_all|schema:load|structure:load|seed:replant|mongoid:(?:drop|purge)|rollback:all)(?::(?!with)\w+|:_unsafe)?(?:\[.*\])?$/;
const ARTISAN = /^(?:migrate:(?:fresh|reset|refresh)|db:wipe)$/;
const DJANGO = ["flush", "reset_db", "reset_schema"];

/** The schema and all rows go; what comes back is empty or seeded. */
function reset(run: Invocation, engine = "sql", name = "", tags: readonly string[] = []) {
  return change(run, engine, "migrate-reset", "database", name, tags);
}
const resets = (engine?: string) => (run: Invocation) => reset(run, engine);

/** Flyway's goal or task in a build: `mvn flyway:clean`, `gradle flywayClean`. */
export const FLYWAY_BUILD: readonly Act[] = [
  { if: (run) => run.operands.some((field) => /^(?:.*:)?flyway(?::clean|Clean)$/.test(field.text)), does: resets() },
];

/** goose(1) of the migrations: its last operands are the sub-command. */
export const GOOSE_ACTS: readonly Act[] = [
  { if: (run) => run.operands.some((field) => field.text === "reset"), does: resets() },
  {
    if: (run) => run.operands.some((field, at) => field.text === "down-to" && run.operands[at + 1]?.text === "0"),
    does: resets(),
  },
];

function act(sub: string | readonly string[], more: Partial<Act> = {}): Act {
  return { sub, does: resets(), ...more };
}

function code(run: Invocation, language: string, text: string | undefined): undefined {
  run.code(language, text, { source: "inline" });
  return undefined;
}

function tasks(pattern: RegExp) {
  return (run: Invocation) => run.operands.some((field) => pattern.test(field.text));
}

/** Django's script: run as `./manage.py` or by Python with its name. */
const MANAGE_PY: Program = {
  names: ["manage.py", "django-admin"],
  options: "--settings= --pythonpath= --traceback --no-color --noinput|--no-input --database= -v|--verbosity= -c|--command= -i|--interface= --fake --plan --check", // biome-ignore format: one string
  acts: [
    act(DJANGO),
    { sub: "migrate * zero", without: ["fake", "plan"], does: resets() },
    { sub: "shell", flag: "c", does: (run) => code(run, "python", run.value("c")?.text) },
  ], // biome-ignore format: one table
};

/** Laravel's script: run as `./artisan` or by PHP with its name. */
const ARTISAN_SCRIPT: Program = {
  names: ["artisan"],
  options: "--force --seed --seeder= --database= --env= --path= --step= --pretend --execute= -n|--no-interaction -q -v",
  dryRun: "pretend",
  acts: [
    { if: tasks(ARTISAN), does: resets() },
    { sub: "tinker", flag: "execute", does: (run) => code(run, "php", run.value("execute")?.text) },
  ],
};

/** Ecto's tasks of Elixir's `mix`. */
export const ECTO_ACTS: readonly Act[] = [
  act(["ecto.drop", "ecto.reset", "ash.reset", "ash_postgres.drop"]),
  act("ecto.rollback", { flag: "all" }),
];

export const MIGRATIONS: readonly Program[] = [
  MANAGE_PY,
  ARTISAN_SCRIPT,
  {
    names: ["prisma"],
    options: "--schema= --force-reset --accept-data-loss -f|--force --skip-seed --skip-generate --stdin --file= --url= --name= --create-only --preview-feature --config=", // biome-ignore format: one string
    acts: [
      act("migrate reset"),
      act("db push", { flag: ["force-reset", "accept-data-loss"] }),
      {
        sub: "db execute",
        does: (run) => {
          const file = run.value("file");
          const stream = file === undefined ? run.stdin : run.readFile(run.path(file));
          run.code("sql", stream?.text, {
            source: file === undefined ? "stdin" : "file",
            ...(stream === undefined ? {} : { stream }),
          });
          return undefined;
        },
      },
    ],
  },
  {
    names: ["rails", "rake"],
    options: "-e|--environment= -f|--rakefile= -t|--trace -T|--tasks?= -P|--prereqs -n|--dry-run -s -q -v -D?= -W?= -j?= -m -I= -r= -C|--directory= -A -N", // biome-ignore format: one string
    dryRun: ["n", "T", "P"],
    run: (run) => {
      const assigned = run.operands.map((field) => /^(?:RAILS_ENV|RACK_ENV)=(.+)$/.exec(field.text)?.[1]);
      const environment = orEmpty(assigned.find((value) => value !== undefined) ?? run.value("e")?.text);
      if (tasks(RAILS_TASKS)(run))
        run.emit(reset(run, "sql", environment, environment === "test" ? ["temporary"] : []));
      if (
        run.program === "rails" &&
        /^(?:runner|r)$/.test(textOf(run.operands[0])) &&
        /[\s.(]/.test(textOf(run.operands[1]))
      ) {
        // ActiveRecord: delete_all and destroy_all on the model itself take every row, after `where` those it names.
        const model = /(?:^|[\s;(])([A-Z][\w:]{0,80})\.(?:(?:unscoped|all)\.)?(?:delete_all|destroy_all)\b/.exec(
          textOf(run.operands[1]),
        );
        if (model !== null) run.emit(change(run, "sql", "delete-all", "table", orEmpty(model[1])));
        run.code("ruby", run.operands[1]?.text, { source: "inline" });
      }
      return undefined;
    },
  },
  {
    names: ["alembic"],
    options: "-c|--config= -n|--name= -x= --raiseerr --sql --tag=",
    dryRun: "sql",
    acts: [{ sub: "downgrade base", does: resets() }],
  },
  {
    names: ["flask"],
    options: "-A|--app= -e|--env-file= --debug --sql --tag= -x= -d|--directory=",
    dryRun: "sql",
    commonWord: true,
    acts: [act("db downgrade base")],
  },
  {
    names: ["sequelize", "sequelize-cli"],
    options: "--env= --url= --config= --migrations-path= --name= --to=",
    acts: [act(["db:drop", "db:migrate:undo:all"])],
  },
  { names: ["typeorm", "typeorm-ts-node-commonjs", "typeorm-ts-node-esm"], options: "-d|--dataSource= -c= -f=", acts: [act("schema:drop")] }, // biome-ignore format: one row
  { names: ["mikro-orm"], options: "-r|--run -d --drop-db --seed= --config=", acts: [act(["schema:drop", "schema:fresh", "migration:fresh"])] }, // biome-ignore format: one row
  { names: ["knex"], options: "--all --env= --knexfile= --cwd= -x=", acts: [act("migrate:rollback", { flag: "all" })] },
  { names: ["db-migrate"], options: "-e|--env= --config= -m= --dry-run", dryRun: "dry-run", acts: [act(["reset", "db:drop"])] }, // biome-ignore format: one row
  { names: ["drizzle-kit"], options: "--force --config= --dialect= --schema= --url= --strict --verbose", acts: [act("push", { flag: "force" })] }, // biome-ignore format: one row
  { names: ["ace"], options: "--force --connection= --seed --dry-run --step= --batch=", dryRun: "dry-run", commonWord: true, acts: [act(["migration:fresh", "migration:reset", "migration:refresh", "db:wipe", "db:truncate"])] }, // biome-ignore format: one row
  {
    names: ["liquibase"],
    options: "--url= --changelog-file|--changeLogFile= --username= --password= --defaults-file= --force?= --tag= --count= --log-level=", // biome-ignore format: one string
    acts: [act(["dropall", "drop-all"]), act(["rollback", "rollback-count", "rollback-to-date"], { does: (run) => change(run, "sql", "migrate-down", "database", "") })], // biome-ignore format: one list
  },
  { names: ["flyway"], options: "-url= -user= -password= -configFiles= -schemas= -locations= -environment= -X -q", style: "single", acts: [{ if: (run) => run.operands.some((field) => field.text === "clean"), does: resets() }] }, // biome-ignore format: one row
  { names: ["dbmate"], options: "-u|--url= -e|--env= --env-file= -d|--migrations-dir= -s= --no-dump-schema --wait", acts: [act("drop")] }, // biome-ignore format: one row
  { names: ["migrate"], options: "-path= -database= -source= -verbose -lock-timeout= -prefetch= -all -f", style: "single", commonWord: true, acts: [act("drop"), act("down", { flag: "all" })] }, // biome-ignore format: one row
  { names: ["sqitch"], options: "-t|--target= -y --to= --to-change= --log-only -h= -d= -u= -C|--chdir= --top-dir=", acts: [act("revert", { without: ["to", "to-change", "log-only"] })] }, // biome-ignore format: one row
  { names: ["phinx"], options: "-c|--configuration= -e|--environment= -t|--target= -d|--date= -f -x|--dry-run -p=", dryRun: "x", acts: [act("rollback", { flag: "t", if: (run) => run.value("t")?.text === "0" })] }, // biome-ignore format: one row
  { names: ["diesel"], options: "--database-url= --migration-dir= --config-file= --all -n= --locked-schema", acts: [act("database reset"), act("database drop"), act("migration revert", { flag: "all" })] }, // biome-ignore format: one row
  { names: ["sqlx"], options: "-D|--database-url= -y --source= -f --dry-run --target-version= --no-dotenv", dryRun: "dry-run", acts: [act(["database drop", "database reset", "db drop", "db reset"])] }, // biome-ignore format: one row
  { names: ["sea-orm-cli"], options: "-u|--database-url= -s= -d= -n= --num= -v", acts: [act(["migrate fresh", "migrate reset", "migrate refresh"])] }, // biome-ignore format: one row
  { names: ["graphile-migrate"], options: "-c|--config= --erase --shadow --force", acts: [act("reset", { flag: "erase", without: "shadow" })] }, // biome-ignore format: one row
  {
    names: ["wp", "wp-cli", "wp-cli.phar"],
    options: "--path= --url= --ssh= --yes --allow-root --user= --dry-run --require= --skip-plugins --skip-themes",
    acts: [
      act(["db drop", "db reset", "db clean", "site empty"]),
      { sub: "post|comment|term|media delete", if: (run) => run.operands.some((field) => field.text.includes("\uFFFC")), does: (run) => change(run, "mysql", "delete-all", "table", textOf(run.operands[0])) },
      { sub: "db query", does: (run, operands) => code(run, "sql", operands[0]?.text ?? run.stdin.text) },
      { sub: ["eval"], does: (run, operands) => code(run, "php", operands[0]?.text) },
      { sub: ["user delete", "site delete"], does: (run, operands) => change(run, "mysql", "delete", "user", textOf(operands[0])) },
    ], // biome-ignore format: one table
  },
  { names: ["drush"], options: "-y|--yes -r|--root= -l|--uri= --simulate -v -q --file= --db-url=", dryRun: "simulate", acts: [act(["sql:drop", "sql-drop", "site:install", "site-install", "si"]), { sub: ["sql:query", "sql-query", "sqlq"], does: (run, operands) => code(run, "sql", operands[0]?.text) }] }, // biome-ignore format: one row
  { names: ["console"], options: "-e|--env= --force --full-database --no-interaction -n --if-exists --connection= --dump-sql --em=",  acts: [act(["doctrine:database:drop", "doctrine:schema:drop", "d:d:d", "d:s:d"], { flag: "force", does: (run) => reset(run, "sql", "", run.value("e")?.text === "test" ? ["temporary"] : []) })] }, // biome-ignore format: one row
  { names: ["hasura"], options: "--endpoint= --admin-secret= --database-name= --all-databases --down= --up= --version= --project= --envfile= -f|--force --all --server", acts: [act("migrate delete", { flag: ["all", "server"] }), act("migrate apply", { flag: "down", if: (run) => run.value("down")?.text === "all" }), act(["metadata clear"], { does: (run) => change(run, "postgres", "drop", "metadata", "") })] }, // biome-ignore format: one row
];

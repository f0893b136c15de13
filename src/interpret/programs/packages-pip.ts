import type { Field } from "../shell/value.ts";
import type { Invocation } from "./program.ts";

/** Options of pip, and of those that take pip's. */
export const PIP_OPTIONS =
  "-r|--requirement= -c|--constraint= -e|--editable= -t|--target= --platform= --python-version= --prefix= --root= -i|--index-url|--index|--default-index= --extra-index-url= -f|--find-links= --trusted-host|--allow-insecure-host= --cert= --proxy= --timeout= --retries= --log= --cache-dir= -U|--upgrade --user --no-index --pre --no-deps --break-system-packages --force-reinstall --no-cache-dir --config-settings= --global-option= --no-binary= --only-binary= --upgrade-strategy= --src= --report= --dry-run -y|--yes -q|--quiet -v|--verbose --group= -p|--python= --with= --extra= --dev --script= --directory= --project= --env-file= --index-strategy= --from= --spec= --pip-args= --system --isolated --no-project -m|--module --all-extras --frozen --locked --no-sync --optional= -G= -E= -D --source= --with-editable= --with-requirements= --only= --without= --git= --branch= --tag= --rev= --refresh --reinstall --no-build-isolation --active";

export function registries(run: Pick<Invocation, "values">): readonly Field[] {
  return [...run.values("i"), ...run.values("extra-index-url"), ...run.values("f")];
}

export function pipTags(run: Pick<Invocation, "has">): readonly string[] {
  return [
    ...(run.has("extra-index-url") ? ["extra-index"] : []),
    ...(run.has("trusted-host") ? ["trusted-host"] : []),
    ...(run.has("break-system-packages") ? ["system-packages"] : []),
  ];
}

/** A list of requirements that was fetched, by its address or through a pipe. */
export function addressOf(run: Invocation, field: Field): Field | undefined {
  if (/^https?:/.test(field.text)) return field;
  const piped = /^(?:-|\/dev\/stdin)$/.test(field.text) ? run.stdin : run.readFile(run.path(field));
  const host = piped?.taint.remote ?? field.taint.remote;
  return host === undefined ? undefined : { ...field, text: host.url ?? `https://${host.host}/` };
}

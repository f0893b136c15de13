import type { Program } from "./program.ts";
import { serviceRows } from "./services-rows.ts";

// Places that host applications, data, content and models: lines as in each one's CLI reference.

export const PLATFORMS: readonly Program[] = serviceRows([
  {
    names: ["appwrite"],
    options: "--database-id= --collection-id= --bucket-id= --project-id= --user-id= --function-id= --all",
    lines: `
delete database: databases delete|delete-collection|delete-attribute|delete-documents, tables-db delete|delete-table
delete object +minor: databases delete-document, storage delete-file
delete bucket: storage delete-bucket|delete
delete project: projects|organizations|teams delete
delete identity: users|account delete, projects delete-key
delete function: functions|sites delete
delete secret: functions|sites|project|projects delete-variable
`,
  },
  {
    names: ["pocketbase"],
    options: "--dir= --encryptionEnv= --http= --migrationsDir=",
    lines: "delete identity: superuser|admin delete\nmodify database: migrate down, migrate collections\n",
  },
  {
    names: ["convex"],
    options: "--prod --deployment-name= --preview-name= --replace --replace-all --append --table= --path=",
    lines:
      "purge database +all: import --replace-all, import --replace\ndelete config: env remove|unset|rm --prod, env remove|unset|rm\n",
  },
  {
    names: ["xata", "edgedb", "gel", "ticloud"],
    provider: "database",
    options: "--instance|-I= --branch= --cluster-id|-c= --non-interactive --host= --certs-dir= --insecure --secret=",
    lines: `
delete database: database|databases|db|dbs delete|drop|destroy|wipe, branch delete|drop|wipe, instance destroy, delete
delete cluster: cluster delete|destroy, serverless delete|shutdown, node decommission|drain, destroy
delete project: project|workspace|org delete
`,
  },
  {
    names: ["algolia"],
    options: "--application-id= --confirm -y --object-ids= --indices= --profile|-p= --admin-api-key= --filters=",
    lines: `
delete search-index: index|indices|indexes delete|clear|move, objects|records delete|browse-delete
delete search-index +minor: rules|synonyms|settings delete
delete identity: apikeys|apikey delete
delete config: profile remove
none any: index|indices list
`,
  },
  {
    names: ["hf", "huggingface-cli"],
    provider: "huggingface",
    options: "--repo-type= --token= --revision= -y|--yes --type= --cache-dir= --dir=",
    lines: `
delete repository: repo|repos delete, repo-files * delete, models|datasets|spaces delete, repo delete-files, repos delete-files
delete repository: repo branch|tag delete
modify repository: repo move
purge endpoint: endpoints delete
stop endpoint +minor: endpoints pause|scale-to-zero, jobs cancel
expose repository: repo settings --public
`,
  },
  {
    names: ["openai", "modal", "runpodctl", "vastai"],
    provider: "models",
    options: "-i= -b|--api-base= -k|--api-key= -o|--organization= -t|--api-type= -e|--env=",
    lines: `
delete monitor: api files.delete|file.delete
delete model: api models.delete|fine_tuning.delete|assistants.delete|vector_stores.delete, models|model|fine-tuning|deployments|assistants delete
delete app: app stop, apps stop, deployment delete
delete volume: volume delete|rm, dict|queue|nfs delete, volumes delete
delete secret: secret delete
delete environment: environment delete
delete instance: remove pod|pods, destroy instance, destroy instances, pod delete|remove
stop instance +minor: stop pod, stop instance
`,
    commonWord: true,
  },
  {
    names: ["mlflow"],
    options: "-x|--experiment-id= --run-id= --backend-store-uri= --older-than= --experiment-ids= --run-ids=",
    lines:
      "purge experiment: gc\ndelete experiment: experiments delete\ndelete experiment +minor: runs delete\npurge database: db reset\n",
  },
  {
    names: ["wandb"],
    provider: "experiments",
    options: "-p|--project= -e|--entity= --clean --clean-force --clean-old-hours=",
    lines: "delete experiment: artifact delete, runs delete, project delete, delete\nnone any: artifact cache\n",
    commonWord: true,
  },
  {
    names: ["dvc"],
    options:
      "-w|--workspace -c|--cloud -a|--all-branches -T|--all-tags -A|--all-commits -f|--force -r|--remote= --not-in-remote -p|--projects= -n|--num= --rev= -d|--dry",
    dryRun: ["dry", "dry-run"],
    lines:
      "delete object +all: gc --cloud, gc --not-in-remote\npurge cache: gc\ndelete experiment: experiments|exp remove|rm\nmodify project +minor: destroy\n",
  },
  {
    names: ["contentful"],
    options: "--space-id|-s= --environment-id|-e= --management-token= --cdt=",
    lines:
      "delete project: space delete\ndelete environment: space environment delete, environment delete\ndelete content: content-type delete, extension delete\n",
  },
  {
    names: ["sanity"],
    options: "--dataset|-d= --replace --id= --apply",
    lines:
      "purge dataset: dataset delete|rm\ndelete content: documents delete, graphql undeploy, undeploy\nmodify dataset: dataset import --replace, hook delete\nmodify dataset +minor: dataset visibility\n",
  },
  {
    names: ["storyblok", "ghost", "strapi", "directus"],
    provider: "content",
    options: "--space= -f|--force --no-prompt",
    lines:
      "delete app: uninstall, destroy\ndelete content: delete-datasources|delete-component|delete-components, content delete, components delete\nmodify content: import --force, migrate:fresh, migrate:reset, migrate:down\n",
    commonWord: true,
  },
  {
    names: [
      "koyeb",
      "northflank",
      "qovery",
      "kamal",
      "clever",
      "scalingo",
      "gigalixir",
      "deployctl",
      "platform",
      "upsun",
      "terminus",
      "acli",
    ],
    provider: "hosting",
    options:
      "-a|--app= -p|--project= -e|--environment= -s|--service= --alias= -c|--confirm -y|--yes -d|--destination= -r|--roles= --volumes --site=",
    lines: `
delete project: project|projects|organization|org delete|rm|remove, project:delete|organization:delete|app:delete, delete project, delete @--project
delete database: database|databases|addon|addons|db delete|destroy, addons-remove|backups-delete|databases-delete, accessory remove, pg:destroy|database:destroy, delete addon, addon delete
delete environment: environment|env|environments delete|remove|rm, environment:delete|environment:deactivate, multidev:delete, delete environment
delete app: app|apps|service|services|site|sites delete|destroy|remove|rm, apps:destroy|apps:delete|site:delete|app:destroy, delete service|job|app, destroy, delete, remove, compose down, undeploy
delete domain: domain|domains delete|remove|rm, domain:delete|domain:remove|domains-remove
delete volume: volume|volumes delete|rm, delete volume
delete secret: secret|secrets|variable|variables delete|rm|unset, variable:delete, delete secret
delete backup: backup|backups|snapshot delete, backup:delete|snapshot:delete
delete identity: user:delete|user:remove, collaborators-remove|access:remove
stop app +minor: app|service|services pause|stop, stop, env:wipe
purge database: env:wipe|environment:wipe
`,
    commonWord: true,
  },
  {
    names: ["surge"],
    options: "-p= -d=",
    lines: "delete app: teardown\n",
    commonWord: true,
  },
  {
    names: ["eas", "eas-cli"],
    provider: "expo",
    options: "-p|--platform= --profile= -e= --non-interactive --variable-name= --variable-environment=",
    lines: `
delete app: branch:delete|channel:delete|update:delete|worker:delete|deploy:delete
delete secret: secret:delete|env:delete
delete credential: device:delete|webhook:delete|apple-device:delete
delete build +minor: build:delete
rollback app: update:rollback|update:roll-back-to-embedded|update:republish
`,
  },
  {
    names: ["fastlane"],
    lines: "purge certificate-store: nuke, match nuke\nnone any: match development|appstore|adhoc\n",
  },
  {
    names: ["appcenter", "code-push", "code-push-standalone"],
    provider: "mobile",
    options: "-a|--app= -d= -k=",
    lines:
      "delete app: apps|app|orgs delete|rm|remove, app transfer\nrollback app: codepush rollback, rollback\ndelete app: codepush deployment remove|clear, deployment rm|clear|remove\n",
    commonWord: true,
  },
  {
    names: ["tfx", "scalr"],
    provider: "terraform-cloud",
    options: "-n= -org=",
    lines:
      "delete workspace-hosted: workspace|workspaces delete|destroy|rm, project|organization delete|rm, delete workspace\ndelete secret: workspace variable|var delete|rm, variable|var|variables delete|rm\ndelete state-hosted: state|state-version delete|rm\n",
  },
  {
    names: ["b2", "b2v3", "b2v4"],
    provider: "backblaze",
    options:
      "-r|--recursive --no-progress --no-prompt|-q --versions --with-wildcard --include= --exclude= --delete --keepDays= --threads= --dry-run --noProgress",
    lines: `
delete bucket: bucket delete, delete-bucket, delete_bucket
delete object +all: rm --recursive, rm --versions, rm --with-wildcard
delete object +minor: rm, file delete-file-version|hide|unhide, delete-file-version, delete_file_version, file large parts
delete object +sync +all: sync --delete
delete identity: key delete, delete-key, delete_key
`,
  },
  {
    names: ["swift"],
    provider: "openstack",
    options: "-a|--all --prefix= -H=",
    lines: "purge bucket +all: delete --all\ndelete bucket: delete\n",
  },
  {
    names: ["kubectl-cnpg", "cnpg"],
    provider: "postgres-operator",
    options: "-n|--namespace= --context=",
    lines: "delete database: destroy, hibernate on\nstop database: fencing on\n",
  },
]);

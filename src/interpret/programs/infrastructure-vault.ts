import { table, tableActs } from "./cloud-table.ts";
import type { Program } from "./program.ts";

// Vault and OpenBao CLI documentation; Go flags, one dash or two.

const LINES = table(`
purge secret: kv destroy, kv metadata delete, kv delete -versions
purge secrets-engine: secrets disable
delete secret: kv delete, delete @secret/*|kv/*, delete @*/data/*|*/metadata/*
stop vault: operator seal
grant admin: operator generate-root, policy write @*root*|*admin*
delete identity: auth disable, policy delete
disable-protection audit: audit disable
none credential: token revoke -self
revoke credential +all: token revoke -mode=path, lease revoke -prefix, lease revoke -force
revoke credential: token revoke, lease revoke
modify state: operator raft snapshot restore, operator rekey, operator rotate, operator migrate, operator raft remove-peer, operator step-down
read-secret secret: kv get, read @secret/*|kv/*|*/data/*|*/creds/*|*/static-creds/*|database/*|aws/*, unwrap, transit decrypt
read-secret credential: print token, token lookup -format=json
grant credential: token create -policy=root, token create -orphan, operator init
delete resource: namespace delete, delete @sys/*|auth/*
delete identity: plugin deregister, delete @identity/*
`);

export const VAULT: readonly Program[] = [
  {
    names: ["vault", "bao"],
    options:
      "-address= -agent-address= -ca-cert= -ca-path= -client-cert= -client-key= -namespace|-ns= -tls-skip-verify -tls-server-name= -wrap-ttl= -format= -field= -mount= -versions= -version= -mode= -prefix -force|-f -sync -policy= -orphan -ttl= -self -accessor -output-curl-string -output-policy -header= -path= -method= -no-print -token-only -id= -display-name= -period= -max-lease-ttl=",
    style: "single",
    dryRun: ["output-curl-string", "output-policy"],
    acts: tableActs("vault", LINES),
  },
];

import { describe, expect, test } from "vitest";
import { cloudLines, NOTHING } from "./cloud-lines.ts";
import { effectsOf, ofKind } from "./effects.ts";

/** The provider is left out: it is the program's. */
const cloud = (command: string) => cloudLines(command).map((line) => line.slice(line.indexOf(" ") + 1));

/** What is deleted, as `where path scope`. */
const deletes = (command: string) =>
  ofKind(effectsOf(command), "delete").map((effect) => `${effect.where} ${effect.target.path} ${effect.target.scope}`);

describe("the image and the command inside are found behind all options", () => {
  test.each([
    "docker run --rm -it -e A=b -p 80:80 --name rm -w /app -u 0:0 --network n --entrypoint= alpine rm -rf x",
    "docker run -eA=b -p80:80 --memory 1g -w /app alpine rm -rf x",
    "docker run --entrypoint rm -w /app alpine -rf x",
    "docker --context c -l debug run -w /app alpine rm -rf x",
    "docker container run --workdir=/app alpine sh -c 'rm -rf x'",
    "podman --log-level debug run -w /app --pull newer alpine rm -rf x",
    "docker exec -it -e A=b -w /app web rm -rf x",
    "docker compose -f a.yml --profile p run --rm -w /app -e A=b web rm -rf x",
    "docker-compose -p shop exec -T -w /app web rm -rf x",
  ])("%s", (command) => expect(deletes(command)).toEqual(["container /app/x remote"]));

  test.each([
    ["kubectl exec -it web -n shop -c app -- rm -rf /x", ["container /x remote"]],
    ["kubectl exec web rm /x", ["container /x remote"]],
    ["kubectl -n shop run tmp --image alpine --rm -it -- rm -rf /x", ["container /x remote"]],
    ["lxc exec c1 -- rm -rf /x", ["container /x remote"]],
    ["docker exec web", NOTHING],
    ["docker run alpine", NOTHING],
    ["docker build -t rm . -f rm", NOTHING],
  ])("%s", (command, wanted) => expect(deletes(command)).toEqual(wanted));
});

describe("a mount is the host", () => {
  test.each([
    ["docker run -v /:/host alpine rm -rf /host/etc", ["container /host/etc remote", "local /etc system-root"]],
    [
      "docker run -v $PWD:/app -w /app alpine rm -rf .",
      ["container /app remote", "local /home/dev/project workspace-root"],
    ],
    [
      "docker run -v .:/app alpine rm -rf /app/dist",
      ["container /app/dist remote", "local /home/dev/project/dist build-output"],
    ],
    [
      "docker run --mount type=bind,source=/home/dev,target=/h alpine rm -rf /h/x",
      ["container /h/x remote", "local /home/dev/x home"],
    ],
    ["docker run -v .:/app:ro alpine rm -rf /app", ["container /app remote"]],
    ["docker run -v .:/app alpine rm -rf /application", ["container /application remote"]],
  ])("%s", (command, wanted) => expect(deletes(command)).toEqual(wanted));

  test("a named volume that is emptied is lost", () => {
    expect(cloud("docker run -v pg:/d alpine rm -rf /d/*")).toEqual(["delete volume pg"]);
    expect(cloud("docker run -v pg:/d alpine rm -rf /d/tmp")).toEqual(NOTHING);
  });
});

describe("what takes a container's walls down", () => {
  test.each([
    ["docker run --privileged alpine", ["privileged container --privileged"]],
    ["docker run --privileged=false alpine", NOTHING],
    ["docker run alpine --privileged", NOTHING],
    ["docker run -v /:/h:ro alpine", ["privileged host-root-read /"]],
    ["docker run -v/:/h alpine", ["privileged host-root /"]],
    ["docker run -v /../:/h alpine", ["privileged host-root /"]],
    ["docker run -v /var/run/docker.sock:/s alpine", ["privileged engine-socket /var/run/docker.sock"]],
    ["docker run -v /etc/localtime:/etc/localtime:ro alpine", NOTHING],
    ["docker run -v /srv/data:/data alpine", NOTHING],
    ["docker run --cap-add sys_admin alpine", ["privileged capability sys_admin"]],
    ["docker run --cap-add NET_ADMIN alpine", NOTHING],
    [
      "docker run --pid host --network host alpine",
      ["privileged host-pid --pid=host", "privileged host-network --network=host"],
    ],
    ["docker run --security-opt seccomp=unconfined alpine", ["privileged confinement seccomp=unconfined"]],
    ["docker run --device /dev/sda alpine", ["privileged host-device /dev/sda"]],
    ["docker run --device /dev/snd alpine", NOTHING],
  ])("%s", (command, wanted) => expect(cloud(command)).toEqual(wanted));
});

describe("engines", () => {
  test.each([
    ["docker rm -f web", ["delete container web +forced"]],
    ["docker rm -fv web", ["delete container web +volumes +forced"]],
    ["docker logs -f rm", NOTHING],
    ["docker ps -f name=rm -a", NOTHING],
    ["docker volume ls -f dangling=true", NOTHING],
    ["docker volume prune -f", ["prune volume  +forced"]],
    ["docker system prune", ["prune system "]],
    ["docker system prune -af", ["prune system-all  +forced"]],
    ["docker system prune -a --volumes", ["prune system-volumes "]],
    ["docker image prune", ["prune image "]],
    ["docker image prune -a", ["prune images "]],
    ["docker image prune -a --filter until=24h", ["prune image "]],
    ["docker compose down", NOTHING],
    ["docker compose --dry-run down -v", NOTHING],
    ["docker compose down -t 5 -v", ["delete volume  all +compose"]],
    ["docker compose down --rmi local", NOTHING],
    ["docker -H tcp://prod:2375 volume rm d", ["delete volume d production"]],
    ["docker volume rm --help", NOTHING],
  ])("%s", (command, wanted) => expect(cloud(command)).toEqual(wanted));

  test("names that another command prints are all of them", () => {
    for (const command of [
      "docker rm -f $(docker ps -aq)",
      "docker rm -f `docker ps -q`",
      "docker ps -aq | xargs docker rm -f",
    ])
      expect(ofKind(effectsOf(command), "cloud")[0]).toMatchObject({
        action: "delete",
        resource: "container",
        all: true,
      });
    expect(ofKind(effectsOf("docker rm -f $NAME"), "cloud")[0]).toMatchObject({ all: false });
  });
});

describe("kubectl and helm", () => {
  test.each([
    ["kubectl -n delete get pods", NOTHING],
    ["kubectl delete ns a", ["delete namespace a"]],
    ["kubectl delete po,svc x", ["delete pod x", "delete service x"]],
    ["kubectl delete deploy/a svc/b", ["delete workload a", "delete service b"]],
    ["kubectl delete -f k8s --dry-run=server", NOTHING],
    ["kubectl delete -f k8s --dry-run=none", ["delete manifest k8s"]],
    ["kubectl delete pods --all", ["delete pod  all"]],
    ["kubectl delete pod x --grace-period=0", ["delete pod x +forced"]],
    ["kubectl --context kind-dev delete ns a", ["delete namespace a +local"]],
    ["kubectl --context prod delete ns a", ["delete namespace a production"]],
    ["kubectl get secret s", NOTHING],
    ["kubectl get secret s -oyaml", ["read-secret secret s"]],
    ["kubectl get pods,secrets -o json", ["read-secret secret "]],
    ["kubectl get secret s -o jsonpath='{.metadata.name}'", NOTHING],
    ["kubectl get secret s -o jsonpath='{.data.a}'", ["read-secret secret s"]],
    ["kubectl scale deploy x --replicas=0", ["scale-to-zero workload deploy"]],
    ["kubectl scale deploy x --replicas=10", NOTHING],
    ["kubectl taint nodes n k=v:NoSchedule", NOTHING],
    ["kubectl taint nodes n k=v:NoExecute", ["evict node n +taint"]],
    ["kubectl delete --help", NOTHING],
    ["minikube kubectl -- delete ns a", ["delete namespace a"]],
    ["helm -n shop uninstall web", ["delete release web"]],
    ["helm uninstall web --dry-run", NOTHING],
    ["helm upgrade web ./c --version 1", NOTHING],
    ["helm --kube-context kind-dev uninstall web", ["delete release web +local"]],
  ])("%s", (command, wanted) => expect(cloud(command)).toEqual(wanted));
});

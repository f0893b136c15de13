import { hostTarget } from "../hosts.ts";
import { addressed } from "./network-data.ts";
import type { Act, Invocation, Program } from "./program.ts";
import { textOf } from "./text-of.ts";

/** A few named ports of one host ask whether its services answer, as `nc -zv host port` does. */
const fewPorts = (run: Invocation) =>
  /^\d+(?:,\d+){0,4}$/.test(textOf(run.value("p"))) &&
  run.operands.length === 1 &&
  !/[/*,]|\d-\d+$/.test(textOf(run.operands[0])) &&
  !run.args.some(({ text }) => /^-(?:s[SUFNXMAIO]|A|O|i[LR]|-script|D|S|f)/.test(text));

const scans: Act = {
  does: (run) =>
    run.operands.length === 0 && !run.has("iL")
      ? undefined
      : { kind: "network", action: fewPorts(run) ? "connect" : "scan", ...addressed(run) },
};
const attacks = (kind: string): Act => ({
  does: (run) => ({ kind: "network", action: "scan", tags: ["attack-tool", kind], ...addressed(run) }),
});

/** Scanners, sniffers, load generators and tools made for attacks. Each emits the network effect that it is for. */
export const ATTACK_TOOLS: readonly Program[] = [
  {
    names: ["nmap", "unicornscan", "zenmap"],
    options:
      "-p= -iL= -oN= -oX= -oG= -oA= -e= -S= -D= -g= -T= -T0 -T1 -T2 -T3 -T4 -T5 -sS -sT -sU -sV -sn -sP -sL -sC -A -O -Pn -n -R -F -v -d -a= -b= -u= --script= --script-args= --exclude= --excludefile= --top-ports= --min-rate= --max-rate= --max-retries= --host-timeout= --dns-servers= --datadir= --source-port= --data-length= --ttl= --spoof-mac= --proxies= -host= -list=",
    style: "single",
    acts: [scans],
  },
  {
    names: ["rustscan", "naabu"],
    options:
      "-a|--addresses= -p|--ports= -r|--range= -b|--batch-size= -t|--timeout= -host= -list= -u|--ulimit= -g|--greppable",
    acts: [
      {
        does: (run) => {
          const host = run.value("a", "host")?.text ?? run.operands[0]?.text;
          return host === undefined ? undefined : { kind: "network", action: "scan", target: hostTarget(host) };
        },
      },
    ],
  },
  {
    names: ["masscan", "zmap", "arp-scan", "netdiscover", "fping", "hping3", "hping", "nping"],
    options:
      "-p|--ports= --rate= -iL= -oX= -oJ= -oL= -oG= --banners --range= -r= -i= -I= -c= -d= -S -s= -w= -a= -B= -o= --interface= -g -l -f --flood --rand-source --localnet --tcp --udp --icmp -1 -2 -8 -9 --fast --faster -V -n -q",
    acts: [
      {
        if: (run) => /^(?:hping3?|nping)$/.test(run.name) && run.has("flood", "faster", "rand-source"),
        does: (run) => ({ kind: "network", action: "flood", ...addressed(run) }),
      },
      {
        if: (run) => (/^(?:fping)$/.test(run.name) ? run.has("g") : !/^(?:hping3?|nping)$/.test(run.name)),
        does: (run) => ({ kind: "network", action: "scan", tags: ["mass-scan"], ...addressed(run) }),
      },
      {
        if: (run) => /^(?:hping3?|nping)$/.test(run.name) && !run.has("flood", "faster", "rand-source"),
        does: (run) => ({ kind: "network", action: "connect", ...addressed(run) }),
      },
    ],
  },
  {
    names: "ab wrk wrk2 siege hey vegeta bombardier autocannon k6 locust oha drill-load h2load".split(" "),
    options:
      "-n= -c= -t= -d= -k -r -H= -T= -p= -s= -q= -z= -m= -u= -i= -b= -a= -D= -C= -A= -g= -e= -w= -R= -v --rate= --duration= --latency --timeout= --connections= --requests= --host= --users=",
    commonWord: true,
    acts: [
      {
        if: (run) => run.operands.some((field) => /:\/\//.test(field.text)),
        does: (run) => ({
          kind: "network",
          action: "flood",
          tags: ["load-test"],
          target: hostTarget(textOf(run.operands.find((field) => /:\/\//.test(field.text)))),
        }),
      },
    ],
  },
  {
    names:
      "slowloris slowhttptest goldeneye hulk torshammer t50 mz mausezahn dnsperf hoic loic ufonet pyloris xerxes".split(
        " ",
      ),
    options: "-p= -s= -c= -n= -t= -u= -w=",
    acts: [{ does: (run) => ({ kind: "network", action: "flood", tags: ["attack-tool"], ...addressed(run) }) }],
  },
  {
    names:
      "tcpdump tshark dumpcap wireshark ngrep snort tcpflow dsniff urlsnarf mailsnarf driftnet airodump-ng airmon-ng kismet mitmproxy mitmdump mitmweb sslstrip sslsplit termshark httpry tcpick".split(
        " ",
      ),
    options:
      "-i|--interface= -w= -r= -c= -s= -C= -W= -G= -F= -y= -z= -Z= -n -nn -v -vv -e -A -X -x -q -t -l -p -D -L -f= -Y= -T= -d= -I= -O= -P= -p|--listen-port= -m|--mode= --set=",
    acts: [
      {
        flag: ["z"],
        if: (run) => run.program === "tcpdump" && run.name === "tcpdump",
        does: (run) => {
          run.shell(textOf(run.value("z")), { source: "inline" });
          return undefined;
        },
      },
      {
        without: ["r", "D", "L"],
        // On the loopback interface programs of this machine talk to each other only.
        if: (run) => !/^lo0?$/.test(textOf(run.value("i"))),
        does: { kind: "network", action: "sniff" },
      },
    ],
  },
  {
    names:
      "arpspoof ettercap bettercap responder Responder.py macchanger dnsspoof dnschef mitm6 evilginx evilginx2 aireplay-ng mdk3 mdk4 macof yersinia scapy ntlmrelayx.py fakeap hostapd-wpe wifiphisher".split(
        " ",
      ),
    options: "-i= -t= -I= -T= -M= -w= -r= -q -m= -a= -p -e",
    commonWord: true,
    acts: [{ without: ["s"], does: { kind: "network", action: "spoof" } }],
  },
  {
    names:
      "hydra medusa ncrack patator crowbar brutespray john hashcat aircrack-ng fcrackzip pdfcrack cewl crunch kerbrute thc-hydra".split(
        " ",
      ),
    options:
      "-l= -L= -p= -P= -s= -t= -w= -o= -f -V -e= -u -M= -C= -x= -m= -a= -r= -O --wordlist= --format= --show --rules?= --incremental?= -h= -U= -n= -b= --increment",
    acts: [attacks("password-cracking")],
  },
  {
    names:
      "sqlmap nikto wpscan gobuster dirb dirbuster ffuf feroxbuster wfuzz nuclei commix xsser dalfox msfconsole msfvenom msfdb metasploit meterpreter crackmapexec cme netexec nxc evil-winrm psexec.py wmiexec.py smbexec.py secretsdump.py impacket-secretsdump impacket-psexec mimikatz pypykatz bloodhound-python rubeus empire sliver sliver-server sliver-client havoc merlin beef setoolkit enum4linux smbmap linpeas linpeas.sh linenum.sh pspy pspy64 lazagne veil shellter weevely exploitdb beef-xss routersploit rsf.py".split(
        " ",
      ),
    options:
      "-u|--url= -h|--host= -w= -t= -x= -p= -d|--data= -r= -c= -q -o= --batch --dbs --dump --tables -D= -T= -C= --level= --risk= --random-agent --os-shell -e= -b= -H= -f=",
    commonWord: true,
    acts: [
      {
        does: (run) => ({
          kind: "network",
          action: "scan",
          tags: ["attack-tool", "exploitation"],
          ...(run.value("u") === undefined ? addressed(run) : { target: hostTarget(textOf(run.value("u"))) }),
        }),
      },
    ],
  },
];

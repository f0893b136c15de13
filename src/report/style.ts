/** The page's look: light or dark as the reader's system is, from 360 px up. */
export const STYLE = `
:root{color-scheme:light dark;--page:#f6f7f9;--card:#fff;--text:#1c2430;--dim:#5b6675;--line:#dfe3e8;--deny:#c8322b;--ask:#b87503;--warn:#2f6fb5;--mark:#fde3e1;--code:#f1f3f6}
@media(prefers-color-scheme:dark){:root{--page:#11151b;--card:#1a2029;--text:#e4e8ee;--dim:#9aa5b4;--line:#2d3540;--deny:#f2726b;--ask:#e0a63a;--warn:#6ea8e6;--mark:#5a2724;--code:#232b36}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--text);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{max-width:1200px;margin:0 auto;padding:20px 16px 48px}
h1{font-size:22px;margin:0}h2{font-size:16px;margin:0 0 10px}
p{margin:4px 0 0;overflow-wrap:anywhere}details p{font-size:13px}.dim{color:var(--dim)}
section,.tile{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:16px;min-width:0}
section{margin-top:16px}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(140px,1fr));gap:12px;margin-top:16px}
.tile{padding:12px 14px}.tile b{display:block;font-size:26px;line-height:1.2;font-variant-numeric:tabular-nums}
.tile.deny b{color:var(--deny)}.tile.ask b{color:var(--ask)}.tile.warn b{color:var(--warn)}
.two{display:grid;gap:0 16px;align-items:start}@media(min-width:900px){.two{grid-template-columns:1fr 1fr}}
svg{display:block}rect.deny{fill:var(--deny)}rect.ask{fill:var(--ask)}rect.warn{fill:var(--warn)}
rect.hit{fill:transparent}g:hover rect.hit{fill:var(--line)}
line.grid{stroke:var(--line);vector-effect:non-scaling-stroke}
.days{margin:0;display:grid;grid-template-columns:auto 1fr;gap:4px 8px}.days svg{width:100%;height:180px}
.scale{display:flex;flex-direction:column;justify-content:space-between;text-align:right;color:var(--dim);font-size:12px;line-height:1;font-variant-numeric:tabular-nums}
.axis{grid-column:2;display:flex;justify-content:space-between;color:var(--dim);font-size:12px}
.legend{display:flex;flex-wrap:wrap;gap:4px 16px;margin-bottom:10px;color:var(--dim);font-size:13px}
.legend i{display:inline-block;width:10px;height:10px;border-radius:2px;margin-right:6px}
i.deny{background:var(--deny)}i.ask{background:var(--ask)}i.warn{background:var(--warn)}
ol.rows{list-style:none;margin:0;padding:0}
ol.rows>li{display:grid;grid-template-columns:minmax(0,1fr) auto;gap:2px 12px;padding:8px 0;border-top:1px solid var(--line)}
ol.rows>li:first-child{border-top:0}
.name{overflow-wrap:anywhere}.num{font-variant-numeric:tabular-nums;white-space:nowrap;color:var(--dim)}
.num b.deny{color:var(--deny)}.num b.ask{color:var(--ask)}.num b.warn{color:var(--warn)}
.bar{grid-column:1/-1;width:100%;height:6px;background:var(--code);border-radius:3px;overflow:hidden}
@media(max-width:520px){ol.rows>li:has(.bar){grid-template-columns:minmax(0,1fr)}}
details{margin-top:6px;grid-column:1/-1}summary{cursor:pointer;color:var(--dim);font-size:13px}
pre{margin:6px 0 0;padding:8px 10px;background:var(--code);border-radius:6px;white-space:pre-wrap;overflow-wrap:anywhere;font:13px/1.45 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
mark{background:var(--mark);color:inherit;text-decoration:underline;text-decoration-color:var(--deny);text-underline-offset:3px}
.tag{font-size:12px;color:var(--dim);border:1px solid var(--line);border-radius:4px;padding:0 5px;white-space:nowrap}
footer{margin-top:20px;color:var(--dim);font-size:13px}
`;

/** How a page looks: on light and dark screens, narrow ones too, and on paper. Nothing is loaded from anywhere. */
export const STYLE = `
:root{color-scheme:light dark;--ground:#fff;--raised:#f6f7f9;--ink:#1b1f24;--quiet:#5b6470;--rule:#d5dae0;--new:#b3261e;--stable:#0b5cad;--other:#6b7280;--limit:#8a5a00;--good:#1a6e34;--mark:#1b1f24}
@media (prefers-color-scheme:dark){:root{--ground:#14171b;--raised:#1d2127;--ink:#e7eaee;--quiet:#a3acb8;--rule:#363d47;--new:#ff8a80;--stable:#7cb8ff;--other:#9aa4b1;--limit:#f0b95a;--good:#6fd08c;--mark:#e7eaee}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:60rem;padding:1.5rem 1rem 4rem;background:var(--ground);color:var(--ink);font:1rem/1.5 system-ui,sans-serif;overflow-wrap:break-word}
h1{font-size:1.6rem;line-height:1.25;margin:0 0 .25rem}
h2{font-size:1.2rem;margin:2.2rem 0 .6rem;padding-top:.6rem;border-top:1px solid var(--rule)}
h3{font-size:1rem;margin:1.2rem 0 .4rem}
p{margin:.4rem 0}.note,small{color:var(--quiet)}.note{font-size:.9rem}
a{color:var(--stable)}code,pre,.when{font:0.85rem/1.5 ui-monospace,monospace}
nav ul{list-style:none;display:flex;flex-wrap:wrap;gap:.25rem 1rem;margin:.8rem 0;padding:0}
.wide{overflow-x:auto}.wide table{min-width:44rem}.wide td:first-child{white-space:nowrap}td,th{overflow-wrap:break-word}dd,pre,.timeline li>span:last-child{overflow-wrap:anywhere;min-width:0}
table{border-collapse:collapse;width:100%;font-size:.9rem}
th,td{text-align:left;vertical-align:top;padding:.3rem .7rem .3rem 0;border-bottom:1px solid var(--rule);font-variant-numeric:tabular-nums}
thead th{color:var(--quiet);font-weight:600;white-space:nowrap}tbody th{font-weight:400}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem;margin:.6rem 0}dt{color:var(--quiet)}dd{margin:0}
.timeline{list-style:none;margin:0;padding:0}
.timeline li{display:grid;grid-template-columns:12.5rem 1.2rem 1fr;padding:.25rem 0;border-bottom:1px solid var(--rule)}
.sign{text-align:center}.bad .sign,.phase.bad{color:var(--new);font-weight:700}.good .sign,.phase.good{color:var(--good);font-weight:700}.asked .sign{color:var(--stable)}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
pre{margin:.3rem 0 1rem;padding:.7rem;background:var(--raised);border:1px solid var(--rule);border-radius:4px;white-space:pre-wrap;max-height:24rem;overflow:auto}
ul.gaps{padding-left:1.2rem}ul.gaps p{margin:0 0 .6rem;font-size:.85rem}details{margin:.4rem 0}summary{cursor:pointer}
figure{margin:1rem 0 1.6rem}figcaption{font-weight:600}
.plot{display:block;width:100%;min-width:34rem;height:auto;margin:.4rem 0}svg text{font:11px system-ui,sans-serif;fill:var(--quiet)}
svg line,svg polyline{fill:none;stroke-width:1.5}svg .grid{stroke:var(--rule);stroke-width:1}
svg .new{stroke:var(--new);stroke-width:2.2}svg .stable{stroke:var(--stable);stroke-dasharray:6 3}svg .other{stroke:var(--other);stroke-width:1.2}svg circle{stroke:none}svg circle.new{fill:var(--new)}svg circle.stable{fill:var(--stable)}svg circle.other{fill:var(--other)}
svg line.limit{stroke:var(--limit);stroke-dasharray:2 3}svg text.limit{fill:var(--limit)}svg line.mark{stroke:var(--mark);stroke-width:1}svg text.mark{fill:var(--ink)}
.sample{width:28px;height:8px;vertical-align:middle}
:focus-visible{outline:2px solid var(--stable);outline-offset:2px}
@media (max-width:40rem){.timeline li{grid-template-columns:1.4rem 1fr}.timeline .when{grid-column:1/-1}dl{grid-template-columns:1fr}dd{margin-bottom:.4rem}}
@media print{:root{color-scheme:light;--ground:#fff;--raised:#fff;--ink:#000;--quiet:#444;--rule:#bbb;--new:#b3261e;--stable:#0b5cad;--other:#555;--limit:#8a5a00;--good:#1a6e34;--mark:#000}
body{max-width:none;padding:0;font-size:10pt}nav{display:none}h2{break-after:avoid}h3{break-after:avoid}figure,tr,.timeline li{break-inside:avoid}pre{max-height:none;overflow:visible;font-size:7.5pt}.wide{overflow:visible}.plot{min-width:0}.wide table{min-width:0}.wide td:first-child{white-space:normal}td,th{overflow-wrap:anywhere}a{color:inherit;text-decoration:none}details::details-content{content-visibility:visible;display:block;block-size:auto}@page{margin:15mm}}
`;

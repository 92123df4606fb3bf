/**
 * The style sheet: colours by name, once for light and once for dark; then the page from top to bottom.
 *
 * What is wider than a phone scrolls inside its own box.
 */

import type { Markup } from './markup.ts'

const css = `
:root{color-scheme:light dark;--paper:#fff;--panel:#f6f7f8;--ink:#1b1f24;--soft:#59626c;--rule:#d9dde2;--good:#18794e;--bad:#c22a2f;--warn:#8a5a00;--data:#1f5fae;--budget:#c2570c;--mono:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
@media(prefers-color-scheme:dark){:root{--paper:#14171a;--panel:#1c2024;--ink:#e4e7ea;--soft:#9ba5b0;--rule:#31373e;--good:#4cc38a;--bad:#ff7a75;--warn:#e0ac4c;--data:#6fb1ff;--budget:#ff9f55}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0 auto;max-width:76rem;padding:2rem clamp(1rem,3vw,2.5rem) 3rem;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;overflow-wrap:anywhere}
a{color:inherit}
p,dl,dd,ul,h1,h2,h3,h4{margin:0}
code,pre{font:.87em/1.5 var(--mono)}
.good{color:var(--good)}.bad{color:var(--bad)}.warn{color:var(--warn)}.soft{color:var(--soft);font-weight:400}
.mark{font-weight:700}
header{border-bottom:1px solid var(--rule);padding-bottom:2rem}
.kicker{font-weight:600;letter-spacing:.01em}.kicker .soft{margin-left:.5em}
h1{font-size:clamp(1.7rem,5vw,2.6rem);line-height:1.15;letter-spacing:-.02em;font-weight:650;margin:1.2rem 0 .6rem}
h2{font-size:1.35rem;letter-spacing:-.01em;margin:2.75rem 0 1rem}
h3{font-size:1rem}
h4{font-size:.93rem;margin:1.4rem 0 .5rem}
.counts{display:flex;flex-wrap:wrap;gap:.2rem 1.4rem}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(10rem,42%),1fr));gap:1rem 1.2rem;margin:1.6rem 0}
dt{color:var(--soft);font-size:.85rem}
.command code,pre{display:block;background:var(--panel);border:1px solid var(--rule);border-radius:6px;padding:.6rem .8rem;max-height:9rem;overflow:auto;white-space:pre-wrap}
.command code{user-select:all}
pre code{font-size:1em}
pre{margin:0 0 .7rem;max-height:24rem;white-space:pre;overflow-wrap:normal}
.failure{border:1px solid var(--rule);border-left:3px solid var(--rule);border-radius:6px;padding:.9rem 1rem 1rem;margin:0 0 1rem;scroll-margin:1rem}
.failure.bad{color:inherit;border-left-color:var(--bad)}.failure.warn{color:inherit;border-left-color:var(--warn)}.failure.soft{color:inherit}
.failure:target{outline:2px solid var(--data);outline-offset:2px}
.failure dl{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:.15rem 1rem;margin:.7rem 0;align-items:baseline}
.failure dd{font:.87rem/1.5 var(--mono);max-height:9rem;overflow:auto;white-space:pre-wrap}
summary{cursor:pointer;padding:.55rem 0}
summary:hover{background:var(--panel)}
details{border-top:1px solid var(--rule)}
details[open]:not(.scope){padding-bottom:.5rem}
.scope[open]{padding-bottom:1.6rem}
.scope{scroll-margin:1rem}
.scope summary .soft{margin-left:.6em}
ul{padding-left:1.2rem}
.wide{overflow-x:auto;overscroll-behavior-x:contain;position:relative}
.matrix{border-collapse:separate;border-spacing:0;font-size:.85rem;line-height:1.35}
.matrix td,.matrix th{padding:.16rem .2rem;min-width:2.35rem;text-align:center;font-weight:400;overflow-wrap:normal}
.matrix tbody td{font-weight:700;border-bottom:1px solid var(--rule)}
.matrix tbody td a{display:block;text-decoration:none}
.matrix tbody td a:hover{text-decoration:underline}
.matrix .bad{background:color-mix(in srgb,var(--bad) 14%,transparent)}.matrix .warn{background:color-mix(in srgb,var(--warn) 14%,transparent)}
.matrix th[scope=row],.matrix thead td{position:sticky;left:0;z-index:1;background:var(--paper);text-align:left;white-space:nowrap;padding-right:1rem}
.matrix th[scope=row]{border-bottom:1px solid var(--rule)}
.matrix .first{border-left:1px solid var(--rule)}
.matrix thead th{vertical-align:bottom;color:var(--soft);font-size:.78rem}
.matrix thead th[scope=colgroup]{color:var(--ink)}
.matrix thead tr:last-child>*{border-bottom:1px solid var(--ink);padding-bottom:.3rem}
.upright{writing-mode:vertical-rl;transform:rotate(180deg);margin:0 auto;max-height:16rem;text-align:left}
.kind th{text-align:left!important;padding:.9rem 0 .25rem!important;font-weight:600!important}
.kind span{position:sticky;left:0}
.key{display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;font-size:.85rem;color:var(--soft);margin-bottom:1rem}
.key span{white-space:nowrap}
.swatch{width:.85em;height:.85em;margin-right:.35em;vertical-align:-.08em}
.swatch.long{width:1.7em}
.plots{display:flex;flex-wrap:wrap;gap:.5rem 1%}
.plots svg{display:block;width:40.9%;overflow:visible}.plots .narrow{width:16.1%}
svg path{fill:none;vector-effect:non-scaling-stroke}
svg text{font-size:11px;fill:var(--soft)}
.up text{text-anchor:end}.along text{text-anchor:middle}.name{fill:var(--ink)!important}
.cell,.band,.bar{vector-effect:none!important;shape-rendering:crispEdges}
.cell{stroke:var(--data);stroke-opacity:.3}
.bar{stroke:var(--data);stroke-width:.8}
.band{stroke:var(--budget);stroke-opacity:.16}
.budget{stroke:var(--budget);stroke-width:1.4}
.ulp{stroke:var(--ink);stroke-width:1;stroke-dasharray:2 3;stroke-opacity:.55}
.axis{stroke:var(--soft);stroke-width:1}
.cross{stroke:var(--bad);stroke-width:1.6}
.regimes{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:3px 1rem;align-items:center}
.regimes dd{display:flex;flex-wrap:wrap;gap:3px}
.regimes div{flex:1 1 9rem;padding:.3rem .6rem;border:1px solid transparent;border-radius:4px;font-size:.87rem;line-height:1.35;background:color-mix(in srgb,var(--data) var(--heat,4%),transparent)}
.regimes small{display:block;font-size:.8rem}
.heat0{--heat:0%}.heat1{--heat:7%}.heat2{--heat:14%}.heat3{--heat:22%}.heat4{--heat:30%}.heat5{--heat:38%}
.regimes .missed{--heat:0%;border:1px dashed var(--warn);color:var(--warn)}
footer{border-top:1px solid var(--rule);margin-top:3rem;padding-top:1.2rem;font-size:.87rem;color:var(--soft)}
.legend{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(24rem,100%),1fr));gap:1.2rem 3rem;margin-bottom:1.4rem}
.legend dl div{display:grid;grid-template-columns:11.5rem 1fr;gap:.6rem;margin:.2rem 0}
.legend dt,.legend h3{color:var(--ink)}
.legend h3{margin-bottom:.4rem;font-size:.93rem}.legend p{margin-top:.6rem}
@media(max-width:44rem){
.plots svg{width:100%}.plots .narrow{width:39.5%}
.matrix th[scope=row]{white-space:normal;max-width:8.5rem;min-width:8.5rem;padding-right:.5rem}
.failure dl{column-gap:.7rem}.failure{padding:.8rem}
.regimes{grid-template-columns:minmax(0,1fr);gap:0}.regimes dt{margin-top:.35rem}.regimes div{flex-basis:6.5rem}
.legend dl div{grid-template-columns:1fr;gap:0}
}
`

export const style: Markup = { markup: `<style>${css.trim()}</style>` }

/** How the page of a finding looks, in light and in dark. */
import { MONOSPACE, themeVariables } from './diagram/theme.ts';

export const REPORT_STYLE = `
${themeVariables(':root')}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);
font:15px/1.55 system-ui,"DejaVu Sans",sans-serif}
main{max-width:1500px;margin:0 auto;padding:28px 28px 60px}
.kicker{margin:0;color:var(--quiet)}
h1{margin:4px 0 6px;font-size:24px;line-height:1.3;color:var(--bad);overflow-wrap:anywhere}
.lead{margin:0 0 8px;font-size:17px}
h2{margin:26px 0 6px;font-size:16px;border-bottom:1px solid var(--faint);padding-bottom:4px}
h3{margin:8px 0 2px;font-size:14px;color:var(--quiet);font-weight:600}
p{margin:6px 0}
ol,ul{margin:6px 0;padding-left:24px}
li{margin:3px 0;overflow-wrap:anywhere}
code,pre,dd{font-family:${MONOSPACE};font-size:12.5px}
li>code{display:block;color:var(--quiet)}
td>code{display:block}
pre{margin:6px 0;padding:10px 12px;border:1px solid var(--faint);border-radius:8px;
white-space:pre-wrap;overflow-wrap:anywhere}
.command{user-select:all;font-size:14px}
.runs{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(560px,100%),1fr));gap:16px;
align-items:end}
figure{margin:0}
figcaption{margin-bottom:4px;font-size:13px}
figcaption>*{display:block;color:var(--quiet);overflow-wrap:anywhere}
figcaption>strong{color:var(--ink);font-size:15px}
figcaption>.violated{color:var(--bad)}
iframe{display:block;width:100%;height:clamp(640px,92vh,1000px);
border:1px solid var(--faint);border-radius:8px}
details{margin:6px 0;overflow-x:auto}
summary{cursor:pointer;font-weight:600}
:focus-visible{outline:2px solid var(--support);outline-offset:2px}
table{border-collapse:collapse;width:100%;min-width:760px;margin-top:8px;font-size:13px}
th,td{text-align:left;vertical-align:top;padding:4px 10px 4px 0;
border-bottom:1px solid var(--faint);overflow-wrap:anywhere}
th,td:not(:nth-child(3)):not(:nth-child(5)){white-space:nowrap}
th{color:var(--quiet);font-weight:600}
.violated{color:var(--bad);font-weight:600}
.held{color:var(--support)}
.void,.vacuous,.inconclusive{color:var(--quiet)}
.fired{display:block;color:var(--bad);font-weight:600;border-top:1px solid var(--bad)}
dl{display:grid;grid-template-columns:fit-content(45%) 1fr;gap:2px 16px;margin:6px 0}
dt{color:var(--quiet);overflow-wrap:anywhere}
dd{margin:0;overflow-wrap:anywhere}
@media print{iframe{height:1000px}details{display:block}}
`;
